//! The training thread as seen from outside: commands go in, events come out. What it does is in `shift`.
//!
//! It builds network and optimizer itself, so no tensor crosses a thread. Its events go through a bounded channel: a
//! slow screen never slows training, and a fast training never floods the screen.

use std::{
    any::Any,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    thread::{self, JoinHandle},
};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::{Figures, Learner, RunInfo, Snapshot, StepMetrics, Trainer, TrainingCommand, TrainingEvent, shift::Shift};

/// Events in the channel; a screen that is this far behind gets thinned steps.
const CHANNEL: usize = 64;

/// Where a run is kept.
pub trait Recorder {
    /// Keeps what a step found.
    ///
    /// # Errors
    /// When it cannot be written, in one sentence.
    fn record(&mut self, metrics: &StepMetrics) -> Result<(), String>;

    /// Saves a checkpoint and says where.
    ///
    /// # Errors
    /// When it cannot be written, in one sentence.
    fn save(&mut self, snapshot: &Snapshot) -> Result<PathBuf, String>;

    /// Keeps where the run stands at its end.
    ///
    /// # Errors
    /// When it cannot be written, in one sentence.
    fn conclude(&mut self, figures: &Figures) -> Result<(), String>;
}

/// How events reach their receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Training never waits; a slow receiver gets fewer steps. For a screen.
    Thinned,
    /// Every step arrives; training waits for a slow receiver. For a script.
    Complete,
}

/// What the thread works on; built on the thread itself.
pub struct Job<L: Learner, R> {
    /// Takes the steps.
    pub trainer: Trainer<L>,
    /// Keeps the run.
    pub recorder: R,
    /// Announced in the first event.
    pub info: RunInfo,
}

/// The training thread as seen from outside. Dropping it saves the run, ends the thread and waits for its end: a process
/// that exits while libtorch works on another thread crashes.
#[derive(Debug)]
pub struct Worker {
    commands: Sender<TrainingCommand>,
    events: Receiver<TrainingEvent>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts a thread that builds its job and trains.
    ///
    /// # Errors
    /// When the system refuses another thread.
    pub fn spawn<L, R, B>(delivery: Delivery, build: B) -> io::Result<Self>
    where
        L: Learner,
        R: Recorder,
        B: FnOnce() -> Result<Job<L, R>, String> + Send + 'static,
    {
        let (commands, inbox) = unbounded();
        let (outlet, events) = bounded(CHANNEL);
        let thread = thread::Builder::new().name("training".to_owned()).spawn(move || {
            // A panic in libtorch or in a learner ends the run, not the program.
            let ran = catch_unwind(AssertUnwindSafe(|| {
                build().and_then(|job| Shift::new(job, delivery, &inbox, &outlet).run())
            }));
            let failed =
                ran.unwrap_or_else(|panic| Err(format!("the training thread panicked: {}", words_of(&*panic))));
            if let Err(reason) = failed {
                tracing::error!(reason, "training failed");
                // Nobody is left to tell when this fails.
                let _ = outlet.send(TrainingEvent::Failed { reason });
            }
        })?;
        Ok(Self { commands, events, thread: Some(thread) })
    }

    /// Tells the thread something. A thread that has ended hears nothing, and its last event has said why it ended.
    pub fn send(&self, command: TrainingCommand) {
        let _ = self.commands.send(command);
    }

    /// What happens, in order. Disconnected once the thread has ended.
    #[must_use]
    pub fn events(&self) -> &Receiver<TrainingEvent> {
        &self.events
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.send(TrainingCommand::Stop);
        // The thread may wait for room in the channel before it can hear of the end.
        self.events.iter().for_each(drop);
        if let Some(thread) = self.thread.take() {
            // A panic in it was caught there and told as an event.
            let _ = thread.join();
        }
    }
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
