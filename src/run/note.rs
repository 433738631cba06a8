//! What a person has to say of a run, in a line.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
};

use super::{RunDirectory, RunError, write::write_whole};
use crate::experiment::size_of_file;

/// Its file in a run's directory.
pub(super) const NOTE: &str = "note.txt";
/// Characters of a note at the most.
pub const LONGEST_NOTE: usize = 200;

impl RunDirectory {
    /// The note; empty where there is none.
    #[must_use]
    pub fn note(&self) -> String {
        let path = self.file(NOTE);
        let mut bytes = Vec::new();
        let file = size_of_file(&path).and_then(|_| File::open(&path));
        let read = file.and_then(|file| file.take(4 * LONGEST_NOTE as u64).read_to_end(&mut bytes));
        if read.is_err() {
            return String::new();
        }
        let text = String::from_utf8_lossy(&bytes);
        text.lines().next().unwrap_or_default().trim().chars().take(LONGEST_NOTE).collect()
    }

    /// Writes the note, or takes it away where it says nothing.
    ///
    /// # Errors
    /// When the directory is no run's, or cannot be written.
    pub fn write_note(&self, text: &str) -> Result<(), RunError> {
        self.check_is_run()?;
        let path = self.file(NOTE);
        let line: String = text.trim().chars().filter(|character| !character.is_control()).take(LONGEST_NOTE).collect();
        if !line.is_empty() {
            return write_whole(&path, format!("{line}\n").as_bytes());
        }
        match fs::remove_file(&path) {
            Err(reason) if reason.kind() != ErrorKind::NotFound => Err(RunError::Unwritable { path, reason }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    #[test]
    fn a_note_is_one_line_and_an_empty_one_is_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let run = RunDirectory::create(dir.path(), &Experiment::open("series-sum").unwrap()).unwrap();
        assert_eq!(run.note(), "");
        run.write_note(" größer,\n\u{1b}[31m but\tslower ").unwrap();
        assert_eq!(run.note(), "größer,[31m butslower");
        run.write_note(&"ä".repeat(1000)).unwrap();
        assert_eq!(run.note(), "ä".repeat(LONGEST_NOTE));
        fs::write(run.file(NOTE), "by hand \u{ff}\r\nand more").unwrap();
        assert_eq!(run.note(), "by hand \u{ff}");
        run.write_note("  ").unwrap();
        run.write_note("").unwrap();
        assert!(!run.file(NOTE).exists());
    }

    #[test]
    fn what_is_no_run_gets_no_note() {
        let dir = tempfile::tempdir().unwrap();
        let words = RunDirectory::at(dir.path().to_owned()).write_note("x").unwrap_err().to_string();
        let path = dir.path().display();
        assert_eq!(words, format!("{path} is not the directory of a run: nothing in it was touched"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
