//! Measures the validation examples after every epoch, and remembers the best weights.

use std::sync::Arc;

use super::{BestEpoch, Hits, Learner, LearnerError, schedule::Plateau};
use crate::{
    data::{Answer, Dataset, Example, Sampling, Shown, Target},
    evaluation::MeanLoss,
    experiment::{Experiment, Loss, Patience, Schedule, Strategy},
    model::NamedTensor,
};

/// Validation examples that are measured at once.
pub(super) const BATCH: usize = 256;

/// The validation examples, and what has been found on them.
pub(super) struct Validation<L: Learner> {
    how: How<L>,
    plateau: Plateau,
    best: Option<Best>,
}

/// What the validation examples say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validated {
    /// Their mean loss.
    pub loss: f64,
    /// The part of answers that are right, where they are classes or symbols.
    pub accuracy: Option<f64>,
}

/// The epoch with the smallest validation loss, and its weights.
pub(super) type Best = (BestEpoch, Arc<[NamedTensor]>);

/// How the validation loss is taken.
enum How<L: Learner> {
    /// There are no validation examples.
    Not,
    /// As the training loss is.
    InBatches(Vec<L::Batch>),
    /// Forecasts are made step by step, as they will be when the network is applied, and measured over the whole horizon.
    StepByStep(Loss),
}

impl<L: Learner> Validation<L> {
    pub(super) fn new(learner: &L, dataset: &Dataset, experiment: &Experiment) -> Result<Self, LearnerError> {
        let examples: Vec<&Example> = dataset.validation.iter().collect();
        let is_watched = experiment.training.patience != Patience::Off;
        if examples.is_empty() && (is_watched || experiment.training.schedule == Schedule::Plateau) {
            return Err(LearnerError(
                "training.patience and schedule = \"plateau\" watch the validation loss, and there are no validation \
                 examples: leave some to `validation` under [split]"
                    .to_owned(),
            ));
        }
        let how = match experiment.data.forecast.strategy {
            _ if examples.is_empty() => How::Not,
            Strategy::Recursive => How::StepByStep(experiment.loss()),
            Strategy::Direct => {
                How::InBatches(examples.chunks(BATCH).map(|chunk| learner.batch(chunk)).collect::<Result<_, _>>()?)
            }
        };
        Ok(Self { how, plateau: Plateau::default(), best: None })
    }

    /// Loss and accuracy after an epoch; remembers the weights if it is the best so far.
    pub(super) fn measure(
        &mut self,
        learner: &L,
        dataset: &Dataset,
        epoch: u64,
        step: u64,
    ) -> Result<Option<Validated>, LearnerError> {
        let Some(validated) = self.validate(learner, dataset)? else { return Ok(None) };
        let validation_loss = validated.loss;
        self.plateau.hear(validation_loss);
        // A loss that is no number is never better, nor the first to be the best.
        let best = self.best.as_ref().map_or(f64::INFINITY, |(best, _)| best.validation_loss);
        if validation_loss < best {
            self.best = Some((BestEpoch { epoch, step, validation_loss }, learner.weights()?.into()));
        }
        Ok(Some(validated))
    }

    fn validate(&self, learner: &L, dataset: &Dataset) -> Result<Option<Validated>, LearnerError> {
        match &self.how {
            How::Not => Ok(None),
            How::InBatches(batches) => {
                let (mut sum, mut count, mut hits) = (0.0, 0.0, Hits::default());
                for batch in batches {
                    let loss = learner.evaluate(batch)?;
                    sum += loss.mean * loss.count;
                    count += loss.count;
                    let of_batch = loss.hits.unwrap_or_default();
                    (hits.right, hits.of) = (hits.right + of_batch.right, hits.of + of_batch.of);
                }
                let accuracy = (hits.of > 0).then(|| hits.right as f64 / hits.of as f64);
                Ok((count > 0.0).then(|| Validated { loss: sum / count, accuracy }))
            }
            How::StepByStep(loss) => {
                Ok(step_by_step(*loss, learner, dataset)?.map(|loss| Validated { loss, accuracy: None }))
            }
        }
    }

    pub(super) fn plateau(&self) -> Plateau {
        self.plateau
    }

    pub(super) fn best(&self) -> Option<Best> {
        self.best.clone()
    }

    /// Goes on from what an earlier one had found.
    pub(super) fn restore(&mut self, plateau: Plateau, best: Option<Best>) {
        (self.plateau, self.best) = (plateau, best);
    }

    pub(super) fn epochs_since_best(&self, epoch: u64) -> u64 {
        self.best.as_ref().map_or(0, |(best, _)| epoch.saturating_sub(best.epoch))
    }
}

fn step_by_step<L: Learner>(loss: Loss, learner: &L, dataset: &Dataset) -> Result<Option<f64>, LearnerError> {
    let (preparation, mut mean) = (&dataset.preparation, MeanLoss::default());
    for Example { question, target } in &dataset.validation {
        let answer = preparation.respond(question, Sampling::default(), |input| learner.predict(input))?;
        let (Shown::Window { series, last }, Target::Numbers { prepared, .. }, Answer::Forecast(outlook)) =
            (&question.shown, target, answer)
        else {
            continue;
        };
        if let Some(said) = preparation.in_network_units(series, *last, &outlook.values)? {
            mean.add_numbers(loss, &said, prepared);
        }
    }
    Ok(mean.mean())
}
