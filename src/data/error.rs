//! What can be wrong with data, each as one sentence that says where and what to do.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why data cannot be used.
#[derive(Debug, Error)]
pub enum DataError {
    /// The file cannot be read.
    #[error("cannot read the data file {}: {reason}; check `file` under [data]", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// The file is not the CSV it should be.
    #[error("{}, line {line}: {problem}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line number, from 1; the header is line 1.
        line: u64,
        /// What is wrong there and what would be right.
        problem: String,
    },
    /// The file has no such column.
    #[error("{} has no column '{column}' ({key}): {hint}", path.display())]
    NoSuchColumn {
        /// The file.
        path: PathBuf,
        /// The column that was asked for.
        column: String,
        /// The key of the experiment that asked for it.
        key: &'static str,
        /// The nearest column, or all of them.
        hint: String,
    },
    /// No sequence to train on.
    #[error("there is nothing to train on: leave some sequences to it under [split], or write 'train' into its column")]
    NothingToTrainOn,
    /// Generated sequences have no column that says the split.
    #[error("generated sequences have no columns to be split by: write by = \"random\" under [split]")]
    NoColumns,
}
