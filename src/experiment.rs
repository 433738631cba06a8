//! The experiment file (TOML) as types: data, preparation, split, model, training.
//!
//! Every key has a type that admits only possible values, and every default is written out when an experiment is saved
//! with its run. An error names the file, the line and the nearest valid key.

mod builtin;
mod check;
mod data;
mod error;
mod overrides;
mod prepare;
pub(crate) mod range;
mod split;
mod text;

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

pub(crate) use builtin::dataset;
pub use builtin::{Builtin, builtins};
pub use data::{Data, Forecast, Generate, Rule, Season, Source, Strategy, Symbols, Task};
pub(crate) use error::nearest;
pub use error::{ExperimentError, Place};
pub use overrides::Override;
pub use prepare::{
    Calendar, ColumnPrepare, Missing, OutlierAction, OutlierMethod, Outliers, Prepare, Scale, Transform,
};
pub use split::{Share, Split};
pub(crate) use text::{is_stdin, read as read_text, size_of_file};

/// One experiment: all that is needed to train a network, and to train it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Short name; a run's directory ends with it.
    #[serde(deserialize_with = "range::name")]
    pub name: String,
    /// One line on what it is about.
    #[serde(default)]
    pub about: String,
    /// Where the sequences come from.
    pub data: Data,
    /// What is done to the numbers before the network reads them.
    #[serde(default)]
    pub prepare: Prepare,
    /// Which examples train, validate and test.
    pub split: Split,
    /// The network.
    #[serde(default)]
    pub model: Model,
    /// How it is trained.
    #[serde(default)]
    pub training: Training,
}

/// `[model]`: embedding, recurrent layers and a linear output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Model {
    /// Kind of recurrent cell.
    pub cell: Cell,
    /// Units in a recurrent layer, in each direction.
    #[serde(deserialize_with = "range::hidden")]
    pub hidden: usize,
    /// Recurrent layers, one on top of the other.
    #[serde(deserialize_with = "range::layers")]
    pub layers: usize,
    /// Whether a second network reads each sequence from its end.
    pub bidirectional: bool,
    /// Part of the hidden values that each training step leaves out, between layers and before the output.
    #[serde(deserialize_with = "range::part")]
    pub dropout: f64,
    /// Numbers that a symbol becomes; for symbols alone.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "range::embedding")]
    pub embedding: Option<usize>,
    /// Which hidden values say the class; for classes alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pooling: Option<Pooling>,
    /// Distribution of the first weights.
    pub init: Init,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            cell: Cell::Lstm,
            hidden: 10,
            layers: 1,
            bidirectional: false,
            dropout: 0.0,
            embedding: None,
            pooling: None,
            init: Init::Textbook,
        }
    }
}

/// Kind of recurrent cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cell {
    /// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000).
    Lstm,
    /// Gated recurrent unit (Cho et al. 2014), in PyTorch's form.
    Gru,
    /// Plain recurrent network with tanh (Elman 1990).
    Rnn,
}

/// Which hidden values say the class of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Those after the last step.
    #[default]
    Last,
    /// Their mean over all steps.
    Mean,
}

/// Distribution of the first weights; `model::init` says them in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Init {
    /// Glorot-uniform over the whole recurrent kernel, forget bias 1, output layer from N(0, 1).
    Textbook,
    /// PyTorch's default: everything uniform within ±1/√hidden.
    Pytorch,
    /// PyTorch's, with gate biases for memories as long as the sequences (Tallec & Ollivier 2018).
    Chrono,
}

/// `[training]`: optimizer, length and pace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    /// What is made small; by default the mean squared error, or the cross-entropy of classes and symbols.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<Loss>,
    /// How much each class counts in the loss.
    pub class_weights: ClassWeights,
    /// Update rule.
    pub optimizer: OptimizerKind,
    /// How much of past updates goes on in the next, below 1; for `sgd` and `rmsprop`.
    #[serde(deserialize_with = "range::part")]
    pub momentum: f64,
    /// Whether `sgd` looks ahead along its momentum.
    pub nesterov: bool,
    /// How strongly weights are drawn to 0, below 1.
    #[serde(deserialize_with = "range::part")]
    pub weight_decay: f64,
    /// Step size of the update rule.
    #[serde(deserialize_with = "range::positive")]
    pub learning_rate: f64,
    /// How the step size changes over the run.
    pub schedule: Schedule,
    /// Steps over which the step size rises to its full size.
    #[serde(deserialize_with = "range::from_zero")]
    pub warmup: u64,
    /// Examples a step.
    pub batch: Batch,
    /// Passes over the training examples.
    #[serde(deserialize_with = "range::epochs")]
    pub epochs: u64,
    /// Largest gradient norm; a longer gradient is scaled down to it.
    pub clip: Clip,
    /// Deviation of the noise that each training step adds to the prepared inputs; of symbols, the part that each training
    /// step hides behind the unknown one.
    #[serde(deserialize_with = "range::from_zero_number")]
    pub noise: f64,
    /// Epochs without a better validation loss after which the run ends; its best weights are then restored.
    pub patience: Patience,
    /// Seeds the first weights and the order of the batches.
    #[serde(deserialize_with = "range::from_zero")]
    pub seed: u64,
    /// Where the tensors live.
    pub device: DeviceChoice,
    /// Steps a second.
    pub pace: Pace,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            loss: None,
            class_weights: ClassWeights::None,
            optimizer: OptimizerKind::Adam,
            momentum: 0.0,
            nesterov: false,
            weight_decay: 0.0,
            learning_rate: 0.001,
            schedule: Schedule::Constant,
            warmup: 0,
            batch: Batch::Full,
            epochs: 1000,
            clip: Clip::Off,
            noise: 0.0,
            patience: Patience::Off,
            seed: 1,
            device: DeviceChoice::Auto,
            pace: Pace::Max,
        }
    }
}

/// What training makes small; `training::learner` has the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// Mean squared error.
    Mse,
    /// Mean absolute error.
    Mae,
    /// Squared up to an error of 1, absolute beyond (Huber 1964).
    Huber,
    /// Of classes and symbols, in nats.
    CrossEntropy,
}

impl Loss {
    /// The loss in words.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Mse => "mean squared error",
            Self::Mae => "mean absolute error",
            Self::Huber => "Huber loss",
            Self::CrossEntropy => "cross-entropy",
        }
    }
}

/// How much each class counts in the loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeights {
    /// Every example counts the same.
    None,
    /// Every class counts the same: an example by examples / (classes · examples of its class).
    Balanced,
}

/// Update rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OptimizerKind {
    /// Adam (Kingma & Ba 2015) with β 0.9 and 0.999, ε 1e-8.
    Adam,
    /// Adam with weight decay apart from the gradient (Loshchilov & Hutter 2019).
    AdamW,
    /// Stochastic gradient descent, with momentum if that is above 0.
    Sgd,
    /// `RMSprop` (Tieleman & Hinton 2012) with α 0.99, ε 1e-8.
    RmsProp,
}

/// How the step size changes over the run; `training`'s schedule has the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// It stays.
    Constant,
    /// A tenth after half of the run, a hundredth after three quarters.
    Step,
    /// Half a cosine, down to a hundredth at the end.
    Cosine,
    /// Half of it whenever the validation loss has not improved for four epochs.
    Plateau,
}

/// Where the tensors live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceChoice {
    /// CUDA when libtorch has it and a device answers, else MPS, else the CPU.
    Auto,
    /// The CPU.
    Cpu,
    /// A CUDA device, counted from 0.
    Cuda(usize),
    /// The graphics processor of an Apple computer.
    Mps,
}

impl FromStr for DeviceChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            "mps" => Ok(Self::Mps),
            _ => text
                .strip_prefix("cuda:")
                .and_then(|number| number.parse().ok())
                .map(Self::Cuda)
                .ok_or_else(|| format!("there is no device '{text}': auto, cpu, cuda, cuda:1 and so on, or mps")),
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(0) => f.write_str("cuda"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
            Self::Mps => f.write_str("mps"),
        }
    }
}

impl Serialize for DeviceChoice {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DeviceChoice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Examples a step: a word, or a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// All training examples at once.
    Full,
    /// This many, drawn anew each epoch.
    Count(u64),
}

/// Largest gradient norm: a word, or a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clip {
    /// Gradients are used as they are.
    Off,
    /// Largest Euclidean norm over all parameters together.
    Norm(f64),
}

/// Epochs without a better validation loss: a word, or a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// All epochs are taken, and the last weights stay.
    Off,
    /// The run ends after so many, with its best weights.
    Epochs(u64),
}

/// Steps a second: a word, or a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// As fast as it goes.
    Max,
    /// At most this many steps a second.
    PerSecond(f64),
}

range::word_or_number!(Batch, "full" => Full, u64 => Count, range::check_count);
range::word_or_number!(Patience, "off" => Off, u64 => Epochs, range::check_count);
range::word_or_number!(Clip, "off" => Off, f64 => Norm, range::check_positive);
range::word_or_number!(Pace, "max" => Max, f64 => PerSecond, range::check_positive);

/// Writes a unit enum as the word the experiment file uses for it.
macro_rules! display_as_in_the_file {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.serialize(f)
            }
        }
    )*};
}
display_as_in_the_file!(
    Task,
    Rule,
    Symbols,
    Strategy,
    Missing,
    OutlierMethod,
    OutlierAction,
    Scale,
    Calendar,
    Cell,
    Pooling,
    Init,
    Loss,
    ClassWeights,
    OptimizerKind,
    Schedule
);

impl Experiment {
    /// Opens a built-in experiment by its name, or any other by its path; data files are looked for beside the
    /// experiment file.
    ///
    /// # Errors
    /// When there is no such experiment, or its text is not a valid one.
    pub fn open(name_or_path: &str) -> Result<Self, ExperimentError> {
        if let Some(builtin) = Builtin::find(name_or_path) {
            return Self::parse(builtin.text, &format!("built-in {name_or_path}"));
        }
        let path = Path::new(name_or_path);
        if !path.exists() && path.extension().is_none() {
            return Err(ExperimentError::unknown(name_or_path));
        }
        if path.extension().is_some_and(|extension| extension == "csv" || extension == "tsv" || extension == "gz")
            && path.exists()
        {
            return Err(ExperimentError::Data { path: path.to_owned() });
        }
        let mut experiment = Self::parse(&text::read(path)?, name_or_path)?;
        if let Source::File { path: file, test } = &mut experiment.data.source {
            for file in std::iter::once(file).chain(test) {
                let beside = beside(path, file);
                if !is_stdin(file) && (builtin::dataset(file).is_none() || beside.exists()) {
                    *file = beside;
                }
            }
        }
        Ok(experiment)
    }

    /// Reads an experiment from its text. `source` is what errors call the text.
    ///
    /// # Errors
    /// When a key is unknown or missing, or a value has the wrong type or is impossible.
    pub fn parse(text: &str, source: &str) -> Result<Self, ExperimentError> {
        let experiment: Self = toml::from_str(text).map_err(|error| ExperimentError::invalid(source, text, &error))?;
        experiment.completed().map_err(|problem| ExperimentError::contradiction(source, text, problem))
    }

    /// The complete experiment as TOML, every default written out.
    ///
    /// # Errors
    /// Only when a value cannot be written as TOML, such as a path that is not Unicode.
    pub fn to_toml(&self) -> Result<String, ExperimentError> {
        toml::to_string(self).map_err(|error| ExperimentError::Unwritable { reason: error.to_string() })
    }
}

/// `file` as seen from the folder of the experiment at `path`, as an absolute path where the folder can be resolved, so
/// that the copy in a run's directory means the same file.
fn beside(path: &Path, file: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    let folder = std::path::absolute(folder.join(".")).unwrap_or_else(|_| folder.to_owned());
    folder.join(file)
}
