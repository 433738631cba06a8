//! How a column spells its times: found once, kept with the preparation, and used for every time that is written.

mod columns;
mod numbers;

use std::{cmp::Ordering, collections::HashMap};

use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use self::{columns::Role, numbers::Number};
use super::{
    Form, Moment,
    pattern::{BETWEEN_CELLS, Order, Pattern},
};

/// The forms in the order in which they are preferred: 20120131 is a day and a whole number.
pub(super) const FORMS: [Form; 6] = [Form::DateTime, Form::Day, Form::Month, Form::Quarter, Form::Week, Form::Index];
/// Cells from the beginning and from the end of a column that its spelling is found in.
const SAMPLE: usize = 1000;
/// A column is of times if so many of its cells are, as a part of all.
const MOSTLY: f64 = 0.5;
/// Numbers are dates without separators if so many of them can be.
const ALMOST_ALL: f64 = 0.9;
/// Spellings of one column that are kept.
const MOST_SPELLINGS: usize = 16;
/// Parts of names of columns that say when a row was.
const NAMES_OF_TIMES: [&str; 9] = ["time", "date", "datetime", "timestamp", "epoch", "unix", "ts", "t", "year"];

/// How a column spells its times. What is written is read back as the same moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeFormat {
    form: Form,
    reading: Reading,
    /// The commonest first; of several columns one for each.
    spellings: Vec<Pattern>,
}

/// How a cell becomes a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reading {
    /// A text.
    Spelled(Order),
    /// A number.
    Number(Number),
    /// A year and its parts, each in its column.
    Columns(Vec<Role>),
}

/// Why the format of a column is not known, in words that go on after the cell.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnknownFormat {
    /// The cell of this row is no time, nor are most others.
    #[error(
        "which is no time that rnnlab reads: write times as 2012-01-31, 2012-01-31 10:00, 1949-01, 1959-Q1, 2001-W05, or as \
         whole numbers"
    )]
    NoTime(usize),
    /// The cell of this row, as all others, could be either of two days.
    #[error("which can be {} or {}, and no other row says which: write days as 2012-01-31", .1[0], .1[1])]
    Ambiguous(usize, [String; 2]),
}

impl TimeFormat {
    /// The format that most of the cells have; those of one row are joined by [`join`](Self::join), and empty ones do not
    /// count. `names` are those of the columns.
    ///
    /// # Errors
    /// When most cells are no times, or each could be either of two days.
    pub fn detect(names: &[String], cells: &[impl AsRef<str>]) -> Result<Self, UnknownFormat> {
        let known: Vec<usize> = (0..cells.len()).filter(|&row| !cells[row].as_ref().trim().is_empty()).collect();
        let first = *known.first().ok_or(UnknownFormat::NoTime(0))?;
        let texts: Vec<&str> = known.iter().map(|&row| cells[row].as_ref().trim()).collect();
        let sample: Vec<&str> =
            texts.iter().take(SAMPLE).chain(texts.iter().skip(SAMPLE).rev().take(SAMPLE)).copied().collect();
        if let Some(roles) = columns::roles(names, &sample) {
            return Ok(Self::of_columns(roles, &sample));
        }
        let is_called_time = names.iter().any(|name| is_called_time(name));
        if let Some(number) = Number::of(&sample, is_called_time).filter(|_| !mostly_compact(&sample)) {
            return Ok(Self { form: number.form(), reading: Reading::Number(number), spellings: Vec::new() });
        }
        let Some(order) = order(&texts) else { return Err(ambiguous(&known, &texts)) };
        let unknown = || texts.iter().position(|text| !is_time(text, order)).map_or(first, |at| known[at]);
        Self::spelled(&sample, order).ok_or_else(|| UnknownFormat::NoTime(unknown()))
    }

    /// Cells of one row, as one text.
    #[must_use]
    pub fn join(cells: &[&str]) -> String {
        cells.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join(&BETWEEN_CELLS.to_string())
    }

    fn of_columns(roles: Vec<Role>, sample: &[&str]) -> Self {
        let (form, spellings) = columns::spellings(&roles, sample);
        Self { form, reading: Reading::Columns(roles), spellings }
    }

    /// The form that most texts of a sample have, and their spellings.
    fn spelled(sample: &[&str], order: Order) -> Option<Self> {
        let mut counts: HashMap<Pattern, (usize, Pattern)> = HashMap::new();
        for text in sample {
            let pattern = Pattern::of(text, order).filter(|pattern| pattern.read(text).is_some());
            let Some(pattern) = pattern else { continue };
            let (count, narrowest) = counts.entry(pattern.padded()).or_insert_with(|| (0, pattern.clone()));
            *count += 1;
            *narrowest = narrowest.narrowest(&pattern);
        }
        let of_form =
            |form: Form| counts.values().filter(|(_, p)| p.form == form).map(|(count, _)| count).sum::<usize>();
        let form = FORMS.into_iter().rev().max_by_key(|form| of_form(*form))?;
        if (of_form(form) as f64) < MOSTLY * sample.len() as f64 || of_form(form) == 0 {
            return None;
        }
        let mut spellings: Vec<(usize, Pattern)> = counts.into_values().filter(|(_, p)| p.form == form).collect();
        spellings.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.text.cmp(&b.1.text)));
        let spellings = spellings.into_iter().take(MOST_SPELLINGS).map(|(_, pattern)| pattern).collect();
        Some(Self { form, reading: Reading::Spelled(order), spellings })
    }

    /// What its times are.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// Whether its cells are bare numbers, which other columns than those of times have too.
    #[must_use]
    pub fn is_bare_number(&self) -> bool {
        let has_digits_alone = |pattern: &Pattern| {
            pattern.text != "%Y%m%d" && pattern.text.bytes().all(|b| b == b'%' || b.is_ascii_alphabetic())
        };
        match &self.reading {
            Reading::Number(_) => true,
            Reading::Spelled(_) => self.spellings.iter().any(has_digits_alone) && self.form != Form::Week,
            Reading::Columns(_) => false,
        }
    }

    /// Whether its numbers count rows, years or seconds of no calendar.
    #[must_use]
    pub fn is_count(&self) -> bool {
        matches!(self.reading, Reading::Number(Number::Count { .. }))
    }

    /// Whether its times of day carry no offset and no zone, so that a clock that is put back shows one hour twice.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let is_zoned = |pattern: &Pattern| pattern.is_zoned();
        self.form == Form::DateTime
            && !matches!(self.reading, Reading::Number(_))
            && !self.spellings.iter().any(is_zoned)
    }

    /// A cell, or cells joined, as a moment.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Moment> {
        let text = text.trim();
        match &self.reading {
            Reading::Number(number) => number.read(text),
            Reading::Columns(roles) => columns::read(self.form, roles, text),
            Reading::Spelled(order) => {
                let known = self.spellings.iter().find_map(|pattern| pattern.read(text));
                known.or_else(|| {
                    let pattern = Pattern::of(text, *order).filter(|pattern| pattern.form == self.form)?;
                    pattern.read(text)
                })
            }
        }
    }

    /// A moment as the column spells it; parts that stand in columns of their own are put together.
    #[must_use]
    pub fn write(&self, moment: Moment) -> String {
        match &self.reading {
            Reading::Columns(_) => moment.to_string(),
            _ => self.spelling_of(moment).replace(BETWEEN_CELLS, " "),
        }
    }

    /// A moment as the cells of its columns.
    #[must_use]
    pub fn cells(&self, moment: Moment) -> Vec<String> {
        match &self.reading {
            Reading::Columns(_) => self.spellings.iter().map(|own| own.write(moment).unwrap_or_default()).collect(),
            _ => self.spelling_of(moment).split(BETWEEN_CELLS).map(str::to_owned).collect(),
        }
    }

    /// The commonest spelling that says all of the moment.
    fn spelling_of(&self, moment: Moment) -> String {
        if let Reading::Number(number) = &self.reading {
            return number.write(moment);
        }
        let is_whole = |text: &String| self.read(text) == Some(moment) || !self.is_zoned_as(moment);
        let spelled = self.spellings.iter().filter_map(|pattern| pattern.write(moment));
        spelled.clone().find(is_whole).or_else(|| spelled.max_by_key(String::len)).unwrap_or_else(|| moment.to_string())
    }

    /// Whether what is read back has the moment's offset: a clock without zone that was put forward reads otherwise.
    fn is_zoned_as(&self, moment: Moment) -> bool {
        moment.offset() == 0 || !self.is_local()
    }
}

impl Form {
    /// A text as a moment of this form, in any spelling that says so by itself. None when it is not one, or not in the
    /// years 0 to 9999.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<Moment> {
        let text = text.trim();
        if self == Self::Index {
            return Moment::new(self, text.parse().ok()?);
        }
        Pattern::of(text, Order::DayFirst).filter(|pattern| pattern.form == self)?.read(text)
    }
}

/// Whether a column is called like one of times.
#[must_use]
pub fn is_called_time(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|character: char| !character.is_alphanumeric());
    words.any(|word| NAMES_OF_TIMES.contains(&word) || word.ends_with("time") || word.ends_with("date"))
}

fn is_time(text: &str, order: Order) -> bool {
    Pattern::of(text, order).is_some_and(|pattern| pattern.read(text).is_some())
}

/// Whether numbers are dates without separators.
fn mostly_compact(sample: &[&str]) -> bool {
    let count = sample.iter().filter(|text| is_time(text, Order::DayFirst)).count();
    count as f64 >= ALMOST_ALL * sample.len() as f64
}

/// Which number is the day, as most cells have it. None where all could be read either way.
fn order(texts: &[&str]) -> Option<Order> {
    let (mut day_first, mut month_first, mut differ) = (0, 0, false);
    for text in texts {
        let of = |order| Pattern::of(text, order).and_then(|pattern| Some((pattern.read(text)?, pattern)));
        let (day, month) = (of(Order::DayFirst), of(Order::MonthFirst));
        differ |= day.as_ref().zip(month.as_ref()).is_some_and(|(day, month)| day.0 != month.0);
        day_first += usize::from(day.is_some());
        month_first += usize::from(month.is_some());
        if !differ && day_first > SAMPLE && day_first == month_first {
            break;
        }
    }
    match day_first.cmp(&month_first) {
        Ordering::Less => Some(Order::MonthFirst),
        Ordering::Equal if differ => None,
        Ordering::Equal | Ordering::Greater => Some(Order::DayFirst),
    }
}

/// The first cell that is of two days.
fn ambiguous(rows: &[usize], texts: &[&str]) -> UnknownFormat {
    let read = |text: &str, order| Pattern::of(text, order).and_then(|pattern| pattern.read(text));
    let both = |text: &str| Some([read(text, Order::DayFirst)?, read(text, Order::MonthFirst)?]);
    let found = texts.iter().zip(rows).find_map(|(text, row)| {
        let days = both(text).filter(|days| days[0] != days[1])?;
        Some(UnknownFormat::Ambiguous(*row, days.map(|day| day.to_string())))
    });
    found.unwrap_or(UnknownFormat::NoTime(0))
}

#[cfg(test)]
mod tests;
