//! A learner of one's own in the dashboard, and what becomes of the terminal when it breaks.
//!
//! Whatever implements [`Learner`] can be trained and watched: this one knows no libtorch, its loss halves every ten
//! steps, and at step 50 it panics on purpose. The dashboard stays up, says what happened, and gives the terminal back.
//!
//! ```text
//! cargo run --example panicking_learner [LOG]
//! ```

use std::{env, path::PathBuf, sync::Arc};

use anyhow::Result;
use rnnlab::{
    data::{Dataset, Example, Input, Sequence},
    experiment::Experiment,
    launch,
    model::NamedTensor,
    training::{
        BatchLoss, Delivery, Figures, Intervention, Job, Learner, LearnerError, Moments, Outcome, Past, Recorder,
        RunInfo, SAVE_EVERY, Snapshot, StepMetrics, Trainer, Update, Worker,
    },
    tui,
};

/// The step that is never taken.
const BREAKS_AT: u64 = 50;

fn main() -> Result<()> {
    let log = env::args_os().nth(1).map_or_else(|| env::temp_dir().join("panicking_learner.log"), PathBuf::from);
    let experiment = Experiment::open("series-sum")?;
    let dataset = Arc::new(Dataset::load(&experiment)?);
    // Called for the first run, and again whenever a person starts over with the next seed.
    let start = |experiment: Experiment| {
        let dataset = Arc::clone(&dataset);
        Worker::spawn(Delivery::Thinned, move || job(&experiment, dataset))
    };
    tui::dashboard(&experiment, start, &log)?;
    Ok(())
}

/// Built on the training thread, so a learner may hold what cannot cross threads.
fn job(experiment: &Experiment, dataset: Arc<Dataset>) -> Result<Job<Breaking, NotKept>, String> {
    let info = launch::info(experiment, &dataset);
    let trainer = Trainer::new(Breaking::default(), dataset, experiment).map_err(|e| e.to_string())?;
    let info = RunInfo { device: "no device".to_owned(), goal: trainer.goal(), ..info };
    Ok(Job { trainer, recorder: NotKept, info, past: Past::default(), save_every: SAVE_EVERY })
}

/// Seems to learn, then breaks.
#[derive(Debug, Default)]
struct Breaking {
    steps: u64,
}

impl Breaking {
    /// What is still wrong, from 1 down to 0.
    fn error(&self) -> f64 {
        0.5_f64.powf(self.steps as f64 / 10.0)
    }
}

impl Learner for Breaking {
    type Batch = ();

    fn batch(&self, _: &[&Example]) -> Result<(), LearnerError> {
        Ok(())
    }

    fn train_step(&mut self, (): &(), _: Update) -> Result<Outcome, LearnerError> {
        assert!(self.steps < BREAKS_AT, "the example breaks here on purpose");
        let outcome = Outcome { loss: 100.0 * self.error(), gradient_norm: 10.0 * self.error(), fault: None };
        self.steps += 1;
        Ok(outcome)
    }

    fn evaluate(&self, (): &()) -> Result<BatchLoss, LearnerError> {
        Ok(BatchLoss { mean: 100.0 * self.error(), count: 1.0 })
    }

    fn predict(&self, input: &Input) -> Result<Sequence, LearnerError> {
        let Input::Numbers(input) = input else { return Err(LearnerError("it reads numbers alone".to_owned())) };
        let share = 1.0 - self.error() as f32;
        let values = input.values().iter().map(|value| value * share).collect();
        Sequence::new(input.features(), values).ok_or_else(|| LearnerError("the sequence is empty".to_owned()))
    }

    fn weights(&self) -> Result<Vec<NamedTensor>, LearnerError> {
        Ok(Vec::new())
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

/// Keeps nothing; [`rnnlab::run::RunRecorder`] keeps a run in a directory.
#[derive(Debug)]
struct NotKept;

impl Recorder for NotKept {
    fn record(&mut self, _: &StepMetrics) -> Result<(), String> {
        Ok(())
    }

    fn save(&mut self, _: &Snapshot) -> Result<PathBuf, String> {
        Ok(PathBuf::new())
    }

    fn intervene(&mut self, _: u64, _: &Intervention, _: &[Intervention]) -> Result<(), String> {
        Ok(())
    }

    fn keep_mark(&mut self, _: &Snapshot) -> Result<(), String> {
        Ok(())
    }

    fn mark(&self, _: u64) -> Option<Snapshot> {
        None
    }

    fn rewind(&mut self, _: u64, _: u64) -> Result<(), String> {
        Ok(())
    }

    fn conclude(&mut self, _: &Figures) -> Result<(), String> {
        Ok(())
    }
}
