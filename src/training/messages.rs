//! What the training thread is told and what it tells. No tensor is among it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{
    data::{Example, Sequence},
    experiment::{Experiment, Pace},
};

/// What a person, or a script, wants of the training.
#[derive(Debug, Clone, PartialEq)]
pub enum TrainingCommand {
    /// Stop after the step in hand and wait.
    Pause,
    /// Go on.
    Resume,
    /// Take this many steps, then wait; beyond the goal if need be.
    Step(u64),
    /// Take at most so many steps a second.
    SetPace(Pace),
    /// Answer this sequence now and whenever the weights have changed, until asked another; `None` asks nothing. The
    /// number comes back with the answer.
    WhatIf(u64, Option<Sequence>),
    /// Save a checkpoint now.
    SaveCheckpoint,
    /// Save a checkpoint and end.
    Stop,
}

/// What happens in the training, in the order in which it happens.
#[derive(Debug, Clone, PartialEq)]
pub enum TrainingEvent {
    /// The run begins.
    Started(Box<RunInfo>),
    /// Steps were taken, in order. When the receiver is slower than the training some are left out, never the last, nor
    /// those with the largest or smallest loss around.
    Stepped(Vec<StepMetrics>),
    /// What the present weights make of the test examples, and how far off they are.
    Predicted {
        /// Steps taken so far.
        step: u64,
        /// One for each of the first test examples, in their order.
        predictions: Vec<Prediction>,
        /// Over these predictions alone.
        figures: Option<TestFigures>,
    },
    /// What the present weights make of the what-if.
    Answered {
        /// The number that came with it.
        id: u64,
        /// Steps taken so far.
        step: u64,
        /// The answer, or why there is none.
        answer: Result<Sequence, String>,
    },
    /// Training waits after this many steps.
    Paused {
        /// Steps taken so far.
        step: u64,
    },
    /// Training goes on, towards this many steps.
    Resumed {
        /// Steps to be taken in all.
        goal: u64,
    },
    /// A checkpoint is on disk.
    CheckpointSaved {
        /// Its file.
        path: PathBuf,
        /// Steps taken until it.
        step: u64,
    },
    /// Something could not be saved; training goes on.
    SaveFailed {
        /// What and why, in one sentence.
        reason: String,
    },
    /// All steps are taken and the run is saved; more can be asked for.
    Finished(Figures),
    /// The run ended before its goal because it was told to, and is saved.
    Stopped(Figures),
    /// The run ended and cannot go on.
    Failed {
        /// Why, in one sentence.
        reason: String,
    },
}

/// What is known of a run when it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct RunInfo {
    /// Its directory, if it is kept.
    pub directory: Option<PathBuf>,
    /// The complete experiment.
    pub experiment: Experiment,
    /// Where the tensors live and why.
    pub device: String,
    /// Weights in the recurrent layers.
    pub recurrent_weights: usize,
    /// Weights in the output layer.
    pub head_weights: usize,
    /// Examples the network learns from.
    pub training_examples: usize,
    /// Examples the final figures are taken over.
    pub test_examples: usize,
    /// Steps to be taken in all.
    pub goal: u64,
    /// The first test examples, those that predictions are shown for while training.
    pub test: Vec<Example>,
}

/// What one step found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StepMetrics {
    /// Number of the step, from 0.
    pub step: u64,
    /// Number of the epoch it belongs to, from 0.
    pub epoch: u64,
    /// Loss of the step's batch with the weights before its update, in squared units of the target.
    pub loss: f64,
    /// Loss of the validation examples after the update, where there are any and the step ends an epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_loss: Option<f64>,
    /// Learning rate of the update.
    pub learning_rate: f64,
    /// Euclidean norm of the gradient of all parameters together, before clipping.
    pub gradient_norm: f64,
    /// Time since training began, without pauses.
    pub seconds: f64,
}

/// Where a run stands when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// Steps taken.
    pub steps: u64,
    /// Loss of the last step; `None` before the first.
    pub loss: Option<f64>,
    /// Over all test examples, where there are any.
    pub test: Option<TestFigures>,
    /// Time spent training, without pauses.
    pub seconds: f64,
}

/// What the weights make of one example, `[time × targets]`.
pub type Prediction = Sequence;

/// How far predictions are off their targets, over all steps of all sequences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TestFigures {
    /// Mean of the squared errors.
    pub mse: f64,
    /// Mean of the absolute errors.
    pub mae: f64,
    /// Largest absolute error.
    pub max_error: f64,
}

impl TestFigures {
    /// Figures of `predictions` against the targets of `examples`; `None` where there are none.
    #[must_use]
    pub fn of(examples: &[Example], predictions: &[Prediction]) -> Option<Self> {
        let pairs = examples.iter().zip(predictions);
        let errors: Vec<f64> = pairs
            .flat_map(|(example, prediction)| example.target.values().iter().zip(prediction.values()))
            .map(|(target, prediction)| (f64::from(*target) - f64::from(*prediction)).abs())
            .collect();
        let count = errors.len() as f64;
        (!errors.is_empty()).then(|| Self {
            mse: errors.iter().map(|error| error * error).sum::<f64>() / count,
            mae: errors.iter().sum::<f64>() / count,
            // `f64::max` would pass over a NaN, and a broken network would look perfect.
            max_error: errors.iter().copied().fold(0.0, |a, b| if b > a || b.is_nan() { b } else { a }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_taken_over_all_steps_of_all_sequences() {
        let sequence = |values: &[f32]| Sequence::new(1, values.to_vec()).unwrap();
        let example = |values: &[f32]| Example { input: sequence(values), target: sequence(values) };
        let examples = [example(&[1.0, 2.0]), example(&[3.0])];
        let figures = TestFigures::of(&examples, &[sequence(&[1.0, 0.0]), sequence(&[4.0])]).unwrap();
        assert!((figures.mse - 5.0 / 3.0).abs() < 1e-12);
        assert!((figures.mae - 1.0).abs() < 1e-12);
        assert!((figures.max_error - 2.0).abs() < 1e-12);
        assert_eq!(TestFigures::of(&[], &[]), None);
        assert!(TestFigures::of(&examples, &[sequence(&[f32::NAN, 0.0])]).unwrap().max_error.is_nan());
    }
}
