//! Columns that a person will have meant as times or numbers, and why they are not read as such: said where another job would
//! be made of them without a word.

use super::{Columns, InferError, Kind, columns::cells};
use crate::{
    data::{UnknownFormat, is_called_time, is_missing},
    experiment::Task,
    wording::{brief, counted},
};

/// A column with so many numbers, as a part of all values, is one of numbers.
const OF_NUMBERS: f64 = 0.9;

/// Refuses a table whose columns are not what they were meant to be.
///
/// # Errors
/// When the target is none that can be predicted, when times cannot be read, or when there is no number at all.
pub(super) fn complain(columns: &Columns<'_>, target: Option<usize>, task: Option<Task>) -> Result<(), InferError> {
    let all = 0..columns.table.columns().len();
    // A column that is not to be predicted may be words, whatever one of its cells looks like.
    let meant = all.clone().filter(|column| target.is_none_or(|target| target == *column));
    if let Some(error) = meant.into_iter().find_map(|column| columns.table.ambiguous(column)) {
        return Err(error.into());
    }
    if let Some(complaint) = target.and_then(|target| not_numbers(columns, target)) {
        return Err(InferError::Unread(complaint));
    }
    if matches!(task, Some(Task::Classify | Task::Generate | Task::Transform)) {
        return Ok(());
    }
    if columns.time.is_empty()
        && let Some(complaint) = all.clone().find_map(|column| not_times(columns, column))
    {
        return Err(InferError::Unread(complaint));
    }
    let is_free = target.is_none() && task.is_none();
    if let Some(complaint) = all.clone().filter(|_| is_free).find_map(|column| not_numbers(columns, column)) {
        return Err(InferError::Unread(complaint));
    }
    if columns.numbers().is_empty()
        && let Some(complaint) =
            all.clone().find_map(|column| not_numbers(columns, column)).or_else(|| all_the_same(columns))
    {
        return Err(InferError::Unread(complaint));
    }
    Ok(())
}

/// Why a column that looks like times is none.
fn not_times(columns: &Columns<'_>, column: usize) -> Option<String> {
    // One word among numbers is no time that cannot be read.
    if not_numbers(columns, column).is_some() {
        return None;
    }
    let Err(UnknownFormat::NoTime(row)) = columns.detect(&[column]) else { return None };
    let all = || values(columns, column);
    let has_digits = |text: &&str| text.bytes().any(|byte| byte.is_ascii_digit());
    let is_called_so = || is_called_time(columns.name(column)) && all().filter(has_digits).count() * 2 > all().count();
    (columns.kind(column) == Kind::Text && (all().all(looks_like_time) || is_called_so())).then(|| {
        format!(
            "has '{}' in column '{}', line {}, {}",
            brief(columns.table.text(row, column)),
            brief(columns.name(column)),
            columns.table.line(row),
            UnknownFormat::NoTime(row)
        )
    })
}

/// Numbers with at least two marks of dates or of times of day between them, such as 31.12.2012 or 5:30:00.
fn looks_like_time(text: &str) -> bool {
    let is_mark = |character: char| matches!(character, '-' | '/' | '.' | ':');
    let is_of_time =
        |character: char| character.is_ascii_digit() || is_mark(character) || matches!(character, ' ' | 'T' | 'Z');
    text.starts_with(|character: char| character.is_ascii_digit())
        && text.chars().all(is_of_time)
        && text.chars().filter(|&character| is_mark(character)).count() >= 2
}

/// Why a column that looks like numbers is none.
fn not_numbers(columns: &Columns<'_>, column: usize) -> Option<String> {
    if columns.kind(column) != Kind::Text {
        return None;
    }
    let (table, name) = (columns.table, brief(columns.name(column)));
    // Infinity is written in letters; what is too large has digits.
    let is_number = |text: &str| table.reads(column, text) && text.contains(|digit: char| digit.is_ascii_digit());
    let all = table.values(column).count();
    let numbers = table.values(column).filter(|(_, text)| is_number(text)).count();
    match table.values(column).find(|(_, text)| !is_number(text)) {
        Some((row, text)) if numbers as f64 >= OF_NUMBERS * all as f64 => {
            let is_written_otherwise = text.contains(|character: char| character.is_ascii_digit());
            let remedy = if is_written_otherwise {
                "write it as the others are, or leave the cell empty"
            } else {
                "leave a cell empty where there is no number"
            };
            Some(format!(
                "has {} in column '{name}', and '{}' in line {}: {remedy}",
                counted(numbers, "number"),
                brief(text),
                table.line(row)
            ))
        }
        Some(_) => None,
        None => {
            let is_large =
                |(_, text): &(usize, &str)| text.parse().is_ok_and(|number: f64| number.abs() > f64::from(f32::MAX));
            let (row, text) = table.values(column).find(is_large)?;
            Some(format!(
                "has '{}' in column '{name}', line {}, which is too large: a network reads numbers up to {:e}",
                brief(text),
                table.line(row),
                f32::MAX
            ))
        }
    }
}

/// Why a table in which nothing else is found has no numbers: a column of them has units, or marks that do not go together.
pub(super) fn unread_numbers(columns: &Columns<'_>) -> Option<String> {
    let mut all = 0..columns.table.columns().len();
    let column = all.find(|&column| {
        let is_time = columns.time.contains(&column);
        !is_time
            && columns.kind(column) == Kind::Text
            && columns.table.values(column).all(|(_, text)| begins_with_number(text))
    })?;
    let (row, text) = columns.table.values(column).find(|(_, text)| !columns.table.reads(column, text))?;
    Some(format!(
        "has '{}' in column '{}', line {}, which is not read as a number: write all numbers of the column alike, such as 1000.5, \
         and leave units out",
        brief(text),
        brief(columns.name(column)),
        columns.table.line(row)
    ))
}

/// Digits after nothing but a sign or a currency.
fn begins_with_number(text: &str) -> bool {
    let before: String = text.chars().take_while(|character| !character.is_ascii_digit()).collect();
    before.len() < text.len() && before.chars().count() <= 4
}

/// That the columns of numbers are constant.
fn all_the_same(columns: &Columns<'_>) -> Option<String> {
    let is_constant =
        |column: &usize| matches!(columns.kind(*column), Kind::Whole | Kind::Number) && columns.distinct(*column) == 1;
    let constant = (0..columns.table.columns().len()).find(is_constant)?;
    let text = brief(columns.table.text(0, constant)).into_owned();
    Some(format!("has nothing to be predicted: column '{}' is '{text}' in all rows", brief(columns.name(constant))))
}

fn values<'a>(columns: &Columns<'a>, column: usize) -> impl Iterator<Item = &'a str> {
    cells(columns.table, column).filter(|text| !is_missing(text))
}
