//! `[data]`: where the sequences come from and what they mean.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::range;

/// Numbers of a generator at the most; inputs and targets together take eight bytes of memory for each.
const MOST_GENERATED: usize = 50_000_000;

/// `[data]`: where the sequences come from, and the meaning of their columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Keys", into = "Keys")]
pub struct Data {
    /// A file or a generator.
    pub source: Source,
    /// The shape of the job.
    pub task: Task,
    /// Column whose value says which sequence a row belongs to; without it the whole file is one sequence.
    pub id: Option<String>,
    /// Columns the network reads at every step.
    pub inputs: Vec<String>,
    /// Columns the network predicts at every step.
    pub target: Vec<String>,
    /// The rule behind the targets, where it is known: gives the truth for sequences that a person types.
    pub rule: Option<Rule>,
}

/// Where sequences come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Tidy CSV, one row a time step; relative to the experiment file, or the name of a built-in dataset.
    File(PathBuf),
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
    /// Fewest and most steps of a sequence, each length equally likely.
    #[serde(deserialize_with = "range::length")]
    pub length: [usize; 2],
    /// Smallest and largest number, whole numbers equally likely.
    #[serde(deserialize_with = "range::values")]
    pub values: [i32; 2],
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
    /// Many to many: numbers in, numbers out, at every step.
    Transform,
}

/// A rule that makes targets from inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// `[a, b, c, d] → [a, a+b, b+c, c+d]`.
    PairwiseSum,
    /// `[a, b, c, d] → [a, a+b, a+b+c, a+b+c+d]`.
    RunningSum,
}

/// The keys as they stand in the file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    generate: Option<Generate>,
    task: Task,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    inputs: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    target: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rule: Option<Rule>,
}

impl TryFrom<Keys> for Data {
    type Error = &'static str;

    fn try_from(keys: Keys) -> Result<Self, Self::Error> {
        let Keys { file, generate, task, id, inputs, target, rule } = keys;
        match (file, generate) {
            (Some(_), None) if inputs.is_empty() || target.is_empty() => {
                Err("name at least one column in `inputs` and in `target`")
            }
            (Some(file), None) => Ok(Self { source: Source::File(file), task, id, inputs, target, rule }),
            (None, Some(_)) if id.is_some() || rule.is_some() || !inputs.is_empty() || !target.is_empty() => {
                Err("with `generate` there are no columns to name: leave out `id`, `inputs`, `target` and `rule`")
            }
            (None, Some(generate)) if generate.sequences.saturating_mul(generate.length[1]) > MOST_GENERATED => {
                Err("`generate` asks for more than 50 million numbers: take fewer sequences, or shorter ones")
            }
            (None, Some(generate)) => Ok(Self::generated(generate, task)),
            (Some(_), Some(_)) => Err("say `file` or `generate`, not both"),
            (None, None) => Err("say where the sequences come from: `file` or `generate`"),
        }
    }
}

impl Data {
    /// A generated sequence has one number a step, and one to predict.
    fn generated(generate: Generate, task: Task) -> Self {
        Self {
            source: Source::Generate(generate),
            task,
            id: None,
            inputs: vec!["value".to_owned()],
            target: vec!["target".to_owned()],
            rule: Some(generate.rule),
        }
    }
}

impl From<Data> for Keys {
    fn from(data: Data) -> Self {
        let Data { source, task, id, inputs, target, rule } = data;
        match source {
            Source::File(file) => Self { file: Some(file), generate: None, task, id, inputs, target, rule },
            Source::Generate(generate) => Self {
                file: None,
                generate: Some(generate),
                task,
                id: None,
                inputs: Vec::new(),
                target: Vec::new(),
                rule: None,
            },
        }
    }
}
