//! The command line.

#![expect(clippy::doc_markdown, reason = "these comments are also the help on a terminal, where backticks would stand")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::{
    app::Tab,
    experiment::{Experiment, ExperimentError, Override},
};

/// A laboratory for recurrent neural networks in a terminal.
///
/// Without a command it opens the dashboard on EXPERIMENT and trains it there.
#[derive(Debug, Parser)]
#[command(name = "rnnlab", version, subcommand_precedence_over_arg = true)]
pub struct Cli {
    /// What to do instead of opening the dashboard.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to train in the dashboard.
    #[command(flatten)]
    pub job: ExperimentArgs,
    /// Directory in which runs are kept
    #[arg(long, value_name = "DIR", default_value = "runs", global = true)]
    pub runs_dir: PathBuf,
}

/// What rnnlab does without a dashboard.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Train without a dashboard: a line `iteration loss` now and then, and the answers to the test sequences at last
    Train(TrainArgs),
    /// Measure a run's network on its test sequences
    Evaluate(EvaluateArgs),
    /// Apply a run's network to sequences: arguments, or lines on standard input
    Predict(PredictArgs),
    /// List the runs, oldest first
    Runs(ListArgs),
    /// List the built-in experiments, or copy one out to edit
    Experiments(ExperimentsArgs),
    /// Draw the dashboard at a step of the training into a picture
    Screenshot(ScreenshotArgs),
}

/// Which experiment, and what is changed in it.
#[derive(Debug, Clone, Args)]
pub struct ExperimentArgs {
    /// A built-in experiment's name or the path of an experiment file
    #[arg(default_value = "series-sum")]
    pub experiment: String,
    /// Change a key of the experiment, such as training.learning_rate=0.01; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<Override>,
    /// Change training.seed
    #[arg(long)]
    pub seed: Option<u64>,
}

impl ExperimentArgs {
    /// The experiment with its changes.
    ///
    /// # Errors
    /// When there is no such experiment, or a change does not fit it.
    pub fn open(&self) -> Result<Experiment, ExperimentError> {
        let seed = self.seed.map(|seed| Override::new("training.seed", &seed));
        let experiment = Experiment::open(&self.experiment)?;
        self.set.iter().chain(&seed).try_fold(experiment, |experiment, change| experiment.with(change))
    }
}

/// `rnnlab train`.
#[derive(Debug, Args)]
pub struct TrainArgs {
    /// What to train.
    #[command(flatten)]
    pub job: ExperimentArgs,
    /// Steps from one line to the next
    #[arg(long, value_name = "STEPS", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub every: u64,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `rnnlab evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// A run's directory, its name, or `last`
    pub run: String,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `rnnlab predict`.
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// A run's directory, its name, or `last`
    pub run: String,
    /// Numbers separated by spaces or commas, in quotes: "1 2 3 4"; without any, each line of standard input is one; after `--` one may begin with a minus
    pub sequences: Vec<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `rnnlab runs`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `rnnlab experiments`.
#[derive(Debug, Args)]
pub struct ExperimentsArgs {
    /// Write the experiment NAME and its data file into the current directory, to be edited
    #[arg(long, value_name = "NAME")]
    pub write: Option<String>,
}

/// `rnnlab screenshot`.
#[derive(Debug, Args)]
pub struct ScreenshotArgs {
    /// What to train for it.
    #[command(flatten)]
    pub job: ExperimentArgs,
    /// Picture to write: .svg or .png
    #[arg(long, short, value_name = "FILE", default_value = "rnnlab.png")]
    pub output: PathBuf,
    /// Columns and rows of the screen
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "120x36", value_parser = parse_size)]
    pub size: (u16, u16),
    /// Steps to train before the picture is taken
    #[arg(long, value_name = "STEPS", default_value_t = 640)]
    pub steps: u64,
    /// Tab to show: train, data or evaluate
    #[arg(long, default_value = "train")]
    pub tab: Tab,
    /// Text in the input pane
    #[arg(long, value_name = "SEQUENCE", default_value = "2 4 6 8")]
    pub what_if: String,
}

fn parse_size(text: &str) -> Result<(u16, u16), String> {
    let (columns, rows) = text.split_once('x').ok_or("write it as COLUMNSxROWS, such as 120x36")?;
    let number = |text: &str| match text.parse::<u16>() {
        Ok(number @ 1..=1000) => Ok(number),
        _ => Err(format!("'{text}' is not a number from 1 to 1000")),
    };
    Ok((number(columns)?, number(rows)?))
}
