//! A sequence of numbers, and how a person writes one.

use std::{fmt, ops::Range};

use thiserror::Error;

/// Numbers in a text that is read as one sequence: enough for any what-if, and answered in a blink.
const MOST_NUMBERS: usize = 10_000;

/// Numbers by time step: `features` of them at each step, stored step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    features: usize,
    values: Vec<f32>,
}

impl Sequence {
    /// A sequence of `values.len() / features` steps.
    ///
    /// Returns `None` when there is no step, or the values do not fill the last one.
    #[must_use]
    pub fn new(features: usize, values: Vec<f32>) -> Option<Self> {
        let fills = features > 0 && !values.is_empty() && values.len().is_multiple_of(features);
        fills.then_some(Self { features, values })
    }

    /// Numbers at each step.
    #[must_use]
    pub fn features(&self) -> usize {
        self.features
    }

    /// Number of time steps; at least 1.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.values.len() / self.features
    }

    /// All numbers, step by step: `[time × features]`.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Largest absolute difference to a sequence of the same shape.
    #[must_use]
    pub fn max_error(&self, other: &Self) -> f32 {
        self.values.iter().zip(&other.values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, value) in self.values.iter().enumerate() {
            if position > 0 {
                f.write_str(" ")?;
            }
            // A precision given by the caller goes to every number.
            let number = f.precision().map_or_else(|| value.to_string(), |decimals| rounded(*value, decimals));
            f.write_str(&number)?;
        }
        Ok(())
    }
}

/// A number with so many decimals; one that rounds to 0 has no sign.
#[must_use]
pub fn rounded(value: f32, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| matches!(c, '0' | '.')) => zero.to_owned(),
        _ => text,
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

/// Why a text is no sequence, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SequenceError {
    /// There is nothing but separators.
    #[error("there are no numbers: write some, separated by spaces or commas")]
    Empty,
    /// Some words are no finite numbers; never empty.
    #[error("'{}' is not a number", .0.first().map_or("", |bad| &bad.word))]
    NotNumbers(Vec<BadNumber>),
    /// The numbers do not fill the last step.
    #[error("{numbers} numbers do not fill steps of {features} numbers each")]
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

impl Sequence {
    /// Reads numbers separated by spaces, tabs, commas or semicolons; they fill the features of each step in turn.
    ///
    /// # Errors
    /// When a word is not a finite number, there is none, there are too many, or they do not fill the last step.
    pub fn parse(text: &str, features: usize) -> Result<Self, SequenceError> {
        let (mut numbers, mut bad) = (Vec::new(), Vec::new());
        for (start, word) in words(text) {
            match word.parse::<f32>() {
                Ok(number) if number.is_finite() => numbers.push(number),
                _ => bad.push(BadNumber { word: word.to_owned(), span: start..start + word.len() }),
            }
        }
        match numbers.len() {
            _ if !bad.is_empty() => Err(SequenceError::NotNumbers(bad)),
            0 => Err(SequenceError::Empty),
            numbers if numbers > MOST_NUMBERS => Err(SequenceError::TooLong { numbers }),
            count => Self::new(features, numbers).ok_or(SequenceError::Incomplete { numbers: count, features }),
        }
    }
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
        assert_eq!(words("1 2 3", 2), "3 numbers do not fill steps of 2 numbers each");
        assert_eq!(words(&"1 ".repeat(10_001), 1), "10001 numbers are too many: at most 10000");
    }

    #[test]
    fn a_sequence_has_at_least_one_full_step() {
        assert_eq!(Sequence::new(2, vec![1.0, 2.0, 3.0]), None);
        assert_eq!(Sequence::new(1, vec![]), None);
        assert_eq!(Sequence::new(2, vec![1.0, 2.0, 3.0, 4.0]).map(|s| s.steps()), Some(2));
    }

    #[test]
    fn a_sequence_prints_its_numbers_with_the_precision_asked_for() {
        let sequence = Sequence::new(1, vec![1.0, 2.345]).unwrap();
        assert_eq!(sequence.to_string(), "1 2.345");
        assert_eq!(format!("{sequence:.1}"), "1.0 2.3");
        let around_zero = Sequence::new(1, vec![-0.04, -0.06, 0.0]).unwrap();
        assert_eq!(format!("{around_zero:.1}"), "0.0 -0.1 0.0");
    }
}
