//! The training loop's one turn: which examples, one update, what it found. Knows a [`Learner`], not libtorch.

use std::{sync::Arc, time::Instant};

use thiserror::Error;

use super::{
    BestEpoch, Change, Fault, Live, Moments, Place, Snapshot, StepMetrics,
    place::Order,
    schedule,
    validation::{Validated, Validation},
};
use crate::{
    data::{Answer, Dataset, Example, Input, Question, Sampling, Sequence},
    evaluation::{Intervals, Judge, Judgement},
    experiment::{Clip, Experiment, Patience, Training},
    model::{Inspection, NamedTensor},
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
    fn train_step(&mut self, batch: &Self::Batch, update: Update) -> Result<Outcome, LearnerError>;

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

    /// What goes on inside while one sequence is read; `None` of a learner without a network.
    ///
    /// # Errors
    /// When the sequence does not fit the learner.
    fn inspect(&self, _input: &Input) -> Result<Option<Inspection>, LearnerError> {
        Ok(None)
    }

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

/// How one update is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Update {
    /// Step size of the update rule.
    pub learning_rate: f64,
    /// Largest gradient norm.
    pub clip: Clip,
    /// Part of the hidden values that is left out.
    pub dropout: f64,
    /// Alone decides what is drawn at random.
    pub draw: u64,
}

/// What one update found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Loss before the update.
    pub loss: f64,
    /// Euclidean norm of the gradient before clipping.
    pub gradient_norm: f64,
    /// What was not finite, if anything.
    pub fault: Option<Fault>,
}

/// The loss of one batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchLoss {
    /// Its mean over all that counts.
    pub mean: f64,
    /// How much counts.
    pub count: f64,
    /// Of answers that are classes or symbols.
    pub hits: Option<Hits>,
}

/// How many answers are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hits {
    /// The right class, or symbol, is the likeliest.
    pub right: u64,
    /// There is a right one.
    pub of: u64,
}

/// What a step came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It was taken.
    Taken(StepMetrics),
    /// Something in it was not finite, and it does not count; learning rate of the step.
    Diverged(Fault, f64),
}

/// What comes after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The next step.
    Step,
    /// The steps that were asked for are taken.
    Pause,
    /// The run has come to its end, or out of patience.
    Finish,
}

/// Takes steps through the training examples, epoch by epoch.
pub struct Trainer<L: Learner> {
    learner: L,
    dataset: Arc<Dataset>,
    training: Training,
    judge: Judge,
    intervals: Option<Intervals>,
    order: Order,
    /// The batch of the last step and its examples: with a full batch it is the same at every step.
    last_batch: Option<(Vec<usize>, L::Batch)>,
    validation: Validation<L>,
    place: Place,
    /// A weight is not finite, or a step was broken off in its midst: there is nothing to keep.
    is_broken: bool,
}

impl<L: Learner> Trainer<L> {
    /// A trainer before its first step.
    ///
    /// # Errors
    /// When the learner has no room for the validation examples, or the experiment wants some and there are none.
    pub fn new(learner: L, dataset: Arc<Dataset>, experiment: &Experiment) -> Result<Self, LearnerError> {
        let validation = Validation::new(&learner, &dataset, experiment)?;
        let lengths = dataset.train.iter().map(|example| example.question.input.steps()).collect();
        let mut order = Order::new(lengths, experiment.training.seed);
        let place = Place::start(Live::of(experiment), &mut order);
        Ok(Self {
            judge: Judge::new(Arc::clone(&dataset)),
            intervals: None,
            learner,
            dataset,
            training: experiment.training.clone(),
            order,
            last_batch: None,
            validation,
            place,
            is_broken: false,
        })
    }

    /// Knows the right answers and the baselines.
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// Where the run is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Steps taken so far.
    pub fn steps(&self) -> u64 {
        self.place.step
    }

    /// Steps that the experiment asks for.
    pub fn goal(&self) -> u64 {
        self.place.goal
    }

    /// Whether a weight is not finite, so that only going back helps.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Takes one step. `seconds` is the training time so far.
    ///
    /// # Errors
    /// When the learner fails; the weights then are those of the step before.
    pub fn step(&mut self, seconds: f64) -> Result<Step, LearnerError> {
        let batch = self.next_batch()?;
        let Live { learning_rate, clip, dropout, .. } = self.place.live;
        let (step, epoch) = (self.place.step, self.place.epoch);
        let rates = Training { learning_rate, ..self.training.clone() };
        let learning_rate = schedule::learning_rate(&rates, step, self.place.goal, self.validation.plateau());
        let update = Update { learning_rate, clip, dropout, draw: draw(self.training.seed, step) };
        let outcome = self.learner.train_step(&batch.1, update);
        self.last_batch = Some(batch);
        let Outcome { loss, gradient_norm, fault } = outcome?;
        if let Some(fault) = fault {
            self.is_broken = fault.what == super::NotFinite::Weight;
            return Ok(Step::Diverged(fault, learning_rate));
        }
        // Where what follows fails or panics, weights and place do not belong together.
        self.is_broken = true;
        self.order.advance();
        self.place.advance(loss);
        // Intervals are those of the weights that were measured.
        self.intervals = None;
        let validated = self.end_of_epoch()?;
        self.is_broken = false;
        Ok(Step::Taken(StepMetrics {
            step,
            epoch,
            loss,
            validation_loss: validated.map(|validated| validated.loss),
            validation_accuracy: validated.and_then(|validated| validated.accuracy),
            learning_rate,
            gradient_norm,
            seconds,
        }))
    }

    fn next_batch(&mut self) -> Result<(Vec<usize>, L::Batch), LearnerError> {
        let indices = self.order.upcoming().to_vec();
        match self.last_batch.take() {
            Some(same) if same.0 == indices => Ok(same),
            _ => {
                let examples: Vec<_> = indices.iter().map(|&index| &self.dataset.train[index]).collect();
                let batch = self.learner.batch(&examples)?;
                Ok((indices, batch))
            }
        }
    }

    /// Where the epoch is over: what the validation examples say, and the next epoch.
    fn end_of_epoch(&mut self) -> Result<Option<Validated>, LearnerError> {
        if !self.order.is_over() {
            return Ok(None);
        }
        self.place.begin_epoch(&mut self.order);
        self.validation.measure(&self.learner, &self.dataset, self.place.epoch, self.place.step)
    }

    /// What comes after the steps taken so far. Steps that were asked for by number are taken whatever patience says.
    pub fn whats_next(&mut self) -> Next {
        let is_out_of_patience = match self.place.live.patience {
            _ if self.place.pause_at.is_some() => false,
            Patience::Off => false,
            Patience::Epochs(epochs) => self.validation.epochs_since_best(self.place.epoch) >= epochs,
        };
        if self.place.step >= self.place.end || is_out_of_patience {
            return Next::Finish;
        }
        if self.place.pause_at == Some(self.place.step) {
            self.place.pause_at = None;
            return Next::Pause;
        }
        Next::Step
    }

    /// Ends the run for now, where patience watches over it with the best of its weights.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn finish(&mut self) -> Result<(), LearnerError> {
        (self.place.pause_at, self.place.finished) = (None, true);
        match self.validation.best() {
            Some((_, weights)) if self.is_watched() => self.learner.load(&weights),
            _ => Ok(()),
        }
    }

    fn is_watched(&self) -> bool {
        self.place.live.patience != Patience::Off
    }

    /// Why a change cannot be made, if it cannot, in one sentence.
    ///
    /// # Errors
    /// When it asks for validation examples and there are none.
    pub fn check(&self, change: Change) -> Result<(), String> {
        match change {
            Change::Patience(Patience::Epochs(_)) if self.dataset.validation.is_empty() => {
                Err("patience watches the validation loss, and there are no validation examples: leave some to \
                     `validation` under [split]"
                    .to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Makes a change from the next step on. The pace is not the trainer's, and a rewind needs a mark
    /// ([`restore`](Self::restore)).
    pub fn apply(&mut self, change: Change) {
        let live = &mut self.place.live;
        match change {
            Change::LearningRate(rate) => live.learning_rate = rate,
            Change::Clip(clip) => live.clip = clip,
            Change::Dropout(dropout) => live.dropout = dropout,
            Change::Patience(patience) => live.patience = patience,
            Change::Batch(batch) => {
                live.batch = batch;
                self.place.cut_anew(&mut self.order);
            }
            Change::Epochs(epochs) => {
                live.epochs = epochs;
                self.place.aim(&self.order);
            }
            Change::Steps(steps) => self.place.ask(steps),
            // Whoever pauses amid steps that were asked for by number has no more need of the rest.
            Change::Pause => self.place.pause_at = None,
            Change::Pace(_) | Change::Rewind(_) => {}
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

    /// What goes on inside while a question is read.
    ///
    /// # Errors
    /// When the question does not fit the learner.
    pub fn inspect(&self, question: &Question) -> Result<Option<Inspection>, LearnerError> {
        self.learner.inspect(&question.input)
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

    /// The same, but given up where it is not done by `deadline`.
    ///
    /// # Errors
    /// When the learner fails.
    pub fn evaluate_until(&mut self, deadline: Instant) -> Result<Option<Judgement>, LearnerError> {
        let mut is_late = false;
        let judgement = self.judge.judge(|input| {
            is_late = Instant::now() >= deadline;
            if is_late { Err(LearnerError("late".to_owned())) } else { self.learner.predict(input) }
        });
        if is_late { Ok(None) } else { judgement.map(Some) }
    }

    /// The epoch whose weights are kept in the end, where patience watches over the run.
    pub fn best(&self) -> Option<BestEpoch> {
        self.validation.best().filter(|_| self.is_watched()).map(|(best, _)| best)
    }

    /// All that is needed to go on from here, but what the thread knows: interventions and training time.
    ///
    /// # Errors
    /// When a weight is not finite, or the learner fails.
    pub fn snapshot(&self) -> Result<Snapshot, LearnerError> {
        if self.is_broken {
            return Err(LearnerError(
                "the weights are of no whole step, or no finite numbers, and are not saved".to_owned(),
            ));
        }
        let (weights, moments) = (self.learner.weights()?, self.learner.moments()?);
        let best = self.validation.best();
        let place = Place {
            plateau: self.validation.plateau(),
            best: best.as_ref().map(|(best, _)| *best),
            ..self.place.clone()
        };
        Ok(Snapshot { place, weights, moments, best: best.map(|(_, weights)| weights), interventions: 0, seconds: 0.0 })
    }

    /// Goes on from an earlier state of the same experiment.
    ///
    /// # Errors
    /// When it is not a state of such a learner.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Result<(), LearnerError> {
        self.learner.load(&snapshot.weights)?;
        self.learner.restore(&snapshot.moments)?;
        self.place = snapshot.place.clone();
        self.place.restore(&mut self.order)?;
        self.validation.restore(self.place.plateau, self.place.best.zip(snapshot.best.clone()));
        (self.is_broken, self.intervals, self.last_batch) = (false, None, None);
        Ok(())
    }
}

/// What decides what a step draws at random: seed and step, mixed (the finalizer of `SplitMix64`, Steele et al. 2014).
fn draw(seed: u64, step: u64) -> u64 {
    let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(step).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 1
}
