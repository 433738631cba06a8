//! `cargo xtask fuzz`: the fuzz targets, one after another, and how many inputs each was given.

use std::{
    collections::VecDeque,
    ffi::OsString,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{
    report::{say, say_in_place},
    workspace::{self, Workspace},
};

/// Those of `fuzz/fuzz_targets`, the quickest first.
const TARGETS: [&str; 5] = ["experiment", "checkpoint", "question", "table", "dashboard"];
/// Seconds for each target, unless the person says otherwise.
const SECONDS: u64 = 300;
/// Seconds after which one input is taken for one that never ends.
const PATIENCE: u64 = 20;
/// Lines that are shown of a finding.
const LAST_LINES: usize = 40;

/// What is to be run.
#[derive(Debug, PartialEq, Eq)]
pub struct Fuzz {
    target: Option<&'static str>,
    seconds: u64,
}

impl Fuzz {
    /// Reads the words after `cargo xtask fuzz`.
    pub fn parse(words: &[OsString]) -> Result<Self, String> {
        let mut fuzz = Self { target: None, seconds: SECONDS };
        let mut words = words.iter().map(|word| word.to_string_lossy());
        while let Some(word) = words.next() {
            if word == "--seconds" {
                let seconds = words.next().and_then(|seconds| seconds.parse().ok());
                fuzz.seconds = seconds.ok_or("`--seconds` wants a whole number, such as 300")?;
            } else {
                let target = TARGETS.into_iter().find(|target| *target == word);
                let unknown = || format!("there is no fuzz target `{word}`: there are {}", TARGETS.join(", "));
                fuzz.target = Some(target.ok_or_else(unknown)?);
            }
        }
        Ok(fuzz)
    }

    /// Builds the targets and runs them; a finding ends it.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        let built = cargo_fuzz(workspace, "build").status();
        if !built.context("cannot start cargo")?.success() {
            bail!("the fuzz targets were not built: is cargo-fuzz there? `cargo install cargo-fuzz` fetches it");
        }
        TARGETS
            .iter()
            .filter(|target| self.target.is_none_or(|wanted| wanted == **target))
            .try_for_each(|target| self.run_target(workspace, target))
    }

    fn run_target(&self, workspace: &Workspace, target: &str) -> Result<()> {
        let mut command = cargo_fuzz(workspace, "run");
        command.arg(target);
        for folder in ["corpus", "seeds", "regressions"] {
            let folder = workspace.root().join("fuzz").join(folder).join(target);
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
            command.arg(folder);
        }
        command.arg("--").arg(format!("-max_total_time={}", self.seconds)).arg(format!("-timeout={PATIENCE}"));
        let mut child = command.stderr(Stdio::piped()).spawn().context("cannot start cargo")?;
        let (mut inputs, mut last) = (0, VecDeque::new());
        for line in child.stderr.take().into_iter().flat_map(|stderr| BufReader::new(stderr).split(b'\n')) {
            let line = String::from_utf8_lossy(&line.context("cannot hear the target")?).into_owned();
            if let Some(so_far) = inputs_so_far(&line) {
                inputs = so_far;
                say_in_place(&format!("{target}: {inputs} inputs"));
            }
            last.push_back(line);
            if last.len() > LAST_LINES {
                last.pop_front();
            }
        }
        if child.wait().context("cannot wait for the target")?.success() {
            say(&format!("{target}: {inputs} inputs, no finding"));
            return Ok(());
        }
        for line in &last {
            say(line);
        }
        Err(anyhow!("{target}: a finding after {inputs} inputs; the input is in fuzz/artifacts/{target}"))
    }
}

/// The number in libFuzzer's `#4096 pulse …` and `Done 4096 runs …`.
fn inputs_so_far(line: &str) -> Option<u64> {
    let number = line.strip_prefix('#').or_else(|| line.strip_prefix("Done "))?;
    number.split_ascii_whitespace().next()?.parse().ok()
}

/// `cargo fuzz` without a sanitizer: the program has no unsafe code, and that of libtorch is not called. Instrumenting needs
/// what a stable compiler has only when it is told to.
fn cargo_fuzz(workspace: &Workspace, command: &str) -> Command {
    let mut cargo = Command::new(workspace::cargo());
    cargo.current_dir(workspace.root()).env("RUSTC_BOOTSTRAP", "1").args(["fuzz", command, "--sanitizer", "none"]);
    if workspace.chosen_libtorch().is_none() {
        cargo.env_remove("LIBTORCH");
    }
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Fuzz, String> {
        Fuzz::parse(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn without_a_word_all_targets_run_for_five_minutes_each() {
        assert_eq!(parse(&[]), Ok(Fuzz { target: None, seconds: 300 }));
        assert_eq!(parse(&["table", "--seconds", "7"]), Ok(Fuzz { target: Some("table"), seconds: 7 }));
    }

    #[test]
    fn what_is_no_target_and_no_number_is_told() {
        let targets = "experiment, checkpoint, question, table, dashboard";
        assert_eq!(parse(&["tables"]), Err(format!("there is no fuzz target `tables`: there are {targets}")));
        let words = "`--seconds` wants a whole number, such as 300";
        assert_eq!(parse(&["--seconds", "soon"]), Err(words.to_owned()));
        assert_eq!(parse(&["--seconds"]), Err(words.to_owned()));
    }

    #[test]
    fn every_target_that_is_there_is_known() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/fuzz_targets");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut there: Vec<_> = files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        there.retain(|name| name != "memory");
        there.sort();
        let mut known = TARGETS.map(str::to_owned);
        known.sort();
        assert_eq!(there, known);
    }

    #[test]
    fn the_inputs_so_far_are_heard() {
        assert_eq!(inputs_so_far("#4096\tpulse  cov: 9098 ft: 31945"), Some(4096));
        assert_eq!(inputs_so_far("Done 22914 runs in 61 second(s)"), Some(22914));
        assert_eq!(inputs_so_far("###### Recommended dictionary. ######"), None);
    }
}
