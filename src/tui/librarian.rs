//! Does errands to the runs on disk, on a thread of its own: the screen waits for no disk and no large file.

use std::{collections::HashMap, io, mem, path::PathBuf, thread};

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::{
    app::{Errand, LossCurve, RunNews},
    experiment::Experiment,
    run::{Overview, RunDirectory, RunError, RunLock, Stamp},
};

/// Whoever knows the runs of a directory. Errands are done one after the other.
#[derive(Debug)]
pub(super) struct Librarian {
    errands: Sender<Errand>,
    news: Receiver<RunNews>,
    /// Without its end nobody is told that there will be no news: whoever listens would hear of nothing else.
    _told: Sender<RunNews>,
}

impl Librarian {
    /// One for the runs of a directory.
    ///
    /// # Errors
    /// When the system refuses another thread.
    pub(super) fn spawn(runs_dir: PathBuf) -> io::Result<Self> {
        let ((errands, asked), (told, news)) = (unbounded(), unbounded());
        let tell = told.clone();
        let mut stacks = Stacks::new(runs_dir);
        // It ends with whoever asks.
        let work = move || asked.iter().try_for_each(|errand| tell.send(stacks.run(errand)));
        thread::Builder::new().name("runs".to_owned()).spawn(work)?;
        Ok(Self { errands, news, _told: told })
    }

    pub(super) fn send(&self, errand: Errand) {
        // Only where it panicked is nobody there.
        let _ = self.errands.send(errand);
    }

    pub(super) fn news(&self) -> &Receiver<RunNews> {
        &self.news
    }
}

/// The runs of a directory, and what is known of those that nobody writes.
pub(super) struct Stacks {
    runs_dir: PathBuf,
    known: HashMap<PathBuf, (Stamp, Overview)>,
}

impl Stacks {
    pub(super) fn new(runs_dir: PathBuf) -> Self {
        Self { runs_dir, known: HashMap::new() }
    }

    /// Does an errand.
    pub(super) fn run(&mut self, errand: Errand) -> RunNews {
        let at = |name: &str| RunDirectory::at(self.runs_dir.join(name));
        let in_words = |error: RunError| error.to_string();
        match errand {
            Errand::List => RunNews::Listed(self.list().map_err(in_words)),
            Errand::Curve(name) => {
                let curve = curve(&at(&name)).map_err(in_words);
                RunNews::Curve(name, curve.map(Box::new))
            }
            Errand::Open(name) => {
                let opened = open(&at(&name)).map(Box::new);
                RunNews::Opened(name, opened)
            }
            Errand::Note(name, text) => RunNews::Noted(at(&name).write_note(&text).map_err(in_words)),
            Errand::Delete(name) => {
                let deleted = at(&name).delete().map_err(in_words);
                RunNews::Deleted(name, deleted)
            }
        }
    }

    /// Runs that have not changed since they were looked at are not looked at again.
    fn list(&mut self) -> Result<Vec<Overview>, RunError> {
        let mut before = mem::take(&mut self.known);
        let runs = RunDirectory::list(&self.runs_dir)?;
        let look = |directory: RunDirectory| {
            let (path, stamp) = (directory.path().to_owned(), Stamp::of(&directory));
            let known = before.remove(&path).filter(|(then, _)| Some(then) == stamp.as_ref());
            let seen = known.map_or_else(|| Overview::of(directory), |(_, seen)| seen);
            if let Some(stamp) = stamp {
                self.known.insert(path, (stamp, seen.clone()));
            }
            seen
        };
        Ok(runs.into_iter().map(look).collect())
    }
}

/// The losses of a run in bounded memory. Where a run went back, what came later counts.
fn curve(run: &RunDirectory) -> Result<LossCurve, RunError> {
    let mut curve = LossCurve::default();
    let mut next = 0;
    run.for_each_step(|metrics| {
        if metrics.step < next {
            curve.training.rewind(metrics.step);
            curve.validation.rewind(metrics.step);
        }
        next = metrics.step.saturating_add(1);
        curve.training.push(metrics.step, metrics.loss);
        if let Some(loss) = metrics.validation_loss {
            curve.validation.push(metrics.step, loss);
        }
    })?;
    Ok(curve)
}

/// The experiment of a run that nobody writes. Whether its data are still the same is seen when it goes on.
fn open(run: &RunDirectory) -> Result<Experiment, String> {
    let experiment = run.experiment().map_err(|error| error.to_string())?;
    // Whoever has it is named.
    RunLock::take(run).map_err(|error| error.to_string())?;
    Ok(experiment)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    fn made(runs_dir: &Path, metrics: &str) -> RunDirectory {
        let run = RunDirectory::create(runs_dir, &Experiment::open("series-sum").unwrap()).unwrap();
        fs::write(run.file("metrics.csv"), metrics).unwrap();
        run
    }

    #[test]
    fn errands_are_done_in_order_and_each_is_told_of() {
        let dir = tempfile::tempdir().unwrap();
        let run = made(dir.path(), "0,0,2,,0.1,1,0\n1,0,1,3,0.1,1,0\n");
        let librarian = Librarian::spawn(dir.path().to_owned()).unwrap();
        let name = run.name();
        let errands = [
            Errand::Note(name.clone(), "mine".to_owned()),
            Errand::List,
            Errand::Curve(name.clone()),
            Errand::Open(name.clone()),
            Errand::Delete(name.clone()),
            Errand::Curve(name.clone()),
            Errand::List,
        ];
        let asked = errands.len();
        for errand in errands {
            librarian.send(errand);
        }
        let news: Vec<RunNews> = librarian.news().iter().take(asked).collect();
        assert_eq!(news[0], RunNews::Noted(Ok(())));
        let RunNews::Listed(Ok(listed)) = &news[1] else { panic!("{:?}", news[1]) };
        assert_eq!((listed.len(), listed[0].note.as_str()), (1, "mine"));
        let RunNews::Curve(_, Ok(curve)) = &news[2] else { panic!("{:?}", news[2]) };
        assert_eq!((curve.training.last(), curve.validation.last()), (Some(1.0), Some(3.0)));
        assert!(matches!(&news[3], RunNews::Opened(of, Ok(_)) if *of == name));
        assert_eq!(news[4], RunNews::Deleted(name.clone(), Ok(())));
        let RunNews::Curve(_, Err(words)) = &news[5] else { panic!("{:?}", news[5]) };
        assert!(words.starts_with("cannot read "), "{words}");
        assert_eq!(news[6], RunNews::Listed(Ok(Vec::new())));
    }

    #[test]
    fn a_run_is_looked_at_again_once_its_files_have_changed() {
        let dir = tempfile::tempdir().unwrap();
        let run = made(dir.path(), "0,0,2,,0.1,1,0\n");
        let mut stacks = Stacks::new(dir.path().to_owned());
        assert_eq!(stacks.list().unwrap()[0].steps(), Some(1));
        "kept".clone_into(&mut stacks.known.values_mut().next().unwrap().1.note);
        assert_eq!(stacks.list().unwrap()[0].note, "kept", "it was not looked at again");
        fs::write(run.file("metrics.csv"), "0,0,2,,0.1,1,0\n1,0,2,,0.1,1,0\n").unwrap();
        let seen = stacks.list().unwrap().remove(0);
        assert_eq!((seen.steps(), seen.note.as_str()), (Some(2), ""));
        let _lock = RunLock::take(&run).unwrap();
        assert_eq!(stacks.list().unwrap()[0].state, crate::run::RunState::Running);
        fs::remove_dir_all(run.path()).unwrap();
        assert_eq!((stacks.list().unwrap().len(), stacks.known.len()), (0, 0));
    }

    #[test]
    fn what_a_run_went_back_behind_is_not_in_its_curve() {
        let dir = tempfile::tempdir().unwrap();
        let rows = [(0, 9.0), (1, 8.0), (2, 70.0), (3, 60.0), (2, 7.0), (3, 6.0)];
        let lines = rows.map(|(step, loss)| format!("{step},0,{loss},,0.1,1,0\n"));
        let curve = curve(&made(dir.path(), &lines.concat())).unwrap();
        assert_eq!((curve.training.range(), curve.training.buckets().len()), (Some((6.0, 9.0)), 4));
    }

    #[test]
    fn a_run_that_another_writes_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let run = made(dir.path(), "");
        let _lock = RunLock::take(&run).unwrap();
        assert!(open(&run).unwrap_err().contains("is being written by process"));
    }

    #[test]
    fn a_long_curve_keeps_every_extreme_in_bounded_memory() {
        let dir = tempfile::tempdir().unwrap();
        let row = |step: u64| format!("{step},0,{},,0.1,1,0\n", if step == 77_777 { 5.0 } else { 1.0 });
        let lines: Vec<String> = (0..200_000).map(row).collect();
        let curve = curve(&made(dir.path(), &lines.concat())).unwrap();
        assert!(curve.training.buckets().len() <= 4096);
        assert_eq!(curve.training.range(), Some((1.0, 5.0)));
    }
}
