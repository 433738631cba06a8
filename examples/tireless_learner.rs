//! A learner whose steps cost next to nothing, kept in a run directory as any other: what the dashboard, the thread and the
//! run directory take of millions of steps, without libtorch's part. `cargo xtask soak --without-libtorch` watches it.
//!
//! ```text
//! cargo run --release --example tireless_learner EXPERIMENT RUNS_DIR
//! ```

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use rnnlab::{
    data::{Dataset, Example, Input, Sequence},
    experiment::Experiment,
    launch,
    model::NamedTensor,
    run::{About, RunDirectory, RunLock, RunRecorder},
    training::{
        BatchLoss, Delivery, Job, Learner, LearnerError, Moments, Outcome, RunInfo, SAVE_EVERY, Trainer, Update, Worker,
    },
    tui,
};

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let experiment = Experiment::open(&arguments.next().context("EXPERIMENT is missing")?)?;
    let runs_dir = PathBuf::from(arguments.next().context("RUNS_DIR is missing")?);
    let dataset = Arc::new(Dataset::load(&experiment)?);
    let log = runs_dir.join("rnnlab.log");
    let start = |experiment: Experiment| {
        let (dataset, runs_dir) = (Arc::clone(&dataset), runs_dir.clone());
        Worker::spawn(Delivery::Thinned, move || job(experiment, dataset, &runs_dir).map_err(|e| format!("{e:#}")))
    };
    tui::dashboard(&experiment, start, &log)?;
    Ok(())
}

/// Built on the training thread, and kept as [`launch::launch`] keeps a run.
fn job(experiment: Experiment, dataset: Arc<Dataset>, runs_dir: &Path) -> Result<Job<Tireless, RunRecorder>> {
    let run = RunDirectory::create(runs_dir, &experiment)?;
    let lock = RunLock::take(&run)?;
    let info = launch::info(&experiment, &dataset);
    let (preparation, fingerprint) = (Arc::clone(&dataset.preparation), dataset.fingerprint());
    let trainer = Trainer::new(Tireless::default(), dataset, &experiment)?;
    let device = "no device".to_owned();
    let info = RunInfo { directory: Some(run.path().to_owned()), device: device.clone(), goal: trainer.goal(), ..info };
    let about = About { experiment, preparation, fingerprint, device };
    let (recorder, past) = RunRecorder::open(run, lock, about, None)?;
    Ok(Job { trainer, recorder, info, past, save_every: SAVE_EVERY })
}

/// Has one weight, which counts the steps.
#[derive(Debug, Default)]
struct Tireless {
    steps: u64,
}

impl Tireless {
    /// Falls, and swings as a loss does.
    fn loss(&self) -> f64 {
        let steps = self.steps as f64;
        (2.0 + steps.sin()) * 100.0 / (1.0 + steps / 1e5)
    }
}

impl Learner for Tireless {
    type Batch = ();

    fn batch(&self, _: &[&Example]) -> Result<(), LearnerError> {
        Ok(())
    }

    fn train_step(&mut self, (): &(), _: Update) -> Result<Outcome, LearnerError> {
        self.steps += 1;
        Ok(Outcome { loss: self.loss(), gradient_norm: self.loss() / 10.0, fault: None })
    }

    fn evaluate(&self, (): &()) -> Result<BatchLoss, LearnerError> {
        Ok(BatchLoss { mean: self.loss(), count: 1.0, hits: None })
    }

    fn predict(&self, input: &Input) -> Result<Sequence, LearnerError> {
        let Input::Numbers(input) = input else { return Err(LearnerError("it reads numbers alone".to_owned())) };
        Ok(input.clone())
    }

    fn weights(&self) -> Result<Vec<NamedTensor>, LearnerError> {
        Ok(vec![NamedTensor { name: "steps".to_owned(), shape: vec![1], values: vec![self.steps as f32] }])
    }

    fn moments(&self) -> Result<Moments, LearnerError> {
        Ok(Moments { updates: self.steps, ..Moments::default() })
    }

    fn load(&mut self, _: &[NamedTensor]) -> Result<(), LearnerError> {
        Ok(())
    }

    fn restore(&mut self, moments: &Moments) -> Result<(), LearnerError> {
        self.steps = moments.updates;
        Ok(())
    }
}
