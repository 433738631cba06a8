//! What the dashboard asks of the world outside: runs, other experiments, a clipboard, and how it was left.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};
use crossbeam_channel::Receiver;

use super::{clipboard, librarian::Librarian, settings::Memory};
use crate::{
    app::{Errand, RunNews, Settings},
    data::Dataset,
    experiment::{Builtin, Experiment},
    launch::{Keeping, Shelf, launch_from, resume},
    run::{Recent, RunDirectory},
    training::{Delivery, Worker},
};

/// Starts runs, and finds experiments. A function that starts runs is one.
pub trait Launcher {
    /// Starts a run of an experiment.
    ///
    /// # Errors
    /// When the system refuses another thread.
    fn start(&mut self, experiment: Experiment) -> io::Result<Worker>;

    /// Reads an experiment, by its name or path.
    ///
    /// # Errors
    /// When there is none, or it is not valid, in one sentence.
    fn open(&mut self, name: &str) -> Result<Experiment, String> {
        Experiment::open(name).map_err(|error| error.to_string())
    }

    /// Experiment files that were opened before, newest first.
    fn recent(&mut self) -> Vec<String> {
        Vec::new()
    }

    /// Goes on with the run of this name.
    ///
    /// # Errors
    /// When the system refuses another thread.
    fn resume(&mut self, run: &str) -> io::Result<Worker> {
        Err(io::Error::other(format!("there is no run '{run}' here")))
    }

    /// Has something done to the runs on disk. What comes of it is among the news.
    fn send(&mut self, _errand: Errand) {}

    /// What is known of the runs on disk, as it comes; `None` where there are none.
    fn news(&self) -> Option<&Receiver<RunNews>> {
        None
    }

    /// Where pictures go of a run that has no directory.
    fn pictures(&self) -> PathBuf {
        PathBuf::from(".")
    }

    /// Puts a text into the clipboard.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn copy(&mut self, _text: &str) -> io::Result<()> {
        Ok(())
    }

    /// How the dashboard was left; `None` where it is opened for the first time.
    fn recall(&mut self) -> Option<Settings> {
        Some(Settings::default())
    }

    /// Keeps how the dashboard is now, for the next.
    fn keep(&mut self, _settings: Settings) {}
}

impl<F: FnMut(Experiment) -> io::Result<Worker>> Launcher for F {
    fn start(&mut self, experiment: Experiment) -> io::Result<Worker> {
        self(experiment)
    }
}

/// Starts runs that are kept in a directory; reads data on their thread, so that the screen never waits for a large file.
pub(super) struct Desk<'a> {
    keeping: &'a Keeping,
    shelf: Shelf,
    recent: Recent,
    memory: Memory,
    resumed: Option<RunDirectory>,
    librarian: Librarian,
}

impl<'a> Desk<'a> {
    /// With what the person who runs the program left.
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub(super) fn of_environment(keeping: &'a Keeping) -> Result<Self> {
        let librarian = Librarian::spawn(keeping.runs_dir.clone()).context("cannot start a thread for the runs")?;
        let (recent, memory) = (Recent::of_environment(), Memory::of_environment());
        Ok(Self { keeping, shelf: Shelf::default(), recent, memory, resumed: None, librarian })
    }

    /// With the data of an experiment at hand.
    pub(super) fn with_data(self, experiment: &Experiment, dataset: &Arc<Dataset>) -> Self {
        self.shelf.keep(experiment, dataset);
        self
    }

    /// The first run to start is one that goes on.
    pub(super) fn resuming(self, run: RunDirectory) -> Self {
        // By the path that it has in the list, so that it is found there.
        let listed = self.keeping.runs_dir.join(run.name());
        let is_listed =
            fs::canonicalize(&listed).is_ok_and(|listed| fs::canonicalize(run.path()).is_ok_and(|run| run == listed));
        Self { resumed: Some(if is_listed { RunDirectory::at(listed) } else { run }), ..self }
    }
}

impl Launcher for Desk<'_> {
    fn start(&mut self, experiment: Experiment) -> io::Result<Worker> {
        if let Some(run) = self.resumed.take() {
            return resume(run, self.keeping.save_every, Delivery::Thinned);
        }
        launch_from(&self.shelf, experiment, self.keeping, Delivery::Thinned)
    }

    fn open(&mut self, name: &str) -> Result<Experiment, String> {
        let path = at_home(name);
        let experiment = read(&path)?;
        // A person who opens an experiment once more may have changed its data.
        self.shelf.clear();
        self.recent.add(&path);
        Ok(experiment)
    }

    fn recent(&mut self) -> Vec<String> {
        self.recent.list()
    }

    fn resume(&mut self, run: &str) -> io::Result<Worker> {
        let run = RunDirectory::at(self.keeping.runs_dir.join(run));
        resume(run, self.keeping.save_every, Delivery::Thinned)
    }

    fn send(&mut self, errand: Errand) {
        self.librarian.send(errand);
    }

    fn news(&self) -> Option<&Receiver<RunNews>> {
        Some(self.librarian.news())
    }

    fn pictures(&self) -> PathBuf {
        self.keeping.runs_dir.clone()
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        clipboard::copy(&mut io::stdout(), text)
    }

    fn recall(&mut self) -> Option<Settings> {
        self.memory.recall()
    }

    fn keep(&mut self, settings: Settings) {
        self.memory.keep(settings);
    }
}

fn read(path: &str) -> Result<Experiment, String> {
    let file = Path::new(path);
    let kind = fs::metadata(file).ok().filter(|_| Builtin::find(path).is_none());
    match kind {
        Some(kind) if kind.is_dir() => {
            Err(format!("{path} is a directory: give the path of an experiment file (.toml)"))
        }
        // Reading a device may never end.
        Some(kind) if !kind.is_file() => Err(format!("{path} is no file: give the path of an experiment file (.toml)")),
        Some(_) if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) => {
            Err(format!("{path} holds data: `rnnlab new {path}` writes an experiment for it"))
        }
        _ => Experiment::open(path).map_err(|error| error.to_string()),
    }
}

/// A path with `~` for the home directory written out, as a shell does.
fn at_home(path: &str) -> String {
    let home = env::var("HOME").ok().filter(|home| !home.is_empty());
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => format!("{home}/{rest}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_starts_runs_has_none_on_disk() {
        let mut launcher = |_: Experiment| Err(io::Error::other("none"));
        let words = launcher.resume("a").err().unwrap().to_string();
        assert_eq!(words, "there is no run 'a' here");
        launcher.send(Errand::List);
        assert!(launcher.news().is_none());
    }

    #[test]
    fn a_run_that_goes_on_has_the_path_that_it_has_in_the_list() {
        let dir = tempfile::tempdir().unwrap();
        let runs_dir = dir.path().join("runs");
        let run = RunDirectory::create(&runs_dir, &Experiment::open("series-sum").unwrap()).unwrap();
        let keeping = Keeping { runs_dir: runs_dir.clone(), save_every: std::time::Duration::ZERO };
        let desk = || Desk::of_environment(&keeping).unwrap();
        let roundabout = RunDirectory::at(dir.path().join("runs/../runs").join(run.name()));
        assert_eq!(desk().resuming(roundabout).resumed, Some(run.clone()));
        let elsewhere =
            RunDirectory::create(&dir.path().join("others"), &Experiment::open("series-sum").unwrap()).unwrap();
        assert_eq!(desk().resuming(elsewhere.clone()).resumed, Some(elsewhere));
    }

    #[test]
    fn what_is_no_experiment_is_refused_in_one_sentence() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).display().to_string();
        fs::write(dir.path().join("my.csv"), "a,b\n1,2\n").unwrap();
        fs::write(dir.path().join("my.toml"), "name = 3").unwrap();
        let refused = |name: &str| read(name).unwrap_err();
        let csv = path("my.csv");
        assert_eq!(refused(&csv), format!("{csv} holds data: `rnnlab new {csv}` writes an experiment for it"));
        let toml = path("my.toml");
        assert_eq!(refused(&toml), format!("{toml}, line 1, column 8: invalid type: integer `3`, expected a string"));
        let folder = path("");
        assert_eq!(refused(&folder), format!("{folder} is a directory: give the path of an experiment file (.toml)"));
        assert_eq!(refused("/dev/zero"), "/dev/zero is no file: give the path of an experiment file (.toml)");
        let none = path("none.toml");
        assert_eq!(
            refused(&none),
            format!(
                "cannot read the experiment {none}: No such file or directory (os error 2); give the path of a TOML file \
                 or a name that `rnnlab experiments` lists"
            )
        );
        assert_eq!(read("surnames").unwrap().name, "surnames");
    }
}
