//! `[data]`: where the sequences come from and what they mean.

use std::{fmt, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::range;

/// Numbers of a generator at the most; inputs and targets together take eight bytes of memory for each.
const MOST_GENERATED: usize = 50_000_000;
/// Column that a generator's numbers stand in.
const VALUE: &str = "value";
/// Column that says which of a generator's numbers count.
const MARKER: &str = "marker";
/// Columns of a time at the most: from the year to the second.
const MOST_TIMES: usize = 6;

/// `[data]`: where the sequences come from, and the meaning of their columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Keys", into = "Keys")]
pub struct Data {
    /// A file or a generator.
    pub source: Source,
    /// The shape of the job.
    pub task: Task,
    /// Column whose value says which sequence a row belongs to; without it the whole file is one sequence.
    pub id: Option<String>,
    /// Columns that say when a row was: one, a date and its time of day, or a year and its parts. Without any, rows are counted.
    pub time: Vec<String>,
    /// Columns the network reads at every step.
    pub inputs: Vec<String>,
    /// Columns the network predicts; the class of a sequence. None where the next symbol is predicted.
    pub target: Vec<String>,
    /// How the one input column, a text in each row, is taken apart into symbols; `None` where inputs are numbers.
    pub symbols: Option<Symbols>,
    /// The windows of a forecast.
    pub forecast: Forecast,
    /// The rule behind the targets, where it is known: gives the truth for sequences that a person types.
    pub rule: Option<Rule>,
}

/// Where sequences come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Tidy CSV, one row a time step; relative to the experiment file, or the name of a built-in dataset.
    File {
        /// The file to learn from.
        path: PathBuf,
        /// A file of its own with the test sequences, where there is one.
        test: Option<PathBuf>,
    },
    /// Drawn at random, with targets made by a rule.
    Generate(Generate),
}

/// `generate`: sequences drawn at random, with targets made by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generate {
    /// Makes the targets.
    pub rule: Rule,
    /// How many sequences.
    #[serde(deserialize_with = "range::sequences")]
    pub sequences: usize,
    /// Fewest and most steps of a sequence, each length equally likely; of `copy-memory` the steps it waits.
    #[serde(deserialize_with = "range::length")]
    pub length: [usize; 2],
    /// Smallest and largest number, whole numbers equally likely; `adding-problem` draws any number between them.
    #[serde(deserialize_with = "range::values")]
    pub values: [i32; 2],
    /// Symbols to be remembered, for `copy-memory`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<usize>,
    /// Decides which are drawn, apart from the seed of the training.
    #[serde(default = "one", deserialize_with = "range::from_zero")]
    pub seed: u64,
}

const fn one() -> u64 {
    1
}

/// The shape of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Many to many: an answer at every step.
    Transform,
    /// A window of the past gives the next values.
    Forecast,
    /// A sequence gives one class.
    Classify,
    /// Symbols give the next symbol, then on and on.
    Generate,
}

/// How a text is taken apart into symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Symbols {
    /// Every character (Unicode scalar value) is one.
    Characters,
    /// What stands between white space is one.
    Words,
}

/// A rule that makes targets from inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// `[a, b, c, d] → [a, a+b, b+c, c+d]`.
    PairwiseSum,
    /// `[a, b, c, d] → [a, a+b, a+b+c, a+b+c+d]`.
    RunningSum,
    /// Two of many numbers are marked; their sum is asked for at the end (Hochreiter & Schmidhuber 1997).
    AddingProblem,
    /// Some symbols, a long wait, and then the same symbols again (Arjovsky et al. 2016).
    CopyMemory,
}

impl Rule {
    /// Whether it is about symbols rather than numbers.
    #[must_use]
    pub fn is_symbolic(self) -> bool {
        self == Self::CopyMemory
    }
}

/// The windows of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// Steps of the past that the network reads.
    pub window: usize,
    /// Steps ahead that it says.
    pub horizon: usize,
    /// How it comes to those beyond the first.
    pub strategy: Strategy,
    /// Steps after which the series repeats itself, for the baselines and figures.
    pub season: Season,
}

impl Default for Forecast {
    fn default() -> Self {
        Self { window: 24, horizon: 1, strategy: Strategy::Direct, season: Season::Auto }
    }
}

/// How a forecast of several steps is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// The network says all steps at once.
    #[default]
    Direct,
    /// The network says one step, which is read as if it had happened, and so on.
    Recursive,
}

/// Steps after which a series repeats itself: found from times and values, or given; 1 says that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Season {
    /// Found from the frequency of the times and the autocorrelation of the training rows.
    Auto,
    /// So many steps.
    Steps(u64),
}
range::word_or_number!(Season, "auto" => Auto, u64 => Steps, range::check_count);

/// One name or several.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a column's name, or a list of names")]
enum Names {
    One(String),
    Several(Vec<String>),
}

impl From<Names> for Vec<String> {
    fn from(names: Names) -> Self {
        match names {
            Names::One(name) => vec![name],
            Names::Several(names) => names,
        }
    }
}

/// The keys as they stand in the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    test_file: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    generate: Option<Generate>,
    task: Task,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Names>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inputs: Option<Names>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<Names>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    symbols: Option<Symbols>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "range::window")]
    window: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "range::window")]
    horizon: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    strategy: Option<Strategy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    season: Option<Season>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<Rule>,
}

impl TryFrom<Keys> for Data {
    type Error = &'static str;

    fn try_from(keys: Keys) -> Result<Self, Self::Error> {
        let data = match (&keys.file, keys.generate) {
            (Some(_), Some(_)) => return Err("say `file` or `generate`, not both"),
            (None, None) => return Err("say where the sequences come from: `file` or `generate`"),
            (None, Some(generate)) => Self::generated(&keys, generate)?,
            (Some(_), None) => Self::from_file(keys)?,
        };
        data.check()
    }
}

impl Data {
    fn generated(keys: &Keys, generate: Generate) -> Result<Self, &'static str> {
        let names_columns = keys.id.is_some() || keys.inputs.is_some() || keys.target.is_some() || keys.time.is_some();
        if names_columns || keys.rule.is_some() || keys.test_file.is_some() || keys.symbols.is_some() {
            return Err(
                "with `generate` there are no columns to name: leave out `test_file`, `id`, `time`, `inputs`, \
                        `target`, `symbols` and `rule`",
            );
        }
        if keys.task != Task::Transform {
            return Err("generated sequences are for task = \"transform\"");
        }
        let steps = generate.length[1].saturating_add(2 * generate.remember.unwrap_or(0));
        if generate.sequences.saturating_mul(steps) > MOST_GENERATED {
            return Err("`generate` asks for more than 50 million numbers: take fewer sequences, or shorter ones");
        }
        match generate.rule {
            Rule::CopyMemory if generate.remember.is_none_or(|count| count == 0 || count > 1000) => {
                return Err(
                    "rule = \"copy-memory\" wants `remember`, the number of symbols to be copied, from 1 to 1000",
                );
            }
            Rule::CopyMemory if i64::from(generate.values[1]) - i64::from(generate.values[0]) >= 10_000 => {
                return Err("rule = \"copy-memory\" has a symbol for each of its `values`: at most 10000");
            }
            Rule::AddingProblem if generate.length[0] < 2 => {
                return Err("rule = \"adding-problem\" adds two numbers: `length` begins at 2 or above");
            }
            rule if rule != Rule::CopyMemory && generate.remember.is_some() => {
                return Err("`remember` is for rule = \"copy-memory\" alone");
            }
            _ => {}
        }
        let inputs = if generate.rule == Rule::AddingProblem { vec![VALUE, MARKER] } else { vec![VALUE] };
        Ok(Self {
            source: Source::Generate(generate),
            task: keys.task,
            id: None,
            time: Vec::new(),
            inputs: inputs.into_iter().map(str::to_owned).collect(),
            target: vec!["target".to_owned()],
            symbols: generate.rule.is_symbolic().then_some(Symbols::Words),
            forecast: Forecast::default(),
            rule: Some(generate.rule),
        })
    }

    fn from_file(keys: Keys) -> Result<Self, &'static str> {
        let target: Vec<String> = keys.target.map(Into::into).unwrap_or_default();
        let inputs = keys.inputs.map(Into::into);
        let inputs = match keys.task {
            Task::Forecast => inputs.unwrap_or_else(|| target.clone()),
            _ => inputs.unwrap_or_default(),
        };
        let is_forecast = keys.task == Task::Forecast;
        let windows =
            keys.window.is_some() || keys.horizon.is_some() || keys.strategy.is_some() || keys.season.is_some();
        if windows && !is_forecast {
            return Err("`window`, `horizon`, `strategy` and `season` are for task = \"forecast\"");
        }
        let default = Forecast::default();
        Ok(Self {
            source: Source::File { path: keys.file.unwrap_or_default(), test: keys.test_file },
            task: keys.task,
            id: keys.id,
            time: keys.time.map(Into::into).unwrap_or_default(),
            inputs,
            target,
            symbols: keys.symbols,
            forecast: Forecast {
                window: keys.window.unwrap_or(default.window),
                horizon: keys.horizon.unwrap_or(default.horizon),
                strategy: keys.strategy.unwrap_or_default(),
                season: keys.season.unwrap_or(default.season),
            },
            rule: keys.rule,
        })
    }

    /// What no key says alone.
    fn check(self) -> Result<Self, &'static str> {
        let Self { task, inputs, target, symbols, time, id, rule, .. } = &self;
        if matches!(self.source, Source::Generate(_)) {
            return Ok(self);
        }
        match task {
            Task::Transform | Task::Forecast if target.is_empty() => Err("name at least one column in `target`"),
            _ if inputs.is_empty() => Err("name at least one column in `inputs`"),
            Task::Classify if target.len() != 1 => {
                Err("task = \"classify\" wants one column in `target`, the one that says the class")
            }
            Task::Generate if !target.is_empty() => {
                Err("task = \"generate\" predicts the next symbol of its input: leave out `target`")
            }
            Task::Generate if symbols.is_none() => {
                Err("task = \"generate\" wants `symbols`: \"characters\" or \"words\"")
            }
            Task::Forecast | Task::Transform if symbols.is_some() => {
                Err("`symbols` are for the tasks \"classify\" and \"generate\"")
            }
            _ if symbols.is_some() && (inputs.len() != 1 || id.is_some()) => {
                Err("with `symbols` each row is a sequence: name one column in `inputs`, and no `id`")
            }
            _ if time.len() > MOST_TIMES => Err(
                "`time` is one column, a date and its time of day, or a year and its quarter, week, or month, day and hour",
            ),
            Task::Forecast | Task::Classify | Task::Generate if rule.is_some() => {
                Err("`rule` is for task = \"transform\"")
            }
            _ if rule.is_some_and(|rule| matches!(rule, Rule::AddingProblem | Rule::CopyMemory)) => {
                Err("a file's `rule` is \"pairwise-sum\" or \"running-sum\"; the others are for `generate`")
            }
            _ => Ok(self),
        }
    }
}

impl From<Data> for Keys {
    fn from(data: Data) -> Self {
        let Data { source, task, id, time, inputs, target, symbols, forecast, rule } = data;
        let several = |names: Vec<String>| (!names.is_empty()).then_some(Names::Several(names));
        let of_forecast = task == Task::Forecast;
        let keys = Self {
            file: None,
            test_file: None,
            generate: None,
            task,
            id,
            time: several(time),
            inputs: several(inputs),
            target: several(target),
            symbols,
            window: of_forecast.then_some(forecast.window),
            horizon: of_forecast.then_some(forecast.horizon),
            strategy: of_forecast.then_some(forecast.strategy),
            season: of_forecast.then_some(forecast.season),
            rule,
        };
        match source {
            Source::File { path, test } => Self { file: Some(path), test_file: test, ..keys },
            Source::Generate(generate) => {
                Self { generate: Some(generate), inputs: None, target: None, symbols: None, rule: None, ..keys }
            }
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, .. } => write!(f, "{}", path.display()),
            Self::Generate(generate) => write!(f, "{} drawn by seed {}", generate.rule, generate.seed),
        }
    }
}
