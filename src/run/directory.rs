//! Where a run is kept, and how it is found again.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{RunError, Summary, write::write_whole};
use crate::experiment::{Experiment, ExperimentError, read_text};

pub(super) const EXPERIMENT: &str = "experiment.toml";
/// The changes that a person made, one a line.
pub(super) const INTERVENTIONS: &str = "interventions.jsonl";
/// The directory of the states that the run can go back to.
pub(super) const MARKS: &str = "marks";

/// The directory of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDirectory {
    path: PathBuf,
}

impl RunDirectory {
    /// Makes a directory for a run that begins now, named by the time (UTC) and the experiment, and writes the complete
    /// experiment into it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(runs_dir: &Path, experiment: &Experiment) -> Result<Self, RunError> {
        let unwritable = |path: &Path, reason| RunError::Unwritable { path: path.to_owned(), reason };
        fs::create_dir_all(runs_dir).map_err(|reason| unwritable(runs_dir, reason))?;
        let name = format!("{}-{}", Timestamp::now().strftime("%Y%m%d-%H%M%S"), experiment.name);
        let mut path = runs_dir.join(&name);
        let mut twin = 1;
        while let Err(reason) = fs::create_dir(&path) {
            if reason.kind() != ErrorKind::AlreadyExists {
                return Err(unwritable(&path, reason));
            }
            twin += 1;
            path = runs_dir.join(format!("{name}-{twin}"));
        }
        let run = Self { path };
        run.write_experiment(experiment)?;
        Ok(run)
    }

    fn write_experiment(&self, experiment: &Experiment) -> Result<(), RunError> {
        let text = experiment.to_toml().map_err(|error| self.damaged(EXPERIMENT, error.to_string()))?;
        write_whole(&self.file(EXPERIMENT), text.as_bytes())
    }

    /// Makes the directory again that somebody has removed, but not the one it stood in: where that is gone too, it may be
    /// a disk that comes back.
    pub(super) fn make_anew(&self, experiment: &Experiment) -> Result<(), RunError> {
        fs::create_dir(&self.path).map_err(|reason| RunError::Unwritable { path: self.path.clone(), reason })?;
        self.write_experiment(experiment)
    }

    /// Takes over the first changes that were made in another run.
    ///
    /// # Errors
    /// When they cannot be read, or written here.
    pub fn copy_interventions(&self, other: &Self, number: u64) -> Result<(), RunError> {
        let path = other.file(INTERVENTIONS);
        let text = match fs::read_to_string(&path) {
            Err(reason) if reason.kind() == ErrorKind::NotFound => String::new(),
            text => text.map_err(|reason| RunError::Unreadable { path, reason })?,
        };
        let lines: String = text.split_inclusive('\n').take(number as usize).collect();
        write_whole(&self.file(INTERVENTIONS), lines.as_bytes())
    }

    /// The run that is kept in a directory.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Finds a run by its directory, its name in `runs_dir`, or the word `last`.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(runs_dir: &Path, run: &str) -> Result<Self, RunError> {
        if run == "last" {
            return Self::list(runs_dir)?.pop().ok_or_else(|| RunError::NoRuns(runs_dir.to_owned()));
        }
        let places = [PathBuf::from(run), runs_dir.join(run)];
        let found = places.into_iter().find(|path| path.join(EXPERIMENT).is_file());
        found
            .map(|path| Self { path })
            .ok_or_else(|| RunError::NoSuchRun { run: run.to_owned(), runs_dir: runs_dir.to_owned() })
    }

    /// All runs of a directory, oldest first. A directory that is not there has none.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn list(runs_dir: &Path) -> Result<Vec<Self>, RunError> {
        let entries = match fs::read_dir(runs_dir) {
            Err(reason) if reason.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|reason| RunError::Unreadable { path: runs_dir.to_owned(), reason })?,
        };
        let mut runs: Vec<_> = entries
            .filter_map(Result::ok)
            .map(|entry| Self { path: entry.path() })
            .filter(|run| run.file(EXPERIMENT).is_file())
            .collect();
        runs.sort_by_cached_key(Self::age);
        Ok(runs)
    }

    /// Sorts by the time in the name; of twins in the same second the one with the shorter name, `…-9` before `…-10`, is
    /// older.
    fn age(&self) -> (String, usize, String) {
        let name = self.name();
        let time = name.chars().take("20261123-052639".len()).collect();
        (time, name.len(), name)
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its name, the last part of its path.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The experiment that was trained.
    ///
    /// # Errors
    /// When its file cannot be read or is not an experiment.
    pub fn experiment(&self) -> Result<Experiment, ExperimentError> {
        let path = self.file(EXPERIMENT);
        Experiment::parse(&read_text(&path)?, &path.to_string_lossy())
    }

    /// Where the run stands or ended; `None` before its first end.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub fn summary(&self) -> Result<Option<Summary>, RunError> {
        Summary::read(&self.file(Summary::FILE))
    }

    fn damaged(&self, file: &str, problem: String) -> RunError {
        RunError::Damaged { path: self.file(file), problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs_dir() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn twelve_runs_in_the_same_second_are_kept_apart_and_in_order() {
        let (dir, experiment) = (runs_dir(), Experiment::open("series-sum").unwrap());
        let made: Vec<_> = (0..12).map(|_| RunDirectory::create(dir.path(), &experiment).unwrap()).collect();
        assert_eq!(RunDirectory::list(dir.path()).unwrap(), made);
        assert_eq!(&RunDirectory::find(dir.path(), "last").unwrap(), made.last().unwrap());
    }

    #[test]
    fn a_run_is_found_by_path_by_name_and_as_the_last() {
        let (dir, experiment) = (runs_dir(), Experiment::open("series-sum").unwrap());
        let run = RunDirectory::create(dir.path(), &experiment).unwrap();
        for name in [run.path().to_str().unwrap(), &run.name(), "last"] {
            assert_eq!(RunDirectory::find(dir.path(), name).unwrap().experiment().unwrap(), experiment, "{name}");
        }
    }

    #[test]
    fn each_error_says_where_and_what_to_do() {
        let dir = runs_dir();
        let path = dir.path().display().to_string();
        let words = |run| RunDirectory::find(dir.path(), run).unwrap_err().to_string();
        assert_eq!(
            words("last"),
            format!("there are no runs in {path}: make one with `rnnlab train series-sum`, or say --runs-dir")
        );
        assert_eq!(words("x"), format!("there is no run 'x' in {path}: `rnnlab runs` lists them"));
        let blocked = RunDirectory::create(Path::new("/dev/null/runs"), &Experiment::open("series-sum").unwrap());
        assert_eq!(
            blocked.unwrap_err().to_string(),
            "cannot write /dev/null/runs: Not a directory (os error 20); see to it, or choose another place with --runs-dir"
        );
    }
}
