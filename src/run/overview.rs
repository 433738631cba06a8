//! What there is to know of a run at a glance, from small files and the end of a large one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    time::SystemTime,
};

use super::{RunDirectory, RunLock, Summary, directory::EXPERIMENT, metrics::METRICS, note::NOTE};
use crate::{
    evaluation::metrics::Metric,
    experiment::{Experiment, Patience},
    training::StepMetrics,
};

/// What a run is doing or has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunState {
    /// A process writes it.
    Running,
    /// All its steps are taken, or its patience was at its end.
    Finished,
    /// It stands somewhere before that.
    Stopped,
    /// Something was not finite any more.
    Diverged,
    /// A file of it cannot be read.
    Damaged,
}

impl RunState {
    /// The state in a word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::Diverged => "diverged",
            Self::Damaged => "damaged",
        }
    }
}

/// A run at a glance. One that is damaged has what can be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// Where it is kept.
    pub directory: RunDirectory,
    /// Its name.
    pub run: String,
    /// What was trained, as it was when the run began.
    pub experiment: Option<Box<Experiment>>,
    /// All keys of that with their values.
    pub values: BTreeMap<String, String>,
    /// What it is doing or has come to.
    pub state: RunState,
    /// The newest step.
    pub last: Option<StepMetrics>,
    /// What was found at its last end, which may be some steps ago.
    pub summary: Option<Box<Summary>>,
    /// What a person has to say of it.
    pub note: String,
    /// Which file cannot be read and why.
    pub problem: Option<String>,
    /// Bytes of its metrics: others where there are others.
    pub size_of_metrics: u64,
}

impl Overview {
    /// Looks at a run.
    #[must_use]
    pub fn of(directory: RunDirectory) -> Self {
        let experiment = directory.experiment().map_err(|error| error.to_string());
        let summary = directory.summary().map_err(|error| error.to_string());
        let problem = experiment.as_ref().err().or(summary.as_ref().err()).cloned();
        let last = directory.last_step();
        let experiment = experiment.ok().map(Box::new);
        let summary = summary.ok().flatten().map(Box::new);
        let state = match &problem {
            _ if RunLock::is_taken(&directory) => RunState::Running,
            Some(_) => RunState::Damaged,
            None => state_of(experiment.as_deref(), summary.as_deref(), last.as_ref()),
        };
        Self {
            run: directory.name(),
            values: experiment.as_ref().map(|experiment| experiment.values()).unwrap_or_default(),
            note: directory.note(),
            size_of_metrics: directory.size_of_metrics(),
            experiment,
            state,
            last,
            summary,
            problem,
            directory,
        }
    }

    /// Steps taken.
    #[must_use]
    pub fn steps(&self) -> Option<u64> {
        let last = self.last.map(|last| last.step.saturating_add(1));
        last.max(self.summary.as_ref().map(|summary| summary.steps))
    }

    /// The loss of the newest step.
    #[must_use]
    pub fn loss(&self) -> Option<f64> {
        self.last.map(|last| last.loss).or_else(|| self.summary.as_ref()?.loss)
    }

    /// Seconds of training.
    #[must_use]
    pub fn seconds(&self) -> Option<f64> {
        self.last.map(|last| last.seconds).or_else(|| Some(self.summary.as_ref()?.seconds))
    }

    /// The figure on the test examples that decides, as it was at the last end.
    #[must_use]
    pub fn test(&self) -> Option<(Metric, f64)> {
        let report = self.summary.as_ref()?.report.as_ref()?;
        Some((report.metric, report.test.get(report.metric)?))
    }

    /// The part by which the network is better than the best baseline.
    #[must_use]
    pub fn skill(&self) -> Option<f64> {
        self.summary.as_ref()?.report.as_ref()?.skill
    }

    /// That in words, or why nothing can be said of it.
    #[must_use]
    pub fn verdict(&self) -> Option<String> {
        let report = || self.summary.as_ref()?.report.as_ref()?.verdict.clone();
        match (self.state, self.steps()) {
            (RunState::Diverged, Some(steps)) => Some(format!("diverged at step {steps}")),
            _ => report(),
        }
    }
}

/// When the files that an overview is taken from were written last, and how long they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp([Option<(SystemTime, u64)>; 4]);

impl Stamp {
    /// The stamp of a run now; `None` of one that a process writes.
    pub(crate) fn of(directory: &RunDirectory) -> Option<Self> {
        let stamp = |name| {
            let found = fs::metadata(directory.file(name)).ok()?;
            Some((found.modified().ok()?, found.len()))
        };
        (!RunLock::is_taken(directory)).then(|| Self([EXPERIMENT, Summary::FILE, METRICS, NOTE].map(stamp)))
    }
}

/// Of a run that nobody writes and whose files are whole.
fn state_of(experiment: Option<&Experiment>, summary: Option<&Summary>, last: Option<&StepMetrics>) -> RunState {
    let (Some(experiment), Some(summary)) = (experiment, summary) else { return RunState::Stopped };
    // The summary of a run that went on and was killed is of an earlier end.
    let has_gone_on = last.is_some_and(|last| last.step >= summary.steps);
    let epochs = last.map_or(0, |last| last.epoch.saturating_add(1));
    let is_out_of_patience = match (experiment.training.patience, summary.best) {
        (Patience::Epochs(patience), Some(best)) => epochs >= best.epoch.saturating_add(patience),
        _ => false,
    };
    match summary {
        _ if has_gone_on => RunState::Stopped,
        Summary { divergence: Some(_), .. } => RunState::Diverged,
        Summary { steps, goal, .. } if steps >= goal || is_out_of_patience => RunState::Finished,
        _ => RunState::Stopped,
    }
}

/// Sections of an experiment, by how likely a difference there is what makes the difference.
const SECTIONS: [&str; 5] = ["model.", "training.", "prepare.", "split.", "data."];

/// The keys in which runs differ, each with its value in each of them; `None` where one does not have it. A run whose
/// experiment cannot be read differs in none.
#[must_use]
pub fn differences<'a>(runs: &[&'a Overview]) -> Vec<(&'a str, Vec<Option<&'a str>>)> {
    let read: Vec<_> = runs.iter().filter(|run| run.experiment.is_some()).collect();
    let keys: BTreeSet<&str> = read.iter().flat_map(|run| run.values.keys()).map(String::as_str).collect();
    let values = |key: &str| -> Vec<Option<&'a str>> {
        runs.iter().map(|run| run.values.get(key).map(String::as_str)).collect()
    };
    let differ = |key: &&str| read.windows(2).any(|pair| pair[0].values.get(*key) != pair[1].values.get(*key));
    // The pace is for people who watch.
    let mut keys: Vec<&str> = keys.into_iter().filter(|key| *key != "training.pace").filter(differ).collect();
    keys.sort_by_key(|key| SECTIONS.iter().position(|section| key.starts_with(section)));
    keys.into_iter().map(|key| (key, values(key))).collect()
}

#[cfg(test)]
mod tests;
