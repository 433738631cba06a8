//! What can be wrong with data, each as one sentence that says where and what to do.

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::PrepareError;
use crate::wording::counted;

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
    /// More than is read, or than there is memory for.
    #[error("{} holds {size}, and {problem}: take fewer rows or columns", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How large it is, in words.
        size: String,
        /// What it is too large for.
        problem: String,
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
    /// The file is something else than a CSV.
    #[error("{}: {sentence}", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is, and how it becomes a CSV.
        sentence: String,
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
    /// Rows with a missing value are left out, and that is all of them.
    #[error("{}: every row has a missing value, and missing = \"drop\" leaves none; fill them, with \"linear\" for instance", path.display())]
    AllDropped {
        /// The file.
        path: PathBuf,
    },
    /// No sequence to train on.
    #[error("there is nothing to train on: leave some sequences to it under [split], or write 'train' into its column")]
    NothingToTrainOn,
    /// Validation and test have all rows.
    #[error(
        "there is nothing to train on: `validation` and `test` under [split] take all of the {rows}; make them smaller"
    )]
    AllShared {
        /// Rows of the longest series, in words.
        rows: String,
    },
    /// The series are too short for a window that trains.
    #[error(
        "there is nothing to train on: a window of {window} and a horizon of {horizon}, and {} for differences, do \
         not fit into the training part of {}; make `window` or `horizon` under [data] smaller, or `validation` \
         and `test` under [split]",
        counted(*lost, "row"),
        counted(*rows, "row")
    )]
    NoWindow {
        /// Training rows of the series with most of them.
        rows: usize,
        /// Steps of the past that are read.
        window: usize,
        /// Steps ahead that are said.
        horizon: usize,
        /// Rows that differences use up.
        lost: usize,
    },
    /// More than the program takes in.
    #[error("{0}")]
    BeyondLimit(String),
    /// A class that nothing could be learned of.
    #[error("the class '{0}' is in no training sequence: leave some of it to training under [split]")]
    UnknownClass(String),
    /// Generated sequences cannot be prepared.
    #[error("the generated sequences cannot be prepared: {0}")]
    Generated(String),
}

impl DataError {
    /// What is wrong with a row of a series, told with the line of the file that it stands on.
    pub(super) fn in_table(path: &Path, lines: &[u64], error: &PrepareError) -> Self {
        let line = lines.get(error.row()).copied().unwrap_or(1);
        Self::Malformed { path: path.to_owned(), line, problem: error.to_string() }
    }
}
