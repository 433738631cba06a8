//! The text of an experiment file.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use super::{ExperimentError, error::Place};
use crate::wording::bytes;

/// Bytes of an experiment file at the most; one with every key has two thousand.
const LARGEST: u64 = 1_000_000;

/// Reads the text of an experiment file.
///
/// # Errors
/// When it cannot be read, is too large, or is no UTF-8.
pub(crate) fn read(path: &Path) -> Result<String, ExperimentError> {
    let unreadable = |reason| ExperimentError::Unreadable { path: path.to_owned(), reason };
    let size = size_of_file(path).map_err(unreadable)?;
    if size > LARGEST {
        let problem = format!("it holds more than {}, the most that an experiment may", bytes(LARGEST));
        return Err(unreadable(io::Error::other(problem)));
    }
    let mut text = Vec::new();
    // It may have grown meanwhile, and some files do not say how large they are.
    File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut text)).map_err(unreadable)?;
    String::from_utf8(text).map_err(|error| ExperimentError::Invalid {
        source_name: path.display().to_string(),
        place: Place::of(error.as_bytes(), error.utf8_error().valid_up_to()),
        problem: "this is not UTF-8 text: save the file as UTF-8".to_owned(),
    })
}

/// Bytes of a file.
///
/// # Errors
/// When there is none, or something else: a pipe may never begin and a device never end, and neither is there again when a
/// run goes on.
pub(crate) fn size_of_file(path: &Path) -> io::Result<u64> {
    let found = fs::metadata(path)?;
    if found.is_dir() {
        return Err(rustix::io::Errno::ISDIR.into());
    }
    if !found.is_file() {
        return Err(io::Error::other("it is a pipe or a device, and no file"));
    }
    Ok(found.len())
}

/// Whether a path stands for standard input; a file of that name is `./-`.
#[must_use]
pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}
