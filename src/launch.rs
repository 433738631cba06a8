//! Starts the training of an experiment on a thread of its own: the one place where data, network and run directory
//! come together. Dashboard and plain lines both begin here.

use std::{io, path::Path, sync::Arc};

use crate::{
    data::Dataset,
    experiment::Experiment,
    model::Shape,
    run::{RunDirectory, RunRecorder},
    training::{Delivery, Job, RunInfo, TorchLearner, Trainer, Worker},
};

/// Test examples that predictions are shown for while training: all of them anew for every screen would take more time
/// than the training.
const MOST_SHOWN: usize = 20;

/// Starts training `experiment` on `dataset`, keeping the run in a new directory of `runs_dir`.
///
/// # Errors
/// When the system refuses another thread. What goes wrong on the thread comes as an event.
pub fn launch(
    experiment: Experiment,
    dataset: Arc<Dataset>,
    runs_dir: &Path,
    delivery: Delivery,
) -> io::Result<Worker> {
    let runs_dir = runs_dir.to_owned();
    Worker::spawn(delivery, move || job(experiment, dataset, &runs_dir))
}

fn job(
    experiment: Experiment,
    dataset: Arc<Dataset>,
    runs_dir: &Path,
) -> Result<Job<TorchLearner, RunRecorder>, String> {
    let (learner, device) = TorchLearner::new(&experiment).map_err(|error| error.to_string())?;
    let (training_examples, test_examples) = (dataset.train.len(), dataset.test.len());
    let test = dataset.test.iter().take(MOST_SHOWN).cloned().collect();
    let trainer = Trainer::new(learner, dataset, experiment.training.clone()).map_err(|error| error.to_string())?;
    let goal = trainer.goal();
    let run = RunDirectory::create(runs_dir, &experiment).map_err(|error| error.to_string())?;
    let shape = Shape::of(&experiment);
    let info = RunInfo {
        directory: Some(run.path().to_owned()),
        experiment: experiment.clone(),
        device: device.clone(),
        recurrent_weights: shape.weights_of("lstm"),
        head_weights: shape.weights_of("head"),
        training_examples,
        test_examples,
        goal,
        test,
    };
    let recorder = RunRecorder::new(run, experiment, goal, device).map_err(|error| error.to_string())?;
    Ok(Job { trainer, recorder, info })
}
