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
    data::{Dataset, Example, Sequence},
    experiment::{Clip, Experiment},
    model::NamedTensor,
    training::{
        Delivery, Figures, Job, Learner, LearnerError, Moments, Outcome, Prediction, Recorder, RunInfo, Snapshot,
        StepMetrics, Trainer, Worker,
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
        Worker::spawn(Delivery::Thinned, move || job(experiment, dataset))
    };
    tui::dashboard(&experiment, start, &log)?;
    Ok(())
}

/// Built on the training thread, so a learner may hold what cannot cross threads.
fn job(experiment: Experiment, dataset: Arc<Dataset>) -> Result<Job<Breaking, NotKept>, String> {
    let (training_examples, test) = (dataset.train.len(), dataset.test.clone());
    let trainer = Trainer::new(Breaking::default(), dataset, experiment.training.clone()).map_err(|e| e.to_string())?;
    let info = RunInfo {
        directory: None,
        device: "no device".to_owned(),
        recurrent_weights: 0,
        head_weights: 0,
        training_examples,
        test_examples: test.len(),
        goal: trainer.goal(),
        test,
        experiment,
    };
    Ok(Job { trainer, recorder: NotKept, info })
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

    fn train_step(&mut self, (): &(), _: f64, _: Clip) -> Result<Outcome, LearnerError> {
        assert!(self.steps < BREAKS_AT, "the example breaks here on purpose");
        let outcome = Outcome { loss: 100.0 * self.error(), gradient_norm: 10.0 * self.error() };
        self.steps += 1;
        Ok(outcome)
    }

    fn evaluate(&self, (): &()) -> Result<f64, LearnerError> {
        Ok(100.0 * self.error())
    }

    fn predict(&self, input: &Sequence) -> Result<Prediction, LearnerError> {
        let share = 1.0 - self.error() as f32;
        let values = input.values().iter().map(|value| value * share).collect();
        Sequence::new(input.features(), values).ok_or_else(|| LearnerError("the sequence is empty".to_owned()))
    }

    fn snapshot(&self) -> Result<(Vec<NamedTensor>, Moments), LearnerError> {
        Ok((Vec::new(), Moments { updates: self.steps, ..Moments::default() }))
    }

    fn restore(&mut self, _: &[NamedTensor], moments: &Moments) -> Result<(), LearnerError> {
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

    fn conclude(&mut self, _: &Figures) -> Result<(), String> {
        Ok(())
    }
}
