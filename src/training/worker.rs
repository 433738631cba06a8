//! The training thread as seen from outside: commands go in, events come out. What it does is in `shift`.
//!
//! It builds network and optimizer itself, so no tensor crosses a thread. Its events go through a bounded channel: a
//! slow screen never slows training, and a fast training never floods the screen.

use std::{
    any::Any,
    collections::VecDeque,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::experiment::Pace;

use super::{
    Change, Figures, Intervention, Learner, Live, RunInfo, Snapshot, StepMetrics, Trainer, TrainingCommand,
    TrainingEvent, shift::Shift,
};

/// Events in the channel; a screen that is this far behind gets thinned steps.
const CHANNEL: usize = 64;

/// Where a run is kept. What cannot be written is told and tried again later; nothing that was written before is harmed.
pub trait Recorder {
    /// Keeps what a step found.
    ///
    /// # Errors
    /// When it cannot be written, in one sentence.
    fn record(&mut self, metrics: &StepMetrics) -> Result<(), String>;

    /// Keeps a change that a person made after `before` others. `pending` are those that are still to come: they were
    /// kept earlier, and stand after it.
    ///
    /// # Errors
    /// When it cannot be written, in one sentence.
    fn intervene(&mut self, before: u64, change: &Intervention, pending: &[Intervention]) -> Result<(), String>;

    /// Keeps a state that the run will go back to.
    ///
    /// # Errors
    /// When it cannot be written, in one sentence.
    fn keep_mark(&mut self, mark: &Snapshot) -> Result<(), String>;

    /// A state that was kept, by its step.
    fn mark(&self, step: u64) -> Option<Snapshot>;

    /// Saves a checkpoint and says where.
    ///
    /// # Errors
    /// When it cannot be written, in one sentence.
    fn save(&mut self, snapshot: &Snapshot) -> Result<PathBuf, String>;

    /// Notes that the run has gone back to a step by the change of this number: with the next checkpoint, what was
    /// recorded from that step on is put aside.
    ///
    /// # Errors
    /// When it cannot be written, in one sentence.
    fn rewind(&mut self, step: u64, change: u64) -> Result<(), String>;

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
    /// What the run has behind it.
    pub past: Past,
    /// How much of the run a crash may cost.
    pub save_every: Duration,
}

/// What a run that goes on has behind it; nothing for a new one.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// Changes that were made and have been taken into the trainer's state.
    pub interventions: u64,
    /// Those of them that have led to where the run is ([`super::add_to_course`]).
    pub course: Vec<Intervention>,
    /// The changes of hyperparameters among them that can be taken back: the step, and what was before.
    pub edits: Vec<(u64, Live)>,
    /// Changes that are to be made again at their steps, in order.
    pub script: VecDeque<Intervention>,
    /// The run ends here, once all of them are made.
    pub until: Option<u64>,
    /// Training time.
    pub seconds: f64,
    /// What its steps found, thinned.
    pub steps: Vec<StepMetrics>,
    /// States that were kept because a person changed something or asked for it.
    pub marks: Vec<Snapshot>,
}

impl Past {
    /// The last pace that a person asked for.
    #[must_use]
    pub fn pace(&self) -> Option<Pace> {
        let paces = self.course.iter().rev();
        paces.map(|made| made.change).find_map(|change| if let Change::Pace(pace) = change { Some(pace) } else { None })
    }
}

/// Whoever sends a signal waits no longer for a thread that is in the midst of a step.
pub const LAST_WAIT: Duration = Duration::from_millis(1500);

/// How much of a run a crash may cost, unless somebody asks for less.
pub const SAVE_EVERY: Duration = Duration::from_secs(30);

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
            let ran = caught(|| build().and_then(|job| Shift::new(job, delivery, &inbox, &outlet).run()));
            if let Err(reason) = ran {
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

impl Worker {
    /// Leaves a thread that does not answer to itself. The process has to end at once then, without its destructors.
    pub fn abandon(mut self) {
        self.thread = None;
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if self.thread.is_none() {
            return;
        }
        self.send(TrainingCommand::Stop);
        // The thread may wait for room in the channel before it can hear of the end.
        self.events.iter().for_each(drop);
        if let Some(thread) = self.thread.take() {
            // A panic in it was caught there and told as an event.
            let _ = thread.join();
        }
    }
}

/// A panic in libtorch or in a learner ends the run, not the program.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(format!("the training thread panicked: {}", words_of(&*panic))))
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
