//! `--set training.learning_rate=0.01`: single keys changed from the command line.

use std::{collections::BTreeMap, str::FromStr};

use toml::{Table, Value};

use super::{
    Experiment, ExperimentError,
    error::{nearest, with_nearest},
};

/// Keys that are written only where they are given.
const OPTIONAL: [&str; 22] = [
    "data.generate.remember",
    "data.horizon",
    "data.id",
    "data.inputs",
    "data.rule",
    "data.season",
    "data.strategy",
    "data.symbols",
    "data.target",
    "data.test_file",
    "data.time",
    "data.window",
    "model.embedding",
    "model.pooling",
    "prepare.outliers",
    "prepare.outliers.action",
    "prepare.outliers.method",
    "prepare.outliers.threshold",
    "split.column",
    "split.seed",
    "split.test",
    "split.validation",
];

/// One key and the value it gets instead. The key may stand without its section where no other section has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    key: String,
    value: String,
}

impl FromStr for Override {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, value) = text.split_once('=').ok_or("write it as KEY=VALUE, such as training.learning_rate=0.01")?;
        Ok(Self { key: key.trim().to_owned(), value: value.trim().to_owned() })
    }
}

impl Override {
    /// An override of `key` by `value`.
    pub fn new(key: impl Into<String>, value: &impl ToString) -> Self {
        Self { key: key.into(), value: value.to_string() }
    }

    /// Whether it says how fast to train.
    #[must_use]
    pub fn is_pace(&self) -> bool {
        self.key.rsplit('.').next() == Some("pace")
    }

    fn error(&self, problem: String) -> ExperimentError {
        ExperimentError::Override { assignment: format!("{}={}", self.key, self.value), problem }
    }

    /// The value as TOML reads it; what TOML does not read is a text, so that words need no quotes in a shell.
    fn value(&self) -> Value {
        let parsed = format!("value = {}", self.value).parse::<Table>().ok();
        let number = || self.value.parse::<f64>().ok().filter(|number| number.is_infinite()).map(Value::Float);
        let parsed = parsed.and_then(|mut table| table.remove("value"));
        // TOML has no number beyond the largest, and a text would be told to be a number.
        parsed.or_else(number).unwrap_or_else(|| Value::String(self.value.clone()))
    }

    /// The full name of the key, such as `training.seed`.
    fn full_key(&self, known: &[String]) -> Result<String, ExperimentError> {
        let suffix = format!(".{}", self.key);
        let ends_with = |full: &&String| **full == self.key || full.ends_with(&suffix);
        let matching: Vec<_> = known.iter().filter(ends_with).collect();
        let optional: Vec<String> = OPTIONAL.map(str::to_owned).to_vec();
        let matching = if matching.is_empty() { optional.iter().filter(ends_with).collect() } else { matching };
        match matching.as_slice() {
            [key] => Ok((*key).clone()),
            [] => {
                let last_words = known.iter().flat_map(|full| [full.as_str(), full.rsplit('.').next().unwrap_or(full)]);
                let problem = match nearest(&self.key, last_words) {
                    Some(near) => format!("there is no such key, did you mean {near}?"),
                    None => format!("there is no such key; there are {}", known.join(", ")),
                };
                Err(self.error(problem))
            }
            several => {
                let names: Vec<_> = several.iter().map(|key| key.as_str()).collect();
                Err(self.error(format!("say which section: {}", names.join(" or "))))
            }
        }
    }
}

impl Experiment {
    /// The experiment with one key changed.
    ///
    /// # Errors
    /// When there is no such key, or the value does not fit it.
    pub fn with(&self, change: &Override) -> Result<Self, ExperimentError> {
        let mut table = Table::try_from(self).map_err(|error| change.error(error.to_string()))?;
        let full_key = change.full_key(&keys(&table))?;
        let mut path: Vec<&str> = full_key.split('.').collect();
        let leaf = path.pop().unwrap_or_default();
        let mut section = &mut table;
        for name in path {
            let Some(Value::Table(inner)) = section.get_mut(name) else {
                let problem = format!(
                    "there are no `{name}` to change: give the whole, such as prepare.outliers={{ method = \"iqr\" }}"
                );
                return Err(change.error(problem));
            };
            section = inner;
        }
        section.insert(leaf.to_owned(), change.value());
        let changed: Self =
            table.try_into().map_err(|error: toml::de::Error| change.error(with_nearest(error.message())))?;
        changed.completed().map_err(|contradiction| change.error(contradiction.problem))
    }
}

impl Experiment {
    /// The value of a key as it would be typed, such as `0.001` or `lstm`; `None` where the experiment does not have the key.
    #[must_use]
    pub fn value_of(&self, full_key: &str) -> Option<String> {
        let mut value = Value::Table(Table::try_from(self).ok()?);
        for name in full_key.split('.') {
            value = value.as_table_mut()?.remove(name)?;
        }
        Some(typed(value))
    }

    /// All keys that it has but name and words about it, with their values as they would be typed.
    #[must_use]
    pub fn values(&self) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        // What cannot be written as TOML cannot be in a file either.
        add_values(Table::try_from(self).unwrap_or_default(), "", &mut values);
        values.retain(|key, _| key.contains('.'));
        values
    }
}

fn typed(value: Value) -> String {
    match value {
        Value::String(text) => text,
        // TOML writes 3.0 where a person types 3.
        Value::Float(number) => number.to_string(),
        other => other.to_string(),
    }
}

fn add_values(table: Table, section: &str, values: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        match value {
            Value::Table(inner) => add_values(inner, &format!("{section}{name}."), values),
            value => {
                values.insert(format!("{section}{name}"), typed(value));
            }
        }
    }
}

/// Full names of all keys of a table that are not sections.
fn keys(table: &Table) -> Vec<String> {
    table
        .iter()
        .flat_map(|(name, value)| match value {
            Value::Table(section) => keys(section).into_iter().map(|key| format!("{name}.{key}")).collect(),
            _ => vec![name.clone()],
        })
        .collect()
}
