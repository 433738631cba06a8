//! The program: reads the command line and hands over.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Result, bail};
use clap::Parser;
use rnnlab::{
    cli::{Cli, Command},
    data::Dataset,
    headless::{self, Ending},
    tui,
};

const FAILED: u8 = 1;
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is gone too, the exit code has to say it.
            let _ = writeln!(io::stderr(), "rnnlab: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode> {
    let out = &mut io::stdout().lock();
    match &cli.command {
        Some(Command::Train(args)) => {
            if headless::train(args, out)? == Ending::Interrupted {
                return Ok(ExitCode::from(INTERRUPTED));
            }
        }
        Some(Command::Evaluate(args)) => headless::evaluate(args, out)?,
        Some(Command::Predict(args)) => headless::predict(args, io::stdin().lock(), out)?,
        Some(Command::Runs(args)) => headless::runs(args, out)?,
        Some(Command::Experiments(args)) => headless::experiments(args, out)?,
        Some(Command::Screenshot(args)) => tui::screenshot(args)?,
        None => return dashboard(cli),
    }
    Ok(ExitCode::SUCCESS)
}

fn dashboard(cli: &Cli) -> Result<ExitCode> {
    if !io::stdout().is_terminal() {
        bail!(
            "the dashboard needs a terminal, and this is none: `rnnlab train {}` trains without one",
            cli.job.experiment
        );
    }
    let experiment = cli.job.open()?;
    let dataset = Arc::new(Dataset::load(&experiment)?);
    Ok(match tui::open(&experiment, &dataset, &cli.runs.runs_dir)? {
        tui::Ending::Quit => ExitCode::SUCCESS,
        tui::Ending::Interrupted => ExitCode::from(INTERRUPTED),
    })
}

/// Whether somebody stopped reading our output, as `head` does: no failure of ours.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
