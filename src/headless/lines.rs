//! The events of a training as lines: iteration and loss now and then, and at last what the saved network makes of the
//! test sequences.

use std::{
    io::{self, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, bail};
use crossbeam_channel::RecvTimeoutError;
use serde::Serialize;

use super::{Ending, signal::Signal};
use crate::{
    cli::{LineArgs, OnDivergence},
    data::{Column, Dropped, Ledger},
    evaluation::Report,
    predict::Predictor,
    run::{Checkpoint, RunDirectory},
    training::{
        BestEpoch, Change, Divergence, Figures, LAST_WAIT, StepMetrics, TrainingCommand, TrainingEvent, Worker, short,
    },
    wording::visible,
};

/// A signal is noticed within this time, however slow the steps are.
const BETWEEN_SIGNALS: Duration = Duration::from_millis(100);
/// Test sequences whose answers are printed; more are measured rather than read.
const MOST_ANSWERS: usize = 10;
/// Times that a training goes back because something was not finite.
const MOST_REWINDS: u32 = 8;

/// Writes the events of one training.
pub(super) struct Lines<'a, W> {
    args: &'a LineArgs,
    out: KeepGoing<'a, W>,
    directory: PathBuf,
    /// Why the newest checkpoint is not on disk, if it is not.
    not_saved: Option<String>,
    rewinds: u32,
    signal: Signal,
}

/// The lines of `--json`.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum JsonLine<'a> {
    Dropped { dropped: &'a [Dropped] },
    Warnings { warnings: &'a [String] },
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

impl<'a, W: Write> Lines<'a, W> {
    pub(super) fn new(args: &'a LineArgs, out: &'a mut W, signal: Signal) -> Self {
        Self { args, out: KeepGoing::new(out), directory: PathBuf::new(), not_saved: None, rewinds: 0, signal }
    }

    /// Writes the events of a training until it ends, and gives its directory too.
    pub(super) fn write(mut self, worker: Worker) -> Result<(Ending, RunDirectory)> {
        let mut deadline = None;
        let ending = loop {
            if self.signal.has_come() && deadline.is_none() {
                worker.send(TrainingCommand::Stop);
                deadline = Some(Instant::now() + LAST_WAIT);
            }
            match worker.events().recv_timeout(BETWEEN_SIGNALS) {
                Ok(event) => {
                    if let Some(ending) = self.event(event, &worker)? {
                        break ending;
                    }
                }
                Err(RecvTimeoutError::Timeout) if deadline.is_some_and(|deadline| Instant::now() > deadline) => {
                    self.leave(worker)
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => bail!("the training thread ended without a word"),
            }
        };
        Ok((ending, RunDirectory::at(self.directory)))
    }

    fn event(&mut self, event: TrainingEvent, worker: &Worker) -> Result<Option<Ending>> {
        match event {
            TrainingEvent::Started(info) => {
                self.notes(&info.ledger)?;
                self.directory = info.directory.unwrap_or_default();
            }
            TrainingEvent::Stepped(steps) => self.steps(&steps)?,
            TrainingEvent::SaveFailed { reason } => self.not_saved(reason),
            TrainingEvent::CheckpointSaved { step, .. } => self.saved(step),
            // A pause that is made again is nobody's wish any more.
            TrainingEvent::Paused { .. } => worker.send(TrainingCommand::Resume),
            TrainingEvent::Diverged(divergence) => self.diverged(&divergence, worker)?,
            TrainingEvent::Finished(figures) => return self.finished(&figures).map(Some),
            TrainingEvent::Stopped(figures) => return self.stopped(&figures).map(Some),
            TrainingEvent::Failed { reason } => return Err(anyhow!(reason)),
            _ => {}
        }
        Ok(None)
    }

    /// Names what of the data no example is made of, and what a person should look at.
    fn notes(&mut self, Ledger { dropped, warnings, .. }: &Ledger) -> Result<()> {
        if !self.args.json {
            dropped.iter().try_for_each(|dropped| writeln!(self.out, "{dropped}"))?;
            return Ok(warnings.iter().try_for_each(|warning| writeln!(self.out, "warning: {}", visible(warning)))?);
        }
        if !dropped.is_empty() {
            self.json(&JsonLine::Dropped { dropped })?;
        }
        if !warnings.is_empty() {
            self.json(&JsonLine::Warnings { warnings })?;
        }
        Ok(())
    }

    /// Says so once, however often it is tried again.
    fn not_saved(&mut self, reason: String) {
        if self.not_saved.is_none() {
            // Where standard error is gone too, the exit code has to say it.
            let _ = writeln!(
                io::stderr(),
                "rnnlab: not saved: {}. Training goes on and saving is tried again",
                visible(&reason)
            );
        }
        self.not_saved = Some(reason);
    }

    fn saved(&mut self, step: u64) {
        if self.not_saved.take().is_some() {
            let _ = writeln!(io::stderr(), "rnnlab: saved again at step {step}");
        }
    }

    fn diverged(&mut self, divergence: &Divergence, worker: &Worker) -> Result<()> {
        let (mark, rate) = (divergence.mark, divergence.smaller_learning_rate());
        if self.args.on_divergence == OnDivergence::Rewind && self.rewinds < MOST_REWINDS {
            self.rewinds += 1;
            if !self.args.json {
                let rate = short(rate);
                writeln!(self.out, "{divergence}: back to step {mark}, and on with learning rate {rate}")?;
            }
            worker.send(TrainingCommand::Change(Change::Rewind(mark)));
            worker.send(TrainingCommand::Change(Change::LearningRate(rate)));
            worker.send(TrainingCommand::Resume);
            return Ok(());
        }
        let run = RunDirectory::at(self.directory.clone()).name();
        let way = match self.args.on_divergence {
            OnDivergence::Stop => format!(
                "`rnnlab resume {run} --plain --on-divergence rewind` goes back to a finite state and on with a tenth of \
                 the learning rate"
            ),
            OnDivergence::Rewind => {
                format!("going back {MOST_REWINDS} times did not help, so look at the data or the network")
            }
        };
        bail!("{divergence}; nothing of it was saved, and {way}")
    }

    /// Ends the process while the thread is in the midst of a step: what was saved last is whole.
    fn leave(&mut self, worker: Worker) -> ! {
        worker.abandon();
        let place = self.directory.display();
        let _ = writeln!(self.out, "left in the midst of a step; the last checkpoint is in {place}");
        let _ = self.out.flush();
        // As `exit`, but without destructors: libtorch is at work on the other thread.
        signal_hook::low_level::exit(super::INTERRUPTED.into())
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

    fn json(&mut self, line: &JsonLine<'_>) -> Result<()> {
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
            writeln!(self.out, "prediction   {}", dataset.preparation.show_answer(answer, Column::show))?;
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
        let &Figures { steps, loss, best, ref judgement, seconds, .. } = figures;
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
