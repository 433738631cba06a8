//! Starts the training of an experiment on a thread of its own: the one place where data, network and run directory
//! come together. Dashboard and plain lines both begin here.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Result;

use crate::{
    data::{DataError, Dataset, Example, Excerpt, Part},
    evaluation::Judge,
    experiment::{Experiment, Pace, Task},
    memory,
    model::{self, Shape},
    predict::PredictError,
    run::{About, Checkpoint, RunDirectory, RunError, RunLock, RunRecorder},
    training::{
        BaselineLoss, Delivery, Job, LearnerError, RunInfo, Snapshot, TorchLearner, Trainer, Worker, memory::Need,
    },
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
    keeping: &Keeping,
    delivery: Delivery,
) -> io::Result<Worker> {
    let keeping = keeping.clone();
    Worker::spawn(delivery, move || in_words(new_job(experiment, dataset, &keeping)))
}

/// Starts training `experiment`; the thread reads the data first, unless they are on the shelf already.
///
/// # Errors
/// When the system refuses another thread. What goes wrong on the thread, reading included, comes as an event.
pub fn launch_from(shelf: &Shelf, experiment: Experiment, keeping: &Keeping, delivery: Delivery) -> io::Result<Worker> {
    let (shelf, keeping) = (shelf.clone(), keeping.clone());
    Worker::spawn(delivery, move || {
        let dataset = shelf.dataset(&experiment).map_err(|error| error.to_string())?;
        in_words(new_job(experiment, dataset, &keeping))
    })
}

/// Goes on with a run from its last checkpoint. Changes that a person made after that are made again at their steps, so
/// that it comes to the same weights, to the last bit, as if it had never been interrupted.
///
/// # Errors
/// When the system refuses another thread. What goes wrong on the thread comes as an event.
pub fn resume(run: RunDirectory, save_every: Duration, delivery: Delivery) -> io::Result<Worker> {
    Worker::spawn(delivery, move || {
        let mut job = in_words(resumed_job(run, save_every))?;
        // The pace is for people who watch.
        let pace = if delivery == Delivery::Complete { Some(Pace::Max) } else { job.past.pace() };
        job.info.experiment.training.pace = pace.unwrap_or(job.info.experiment.training.pace);
        Ok(job)
    })
}

/// Trains the experiment of a run once more, in a new run, with the same changes at the same steps and up to the same
/// step; it comes to the same weights, to the last bit.
///
/// # Errors
/// When the system refuses another thread. What goes wrong on the thread comes as an event.
pub fn replay(run: RunDirectory, keeping: &Keeping, delivery: Delivery) -> io::Result<Worker> {
    let keeping = keeping.clone();
    Worker::spawn(delivery, move || in_words(replayed_job(&run, &keeping)))
}

/// Where runs are kept, and how.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// Each in a directory of its own in this one.
    pub runs_dir: PathBuf,
    /// How much training a crash may cost.
    pub save_every: Duration,
}

type OwnJob = Job<TorchLearner, RunRecorder>;

fn in_words(job: Result<OwnJob>) -> Result<OwnJob, String> {
    job.map_err(|error| format!("{error:#}"))
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

fn new_job(experiment: Experiment, dataset: Arc<Dataset>, keeping: &Keeping) -> Result<OwnJob> {
    let built = Built::new(experiment, dataset)?;
    let run = RunDirectory::create(&keeping.runs_dir, &built.experiment)?;
    let lock = RunLock::take(&run)?;
    built.job(run, lock, None, keeping.save_every)
}

fn resumed_job(run: RunDirectory, save_every: Duration) -> Result<OwnJob> {
    let lock = RunLock::take(&run)?;
    let path = run.file(Checkpoint::LAST);
    // A run that was killed in its first moment has no checkpoint, and begins again.
    if !path.exists() {
        let experiment = run.experiment()?;
        let dataset = Arc::new(Dataset::load(&experiment)?);
        return Built::new(experiment, dataset)?.job(run, lock, None, save_every);
    }
    let Checkpoint { snapshot, experiment, preparation, fingerprint } = Checkpoint::read(&path)?;
    let dataset = Arc::new(Dataset::load(&experiment)?);
    if !dataset.preparation.is_of_same_data(&preparation) || dataset.fingerprint() != fingerprint {
        return Err(PredictError::DataChanged(experiment.data.source.to_string()).into());
    }
    let mut built = Built::new(experiment, dataset)?;
    let restored = built.trainer.restore(&snapshot);
    restored.map_err(|error| RunError::Damaged { path, problem: error.to_string() })?;
    built.job(run, lock, Some(&snapshot), save_every)
}

fn replayed_job(run: &RunDirectory, keeping: &Keeping) -> Result<OwnJob> {
    let Checkpoint { snapshot, experiment, .. } = Checkpoint::read(&run.file(Checkpoint::LAST))?;
    let dataset = Arc::new(Dataset::load(&experiment)?);
    let built = Built::new(experiment, dataset)?;
    let again = RunDirectory::create(&keeping.runs_dir, &built.experiment)?;
    let lock = RunLock::take(&again)?;
    again.copy_interventions(run, snapshot.interventions)?;
    let mut job = built.job(again, lock, None, keeping.save_every)?;
    job.info.experiment.training.pace = Pace::Max;
    job.past.until = Some(snapshot.place.step);
    Ok(job)
}

/// A trainer before its first step, and what it is made of.
struct Built {
    experiment: Experiment,
    dataset: Arc<Dataset>,
    trainer: Trainer<TorchLearner>,
    device: String,
}

impl Built {
    fn new(experiment: Experiment, dataset: Arc<Dataset>) -> Result<Self, LearnerError> {
        check_memory(&experiment, &dataset).map_err(LearnerError)?;
        let (learner, device) = TorchLearner::new(&experiment, &dataset)?;
        let trainer = Trainer::new(learner, Arc::clone(&dataset), &experiment)?;
        Ok(Self { experiment, dataset, trainer, device })
    }

    fn job(self, run: RunDirectory, lock: RunLock, from: Option<&Snapshot>, save_every: Duration) -> Result<OwnJob> {
        let Self { experiment, dataset, trainer, device } = self;
        // What is shown is what acts now; what is kept is what the run began with.
        let mut now = experiment.clone();
        trainer.place().live.put_into(&mut now);
        let info = RunInfo {
            directory: Some(run.path().to_owned()),
            device: device.clone(),
            goal: trainer.place().end,
            resumed_at: from.map(|snapshot| snapshot.place.step),
            baseline: baseline(&experiment, &dataset, trainer.judge()),
            ..info(&now, &dataset)
        };
        let (preparation, fingerprint) = (Arc::clone(&dataset.preparation), dataset.fingerprint());
        let about = About { experiment, preparation, fingerprint, device };
        let (recorder, past) = RunRecorder::open(run, lock, about, from)?;
        let info = RunInfo { interventions: past.course.clone(), ..info };
        Ok(Job { trainer, recorder, info, past, save_every })
    }
}

/// Whether there is memory to train an experiment on its data.
///
/// # Errors
/// When there is not, in one sentence with the arithmetic.
pub fn check_memory(experiment: &Experiment, dataset: &Dataset) -> Result<(), String> {
    // What is free on another device its driver says, when it is asked for too much.
    let free = if model::is_in_main_memory(experiment.training.device) { memory::free() } else { None };
    Need::of(experiment, dataset).check(free)
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
        excerpt: Arc::new(Excerpt::of(dataset)),
        series: dataset.series.clone(),
        examples: Part::ALL.map(|part| dataset.part(part).len()),
        goal: 0,
        resumed_at: None,
        interventions: Vec::new(),
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
