//! One column's preparation: fitted on training rows, applied to all, and undone.

use serde::{Deserialize, Serialize};

use super::prepare::{Fence, Filler, NotPositive, Scaler, Statistics, Transforms, statistics};
use crate::{
    experiment::{ColumnPrepare, Scale},
    numbers::{DIGITS, NumberStyle, STEP_DIGITS, significant, significant_short},
    wording::brief,
};

/// The part of a standard deviation that single precision may lose.
const MAX_PRECISION_LOSS: f64 = 1e-3;
/// Significant digits that an answer has for another program. Single precision has at most 9.
const EXACT_DIGITS: usize = 9;

/// A column of all sequences, and which rows it is fitted on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    /// The values as the file has them; NaN where missing.
    pub values: &'a [f64],
    /// Whether each row trains.
    pub training: &'a [bool],
}

impl Rows<'_> {
    /// The values of training rows alone; NaN elsewhere.
    fn only_training(&self, values: &[f64]) -> Vec<f64> {
        values.iter().zip(self.training).map(|(&value, &training)| if training { value } else { f64::NAN }).collect()
    }
}

/// A column's fitted preparation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its name among the inputs or targets.
    pub name: String,
    /// Place of the file's column that it is made from among the sources.
    pub source: usize,
    fence: Option<Fence>,
    filler: Filler,
    transforms: Transforms,
    scaler: Scaler,
    /// Standard deviation of the training values in the file, or their size where they are equal: says how they are written.
    #[serde(default)]
    spread: f64,
}

/// A column with outliers treated and gaps filled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Treated {
    pub values: Vec<f64>,
    /// Whether each value was filled.
    pub filled: Vec<bool>,
    /// How many values were outliers.
    pub outliers: usize,
}

/// What preparation found in a column and did to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnReport {
    /// Its name.
    pub name: String,
    /// `input`, `target`, or both.
    pub role: String,
    /// Values that the file has.
    pub values: usize,
    /// Cells without a value.
    pub missing: usize,
    /// Values outside the fence.
    pub outliers: usize,
    /// Values that were made up.
    pub filled: usize,
    /// What was done, in order, with what was fitted.
    pub steps: Vec<String>,
    /// The training values as the file has them.
    pub before: Statistics,
    /// The training values as the network reads them.
    pub after: Statistics,
    /// What single precision loses of the sequence that loses most, where that matters.
    #[serde(skip)]
    precision_loss: Option<PrecisionLoss>,
}

/// What single precision makes of values of a level that is high beside their spread.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PrecisionLoss {
    /// Between neighbouring numbers of the level.
    distance: f64,
    /// Of the middle half of the values, or their standard deviation where that is 0.
    spread: f64,
}

impl PrecisionLoss {
    /// The loss of one sequence, where it is a noticeable part of the spread.
    fn of(scaled: &[f64]) -> Option<Self> {
        let Statistics { deviation, q1, median, q3, .. } = Statistics::of(scaled);
        let distance = median?.abs() * f64::from(f32::EPSILON);
        let spread = Some(q3? - q1?).filter(|spread| *spread > 0.0).or(deviation)?;
        (spread > 0.0 && distance > MAX_PRECISION_LOSS * spread).then_some(Self { distance, spread })
    }
}

impl ColumnReport {
    /// The warning that single precision cannot hold the differences of the values of this column.
    pub(super) fn precision_warning(&self) -> Option<String> {
        let PrecisionLoss { distance, spread } = self.precision_loss?;
        Some(format!(
            "column '{}': the network reads it in single precision, exact to {} at its level, and its values spread by {}: \
             write scale = \"standard\", or a difference in `transform`, under [prepare], and leave outliers out",
            brief(&self.name),
            significant(distance, 2),
            significant(spread, 2)
        ))
    }
}

impl Column {
    /// Fits a column on the training rows of all sequences.
    ///
    /// # Errors
    /// When a logarithm is asked for of a number that has none: the sequence, and the row in it.
    pub(super) fn fit(
        name: &str,
        source: usize,
        settings: &ColumnPrepare,
        sequences: &[Rows<'_>],
    ) -> Result<Self, (usize, NotPositive)> {
        let training = observed(sequences.iter().map(|rows| (rows.values.to_vec(), *rows)));
        let fence = settings.outliers.as_ref().map(|outliers| Fence::fit(outliers, &training));
        let spread = spread(&training);
        let mut fenced = training;
        if let Some(fence) = &fence {
            fence.apply(&mut fenced);
        }
        let mut column = Self {
            name: name.to_owned(),
            source,
            fence,
            filler: Filler::fit(settings.missing.unwrap_or_default(), &fenced),
            transforms: Transforms(settings.transform.clone().unwrap_or_default()),
            scaler: Scaler::fit(Scale::None, &[]),
            spread,
        };
        // A training row may come after rows of another part: what it would take from them, to fill or to differ from, is
        // not there.
        let transformed = sequences.iter().enumerate().map(|(at, rows)| {
            let treated = rows.only_training(&column.treat(&rows.only_training(rows.values)).values);
            Ok((column.transforms.forward(&treated).map_err(|error| (at, error))?, *rows))
        });
        let transformed: Vec<_> = transformed.collect::<Result<_, _>>()?;
        column.scaler = Scaler::fit(settings.scale.unwrap_or_default(), &observed(transformed.into_iter()));
        Ok(column)
    }

    /// Outliers treated, gaps filled.
    pub(super) fn treat(&self, raw: &[f64]) -> Treated {
        let mut values = raw.to_vec();
        let outliers = self.fence.as_ref().map_or(0, |fence| fence.apply(&mut values));
        let absent: Vec<bool> = values.iter().map(|value| value.is_nan()).collect();
        self.filler.fill(&mut values);
        let filled = absent.iter().zip(&values).map(|(absent, value)| *absent && !value.is_nan()).collect();
        Treated { values, filled, outliers }
    }

    /// Treated values as the network reads them; NaN in the first [`lost`](Self::lost) rows.
    pub(super) fn prepare(&self, treated: &[f64]) -> Result<Vec<f32>, NotPositive> {
        Ok(single(self.scaled(treated)?))
    }

    /// As the network would read a `path` that follows `history`, both treated.
    pub(super) fn prepare_path(&self, history: &[f64], path: &[f64]) -> Result<Vec<f32>, NotPositive> {
        let transformed = self.transforms.forward_path(history, path)?;
        Ok(single(transformed.into_iter().map(|value| self.scaler.apply(value)).collect()))
    }

    /// Treated values transformed and scaled, before the network takes them in single precision.
    fn scaled(&self, treated: &[f64]) -> Result<Vec<f64>, NotPositive> {
        let transformed = self.transforms.forward(treated)?;
        Ok(transformed.into_iter().map(|value| self.scaler.apply(value)).collect())
    }

    /// The values that follow `history`, treated, when the network says `prepared` of them.
    #[must_use]
    pub fn invert(&self, history: &[f64], prepared: &[f64]) -> Vec<f64> {
        let transformed: Vec<f64> = prepared.iter().map(|&value| self.scaler.invert(value)).collect();
        self.transforms.inverse(history, &transformed)
    }

    /// How its values are written for a person, in the units of the file.
    #[must_use]
    pub fn style(&self) -> NumberStyle {
        NumberStyle::of_spread(self.spread, DIGITS)
    }

    /// A value as the file has it, or an answer for another program: with more digits than single precision has.
    #[must_use]
    pub fn show_exactly(&self, value: f64) -> String {
        NumberStyle::of_spread(self.spread, EXACT_DIGITS).format_short(value, EXACT_DIGITS)
    }

    /// A value for a person.
    #[must_use]
    pub fn show(&self, value: f64) -> String {
        self.style().format(value)
    }

    /// The same where there is little room.
    #[must_use]
    pub fn show_narrow(&self, value: f64) -> String {
        self.style().format_narrow(value)
    }

    /// Whether it was fitted by these settings.
    pub(super) fn is_of(&self, settings: &ColumnPrepare) -> bool {
        Some(&self.transforms.0) == settings.transform.as_ref()
    }

    /// Rows at the start of a sequence that its differences use up.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.transforms.lost()
    }

    /// Whether its values are logarithms before anything else, so that errors are ratios.
    #[must_use]
    pub fn is_logarithmic(&self) -> bool {
        self.transforms.0.contains(&crate::experiment::Transform::Log)
    }

    pub(super) fn report(&self, role: &str, settings: &ColumnPrepare, sequences: &[Rows<'_>]) -> ColumnReport {
        let treated: Vec<Treated> = sequences.iter().map(|rows| self.treat(rows.values)).collect();
        let prepared: Vec<(Vec<f64>, Rows<'_>)> = (treated.iter().zip(sequences))
            .map(|(treated, rows)| (self.scaled(&treated.values).unwrap_or_default(), *rows))
            .collect();
        let losses = prepared.iter().filter_map(|of_one| PrecisionLoss::of(&observed(std::iter::once(of_one.clone()))));
        let precision_loss = losses.max_by(|a, b| (a.distance / a.spread).total_cmp(&(b.distance / b.spread)));
        let missing = sequences.iter().flat_map(|rows| rows.values).filter(|value| value.is_nan()).count();
        let all: usize = sequences.iter().map(|rows| rows.values.len()).sum();
        ColumnReport {
            name: self.name.clone(),
            role: role.to_owned(),
            values: all - missing,
            missing,
            outliers: treated.iter().map(|treated| treated.outliers).sum(),
            filled: treated.iter().flat_map(|treated| &treated.filled).filter(|filled| **filled).count(),
            steps: self.steps(settings),
            before: Statistics::of(&observed(sequences.iter().map(|rows| (rows.values.to_vec(), *rows)))),
            after: Statistics::of(&observed(prepared.into_iter())),
            precision_loss,
        }
    }

    fn steps(&self, settings: &ColumnPrepare) -> Vec<String> {
        let fence = settings.outliers.as_ref().zip(self.fence.as_ref());
        let fence = fence.map(|(outliers, fence)| {
            format!("outliers by {} {}: {} ({fence})", outliers.method, outliers.threshold, outliers.action)
        });
        let missing = settings.missing.map(|missing| match self.filler {
            Filler::Constant(value) => format!("missing: {missing} {}", significant_short(value, STEP_DIGITS)),
            _ => format!("missing: {missing}"),
        });
        let transforms = self.transforms.0.iter().map(ToString::to_string);
        let scale =
            settings.scale.filter(|scale| *scale != Scale::None).map(|scale| format!("{scale}: {}", self.scaler));
        fence.into_iter().chain(missing).chain(transforms).chain(scale).collect()
    }
}

/// Values as the network takes them.
fn single(values: Vec<f64>) -> Vec<f32> {
    values.into_iter().map(|value| value as f32).collect()
}

/// Standard deviation of some values, or the size of equal ones.
fn spread(values: &[f64]) -> f64 {
    let size = || statistics::mean(values).map_or(0.0, f64::abs);
    statistics::deviation(values).filter(|deviation| *deviation > 0.0).unwrap_or_else(size)
}

/// The values of training rows that the file has and that are known.
fn observed<'a>(sequences: impl Iterator<Item = (Vec<f64>, Rows<'a>)>) -> Vec<f64> {
    let of_rows = |(values, rows): (Vec<f64>, Rows<'a>)| {
        let known = values.into_iter().zip(rows.values.iter().zip(rows.training));
        known
            .filter(|(value, (raw, training))| **training && !raw.is_nan() && !value.is_nan())
            .map(|(value, _)| value)
            .collect::<Vec<_>>()
    };
    sequences.flat_map(of_rows).collect()
}
