//! Keeps a run as it is trained: a line of metrics a step, checkpoints, and the summary.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::PathBuf,
    sync::Arc,
};

use super::{Checkpoint, RunDirectory, RunError, Summary, write::write_whole};
use crate::{
    data::Preparation,
    experiment::Experiment,
    training::{Figures, Recorder, Snapshot, StepMetrics},
};

const METRICS: &str = "metrics.csv";

/// Keeps one run in its directory.
#[derive(Debug)]
pub struct RunRecorder {
    run: RunDirectory,
    experiment: Experiment,
    preparation: Arc<Preparation>,
    goal: u64,
    device: String,
    metrics: BufWriter<File>,
}

impl RunRecorder {
    /// A recorder for a run that begins.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn new(
        run: RunDirectory,
        experiment: Experiment,
        preparation: Arc<Preparation>,
        goal: u64,
        device: String,
    ) -> Result<Self, RunError> {
        let path = run.file(METRICS);
        let file = File::create(&path).map_err(|reason| RunError::Unwritable { path: path.clone(), reason })?;
        let mut metrics = BufWriter::new(file);
        writeln!(metrics, "step,epoch,loss,validation_loss,learning_rate,gradient_norm,seconds")
            .map_err(|reason| RunError::Unwritable { path, reason })?;
        Ok(Self { run, experiment, preparation, goal, device, metrics })
    }

    fn cannot_write_metrics(&self, reason: std::io::Error) -> String {
        RunError::Unwritable { path: self.run.file(METRICS), reason }.to_string()
    }
}

impl Recorder for RunRecorder {
    fn record(&mut self, metrics: &StepMetrics) -> Result<(), String> {
        let StepMetrics { step, epoch, loss, validation_loss, learning_rate, gradient_norm, seconds } = metrics;
        let validation = validation_loss.map(|loss| loss.to_string()).unwrap_or_default();
        writeln!(self.metrics, "{step},{epoch},{loss},{validation},{learning_rate},{gradient_norm},{seconds:.6}")
            .map_err(|reason| self.cannot_write_metrics(reason))
    }

    fn save(&mut self, snapshot: &Snapshot) -> Result<PathBuf, String> {
        self.metrics.flush().map_err(|reason| self.cannot_write_metrics(reason))?;
        let path = self.run.file(Checkpoint::LAST);
        let checkpoint = Checkpoint {
            snapshot: snapshot.clone(),
            experiment: self.experiment.clone(),
            preparation: Preparation::clone(&self.preparation),
        };
        checkpoint.write(&path).map_err(|error| error.to_string())?;
        Ok(path)
    }

    fn conclude(&mut self, figures: &Figures) -> Result<(), String> {
        let summary = Summary::new(figures, self.goal, &self.device);
        let json = serde_json::to_vec_pretty(&summary).map_err(|error| error.to_string())?;
        write_whole(&self.run.file(Summary::FILE), &json).map_err(|error| error.to_string())
    }
}
