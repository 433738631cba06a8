//! `rnnlab evaluate`: how good a run's network is on its test examples, beside what no learning gets.

use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::{Result, bail};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::layout::{Grid, WIDTH, spread, write_beside};
use crate::{
    cli::EvaluateArgs,
    evaluation::{
        Coverage, Evaluation, Report,
        metrics::{ClassReport, Metric, Scores},
    },
    numbers::percent,
    predict::Predictor,
    run::RunDirectory,
    wording::counted,
};

/// Steps ahead, and targets, that have a row of their own.
const MOST_STEPS: usize = 12;
/// Series that have a row of their own.
const MOST_SERIES: usize = 20;
/// Classes that a confusion matrix is drawn for.
const MOST_CLASSES: usize = 20;
/// Classes that have a row of their own.
const MOST_CLASS_ROWS: usize = 60;
/// Characters of a line above a column of figures.
const LONGEST_HEAD: usize = 11;
/// What says most of one step ahead; the squared errors and the largest one say it of all of them.
const OF_A_STEP: [Metric; 5] = [Metric::Rmse, Metric::Mae, Metric::Mape, Metric::Smape, Metric::Mase];

/// The line of `--json`.
#[derive(Serialize)]
struct JsonReport<'a> {
    #[serde(flatten)]
    report: Report,
    /// Names of the classes, in the order of the figures.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    class_names: &'a [String],
}

/// Measures a run's network on its test examples.
///
/// # Errors
/// When the run or its data cannot be read, or there are no test examples.
pub fn evaluate(args: &EvaluateArgs, runs_dir: &Path, out: &mut impl Write) -> Result<()> {
    let predictor = Predictor::load(&RunDirectory::find(runs_dir, &args.run)?)?;
    let judgement = predictor.evaluate()?;
    let (Some(report), Some(test)) = (Report::of(&judgement), &judgement.test) else {
        bail!(
            "the experiment has no test sequences: leave some to `test` under [split], or write 'test' into its column"
        );
    };
    let class_names = &predictor.preparation().classes;
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&JsonReport { report, class_names })?)?;
        return Ok(());
    }
    Ok(write(test, class_names, predictor.preparation().season, out)?)
}

fn write(test: &Evaluation, class_names: &[String], season: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", super::standing(test))?;
    writeln!(out, "\non {}", counted(test.examples, "test example"))?;
    beside_baselines(test).write(out)?;
    if let Some(Coverage { nominal, covered }) = test.interval {
        let (nominal, covered) = (percent(nominal), percent(covered));
        writeln!(out, "\n{nominal} intervals covered {covered} of the test values")?;
    }
    write_findings(test, season, out)?;
    let steps = spread(test.by_step.len(), MOST_STEPS);
    let by_step = steps.into_iter().map(|step| ((step + 1).to_string(), &test.by_step[step]));
    write_some("step ahead", by_step, out)?;
    write_some("target", test.by_target.iter().map(|(name, scores)| (name.clone(), scores)), out)?;
    let by_series = test.by_series.iter().take(MOST_SERIES).map(|(name, scores)| (name.clone(), scores));
    write_some("series", by_series, out)?;
    match test.by_series.len().saturating_sub(MOST_SERIES) {
        0 => {}
        more => writeln!(out, "and {more} more series: --json has all")?,
    }
    if let Some(report) = &test.classes {
        write_classes(report, class_names, out)?;
    }
    Ok(())
}

/// On which side errors lie, whether they follow one another, and whether the network is as sure as it is right.
fn write_findings(test: &Evaluation, season: usize, out: &mut impl Write) -> io::Result<()> {
    let found = &test.findings;
    for residuals in &found.residuals {
        writeln!(out)?;
        write_beside(out, &format!("{}: ", residuals.target), 0, &residuals.in_words())?;
        if let Some(memory) = &residuals.autocorrelation {
            write_beside(out, "", 0, &memory.in_words(season))?;
        }
    }
    match &found.calibration {
        Some(found) => {
            writeln!(out)?;
            let words = format!("{} (error {:.1}%)", found.in_words(), 100.0 * found.expected_error);
            write_beside(out, "", 0, &words)
        }
        None => Ok(()),
    }
}

/// Metrics by row; the network and the baselines side by side.
fn beside_baselines(test: &Evaluation) -> Grid {
    let columns: Vec<&Scores> =
        std::iter::once(&test.scores).chain(test.baselines.iter().map(|(_, scores)| scores)).collect();
    let names: Vec<&str> =
        std::iter::once("network").chain(test.baselines.iter().map(|(name, _)| name.as_str())).collect();
    // A long name is written over several lines.
    let lines: Vec<Vec<String>> = names.iter().map(|name| in_lines(name)).collect();
    let height = lines.iter().map(Vec::len).max().unwrap_or(1);
    let line = |row: usize| {
        // The last lines of all names stand side by side, right above the figures.
        let of = |lines: &Vec<String>| {
            (row + lines.len()).checked_sub(height).map_or_else(String::new, |at| lines[at].clone())
        };
        std::iter::once(String::new()).chain(lines.iter().map(of).collect::<Vec<_>>())
    };
    let mut grid = Grid::new(1, line(0));
    (1..height).for_each(|row| grid.push(line(row)));
    for (metric, _) in test.scores.iter() {
        let figure = |scores: &&Scores| scores.get(metric).map_or("–".to_owned(), |value| metric.format(value));
        grid.push(std::iter::once(metric.short().to_owned()).chain(columns.iter().map(figure)));
    }
    grid
}

/// A name in lines that are not much longer than a figure.
fn in_lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= LONGEST_HEAD => line.extend([" ", word]),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn write_some<'a>(
    title: &str,
    rows: impl Iterator<Item = (String, &'a Scores)>,
    out: &mut impl Write,
) -> io::Result<()> {
    let rows: Vec<_> = rows.collect();
    let Some((_, first)) = rows.first() else { return Ok(()) };
    let metrics: Vec<Metric> = OF_A_STEP.into_iter().filter(|metric| first.get(*metric).is_some()).collect();
    let mut grid = Grid::new(1, std::iter::once(title).chain(metrics.iter().map(|metric| metric.short())));
    for (name, scores) in rows {
        let figure = |metric: &Metric| scores.get(*metric).map_or("–".to_owned(), |value| metric.format(value));
        grid.push(std::iter::once(name).chain(metrics.iter().map(figure)));
    }
    writeln!(out)?;
    grid.write(out)
}

fn write_classes(report: &ClassReport, names: &[String], out: &mut impl Write) -> io::Result<()> {
    let mut grid = Grid::new(1, ["class", "precision", "recall", "F1", "examples"]);
    for (name, figures) in names.iter().zip(&report.by_class).take(MOST_CLASS_ROWS) {
        let parts = [figures.precision, figures.recall, figures.f1].map(|part| format!("{:.1}%", part * 100.0));
        grid.push(std::iter::once(name.clone()).chain(parts).chain([figures.support.to_string()]));
    }
    writeln!(out)?;
    grid.write(out)?;
    match names.len().saturating_sub(MOST_CLASS_ROWS) {
        0 => {}
        more => writeln!(out, "and {more} more")?,
    }
    let lines = confusion(report, names);
    if names.len() <= MOST_CLASSES && lines.iter().all(|line| line.width() <= WIDTH) {
        writeln!(out, "\nconfusion: a row for each true class, a column for each answer")?;
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}

/// The confusion matrix; a class stands at the left by its name, and above by the letter beside that.
fn confusion(report: &ClassReport, names: &[String]) -> Vec<String> {
    let letters: Vec<String> = ('a'..='z').take(names.len()).map(String::from).collect();
    let cell = |count: usize| if count == 0 { "·".to_owned() } else { count.to_string() };
    let width = |column: usize| report.confusion.iter().map(|row| cell(row[column]).width()).max().unwrap_or(1);
    let widths: Vec<usize> = (0..names.len()).map(width).collect();
    let longest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let line = |name: &str, letter: &str, cells: &[String]| {
        let space = " ".repeat(longest - name.width());
        let cells: Vec<String> = cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:>width$}")).collect();
        format!("{name}{space} {letter:1} {}", cells.join(" "))
    };
    let rows = names
        .iter()
        .zip(&letters)
        .zip(&report.confusion)
        .map(|((name, letter), row)| line(name, letter, &row.iter().map(|&count| cell(count)).collect::<Vec<_>>()));
    std::iter::once(line("", "", &letters)).chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_written_in_lines_that_are_no_stubs() {
        assert_eq!(in_lines("seasonal naive with drift"), ["seasonal", "naive with", "drift"]);
        assert_eq!(in_lines("persistence"), ["persistence"]);
    }
}
