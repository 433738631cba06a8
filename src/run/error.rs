//! What can be wrong with a run on disk, each as one sentence that says where and what to do.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::wording::listed;

/// Why a run cannot be found, read or written.
#[derive(Debug, Error)]
pub enum RunError {
    /// There are no runs yet.
    #[error("there are no runs in {}: make one with `rnnlab train series-sum`, or say --runs-dir", .0.display())]
    NoRuns(PathBuf),
    /// No run of this name.
    #[error("there is no run '{run}' in {}: `rnnlab runs` lists them", runs_dir.display())]
    NoSuchRun {
        /// What was asked for.
        run: String,
        /// Where it was looked for.
        runs_dir: PathBuf,
    },
    /// Another process writes the run.
    #[error("the run {run} is being written by process{holder}: wait until that ends, or end it")]
    Busy {
        /// Its name.
        run: String,
        /// A blank and the number of the process, where it is known.
        holder: String,
    },
    /// A directory that should be a run's.
    #[error("{} is not the directory of a run: nothing in it was touched", .0.display())]
    NotARun(PathBuf),
    /// A run that should be deleted has files in it that are somebody else's.
    #[error("{run} holds what rnnlab did not write ({}): move that away first; nothing was deleted", listed(files))]
    Foreign {
        /// Its name.
        run: String,
        /// Their names.
        files: Vec<String>,
    },
    /// A file or directory of the run cannot be read.
    #[error("cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// A file of the run is not what it should be.
    #[error("{} is damaged or not rnnlab's: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A file or directory of the run cannot be written.
    #[error("cannot write {}: {reason}; see to it, or choose another place with --runs-dir", path.display())]
    Unwritable {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}
