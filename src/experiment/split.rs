//! `[split]`: which examples train, validate and test.

use serde::{Deserialize, Serialize};

use super::range;

/// `[split]`: which examples train, validate and test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Keys", into = "Keys")]
pub enum Split {
    /// A column of the file says `train`, `validation` or `test`, the same for a whole sequence.
    Column(String),
    /// The last rows test, those before them validate, and the first train.
    Time {
        /// How many rows validate.
        validation: Share,
        /// How many rows test.
        test: Share,
    },
    /// Sequences are drawn for validation and test, of each class alike; the rest train.
    Random {
        /// How many validate.
        validation: Share,
        /// How many test.
        test: Share,
        /// Decides which, apart from the seed of the training.
        seed: u64,
    },
}

impl Split {
    /// Whether it is made by `validation` and `test` rather than by what the file says.
    #[must_use]
    pub fn is_by_shares(&self) -> bool {
        !matches!(self, Self::Column(_))
    }
}

/// Some of the sequences, or of the rows: a count, or a fraction of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    /// So many.
    Count(usize),
    /// This part of all, below 1, rounded down.
    Fraction(f64),
}

impl Share {
    /// How many of `all` it is; never more than all.
    #[must_use]
    pub fn of(self, all: usize) -> usize {
        match self {
            Self::Count(count) => count.min(all),
            Self::Fraction(fraction) => (fraction * all as f64) as usize,
        }
    }
}

impl Default for Share {
    fn default() -> Self {
        Self::Fraction(0.0)
    }
}

/// How the split is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum By {
    Column,
    Random,
    Time,
}

/// The keys as they stand in the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    by: By,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "range::share")]
    validation: Option<Share>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "range::share")]
    test: Option<Share>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
}

impl TryFrom<Keys> for Split {
    type Error = &'static str;

    fn try_from(keys: Keys) -> Result<Self, Self::Error> {
        let Keys { by, column, validation, test, seed } = keys;
        match (by, column) {
            (By::Column, _) if validation.is_some() || test.is_some() || seed.is_some() => {
                Err("with by = \"column\" the column says it all: leave out `validation`, `test` and `seed`")
            }
            (By::Column, Some(column)) => Ok(Self::Column(column)),
            (By::Column, None) => Err("by = \"column\" wants `column`, the one that says train, validation or test"),
            (By::Random | By::Time, Some(_)) => Err("`column` is for by = \"column\" alone"),
            (By::Time, None) if seed.is_some() => Err("`seed` is for by = \"random\" alone: times are not drawn"),
            (By::Time, None) => {
                Ok(Self::Time { validation: validation.unwrap_or_default(), test: test.unwrap_or_default() })
            }
            (By::Random, None) => Ok(Self::Random {
                validation: validation.unwrap_or_default(),
                test: test.unwrap_or_default(),
                seed: seed.unwrap_or(1),
            }),
        }
    }
}

impl From<Split> for Keys {
    fn from(split: Split) -> Self {
        match split {
            Split::Column(column) => {
                Self { by: By::Column, column: Some(column), validation: None, test: None, seed: None }
            }
            Split::Time { validation, test } => {
                Self { by: By::Time, column: None, validation: Some(validation), test: Some(test), seed: None }
            }
            Split::Random { validation, test, seed } => {
                Self { by: By::Random, column: None, validation: Some(validation), test: Some(test), seed: Some(seed) }
            }
        }
    }
}

impl Serialize for Share {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => count.serialize(serializer),
            Self::Fraction(fraction) => fraction.serialize(serializer),
        }
    }
}
