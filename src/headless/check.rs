//! `rnnlab check`: what preparation finds in the data of an experiment and does to them.

use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::Result;

use super::{
    layout::{Grid, WIDTH, write_beside},
    load,
};
use crate::{
    cli::CheckArgs,
    data::{ClassCount, ColumnReport, Ledger, Part, Statistics, TimeReport},
    experiment::{Experiment, Source, Strategy, Task},
    launch::check_memory,
    wording::counted,
};

/// Where the texts beside the names begin.
const INDENT: usize = 12;
/// Classes that are listed.
const MOST_CLASSES: usize = 40;
/// What the ledger notes of a column whose missing values were not filled.
const NOTHING_FILLED: &str = "missing: error";

/// Prints what is in an experiment's data and what preparation does to them.
///
/// # Errors
/// When the experiment or its data are not valid.
pub fn check(args: &CheckArgs, out: &mut impl Write) -> Result<()> {
    let experiment = args.job.open()?;
    let mut dataset = load(&experiment)?;
    if let Err(sentence) = check_memory(&experiment, &dataset) {
        dataset.ledger.warnings.push(sentence);
    }
    let ledger = dataset.ledger;
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&ledger)?)?;
        return Ok(());
    }
    Ok(Findings { experiment: &experiment, ledger: &ledger }.write(out)?)
}

struct Findings<'a> {
    experiment: &'a Experiment,
    ledger: &'a Ledger,
}

impl Findings<'_> {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        self.source(out)?;
        self.parts(out)?;
        self.columns(out)?;
        write_classes(&self.ledger.classes, out)?;
        if let Some(vocabulary) = &self.ledger.vocabulary {
            writeln!(out)?;
            let unknown = match vocabulary.unknown {
                0 => "none of validation and test is unknown".to_owned(),
                count => format!("{count} of validation and test are unknown"),
            };
            write_beside(out, "symbols", INDENT, &format!("{} in training texts; {unknown}:", vocabulary.symbols))?;
            write_beside(out, "", INDENT, &vocabulary.known)?;
        }
        for (place, warning) in self.ledger.warnings.iter().enumerate() {
            if place == 0 {
                writeln!(out)?;
            }
            write_beside(out, "warning", INDENT, warning)?;
        }
        Ok(())
    }

    fn source(&self, out: &mut impl Write) -> io::Result<()> {
        let Experiment { name, about, data, .. } = self.experiment;
        write_beside(out, &format!("{name}:"), name.chars().count() + 2, about)?;
        writeln!(out)?;
        let (source, test) = match &data.source {
            Source::File { path, test } => (path.display().to_string(), test.as_deref()),
            generated @ Source::Generate(_) => (generated.to_string(), None),
        };
        write_beside(out, "source", INDENT, &source)?;
        if let Some(test) = test.map(Path::display) {
            write_beside(out, "", INDENT, &format!("{test} (test)"))?;
        }
        write_beside(out, "sequences", INDENT, &self.lengths())?;
        for dropped in &self.ledger.dropped {
            write_beside(out, "left out", INDENT, &dropped.to_string())?;
        }
        if let Some(time) = &self.ledger.time {
            write_beside(out, "times", INDENT, &times(time))?;
        }
        write_beside(out, "task", INDENT, &self.task())
    }

    /// What a sequence consists of.
    fn step(&self) -> &'static str {
        if self.ledger.vocabulary.is_some() { "symbol" } else { "row" }
    }

    fn lengths(&self) -> String {
        let Ledger { sequences, rows, lengths: [shortest, middle, longest], .. } = *self.ledger;
        let (all, rows) = (counted(sequences, "sequence"), counted(rows, self.step()));
        match sequences {
            1 => format!("{all} of {rows}"),
            _ if shortest == longest => format!("{all} of {}, {rows}", counted(longest, self.step())),
            _ => format!("{all} of {shortest} to {longest} {}s, median {middle}; {rows}", self.step()),
        }
    }

    fn task(&self) -> String {
        let data = &self.experiment.data;
        let forecast = &data.forecast;
        let answer = match data.task {
            Task::Transform => "an answer at every step".to_owned(),
            Task::Classify => "a class for each sequence".to_owned(),
            Task::Generate => "the next symbol".to_owned(),
            Task::Forecast => {
                let how = match forecast.strategy {
                    Strategy::Recursive if forecast.horizon > 1 => " step by step",
                    _ => "",
                };
                format!("{} read, the next {} said{how}", counted(forecast.window, "row"), forecast.horizon)
            }
        };
        format!("{}: {answer}", data.task)
    }

    fn parts(&self, out: &mut impl Write) -> io::Result<()> {
        let has_times = self.ledger.parts.iter().any(|part| part.times.is_some());
        let step = format!("{}s", self.step());
        let numbers = ["sequences", step.as_str(), "examples"];
        let times = ["from", "to"].into_iter().filter(|_| has_times);
        let mut grid = Grid::new(1, std::iter::once("part").chain(numbers).chain(times));
        for part in &self.ledger.parts {
            let counts = [part.sequences, part.rows, part.examples].map(|count| count.to_string());
            let times = part.times.clone().unwrap_or_else(|| ["–", "–"].map(str::to_owned));
            let times = times.into_iter().filter(|_| has_times);
            grid.push(std::iter::once(in_words(part.part).to_owned()).chain(counts).chain(times));
        }
        writeln!(out)?;
        grid.write(out)
    }

    fn columns(&self, out: &mut impl Write) -> io::Result<()> {
        let columns = &self.ledger.columns;
        if columns.is_empty() {
            return Ok(());
        }
        writeln!(out)?;
        let mut found = Grid::new(2, ["column", "role", "values", "missing", "filled", "outliers"]);
        for column in columns {
            let counts = [column.values, column.missing, column.filled, column.outliers].map(|count| count.to_string());
            found.push([column.name.clone(), column.role.clone()].into_iter().chain(counts));
        }
        found.write(out)?;
        writeln!(out)?;
        writeln!(out, "training rows as the file has them")?;
        statistics(columns, |column| &column.before).write(out)?;
        writeln!(out, "\ntraining rows as the network reads them")?;
        statistics(columns, |column| &column.after).write(out)?;
        if columns.iter().any(|column| !steps(column).is_empty()) {
            writeln!(out, "\nsteps, fitted on the training rows")?;
        }
        let longest = columns.iter().map(|column| column.name.chars().count()).max().unwrap_or(0);
        for column in columns.iter().filter(|column| !steps(column).is_empty()) {
            write_beside(out, &column.name, (longest + 2).min(WIDTH / 2), &steps(column).join(", "))?;
        }
        Ok(())
    }
}

fn in_words(part: Part) -> &'static str {
    match part {
        Part::Train => "training",
        Part::Validation => "validation",
        Part::Test => "test",
    }
}

fn times(time: &TimeReport) -> String {
    let TimeReport { form, rhythm, irregular, first, last, gaps, gaps_filled, season, .. } = time;
    if rhythm.is_empty() && first.is_empty() {
        return "none: rows are counted".to_owned();
    }
    let gaps = match (gaps, gaps_filled) {
        _ if *irregular => "no rows are made up, and forecasts are dated by the median step".to_owned(),
        (0, _) => "no gaps".to_owned(),
        (_, true) => format!("{} without a row, filled up", counted(*gaps, "step")),
        (_, false) => format!("{} without a row", counted(*gaps, "step")),
    };
    let season = if *season > 1 { format!("a season of {season}") } else { "no season".to_owned() };
    format!("{form}, {rhythm}, {first} to {last}; {gaps}, {season}")
}

fn steps(column: &ColumnReport) -> Vec<&str> {
    column.steps.iter().map(String::as_str).filter(|step| *step != NOTHING_FILLED).collect()
}

fn statistics(columns: &[ColumnReport], of: impl Fn(&ColumnReport) -> &Statistics) -> Grid {
    let mut grid = Grid::new(1, ["column", "count", "mean", "deviation", "min", "median", "max"]);
    for column in columns {
        let found @ &Statistics { mean, deviation, min, median, max, .. } = of(column);
        let figures = [mean, deviation, min, median, max].map(|figure| found.show(figure));
        grid.push([column.name.clone(), found.count.to_string()].into_iter().chain(figures));
    }
    grid
}

fn write_classes(classes: &[ClassCount], out: &mut impl Write) -> io::Result<()> {
    if classes.is_empty() {
        return Ok(());
    }
    let mut grid = Grid::new(1, ["class", "training", "validation", "test"]);
    for ClassCount { name, train, validation, test } in classes.iter().take(MOST_CLASSES) {
        grid.push(std::iter::once(name.clone()).chain([train, validation, test].map(ToString::to_string)));
    }
    writeln!(out)?;
    grid.write(out)?;
    match classes.len().saturating_sub(MOST_CLASSES) {
        0 => Ok(()),
        more => writeln!(out, "and {more} more"),
    }
}
