//! The rows of a table as sequences of numbers: by id, in the order of time.

use std::collections::HashMap;

use super::{
    DataError, Dropped, Form, Moment, NumberFormats, RawSeries, Rhythm, Table, audit,
    limits::{self, MOST_ROWS},
};
use crate::{
    experiment::{Experiment, Missing, Task},
    memory,
    wording::brief,
};

/// Rows that gaps in time are filled up with, at the most, for every row that there is.
pub(super) const MOST_ROWS_FOR_ONE: usize = 10;

/// Sequences of numbers, and the rows of the table that they are made of (`None` for one that fills a gap in time).
#[derive(Debug)]
pub(super) struct Rows {
    pub series: Vec<RawSeries>,
    pub of_table: Vec<Vec<Option<usize>>>,
    /// What is to be said of their times.
    pub times: Times,
    /// Rows and sequences that are left out.
    pub dropped: Vec<Dropped>,
    /// How numbers are written, where not plainly.
    pub number_formats: NumberFormats,
}

/// What was found in the times of all sequences.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Times {
    pub form: Option<Form>,
    pub rhythm: Option<Rhythm>,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
    /// Steps of the rhythm without a row.
    pub gaps: usize,
    /// Whether these were filled up with rows without values.
    pub gaps_filled: bool,
    /// The longest of them.
    pub longest_gap: Option<LongGap>,
    /// Rows that were left out because a value is missing.
    pub dropped: usize,
}

/// Steps of the rhythm without a row, in one piece.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LongGap {
    pub steps: usize,
    /// The line and the time of the row before it.
    pub line: u64,
    pub after: Moment,
}

/// The columns of a table that numbers are read from, with the key of the experiment that names each.
pub(super) struct Wanted<'a> {
    pub sources: &'a [String],
    /// The first so many must have a value in every row, unless the experiment says what missing ones become.
    pub read: usize,
    /// Whether the targets may be absent altogether, as in a file that is only to be answered.
    pub targets_may_be_absent: bool,
}

impl Rows {
    /// Reads all sequences of a table.
    ///
    /// # Errors
    /// When a column is missing, a cell is not what it should be, or two rows have one time.
    pub(super) fn read(table: &Table, experiment: &Experiment, wanted: &Wanted<'_>) -> Result<Self, DataError> {
        let data = &experiment.data;
        if table.rows() == 0 {
            return Err(table.without_rows());
        }
        limits::check_numbers(table.path(), table.rows(), wanted.sources.len(), memory::free())?;
        let reader =
            Reader { table, columns: wanted.columns(table, &data.target)?, clock: Clock::of(table, &data.time)? };
        let id = data.id.as_ref().map(|name| table.column(name, "data.id")).transpose()?;
        let mut found = Self {
            series: Vec::new(),
            of_table: Vec::new(),
            times: Times::default(),
            dropped: Vec::new(),
            number_formats: table.number_formats(wanted.sources),
        };
        let (mut dropped, mut empty) = (Vec::new(), Vec::new());
        found.times.form = reader.clock.form;
        for rows in table.sequences(id) {
            let name = id.map_or("", |column| table.text(rows[0], column)).to_owned();
            let (mut series, mut of_table) = reader.sequence(name, &rows)?;
            if !data.time.is_empty() {
                found.mend_times(table, experiment, &mut series, &mut of_table)?;
            }
            check_values(table, experiment, wanted, &series)?;
            if experiment.prepare.missing == Missing::Drop {
                dropped.extend(drop_missing(&mut series, &mut of_table, wanted.read));
            }
            if series.rows() > 0 {
                found.series.push(series);
                found.of_table.push(of_table);
            } else {
                empty.push(series.name);
            }
        }
        found.times.dropped = dropped.len();
        dropped.sort_unstable();
        let reason = "a value of an input is missing, and missing = \"drop\"";
        found.dropped.extend(Dropped::lines("row", &dropped, reason));
        found.dropped.extend(Dropped::named("sequence", &empty, "no row of it has all values"));
        if found.series.is_empty() {
            return Err(DataError::AllDropped { path: table.path().to_owned() });
        }
        Ok(found)
    }

    /// Finds gaps and repeated times; fills gaps with rows without values where missing values are filled.
    fn mend_times(
        &mut self,
        table: &Table,
        experiment: &Experiment,
        series: &mut RawSeries,
        of_table: &mut Vec<Option<usize>>,
    ) -> Result<(), DataError> {
        let audit = audit(&series.moments);
        if let Some(&row) = audit.duplicates.first() {
            return Err(repeated(table, series, row));
        }
        let rhythm = Rhythm::of(&series.moments);
        let missing = audit.gaps.iter().fold(0, |sum: usize, gap| sum.saturating_add(gap.missing));
        self.times.note(series, rhythm, missing);
        let longest = audit.gaps.iter().max_by_key(|gap| gap.missing).map(|gap| LongGap {
            steps: gap.missing,
            line: series.lines[gap.after],
            after: series.moments[gap.after],
        });
        self.times.longest_gap = self.times.longest_gap.into_iter().chain(longest).max_by_key(|gap| gap.steps);
        let fills = !matches!(experiment.prepare.missing, Missing::Error | Missing::Drop);
        let few = missing > 0 && missing <= MOST_ROWS_FOR_ONE * series.rows() && missing <= MOST_ROWS - series.rows();
        if let Some(rhythm) = rhythm.filter(|_| fills && few && experiment.data.task == Task::Forecast) {
            self.times.gaps_filled = true;
            let gaps: HashMap<usize, usize> = audit.gaps.iter().map(|gap| (gap.after, gap.missing)).collect();
            (*series, *of_table) = with_rows_for_gaps(series, of_table, rhythm, &gaps);
        }
        Ok(())
    }
}

impl Times {
    fn note(&mut self, series: &RawSeries, rhythm: Option<Rhythm>, missing: usize) {
        self.rhythm = self.rhythm.or(rhythm);
        self.first = self.first.into_iter().chain(series.moments.first().copied()).min();
        self.last = self.last.into_iter().chain(series.moments.last().copied()).max();
        self.gaps = self.gaps.saturating_add(missing);
    }
}

fn repeated(table: &Table, series: &RawSeries, row: usize) -> DataError {
    let problem = format!(
        "the time {} is there twice: leave one row out, or name the column that tells the sequences apart in `id` under \
         [data]",
        series.moments[row]
    );
    DataError::Malformed { path: table.path().to_owned(), line: series.lines[row], problem }
}

/// The series with a row without values for every step of its rhythm that has none; `gaps` says how many follow a row.
fn with_rows_for_gaps(
    series: &RawSeries,
    of_table: &[Option<usize>],
    rhythm: Rhythm,
    gaps: &HashMap<usize, usize>,
) -> (RawSeries, Vec<Option<usize>>) {
    let (mut whole, mut whole_of_table) = (series.slice(0, 0), Vec::with_capacity(series.rows()));
    let nothing = vec![f64::NAN; series.columns.len()];
    for row in 0..series.rows() {
        let values: Vec<f64> = series.columns.iter().map(|column| column[row]).collect();
        let missing = 1..=gaps.get(&row).copied().unwrap_or(0);
        let made = missing.filter_map(|step| Some((rhythm.next(series.moments[row], step)?, &nothing, None)));
        for (moment, values, of_table) in std::iter::once((series.moments[row], &values, of_table[row])).chain(made) {
            whole.push(moment, values);
            // An error about a row that is not there is told at the row before it.
            whole.lines.push(series.lines[row]);
            whole_of_table.push(of_table);
        }
    }
    (whole, whole_of_table)
}

/// Reads sequences off a table.
struct Reader<'a> {
    table: &'a Table,
    /// Where each source stands, if it is there.
    columns: Vec<Option<usize>>,
    clock: Clock,
}

impl Reader<'_> {
    /// The sequence that some rows are, in the order of time, and the rows in that order.
    fn sequence(&self, name: String, rows: &[usize]) -> Result<(RawSeries, Vec<Option<usize>>), DataError> {
        let moments = self.clock.moments(self.table, rows)?;
        let mut timed: Vec<(Moment, usize)> = moments.into_iter().zip(rows.iter().copied()).collect();
        timed.sort_by_key(|(moment, _)| *moment);
        let column = |column: &Option<usize>| {
            timed.iter().map(|(_, row)| column.map_or(Ok(f64::NAN), |column| self.table.number(*row, column))).collect()
        };
        let series = RawSeries {
            name,
            moments: timed.iter().map(|(moment, _)| *moment).collect(),
            columns: self.columns.iter().map(column).collect::<Result<_, _>>()?,
            lines: timed.iter().map(|(_, row)| self.table.line(*row)).collect(),
        };
        Ok((series, timed.into_iter().map(|(_, row)| Some(row)).collect()))
    }
}

impl Wanted<'_> {
    /// `targets` are columns that a person has named as such; a forecast reads them too.
    fn columns(&self, table: &Table, targets: &[String]) -> Result<Vec<Option<usize>>, DataError> {
        let column = |(place, name): (usize, &String)| {
            let is_input = place < self.read && !targets.contains(name);
            let key = if is_input { "data.inputs" } else { "data.target" };
            let absent_is_fine = self.targets_may_be_absent && place >= self.read && !table.columns().contains(name);
            if absent_is_fine { Ok(None) } else { table.column(name, key).map(Some) }
        };
        self.sources.iter().enumerate().map(column).collect()
    }
}

/// Refuses a sequence with an input that is to be filled from its other values, and has none.
fn check_values(
    table: &Table,
    experiment: &Experiment,
    wanted: &Wanted<'_>,
    series: &RawSeries,
) -> Result<(), DataError> {
    for (source, values) in wanted.sources.iter().zip(&series.columns).take(wanted.read) {
        let is_filled =
            matches!(experiment.prepare.of_column(source).missing, Some(Missing::Forward | Missing::Linear));
        if is_filled && values.iter().all(|value| value.is_nan()) {
            let name = if series.name.is_empty() { String::new() } else { format!(" '{}'", brief(&series.name)) };
            let problem = format!(
                "the sequence{name} that begins here has no value in column '{}' to fill the others from: leave it out, or write \
                 missing = \"mean\" under [prepare]",
                brief(source)
            );
            let line = series.lines.first().copied().unwrap_or(1);
            return Err(DataError::Malformed { path: table.path().to_owned(), line, problem });
        }
    }
    Ok(())
}

/// Leaves out the rows in which an input has no value; gives their lines.
fn drop_missing(series: &mut RawSeries, of_table: &mut Vec<Option<usize>>, read: usize) -> Vec<u64> {
    let keep: Vec<bool> =
        (0..series.rows()).map(|row| series.columns.iter().take(read).all(|column| !column[row].is_nan())).collect();
    let dropped = series.lines.iter().zip(&keep).filter(|(_, keep)| !**keep).map(|(line, _)| *line).collect();
    retain(&mut series.moments, &keep);
    retain(&mut series.lines, &keep);
    retain(of_table, &keep);
    series.columns.iter_mut().for_each(|column| retain(column, &keep));
    dropped
}

/// Keeps the values in the places that are to be kept.
fn retain<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut places = keep.iter();
    values.retain(|_| places.next().is_none_or(|keep| *keep));
}

/// How the time of a row is read.
struct Clock {
    columns: Vec<usize>,
    form: Option<Form>,
}

impl Clock {
    fn of(table: &Table, names: &[String]) -> Result<Self, DataError> {
        let columns: Vec<usize> = names.iter().map(|name| table.column(name, "data.time")).collect::<Result<_, _>>()?;
        let form = match columns[..] {
            [] => None,
            [column] => {
                let texts = (0..table.rows()).map(|row| table.text(row, column));
                let unread = || {
                    table.error(
                        0,
                        column,
                        "has times that rnnlab cannot read: write them as 2012-01-31, 1949-01, 1959-Q1, \
                                             2001-W05, or as whole numbers",
                    )
                };
                Some(Form::detect(texts).ok_or_else(unread)?)
            }
            _ => {
                let form = match names[1].to_lowercase().as_str() {
                    name if name.contains("quarter") => Form::Quarter,
                    name if name.contains("week") => Form::Week,
                    _ => Form::Month,
                };
                Some(form)
            }
        };
        Ok(Self { columns, form })
    }

    fn moments(&self, table: &Table, rows: &[usize]) -> Result<Vec<Moment>, DataError> {
        let Some(form) = self.form else { return Ok((0..rows.len() as i64).map(Moment::counted).collect()) };
        let moment = |&row: &usize| {
            let column = self.columns[0];
            let text = table.text(row, column);
            let read = match self.columns[..] {
                [_, part] => form.parse_parts(text, table.text(row, part)),
                _ => form.parse(text),
            };
            read.ok_or_else(|| table.error(row, column, &format!("has '{}', which is not a {form}", brief(text))))
        };
        rows.iter().map(moment).collect()
    }
}
