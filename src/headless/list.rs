//! `rnnlab runs` and `rnnlab experiments`: what there is.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::{compare::compare, layout::Grid};
use crate::{
    cli::{ExperimentsArgs, ListArgs},
    experiment::{Builtin, Experiment, Source, Task, builtins},
    run::{Overview, RunDirectory, RunState, Summary},
};

/// A run as an object of JSON.
#[derive(Serialize)]
pub(super) struct RunLine<'a> {
    run: &'a str,
    experiment: Option<&'a str>,
    task: Option<Task>,
    seed: Option<u64>,
    /// A process is writing it.
    running: bool,
    state: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
    #[serde(flatten)]
    summary: Option<&'a Summary>,
}

impl<'a> RunLine<'a> {
    pub(super) fn of(seen: &'a Overview) -> Self {
        let experiment = seen.experiment.as_deref();
        Self {
            run: &seen.run,
            experiment: experiment.map(|experiment| experiment.name.as_str()),
            task: experiment.map(|experiment| experiment.data.task),
            seed: experiment.map(|experiment| experiment.training.seed),
            running: seen.state == RunState::Running,
            state: seen.state.word(),
            note: &seen.note,
            problem: seen.problem.as_deref(),
            summary: seen.summary.as_deref(),
        }
    }
}

/// Lists the runs of a directory, oldest first; or compares some of them.
///
/// # Errors
/// When the directory cannot be read, or there is no such run.
pub fn runs(args: &ListArgs, runs_dir: &Path, out: &mut impl Write) -> Result<()> {
    if !args.runs.is_empty() {
        return compare(args, runs_dir, out);
    }
    let runs: Vec<_> = RunDirectory::list(runs_dir)?.into_iter().map(Overview::of).collect();
    if args.json {
        for run in &runs {
            writeln!(out, "{}", serde_json::to_string(&RunLine::of(run))?)?;
        }
        return Ok(());
    }
    if runs.is_empty() {
        let place = runs_dir.display();
        writeln!(out, "there are no runs in {place} yet: make one with `rnnlab train series-sum`")?;
        return Ok(());
    }
    let has_notes = runs.iter().any(|run| !run.note.is_empty());
    let mut grid =
        Grid::new(3, ["run", "test", "verdict", "seed", "steps"].into_iter().chain(has_notes.then_some("note")));
    for run in &runs {
        let seed = run.experiment.as_ref().map_or("–".to_owned(), |experiment| experiment.training.seed.to_string());
        let cells = [run.run.clone(), test(run), verdict(run), seed, steps(run)];
        grid.push(cells.into_iter().chain(has_notes.then(|| run.note.clone())));
    }
    Ok(grid.write_wide(out)?)
}

/// How good it is, or why nothing can be said of that.
fn verdict(seen: &Overview) -> String {
    match (seen.state, &seen.problem) {
        (RunState::Running, _) => "running".to_owned(),
        (RunState::Damaged, Some(problem)) => problem.clone(),
        _ if seen.summary.is_none() => "not finished".to_owned(),
        _ => seen.verdict().unwrap_or("–".to_owned()),
    }
}

fn test(seen: &Overview) -> String {
    seen.test().map_or("–".to_owned(), |(metric, value)| format!("{} {}", metric.short(), metric.format(value)))
}

pub(super) fn steps(seen: &Overview) -> String {
    let steps = seen.steps().map_or("–".to_owned(), |steps| steps.to_string());
    seen.summary.as_ref().map_or(steps.clone(), |summary| format!("{steps}/{}", summary.goal))
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
