//! How the time of a row is read.

use std::borrow::Cow;

use crate::{
    data::{DataError, Form, Moment, Table, TimeFormat, UnknownFormat},
    wording::brief,
};

/// The columns that say when a row was, and how they spell it.
pub(super) struct Clock {
    columns: Vec<usize>,
    /// None where rows are counted.
    pub format: Option<TimeFormat>,
}

impl Clock {
    /// A format that is known already is kept where it reads all rows, as that of a day and month in the same order.
    pub(super) fn of(table: &Table, names: &[String], known: Option<&TimeFormat>) -> Result<Self, DataError> {
        let columns: Vec<usize> = names.iter().map(|name| table.column(name, "data.time")).collect::<Result<_, _>>()?;
        let mut clock = Self { columns, format: None };
        if names.is_empty() {
            return Ok(clock);
        }
        let texts: Vec<Cow<'_, str>> = (0..table.rows()).map(|row| clock.text(table, row)).collect();
        let reads_all = |format: &&TimeFormat| texts.iter().all(|text| format.read(text).is_some());
        clock.format = Some(match known.filter(reads_all) {
            Some(format) => format.clone(),
            None => TimeFormat::detect(names, &texts).map_err(|problem| clock.unknown(table, &problem))?,
        });
        Ok(clock)
    }

    /// The moments of rows, in their order.
    pub(super) fn moments(&self, table: &Table, rows: &[usize]) -> Result<Vec<Moment>, DataError> {
        let Some(format) = &self.format else { return Ok((0..rows.len() as i64).map(Moment::counted).collect()) };
        let moment =
            |&row: &usize| format.read(&self.text(table, row)).ok_or_else(|| self.unread(table, row, format.form()));
        rows.iter().map(moment).collect()
    }

    /// What a person sees of the time of a row.
    pub(super) fn shown(&self, table: &Table, row: usize) -> String {
        self.columns.iter().map(|&column| table.text(row, column)).collect::<Vec<_>>().join(" ")
    }

    fn text<'a>(&self, table: &'a Table, row: usize) -> Cow<'a, str> {
        match self.columns[..] {
            [column] => Cow::Borrowed(table.text(row, column)),
            _ => {
                TimeFormat::join(&self.columns.iter().map(|&column| table.text(row, column)).collect::<Vec<_>>()).into()
            }
        }
    }

    fn unread(&self, table: &Table, row: usize, form: Form) -> DataError {
        let column = self.odd_column(table, row);
        let text = brief(table.text(row, column));
        table.error(row, column, &format!("has '{text}', which is not a {form}"))
    }

    /// Of several columns the one whose cell no other row would be read with either, as the month in 1959 and 13.
    fn odd_column(&self, table: &Table, row: usize) -> usize {
        let with = |place: usize, other: usize| {
            let cell = |(at, &column): (usize, &usize)| table.text(if at == place { other } else { row }, column);
            TimeFormat::join(&self.columns.iter().enumerate().map(cell).collect::<Vec<_>>())
        };
        let is_odd = |&place: &usize| {
            let is_read = |text: &String| self.format.as_ref().is_some_and(|format| format.read(text).is_some());
            (0..table.rows().min(100)).any(|other| is_read(&with(place, other)))
        };
        let place = (0..self.columns.len()).rev().find(is_odd).unwrap_or(0);
        self.columns[place]
    }

    fn unknown(&self, table: &Table, problem: &UnknownFormat) -> DataError {
        let (UnknownFormat::NoTime(row) | UnknownFormat::Ambiguous(row, _)) = *problem;
        let text = self.shown(table, row);
        table.error(row, self.columns[0], &format!("has '{}', {problem}", brief(&text)))
    }
}
