//! A trained network applied: `rnnlab predict`, `rnnlab evaluate`, and the check at the end of `rnnlab train`.

use std::sync::Arc;

use tch::Device;
use thiserror::Error;

use crate::{
    data::{Answer, DataError, Dataset, Example, Input, Preparation, PrepareError, Question, Sampling, Sequence},
    evaluation::{Intervals, Judge, Judgement},
    experiment::{Experiment, ExperimentError},
    model::{ModelError, Network, Shape},
    run::{Checkpoint, RunDirectory, RunError},
};

/// Why a saved network cannot be applied.
#[derive(Debug, Error)]
pub enum PredictError {
    /// The run cannot be read.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The run's experiment is not valid.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// The network cannot be made or asked.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The data to evaluate on cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// What the network reads or says cannot be prepared or undone.
    #[error(transparent)]
    Unprepared(#[from] PrepareError),
    /// The data are no longer those that the run was trained on.
    #[error("the data of this run have changed since it was trained: train again, or put {0} back as it was")]
    DataChanged(String),
}

/// A network loaded from a run, ready to answer.
#[derive(Debug)]
pub struct Predictor {
    network: Network,
    experiment: Experiment,
    preparation: Arc<Preparation>,
    intervals: Option<Intervals>,
}

impl Predictor {
    /// Loads the newest checkpoint of a run into a new network.
    ///
    /// # Errors
    /// When the checkpoint cannot be read or does not fit its experiment.
    pub fn load(run: &RunDirectory) -> Result<Self, PredictError> {
        let Checkpoint { snapshot, experiment, preparation, .. } = Checkpoint::read(&run.file(Checkpoint::LAST))?;
        let shape = Shape::of(&experiment, &preparation);
        let network = Network::with_weights(shape, &snapshot.weights, Device::Cpu)?;
        // One sequence at a time is too little work for two threads, and the same arithmetic as in training.
        tch::set_num_threads(1);
        // Intervals belong to the weights they were measured with.
        let summary = run.summary()?.filter(|summary| summary.steps == snapshot.place.step);
        let intervals = summary.and_then(|summary| summary.intervals);
        Ok(Self { network, experiment, preparation: Arc::new(preparation), intervals })
    }

    /// The experiment that was trained.
    #[must_use]
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// What was fitted on the training rows.
    #[must_use]
    pub fn preparation(&self) -> &Preparation {
        &self.preparation
    }

    /// Whether its forecasts come with intervals.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        self.intervals.is_some()
    }

    fn predict(&self, input: &Input) -> Result<Sequence, PredictError> {
        Ok(self.network.predict(input)?)
    }

    /// The answer to a question.
    ///
    /// # Errors
    /// When the question does not fit the network.
    pub fn answer(&self, question: &Question, sampling: Sampling) -> Result<Answer, PredictError> {
        self.answer_by(&self.preparation, question, sampling)
    }

    /// The same by a preparation that differs from the saved one in how far ahead it looks.
    ///
    /// # Errors
    /// When the question does not fit the network.
    pub fn answer_by(
        &self,
        preparation: &Preparation,
        question: &Question,
        sampling: Sampling,
    ) -> Result<Answer, PredictError> {
        let mut answer = preparation.respond(question, sampling, |input| self.predict(input))?;
        if let (Answer::Forecast(outlook), Some(intervals)) = (&mut answer, &self.intervals) {
            intervals.surround(outlook);
        }
        Ok(answer)
    }

    /// The data of the run's experiment, as they were when it was trained.
    ///
    /// # Errors
    /// When they cannot be read, or have changed.
    pub fn dataset(&self) -> Result<Dataset, PredictError> {
        let dataset = Dataset::load(&self.experiment)?;
        if !dataset.preparation.is_of_same_data(&self.preparation) {
            return Err(PredictError::DataChanged(self.experiment.data.source.to_string()));
        }
        Ok(dataset)
    }

    /// The first test examples and the answers to them.
    ///
    /// # Errors
    /// When the data cannot be read or do not fit the network.
    pub fn test(&self, most: usize) -> Result<(Dataset, Vec<(Example, Answer)>), PredictError> {
        let dataset = self.dataset()?;
        let answer = |example: &Example| {
            let question = self.preparation.prompt(example);
            Ok((example.clone(), self.answer(&question, Sampling::likeliest())?))
        };
        let answers = dataset.test.iter().take(most).map(answer).collect::<Result<_, PredictError>>()?;
        Ok((dataset, answers))
    }

    /// How good the network is on the validation and test examples of its experiment.
    ///
    /// # Errors
    /// When the data cannot be read or do not fit the network.
    pub fn evaluate(&self) -> Result<Judgement, PredictError> {
        Judge::new(Arc::new(self.dataset()?)).judge(|input| self.predict(input))
    }
}
