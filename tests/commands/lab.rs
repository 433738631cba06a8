//! The program in a directory of its own.

use std::{fs, path::Path};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A place of its own for each test.
pub struct Lab {
    dir: TempDir,
}

impl Lab {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rnnlab"));
        command.current_dir(self.path()).args(arguments);
        command
    }

    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).assert().success().get_output().clone();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?} says something on standard error");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is said on standard error, all in one line, by a command that has nothing else to say.
    #[track_caller]
    pub fn fails(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).assert().code(1).stdout("").get_output().clone();
        let words = String::from_utf8(output.stderr).unwrap().trim_end().to_owned();
        assert_eq!(words.lines().count(), 1, "{words}");
        words
    }

    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Vec<Value> {
        self.run(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Writes a file for a command to read.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }
}

/// The lines of a CSV as cells; none of the test's own has a quote.
pub fn cells(csv: &str) -> Vec<Vec<&str>> {
    csv.lines().map(|line| line.split(',').collect()).collect()
}
