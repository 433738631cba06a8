//! A table of a person's own as questions to a trained network, each with the rows of the table that it is about.

use std::{collections::HashMap, sync::Arc};

use super::{
    DataError, Moment, Part, Preparation, Question, QuestionError, RawSeries, Series, Table,
    preparation::sources,
    rows::{Rows, Wanted},
};
use crate::experiment::{Experiment, Task};

/// A table that a saved preparation is applied to. Nothing is fitted on it, and columns of targets may be absent.
#[derive(Debug)]
pub struct Applied<'a> {
    table: &'a Table,
    experiment: &'a Experiment,
    preparation: &'a Preparation,
}

/// A question, and the rows of the table that it is about; `None` for one that fills a gap in time.
#[derive(Debug, Clone, PartialEq)]
pub struct OfRows {
    /// The question.
    pub question: Question,
    /// The table's rows, in the order of the sequence.
    pub rows: Vec<Option<usize>>,
}

/// One series of a table, for forecasts.
#[derive(Debug, Clone)]
pub struct OfSeries {
    /// Its rows up to the last that has a value of a target, prepared.
    pub series: Arc<Series>,
    /// The table's row of each of its rows; `None` for one that fills a gap in time.
    pub rows: Vec<Option<usize>>,
    /// The table's rows that have no value of a target any more, or were left out, by their time.
    pub open: HashMap<Moment, usize>,
}

impl<'a> Applied<'a> {
    /// A table for the preparation of a trained experiment.
    #[must_use]
    pub fn new(table: &'a Table, experiment: &'a Experiment, preparation: &'a Preparation) -> Self {
        Self { table, experiment, preparation }
    }

    /// The preparation that the table is for.
    #[must_use]
    pub fn preparation(&self) -> &Preparation {
        self.preparation
    }

    /// A question for each sequence of the table, or each of its texts; a row without a text asks nothing, unless texts
    /// are made from nothing.
    ///
    /// # Errors
    /// When a column is missing, a cell is not what it should be, or a sequence cannot be prepared.
    pub fn questions(&self) -> Result<Vec<OfRows>, DataError> {
        if self.preparation.vocabulary.is_some() { self.texts() } else { self.sequences() }
    }

    fn texts(&self) -> Result<Vec<OfRows>, DataError> {
        let name = self.experiment.data.inputs.first().map_or("", String::as_str);
        let column = self.table.column(name, "data.inputs")?;
        let mut questions = Vec::with_capacity(self.table.rows());
        for row in 0..self.table.rows() {
            let text = self.table.text(row, column);
            match self.preparation.ask(text) {
                Ok(question) => questions.push(OfRows { question, rows: vec![Some(row)] }),
                Err(QuestionError::Empty) => {}
                Err(error) => return Err(self.table.error(row, column, &format!("cannot be read: {error}"))),
            }
        }
        Ok(questions)
    }

    fn sequences(&self) -> Result<Vec<OfRows>, DataError> {
        let Rows { series, of_table, .. } = self.rows()?;
        let question = |(raw, rows): (RawSeries, Vec<Option<usize>>)| {
            let question = self.preparation.ask_series(raw.clone()).map_err(|error| self.in_table(&raw, error))?;
            Ok(OfRows { question, rows })
        };
        series.into_iter().zip(of_table).map(question).collect()
    }

    /// The series of the table, prepared.
    ///
    /// # Errors
    /// When a column is missing, a cell is not what it should be, a series cannot be prepared, or its times are not like
    /// those of the training.
    pub fn series(&self) -> Result<Vec<OfSeries>, DataError> {
        let Rows { series, of_table, left_out, .. } = self.rows()?;
        let rows = series.into_iter().zip(of_table).zip(left_out);
        rows.map(|((raw, of_table), dropped)| self.one_series(raw, of_table, dropped)).collect()
    }

    fn one_series(
        &self,
        raw: RawSeries,
        mut rows: Vec<Option<usize>>,
        dropped: Vec<(Moment, usize)>,
    ) -> Result<OfSeries, DataError> {
        let observed = self.preparation.observed_rows(&raw);
        let timed = raw.moments.iter().zip(&rows).skip(observed);
        let open = timed.filter_map(|(moment, row)| Some((*moment, (*row)?))).chain(dropped).collect();
        rows.truncate(observed);
        let raw = self.preparation.observed(raw);
        let series = self.preparation.prepare(raw.clone(), vec![Part::Test; raw.rows()]);
        let series = Arc::new(series.map_err(|error| self.in_table(&raw, error))?);
        Ok(OfSeries { series, rows, open })
    }

    fn rows(&self) -> Result<Rows, DataError> {
        let (sources, read) = sources(self.experiment);
        // Forecasts are made of the targets' own past.
        let targets_may_be_absent = self.preparation.task != Task::Forecast;
        let trained = Some(self.preparation);
        Rows::read(self.table, self.experiment, &Wanted { sources: &sources, read, targets_may_be_absent, trained })
    }

    fn in_table(&self, raw: &RawSeries, error: impl Into<QuestionError>) -> DataError {
        match error.into() {
            QuestionError::Unprepared(error) => DataError::in_table(self.table.path(), &raw.lines, &error),
            other => {
                let line = raw.lines.first().copied().unwrap_or(1);
                DataError::Malformed { path: self.table.path().to_owned(), line, problem: other.to_string() }
            }
        }
    }

    /// What stands in a column in the row of a moment after a series: its time or its id, and else nothing.
    #[must_use]
    pub fn cell_after(&self, column: &str, series: &str, moment: Moment) -> String {
        let data = &self.experiment.data;
        if data.id.as_deref() == Some(column) {
            return series.to_owned();
        }
        let Some(place) = data.time.iter().position(|time| time == column) else { return String::new() };
        match &self.preparation.time_format {
            Some(format) => format.cells(moment).into_iter().nth(place).unwrap_or_default(),
            None => saved_without_format(place, data.time.len(), moment),
        }
    }
}

/// The cell of a time column for a run that was saved before spellings were kept.
fn saved_without_format(place: usize, columns: usize, moment: Moment) -> String {
    let text = moment.to_string();
    match (place, columns, text.split_once('-')) {
        // A year, and the number of its quarter, month or week.
        (0, 2, Some((year, _))) => year.to_owned(),
        (_, 2, Some((_, part))) => part.trim_start_matches(['Q', 'W', '0']).to_owned(),
        _ => text,
    }
}
