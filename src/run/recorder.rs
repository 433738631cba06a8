//! Keeps a run as it is trained: a line of metrics a step, the changes a person makes, checkpoints, marks, and the summary.

use std::{
    collections::VecDeque,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Checkpoint, RunDirectory, RunError, RunLock, Summary,
    directory::{INTERVENTIONS, MARKS},
    lines::Lines,
    metrics::{METRICS, row},
    write::{sweep, write_whole},
};
use crate::{
    data::Preparation,
    experiment::Experiment,
    training::{
        Change, Figures, Intervention, Moments, Past, Pending, Recorder, Snapshot, StepMetrics, add_to_course,
        most_marks,
    },
};

const HEADER: &str = "step,epoch,loss,validation_loss,validation_accuracy,learning_rate,gradient_norm,seconds\n";

/// What a run is about; goes into each of its checkpoints.
#[derive(Debug, Clone)]
pub struct About {
    /// The complete experiment.
    pub experiment: Experiment,
    /// What was fitted on the training rows.
    pub preparation: Arc<Preparation>,
    /// Of the examples.
    pub fingerprint: u64,
    /// Where the tensors live.
    pub device: String,
}

/// Keeps one run in its directory.
#[derive(Debug)]
pub struct RunRecorder {
    run: RunDirectory,
    about: About,
    lock: RunLock,
    metrics: Lines,
    interventions: Lines,
    /// The run has gone back to this step by the change of this number, and what came after is not put aside yet.
    branch: Option<(u64, u64)>,
    /// The best epoch in the file of its own.
    best_saved: Option<u64>,
}

impl RunRecorder {
    /// A recorder for a run that begins, or goes on from a state of its own: what its files say of later steps is taken
    /// out of them. Gives what the run has behind it, too.
    ///
    /// # Errors
    /// When the directory cannot be written, or its interventions cannot be read.
    pub fn open(
        run: RunDirectory,
        lock: RunLock,
        about: About,
        from: Option<&Snapshot>,
    ) -> Result<(Self, Past), RunError> {
        let unwritable = |file: &str, reason| RunError::Unwritable { path: run.file(file), reason };
        // Nobody else writes here while the lock is held.
        [run.path(), &run.file(MARKS)].into_iter().for_each(sweep);
        let open = |file: &str, first: &str| Lines::open(run.file(file), first).map_err(|e| unwritable(file, e));
        let (mut metrics, mut interventions) = (open(METRICS, HEADER)?, open(INTERVENTIONS, "")?);
        let (step, made, seconds) = from.map_or((0, 0, 0.0), |s| (s.place.step, s.interventions, s.seconds));
        let steps = earlier_steps(&mut metrics, step).map_err(|reason| unwritable(METRICS, reason))?;
        let text = interventions.read().map_err(|reason| unwritable(INTERVENTIONS, reason))?;
        let all = read_interventions(&run.file(INTERVENTIONS), &text)?;
        let mut course = Vec::new();
        all.iter().take(made as usize).for_each(|made| add_to_course(&mut course, *made));
        let script: VecDeque<_> = all.iter().skip(made as usize).copied().collect();
        let (done, _) = all.split_at((made as usize).min(all.len()));
        let marks = marks_of(&run.file(MARKS), step, done);
        let past = Past { interventions: made, course, script, seconds, steps, marks, ..Past::default() };
        Ok((Self { run, about, lock, metrics, interventions, branch: None, best_saved: None }, past))
    }

    fn unwritable(&self, file: &str, reason: io::Error) -> String {
        RunError::Unwritable { path: self.run.file(file), reason }.to_string()
    }

    /// Where somebody has removed the directory, it is made anew beside the other runs.
    fn come_back(&mut self) -> Result<(), RunError> {
        if self.lock.is_in(&self.run) {
            return Ok(());
        }
        if !self.run.path().exists() {
            self.run.make_anew(&self.about.experiment)?;
        }
        self.lock = RunLock::take(&self.run)?;
        self.best_saved = None;
        Ok(())
    }

    fn checkpoint(&self, snapshot: &Snapshot) -> Checkpoint {
        let About { experiment, preparation, fingerprint, .. } = &self.about;
        Checkpoint {
            snapshot: snapshot.clone(),
            experiment: experiment.clone(),
            preparation: Preparation::clone(preparation),
            fingerprint: *fingerprint,
        }
    }

    /// The weights of the best epoch in a file of their own, for whoever wants these rather than the last.
    fn save_best(&mut self, snapshot: &Snapshot) -> Result<(), RunError> {
        let (Some(best), Some(weights)) = (snapshot.place.best, &snapshot.best) else { return Ok(()) };
        if self.best_saved == Some(best.step) {
            return Ok(());
        }
        // The optimizer has gone on since.
        let moments = Moments::default();
        let mut of_best = Snapshot { weights: weights.to_vec(), moments, best: None, ..snapshot.clone() };
        (of_best.place.step, of_best.place.epoch, of_best.place.best) = (best.step, best.epoch, None);
        self.checkpoint(&of_best).write(&self.run.file(Checkpoint::BEST))?;
        self.best_saved = Some(best.step);
        Ok(())
    }

    /// Puts the rows that the run has gone back behind into a file of their own, and gives the place in the metrics where
    /// they begin.
    fn branch_off(&mut self) -> Result<Option<u64>, RunError> {
        let Some((step, change)) = self.branch else { return Ok(None) };
        let unreadable = |reason| RunError::Unreadable { path: self.run.file(METRICS), reason };
        let place = self.metrics.while_wanted(|line| is_before(line, step)).map_err(unreadable)?;
        let mut rows = HEADER.as_bytes().to_vec();
        self.metrics.copy_from(place, &mut rows).map_err(unreadable)?;
        if rows.len() > HEADER.len() {
            write_whole(&self.run.file(&format!("branch-{change}.csv")), &rows)?;
        }
        Ok(Some(place))
    }

    /// Takes them out of the metrics.
    fn cut_branch(&mut self, place: u64) -> Result<(), RunError> {
        self.metrics.cut(place).map_err(|reason| RunError::Unwritable { path: self.run.file(METRICS), reason })?;
        if let Some((step, _)) = self.branch.take() {
            self.forget_marks_after(step);
        }
        Ok(())
    }

    /// Marks of a course that the run went back from are none that it can go back to.
    fn forget_marks_after(&self, step: u64) {
        let directory = self.run.file(MARKS);
        for later in steps_of_marks(&directory).into_iter().filter(|&marked| marked > step) {
            // One that stays is passed over when the run goes on.
            let _ = fs::remove_file(mark_file(&directory, later));
        }
    }
}

impl Recorder for RunRecorder {
    fn record(&mut self, metrics: &StepMetrics) -> Result<(), String> {
        let StepMetrics { step, epoch, loss, learning_rate, gradient_norm, seconds, .. } = metrics;
        let cell = |figure: Option<f64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
        let (validation, accuracy) = (cell(metrics.validation_loss), cell(metrics.validation_accuracy));
        let line =
            format!("{step},{epoch},{loss},{validation},{accuracy},{learning_rate},{gradient_norm},{seconds:.6}");
        self.metrics.push(&line).map_err(|reason| self.unwritable(METRICS, reason))
    }

    fn intervene(&mut self, before: u64, change: &Intervention, pending: &[Intervention]) -> Result<(), String> {
        let line = |change: &Intervention| serde_json::to_string(change).map_err(|error| error.to_string());
        let lines = std::iter::once(change).chain(pending).map(line).collect::<Result<Vec<_>, _>>()?;
        let written = self.interventions.flush().and_then(|()| {
            // What was to be made again stands behind the new change, or is given up.
            let text = self.interventions.read()?;
            let place = Lines::place(&text, before) as u64;
            if place < text.len() as u64 { self.interventions.cut(place) } else { Ok(()) }
        });
        let pushed = lines.iter().try_for_each(|line| self.interventions.push(line));
        let flushed = self.interventions.flush();
        written.and(pushed).and(flushed).map_err(|reason| self.unwritable(INTERVENTIONS, reason))
    }

    fn keep_mark(&mut self, mark: &Snapshot) -> Result<(), String> {
        // One of the same step that was kept earlier may be of another branch.
        let path = mark_file(&self.run.file(MARKS), mark.place.step);
        let made = fs::create_dir_all(self.run.file(MARKS)).map_err(|reason| self.unwritable(MARKS, reason));
        made.and_then(|()| self.checkpoint(mark).write(&path).map_err(|error| error.to_string()))
    }

    fn mark(&self, step: u64) -> Option<Snapshot> {
        read_mark(&mark_file(&self.run.file(MARKS), step))
    }

    fn save(&mut self, snapshot: &Snapshot) -> Result<PathBuf, String> {
        let path = self.run.file(Checkpoint::LAST);
        self.come_back().map_err(|error| error.to_string())?;
        // What a checkpoint counts as done is on the disk before it.
        self.metrics.sync().map_err(|reason| self.unwritable(METRICS, reason))?;
        self.interventions.sync().map_err(|reason| self.unwritable(INTERVENTIONS, reason))?;
        let saved = self.save_best(snapshot).and_then(|()| {
            // Once the checkpoint is there, whoever goes on from it drops the rows of later steps.
            let branch = self.branch_off()?;
            self.checkpoint(snapshot).write(&path)?;
            // Only then is anything taken out of the metrics: until here an earlier checkpoint may have needed it.
            branch.map_or(Ok(()), |place| self.cut_branch(place))
        });
        saved.map_err(|error| error.to_string())?;
        Ok(path)
    }

    fn rewind(&mut self, step: u64, change: u64) -> Result<(), String> {
        let flushed = self.metrics.flush().map_err(|reason| self.unwritable(METRICS, reason));
        self.branch = Some((self.branch.map_or(step, |(earlier, _)| earlier.min(step)), change));
        self.metrics.hold();
        flushed
    }

    fn conclude(&mut self, figures: &Figures) -> Result<(), String> {
        let summary = Summary::new(figures, &self.about.device);
        let json = serde_json::to_vec_pretty(&summary).map_err(|error| error.to_string())?;
        write_whole(&self.run.file(Summary::FILE), &json).map_err(|error| error.to_string())
    }
}

impl Drop for RunRecorder {
    fn drop(&mut self) {
        // Whoever could be told is gone.
        let _ = self.metrics.flush();
    }
}

/// Whether a line is the row of an earlier step, or none.
fn is_before(line: &[u8], step: u64) -> bool {
    step_of(line).is_none_or(|of_line| of_line < step)
}

fn step_of(line: &[u8]) -> Option<u64> {
    str::from_utf8(line).ok()?.split(',').next()?.parse().ok()
}

/// Takes the rows from a step on out of the file, and gives those before, thinned.
fn earlier_steps(metrics: &mut Lines, step: u64) -> io::Result<Vec<StepMetrics>> {
    let mut earlier = Pending::default();
    let place = metrics.while_wanted(|line| {
        let is_wanted = is_before(line, step);
        let row = str::from_utf8(line).ok().filter(|_| is_wanted).and_then(row);
        if let Some(metrics) = row {
            earlier.push(metrics);
        }
        is_wanted
    })?;
    metrics.cut(place)?;
    Ok(earlier.take())
}

/// The newest marks up to a step that are of the course that led there, not of one that the run went back from; as many as
/// the memory may hold.
fn marks_of(directory: &Path, step: u64, done: &[Intervention]) -> Vec<Snapshot> {
    let mut steps = steps_of_marks(directory);
    steps.retain(|&marked| marked <= step);
    steps.sort_unstable_by(|a, b| b.cmp(a));
    let is_of_course = |mark: &Snapshot| {
        let since = done.iter().skip(mark.interventions as usize);
        let gone_back_to = since.filter_map(|made| if let Change::Rewind(to) = made.change { Some(to) } else { None });
        gone_back_to.min().is_none_or(|to| mark.place.step <= to)
    };
    let marks = steps.into_iter().filter_map(|step| read_mark(&mark_file(directory, step))).filter(is_of_course);
    let mut most = usize::MAX;
    let fits = |(place, mark): &(usize, Snapshot)| {
        most = most.min(most_marks(mark));
        *place < most
    };
    marks.enumerate().take_while(fits).map(|(_, mark)| mark).collect()
}

fn steps_of_marks(directory: &Path) -> Vec<u64> {
    let files = fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok);
    files.filter_map(|file| file.path().file_stem()?.to_str()?.parse().ok()).collect()
}

fn mark_file(directory: &Path, step: u64) -> PathBuf {
    directory.join(format!("{step}.safetensors"))
}

fn read_mark(path: &Path) -> Option<Snapshot> {
    let read = path.is_file().then(|| Checkpoint::read(path))?;
    read.inspect_err(|error| tracing::warn!(%error, "a mark cannot be used")).ok().map(|mark| mark.snapshot)
}

fn read_interventions(path: &Path, text: &[u8]) -> Result<Vec<Intervention>, RunError> {
    let lines = text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    let read = |(number, line): (usize, &[u8])| {
        serde_json::from_slice(line).map_err(|error| RunError::Damaged {
            path: path.to_owned(),
            problem: format!("line {}: {error}", number + 1),
        })
    };
    lines.enumerate().map(read).collect()
}

#[cfg(test)]
mod tests;
