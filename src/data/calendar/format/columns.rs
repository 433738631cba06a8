//! A time that stands in several columns: a year and its quarter, month or week, or a year, month, day and hour.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{BETWEEN_CELLS, Form, Moment, Pattern, Time};
use crate::data::calendar::pattern::month_named;

/// What a column says of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Role {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

/// Roles by the word that a column's name has in it.
const WORDS: [(&str, Role); 8] = [
    ("year", Role::Year),
    ("quarter", Role::Quarter),
    ("month", Role::Month),
    ("week", Role::Week),
    ("day", Role::Day),
    ("hour", Role::Hour),
    ("minute", Role::Minute),
    ("second", Role::Second),
];
/// Roles of columns that are called otherwise.
const BY_PLACE: [Role; 6] = [Role::Year, Role::Month, Role::Day, Role::Hour, Role::Minute, Role::Second];

/// What each of several columns says; None for one column, and for a date beside its time of day.
pub(super) fn roles(names: &[String], sample: &[&str]) -> Option<Vec<Role>> {
    let begins_with_year = |text: &&str| {
        let year = text.split(BETWEEN_CELLS).next().unwrap_or_default();
        year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())
    };
    if names.len() < 2 || !sample.iter().any(begins_with_year) {
        return None;
    }
    let role = |(place, name): (usize, &String)| {
        let name = name.to_lowercase();
        let by_name = WORDS.into_iter().find(|(word, _)| name.contains(word)).map(|(_, role)| role);
        by_name.or_else(|| BY_PLACE.get(place).copied())
    };
    let roles: Vec<Role> = names.iter().enumerate().map(role).collect::<Option<_>>()?;
    form(&roles).is_some().then_some(roles)
}

fn form(roles: &[Role]) -> Option<Form> {
    match roles {
        [Role::Year, Role::Quarter] => Some(Form::Quarter),
        [Role::Year, Role::Week] => Some(Form::Week),
        [Role::Year, Role::Month] => Some(Form::Month),
        [Role::Year, Role::Month, Role::Day] => Some(Form::Day),
        _ if roles.len() > 3 && BY_PLACE.starts_with(roles) => Some(Form::DateTime),
        _ => None,
    }
}

/// How the cells of each column are spelled.
pub(super) fn spellings(roles: &[Role], sample: &[&str]) -> (Form, Vec<Pattern>) {
    let form = form(roles).unwrap_or(Form::Index);
    let of_column = |(place, role): (usize, &Role)| {
        let cells = sample.iter().filter_map(|text| text.split(BETWEEN_CELLS).nth(place));
        let mut patterns = cells.map(|cell| Pattern { form, text: spelling(*role, form, cell) });
        let first = patterns.next().unwrap_or(Pattern { form, text: String::new() });
        patterns.fold(first, |so_far, other| so_far.narrowest(&other))
    };
    (form, roles.iter().enumerate().map(of_column).collect())
}

fn spelling(role: Role, form: Form, cell: &str) -> String {
    let letter = match role {
        Role::Year if form == Form::Week => return "%G".to_owned(),
        Role::Year => return "%Y".to_owned(),
        Role::Quarter => 'q',
        Role::Month => 'm',
        Role::Week => 'V',
        Role::Day => 'd',
        Role::Hour => 'H',
        Role::Minute => 'M',
        Role::Second => 'S',
    };
    if role == Role::Month && month_named(cell).is_some() {
        return if cell.len() > 3 { "%B" } else { "%b" }.to_owned();
    }
    let digits = cell.trim_start_matches(|character: char| !character.is_ascii_digit());
    let front = &cell[..cell.len() - digits.len()];
    let narrow = if digits.len() == 1 { "-" } else { "" };
    format!("{front}%{narrow}{letter}")
}

/// The moment of cells that are joined.
pub(super) fn read(form: Form, roles: &[Role], text: &str) -> Option<Moment> {
    let (mut year, mut values) = (None, [1, 1, 0, 0, 0]);
    let mut cells = text.split(BETWEEN_CELLS);
    for role in roles {
        let cell = cells.next()?.trim();
        match role {
            Role::Year => year = Some(cell.parse::<i16>().ok().filter(|_| cell.len() == 4)?),
            Role::Quarter => values[0] = number(cell, 'q')?,
            Role::Month => values[0] = number(cell, 'm').or_else(|| month_named(cell))?,
            Role::Week => values[0] = number(cell, 'w')?,
            Role::Day => values[1] = number(cell, 'd')?,
            Role::Hour => values[2] = number(cell, 'h')?,
            Role::Minute => values[3] = number(cell, 'm')?,
            Role::Second => values[4] = number(cell, 's')?,
        }
    }
    let (year, [part, day, hour, minute, second]) = (year?, values);
    let date = match form {
        Form::Quarter if !(1..=4).contains(&part) => return None,
        Form::Quarter => Date::new(year, part * 3 - 2, 1).ok()?,
        Form::Week => ISOWeekDate::new(year, part, Weekday::Monday).ok()?.date(),
        _ => Date::new(year, part, day).ok()?,
    };
    Moment::holding(form, date.to_datetime(Time::new(hour, minute, second, 0).ok()?))
}

/// A number of one or two digits, with or without a letter before it.
fn number(cell: &str, letter: char) -> Option<i8> {
    let digits = cell.strip_prefix([letter, letter.to_ascii_uppercase()]).unwrap_or(cell);
    let is_short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { digits.parse().ok() } else { None }
}
