//! One choice of a network: the class of an example, or the symbol of a step.

use crate::data::{Sequence, Vocabulary, likeliest, probabilities};

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// Place of the example in its part.
    pub example: usize,
    /// Place of the step, where each step is answered.
    pub step: Option<usize>,
}

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Said {
    /// The number of the right class or symbol.
    pub asked: u32,
    /// Its probability.
    pub probability: f64,
    /// The number of the likeliest one.
    pub answer: u32,
    /// Its probability.
    pub confidence: f64,
    /// Whether it is the right one.
    pub right: bool,
}

impl Said {
    /// What probabilities say where `asked` would be right; `answer` is the likeliest.
    pub(super) fn of(asked: u32, answer: u32, probabilities: &[f64]) -> Self {
        let of = |number: u32| probabilities.get(number as usize).copied().unwrap_or(0.0);
        Self { asked, probability: of(asked), answer, confidence: of(answer), right: asked == answer }
    }

    /// The same of the probabilities of classes, of which the first of the largest is the answer.
    pub(super) fn of_classes(asked: u32, said: &[f64]) -> Self {
        let largest = |best: usize, place: usize| if said[place] > said[best] { place } else { best };
        Self::of(asked, (0..said.len()).reduce(largest).unwrap_or(0) as u32, said)
    }

    /// What is said of each symbol that is asked for, with its step.
    pub(super) fn of_symbols(asked: &[u32], said: &Sequence) -> Vec<(usize, Self)> {
        let asked = asked.iter().zip(said.rows()).enumerate();
        let of_one = |(step, (&symbol, row)): (usize, (&u32, &[f32]))| {
            (step, Self::of(symbol, likeliest(row) as u32, &probabilities(row)))
        };
        asked.filter(|(_, (symbol, _))| **symbol != Vocabulary::NONE).map(of_one).collect()
    }
}
