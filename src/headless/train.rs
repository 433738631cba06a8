//! `rnnlab train`, `resume --plain` and `replay`: a training without a dashboard.

use std::{io::Write, sync::Arc};

use anyhow::{Context, Result, bail};

use super::{lines::Lines, signal::Signal};
use crate::{
    cli::{ReplayArgs, ResumeArgs, TrainArgs},
    experiment::{Override, Pace},
    launch::{self, Keeping, launch},
    run::{Checkpoint, RunDirectory},
    training::Delivery,
};

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
pub fn train(args: &TrainArgs, keeping: &Keeping, out: &mut impl Write) -> Result<Ending> {
    let mut experiment = args.job.open()?;
    // The experiment's pace is for people who watch; a script that wants one says so.
    if !args.job.set.iter().any(Override::is_pace) {
        experiment.training.pace = Pace::Max;
    }
    let dataset = Arc::new(super::load(&experiment)?);
    let signal = Signal::listen()?;
    let worker = launch(experiment, dataset, keeping, Delivery::Complete)?;
    Ok(Lines::new(&args.lines, out, signal).write(worker)?.0)
}

/// Goes on with a run and writes lines to `out`.
///
/// # Errors
/// When there is no such run, another process writes it, its data have changed, or the training fails.
pub fn resume(args: &ResumeArgs, keeping: &Keeping, out: &mut impl Write) -> Result<Ending> {
    let run = RunDirectory::find(&keeping.runs_dir, &args.run)?;
    let signal = Signal::listen()?;
    let worker = launch::resume(run, keeping.save_every, Delivery::Complete)?;
    Ok(Lines::new(&args.lines, out, signal).write(worker)?.0)
}

/// Trains a run's experiment again with the same changes at the same steps, and compares the weights.
///
/// # Errors
/// When there is no such run, the training fails, or it comes to other weights.
pub fn replay(args: &ReplayArgs, keeping: &Keeping, out: &mut impl Write) -> Result<Ending> {
    let run = RunDirectory::find(&keeping.runs_dir, &args.run)?;
    let signal = Signal::listen()?;
    let worker = launch::replay(run.clone(), keeping, Delivery::Complete)?;
    let (ending, again) = Lines::new(&args.lines, out, signal.clone()).write(worker)?;
    if signal.has_come() {
        return Ok(ending);
    }
    let weights =
        |run: &RunDirectory| Checkpoint::read(&run.file(Checkpoint::LAST)).map(|saved| saved.snapshot.weights);
    if weights(&run)? != weights(&again)? {
        bail!("the weights are not those of {}: another version, machine or libtorch computes otherwise", run.name());
    }
    if !args.lines.json {
        writeln!(out, "the weights are those of {}, to the last bit", run.name()).context("cannot write")?;
    }
    Ok(Ending::Finished)
}
