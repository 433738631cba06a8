//! `[prepare]`: what is done to the numbers before the network reads them.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::range;

/// `[prepare]`: fitted on training rows only, inverted for every figure shown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Prepare {
    /// What becomes of missing values.
    pub missing: Missing,
    /// What becomes of outliers; without it they stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outliers: Option<Outliers>,
    /// What is done to every value, in order.
    pub transform: Vec<Transform>,
    /// How numbers are brought to a common size.
    pub scale: Scale,
    /// What of the time of a row the network reads too, as sine and cosine.
    pub calendar: Vec<Calendar>,
    /// What is done otherwise for single columns, or for columns made from others.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, ColumnPrepare>,
}

/// `[prepare.columns.NAME]`: what one column has otherwise.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnPrepare {
    /// The column of the file that it is made from; without it the one of its own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What becomes of missing values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// What becomes of outliers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outliers: Option<Outliers>,
    /// What is done to every value, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transform: Option<Vec<Transform>>,
    /// How numbers are brought to a common size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
}

/// What becomes of missing values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// They are an error that names their line.
    #[default]
    Error,
    /// Rows with one are left out.
    Drop,
    /// The mean of the training rows.
    Mean,
    /// The median of the training rows.
    Median,
    /// The last known value.
    Forward,
    /// On a straight line between the values around; at the end of what is known, the last known value.
    Linear,
}

/// Which values are outliers, and what becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outliers {
    /// What is far off.
    pub method: OutlierMethod,
    /// How far: in interquartile ranges, standard deviations or median absolute deviations.
    #[serde(default = "three", deserialize_with = "range::positive")]
    pub threshold: f64,
    /// What becomes of them.
    #[serde(default)]
    pub action: OutlierAction,
}

const fn three() -> f64 {
    3.0
}

/// What is far off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutlierMethod {
    /// Outside the quartiles by so many interquartile ranges (Tukey 1977).
    Iqr,
    /// So many standard deviations from the mean.
    ZScore,
    /// So many scaled median absolute deviations from the median of the seven values up to it (Hampel 1974).
    Hampel,
}

/// What becomes of outliers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutlierAction {
    /// They become the nearest value that is none.
    #[default]
    Clip,
    /// They are treated as missing.
    Missing,
    /// They stay, and are counted.
    Keep,
}

/// What is done to every value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// The natural logarithm.
    Log,
    /// The difference to the value so many steps before.
    Difference(usize),
}

/// How numbers are brought to a common size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// They stay.
    #[default]
    None,
    /// To mean 0 and deviation 1.
    Standard,
    /// To 0 for the smallest and 1 for the largest.
    MinMax,
    /// To median 0 and interquartile range 1.
    Robust,
}

/// What of the time of a row the network reads, as sine and cosine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Calendar {
    /// Month of the year.
    Month,
    /// Day of the week.
    Weekday,
    /// Day of the year.
    DayOfYear,
    /// Week of the year.
    Week,
    /// Hour of the day.
    Hour,
}

/// A transform as it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "expected \"log\" or { difference = LAG }")]
enum Written {
    Word(String),
    Table(DifferenceTable),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DifferenceTable {
    difference: i64,
}

impl Serialize for Transform {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Log => Written::Word("log".to_owned()),
            Self::Difference(lag) => Written::Table(DifferenceTable { difference: lag as i64 }),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Transform {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        match Written::deserialize(deserializer)? {
            Written::Word(word) if word == "log" => Ok(Self::Log),
            Written::Word(word) => {
                Err(D::Error::custom(format!("there is no transform '{word}': \"log\" or {{ difference = LAG }}")))
            }
            Written::Table(DifferenceTable { difference: lag @ 1..=10_000 }) => Ok(Self::Difference(lag as usize)),
            Written::Table(DifferenceTable { difference }) => {
                Err(D::Error::custom(format!("difference = {difference} is not a lag from 1 to 10000")))
            }
        }
    }
}

impl fmt::Display for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Log => f.write_str("log"),
            Self::Difference(lag) => write!(f, "difference {lag}"),
        }
    }
}

impl Prepare {
    /// All that is done to one column: its own settings before those of all.
    #[must_use]
    pub fn of_column(&self, name: &str) -> ColumnPrepare {
        let own = self.columns.get(name).cloned().unwrap_or_default();
        ColumnPrepare {
            of: Some(own.of.unwrap_or_else(|| name.to_owned())),
            missing: own.missing.or(Some(self.missing)),
            outliers: own.outliers.or(self.outliers),
            transform: own.transform.or_else(|| Some(self.transform.clone())),
            scale: own.scale.or(Some(self.scale)),
        }
    }
}
