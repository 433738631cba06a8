//! Signals that ask for the end: noted when they come, heeded when there is time.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result};
use signal_hook::{
    consts::{SIGHUP, TERM_SIGNALS},
    flag,
};

/// Whether a signal has come.
#[derive(Debug, Clone)]
pub(super) struct Signal(Arc<AtomicBool>);

impl Signal {
    /// Notes SIGTERM, SIGINT, SIGQUIT and SIGHUP from now on.
    pub(super) fn listen() -> Result<Self> {
        let come = Arc::new(AtomicBool::new(false));
        for number in TERM_SIGNALS.iter().chain(&[SIGHUP]) {
            flag::register(*number, Arc::clone(&come)).context("cannot listen for signals")?;
        }
        Ok(Self(come))
    }

    pub(super) fn has_come(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
