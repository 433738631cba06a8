//! A learner of one's own in the dashboard, its run kept in a directory, and what becomes of both when it breaks.
//!
//! Whatever implements [`Learner`] can be trained and watched: this one knows no libtorch, its loss halves every ten
//! steps, and step 50 it never ends, but panics or blocks for ever on purpose. The dashboard stays up, says so, and gives
//! the terminal back; the steps before are kept.
//!
//! ```text
//! cargo run --example broken_learner panics|blocks [DIRECTORY]
//! ```

use std::{
    env,
    path::{Path, PathBuf},
    process,
    sync::Arc,
    thread,
};

use anyhow::{Result, bail};
use rnnlab::{
    data::{Dataset, Example, Input, Sequence},
    experiment::Experiment,
    headless::INTERRUPTED,
    launch,
    model::NamedTensor,
    run::{About, RunDirectory, RunLock, RunRecorder},
    training::{
        BatchLoss, Delivery, Job, Learner, LearnerError, Moments, Outcome, RunInfo, SAVE_EVERY, Trainer, Update, Worker,
    },
    tui::{self, Ending},
};

/// The step that never ends.
const BREAKS_AT: u64 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    Panic,
    Block,
}

fn main() -> Result<()> {
    let how = match env::args().nth(1).as_deref() {
        Some("panics") => Break::Panic,
        Some("blocks") => Break::Block,
        _ => bail!("say how it breaks: panics or blocks"),
    };
    let runs_dir = env::args_os().nth(2).map_or_else(|| env::temp_dir().join("broken_learner"), PathBuf::from);
    let log = runs_dir.join("rnnlab.log");
    let experiment = Experiment::open("series-sum")?;
    let dataset = Arc::new(Dataset::load(&experiment)?);
    // Called for the first run, and again whenever a person starts over with the next seed.
    let start = |experiment: Experiment| {
        let (dataset, runs_dir) = (Arc::clone(&dataset), runs_dir.clone());
        Worker::spawn(Delivery::Thinned, move || {
            job(how, experiment, &dataset, &runs_dir).map_err(|error| error.to_string())
        })
    };
    let closed = tui::dashboard(&experiment, start, &log)?;
    match closed.ending {
        Ending::Quit => Ok(()),
        // A learner on libtorch needs an exit without destructors here.
        Ending::Interrupted | Ending::Abandoned => process::exit(INTERRUPTED.into()),
    }
}

/// Built on the training thread, so a learner may hold what cannot cross threads.
fn job(
    how: Break,
    experiment: Experiment,
    dataset: &Arc<Dataset>,
    runs_dir: &Path,
) -> Result<Job<Breaking, RunRecorder>> {
    let trainer = Trainer::new(Breaking { how, steps: 0 }, Arc::clone(dataset), &experiment)?;
    let run = RunDirectory::create(runs_dir, &experiment)?;
    let device = "no device".to_owned();
    let info = RunInfo {
        directory: Some(run.path().to_owned()),
        device: device.clone(),
        goal: trainer.goal(),
        ..launch::info(&experiment, dataset)
    };
    let (preparation, fingerprint) = (Arc::clone(&dataset.preparation), dataset.fingerprint());
    let about = About { experiment, preparation, fingerprint, device };
    let lock = RunLock::take(&run)?;
    let (recorder, past) = RunRecorder::open(run, lock, about, None)?;
    Ok(Job { trainer, recorder, info, past, save_every: SAVE_EVERY })
}

/// Seems to learn, then breaks.
#[derive(Debug)]
struct Breaking {
    how: Break,
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
        if self.steps == BREAKS_AT {
            assert!(self.how == Break::Block, "the example breaks here on purpose");
            loop {
                thread::park();
            }
        }
        let outcome = Outcome { loss: 100.0 * self.error(), gradient_norm: 10.0 * self.error(), fault: None };
        self.steps += 1;
        Ok(outcome)
    }

    fn evaluate(&self, (): &()) -> Result<BatchLoss, LearnerError> {
        Ok(BatchLoss { mean: 100.0 * self.error(), count: 1.0, hits: None })
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
