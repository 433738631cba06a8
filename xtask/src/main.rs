//! `cargo xtask`: the project's own commands. Each provides libtorch first, so that a fresh checkout needs no other step.

use std::{
    env,
    ffi::OsString,
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

use anyhow::{Result, anyhow};

use crate::{fuzz::Fuzz, package::Kind, report::say, soak::Soak, torture::Torture, workspace::Workspace};

#[cfg(not(unix))]
compile_error!("rnnlab runs on Linux and macOS: use one of them, or a virtual machine with one");

mod arguments;
mod cache;
mod disk;
mod fetch;
mod fuzz;
mod libtorch;
mod package;
mod program;
mod provision;
mod report;
mod soak;
mod torture;
mod wheel;
mod workspace;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  run [ARGS…]     provide libtorch, build rnnlab and run it with ARGS
  test [ARGS…]    provide libtorch and run all tests, with ARGS for `cargo test`
  fuzz [TARGET]   run the fuzz targets, or one, for --seconds 300 each; needs cargo-fuzz
  setup           provide libtorch alone: the CPU package
  setup --cuda    provide libtorch alone: the CUDA package
  torture         kill trainings at random moments, go on, and compare: --kills N (200), --seed S (1)
  soak            watch the memory of the dashboard for millions of steps: --steps N (10000000);
                  --without-libtorch takes steps that cost next to nothing

libtorch is fetched once to ~/.cache/rnnlab (or $XDG_CACHE_HOME/rnnlab) for all checkouts.
Set LIBTORCH to the directory of a libtorch 2.13.0 to use that one instead.
";

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
enum Task {
    Help,
    Setup(Kind),
    Fuzz(Fuzz),
    Torture(Torture),
    Soak(Soak),
    /// A cargo command and its arguments.
    Cargo(&'static [&'static str], Vec<OsString>),
}

impl Task {
    /// Reads the words after `cargo xtask`; what is wrong with them is told in a sentence.
    fn parse(words: &[OsString]) -> Result<Self, String> {
        let Some((task, rest)) = words.split_first() else { return Ok(Self::Help) };
        match task.to_str() {
            Some("-h" | "--help" | "help") => Ok(Self::Help),
            Some("run") => Ok(Self::Cargo(&["run", "--release", "--package", "rnnlab", "--"], rest.to_vec())),
            Some("test") => Ok(Self::Cargo(&["test", "--workspace"], rest.to_vec())),
            Some("setup") => Self::parse_setup(rest),
            Some("fuzz") => Fuzz::parse(rest).map(Self::Fuzz),
            Some("torture") => Torture::parse(rest).map(Self::Torture),
            Some("soak") => Soak::parse(rest).map(Self::Soak),
            _ => Err(format!(
                "`cargo xtask` has no command `{}`: it has run, test, fuzz, setup, torture and soak",
                task.display()
            )),
        }
    }

    fn parse_setup(words: &[OsString]) -> Result<Self, String> {
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        match words.iter().map(AsRef::as_ref).collect::<Vec<&str>>()[..] {
            [] => Ok(Self::Setup(Kind::Cpu)),
            ["--cuda"] => Ok(Self::Setup(Kind::Cuda)),
            ["-h" | "--help"] => Ok(Self::Help),
            _ => Err(format!("`cargo xtask setup` knows only `--cuda`, not `{}`: leave it out", words.join(" "))),
        }
    }

    fn perform(self) -> Result<()> {
        match self {
            Self::Help => {
                help();
                Ok(())
            }
            Self::Setup(kind) => provision::provide(&Workspace::of_this_run()?, Some(kind)),
            Self::Fuzz(fuzz) => fuzz.run(&provided()?),
            Self::Torture(torture) => torture.perform(&provided()?),
            Self::Soak(soak) => soak.perform(&provided()?),
            Self::Cargo(command, arguments) => Err(become_cargo(&provided()?, command, &arguments)),
        }
    }
}

/// The workspace with libtorch at hand.
fn provided() -> Result<Workspace> {
    let workspace = Workspace::of_this_run()?;
    provision::provide(&workspace, None)?;
    Ok(workspace)
}

/// Lets cargo take the place of this process, so that the terminal, signals and the exit code are the program's own;
/// comes back only with an error.
fn become_cargo(workspace: &Workspace, command: &[&str], arguments: &[OsString]) -> anyhow::Error {
    let mut cargo = Command::new(workspace::cargo());
    cargo.args(command).args(arguments);
    if workspace.chosen_libtorch().is_none() {
        // An empty one would keep cargo from setting it to the link.
        cargo.env_remove("LIBTORCH");
    }
    let error = cargo.exec();
    anyhow!("cannot start {} ({error}): check the Rust installation", cargo.get_program().display())
}

#[expect(clippy::print_stdout, reason = "help that was asked for is the command's result")]
fn help() {
    print!("{USAGE}");
}

fn main() -> ExitCode {
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    match Task::parse(&words) {
        Err(sentence) => {
            say(&format!("error: {sentence}"));
            ExitCode::from(2)
        }
        Ok(task) => match task.perform() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                say(&format!("error: {error}"));
                ExitCode::FAILURE
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Task, String> {
        Task::parse(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn without_a_command_or_with_a_wish_for_help_the_usage_is_told() {
        for words in [&[] as &[&str], &["--help"], &["-h"], &["help"], &["setup", "--help"]] {
            assert_eq!(parse(words), Ok(Task::Help));
        }
    }

    #[test]
    fn what_follows_run_and_test_is_passed_on_as_it_is() {
        let run = &["run", "--release", "--package", "rnnlab", "--"];
        assert_eq!(parse(&["run", "--help", "a b"]), Ok(Task::Cargo(run, vec!["--help".into(), "a b".into()])));
        assert_eq!(parse(&["test", "--cuda"]), Ok(Task::Cargo(&["test", "--workspace"], vec!["--cuda".into()])));
    }

    #[test]
    fn setup_is_for_the_cpu_unless_cuda_is_asked_for() {
        assert_eq!(parse(&["setup"]), Ok(Task::Setup(Kind::Cpu)));
        assert_eq!(parse(&["setup", "--cuda"]), Ok(Task::Setup(Kind::Cuda)));
    }

    #[test]
    fn an_unknown_word_is_named_with_those_there_are() {
        assert_eq!(
            parse(&["frobnicate"]),
            Err("`cargo xtask` has no command `frobnicate`: it has run, test, fuzz, setup, torture and soak".to_owned())
        );
        assert_eq!(
            parse(&["setup", "--gpu"]),
            Err("`cargo xtask setup` knows only `--cuda`, not `--gpu`: leave it out".to_owned())
        );
    }
}
