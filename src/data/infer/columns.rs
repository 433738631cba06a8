//! What the columns of a table are: times, ids, parts of the split, numbers, classes, texts.

use std::collections::{HashMap, HashSet};

use super::InferError;
use crate::{
    data::{Form, Moment, Part, Table, TimeFormat, UnknownFormat, is_called_time, is_missing, undo_daylight_saving},
    wording::brief,
};

/// Names of columns that count steps of time.
const OF_TIMES: [&str; 17] = [
    "time",
    "t",
    "step",
    "timestep",
    "index",
    "timestamp",
    "year",
    "month",
    "week",
    "quarter",
    "day",
    "date",
    "hour",
    "minute",
    "second",
    "tick",
    "frame",
];
/// Names, or parts of them, of columns that tell sequences apart.
const OF_IDS: [&str; 13] = [
    "id",
    "sequence",
    "series",
    "utterance",
    "group",
    "user",
    "session",
    "subject",
    "patient",
    "trial",
    "sample",
    "key",
    "station",
];
/// Classes at the most.
const MOST_CLASSES: usize = 100;
/// Texts have so many different ones, as a part of all, at least.
const OF_TEXTS: f64 = 0.5;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// Anything else.
    Text,
    /// Nothing: no cell has a value, or it only counts the rows.
    Nothing,
}

/// The columns of a table, by place.
pub(super) struct Columns<'a> {
    pub table: &'a Table,
    kinds: Vec<Kind>,
    /// What says when a row was: one column, or a year and its part.
    pub time: Vec<usize>,
    pub format: Option<TimeFormat>,
    /// Tells sequences apart.
    pub id: Option<usize>,
    /// Says the part of the split.
    pub part: Option<usize>,
    /// How many different values each has.
    distinct: Vec<usize>,
}

impl<'a> Columns<'a> {
    /// # Errors
    /// When times repeat and nothing tells their rows apart.
    pub(super) fn of(table: &'a Table) -> Result<Self, InferError> {
        let all = 0..table.columns().len();
        let mut columns = Self {
            table,
            kinds: all.clone().map(|column| kind(table, column)).collect(),
            time: Vec::new(),
            format: None,
            id: None,
            part: None,
            distinct: all.clone().map(|column| cells(table, column).collect::<HashSet<_>>().len()).collect(),
        };
        columns.part = all.clone().find(|&column| columns.is_part(column));
        (columns.time, columns.format) = columns.find_time()?;
        if columns.time.is_empty() {
            columns.id = if columns.is_of_texts() { None } else { columns.find_id_of_blocks() };
        } else if let Some(row) = columns.repeated_time(None) {
            columns.id = columns.find_id_of_times();
            if columns.id.is_none() {
                return Err(InferError::Repeated(columns.time_text(row)));
            }
        }
        Ok(columns)
    }

    pub(super) fn name(&self, column: usize) -> &'a str {
        &self.table.columns()[column]
    }

    pub(super) fn kind(&self, column: usize) -> Kind {
        self.kinds[column]
    }

    pub(super) fn distinct(&self, column: usize) -> usize {
        self.distinct[column]
    }

    /// Columns of numbers that differ and say neither time nor sequence.
    pub(super) fn numbers(&self) -> Vec<usize> {
        let is_number = |column: &usize| {
            let taken = self.time.contains(column) || self.id == Some(*column) || self.part == Some(*column);
            matches!(self.kinds[*column], Kind::Whole | Kind::Number) && !taken && self.distinct[*column] > 1
        };
        (0..self.kinds.len()).filter(is_number).collect()
    }

    /// Cells without a value.
    pub(super) fn missing(&self, column: usize) -> usize {
        cells(self.table, column).filter(|text| is_missing(text)).count()
    }

    /// How many sequences there are.
    pub(super) fn sequences(&self) -> usize {
        self.table.sequences(self.id).len()
    }

    /// Whether each row is a text rather than a step of time: no time is given, and hardly a measurement.
    pub(super) fn is_of_texts(&self) -> bool {
        let measures = self.kinds.iter().filter(|kind| **kind == Kind::Number).count();
        self.time.is_empty() && measures < 2 && self.text().is_some()
    }

    /// The column with texts, the longest of several.
    pub(super) fn text(&self) -> Option<usize> {
        let characters = |column: usize| cells(self.table, column).map(|text| text.chars().count()).sum::<usize>();
        let is_text = |column: &usize| {
            self.kinds[*column] == Kind::Text && self.distinct[*column] as f64 >= OF_TEXTS * self.table.rows() as f64
        };
        (0..self.kinds.len()).filter(is_text).max_by_key(|&column| characters(column))
    }

    /// The column with a class for each row: names before numbers, later before earlier.
    pub(super) fn class_of_rows(&self) -> Option<usize> {
        let most = MOST_CLASSES.min(self.table.rows() / 4);
        let is_class = |column: &usize| {
            let of_few = (2..=most).contains(&self.distinct[*column]);
            of_few && self.part != Some(*column) && matches!(self.kinds[*column], Kind::Whole | Kind::Text)
        };
        (0..self.kinds.len()).filter(is_class).max_by_key(|&column| (self.kinds[column] == Kind::Text, column))
    }

    /// The column with a class for each sequence: names before numbers, later before earlier.
    pub(super) fn class_of_sequences(&self) -> Option<usize> {
        (0..self.kinds.len())
            .filter(|&column| self.is_class(column))
            .max_by_key(|&column| (self.kinds[column] == Kind::Text, column))
    }

    /// Whether a column is the same in all rows of a sequence, and one of few words or whole numbers.
    pub(super) fn is_class(&self, column: usize) -> bool {
        let Some(id) = self.id else { return false };
        let taken = self.time.contains(&column) || id == column || self.part == Some(column);
        let most = MOST_CLASSES.min(self.sequences() / 2);
        let of_few = (2..=most).contains(&self.distinct[column]);
        let constant = || {
            self.table
                .sequences(self.id)
                .iter()
                .all(|rows| rows.iter().all(|&row| self.table.text(row, column) == self.table.text(rows[0], column)))
        };
        !taken && of_few && matches!(self.kinds[column], Kind::Whole | Kind::Text) && constant()
    }

    fn is_part(&self, column: usize) -> bool {
        let is_part = |text: &str| Part::parse(text).is_some();
        let trains = || cells(self.table, column).any(|text| Part::parse(text) == Some(Part::Train));
        (2..=3).contains(&self.distinct[column]) && cells(self.table, column).all(is_part) && trains()
    }

    /// What its times are.
    pub(super) fn form(&self) -> Option<Form> {
        self.format.as_ref().map(TimeFormat::form)
    }

    /// A year and its parts, a column of the calendar, or a column that counts and is called so.
    fn find_time(&self) -> Result<(Vec<usize>, Option<TimeFormat>), InferError> {
        if let Some((columns, format)) = self.year_and_parts() {
            return Ok((columns, Some(format)));
        }
        for column in 0..self.kinds.len() {
            if let Some(format) = self.format_of(column)? {
                let with_clock = (format.form() == Form::Day).then(|| self.day_and_clock(column)).flatten();
                let (columns, format) = with_clock.unwrap_or((vec![column], format));
                return Ok((columns, Some(format)));
            }
        }
        let counts = |column: &usize| {
            let name = self.name(*column).to_lowercase();
            OF_TIMES.contains(&name.as_str()) && self.distinct[*column] > 2
        };
        let index = (0..self.kinds.len()).filter(counts).find_map(|column| {
            let format = self.detect(&[column]).ok()?;
            (self.reads_all(&format, &[column]) && format.form() == Form::Index).then_some((vec![column], Some(format)))
        });
        Ok(index.unwrap_or_default())
    }

    /// The format of a column of the calendar.
    ///
    /// # Errors
    /// When most of its cells are times and one is not, or a column that is called like a time has cells that could be of
    /// two days.
    fn format_of(&self, column: usize) -> Result<Option<TimeFormat>, InferError> {
        let is_called_time = is_called_time(self.name(column));
        let format = match self.detect(&[column]) {
            Ok(format) => format,
            Err(problem @ UnknownFormat::Ambiguous(row, _)) => {
                return Err(self.unread(column, row, &problem.to_string()));
            }
            Err(UnknownFormat::NoTime(_)) => return Ok(None),
        };
        // Other columns have whole numbers too.
        if format.form() == Form::Index && format.is_count() || (format.is_bare_number() && !is_called_time) {
            return Ok(None);
        }
        match (0..self.table.rows()).find(|&row| format.read(self.table.text(row, column)).is_none()) {
            None => Ok(Some(format)),
            Some(row) => Err(self.unread(column, row, &format!("which is not a {} as in most rows", format.form()))),
        }
    }

    /// A column of days and another of times of day, or of hours.
    fn day_and_clock(&self, day: usize) -> Option<(Vec<usize>, TimeFormat)> {
        let is_clock = |column: &usize| {
            let name = self.name(*column).to_lowercase();
            let counts_hours = self.kinds[*column] == Kind::Whole && matches!(&name[..], "hour" | "hr" | "h");
            *column != day && (counts_hours || self.kinds[*column] == Kind::Text)
        };
        (0..self.kinds.len()).filter(is_clock).find_map(|clock| {
            let columns = vec![day, clock];
            let format = self.detect(&columns).ok().filter(|format| format.form() == Form::DateTime)?;
            self.reads_all(&format, &columns).then_some((columns, format))
        })
    }

    /// A year, in a column that is called so, and its quarter, week, or month, day and hour.
    fn year_and_parts(&self) -> Option<(Vec<usize>, TimeFormat)> {
        let called = |word: &str| (0..self.kinds.len()).find(|&column| self.name(column).to_lowercase() == word);
        let year = called("year").filter(|&column| self.kinds[column] == Kind::Whole)?;
        let several = [vec!["month", "day", "hour", "minute", "second"], vec!["quarter"], vec!["month"], vec!["week"]];
        let longest_first = several.iter().flat_map(|words| (1..=words.len()).rev().map(move |count| &words[..count]));
        longest_first
            .filter_map(|words| words.iter().map(|word| called(word)).collect::<Option<Vec<usize>>>())
            .find_map(|parts| {
                let columns: Vec<usize> = std::iter::once(year).chain(parts).collect();
                let format = self.detect(&columns).ok()?;
                self.reads_all(&format, &columns).then_some((columns, format))
            })
    }

    pub(super) fn detect(&self, columns: &[usize]) -> Result<TimeFormat, UnknownFormat> {
        let names: Vec<String> = columns.iter().map(|&column| self.name(column).to_owned()).collect();
        let texts: Vec<String> = (0..self.table.rows()).map(|row| self.joined(columns, row)).collect();
        TimeFormat::detect(&names, &texts)
    }

    fn reads_all(&self, format: &TimeFormat, columns: &[usize]) -> bool {
        (0..self.table.rows()).all(|row| format.read(&self.joined(columns, row)).is_some())
    }

    fn joined(&self, columns: &[usize], row: usize) -> String {
        TimeFormat::join(&columns.iter().map(|&column| self.table.text(row, column)).collect::<Vec<_>>())
    }

    fn unread(&self, column: usize, row: usize, problem: &str) -> InferError {
        let (name, line) = (brief(self.name(column)), self.table.line(row));
        InferError::Unread(format!(
            "has '{}' in column '{name}', line {line}, {problem}",
            brief(self.table.text(row, column))
        ))
    }

    fn time_text(&self, row: usize) -> String {
        self.time.iter().map(|&column| self.table.text(row, column)).collect::<Vec<_>>().join(" ")
    }

    /// The first row whose time an earlier row of the same sequence has.
    fn repeated_time(&self, id: Option<usize>) -> Option<usize> {
        if let Some(format) = self.format.as_ref().filter(|format| id.is_none() && format.is_local()) {
            let read = |row| format.read(&self.joined(&self.time, row));
            let mut moments: Vec<Moment> = (0..self.table.rows()).map(read).collect::<Option<_>>()?;
            undo_daylight_saving(&mut moments);
            let mut seen = HashSet::new();
            return moments.into_iter().position(|moment| !seen.insert(moment));
        }
        let mut seen = HashSet::new();
        (0..self.table.rows()).find(|&row| {
            let id = id.map_or("", |column| self.table.text(row, column));
            !seen.insert((id, self.time_text(row)))
        })
    }

    fn can_be_id(&self, column: usize) -> bool {
        let taken = self.time.contains(&column) || self.part == Some(column);
        !taken && matches!(self.kinds[column], Kind::Whole | Kind::Text) && self.distinct[column] > 1
    }

    fn is_called_id(&self, column: usize) -> bool {
        let name = self.name(column).to_lowercase();
        OF_IDS.iter().any(|word| name.split(['_', '-', ' ', '.']).any(|part| part == *word) || name.ends_with(word))
    }

    /// A column in each of whose values no time repeats: one that is called so, else the one with the fewest values.
    fn find_id_of_times(&self) -> Option<usize> {
        let unique = |column: &usize| self.can_be_id(*column) && self.repeated_time(Some(*column)).is_none();
        let candidates: Vec<usize> = (0..self.kinds.len()).filter(unique).collect();
        let called = candidates.iter().copied().find(|&column| self.is_called_id(column));
        let whole = || candidates.iter().copied().min_by_key(|&column| self.distinct[column]);
        // A number that happens to tell equal times apart is no id.
        let repeats = |column: &usize| self.distinct[*column] * 2 <= self.table.rows();
        called.or_else(whole).filter(repeats)
    }

    /// A column whose rows of one value stand together: one that is called so, or the first of the file.
    fn find_id_of_blocks(&self) -> Option<usize> {
        let in_blocks = |column: &usize| {
            let mut runs: HashMap<&str, usize> = HashMap::new();
            let mut last = None;
            for text in cells(self.table, *column) {
                if last != Some(text) {
                    *runs.entry(text).or_default() += 1;
                }
                last = Some(text);
            }
            let together = runs.values().all(|&count| count == 1);
            self.can_be_id(*column) && together && self.distinct[*column] * 2 <= self.table.rows()
        };
        let mut candidates = (0..self.kinds.len()).filter(in_blocks);
        candidates.find(|&column| self.is_called_id(column) || column == 0)
    }
}

pub(super) fn cells(table: &Table, column: usize) -> impl Iterator<Item = &str> {
    (0..table.rows()).map(move |row| table.text(row, column))
}

fn kind(table: &Table, column: usize) -> Kind {
    match table.are_whole(column) {
        _ if table.values(column).next().is_none() || counts_rows(table, column) => Kind::Nothing,
        Some(true) => Kind::Whole,
        Some(false) => Kind::Number,
        None => Kind::Text,
    }
}

/// Whether a column is the index that pandas writes before the others: without a name, and each number one more.
fn counts_rows(table: &Table, column: usize) -> bool {
    let name = &table.columns()[column];
    let number = |row: usize| table.text(row, column).parse::<i64>().ok();
    let follows = |row: usize| number(row).zip(number(row - 1)).is_some_and(|(this, before)| this == before + 1);
    (name.is_empty() || name.starts_with("Unnamed: ")) && (1..table.rows()).all(follows)
}
