//! `rnnlab runs` and `rnnlab experiments`: what there is.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::layout::Grid;
use crate::{
    cli::{ExperimentsArgs, ListArgs},
    experiment::{Builtin, Experiment, Source, builtins},
    run::{RunDirectory, RunLock, Summary},
};

#[derive(Serialize)]
struct RunLine {
    run: String,
    experiment: Option<String>,
    seed: Option<u64>,
    /// A process is writing it.
    running: bool,
    #[serde(flatten)]
    summary: Option<Summary>,
}

impl RunLine {
    /// A run that cannot be read is listed all the same, with what can be read.
    fn of(run: &RunDirectory) -> Self {
        let experiment = run.experiment().ok();
        Self {
            run: run.name(),
            running: RunLock::is_taken(run),
            seed: experiment.as_ref().map(|experiment| experiment.training.seed),
            experiment: experiment.map(|experiment| experiment.name),
            summary: run.summary().ok().flatten(),
        }
    }

    /// How good it is, or why nothing can be said of that.
    fn verdict(&self) -> String {
        match &self.summary {
            _ if self.running => "running".to_owned(),
            None => "not finished".to_owned(),
            Some(Summary { divergence: Some(_), steps, .. }) => format!("diverged at step {steps}"),
            Some(summary) => {
                summary.report.as_ref().and_then(|report| report.verdict.clone()).unwrap_or("–".to_owned())
            }
        }
    }
}

/// Lists the runs of a directory, oldest first.
///
/// # Errors
/// When the directory cannot be read.
pub fn runs(args: &ListArgs, runs_dir: &Path, out: &mut impl Write) -> Result<()> {
    let lines: Vec<_> = RunDirectory::list(runs_dir)?.iter().map(RunLine::of).collect();
    if args.json {
        for line in &lines {
            writeln!(out, "{}", serde_json::to_string(line)?)?;
        }
        return Ok(());
    }
    if lines.is_empty() {
        let place = runs_dir.display();
        writeln!(out, "there are no runs in {place} yet: make one with `rnnlab train series-sum`")?;
        return Ok(());
    }
    let mut grid = Grid::new(3, ["run", "test", "verdict", "seed", "steps"]);
    for line in &lines {
        let seed = line.seed.map_or("–".to_owned(), |seed| seed.to_string());
        let steps = line.summary.as_ref().map_or("–".to_owned(), |s| format!("{}/{}", s.steps, s.goal));
        let report = line.summary.as_ref().and_then(|summary| summary.report.as_ref());
        let test = report.and_then(|report| Some((report.metric, report.test.get(report.metric)?)));
        let test =
            test.map_or("–".to_owned(), |(metric, value)| format!("{} {}", metric.short(), metric.format(value)));
        grid.push([line.run.clone(), test, line.verdict(), seed, steps]);
    }
    Ok(grid.write_wide(out)?)
}

/// Lists the built-in experiments, or writes one and its data into the current directory.
///
/// # Errors
/// When there is no such experiment, or a file is there already or cannot be written.
pub fn experiments(args: &ExperimentsArgs, out: &mut impl Write) -> Result<()> {
    if let Some(name) = &args.write {
        return write_out(name, out);
    }
    for builtin in builtins() {
        let experiment = Experiment::open(builtin.name)?;
        writeln!(out, "{:24} {}", builtin.name, experiment.about)?;
    }
    Ok(())
}

fn write_out(name: &str, out: &mut impl Write) -> Result<()> {
    let Some(builtin) = Builtin::find(name) else {
        bail!("there is no built-in experiment '{name}': `rnnlab experiments` lists them");
    };
    let experiment = Experiment::open(name)?;
    let file = format!("{name}.toml");
    let mut files = vec![(Path::new(&file), builtin.text.as_bytes())];
    if let Source::File { path, test } = &experiment.data.source {
        let data = std::iter::once(path).chain(test);
        files.extend(data.map(|path| (path.as_path(), crate::experiment::dataset(path).unwrap_or_default())));
    }
    for (path, bytes) in files {
        create_new(path, bytes).with_context(|| format!("cannot write {} (move it away first)", path.display()))?;
        writeln!(out, "wrote {}", path.display())?;
    }
    Ok(writeln!(out, "edit, then `rnnlab {file}`")?)
}

fn create_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::File::create_new(path)?.write_all(bytes)
}
