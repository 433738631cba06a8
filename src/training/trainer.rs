//! The training loop's one turn: which examples, one update, what it found. Knows a [`Learner`], not libtorch.

use std::sync::Arc;

use thiserror::Error;

use super::{Figures, Moments, Prediction, StepMetrics, TestFigures, schedule};
use crate::{
    data::{Dataset, Example, Sequence, epoch_order},
    experiment::{Clip, Training},
    model::NamedTensor,
};

/// What learns: a network and its optimizer. A fake one tests the trainer and the screen without libtorch.
pub trait Learner {
    /// Examples in the form the learner reads them.
    type Batch;

    /// Brings examples into the learner's form.
    ///
    /// # Errors
    /// When the learner has no room for them.
    fn batch(&self, examples: &[&Example]) -> Result<Self::Batch, LearnerError>;

    /// One update from one batch. Changes nothing when the loss or a gradient is not finite.
    ///
    /// # Errors
    /// When the learner fails.
    fn train_step(&mut self, batch: &Self::Batch, learning_rate: f64, clip: Clip) -> Result<Outcome, LearnerError>;

    /// Loss of a batch, learning nothing from it.
    ///
    /// # Errors
    /// When the learner fails.
    fn evaluate(&self, batch: &Self::Batch) -> Result<f64, LearnerError>;

    /// The answer to one sequence.
    ///
    /// # Errors
    /// When the sequence does not fit the learner.
    fn predict(&self, input: &Sequence) -> Result<Prediction, LearnerError>;

    /// All that is needed to go on from here.
    ///
    /// # Errors
    /// When the learner fails.
    fn snapshot(&self) -> Result<(Vec<NamedTensor>, Moments), LearnerError>;

    /// Goes on from an earlier snapshot.
    ///
    /// # Errors
    /// When the snapshot is not one of such a learner.
    fn restore(&mut self, weights: &[NamedTensor], moments: &Moments) -> Result<(), LearnerError>;
}

/// Why a learner cannot go on, in one sentence.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{0}")]
pub struct LearnerError(pub String);

/// What one update found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Loss before the update.
    pub loss: f64,
    /// Euclidean norm of the gradient before clipping.
    pub gradient_norm: f64,
}

/// A run at one step: weights, optimizer and place.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Steps taken.
    pub step: u64,
    /// Epochs completed.
    pub epoch: u64,
    /// All weights.
    pub weights: Vec<NamedTensor>,
    /// What the optimizer remembers.
    pub moments: Moments,
}

/// Takes steps through the training examples, epoch by epoch.
pub struct Trainer<L: Learner> {
    learner: L,
    dataset: Arc<Dataset>,
    training: Training,
    /// The steps of the present epoch that are still to be taken, last first; indices of training examples.
    rest_of_epoch: Vec<Vec<usize>>,
    /// The batch of the last step and its examples: with a full batch it is the same at every step.
    last_batch: Option<(Vec<usize>, L::Batch)>,
    validation: Option<L::Batch>,
    goal: u64,
    step: u64,
    epoch: u64,
    last_loss: Option<f64>,
}

impl<L: Learner> Trainer<L> {
    /// A trainer before its first step.
    ///
    /// # Errors
    /// When the learner has no room for the validation examples.
    pub fn new(learner: L, dataset: Arc<Dataset>, training: Training) -> Result<Self, LearnerError> {
        let examples: Vec<_> = dataset.validation.iter().collect();
        let validation = if examples.is_empty() { None } else { Some(learner.batch(&examples)?) };
        let steps_an_epoch = epoch_order(dataset.train.len(), training.batch, 0, 0).len() as u64;
        let mut trainer = Self {
            goal: training.epochs.saturating_mul(steps_an_epoch),
            learner,
            dataset,
            training,
            rest_of_epoch: Vec::new(),
            last_batch: None,
            validation,
            step: 0,
            epoch: 0,
            last_loss: None,
        };
        trainer.begin_epoch();
        Ok(trainer)
    }

    fn begin_epoch(&mut self) {
        let Training { batch, seed, .. } = self.training;
        self.rest_of_epoch = epoch_order(self.dataset.train.len(), batch, seed, self.epoch);
        self.rest_of_epoch.reverse();
    }

    /// Steps taken so far.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Steps that the experiment asks for.
    pub fn goal(&self) -> u64 {
        self.goal
    }

    /// Takes one step. `seconds` is the training time so far.
    ///
    /// # Errors
    /// When the learner fails, or the loss or a gradient is not finite; the weights then are those of the step before.
    pub fn step(&mut self, seconds: f64) -> Result<StepMetrics, LearnerError> {
        let batch = self.next_batch()?;
        let learning_rate = schedule::learning_rate(&self.training, self.step, self.goal);
        let clip = self.training.clip;
        let outcome = self.learner.train_step(&batch.1, learning_rate, clip);
        self.last_batch = Some(batch);
        let Outcome { loss, gradient_norm } = outcome?;
        self.check_finite(loss, gradient_norm)?;
        let (step, epoch) = (self.step, self.epoch);
        self.step += 1;
        self.last_loss = Some(loss);
        let validation_loss = self.end_of_epoch()?;
        Ok(StepMetrics { step, epoch, loss, validation_loss, learning_rate, gradient_norm, seconds })
    }

    fn next_batch(&mut self) -> Result<(Vec<usize>, L::Batch), LearnerError> {
        let indices = self.rest_of_epoch.pop().unwrap_or_default();
        match self.last_batch.take() {
            Some(same) if same.0 == indices => Ok(same),
            _ => {
                let examples: Vec<_> = indices.iter().map(|&index| &self.dataset.train[index]).collect();
                let batch = self.learner.batch(&examples)?;
                Ok((indices, batch))
            }
        }
    }

    fn check_finite(&self, loss: f64, gradient_norm: f64) -> Result<(), LearnerError> {
        let what = match (loss.is_finite(), gradient_norm.is_finite()) {
            (true, true) => return Ok(()),
            (false, _) => format!("the loss is {loss}"),
            (true, false) => format!("the gradient norm is {gradient_norm}"),
        };
        let (step, rate) = (self.step, self.training.learning_rate);
        Err(LearnerError(format!(
            "{what} at step {step}: set training.learning_rate below {rate} or training.clip to a number such as 1; the \
             weights of the step before are kept"
        )))
    }

    /// Where the epoch is over: the validation loss, and the next epoch.
    fn end_of_epoch(&mut self) -> Result<Option<f64>, LearnerError> {
        if !self.rest_of_epoch.is_empty() {
            return Ok(None);
        }
        self.epoch += 1;
        self.begin_epoch();
        self.validation.as_ref().map(|batch| self.learner.evaluate(batch)).transpose()
    }

    /// The answer to one sequence.
    ///
    /// # Errors
    /// When the sequence does not fit the learner.
    pub fn predict(&self, input: &Sequence) -> Result<Prediction, LearnerError> {
        self.learner.predict(input)
    }

    /// Answers to the first `most` test examples.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn test_predictions(&self, most: usize) -> Result<Vec<Prediction>, LearnerError> {
        self.dataset.test.iter().take(most).map(|example| self.learner.predict(&example.input)).collect()
    }

    /// Where the run stands after `seconds` of training, with figures over all test examples.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn figures(&self, seconds: f64) -> Result<Figures, LearnerError> {
        let test = TestFigures::of(&self.dataset.test, &self.test_predictions(usize::MAX)?);
        Ok(Figures { steps: self.step, loss: self.last_loss, test, seconds })
    }

    /// All that is needed to go on from here.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn snapshot(&self) -> Result<Snapshot, LearnerError> {
        let (weights, moments) = self.learner.snapshot()?;
        Ok(Snapshot { step: self.step, epoch: self.epoch, weights, moments })
    }
}
