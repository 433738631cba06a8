//! Starts the training of an experiment on a thread of its own: the one place where data, network and run directory
//! come together. Dashboard and plain lines both begin here.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    data::{DataError, Dataset, Example, Part},
    evaluation::Judge,
    experiment::{Experiment, Task},
    model::Shape,
    run::{RunDirectory, RunRecorder},
    training::{BaselineLoss, Delivery, Job, RunInfo, TorchLearner, Trainer, Worker},
};

/// Test examples that predictions are shown for while training: all of them anew for every screen would take more time
/// than the training.
const MOST_SHOWN: usize = 20;
/// The same where an answer is a text, made symbol by symbol.
const MOST_TEXTS: usize = 6;

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
    Worker::spawn(delivery, move || job(experiment, &dataset, &runs_dir))
}

/// Starts training `experiment`; the thread reads the data first, unless they are on the shelf already.
///
/// # Errors
/// When the system refuses another thread. What goes wrong on the thread, reading included, comes as an event.
pub fn launch_from(shelf: &Shelf, experiment: Experiment, runs_dir: &Path, delivery: Delivery) -> io::Result<Worker> {
    let (shelf, runs_dir) = (shelf.clone(), runs_dir.to_owned());
    Worker::spawn(delivery, move || {
        let dataset = shelf.dataset(&experiment).map_err(|error| error.to_string())?;
        job(experiment, &dataset, &runs_dir)
    })
}

/// The data that were read last, for the next run of the same experiment.
#[derive(Debug, Clone, Default)]
pub struct Shelf(Arc<Mutex<Option<Kept>>>);

#[derive(Debug, Clone)]
struct Kept {
    of: Experiment,
    dataset: Arc<Dataset>,
}

impl Shelf {
    /// Puts data on the shelf, in the place of those that were there.
    pub fn keep(&self, experiment: &Experiment, dataset: &Arc<Dataset>) {
        self.set(Some(Kept { of: experiment.clone(), dataset: Arc::clone(dataset) }));
    }

    /// Clears the shelf, so that data are read anew.
    pub fn clear(&self) {
        self.set(None);
    }

    /// The data of an experiment, read if they are not there. Meanwhile others can get at the shelf.
    fn dataset(&self, experiment: &Experiment) -> Result<Arc<Dataset>, DataError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| has_the_same_data(&kept.of, experiment)) {
            return Ok(kept.dataset);
        }
        let dataset = Arc::new(Dataset::load(experiment)?);
        self.keep(experiment, &dataset);
        Ok(dataset)
    }

    fn set(&self, kept: Option<Kept>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }
}

fn has_the_same_data(one: &Experiment, other: &Experiment) -> bool {
    one.data == other.data && one.prepare == other.prepare && one.split == other.split
}

fn job(
    experiment: Experiment,
    dataset: &Arc<Dataset>,
    runs_dir: &Path,
) -> Result<Job<TorchLearner, RunRecorder>, String> {
    let (learner, device) = TorchLearner::new(&experiment, dataset).map_err(|error| error.to_string())?;
    let trainer = Trainer::new(learner, Arc::clone(dataset), &experiment).map_err(|error| error.to_string())?;
    let goal = trainer.goal();
    let run = RunDirectory::create(runs_dir, &experiment).map_err(|error| error.to_string())?;
    let info = RunInfo {
        directory: Some(run.path().to_owned()),
        device: device.clone(),
        goal,
        baseline: baseline(&experiment, dataset, trainer.judge()),
        ..info(&experiment, dataset)
    };
    let recorder = RunRecorder::new(run, experiment, Arc::clone(&dataset.preparation), goal, device);
    Ok(Job { trainer, recorder: recorder.map_err(|error| error.to_string())?, info })
}

/// What is known of a run from its experiment and data alone.
#[must_use]
pub fn info(experiment: &Experiment, dataset: &Dataset) -> RunInfo {
    RunInfo {
        directory: None,
        experiment: experiment.clone(),
        device: String::new(),
        shape: Shape::of(experiment, &dataset.preparation),
        preparation: Arc::clone(&dataset.preparation),
        ledger: Arc::new(dataset.ledger.clone()),
        series: dataset.series.clone(),
        examples: Part::ALL.map(|part| dataset.part(part).len()),
        goal: 0,
        baseline: None,
        test: shown(&dataset.test, experiment.data.task),
    }
}

/// Test examples at equal distances: those of one class or one season may stand together.
fn shown(test: &[Example], task: Task) -> Vec<Example> {
    let shown = test.len().min(if task == Task::Generate { MOST_TEXTS } else { MOST_SHOWN });
    (0..shown).map(|place| test[place * test.len() / shown].clone()).collect()
}

/// The loss of the best baseline on what the validation loss is taken over, or the training loss where there is none.
fn baseline(experiment: &Experiment, dataset: &Dataset, judge: &Judge) -> Option<BaselineLoss> {
    let part = if dataset.validation.is_empty() { Part::Train } else { Part::Validation };
    let best = judge.baselines().best_loss(experiment, &dataset.preparation, dataset.part(part));
    best.map(|(name, loss)| BaselineLoss { name, loss, part })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_are_read_once_for_all_seeds_and_anew_for_other_data_or_when_the_shelf_is_cleared() {
        let experiment = Experiment::open("series-sum").unwrap();
        let shelf = Shelf::default();
        let read = |experiment: &Experiment| shelf.dataset(experiment).unwrap();
        let first = read(&experiment);
        let mut next = experiment.clone();
        next.training.seed += 1;
        assert!(Arc::ptr_eq(&first, &read(&next)));
        let other = Experiment::open("surnames").unwrap();
        assert_eq!(read(&other).preparation.classes.len(), 18);
        let again = read(&experiment);
        assert!(!Arc::ptr_eq(&first, &again));
        shelf.clear();
        assert!(!Arc::ptr_eq(&again, &read(&experiment)));
    }
}
