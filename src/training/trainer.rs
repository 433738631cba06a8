//! The training loop's one turn: which examples, one update, what it found. Knows a [`Learner`], not libtorch.

use std::sync::Arc;

use thiserror::Error;

use super::{BestEpoch, Figures, Moments, StepMetrics, schedule, validation::Validation};
use crate::{
    data::{Answer, Dataset, Example, Input, Question, Sampling, Sequence, epoch_order},
    evaluation::{Intervals, Judge, Judgement},
    experiment::{Clip, Experiment, Patience, Training},
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

    /// One update from one batch. Changes nothing when the loss or a gradient is not finite. `draw` alone decides what is
    /// drawn at random for it.
    ///
    /// # Errors
    /// When the learner fails.
    fn train_step(
        &mut self,
        batch: &Self::Batch,
        learning_rate: f64,
        clip: Clip,
        draw: u64,
    ) -> Result<Outcome, LearnerError>;

    /// Loss of a batch, learning nothing from it.
    ///
    /// # Errors
    /// When the learner fails.
    fn evaluate(&self, batch: &Self::Batch) -> Result<BatchLoss, LearnerError>;

    /// What the output layer says of one sequence: `[row × outputs]`.
    ///
    /// # Errors
    /// When the sequence does not fit the learner.
    fn predict(&self, input: &Input) -> Result<Sequence, LearnerError>;

    /// A copy of all weights.
    ///
    /// # Errors
    /// When the learner fails.
    fn weights(&self) -> Result<Vec<NamedTensor>, LearnerError>;

    /// A copy of what the optimizer remembers.
    ///
    /// # Errors
    /// When the learner fails.
    fn moments(&self) -> Result<Moments, LearnerError>;

    /// Goes on with other weights.
    ///
    /// # Errors
    /// When they are not those of such a learner.
    fn load(&mut self, weights: &[NamedTensor]) -> Result<(), LearnerError>;

    /// Goes on from what an earlier optimizer remembered.
    ///
    /// # Errors
    /// When it is not that of such a learner.
    fn restore(&mut self, moments: &Moments) -> Result<(), LearnerError>;
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

/// The loss of one batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchLoss {
    /// Its mean over all that counts.
    pub mean: f64,
    /// How much counts.
    pub count: f64,
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
    judge: Judge,
    intervals: Option<Intervals>,
    /// Steps of each training example.
    lengths: Vec<usize>,
    /// The steps of the present epoch that are still to be taken, last first; indices of training examples.
    rest_of_epoch: Vec<Vec<usize>>,
    /// The batch of the last step and its examples: with a full batch it is the same at every step.
    last_batch: Option<(Vec<usize>, L::Batch)>,
    validation: Validation<L>,
    goal: u64,
    step: u64,
    epoch: u64,
    last_loss: Option<f64>,
}

impl<L: Learner> Trainer<L> {
    /// A trainer before its first step.
    ///
    /// # Errors
    /// When the learner has no room for the validation examples, or the experiment wants some and there are none.
    pub fn new(learner: L, dataset: Arc<Dataset>, experiment: &Experiment) -> Result<Self, LearnerError> {
        let validation = Validation::new(&learner, &dataset, experiment)?;
        let training = experiment.training.clone();
        let lengths: Vec<usize> = dataset.train.iter().map(|example| example.question.input.steps()).collect();
        let steps_an_epoch = epoch_order(&lengths, training.batch, 0, 0).len() as u64;
        let mut trainer = Self {
            goal: training.epochs.saturating_mul(steps_an_epoch),
            judge: Judge::new(Arc::clone(&dataset)),
            intervals: None,
            learner,
            dataset,
            training,
            lengths,
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
        self.rest_of_epoch = epoch_order(&self.lengths, batch, seed, self.epoch);
        self.rest_of_epoch.reverse();
    }

    /// Knows the right answers and the baselines.
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// Steps taken so far.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Steps that the experiment asks for.
    pub fn goal(&self) -> u64 {
        self.goal
    }

    /// Whether the validation loss has not become better for as long as the experiment's patience.
    pub fn is_out_of_patience(&self) -> bool {
        match self.training.patience {
            Patience::Off => false,
            Patience::Epochs(epochs) => self.validation.epochs_since_best(self.epoch) >= epochs,
        }
    }

    /// Takes one step. `seconds` is the training time so far.
    ///
    /// # Errors
    /// When the learner fails, or the loss or a gradient is not finite; the weights then are those of the step before.
    pub fn step(&mut self, seconds: f64) -> Result<StepMetrics, LearnerError> {
        let batch = self.next_batch()?;
        let learning_rate = schedule::learning_rate(&self.training, self.step, self.goal, self.validation.plateau());
        let (clip, draw) = (self.training.clip, draw(self.training.seed, self.step));
        let outcome = self.learner.train_step(&batch.1, learning_rate, clip, draw);
        self.last_batch = Some(batch);
        let Outcome { loss, gradient_norm } = outcome?;
        self.check_finite(loss, gradient_norm)?;
        let (step, epoch) = (self.step, self.epoch);
        self.step += 1;
        self.last_loss = Some(loss);
        // Intervals are those of the weights that were measured.
        self.intervals = None;
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
        self.validation.measure(&self.learner, &self.dataset, self.epoch, self.step)
    }

    /// Ends a run that patience watches over with the best of its weights.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn keep_best(&mut self) -> Result<(), LearnerError> {
        match self.validation.best_weights() {
            Some(weights) => self.learner.load(weights),
            None => Ok(()),
        }
    }

    /// The answer to a question, in the words and units of a person.
    ///
    /// # Errors
    /// When the question does not fit the learner.
    pub fn answer(&self, question: &Question, sampling: Sampling) -> Result<Answer, LearnerError> {
        let predict = |input: &Input| self.learner.predict(input);
        let mut answer = self.dataset.preparation.respond(question, sampling, predict)?;
        if let (Answer::Forecast(outlook), Some(intervals)) = (&mut answer, &self.intervals) {
            intervals.surround(outlook);
        }
        Ok(answer)
    }

    /// Measures the present weights on validation and test examples.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn evaluate(&mut self) -> Result<Judgement, LearnerError> {
        let judgement = self.judge.judge(|input| self.learner.predict(input))?;
        self.intervals.clone_from(&judgement.intervals);
        Ok(judgement)
    }

    /// Where the run stands after `seconds` of training.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn figures(&mut self, seconds: f64) -> Result<Figures, LearnerError> {
        let judgement = self.evaluate()?;
        Ok(Figures { steps: self.step, loss: self.last_loss, best: self.best(), judgement, seconds })
    }

    /// The epoch whose weights are kept in the end, where patience watches over the run.
    fn best(&self) -> Option<BestEpoch> {
        self.validation.best()
    }

    /// All that is needed to go on from here.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn snapshot(&self) -> Result<Snapshot, LearnerError> {
        let (weights, moments) = (self.learner.weights()?, self.learner.moments()?);
        Ok(Snapshot { step: self.step, epoch: self.epoch, weights, moments })
    }
}

/// What decides what a step draws at random: seed and step, mixed (the finalizer of `SplitMix64`, Steele et al. 2014).
fn draw(seed: u64, step: u64) -> u64 {
    let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(step).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 1
}
