//! What the app is told, and what it asks others to do.

use std::path::PathBuf;

use super::{Errand, Key, Pointer, RunNews};
use crate::{
    experiment::Experiment,
    training::{TrainingCommand, TrainingEvent},
};

/// A fact that has arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A person pressed a key.
    Key(Key),
    /// A person used the mouse.
    Pointer(Pointer),
    /// A person pasted a text.
    Paste(String),
    /// The screen has another size; it is drawn anew.
    Resized,
    /// The process was stopped and goes on: who knows what the screen looks like now.
    Woken,
    /// Something happened in the training.
    Training(TrainingEvent),
    /// Nothing has been heard of the training for so many seconds.
    Silence(u64),
    /// The training thread is gone.
    TrainingGone,
    /// Experiment files that were opened before, newest first.
    Recent(Vec<String>),
    /// An experiment was read, or why it cannot be, in one sentence.
    Opened(Result<Box<Experiment>, String>),
    /// Something is known of the runs on disk.
    Runs(RunNews),
    /// A new run could not be started; why, in one sentence.
    NotStarted(String),
    /// The screen was saved as a picture under this name, `.svg` and `.png`; or why it cannot be, in one sentence.
    ScreenSaved(Result<PathBuf, String>),
    /// The system asks the program to end.
    Terminate,
}

/// Something for others to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the training thread.
    Command(TrainingCommand),
    /// Look up which experiment files were opened before.
    ListRecent,
    /// Read an experiment, by its name or path.
    Open(String),
    /// Start a new run; the old one has ended.
    Start(Box<Experiment>),
    /// Go on with the run of this name; the old one has ended.
    Resume(String, Box<Experiment>),
    /// Do something to the runs on disk.
    Runs(Errand),
    /// Put a text into the clipboard of the terminal.
    Copy(String),
    /// Save the screen as pictures with this name in the directory of the run, or where runs are kept while it has none.
    SaveScreen {
        /// The directory of the run.
        directory: Option<PathBuf>,
        /// The name without its ending.
        name: String,
    },
    /// Close the dashboard.
    Quit,
    /// Close the dashboard without waiting for a thread that does not answer.
    Leave,
}
