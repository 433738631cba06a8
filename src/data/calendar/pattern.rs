//! How a text spells a time, as a pattern of strftime.

use jiff::{
    civil::Time,
    fmt::strtime::{self, BrokenDownTime},
    tz::Offset,
};

use super::{Form, Moment};

/// Separates the cells of a time that stands in several columns.
pub(super) const BETWEEN_CELLS: char = '\u{1f}';
/// Years that a number of six digits may begin with, if it is to be a month.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2299;
/// Names of zones, and minutes ahead of UTC.
const ZONES: [(&str, i16); 20] = [
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("JST", 540),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Which of two numbers that could be both is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Order {
    /// 31/12/2012.
    DayFirst,
    /// 12/31/2012.
    MonthFirst,
}

/// How a text spells a time: strftime's pattern, and quarters as %q. Where a number has no zero in front the pattern says so
/// (%-d); reading takes either.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(super) struct Pattern {
    pub form: Form,
    pub text: String,
}

impl Pattern {
    /// The spelling of a text, if it is that of a time. The order decides where both numbers could be the day.
    pub(super) fn of(text: &str, order: Order) -> Option<Self> {
        let mut scanner = Scanner { tokens: tokens(text)?, at: 0, order, pattern: String::new() };
        let form = scanner.time()?;
        Some(Self { form, text: scanner.pattern })
    }

    /// The time of a text that is spelled so.
    pub(super) fn read(&self, text: &str) -> Option<Moment> {
        match self.form {
            Form::Index => None,
            Form::Quarter => quarter(text),
            Form::Week => week(text),
            Form::Month => {
                let parts = strtime::parse(&self.text, text).ok()?;
                holding(Form::Month, parts.year()?, parts.month()?, 1, Time::midnight())
            }
            Form::Day => {
                let date = strtime::parse(&self.text, text).ok()?.to_date().ok()?;
                Moment::holding(Form::Day, date.to_datetime(Time::midnight()))
            }
            Form::DateTime => self.date_time(text),
        }
    }

    fn date_time(&self, text: &str) -> Option<Moment> {
        // The library takes a second 60 for 59, and two moments would be one.
        (!text.contains(":60")).then_some(())?;
        let parts = strtime::parse(&self.text, text).ok()?;
        let date = parts.to_date().ok()?;
        let time = parts.to_time().ok()?;
        let moment = Moment::holding(Form::DateTime, date.to_datetime(time))?;
        match parts.offset() {
            Some(offset) => moment.at_offset(i16::try_from(offset.seconds() / 60).ok()?),
            None => moment.at_offset(self.zone().unwrap_or(0)),
        }
    }

    /// Whether it says how far the clock is ahead of UTC.
    pub(super) fn is_zoned(&self) -> bool {
        self.text.ends_with('z') || self.zone().is_some()
    }

    /// Minutes ahead of UTC of the zone that the pattern names.
    fn zone(&self) -> Option<i16> {
        let named = ZONES.iter().filter(|(name, _)| self.text.ends_with(name));
        named.max_by_key(|(name, _)| name.len()).map(|(_, minutes)| *minutes)
    }

    /// A time in this spelling.
    pub(super) fn write(&self, moment: Moment) -> Option<String> {
        let mut parts = BrokenDownTime::from(moment.start()?);
        if self.form == Form::DateTime {
            parts.set_offset(Some(Offset::from_seconds(i32::from(moment.offset()) * 60).ok()?));
        }
        parts.to_string(&self.text).ok()
    }

    /// The same without what says how wide numbers are.
    pub(super) fn padded(&self) -> Self {
        Self { form: self.form, text: self.text.replace("%-", "%") }
    }

    /// With numbers as narrow as in either of two spellings that differ in that alone.
    pub(super) fn narrowest(&self, other: &Self) -> Self {
        let (mut mine, mut theirs) = (self.text.split('%'), other.text.split('%'));
        let mut text = mine.next().unwrap_or_default().to_owned();
        theirs.next();
        for (mine, theirs) in mine.zip(theirs) {
            let narrow = if theirs.starts_with('-') { theirs } else { mine };
            text.push('%');
            text.push_str(narrow);
        }
        Self { form: self.form, text }
    }
}

pub(super) fn holding(form: Form, year: i16, month: i8, day: i8, time: Time) -> Option<Moment> {
    Moment::holding(form, jiff::civil::Date::new(year, month, day).ok()?.to_datetime(time))
}

/// 1959-Q1 and Q1 1959 alike, and 1959:1.
fn quarter(text: &str) -> Option<Moment> {
    let (year, quarter) = year_and_part(text)?;
    let first_month = (1..=4).contains(&quarter).then(|| quarter * 3 - 2)?;
    holding(Form::Quarter, year, first_month, 1, Time::midnight())
}

/// 2001-W05.
fn week(text: &str) -> Option<Moment> {
    let (year, week) = year_and_part(text)?;
    let monday = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?.date();
    Moment::holding(Form::Week, monday.to_datetime(Time::midnight()))
}

/// The number of four digits in a text, and the other one.
fn year_and_part(text: &str) -> Option<(i16, i8)> {
    let mut numbers = text.split(|character: char| !character.is_ascii_digit()).filter(|number| !number.is_empty());
    let (first, second) = (numbers.next()?, numbers.next()?);
    let (year, part) = if first.len() == 4 { (first, second) } else { (second, first) };
    Some((year.parse().ok()?, part.parse().ok()?))
}

/// 1 for January and for Jan, in letters of either case.
pub(super) fn month_named(name: &str) -> Option<i8> {
    place(&MONTHS, name).map(|at| at as i8 + 1)
}

fn place(names: &[&str], name: &str) -> Option<usize> {
    let name = name.to_ascii_lowercase();
    names.iter().position(|known| name == *known || name == known[..3])
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(char),
}

/// Numbers, words and what is between them. None for what is not ASCII.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::with_capacity(16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |is_in: fn(&u8) -> bool| rest.bytes().take_while(is_in).count();
        let length = match first {
            '0'..='9' => run(u8::is_ascii_digit),
            'a'..='z' | 'A'..='Z' => run(u8::is_ascii_alphabetic),
            _ if first.is_ascii() => 1,
            _ => return None,
        };
        let (token, after) = rest.split_at(length);
        tokens.push(match first {
            '0'..='9' => Token::Number(token),
            'a'..='z' | 'A'..='Z' => Token::Word(token),
            _ => Token::Mark(first),
        });
        rest = after;
    }
    Some(tokens)
}

/// Goes through a text and writes the pattern of what it finds.
struct Scanner<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    order: Order,
    pattern: String,
}

impl<'a> Scanner<'a> {
    fn peek(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn is_over(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn push(&mut self, pattern: &str) {
        self.pattern.push_str(pattern);
        self.at += 1;
    }

    /// A number of one or two digits as part of a time, which the pattern knows by a letter.
    fn number(&mut self, letter: char) -> Option<()> {
        match self.peek(0)? {
            Token::Number(digits) if digits.len() == 1 || (digits.len() == 2 && letter != 'q') => {
                let narrow = if digits.len() == 1 { "-" } else { "" };
                self.push(&format!("%{narrow}{letter}"));
                Some(())
            }
            _ => None,
        }
    }

    fn year(&mut self) -> Option<()> {
        match self.peek(0)? {
            Token::Number(digits) if digits.len() == 4 => self.push("%Y"),
            Token::Number(digits) if digits.len() == 2 => self.push("%y"),
            _ => return None,
        }
        Some(())
    }

    fn month_name(&mut self) -> Option<()> {
        let Token::Word(name) = self.peek(0)? else { return None };
        month_named(name)?;
        let upper = if name.bytes().all(|byte| byte.is_ascii_uppercase()) { "^" } else { "" };
        let letter = if name.len() > 3 { 'B' } else { 'b' };
        self.push(&format!("%{upper}{letter}"));
        Some(())
    }

    /// Marks between two parts of a date; an apostrophe may stand before a year.
    fn marks(&mut self, allowed: &str) -> String {
        let mut marks = String::new();
        while let Some(Token::Mark(mark)) = self.peek(0)
            && allowed.contains(mark)
        {
            self.push(&mark.to_string());
            marks.push(mark);
        }
        marks
    }

    fn time(&mut self) -> Option<Form> {
        self.weekday_in_front();
        let form = self.date()?;
        if self.is_over() {
            return Some(form);
        }
        let is_compact = self.pattern.ends_with("%Y%m%d");
        (form == Form::Day).then(|| self.clock(is_compact))?.map(|()| Form::DateTime)
    }

    fn weekday_in_front(&mut self) {
        let Some(Token::Word(name)) = self.peek(0) else { return };
        if place(&DAYS, name).is_some() {
            self.push(if name.len() > 3 { "%A" } else { "%a" });
            self.marks(", ");
        }
    }

    fn date(&mut self) -> Option<Form> {
        match (self.peek(0)?, self.peek(1), self.peek(2)) {
            (Token::Number(digits), None, _) => self.compact(digits),
            (Token::Number(digits), Some(Token::Word("T" | "t")), _) if digits.len() == 8 => self.compact(digits),
            (Token::Number(digits), Some(Token::Mark(' ' | BETWEEN_CELLS)), Some(Token::Number(_)))
                if digits.len() == 8 =>
            {
                self.compact(digits)
            }
            (Token::Number(digits), ..) if digits.len() == 4 => self.year_first(),
            (Token::Number(_), ..) => self.day_or_month_first(),
            (Token::Word(name), Some(Token::Number(_)), _) if name.eq_ignore_ascii_case("q") => {
                self.quarter_first(name)
            }
            (Token::Word(_), ..) => self.name_first(),
            (Token::Mark(_), ..) => None,
        }
    }

    /// Digits alone.
    fn compact(&mut self, digits: &str) -> Option<Form> {
        let year = digits.get(..4)?.parse::<i16>().ok()?;
        let (pattern, form) = match digits.len() {
            6 if YEARS.contains(&year) => ("%Y%m", Form::Month),
            8 => ("%Y%m%d", Form::Day),
            10 => ("%Y%m%d%H", Form::DateTime),
            12 => ("%Y%m%d%H%M", Form::DateTime),
            14 => ("%Y%m%d%H%M%S", Form::DateTime),
            _ => return None,
        };
        self.push(pattern);
        Some(form)
    }

    fn year_first(&mut self) -> Option<Form> {
        self.push("%Y");
        let marks = self.marks("-/.: ");
        if let Some(Token::Word(word)) = self.peek(0) {
            return self.part_or_name(word, &marks);
        }
        if marks == ":" {
            self.number('q')?;
            return self.is_over().then_some(Form::Quarter);
        }
        let is_wide = matches!(self.peek(0), Some(Token::Number(digits)) if digits.len() == 2);
        self.number('m')?;
        if self.is_over() {
            // Of two digits, since 1959-1 could be a quarter just as well.
            return (is_wide && matches!(&marks[..], "-" | "/" | ".")).then_some(Form::Month);
        }
        (matches!(&marks[..], "-" | "/" | "." | " ") && self.marks("-/. ") == marks).then_some(())?;
        self.number('d')?;
        Some(Form::Day)
    }

    /// What follows a year in letters: 1949M01, 1959Q1, 2001-W05, 1991 Jan, 1991 Jan 5.
    fn part_or_name(&mut self, word: &str, marks: &str) -> Option<Form> {
        let (form, letter) = match word.to_ascii_lowercase().as_str() {
            "m" => (Form::Month, 'm'),
            "q" => (Form::Quarter, 'q'),
            "w" => (Form::Week, 'V'),
            _ => {
                self.month_name()?;
                if self.is_over() {
                    return Some(Form::Month);
                }
                (self.marks("-/. ") == marks).then_some(())?;
                self.number('d')?;
                return Some(Form::Day);
            }
        };
        self.push(word);
        if form == Form::Week {
            self.pattern = self.pattern.replace("%Y", "%G");
        }
        self.number(letter)?;
        (self.is_over() && matches!(marks, "" | "-" | " ")).then_some(form)
    }

    fn quarter_first(&mut self, word: &str) -> Option<Form> {
        self.push(word);
        self.number('q')?;
        self.marks("-/ ");
        match self.peek(0)? {
            Token::Number(digits) if digits.len() == 4 => self.push("%Y"),
            _ => return None,
        }
        self.is_over().then_some(Form::Quarter)
    }

    /// Jan 2000, Jan-00, Jan 5, 2009.
    fn name_first(&mut self) -> Option<Form> {
        self.month_name()?;
        self.marks("-/.' ");
        let Some(Token::Number(digits)) = self.peek(0) else { return None };
        if self.peek(1).is_none() {
            self.year()?;
            return Some(Form::Month);
        }
        (digits.len() <= 2).then_some(())?;
        self.number('d')?;
        self.marks("-/., ");
        self.year()?;
        Some(Form::Day)
    }

    /// 31.12.2012, 31/12/2012, 12/31/2012, 31 Dec 2012, 31-Dec-12.
    fn day_or_month_first(&mut self) -> Option<Form> {
        if matches!(
            self.tokens.iter().skip(self.at + 1).find(|token| !matches!(token, Token::Mark(_))),
            Some(Token::Word(_))
        ) {
            self.number('d')?;
            self.marks("-/. ");
            self.month_name()?;
            self.marks("-/.,' ");
            self.year()?;
            return Some(Form::Day);
        }
        let first = self.at;
        let Token::Mark(mark @ ('/' | '.' | '-' | ' ')) = self.peek(1)? else { return None };
        let letters = if mark == '.' || self.order == Order::DayFirst { ['d', 'm'] } else { ['m', 'd'] };
        self.number(letters[0])?;
        (self.marks("/.- ") == mark.to_string()).then_some(())?;
        self.number(letters[1])?;
        (self.marks("/.- ") == mark.to_string()).then_some(())?;
        let has_century = matches!(self.tokens.get(first + 4), Some(Token::Number(digits)) if digits.len() == 4);
        (has_century || matches!(mark, '/' | '.')).then(|| self.year())??;
        Some(Form::Day)
    }

    /// A time of day after a date, with its zone.
    fn clock(&mut self, is_compact: bool) -> Option<()> {
        match self.peek(0)? {
            Token::Word(mark @ ("T" | "t")) => self.push(mark),
            Token::Mark(' ' | ',' | BETWEEN_CELLS) => {
                self.marks(&format!(", {BETWEEN_CELLS}"));
            }
            _ => return None,
        }
        match self.peek(0)? {
            Token::Number(digits) if is_compact && digits.len() == 4 => self.push("%H%M"),
            Token::Number(digits) if is_compact && digits.len() == 6 => {
                self.push("%H%M%S");
                self.fraction()?;
            }
            _ => self.hour_and_so_on()?,
        }
        self.marks(" ");
        self.zone()?;
        self.is_over().then_some(())
    }

    fn hour_and_so_on(&mut self) -> Option<()> {
        let has_own_cell = self.pattern.ends_with(BETWEEN_CELLS);
        let half = self.tokens[self.at..].iter().find_map(|token| match token {
            Token::Word(word) if word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") => Some(*word),
            _ => None,
        });
        self.number(if half.is_some() { 'I' } else { 'H' })?;
        if let Some(Token::Mark(':')) = self.peek(0) {
            self.minutes()?;
        } else if half.is_none() && !has_own_cell {
            return None;
        }
        let Some(half) = half else { return Some(()) };
        self.marks(" ");
        let is_lower = half.starts_with(|first: char| first.is_ascii_lowercase());
        matches!(self.peek(0), Some(Token::Word(word)) if word == half).then_some(())?;
        self.push(if is_lower { "%P" } else { "%p" });
        Some(())
    }

    fn minutes(&mut self) -> Option<()> {
        for part in ["M", "S"] {
            let Some(Token::Mark(':')) = self.peek(0) else { break };
            self.push(":");
            matches!(self.peek(0), Some(Token::Number(digits)) if digits.len() == 2).then_some(())?;
            self.push(&format!("%{part}"));
        }
        self.fraction()
    }

    fn fraction(&mut self) -> Option<()> {
        if let (Some(Token::Mark('.')), Some(Token::Number(digits))) = (self.peek(0), self.peek(1)) {
            (self.pattern.ends_with("%S") && digits.len() <= 9).then_some(())?;
            self.at += 1;
            self.push(&format!("%.{}f", digits.len()));
        }
        Some(())
    }

    fn zone(&mut self) -> Option<()> {
        match (self.peek(0), self.peek(1)) {
            (None, _) => Some(()),
            (Some(Token::Word(name)), _) => {
                ZONES.iter().find(|(zone, _)| *zone == name)?;
                self.push(name);
                Some(())
            }
            (Some(Token::Mark('+' | '-')), Some(Token::Number(digits))) => {
                let pattern = match (digits.len(), self.peek(2)) {
                    (2, Some(Token::Mark(':'))) => "%:z",
                    (2, None) => "%:::z",
                    (4, None) => "%z",
                    _ => return None,
                };
                self.at = self.tokens.len() - 1;
                self.push(pattern);
                Some(())
            }
            _ => None,
        }
    }
}
