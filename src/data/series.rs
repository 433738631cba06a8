//! One sequence of numbers: as a file has it, and as the network reads it.

use serde::{Deserialize, Serialize};

use super::{Moment, Part, Sequence};

/// Rows of numbers by column, as a file has them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RawSeries {
    /// What its id column says; empty where there is none.
    pub name: String,
    /// The time of each row.
    pub moments: Vec<Moment>,
    /// `[column][row]`, in the order of a preparation's sources; NaN where missing.
    #[serde(with = "missing_as_null")]
    pub columns: Vec<Vec<f64>>,
    /// The line of the file that each row stands on; 0 for rows that stand in none.
    #[serde(skip)]
    pub lines: Vec<u64>,
}

/// The same numbers, missing where the other's are; on which lines they stand does not matter.
impl PartialEq for RawSeries {
    fn eq(&self, other: &Self) -> bool {
        let bits = |series: &Self| -> Vec<Vec<u64>> {
            series.columns.iter().map(|column| column.iter().map(|value| value.to_bits()).collect()).collect()
        };
        self.name == other.name && self.moments == other.moments && bits(self) == bits(other)
    }
}

impl RawSeries {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.moments.len()
    }

    /// Whether it has so many columns, and each has a value or a gap in every row.
    pub(super) fn is_whole(&self, columns: usize) -> bool {
        self.columns.len() == columns && self.columns.iter().all(|column| column.len() == self.rows())
    }

    /// The rows from `from` to before `to`.
    #[must_use]
    pub fn slice(&self, from: usize, to: usize) -> Self {
        Self {
            name: self.name.clone(),
            moments: self.moments[from..to].to_vec(),
            columns: self.columns.iter().map(|column| column[from..to].to_vec()).collect(),
            lines: self.lines.get(from..to).unwrap_or_default().to_vec(),
        }
    }

    /// Whether the last values are the same, whatever the times.
    pub(super) fn ends_like(&self, other: &Self) -> bool {
        let rows = self.rows().min(other.rows());
        let bits = |series: &Self| -> Vec<Vec<u64>> {
            let last = |column: &Vec<f64>| column.iter().rev().take(rows).map(|value| value.to_bits()).collect();
            series.columns.iter().map(last).collect()
        };
        self.name == other.name && bits(self) == bits(other)
    }

    /// Adds a row that stands in no file.
    pub fn push(&mut self, moment: Moment, row: &[f64]) {
        self.moments.push(moment);
        self.columns.iter_mut().zip(row).for_each(|(column, value)| column.push(*value));
    }

    /// Values without times, `[column][row]`, counted from 0.
    #[must_use]
    pub fn counted(columns: Vec<Vec<f64>>) -> Self {
        let rows = columns.first().map_or(0, Vec::len);
        let moments = (0..rows as i64).map(Moment::counted).collect();
        Self { name: String::new(), moments, columns, lines: Vec::new() }
    }
}

/// A sequence prepared for the network, beside what it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// As the file has it.
    pub raw: RawSeries,
    /// The part of the split of each row.
    pub parts: Vec<Part>,
    /// What the network reads: `[row × features]`; NaN in the rows that a difference has used up.
    pub inputs: Sequence,
    /// What it should answer: `[row × targets]`; NaN where the file has no value, or an outlier that counts as none.
    pub targets: Sequence,
    /// The targets as the file has them: `[row × targets]`; `None` where a class is answered.
    pub truth: Option<Sequence<f64>>,
    /// The targets with outliers treated and gaps filled, `[target][row]`: what forecasts go on from.
    pub known: Vec<Vec<f64>>,
    /// Rows with a value that was filled.
    pub filled: Vec<bool>,
}

impl Series {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.raw.rows()
    }
}

/// JSON has no NaN: a missing value is `null`.
mod missing_as_null {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(columns: &[Vec<f64>], serializer: S) -> Result<S::Ok, S::Error> {
        let some = |value: &f64| (!value.is_nan()).then_some(*value);
        let columns: Vec<Vec<Option<f64>>> = columns.iter().map(|column| column.iter().map(some).collect()).collect();
        columns.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<f64>>, D::Error> {
        let columns = Vec::<Vec<Option<f64>>>::deserialize(deserializer)?;
        Ok(columns
            .into_iter()
            .map(|column| column.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_series_has_the_same_numbers_and_gaps() {
        let series = RawSeries::counted(vec![vec![0.1, f64::NAN, -3e-7]]);
        let saved: RawSeries = serde_json::from_str(&serde_json::to_string(&series).unwrap()).unwrap();
        assert_eq!(saved.moments, series.moments);
        assert_eq!(format!("{:?}", saved.columns), format!("{:?}", series.columns));
    }
}
