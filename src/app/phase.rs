//! What a run is doing. Requested is not confirmed: a pause that was asked for is `Pausing` until the thread says so.

use crate::{experiment::Experiment, training::Divergence};

/// What a run is doing.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// The thread builds network and run directory.
    Starting,
    /// Steps are taken.
    Running,
    /// A pause was asked for.
    Pausing,
    /// The thread waits.
    Paused,
    /// To go on was asked for.
    Resuming,
    /// The end was asked for, and what comes after it.
    Stopping(Then),
    /// All steps are taken and saved; the network still answers.
    Finished,
    /// Something is not finite any more: the thread waits for a way back.
    Diverged(Box<Divergence>),
    /// The run ended and cannot go on; why, in one sentence.
    Failed(String),
}

/// What comes after the end of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Then {
    /// The dashboard closes.
    Quit,
    /// The experiment starts over with the next seed.
    StartOver,
    /// Another experiment starts.
    Open(Box<Experiment>),
    /// The run of this name goes on.
    Resume(String, Box<Experiment>),
}

impl Phase {
    /// Mark and word for the header.
    #[must_use]
    pub fn label(&self) -> (&'static str, &'static str) {
        match self {
            Self::Starting => ("…", "starting"),
            Self::Running => ("▶", "training"),
            Self::Pausing => ("…", "pausing"),
            Self::Paused => ("‖", "paused"),
            Self::Resuming => ("…", "resuming"),
            Self::Stopping(_) => ("…", "saving"),
            Self::Finished => ("■", "finished"),
            Self::Diverged(_) => ("✗", "diverged"),
            Self::Failed(_) => ("✗", "failed"),
        }
    }

    /// Whether steps are taken, or will be in a moment.
    #[must_use]
    pub fn is_training(&self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Pausing | Self::Resuming)
    }
}
