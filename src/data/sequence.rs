//! A sequence of numbers, and how a person writes one.

use std::{fmt, ops::Range, sync::Arc};

use thiserror::Error;

use crate::{numbers::exact, wording::counted};

/// Numbers in a text that is read as one sequence: enough for any what-if, and answered in a blink.
const MOST_NUMBERS: usize = 10_000;

/// A floating-point number: single precision within the network, double precision everywhere else.
pub trait Number: Copy + PartialEq + Into<f64> + 'static {
    /// What stands for a missing value.
    const MISSING: Self;
}

impl Number for f32 {
    const MISSING: Self = Self::NAN;
}

impl Number for f64 {
    const MISSING: Self = Self::NAN;
}

/// Numbers by time step: `features` of them at each step, stored step by step. A clone or a window of it is a view of the
/// same numbers. What the network reads and answers is in single precision, what a file has in double precision.
#[derive(Debug, Clone)]
pub struct Sequence<T = f32> {
    features: usize,
    values: Arc<[T]>,
    /// The part of `values` that is seen.
    seen: Range<usize>,
}

impl<T: Number> PartialEq for Sequence<T> {
    fn eq(&self, other: &Self) -> bool {
        self.features == other.features && self.values() == other.values()
    }
}

impl<T: Number> Sequence<T> {
    /// A sequence of `values.len() / features` steps.
    ///
    /// Returns `None` when there is no step, or the values do not fill the last one.
    #[must_use]
    pub fn new(features: usize, values: Vec<T>) -> Option<Self> {
        Self::of_shared(features, values.into())
    }

    /// Columns side by side, row by row; `None` where there is no column or no row.
    pub(super) fn by_row(columns: &[Vec<T>], rows: usize) -> Option<Self> {
        let width = columns.len();
        // Of a known length they are made in their place, without a copy.
        Self::of_shared(width, (0..rows * width).map(|place| columns[place % width][place / width]).collect())
    }

    fn of_shared(features: usize, values: Arc<[T]>) -> Option<Self> {
        let fills = features > 0 && !values.is_empty() && values.len().is_multiple_of(features);
        let seen = 0..values.len();
        fills.then_some(Self { features, values, seen })
    }

    /// Some steps of it, as a view; `None` where there are none, or some of them are not there.
    #[must_use]
    pub fn window(&self, steps: Range<usize>) -> Option<Self> {
        let seen = self.seen.start + steps.start * self.features..self.seen.start + steps.end * self.features;
        let there = steps.start < steps.end && seen.end <= self.seen.end;
        there.then(|| Self { features: self.features, values: Arc::clone(&self.values), seen })
    }

    /// Numbers at each step.
    #[must_use]
    pub fn features(&self) -> usize {
        self.features
    }

    /// Number of time steps; at least 1.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.seen.len() / self.features
    }

    /// All numbers, step by step: `[time × features]`.
    #[must_use]
    pub fn values(&self) -> &[T] {
        &self.values[self.seen.clone()]
    }

    /// The same numbers in steps of so many; `None` where they do not fill the last one.
    #[must_use]
    pub fn in_steps_of(&self, features: usize) -> Option<Self> {
        let fills = features > 0 && self.seen.len().is_multiple_of(features);
        fills.then(|| Self { features, ..self.clone() })
    }

    /// The same numbers, but NaN where `other`, of the same shape, has it.
    #[must_use]
    pub fn only_where(&self, other: &Self) -> Self {
        let values = self.values().iter().zip(other.values());
        let value = |(value, other): (&T, &T)| if is_missing(*other) { T::MISSING } else { *value };
        let values: Arc<[T]> = values.map(value).collect();
        Self { features: self.features, seen: 0..values.len(), values }
    }

    /// The numbers of each step.
    pub fn rows(&self) -> impl Iterator<Item = &[T]> {
        self.values().chunks(self.features)
    }

    /// One feature of all steps.
    pub fn column(&self, feature: usize) -> impl Iterator<Item = f64> {
        self.rows().filter_map(move |row| row.get(feature).map(|value| (*value).into()))
    }

    /// Largest absolute difference to a sequence of the same shape, where this one has numbers.
    #[must_use]
    pub fn max_error(&self, other: &Self) -> f64 {
        let pairs = self.values().iter().zip(other.values()).filter(|(a, _)| !is_missing(**a));
        let differences = pairs.map(|(a, b)| ((*a).into() - (*b).into()).abs());
        // `f64::max` would pass over a NaN, and a broken answer would look perfect.
        differences.fold(0.0, |a, b| if b > a || b.is_nan() { b } else { a })
    }
}

fn is_missing(value: impl Number) -> bool {
    value.into().is_nan()
}

impl fmt::Display for Sequence<f64> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, value) in self.values().iter().enumerate() {
            if position > 0 {
                f.write_str(" ")?;
            }
            f.write_str(&exact(*value))?;
        }
        Ok(())
    }
}

/// A word that is not a number, and where in the text it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadNumber {
    /// The word.
    pub word: String,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

impl BadNumber {
    fn problem(&self) -> String {
        match self.word.parse::<f64>() {
            Ok(_) if self.word.contains(|character: char| character.is_ascii_digit()) => {
                format!("'{}' is too large: a network reads numbers up to {:e}", self.word, f32::MAX)
            }
            _ => format!("'{}' is not a number", self.word),
        }
    }
}

/// Why a text is no sequence, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SequenceError {
    /// There is nothing but separators.
    #[error("there are no numbers: write some, separated by spaces or commas")]
    Empty,
    /// Some words are no finite numbers; never empty.
    #[error("{}", .0.first().map_or_else(String::new, BadNumber::problem))]
    NotNumbers(Vec<BadNumber>),
    /// A comma stands within a word, and spaces stand between words: it may be a decimal comma.
    #[error("'{0}' may be one number or several: write decimals with a point, and separate numbers by spaces alone")]
    CommaWithin(String),
    /// The numbers do not fill the last step.
    #[error("{} {} not fill steps of {features} numbers each", counted(*numbers, "number"), if *numbers == 1 { "does" } else { "do" })]
    Incomplete {
        /// How many numbers there are.
        numbers: usize,
        /// Numbers at each step.
        features: usize,
    },
    /// More than a network is asked at once.
    #[error("{numbers} numbers are too many: at most {MOST_NUMBERS}")]
    TooLong {
        /// How many numbers there are.
        numbers: usize,
    },
}

impl Sequence<f64> {
    /// Reads numbers separated by spaces, tabs, commas or semicolons; they fill the features of each step in turn.
    ///
    /// # Errors
    /// When a word is not a finite number, there is none, there are too many, or they do not fill the last step.
    pub fn parse(text: &str, features: usize) -> Result<Self, SequenceError> {
        let (mut numbers, mut bad) = (Vec::new(), Vec::new());
        for (start, word) in words(text) {
            match word.parse::<f64>() {
                // The network reads single precision.
                Ok(number) if number.abs() <= f64::from(f32::MAX) => numbers.push(number),
                _ => bad.push(BadNumber { word: word.to_owned(), span: start..start + word.len() }),
            }
        }
        if let Some(word) = comma_within(text, features) {
            return Err(SequenceError::CommaWithin(word.to_owned()));
        }
        match numbers.len() {
            _ if !bad.is_empty() => Err(SequenceError::NotNumbers(bad)),
            0 => Err(SequenceError::Empty),
            numbers if numbers > MOST_NUMBERS => Err(SequenceError::TooLong { numbers }),
            count => Self::new(features, numbers).ok_or(SequenceError::Incomplete { numbers: count, features }),
        }
    }
}

/// The first of several words between spaces that has a comma within, as `1,5` of `1,5 2,5`; `None` where commas part the features of
/// each step.
fn comma_within(text: &str, features: usize) -> Option<&str> {
    let has_comma = |word: &&str| word.trim_matches(',').contains(',');
    let spaced = || text.split_whitespace();
    let are_steps =
        features > 1 && spaced().all(|word| word.split(',').filter(|part| !part.is_empty()).count() == features);
    if spaced().nth(1).is_none() || are_steps { None } else { spaced().find(has_comma) }
}

/// Words between separators, and the byte each begins at.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    text.split(separator)
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .filter(|(_, word)| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_separated_by_spaces_commas_or_both() {
        let sequence = Sequence::parse(" 1, 2.5 ,-3e1;4\t5 ", 1).unwrap();
        assert_eq!(sequence.values(), [1.0, 2.5, -30.0, 4.0, 5.0]);
        assert_eq!(Sequence::parse("1 2 3 4", 2).unwrap().steps(), 2);
        assert_eq!(Sequence::parse("1,2,3", 1).unwrap().steps(), 3);
        assert_eq!(Sequence::parse("1,2 3,4", 2).unwrap().steps(), 2);
    }

    #[test]
    fn every_word_that_is_no_finite_number_is_named_with_its_place() {
        let Err(SequenceError::NotNumbers(bad)) = Sequence::parse("1 zwei 3 inf é", 1) else {
            panic!("words were taken for numbers");
        };
        let spans: Vec<_> = bad.iter().map(|b| (b.word.as_str(), b.span.clone())).collect();
        assert_eq!(spans, [("zwei", 2..6), ("inf", 9..12), ("é", 13..15)]);
    }

    #[test]
    fn a_text_that_is_no_sequence_is_refused_in_one_sentence() {
        let words = |text: &str, features| Sequence::parse(text, features).unwrap_err().to_string();
        assert_eq!(words(" , ", 1), "there are no numbers: write some, separated by spaces or commas");
        assert_eq!(words("1 x", 1), "'x' is not a number");
        assert_eq!(words("1e300 1", 1), "'1e300' is too large: a network reads numbers up to 3.4028235e38");
        assert_eq!(
            words("1,5 2,5", 1),
            "'1,5' may be one number or several: write decimals with a point, and separate numbers by spaces alone"
        );
        assert_eq!(words("1", 2), "1 number does not fill steps of 2 numbers each");
        assert_eq!(words("1 2 3", 2), "3 numbers do not fill steps of 2 numbers each");
        assert_eq!(words(&"1 ".repeat(10_001), 1), "10001 numbers are too many: at most 10000");
    }

    #[test]
    fn a_sequence_has_at_least_one_full_step() {
        assert_eq!(Sequence::new(2, vec![1.0, 2.0, 3.0]), None);
        assert_eq!(Sequence::<f64>::new(1, vec![]), None);
        assert_eq!(Sequence::new(2, vec![1.0, 2.0, 3.0, 4.0]).map(|s| s.steps()), Some(2));
    }

    #[test]
    fn a_window_is_a_view_of_the_same_numbers() {
        let sequence = Sequence::new(2, (0..8_u8).map(f64::from).collect()).unwrap();
        let window = sequence.window(1..3).unwrap();
        assert_eq!(window.values(), [2.0, 3.0, 4.0, 5.0]);
        assert_eq!(window.values().as_ptr(), sequence.values()[2..].as_ptr());
        assert_eq!(window.window(1..2).unwrap().values(), [4.0, 5.0]);
        assert_eq!((window.window(0..3), window.window(1..1)), (None, None));
    }

    #[test]
    fn a_sequence_prints_its_numbers_exactly() {
        let sequence = Sequence::new(1, vec![1.0, 2.345, 100_000_003.5, -1e-12]).unwrap();
        assert_eq!(sequence.to_string(), "1 2.345 100000003.5 -1e-12");
        assert_eq!(Sequence::parse("100000003.5", 1).unwrap().values(), [100_000_003.5]);
    }
}
