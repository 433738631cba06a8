//! What the network is asked, and what it should answer.

use std::sync::Arc;

use super::{Sequence, Series};

/// What the network reads, in its own units.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Numbers: `[time × features]`.
    Numbers(Sequence),
    /// Numbers of symbols, one a step.
    Symbols(Vec<u32>),
}

impl Input {
    /// Number of steps.
    #[must_use]
    pub fn steps(&self) -> usize {
        match self {
            Self::Numbers(sequence) => sequence.steps(),
            Self::Symbols(symbols) => symbols.len(),
        }
    }
}

/// What a person sees of an input.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// Numbers in the units of the file: `[time × columns]`.
    Numbers(Sequence<f64>),
    /// A window of a series, by its last row.
    Window {
        /// The whole series.
        series: Arc<Series>,
        /// The last row that is known; the row after it is the first to be forecast.
        last: usize,
    },
    /// A text.
    Text(String),
}

/// A question to the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What the network reads.
    pub input: Input,
    /// What a person sees of it.
    pub shown: Shown,
}

/// What the network should answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Numbers, at every step or for every step ahead; NaN where none is asked for.
    Numbers {
        /// In the network's units: `[row × targets]`.
        prepared: Sequence,
        /// The same in the units of the file.
        truth: Sequence<f64>,
    },
    /// The number of a class.
    Class(u32),
    /// The number of a symbol for every step; `Vocabulary::NONE` where none is asked for.
    Symbols(Vec<u32>),
}

/// A question with its right answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What the network is asked.
    pub question: Question,
    /// What it should answer.
    pub target: Target,
}
