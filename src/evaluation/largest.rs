//! The numbers that were furthest off.

use serde::{Deserialize, Serialize};

use super::pairs::number;
use crate::data::{Answer, Example, Target};

/// Errors that are kept.
const MOST: usize = 32;

/// One of the largest errors, in the unit of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LargestError {
    /// Number of the example in its part, from 1.
    pub example: usize,
    /// Number of the step, or of the step ahead, from 1.
    pub step: usize,
    /// The time of the step; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time: String,
    /// What would be right.
    pub truth: f64,
    /// What was said.
    pub said: f64,
}

impl LargestError {
    /// The largest errors of one target, by its place, in falling order; of equals the first. What is not finite is left out.
    #[must_use]
    pub fn all(place: usize, examples: &[Example], answers: &[Answer]) -> Vec<Self> {
        let mut found: Vec<(f64, Self)> = Vec::new();
        for (at, (example, answer)) in examples.iter().zip(answers).enumerate() {
            let Target::Numbers { truth, .. } = &example.target else { continue };
            for (step, row) in truth.rows().enumerate() {
                let (truth, said) = (row[place], number(answer, step, place));
                let size = (truth - said).abs();
                let rank = found.partition_point(|(other, _)| *other >= size);
                if size.is_finite() && rank < MOST {
                    let time = time(answer, step);
                    found.insert(rank, (size, Self { example: at + 1, step: step + 1, time, truth, said }));
                    found.truncate(MOST);
                }
            }
        }
        found.into_iter().map(|(_, error)| error).collect()
    }
}

fn time(answer: &Answer, step: usize) -> String {
    match answer {
        Answer::Forecast(outlook) => outlook.times.get(step).cloned().unwrap_or_default(),
        _ => String::new(),
    }
}
