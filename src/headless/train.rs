//! `rnnlab train`: iteration and loss now and then, and at last what the saved network makes of the test sequences.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use crossbeam_channel::RecvTimeoutError;
use serde::Serialize;
use signal_hook::{consts::TERM_SIGNALS, flag};

use crate::{
    cli::TrainArgs,
    evaluation::Report,
    experiment::{Override, Pace},
    launch::launch,
    predict::Predictor,
    run::{Checkpoint, RunDirectory},
    training::{BestEpoch, Delivery, Figures, StepMetrics, TrainingCommand, TrainingEvent, Worker},
};

/// A signal is noticed within this time, however slow the steps are.
const BETWEEN_SIGNALS: Duration = Duration::from_millis(100);

/// Test sequences whose answers are printed; more are measured rather than read.
const MOST_ANSWERS: usize = 10;

/// How a headless training came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All steps were taken.
    Finished,
    /// A signal came; the run is saved.
    Interrupted,
}

/// Trains and writes lines to `out`.
///
/// # Errors
/// When the experiment or its data are not valid, or the training fails; the reason is one sentence.
pub fn train(args: &TrainArgs, runs_dir: &Path, out: &mut impl Write) -> Result<Ending> {
    let experiment = args.job.open()?;
    let dataset = Arc::new(super::load(&experiment)?);
    let signal = Arc::new(AtomicBool::new(false));
    for number in TERM_SIGNALS {
        flag::register(*number, Arc::clone(&signal)).context("cannot listen for signals")?;
    }
    let worker = launch(experiment, dataset, runs_dir, Delivery::Complete)?;
    // The experiment's pace is for people who watch; a script that wants one says so.
    if !args.job.set.iter().any(Override::is_pace) {
        worker.send(TrainingCommand::SetPace(Pace::Max));
    }
    Lines { args, out: KeepGoing::new(out), directory: PathBuf::new(), not_saved: None, signal }.write(&worker)
}

/// Writes the events of one training.
struct Lines<'a, W> {
    args: &'a TrainArgs,
    out: KeepGoing<'a, W>,
    directory: PathBuf,
    /// Why the newest checkpoint is not on disk, if it is not.
    not_saved: Option<String>,
    signal: Arc<AtomicBool>,
}

/// The lines of `--json`.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum JsonLine {
    Step(StepMetrics),
    Finished(JsonEnd),
    Stopped(JsonEnd),
}

#[derive(Serialize)]
struct JsonEnd {
    run: PathBuf,
    steps: u64,
    loss: Option<f64>,
    best: Option<BestEpoch>,
    #[serde(flatten)]
    report: Option<Report>,
    seconds: f64,
}

impl<W: Write> Lines<'_, W> {
    fn write(&mut self, worker: &Worker) -> Result<Ending> {
        loop {
            if self.signal.swap(false, Ordering::Relaxed) {
                worker.send(TrainingCommand::Stop);
            }
            let event = match worker.events().recv_timeout(BETWEEN_SIGNALS) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => bail!("the training thread ended without a word"),
            };
            match event {
                TrainingEvent::Started(info) => self.directory = info.directory.unwrap_or_default(),
                TrainingEvent::Stepped(steps) => self.steps(&steps)?,
                TrainingEvent::SaveFailed { reason } => self.not_saved = Some(reason),
                TrainingEvent::CheckpointSaved { .. } => self.not_saved = None,
                TrainingEvent::Finished(figures) => return self.finished(&figures),
                TrainingEvent::Stopped(figures) => return self.stopped(&figures),
                TrainingEvent::Failed { reason } => return Err(anyhow!(reason)),
                _ => {}
            }
        }
    }

    /// A training whose end is not on disk has failed, however well it went.
    fn check_saved(&self) -> Result<()> {
        self.not_saved.as_ref().map_or(Ok(()), |reason| Err(anyhow!(reason.clone())))
    }

    fn steps(&mut self, steps: &[StepMetrics]) -> Result<()> {
        for metrics in steps.iter().filter(|metrics| metrics.step.is_multiple_of(self.args.every)) {
            if self.args.json {
                self.json(&JsonLine::Step(*metrics))?;
            } else {
                writeln!(self.out, "{:4} {:.6}", metrics.step, metrics.loss)?;
            }
        }
        Ok(self.out.flush()?)
    }

    fn json(&mut self, line: &JsonLine) -> Result<()> {
        serde_json::to_writer(&mut self.out, line).map_err(io::Error::from)?;
        Ok(writeln!(self.out)?)
    }

    fn finished(&mut self, figures: &Figures) -> Result<Ending> {
        self.check_saved()?;
        if self.args.json {
            self.json(&JsonLine::Finished(self.end(figures)))?;
        } else {
            self.answers(figures)?;
        }
        Ok(Ending::Finished)
    }

    fn answers(&mut self, figures: &Figures) -> Result<()> {
        let run = RunDirectory::at(self.directory.clone());
        if let Some(BestEpoch { epoch, validation_loss, .. }) = figures.best {
            let steps = figures.steps;
            writeln!(
                self.out,
                "best of {steps} steps: epoch {epoch}, validation loss {validation_loss:.6}; its weights are kept"
            )?;
        }
        writeln!(self.out, "model saved to {}", run.file(Checkpoint::LAST).display())?;
        // The saved file, not the network in memory, answers: what is printed is what a later process gets.
        let predictor = Predictor::load(&run)?;
        let (dataset, answers) = predictor.test(MOST_ANSWERS)?;
        for (example, answer) in &answers {
            let (input, truth) = (
                dataset.preparation.show(&predictor.preparation().prompt(example)),
                dataset.preparation.show_target(example),
            );
            writeln!(self.out, "input        {input}")?;
            writeln!(self.out, "ground truth {truth}")?;
            writeln!(self.out, "prediction   {}", dataset.preparation.show_answer(answer, 3))?;
        }
        if dataset.test.len() > MOST_ANSWERS {
            let more = dataset.test.len() - MOST_ANSWERS;
            writeln!(self.out, "and {more} more test examples: `rnnlab evaluate {}` measures all", run.name())?;
        }
        if let Some(test) = &figures.judgement.test {
            writeln!(self.out, "{}", super::standing(test))?;
        }
        Ok(())
    }

    fn stopped(&mut self, figures: &Figures) -> Result<Ending> {
        self.check_saved()?;
        if self.args.json {
            self.json(&JsonLine::Stopped(self.end(figures)))?;
        } else {
            writeln!(self.out, "stopped after {} steps; saved in {}", figures.steps, self.directory.display())?;
        }
        Ok(Ending::Interrupted)
    }

    fn end(&self, figures: &Figures) -> JsonEnd {
        let &Figures { steps, loss, best, ref judgement, seconds } = figures;
        JsonEnd { run: self.directory.clone(), steps, loss, best, report: Report::of(judgement), seconds }
    }
}

/// An output whose reader may stop reading, as `head` does: the training goes on to its end all the same.
struct KeepGoing<'a, W> {
    out: &'a mut W,
    unread: bool,
}

impl<'a, W: Write> KeepGoing<'a, W> {
    fn new(out: &'a mut W) -> Self {
        Self { out, unread: false }
    }

    fn unless_unread(&mut self, write: impl FnOnce(&mut W) -> io::Result<()>) -> io::Result<()> {
        match if self.unread { Ok(()) } else { write(self.out) } {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.unread = true;
                Ok(())
            }
            result => result,
        }
    }
}

impl<W: Write> Write for KeepGoing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_unread(|out| out.write_all(bytes)).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_unread(Write::flush)
    }
}
