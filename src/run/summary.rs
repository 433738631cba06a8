//! Where a run stands when it ends, in `summary.json`.

use std::{fs, io::ErrorKind, path::Path};

use serde::{Deserialize, Serialize};

use super::RunError;
use crate::{
    evaluation::{Intervals, Report},
    experiment::size_of_file,
    training::{BestEpoch, Figures},
    wording::bytes,
};

/// Bytes of a summary at the most; one of a thousand steps ahead has some hundred thousand.
const LARGEST: u64 = 20_000_000;

/// Final figures of a run and what made them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Steps taken.
    pub steps: u64,
    /// Steps the experiment asks for.
    pub goal: u64,
    /// Loss of the last step.
    pub loss: Option<f64>,
    /// The epoch whose weights were kept, where patience watched over the run.
    pub best: Option<BestEpoch>,
    /// On the test examples, where there are any.
    #[serde(flatten)]
    pub report: Option<Report>,
    /// From where to where the truth of a forecast will lie.
    pub intervals: Option<Intervals>,
    /// Time spent training, without pauses.
    pub seconds: f64,
    /// Why the run could not go on, if it could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divergence: Option<String>,
    /// Version of rnnlab.
    pub rnnlab: String,
    /// Where the tensors lived.
    pub device: String,
    /// Operating system and processor architecture.
    pub platform: String,
}

impl Summary {
    /// Its file in a run's directory.
    pub const FILE: &str = "summary.json";

    /// The summary of a run that ends with these figures.
    #[must_use]
    pub fn new(figures: &Figures, device: &str) -> Self {
        Self {
            steps: figures.steps,
            goal: figures.goal,
            loss: figures.loss,
            best: figures.best,
            report: Report::of(&figures.judgement),
            intervals: figures.judgement.intervals.clone(),
            seconds: figures.seconds,
            divergence: figures.divergence.clone(),
            rnnlab: env!("CARGO_PKG_VERSION").to_owned(),
            device: device.to_owned(),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }

    pub(super) fn read(path: &Path) -> Result<Option<Self>, RunError> {
        let unreadable = |reason| RunError::Unreadable { path: path.to_owned(), reason };
        let damaged = |problem| RunError::Damaged { path: path.to_owned(), problem };
        match size_of_file(path) {
            Err(reason) if reason.kind() == ErrorKind::NotFound => return Ok(None),
            Ok(size) if size > LARGEST => {
                return Err(damaged(format!("it holds more than {}, the most that a summary may", bytes(LARGEST))));
            }
            size => drop(size.map_err(unreadable)?),
        }
        let bytes = fs::read(path).map_err(unreadable)?;
        serde_json::from_slice(&bytes).map(Some).map_err(|error| damaged(error.to_string()))
    }
}
