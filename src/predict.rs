//! A trained network applied to sequences: `rnnlab predict`, `rnnlab evaluate`, and the check at the end of
//! `rnnlab train`.

use tch::Device;
use thiserror::Error;

use crate::{
    data::{DataError, Dataset, Example, Sequence},
    experiment::{Experiment, ExperimentError},
    model::{ModelError, Network, Shape},
    run::{Checkpoint, RunDirectory, RunError},
    training::{Prediction, TestFigures},
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
}

/// A network loaded from a run, ready to answer.
#[derive(Debug)]
pub struct Predictor {
    network: Network,
    experiment: Experiment,
}

impl Predictor {
    /// Loads the newest checkpoint of a run into a new network.
    ///
    /// # Errors
    /// When the checkpoint cannot be read or does not fit its experiment.
    pub fn load(run: &RunDirectory) -> Result<Self, PredictError> {
        let Checkpoint { snapshot, experiment } = Checkpoint::read(&run.file(Checkpoint::LAST))?;
        let network = Network::with_weights(Shape::of(&experiment), &snapshot.weights, Device::Cpu)?;
        // One sequence at a time is too little work for two threads, and the same arithmetic as in training.
        tch::set_num_threads(1);
        Ok(Self { network, experiment })
    }

    /// The experiment that was trained.
    #[must_use]
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The answer to one sequence.
    ///
    /// # Errors
    /// When the sequence has another number of features than the network reads.
    pub fn predict(&self, input: &Sequence) -> Result<Prediction, PredictError> {
        Ok(self.network.predict(input)?)
    }

    /// The test examples of the run's experiment and the answers to them.
    ///
    /// # Errors
    /// When the data cannot be read or do not fit the network.
    pub fn test(&self) -> Result<(Vec<Example>, Vec<Prediction>), PredictError> {
        let examples = Dataset::load(&self.experiment)?.test;
        let answers = examples.iter().map(|example| self.predict(&example.input)).collect::<Result<_, _>>()?;
        Ok((examples, answers))
    }

    /// How far off the answers to the test examples are; `None` when there are no test examples.
    ///
    /// # Errors
    /// When the data cannot be read or do not fit the network.
    pub fn evaluate(&self) -> Result<Option<TestFigures>, PredictError> {
        let (examples, answers) = self.test()?;
        Ok(TestFigures::of(&examples, &answers))
    }
}
