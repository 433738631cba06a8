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
    headless::{self, Ending, INTERRUPTED},
    launch::Keeping,
    plain::{Form, Plain},
    run::{Recent, RunDirectory},
    tui,
    wording::visible,
};

const FAILED: u8 = 1;
const MISUSED: u8 = 2;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // It quotes what was typed.
            let _ = write!(Plain::new(io::stderr(), Form::Text), "{}", error.render());
            return ExitCode::from(MISUSED);
        }
        Err(help) => help.exit(),
    };
    match run(&cli) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is gone too, the exit code has to say it.
            let _ = writeln!(io::stderr(), "rnnlab: {}", visible(&format!("{error:#}")));
            ExitCode::from(FAILED)
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode> {
    // Not locked: the thread that takes the terminal again after a stop writes to it too.
    let (keeping, out) = (&cli.keeping(), &mut Plain::new(io::stdout(), form(cli)));
    let runs_dir = &keeping.runs_dir;
    match &cli.command {
        Some(Command::Train(args)) => return Ok(code(headless::train(args, keeping, out)?)),
        Some(Command::Resume(args)) if args.plain => return Ok(code(headless::resume(args, keeping, out)?)),
        Some(Command::Resume(args)) => return resumed(&args.run, keeping, out),
        Some(Command::Replay(args)) => return Ok(code(headless::replay(args, keeping, out)?)),
        Some(Command::Check(args)) => headless::check(args, out)?,
        Some(Command::New(args)) => headless::new(args, out)?,
        Some(Command::Evaluate(args)) => headless::evaluate(args, runs_dir, out)?,
        Some(Command::Predict(args)) => headless::predict(args, runs_dir, io::stdin().lock(), out)?,
        Some(Command::Runs(args)) => headless::runs(args, runs_dir, out)?,
        Some(Command::Experiments(args)) => headless::experiments(args, out)?,
        Some(Command::Screenshot(args)) => tui::screenshot(args, runs_dir)?,
        None => return dashboard(cli, keeping, out),
    }
    Ok(ExitCode::SUCCESS)
}

/// What a command prints.
fn form(cli: &Cli) -> Form {
    let is_json = match &cli.command {
        Some(Command::Train(args)) => args.lines.json,
        Some(Command::Resume(args)) => args.lines.json,
        Some(Command::Replay(args)) => args.lines.json,
        Some(Command::Check(args)) => args.json,
        Some(Command::Evaluate(args)) => args.json,
        Some(Command::Runs(args)) => args.json,
        Some(Command::Predict(args)) if headless::is_csv(args) && !io::stdout().is_terminal() => return Form::Exact,
        Some(Command::Predict(args)) => args.json,
        Some(Command::New(_) | Command::Experiments(_) | Command::Screenshot(_)) | None => false,
    };
    if is_json { Form::Json } else { Form::Text }
}

fn code(ending: Ending) -> ExitCode {
    match ending {
        Ending::Finished => ExitCode::SUCCESS,
        Ending::Interrupted => ExitCode::from(INTERRUPTED),
    }
}

fn dashboard(cli: &Cli, keeping: &Keeping, out: &mut impl Write) -> Result<ExitCode> {
    let experiment = cli.job.open()?;
    let name = &cli.job.experiment;
    check_terminal(&format!("`rnnlab train {name}` trains without one"))?;
    let dataset = Arc::new(headless::load(&experiment)?);
    Recent::of_environment().add(name);
    closed(tui::open(&experiment, &dataset, keeping)?, out)
}

fn resumed(run: &str, keeping: &Keeping, out: &mut impl Write) -> Result<ExitCode> {
    let directory = RunDirectory::find(&keeping.runs_dir, run)?;
    check_terminal(&format!("`rnnlab resume {run} --plain` goes on without one"))?;
    closed(tui::resume(directory, keeping)?, out)
}

fn check_terminal(otherwise: &str) -> Result<()> {
    if io::stdout().is_terminal() {
        return Ok(());
    }
    bail!("the dashboard needs a terminal, and this is none: {otherwise}")
}

fn closed(tui::Closed { ending, directory, unsaved }: tui::Closed, out: &mut impl Write) -> Result<ExitCode> {
    match (directory, unsaved) {
        (_, Some(unsaved)) if ending != tui::Ending::Abandoned => bail!(unsaved),
        (Some(directory), _) => writeln!(out, "saved in {}", directory.display())?,
        (None, _) => {}
    }
    match ending {
        tui::Ending::Quit => Ok(ExitCode::SUCCESS),
        tui::Ending::Interrupted => Ok(ExitCode::from(INTERRUPTED)),
        // As `exit`, but without destructors: libtorch is at work on the thread that was left behind.
        tui::Ending::Abandoned => {
            out.flush()?;
            signal_hook::low_level::exit(INTERRUPTED.into())
        }
    }
}

/// Whether somebody stopped reading our output, as `head` does: no failure of ours.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
