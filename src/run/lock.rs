//! One process writes a run. The lock is the system's: it ends with the process that holds it, however that ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Write},
    process, thread,
    time::{Duration, Instant},
};

use super::{RunDirectory, RunError, write::is_at};

/// Its file in a run's directory; it stays there, and holds nothing but the process that wrote last.
pub(super) const LOCK: &str = "lock";
/// Somebody who looks whether a run is being written has its lock for less than this.
const GLANCE: Duration = Duration::from_millis(50);

/// The right to write a run, until it is dropped.
#[derive(Debug)]
pub struct RunLock {
    file: File,
}

impl RunLock {
    /// Takes the lock of a run.
    ///
    /// # Errors
    /// When another process has it, or the file cannot be written.
    pub fn take(run: &RunDirectory) -> Result<Self, RunError> {
        let path = run.file(LOCK);
        let unwritable = |reason| RunError::Unwritable { path: path.clone(), reason };
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(unwritable)?;
        match try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Whoever holds it may not have said so yet.
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim().parse::<u32>().map_or(String::new(), |pid| format!(" {pid}"));
                return Err(RunError::Busy { run: run.name(), holder });
            }
            Err(TryLockError::Error(reason)) => return Err(unwritable(reason)),
        }
        // A full disk is no reason not to train.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", process::id()));
        Ok(Self { file })
    }

    /// Whether a process has the lock of a run.
    #[must_use]
    pub fn is_taken(run: &RunDirectory) -> bool {
        let path = run.file(LOCK);
        // Opening a pipe waits for whoever writes it.
        path.is_file()
            && File::open(path).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Whether the lock is still the one in the run's directory: somebody may have removed that.
    pub(super) fn is_in(&self, run: &RunDirectory) -> bool {
        is_at(&self.file, &run.file(LOCK))
    }
}

fn try_lock(file: &File) -> Result<(), TryLockError> {
    let deadline = Instant::now() + GLANCE;
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(GLANCE / 10),
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    #[test]
    fn a_run_has_one_writer_at_a_time_and_the_next_when_that_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let run = RunDirectory::create(dir.path(), &Experiment::open("series-sum").unwrap()).unwrap();
        let lock = RunLock::take(&run).unwrap();
        let words = RunLock::take(&run).unwrap_err().to_string();
        let (name, pid) = (run.name(), process::id());
        assert_eq!(words, format!("the run {name} is being written by process {pid}: wait until that ends, or end it"));
        assert!(lock.is_in(&run) && RunLock::is_taken(&run));
        drop(lock);
        assert!(!RunLock::is_taken(&run));
        assert!(RunLock::take(&run).is_ok());
    }

    #[test]
    fn what_a_dead_process_left_in_the_file_keeps_nobody_out() {
        let dir = tempfile::tempdir().unwrap();
        let run = RunDirectory::create(dir.path(), &Experiment::open("series-sum").unwrap()).unwrap();
        std::fs::write(run.file(LOCK), "1\n").unwrap();
        let lock = RunLock::take(&run).unwrap();
        assert_eq!(std::fs::read_to_string(run.file(LOCK)).unwrap(), format!("{}\n", process::id()));
        std::fs::remove_file(run.file(LOCK)).unwrap();
        assert!(!lock.is_in(&run));
    }
}
