//! The command line.

#![expect(clippy::doc_markdown, reason = "these comments are also the help on a terminal, where backticks would stand")]

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    app::Tab,
    experiment::{Experiment, ExperimentError, Override, Task},
    launch::Keeping,
};

/// A laboratory for recurrent neural networks in a terminal.
///
/// Without a command it opens the dashboard on EXPERIMENT and trains it there.
#[derive(Debug, Parser)]
#[command(name = "rnnlab", version)]
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
    /// Seconds from one checkpoint to the next: how much training a crash may cost
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = parse_seconds, global = true)]
    pub save_every: Duration,
}

impl Cli {
    /// Where runs are kept, and how.
    #[must_use]
    pub fn keeping(&self) -> Keeping {
        Keeping { runs_dir: self.runs_dir.clone(), save_every: self.save_every }
    }
}

/// What rnnlab does without a dashboard.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Train without a dashboard: a line `iteration loss` now and then, and the answers to the test sequences at last
    Train(TrainArgs),
    /// Go on with a run from its last checkpoint, to the same end as if it had never been interrupted
    Resume(ResumeArgs),
    /// Train a run's experiment once more with the same changes at the same steps, and compare the weights
    Replay(ReplayArgs),
    /// Show what is in an experiment's data and what preparation does to them, without training
    Check(CheckArgs),
    /// Write an experiment file for a CSV, every choice with its reason
    New(NewArgs),
    /// Measure a run's network on its test sequences, beside what no learning gets
    Evaluate(EvaluateArgs),
    /// Apply a run's network: to sequences, to a CSV, or to the end of the series it knows
    Predict(PredictArgs),
    /// List the runs, oldest first, or compare some of them
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
    /// What is printed.
    #[command(flatten)]
    pub lines: LineArgs,
}

/// How a training without a dashboard is told.
#[derive(Debug, Args)]
pub struct LineArgs {
    /// Steps from one line to the next
    #[arg(long, value_name = "STEPS", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub every: u64,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// What to do when the loss, a gradient or a weight is no finite number any more: stop, or rewind to an earlier state and go on with a tenth of the learning rate
    #[arg(long, value_name = "ACTION", default_value = "stop")]
    pub on_divergence: OnDivergence,
}

/// What becomes of a training that diverges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnDivergence {
    /// It ends, and says where and why.
    Stop,
    /// It goes back and on with a tenth of the learning rate, a few times at the most.
    Rewind,
}

/// `rnnlab resume`.
#[derive(Debug, Args)]
pub struct ResumeArgs {
    /// A run's directory, its name, or `last`
    pub run: String,
    /// Plain lines instead of the dashboard
    #[arg(long)]
    pub plain: bool,
    /// What is printed.
    #[command(flatten)]
    pub lines: LineArgs,
}

/// `rnnlab replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// A run's directory, its name, or `last`
    pub run: String,
    /// What is printed.
    #[command(flatten)]
    pub lines: LineArgs,
}

/// `rnnlab check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// What to look at.
    #[command(flatten)]
    pub job: ExperimentArgs,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `rnnlab new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// A CSV: one row a time step, or a text in each row; the first line names the columns. - is standard input
    #[arg(value_name = "CSV")]
    pub data: PathBuf,
    /// Experiment file to write; without it, the CSV's name with .toml. Standard input has none
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Column to be predicted
    #[arg(long, value_name = "COLUMN")]
    pub target: Option<String>,
    /// Shape of the job: transform, forecast, classify or generate
    #[arg(long, value_parser = parse_task)]
    pub task: Option<Task>,
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
    /// Numbers in quotes: "1 2 3 4"; a text; or a CSV (- for one on standard input), which comes back with its answers. Without any, each line of standard input is a sequence, a forecast goes on from the known series, and a text is made from nothing. After `--` one may begin with a minus
    #[arg(value_name = "SEQUENCE")]
    pub sequences: Vec<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Where the answers to a CSV go instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How freely a text is continued: 0 takes the likeliest symbols, 1 draws each by its probability [default: 0.8]
    #[arg(long, value_parser = parse_temperature)]
    pub temperature: Option<f64>,
    /// Decides what is drawn when a text is continued [default: 1]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Continuations of each text, with seeds one after the other [default: 1]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub count: Option<u64>,
}

/// `rnnlab runs`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Runs to compare, each by its directory, its name, or `last`: figures and differing hyperparameters side by side. Without any, all are listed
    #[arg(value_name = "RUN")]
    pub runs: Vec<String>,
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
    /// Tab to show: train, data, inspect, evaluate or runs
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

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "it is a number of seconds from 0 up".to_owned())
}

fn parse_task(text: &str) -> Result<Task, String> {
    let tasks = [Task::Transform, Task::Forecast, Task::Classify, Task::Generate];
    let found = tasks.into_iter().find(|task| task.to_string() == text);
    found.ok_or_else(|| "it is transform, forecast, classify or generate".to_owned())
}

fn parse_temperature(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
        _ => Err("it is a number from 0 up".to_owned()),
    }
}
