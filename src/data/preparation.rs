//! The whole preparation of an experiment's data: fitted once on training rows, saved with the model, and undone for every
//! figure and prediction.

use std::{ops::Range, sync::Arc};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    Column, ColumnReport, Frequency, Moment, Number, NumberFormats, Part, RawSeries, Sequence, Series, TimeFormat,
    Vocabulary, column::Rows, prepare::NotPositive,
};
use crate::experiment::{Calendar, Experiment, Strategy, Task};

/// Rows before a window from which it is prepared anew where it ends in a gap: more than any gap worth filling.
const ROWS_BEFORE: usize = 1024;
/// Series whose ends are kept with the model.
const MOST_TAILS: usize = 100;

/// The whole preparation of an experiment's data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preparation {
    /// The shape of the job.
    pub task: Task,
    /// Steps of the past that a forecast reads.
    pub window: usize,
    /// Steps ahead that it says.
    pub horizon: usize,
    /// How it comes to those beyond the first.
    pub strategy: Strategy,
    /// Steps after which the series repeats itself; 1 where it does not.
    pub season: usize,
    /// The file's columns that are read, those of the inputs first.
    pub sources: Vec<String>,
    /// How many of them the inputs are made of: numbers that a person types for a step.
    pub read: usize,
    /// What the network reads at each step, before the calendar.
    pub inputs: Vec<Column>,
    /// What it answers.
    pub targets: Vec<Column>,
    /// What of the time it reads too, two numbers for each.
    pub calendar: Vec<Calendar>,
    /// The symbols, where inputs are symbols.
    pub vocabulary: Option<Vocabulary>,
    /// The classes, where one is answered.
    pub classes: Vec<String>,
    /// The end of each known series: what a forecast goes on from.
    pub tails: Vec<RawSeries>,
    /// How the columns of the file write numbers, where not plainly; older models have none.
    #[serde(default, skip_serializing_if = "NumberFormats::is_empty")]
    pub number_formats: NumberFormats,
    /// How the file spells its times; None where rows are counted, and of runs saved before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_format: Option<TimeFormat>,
    /// The rule by which its times follow one another, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
}

/// Why numbers cannot be prepared, in one sentence that goes on after where they stand.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PrepareError {
    /// A logarithm of what has none.
    #[error(
        "column '{column}' is {value}, and only numbers above 0 have a logarithm: leave \"log\" out of `transform`"
    )]
    NotPositive {
        /// The column.
        column: String,
        /// Its row in the sequence, from 0.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A value is missing and nothing fills it.
    #[error("column '{column}' has no value: say under [prepare] what `missing` values become, such as \"linear\"")]
    Missing {
        /// The column.
        column: String,
        /// Its row in the sequence, from 0.
        row: usize,
    },
    /// What is done to a number makes it larger than single precision can hold.
    #[error(
        "column '{column}' is {value:e}, which becomes too large for the network: leave the value out, or do without the \
         `transform` or `scale` that makes it so"
    )]
    TooLarge {
        /// The column.
        column: String,
        /// Its row in the sequence, from 0.
        row: usize,
        /// The value.
        value: f64,
    },
    /// The time of a row does not know what the calendar asks for.
    #[error("the time {moment} has no {calendar}: take it out of `calendar`")]
    Calendar {
        /// What was asked for.
        calendar: Calendar,
        /// The time.
        moment: Moment,
        /// Its row in the sequence, from 0.
        row: usize,
    },
    /// There is no row.
    #[error("there are no rows")]
    Empty,
}

impl PrepareError {
    /// The row of the sequence that it is about.
    #[must_use]
    pub fn row(&self) -> usize {
        match *self {
            Self::NotPositive { row, .. }
            | Self::Missing { row, .. }
            | Self::TooLarge { row, .. }
            | Self::Calendar { row, .. } => row,
            Self::Empty => 0,
        }
    }

    fn not_positive(column: &Column, NotPositive { row, value }: NotPositive) -> Self {
        Self::NotPositive { column: column.name.clone(), row, value }
    }
}

/// The file's columns that inputs and targets are made of, those of the inputs first, and how many these are.
pub(super) fn sources(experiment: &Experiment) -> (Vec<String>, usize) {
    let of = |name: &String| experiment.prepare.of_column(name).of.unwrap_or_else(|| name.clone());
    let mut sources: Vec<String> = Vec::new();
    let mut add = |names: &[String]| {
        for source in names.iter().map(of) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources.len()
    };
    let read = add(&experiment.data.inputs);
    // A class is no number.
    if experiment.data.task != Task::Classify {
        add(&experiment.data.target);
    }
    (sources, read)
}

impl Preparation {
    /// A preparation of symbols alone.
    #[must_use]
    pub(super) fn of_symbols(experiment: &Experiment, vocabulary: Vocabulary, classes: Vec<String>) -> Self {
        Self { vocabulary: Some(vocabulary), classes, ..Self::empty(experiment) }
    }

    pub(super) fn empty(experiment: &Experiment) -> Self {
        let (sources, read) = sources(experiment);
        let forecast = experiment.data.forecast;
        Self {
            task: experiment.data.task,
            window: forecast.window,
            horizon: forecast.horizon,
            strategy: forecast.strategy,
            season: 1,
            sources,
            read,
            inputs: Vec::new(),
            targets: Vec::new(),
            calendar: experiment.prepare.calendar.clone(),
            vocabulary: None,
            classes: Vec::new(),
            tails: Vec::new(),
            number_formats: NumberFormats::new(),
            time_format: None,
            frequency: None,
        }
    }

    /// Fits every column on the training rows of all series, whose parts are given row by row; also what was done.
    ///
    /// # Errors
    /// When a logarithm is asked for of a number that has none: the series and what is wrong.
    pub(super) fn fit(
        experiment: &Experiment,
        series: &[RawSeries],
        parts: &[Vec<Part>],
        classes: Vec<String>,
    ) -> Result<(Self, Vec<ColumnReport>), (usize, PrepareError)> {
        let mut preparation = Self { classes, ..Self::empty(experiment) };
        let training: Vec<Vec<bool>> =
            parts.iter().map(|parts| parts.iter().map(|part| *part == Part::Train).collect()).collect();
        let mut reports: Vec<ColumnReport> = Vec::new();
        let mut fit = |name: &String, role: &str| {
            let settings = experiment.prepare.of_column(name);
            let of = settings.of.as_ref().unwrap_or(name);
            let source = preparation.sources.iter().position(|source| source == of).unwrap_or(0);
            let rows: Vec<Rows<'_>> = series
                .iter()
                .zip(&training)
                .map(|(series, training)| Rows { values: &series.columns[source], training })
                .collect();
            let column = Column::fit(name, source, &settings, &rows).map_err(|(at, NotPositive { row, value })| {
                (at, PrepareError::NotPositive { column: of.clone(), row, value })
            })?;
            match reports.iter_mut().find(|report| report.name == *name) {
                Some(report) => "input and target".clone_into(&mut report.role),
                None => reports.push(column.report(role, &settings, &rows)),
            }
            Ok(column)
        };
        preparation.inputs = experiment.data.inputs.iter().map(|name| fit(name, "input")).collect::<Result<_, _>>()?;
        if experiment.data.task != Task::Classify {
            preparation.targets =
                experiment.data.target.iter().map(|name| fit(name, "target")).collect::<Result<_, _>>()?;
        }
        Ok((preparation, reports))
    }

    /// Keeps the ends of the series, for forecasts that go on from them.
    pub(super) fn keep_tails(&mut self, series: &[RawSeries]) {
        let rows = self.window + self.lost() + ROWS_BEFORE.min(self.season.saturating_mul(3).saturating_add(64));
        let tail = |series: &RawSeries| series.slice(self.observed_rows(series).saturating_sub(rows), series.rows());
        // From a series that is shorter than a window no forecast goes on.
        let long = series.iter().filter(|series| self.observed_rows(series) >= self.window + self.lost());
        self.tails = long.take(MOST_TAILS).map(tail).collect();
    }

    /// Numbers that the network reads at each step.
    #[must_use]
    pub fn features(&self) -> usize {
        self.inputs.len() + 2 * self.calendar.len()
    }

    /// Rows at the start of a sequence that differences use up.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.inputs.iter().chain(&self.targets).map(Column::lost).max().unwrap_or(0)
    }

    /// Prepares a series; `parts` says the part of the split of each row.
    ///
    /// # Errors
    /// When an input has no value, a logarithm is asked for of what has none, a number becomes too large, or there is no
    /// row.
    pub fn prepare(&self, raw: RawSeries, parts: Vec<Part>) -> Result<Series, PrepareError> {
        let rows = raw.rows();
        let mut filled = vec![false; rows];
        let mut inputs = Vec::with_capacity(self.inputs.len());
        for column in &self.inputs {
            let treated = column.treat(&raw.columns[column.source]);
            if let Some(row) = treated.values.iter().position(|value| value.is_nan()) {
                return Err(PrepareError::Missing { column: column.name.clone(), row });
            }
            filled.iter_mut().zip(treated.filled).for_each(|(any, this)| *any |= this);
            inputs.push(prepared(column, &treated.values)?);
        }
        let (mut targets, mut known) = (Vec::with_capacity(self.targets.len()), Vec::with_capacity(self.targets.len()));
        for column in &self.targets {
            let treated = column.treat(&raw.columns[column.source]);
            filled.iter_mut().zip(&treated.filled).for_each(|(any, this)| *any |= this);
            targets.push(only_where_known(prepared(column, &treated.values)?, &treated.filled));
            known.push(treated.values);
        }
        inputs.extend(self.calendar_columns(&raw.moments)?);
        let sequence = |columns: &[Vec<f32>]| Sequence::by_row(columns, rows).ok_or(PrepareError::Empty);
        // Where a class is answered there are no targets, and a sequence has to have some number.
        let targets = if targets.is_empty() { sequence(&[vec![f32::NAN; rows]])? } else { sequence(&targets)? };
        let inputs = sequence(&inputs)?;
        let truth = self.in_file(&raw, 0..rows);
        Ok(Series { raw, parts, inputs, targets, truth, known, filled })
    }

    fn calendar_columns(&self, moments: &[Moment]) -> Result<Vec<Vec<f32>>, PrepareError> {
        let mut columns = Vec::with_capacity(2 * self.calendar.len());
        for &calendar in &self.calendar {
            let (mut sines, mut cosines) = (Vec::with_capacity(moments.len()), Vec::with_capacity(moments.len()));
            for (row, &moment) in moments.iter().enumerate() {
                let [sine, cosine] =
                    calendar.features(moment).ok_or(PrepareError::Calendar { calendar, moment, row })?;
                sines.push(sine as f32);
                cosines.push(cosine as f32);
            }
            columns.extend([sines, cosines]);
        }
        Ok(columns)
    }

    /// The series as it was known at row `last`, and the place of that row in it. Filling a gap on a straight line looks
    /// ahead: where the row stands in a gap, what comes after it is forgotten before the gap is filled.
    ///
    /// # Errors
    /// When what is left cannot be prepared.
    pub fn known_at(&self, series: &Arc<Series>, last: usize) -> Result<(Arc<Series>, usize), PrepareError> {
        if !series.filled[last] {
            return Ok((Arc::clone(series), last));
        }
        let from = (last + 1).saturating_sub(self.window + self.lost() + ROWS_BEFORE);
        let raw = series.raw.slice(from, last + 1);
        let known = self.prepare(raw, series.parts[from..=last].to_vec())?;
        Ok((Arc::new(known), last - from))
    }

    /// What the network reads to forecast what follows row `last`; `None` where the series is too short, or nothing of an
    /// input was known by then.
    ///
    /// # Errors
    /// When the series cannot be prepared as it was known then.
    pub fn window_at(&self, series: &Arc<Series>, last: usize) -> Result<Option<Sequence>, PrepareError> {
        let (known, last) = match self.known_at(series, last) {
            Err(PrepareError::Missing { .. }) => return Ok(None),
            known => known?,
        };
        let first = (last + 1).checked_sub(self.window).filter(|first| *first >= self.lost());
        Ok(first.and_then(|first| known.inputs.window(first..last + 1)))
    }

    /// Values of the targets after row `last` as the network would say them: `[step × targets]` of `[target][step]`.
    ///
    /// # Errors
    /// When one has no logarithm where that is asked for.
    pub fn in_network_units(
        &self,
        series: &Arc<Series>,
        last: usize,
        values: &[Vec<f64>],
    ) -> Result<Option<Sequence>, PrepareError> {
        let (known, last) = self.known_at(series, last)?;
        let columns = self.targets.iter().zip(&known.known).zip(values).map(|((column, history), path)| {
            column.prepare_path(&history[..=last], path).map_err(|error| PrepareError::not_positive(column, error))
        });
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let steps = values.first().map_or(0, Vec::len);
        Ok(Sequence::by_row(&columns, steps))
    }

    /// Numbers at every step, in the units of the file, as the network would say them.
    ///
    /// # Errors
    /// When one has no logarithm where that is asked for.
    pub fn numbers_in_network_units(&self, numbers: &Sequence<f64>) -> Result<Sequence, PrepareError> {
        let columns = self.targets.iter().enumerate().map(|(place, column)| {
            let path: Vec<f64> = numbers.column(place).collect();
            column.prepare_path(&[], &path).map_err(|error| PrepareError::not_positive(column, error))
        });
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        Sequence::by_row(&columns, numbers.steps()).ok_or(PrepareError::Empty)
    }

    /// The targets of some rows as the file has them: `[row × targets]`, NaN where missing.
    #[must_use]
    pub fn in_file(&self, raw: &RawSeries, rows: Range<usize>) -> Option<Sequence<f64>> {
        let columns = self.targets.iter().map(|target| raw.columns[target.source][rows.clone()].to_vec());
        Sequence::by_row(&columns.collect::<Vec<_>>(), rows.len())
    }

    /// What the network says of the steps after row `last`, `[step × targets]`, in the units of the file:
    /// `[target][step]`.
    ///
    /// # Errors
    /// When the series cannot be prepared as it was known then.
    pub fn in_file_units(
        &self,
        series: &Arc<Series>,
        last: usize,
        said: &Sequence<impl Number>,
    ) -> Result<Vec<Vec<f64>>, PrepareError> {
        let (known, last) = self.known_at(series, last)?;
        let target = |(place, column): (usize, &Column)| {
            let prepared: Vec<f64> = said.column(place).collect();
            column.invert(&known.known[place][..=last], &prepared)
        };
        Ok(self.targets.iter().enumerate().map(target).collect())
    }
}

/// Treated values as the network reads them.
fn prepared(column: &Column, treated: &[f64]) -> Result<Vec<f32>, PrepareError> {
    let prepared = column.prepare(treated).map_err(|error| PrepareError::not_positive(column, error))?;
    match prepared.iter().position(|value| value.is_infinite()) {
        Some(row) => Err(PrepareError::TooLarge { column: column.name.clone(), row, value: treated[row] }),
        None => Ok(prepared),
    }
}

/// Prepared values, but none where one was made up: that is not to be learned, and may look ahead.
fn only_where_known(prepared: Vec<f32>, filled: &[bool]) -> Vec<f32> {
    prepared.into_iter().zip(filled).map(|(value, filled)| if *filled { f32::NAN } else { value }).collect()
}
