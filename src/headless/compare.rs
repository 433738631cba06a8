//! `rnnlab runs A B`: some runs beside each other, their figures and the hyperparameters in which they differ.

use std::{collections::BTreeMap, io::Write, path::Path};

use anyhow::Result;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::{
    layout::{Grid, write_beside},
    list::{RunLine, steps},
};
use crate::{
    cli::ListArgs,
    evaluation::metrics::{Metric, skill_in_percent},
    run::{Overview, RunDirectory, RunError, differences},
};

/// A run, and its values of the keys in which it differs from the others.
#[derive(Serialize)]
struct Compared<'a> {
    #[serde(flatten)]
    line: RunLine<'a>,
    differs: BTreeMap<&'a str, Option<&'a str>>,
}

/// Writes the runs that are asked for beside each other.
///
/// # Errors
/// When there is no such run.
pub(super) fn compare(args: &ListArgs, runs_dir: &Path, out: &mut impl Write) -> Result<()> {
    let found: Result<Vec<_>, RunError> = args.runs.iter().map(|run| RunDirectory::find(runs_dir, run)).collect();
    let runs: Vec<Overview> = found?.into_iter().map(Overview::of).collect();
    let runs: Vec<&Overview> = runs.iter().collect();
    let differences = differences(&runs);
    if args.json {
        for (place, run) in runs.iter().enumerate() {
            let differs = differences.iter().map(|(key, values)| (*key, values[place])).collect();
            writeln!(out, "{}", serde_json::to_string(&Compared { line: RunLine::of(run), differs })?)?;
        }
        return Ok(());
    }
    let mut grid = Grid::new(1, std::iter::once("run").chain(runs.iter().map(|run| run.run.as_str())));
    let mut row = |name: &str, value: &dyn Fn(&Overview) -> Option<String>| {
        let values: Vec<_> = runs.iter().map(|run| value(run)).collect();
        if values.iter().any(Option::is_some) {
            let values = values.into_iter().map(|value| value.unwrap_or("–".to_owned()));
            grid.push(std::iter::once(name.to_owned()).chain(values));
        }
    };
    row("state", &|run| Some(run.state.word().to_owned()));
    row("steps", &|run| Some(steps(run)));
    row("loss", &|run| run.loss().map(|loss| Metric::Mse.format(loss)));
    for metric in metrics(&runs) {
        row(&format!("test {}", metric.short()), &|run| {
            let report = run.summary.as_ref()?.report.as_ref()?;
            report.test.get(metric).map(|value| metric.format(value))
        });
    }
    row("skill", &|run| run.skill().map(skill_in_percent));
    row("seconds", &|run| run.seconds().map(|seconds| format!("{seconds:.1}")));
    row("note", &|run| Some(run.note.clone()).filter(|note| !note.is_empty()));
    for (key, values) in differences {
        let values = values.into_iter().map(|value| value.unwrap_or("–").to_owned());
        grid.push(std::iter::once(key.to_owned()).chain(values));
    }
    grid.write(out)?;
    let said: Vec<_> =
        runs.iter().filter_map(|run| Some((run, run.problem.clone().or_else(|| run.verdict())?))).collect();
    if !said.is_empty() {
        writeln!(out)?;
    }
    let widest = said.iter().map(|(run, _)| run.run.width()).max().unwrap_or(0);
    said.iter().try_for_each(|(run, said)| write_beside(out, &run.run, widest + 2, said))?;
    Ok(())
}

/// The metrics of their test figures, in order.
fn metrics(runs: &[&Overview]) -> Vec<Metric> {
    let reports = runs.iter().filter_map(|run| run.summary.as_ref()?.report.as_ref());
    let mut metrics = Vec::new();
    for (metric, _) in reports.flat_map(|report| report.test.iter()) {
        if !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    metrics
}
