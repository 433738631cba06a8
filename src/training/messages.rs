//! What the training thread is told and what it tells. No tensor is among it.

use std::{path::PathBuf, sync::Arc};

use serde::Serialize;

use super::{Change, Divergence, Intervention, Live, Mark};
use crate::{
    data::{Answer, Example, Excerpt, Ledger, Part, Preparation, Question, Sampling, Series},
    evaluation::{Judgement, metrics::Scores},
    experiment::{Experiment, Pace},
    model::{Inspection, Shape},
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
    /// Make another change, from the next step on.
    Change(Change),
    /// Go back to the mark at this step and go on from there; neither, where there is none.
    Branch(u64),
    /// Take back the last change of a hyperparameter, and the steps since with it.
    Undo,
    /// Answer these questions now and whenever the weights have changed, until asked others; none of them asks nothing.
    /// The number comes back with the answer to the first, the next number with that to the second, and so on.
    WhatIf(u64, Vec<(Question, Sampling)>),
    /// Tell what goes on inside the network while it reads this, now and with all news, until asked of another; of none, no
    /// more. The number comes back with it.
    Inspect(u64, Option<Box<Question>>),
    /// Measure the present weights on validation and test examples.
    Evaluate,
    /// Keep a mark of the present state.
    Mark,
    /// Answer with the weights of the mark at this step, while training waits; or with the present ones again. What acts on
    /// the training comes back to the present first.
    Visit(Option<u64>),
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
        /// One for each test example that is shown, in their order.
        answers: Vec<Answer>,
        /// Over these answers alone.
        scores: Option<Scores>,
    },
    /// What the present weights make of the what-if.
    Answered {
        /// The number that came with it.
        id: u64,
        /// Steps taken so far.
        step: u64,
        /// The answer, or why there is none.
        answer: Result<Answer, String>,
    },
    /// What goes on inside the network.
    Inspected {
        /// The number that came with the question.
        id: u64,
        /// Steps taken so far.
        step: u64,
        /// What was found, or why nothing can be.
        found: Result<Box<Inspection>, String>,
    },
    /// The weights were measured after this many steps.
    Evaluated {
        /// Steps taken so far.
        step: u64,
        /// What was found.
        judgement: Box<Judgement>,
    },
    /// A change was made.
    Intervened {
        /// The change and its step.
        made: Intervention,
        /// The hyperparameters as they are now.
        live: Live,
        /// Steps to be taken in all.
        goal: u64,
    },
    /// A change cannot be made.
    Refused {
        /// Why, in one sentence.
        reason: String,
    },
    /// There are other marks than before; all of them, oldest first.
    Marked(Vec<Mark>),
    /// Until the next of these, answers are those of the mark at this step; or of the present weights.
    Visiting {
        /// Steps taken then.
        step: Option<u64>,
    },
    /// Something is not finite any more: training waits, and nothing of it is saved.
    Diverged(Box<Divergence>),
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
    Finished(Box<Figures>),
    /// The run ended before its goal because it was told to, and is saved.
    Stopped(Box<Figures>),
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
    /// Kind and sizes of the network.
    pub shape: Shape,
    /// The fitted preparation.
    pub preparation: Arc<Preparation>,
    /// What was found in the data and done to them.
    pub ledger: Arc<Ledger>,
    /// What there is to look at of the data.
    pub excerpt: Arc<Excerpt>,
    /// The whole series of a forecast.
    pub series: Vec<Arc<Series>>,
    /// Examples of training, validation and test.
    pub examples: [usize; 3],
    /// Steps to be taken in all.
    pub goal: u64,
    /// Steps that were taken before, where an earlier run goes on.
    pub resumed_at: Option<u64>,
    /// Changes that were made before, oldest first; of very many the newest.
    pub interventions: Vec<Intervention>,
    /// What no learning gets, in the unit of the loss.
    pub baseline: Option<BaselineLoss>,
    /// Test examples that answers are shown for while training.
    pub test: Vec<Example>,
}

/// The loss of the best baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineLoss {
    /// Its name.
    pub name: String,
    /// Its mean loss.
    pub loss: f64,
    /// The examples it was taken over.
    pub part: Part,
}

/// What one step found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StepMetrics {
    /// Number of the step, from 0.
    pub step: u64,
    /// Number of the epoch it belongs to, from 0.
    pub epoch: u64,
    /// Loss of the step's batch with the weights before its update, in the network's units.
    pub loss: f64,
    /// Loss of the validation examples after the update, where there are any and the step ends an epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_loss: Option<f64>,
    /// The part of the validation examples' answers that are right, at the same steps, where they are classes or symbols.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_accuracy: Option<f64>,
    /// Learning rate of the update.
    pub learning_rate: f64,
    /// Euclidean norm of the gradient of all parameters together, before clipping.
    pub gradient_norm: f64,
    /// Time since training began, without pauses.
    pub seconds: f64,
}

/// Where a run stands when it ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Steps taken.
    pub steps: u64,
    /// Steps that the epochs come to.
    pub goal: u64,
    /// Loss of the last step; `None` before the first.
    pub loss: Option<f64>,
    /// The epoch whose weights were kept, where patience watched over the run.
    pub best: Option<BestEpoch>,
    /// On validation and test examples; empty where there was no time to measure them.
    pub judgement: Judgement,
    /// Time spent training, without pauses.
    pub seconds: f64,
    /// Why the run could not go on, if it could not.
    pub divergence: Option<String>,
}

/// The epoch with the smallest validation loss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, serde::Deserialize)]
pub struct BestEpoch {
    /// Epochs completed then.
    pub epoch: u64,
    /// Steps taken then.
    pub step: u64,
    /// Its validation loss.
    pub validation_loss: f64,
}
