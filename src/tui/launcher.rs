//! What the dashboard asks of the world outside: runs, and other experiments.

use std::{env, fs, io, path::Path, sync::Arc};

use crate::{
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
    resumed: Option<RunDirectory>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(keeping: &'a Keeping, recent: Recent) -> Self {
        Self { keeping, shelf: Shelf::default(), recent, resumed: None }
    }

    /// With the data of an experiment at hand.
    pub(super) fn with_data(self, experiment: &Experiment, dataset: &Arc<Dataset>) -> Self {
        self.shelf.keep(experiment, dataset);
        self
    }

    /// The first run to start is one that goes on.
    pub(super) fn resuming(self, run: RunDirectory) -> Self {
        Self { resumed: Some(run), ..self }
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
