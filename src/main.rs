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
    headless::{self, Ending},
    run::Recent,
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
    let (runs_dir, out) = (&cli.runs_dir, &mut io::stdout().lock());
    match &cli.command {
        Some(Command::Train(args)) => {
            if headless::train(args, runs_dir, out)? == Ending::Interrupted {
                return Ok(ExitCode::from(INTERRUPTED));
            }
        }
        Some(Command::Check(args)) => headless::check(args, out)?,
        Some(Command::New(args)) => headless::new(args, out)?,
        Some(Command::Evaluate(args)) => headless::evaluate(args, runs_dir, out)?,
        Some(Command::Predict(args)) => headless::predict(args, runs_dir, io::stdin().lock(), out)?,
        Some(Command::Runs(args)) => headless::runs(args, runs_dir, out)?,
        Some(Command::Experiments(args)) => headless::experiments(args, out)?,
        Some(Command::Screenshot(args)) => tui::screenshot(args)?,
        None => return dashboard(cli, out),
    }
    Ok(ExitCode::SUCCESS)
}

fn dashboard(cli: &Cli, out: &mut impl Write) -> Result<ExitCode> {
    let experiment = cli.job.open()?;
    if !io::stdout().is_terminal() {
        let name = &cli.job.experiment;
        bail!("the dashboard needs a terminal, and this is none: `rnnlab train {name}` trains without one");
    }
    let dataset = Arc::new(headless::load(&experiment)?);
    Recent::of_environment().add(&cli.job.experiment);
    let tui::Closed { ending, directory } = tui::open(&experiment, &dataset, &cli.runs_dir)?;
    if let Some(directory) = directory {
        writeln!(out, "saved in {}", directory.display())?;
    }
    Ok(match ending {
        tui::Ending::Quit => ExitCode::SUCCESS,
        tui::Ending::Interrupted => ExitCode::from(INTERRUPTED),
    })
}

/// Whether somebody stopped reading our output, as `head` does: no failure of ours.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
