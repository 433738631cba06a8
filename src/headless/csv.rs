//! `rnnlab predict RUN data.csv`: the same rows with the network's answers beside them.

use std::{
    collections::{HashMap, HashSet},
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result, anyhow, bail};

use super::predict::sampling;
use crate::{
    cli::PredictArgs,
    data::{Answer, Applied, Dropped, Moment, OfSeries, Outlook, Preparation, Sampling, Table},
    experiment::{Strategy, Task, is_stdin},
    numbers::exact,
    predict::Predictor,
    wording::{are, counted},
};

/// Ends of the names of data files.
const FILES: [&str; 8] = [".csv", ".tsv", ".csv.gz", ".txt", ".json", ".xlsx", ".xls", ".parquet"];

/// Whether an argument is a file rather than a sequence.
pub(super) fn is_file(text: &str) -> bool {
    let path = Path::new(text);
    // The name of a built-in dataset is one too.
    path.is_file() || is_stdin(path) || (is_called_csv(text) && crate::experiment::dataset(path).is_some())
}

/// Whether an argument has the name of a CSV, be it there or not.
pub(super) fn is_called_csv(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    FILES.iter().any(|end| text.len() > end.len() && text.ends_with(end) && !text.contains(' '))
}

/// Answers the sequences of a CSV beside its rows.
///
/// # Errors
/// When the file is not as the run's experiment has its data, or the answers cannot be written.
pub(super) fn predict(args: &PredictArgs, predictor: &Predictor, file: &Path, out: &mut impl Write) -> Result<()> {
    if let Some(path) = args.output.as_ref().filter(|path| path.exists()) {
        // It may be the data themselves.
        bail!("{} is there already: move it away, or give another name with --output", path.display());
    }
    let table = Table::open(file, &mut |_| {})?.read_like(&predictor.preparation().number_formats);
    let applied = Applied::new(&table, predictor.experiment(), predictor.preparation());
    let answers = match predictor.preparation().task {
        Task::Forecast => forecasts(predictor, &applied, &table)?,
        _ => answers(args, predictor, &applied, &table)?,
    };
    let bytes = answers.beside(&table)?;
    match &args.output {
        None => Ok(out.write_all(&bytes)?),
        Some(path) => fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display())),
    }
}

/// Columns that are added to a table, and rows that come after it.
struct Added {
    columns: Vec<String>,
    /// The added cells of each row of the table.
    cells: Vec<Vec<String>>,
    /// Whole rows that come after those of the table.
    after: Vec<Vec<String>>,
}

impl Added {
    fn new(table: &Table, columns: Vec<String>) -> Result<Self> {
        if let Some(name) = columns.iter().find(|name| table.columns().contains(name)) {
            bail!("{} has a column '{name}' already: give it another name, or leave it out", table.path().display());
        }
        Ok(Self { cells: vec![vec![String::new(); columns.len()]; table.rows()], columns, after: Vec::new() })
    }

    /// What comes after a series: into the rows of the table that wait for a value, and else into rows of its own, with its id
    /// and their times.
    fn add_end(
        &mut self,
        applied: &Applied<'_>,
        table: &Table,
        outlook: &Outlook,
        open: &HashMap<Moment, usize>,
        bounds: usize,
    ) {
        for (step, moment) in outlook.moments.iter().enumerate() {
            let cells = forecast_cells(applied.preparation(), outlook, step, bounds);
            if let Some(row) = open.get(moment) {
                self.cells[*row] = cells;
            } else {
                let own = table.columns().iter().map(|column| applied.cell_after(column, &outlook.name, *moment));
                self.after.push(own.chain(cells).collect());
            }
        }
    }

    /// The whole table as a CSV.
    fn beside(&self, table: &Table) -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(table.columns().iter().chain(&self.columns))?;
        for (row, added) in self.cells.iter().enumerate() {
            let own = (0..table.columns().len()).map(|column| table.text(row, column));
            writer.write_record(own.chain(added.iter().map(String::as_str)))?;
        }
        for row in &self.after {
            writer.write_record(row)?;
        }
        writer.into_inner().map_err(|error| anyhow!(error.to_string()))
    }
}

fn answers(args: &PredictArgs, predictor: &Predictor, applied: &Applied<'_>, table: &Table) -> Result<Added> {
    let preparation = predictor.preparation();
    let columns = match preparation.task {
        Task::Classify => vec!["prediction".to_owned(), "probability".to_owned()],
        Task::Generate => vec!["continuation".to_owned()],
        _ => preparation.targets.iter().map(|target| format!("{} prediction", target.name)).collect::<Vec<_>>(),
    };
    let mut added = Added::new(table, columns)?;
    let questions = applied.questions()?;
    tell_left_out(table, questions.iter().flat_map(|asked| &asked.rows));
    for asked in questions {
        let answer = predictor.answer(&asked.question, sampling(args))?;
        for (step, row) in asked.rows.iter().enumerate() {
            if let Some(row) = row {
                added.cells[*row] = cells(preparation, &answer, step);
            }
        }
    }
    Ok(added)
}

/// Says on standard error which rows of a table nothing is asked of.
fn tell_left_out<'a>(table: &Table, asked: impl Iterator<Item = &'a Option<usize>>) {
    let asked: HashSet<usize> = asked.flatten().copied().collect();
    let lines: Vec<u64> = (0..table.rows()).filter(|row| !asked.contains(row)).map(|row| table.line(row)).collect();
    if let Some(dropped) = Dropped::lines(
        "row",
        &lines,
        "a value or the text is missing, or the row is beyond the horizon, so the answer is empty",
    ) {
        // Where standard error is gone too, the empty cells say it.
        let _ = writeln!(io::stderr(), "rnnlab: {dropped}");
    }
}

/// The cells of one step.
fn cells(preparation: &Preparation, answer: &Answer, step: usize) -> Vec<String> {
    match answer {
        Answer::Numbers(numbers) => {
            let row = numbers.rows().nth(step).unwrap_or_default();
            preparation.targets.iter().zip(row).map(|(target, value)| target.show_exactly(*value)).collect()
        }
        Answer::Classes(probabilities) => {
            let best = preparation.ranked(probabilities).into_iter().next();
            best.map(|(name, part)| vec![name.to_owned(), exact(part)]).unwrap_or_default()
        }
        Answer::Symbols(symbols) => vec![symbols.join(" ")],
        Answer::Text(text) => vec![text.clone()],
        Answer::Forecast(_) => Vec::new(),
    }
}

/// For each row the forecast of it from the rows before, and after all of them what comes next.
fn forecasts(predictor: &Predictor, applied: &Applied<'_>, table: &Table) -> Result<Added> {
    let preparation = predictor.preparation();
    let bounds = if predictor.has_intervals() { 3 } else { 1 };
    let columns = preparation.targets.iter().flat_map(|target| {
        ["forecast", "low", "high"].into_iter().take(bounds).map(move |name| format!("{} {name}", target.name))
    });
    let mut added = Added::new(table, columns.collect())?;
    // Of a forecast that goes step by step the first step is enough.
    let mut next = preparation.clone();
    if next.strategy == Strategy::Recursive {
        next.horizon = 1;
    }
    let (mut longest, mut any) = (0, false);
    let mut asked = Vec::new();
    for OfSeries { series, rows, open } in applied.series()? {
        longest = longest.max(series.rows());
        for last in 0..series.rows() {
            let is_end = last + 1 == series.rows();
            let row = rows.get(last + 1).copied().flatten();
            // A gap in time stands in no row of the table.
            if row.is_none() && !is_end {
                continue;
            }
            let Some(question) = preparation.ask_window(&series, last)? else { continue };
            let by = if is_end { preparation } else { &next };
            let Answer::Forecast(outlook) = predictor.answer_by(by, &question, Sampling::default())? else { continue };
            any = true;
            match row {
                // Where rows were left out, what comes next is not the row below.
                Some(row) if is_next(preparation, &outlook, series.raw.moments[last + 1]) => {
                    added.cells[row] = forecast_cells(preparation, &outlook, 0, bounds);
                }
                Some(_) => {}
                None => added.add_end(applied, table, &outlook, &open, bounds),
            }
        }
        let answered = open.into_values().filter(|row| added.cells[*row].iter().any(|cell| !cell.is_empty()));
        asked.extend(rows.into_iter().chain(answered.map(Some)));
    }
    tell_left_out(table, asked.iter());
    if !any {
        let (file, needed) = (table.path().display(), preparation.window + preparation.lost());
        let (rows, are) = (counted(longest, "row"), are(longest));
        bail!("{file}: {rows} {are} too few: the window and the preparation take {needed}");
    }
    Ok(added)
}

/// The forecast of one step ahead, and its bounds: the first so many for each target.
fn forecast_cells(preparation: &Preparation, outlook: &Outlook, step: usize, bounds: usize) -> Vec<String> {
    let of_target = |(target, values): (usize, &Vec<f64>)| {
        let exactly = |value: f64| preparation.targets[target].show_exactly(value);
        let number = |value: Option<f64>| value.filter(|value| !value.is_nan()).map_or_else(String::new, exactly);
        let range = outlook.ranges.get(target).and_then(|ranges| ranges.get(step).copied().flatten());
        let cells = [values.get(step).copied(), range.map(|range| range.0), range.map(|range| range.1)];
        cells.into_iter().take(bounds).map(number).collect::<Vec<_>>()
    };
    outlook.values.iter().enumerate().flat_map(of_target).collect()
}

/// Whether a forecast's first step is a moment; times that follow no rule are never quite as expected.
fn is_next(preparation: &Preparation, outlook: &Outlook, moment: Moment) -> bool {
    let is_loose = preparation.frequency().is_none_or(|frequency| frequency.is_loose());
    is_loose || outlook.moments.first() == Some(&moment)
}
