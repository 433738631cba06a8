//! Examples of a forecast: every window of a series whose future lies in one part of the split.
//!
//! An example belongs to the part in which all rows lie that it asks for. What it reads may reach back into an earlier part,
//! for that is known by then, and never forward; an example that trains reads and asks for training rows alone.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    ColumnReport, DataError, Dataset, Example, Ledger, Part, Preparation, PrepareError, RawSeries, Series, Table,
    Target,
    ledger::TimeReport,
    limits::MOST_ASKED,
    part::{by_time, drawn},
    preparation::sources,
    rows::{Rows, Wanted},
    season,
};
use crate::{
    experiment::{Experiment, Split, Strategy},
    wording::counted,
};

pub(super) fn load(table: &Table, experiment: &Experiment) -> Result<Dataset, DataError> {
    Found::read(table, experiment)?.dataset(experiment)
}

/// The series of a table, before they are prepared: the table is no more needed then.
pub(super) struct Found {
    path: PathBuf,
    rows: Rows,
    parts: Vec<Vec<Part>>,
}

impl Found {
    pub(super) fn read(table: &Table, experiment: &Experiment) -> Result<Self, DataError> {
        let (sources, read) = sources(experiment);
        let mut rows = Rows::read(table, experiment, &Wanted::of(&sources, read))?;
        let parts = parts(table, experiment, &rows)?;
        rows.of_table = Vec::new();
        check_asked(experiment, &rows)?;
        Ok(Self { path: table.path().to_owned(), rows, parts })
    }

    pub(super) fn dataset(self, experiment: &Experiment) -> Result<Dataset, DataError> {
        let Self { path, mut rows, parts } = self;
        let fitted = Preparation::fit(experiment, &rows.series, &parts, Vec::new());
        let (mut preparation, columns) =
            fitted.map_err(|(series, error)| DataError::in_table(&path, &rows.series[series].lines, &error))?;
        preparation.season = season::of(experiment.data.forecast.season, &rows, &parts, &preparation);
        preparation.time_format.clone_from(&rows.times.format);
        preparation.frequency.clone_from(&rows.times.frequency);
        preparation.keep_tails(&rows.series);
        let mut series = Vec::with_capacity(rows.series.len());
        for (raw, parts) in std::mem::take(&mut rows.series).into_iter().zip(parts) {
            let lines = raw.lines.clone();
            let prepared = preparation.prepare(raw, parts);
            series.push(Arc::new(prepared.map_err(|error| DataError::in_table(&path, &lines, &error))?));
        }
        assemble(&path, experiment, preparation, columns, series, &rows)
    }
}

/// Each window keeps what it asks for.
fn check_asked(experiment: &Experiment, rows: &Rows) -> Result<(), DataError> {
    let all: usize = rows.series.iter().map(RawSeries::rows).sum();
    let (horizon, targets) = (experiment.data.forecast.horizon, experiment.data.target.len());
    let asked = all.saturating_mul(horizon).saturating_mul(targets);
    if asked > MOST_ASKED {
        return Err(DataError::BeyondLimit(format!(
            "the windows ask for {asked} numbers, {} with a horizon of {horizon} and {}, and rnnlab keeps {MOST_ASKED}: make \
             `horizon` under [data] smaller",
            counted(all, "row"),
            counted(targets, "target")
        )));
    }
    Ok(())
}

fn assemble(
    path: &Path,
    experiment: &Experiment,
    preparation: Preparation,
    columns: Vec<ColumnReport>,
    series: Vec<Arc<Series>>,
    rows: &Rows,
) -> Result<Dataset, DataError> {
    let mut dataset = Dataset {
        train: Vec::new(),
        validation: Vec::new(),
        test: Vec::new(),
        ledger: Ledger::new(experiment, columns),
        preparation: Arc::new(preparation),
        series,
    };
    dataset.ledger.time = Some(TimeReport::of(&rows.times, dataset.preparation.season));
    for series in &dataset.series {
        let mut keep = |(part, example)| match part {
            Part::Train => dataset.train.push(example),
            Part::Validation => dataset.validation.push(example),
            Part::Test => dataset.test.push(example),
        };
        examples(&dataset.preparation, series, &mut keep)
            .map_err(|error| DataError::in_table(path, &series.raw.lines, &error))?;
    }
    let examples = [&dataset.train, &dataset.validation, &dataset.test].map(Vec::len);
    dataset.ledger.count_series(&dataset.series, examples, |moment| rows.times.text(moment));
    dataset.ledger.warn_of_unfilled(&rows.times, experiment.prepare.missing);
    Ok(dataset)
}

/// The part of each row of each series.
fn parts(table: &Table, experiment: &Experiment, rows: &Rows) -> Result<Vec<Vec<Part>>, DataError> {
    match &experiment.split {
        Split::Time { validation, test } => {
            Ok(rows.series.iter().map(|series| by_time(series.rows(), *validation, *test)).collect())
        }
        Split::Random { validation, test, seed } => {
            let groups = drawn(rows.series.len(), *validation, *test, *seed, None);
            let part = |place: usize| Part::ALL.into_iter().zip(&groups).find(|(_, group)| group.contains(&place));
            let part = |place| part(place).map_or(Part::Train, |(part, _)| part);
            Ok(rows.series.iter().enumerate().map(|(place, series)| vec![part(place); series.rows()]).collect())
        }
        Split::Column(name) => {
            let column = table.column(name, "split.column")?;
            rows.of_table.iter().map(|rows| parts_of_column(table, column, rows)).collect()
        }
    }
}

/// A row that fills a gap in time belongs to the part of the row before it.
fn parts_of_column(table: &Table, column: usize, rows: &[Option<usize>]) -> Result<Vec<Part>, DataError> {
    let mut parts = Vec::with_capacity(rows.len());
    for row in rows {
        let part = match row {
            Some(row) => table.part(*row, column)?,
            None => parts.last().copied().unwrap_or(Part::Train),
        };
        parts.push(part);
    }
    Ok(parts)
}

/// Makes every example of a series, with its part.
fn examples(
    preparation: &Preparation,
    series: &Arc<Series>,
    keep: &mut dyn FnMut((Part, Example)),
) -> Result<(), PrepareError> {
    let first = preparation.window + preparation.lost();
    for rows in training_runs(&series.parts) {
        let Some(run) = on_its_own(preparation, series, rows.clone())? else { continue };
        for next in first..rows.len() {
            example(preparation, &run, next)?.into_iter().for_each(&mut *keep);
        }
    }
    for next in (first..series.rows()).filter(|&next| series.parts[next] != Part::Train) {
        example(preparation, series, next)?.into_iter().for_each(&mut *keep);
    }
    Ok(())
}

/// Stretches of training rows with no others among them.
fn training_runs(parts: &[Part]) -> Vec<Range<usize>> {
    let mut from = 0;
    let runs = parts.chunk_by(|a, b| a == b).map(|run| {
        from += run.len();
        (run[0], from - run.len()..from)
    });
    runs.filter(|(part, _)| *part == Part::Train).map(|(_, rows)| rows).collect()
}

/// Training rows as if there were none of another part before them, that a gap could be filled from or an outlier compared
/// with; `None` where nothing of an input is known in them.
fn on_its_own(
    preparation: &Preparation,
    series: &Arc<Series>,
    rows: Range<usize>,
) -> Result<Option<Arc<Series>>, PrepareError> {
    // No example looks ahead of its own rows, so only what comes before can matter.
    if rows.start == 0 {
        return Ok(Some(Arc::clone(series)));
    }
    match preparation.prepare(series.raw.slice(rows.start, rows.end), vec![Part::Train; rows.len()]) {
        Err(PrepareError::Missing { .. }) => Ok(None),
        prepared => prepared.map(|run| Some(Arc::new(run))),
    }
}

/// The example whose future begins at row `next`, if it has one that lies in one part.
fn example(
    preparation: &Preparation,
    series: &Arc<Series>,
    next: usize,
) -> Result<Option<(Part, Example)>, PrepareError> {
    let part = series.parts[next];
    let recursive = preparation.strategy == Strategy::Recursive;
    // A network that forecasts step by step learns one step.
    let horizon = if recursive && part == Part::Train { 1 } else { preparation.horizon };
    let all_of = |rows: Range<usize>| series.parts[rows].iter().all(|of_row| *of_row == part);
    let last = next - 1;
    if next + horizon > series.rows() || !all_of(next..next + horizon) {
        return Ok(None);
    }
    let future = next..next + horizon;
    let truth = series.truth.as_ref().and_then(|truth| truth.window(future.clone()));
    let Some(truth) = truth.filter(|truth| truth.values().iter().any(|value| !value.is_nan())) else {
        return Ok(None);
    };
    let Some(question) = preparation.ask_window(series, last)? else { return Ok(None) };
    let Some(mut prepared) = series.targets.window(future.clone()) else { return Ok(None) };
    if series.filled[last] {
        let path: Vec<Vec<f64>> = series.known.iter().map(|known| known[future.clone()].to_vec()).collect();
        let path = preparation.in_network_units(series, last, &path)?;
        prepared = path.map_or(prepared.clone(), |path| path.only_where(&prepared));
    }
    if part == Part::Train && prepared.values().iter().all(|value| value.is_nan()) {
        return Ok(None);
    }
    Ok(Some((part, Example { question, target: Target::Numbers { prepared, truth } })))
}
