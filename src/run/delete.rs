//! A run is deleted: what rnnlab wrote, and only where there is nothing else.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Checkpoint, RunDirectory, RunError, RunLock, Summary,
    directory::{EXPERIMENT, INTERVENTIONS, MARKS},
    lock::LOCK,
    metrics::METRICS,
    note::NOTE,
    write::is_temporary,
};

impl RunDirectory {
    /// Removes the run and its directory. It is whole or gone: what is not rnnlab's is found before anything is removed, and
    /// a deletion that is broken off leaves a run that can be deleted again.
    ///
    /// # Errors
    /// When it is no run or a link to one, a process writes it, it holds files that are not rnnlab's, or it cannot be
    /// removed.
    pub fn delete(&self) -> Result<(), RunError> {
        self.check_is_run()?;
        let _lock = RunLock::take(self)?;
        let files = self.own_files()?;
        let unwritable = |path: &Path, reason| RunError::Unwritable { path: path.to_owned(), reason };
        files.iter().try_for_each(|path| fs::remove_file(path).map_err(|reason| unwritable(path, reason)))?;
        let marks = self.file(MARKS);
        if marks.exists() {
            fs::remove_dir(&marks).map_err(|reason| unwritable(&marks, reason))?;
        }
        // Without its experiment it is no run to anybody any more; then it needs no lock.
        for name in [EXPERIMENT, LOCK] {
            fs::remove_file(self.file(name)).map_err(|reason| unwritable(&self.file(name), reason))?;
        }
        fs::remove_dir(self.path()).map_err(|reason| unwritable(self.path(), reason))
    }

    /// Whether this is a directory of its own with an experiment in it.
    pub(super) fn check_is_run(&self) -> Result<(), RunError> {
        let is = |path: &Path, is: fn(&fs::Metadata) -> bool| fs::symlink_metadata(path).is_ok_and(|found| is(&found));
        let is_run = is(self.path(), fs::Metadata::is_dir) && is(&self.file(EXPERIMENT), fs::Metadata::is_file);
        if is_run { Ok(()) } else { Err(RunError::NotARun(self.path().to_owned())) }
    }

    /// The files that go first: all but experiment and lock.
    fn own_files(&self) -> Result<Vec<PathBuf>, RunError> {
        let (mut own, mut foreign) = (Vec::new(), Vec::new());
        let unreadable = |reason| RunError::Unreadable { path: self.path().to_owned(), reason };
        for (name, is_file) in entries(self.path()).map_err(unreadable)? {
            match name.as_str() {
                EXPERIMENT | LOCK if is_file => {}
                MARKS if !is_file && fs::symlink_metadata(self.file(MARKS)).is_ok_and(|found| found.is_dir()) => {
                    for (mark, is_file) in entries(&self.file(MARKS)).map_err(unreadable)? {
                        let is_own = is_file && (is_mark(&mark) || is_temporary(&mark));
                        let path = format!("{MARKS}/{mark}");
                        if is_own { own.push(self.file(&path)) } else { foreign.push(path) }
                    }
                }
                _ if is_file && is_own(&name) => own.push(self.file(&name)),
                _ => foreign.push(name),
            }
        }
        if foreign.is_empty() {
            return Ok(own);
        }
        foreign.sort();
        Err(RunError::Foreign { run: self.name(), files: foreign })
    }
}

/// Names in a directory, and whether each is a file and no link.
fn entries(directory: &Path) -> io::Result<Vec<(String, bool)>> {
    let entry = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name().to_string_lossy().into_owned(), entry.file_type()?.is_file()))
    };
    fs::read_dir(directory)?.map(entry).collect()
}

fn is_own(name: &str) -> bool {
    [METRICS, INTERVENTIONS, Checkpoint::LAST, Checkpoint::BEST, Summary::FILE, NOTE].contains(&name)
        || is_numbered(name, "branch-", ".csv")
        || is_picture(name)
        || is_temporary(name)
}

/// A picture of the dashboard.
fn is_picture(name: &str) -> bool {
    name.starts_with("screen-") && [".svg", ".png"].iter().any(|kind| name.ends_with(kind))
}

fn is_mark(name: &str) -> bool {
    is_numbered(name, "", ".safetensors")
}

fn is_numbered(name: &str, before: &str, after: &str) -> bool {
    let number = name.strip_prefix(before).and_then(|name| name.strip_suffix(after));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::experiment::Experiment;

    fn run(runs_dir: &Path) -> RunDirectory {
        let run = RunDirectory::create(runs_dir, &Experiment::open("series-sum").unwrap()).unwrap();
        fs::create_dir(run.file(MARKS)).unwrap();
        let files = [METRICS, INTERVENTIONS, "last.safetensors", "best.safetensors", "summary.json", NOTE];
        let more = [
            "branch-12.csv",
            "screen-000040-train.svg",
            "screen-000040-train.png",
            "marks/40.safetensors",
            "marks/.tmp1",
            ".tmp0",
        ];
        files.iter().chain(&more).for_each(|name| fs::write(run.file(name), "").unwrap());
        run
    }

    fn refused(run: &RunDirectory) -> String {
        run.delete().unwrap_err().to_string()
    }

    #[test]
    fn all_that_rnnlab_wrote_is_removed_and_no_other_run() {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = (run(dir.path()), run(dir.path()));
        one.delete().unwrap();
        assert_eq!(RunDirectory::list(dir.path()).unwrap(), std::slice::from_ref(&other));
        assert!(!one.path().exists() && other.file("marks/40.safetensors").exists());
    }

    #[test]
    fn a_run_with_files_of_somebody_else_stays_whole_and_they_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let run = run(dir.path());
        for name in ["my plot.png", "marks/mine.txt", "branch-.csv"] {
            fs::write(run.file(name), "").unwrap();
        }
        let name = run.name();
        assert_eq!(
            refused(&run),
            format!(
                "{name} holds what rnnlab did not write (branch-.csv, marks/mine.txt, my plot.png): move that away \
                     first; nothing was deleted"
            )
        );
        assert!(run.file(METRICS).exists() && run.file("marks/40.safetensors").exists());
    }

    #[test]
    fn a_run_that_is_being_written_stays() {
        let dir = tempfile::tempdir().unwrap();
        let run = run(dir.path());
        let _lock = RunLock::take(&run).unwrap();
        assert!(refused(&run).contains("is being written by process"));
        assert!(run.file(METRICS).exists());
    }

    #[test]
    fn a_link_is_not_followed_and_what_is_no_run_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let run = run(dir.path());
        let link = dir.path().join("link");
        symlink(run.path(), &link).unwrap();
        let words = format!("{} is not the directory of a run: nothing in it was touched", link.display());
        assert_eq!(refused(&RunDirectory::at(link)), words);
        assert!(refused(&RunDirectory::at(dir.path().to_owned())).contains("is not the directory of a run"));
        // A link in a run could lead anywhere.
        fs::remove_file(run.file(METRICS)).unwrap();
        symlink("/dev/null", run.file(METRICS)).unwrap();
        assert!(refused(&run).contains("(metrics.csv)"));
        fs::remove_file(run.file(METRICS)).unwrap();
        fs::rename(run.file(MARKS), dir.path().join("elsewhere")).unwrap();
        symlink(dir.path().join("elsewhere"), run.file(MARKS)).unwrap();
        assert!(refused(&run).contains("(marks)"));
        assert!(dir.path().join("elsewhere/40.safetensors").exists());
    }
}
