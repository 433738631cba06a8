//! The rows of a table as sequences of numbers: by id, in the order of time.

mod clock;

use std::collections::HashMap;

use self::clock::Clock;
use super::{
    DataError, Dropped, Frequency, Moment, NumberFormats, Preparation, RawSeries, Table, TimeFormat,
    calendar::{Gap, gaps, repeated, undo_daylight_saving},
    limits::{self, MOST_ROWS},
};
use crate::{
    experiment::{Experiment, Missing, Task},
    memory,
    wording::{brief, counted},
};

/// Rows that gaps in time are filled up with, at the most, for every row that there is.
pub(super) const MOST_ROWS_FOR_ONE: usize = 10;
/// Lines of gaps that are named.
const MOST_LINES: usize = 5;

/// Sequences of numbers, and the rows of the table that they are made of (`None` for one that fills a gap in time).
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub series: Vec<RawSeries>,
    pub of_table: Vec<Vec<Option<usize>>>,
    /// Rows of each that were left out because a value is missing.
    pub left_out: Vec<Vec<(Moment, usize)>>,
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
    pub format: Option<TimeFormat>,
    /// That of the longest sequence.
    pub frequency: Option<Frequency>,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
    /// Steps without a row.
    pub gaps: usize,
    /// Whether these were filled up with rows without values.
    pub gaps_filled: bool,
    /// The longest of them.
    pub longest_gap: Option<LongGap>,
    /// Rows that were left out because a value is missing.
    pub dropped: usize,
}

/// Steps without a row, in one piece.
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
    /// What was found in the data that the rows are to be like, when a trained network is asked about them.
    pub trained: Option<&'a Preparation>,
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
        let known = wanted.trained.and_then(|preparation| preparation.time_format.as_ref());
        let clock = Clock::of(table, &data.time, known)?;
        let reader = Reader { table, columns: wanted.columns(table, &data.target)?, clock, trained: wanted.trained };
        let id = data.id.as_ref().map(|name| table.column(name, "data.id")).transpose()?;
        let sequence = |rows: Vec<usize>| {
            let name = id.map_or("", |column| table.text(rows[0], column)).to_owned();
            reader.sequence(name, &rows)
        };
        let sequences = table.sequences(id).into_iter().map(sequence).collect::<Result<Vec<_>, _>>()?;
        let mut found = Self { number_formats: table.number_formats(wanted.sources), ..Self::default() };
        let (mut lines, mut empty) = (Vec::new(), Vec::new());
        found.times.format.clone_from(&reader.clock.format);
        if !data.time.is_empty() {
            found.times.frequency = frequency(&sequences, wanted.trained);
        }
        for (mut series, mut of_table) in sequences {
            if !data.time.is_empty() {
                found.mend_times(&reader, experiment, &mut series, &mut of_table)?;
            }
            check_values(table, experiment, wanted, &series)?;
            let dropped = match experiment.prepare.missing {
                Missing::Drop => drop_missing(&mut series, &mut of_table, wanted.read),
                _ => Vec::new(),
            };
            lines.extend(dropped.iter().map(|(_, row)| table.line(*row)));
            if series.rows() > 0 {
                found.series.push(series);
                found.of_table.push(of_table);
                found.left_out.push(dropped);
            } else {
                empty.push(series.name);
            }
        }
        found.times.dropped = lines.len();
        lines.sort_unstable();
        let reason = "a value of an input is missing, and missing = \"drop\"";
        found.dropped.extend(Dropped::lines("row", &lines, reason));
        found.dropped.extend(Dropped::named("sequence", &empty, "no row of it has all values"));
        if found.series.is_empty() {
            return Err(DataError::AllDropped { path: table.path().to_owned() });
        }
        Ok(found)
    }

    /// Finds gaps and repeated times; fills gaps with rows without values where missing values are filled.
    fn mend_times(
        &mut self,
        reader: &Reader<'_>,
        experiment: &Experiment,
        series: &mut RawSeries,
        of_table: &mut Vec<Option<usize>>,
    ) -> Result<(), DataError> {
        if let Some(row) = repeated(&series.moments) {
            return Err(reader.repeated(series, row, of_table[row]));
        }
        let is_forecast = experiment.data.task == Task::Forecast;
        let frequency = self.frequency_of(series);
        if let (Some(frequency), true) = (&frequency, is_forecast) {
            reader.check_frequency(series, frequency)?;
        }
        let gaps = frequency.as_ref().map_or_else(Vec::new, |frequency| gaps(&series.moments, frequency));
        let missing = gaps.iter().fold(0, |sum: usize, gap| sum.saturating_add(gap.missing));
        self.times.note(series, &gaps, missing);
        let fills = !matches!(experiment.prepare.missing, Missing::Error | Missing::Drop);
        let few = missing <= MOST_ROWS_FOR_ONE * series.rows() && missing <= MOST_ROWS - series.rows();
        match frequency.filter(|_| missing > 0 && is_forecast) {
            Some(frequency) if fills && few => {
                self.times.gaps_filled = true;
                let gaps: HashMap<usize, usize> = gaps.iter().map(|gap| (gap.after, gap.missing)).collect();
                (*series, *of_table) = with_rows_for_gaps(series, of_table, &frequency, &gaps);
            }
            Some(_) if reader.trained.is_some() && experiment.prepare.missing != Missing::Drop => {
                return Err(reader.unfilled(series, &gaps, fills));
            }
            _ => {}
        }
        Ok(())
    }

    /// That of the longest sequence where it explains this one too, and else its own.
    fn frequency_of(&self, series: &RawSeries) -> Option<Frequency> {
        let shared = self.times.frequency.as_ref().filter(|shared| shared.explains(&series.moments));
        shared.cloned().or_else(|| Frequency::of(&series.moments))
    }
}

/// The frequency that rows are judged by: that of the training, or else of the longest sequence.
fn frequency(sequences: &[(RawSeries, Vec<Option<usize>>)], trained: Option<&Preparation>) -> Option<Frequency> {
    let longest = || sequences.iter().map(|(series, _)| series).max_by_key(|series| series.rows());
    trained.and_then(Preparation::frequency).or_else(|| Frequency::of(&longest()?.moments))
}

impl Times {
    fn note(&mut self, series: &RawSeries, gaps: &[Gap], missing: usize) {
        self.first = self.first.into_iter().chain(series.moments.first().copied()).min();
        self.last = self.last.into_iter().chain(series.moments.last().copied()).max();
        self.gaps = self.gaps.saturating_add(missing);
        let longest = gaps.iter().max_by_key(|gap| gap.missing).map(|gap| LongGap {
            steps: gap.missing,
            line: series.lines[gap.after],
            after: series.moments[gap.after],
        });
        self.longest_gap = self.longest_gap.into_iter().chain(longest).max_by_key(|gap| gap.steps);
    }

    /// A time as the file spells it.
    pub(super) fn text(&self, moment: Moment) -> String {
        self.format.as_ref().map_or_else(|| moment.to_string(), |format| format.write(moment))
    }
}

/// The series with a row without values for every step that has none; `gaps` says how many follow a row.
fn with_rows_for_gaps(
    series: &RawSeries,
    of_table: &[Option<usize>],
    frequency: &Frequency,
    gaps: &HashMap<usize, usize>,
) -> (RawSeries, Vec<Option<usize>>) {
    let (mut whole, mut whole_of_table) = (series.slice(0, 0), Vec::with_capacity(series.rows()));
    let nothing = vec![f64::NAN; series.columns.len()];
    for row in 0..series.rows() {
        let values: Vec<f64> = series.columns.iter().map(|column| column[row]).collect();
        let missing = 1..=gaps.get(&row).copied().unwrap_or(0);
        let made = missing.filter_map(|step| Some((frequency.next(series.moments[row], step)?, &nothing, None)));
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
    /// What was found in the data of the training, when a trained network is asked.
    trained: Option<&'a Preparation>,
}

impl Reader<'_> {
    /// The sequence that some rows are, in the order of time, and the rows in that order.
    fn sequence(&self, name: String, rows: &[usize]) -> Result<(RawSeries, Vec<Option<usize>>), DataError> {
        let mut moments = self.clock.moments(self.table, rows)?;
        match &self.clock.format {
            Some(format) if format.is_local() => undo_daylight_saving(&mut moments),
            // Of runs that were saved before offsets were kept.
            Some(_) if self.trained.is_some_and(|trained| trained.time_format.is_none()) => {
                for moment in &mut moments {
                    *moment = moment.at_utc();
                }
            }
            _ => {}
        }
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

    fn malformed(&self, line: u64, problem: String) -> DataError {
        DataError::Malformed { path: self.table.path().to_owned(), line, problem }
    }

    fn repeated(&self, series: &RawSeries, row: usize, of_table: Option<usize>) -> DataError {
        let text = of_table.map_or_else(String::new, |row| self.clock.shown(self.table, row));
        let is_local = self.clock.format.as_ref().is_some_and(TimeFormat::is_local);
        let clocks = if is_local {
            ", or, if the clock was put back for the end of daylight saving, write times with their offset, such as \
             2020-10-25 02:00+01:00"
        } else {
            ""
        };
        self.malformed(
            series.lines[row],
            format!(
                "the time {} is there twice: leave one row out, or name the column that tells the sequences apart in `id` \
                 under [data]{clocks}",
                brief(&text)
            ),
        )
    }

    /// Refuses rows at other times than those of the training.
    fn check_frequency(&self, series: &RawSeries, own: &Frequency) -> Result<(), DataError> {
        let trained = self.trained.and_then(Preparation::frequency).filter(|trained| !trained.is_irregular());
        match trained {
            Some(trained) if !trained.explains(&series.moments) => Err(self.malformed(
                series.lines[0],
                format!(
                    "the times from here on are '{}', and those of the training were '{}': give rows as the run learned them",
                    own.in_words(),
                    trained.in_words()
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Refuses gaps in rows that a trained network is asked about, where nothing fills them.
    fn unfilled(&self, series: &RawSeries, gaps: &[Gap], fills: bool) -> DataError {
        let first = gaps.first().map_or(0, |gap| gap.after);
        let lines: Vec<String> = gaps.iter().take(MOST_LINES).map(|gap| series.lines[gap.after].to_string()).collect();
        let more = if gaps.len() > MOST_LINES { ", …" } else { "" };
        let missing: usize = gaps.iter().map(|gap| gap.missing).sum();
        let remedy = if fills {
            format!("more than {MOST_ROWS_FOR_ONE} for each row are not filled; add the rows")
        } else {
            "add the rows, with empty cells where no value is known, or train with `missing` under [prepare], such as \
             \"linear\", which fills them"
                .to_owned()
        };
        self.malformed(
            series.lines[first],
            format!("{} no row, after line {}{more}: {remedy}", have_no_row(missing), lines.join(", ")),
        )
    }
}

/// So many steps, and the verb.
fn have_no_row(steps: usize) -> String {
    format!("{} {}", counted(steps, "step"), if steps == 1 { "has" } else { "have" })
}

impl<'a> Wanted<'a> {
    /// Columns of data that are learned from.
    pub(super) fn of(sources: &'a [String], read: usize) -> Self {
        Self { sources, read, targets_may_be_absent: false, trained: None }
    }

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

/// Leaves out the rows in which an input has no value; says which of the table.
fn drop_missing(series: &mut RawSeries, of_table: &mut Vec<Option<usize>>, read: usize) -> Vec<(Moment, usize)> {
    let keep: Vec<bool> =
        (0..series.rows()).map(|row| series.columns.iter().take(read).all(|column| !column[row].is_nan())).collect();
    let timed = series.moments.iter().zip(of_table.iter()).zip(&keep);
    let dropped = timed.filter(|(_, keep)| !**keep).filter_map(|((moment, row), _)| Some((*moment, (*row)?))).collect();
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
