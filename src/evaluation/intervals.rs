//! From where to where the truth of a forecast will lie: one interval for each target and step ahead.

use serde::{Deserialize, Serialize};

use super::{Interval, interval::half_width_of};
use crate::data::{Answer, Example, Outlook, Preparation, Target};

/// The probability that an interval aims at.
pub const NOMINAL: f64 = 0.9;
/// Probabilities that the promise is tried for.
const LEVELS: [f64; 10] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, NOMINAL, 0.95];

/// Intervals of every target, from the errors on validation examples. Where the preparation takes logarithms, errors are
/// ratios, so that an interval grows with its forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intervals {
    /// For each target.
    targets: Vec<OfTarget>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct OfTarget {
    interval: Interval,
    /// Whether errors are differences of logarithms.
    ratios: bool,
}

/// How often truths lay within intervals that were made without them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// The part aimed at.
    pub nominal: f64,
    /// The part found.
    pub covered: f64,
}

impl Intervals {
    /// Intervals from forecasts of validation examples; `None` where no step has errors enough.
    #[must_use]
    pub fn fit(preparation: &Preparation, examples: &[Example], answers: &[Answer]) -> Option<Self> {
        let of_target = |(place, column): (usize, &crate::data::Column)| {
            let ratios = column.is_logarithmic();
            let residuals = errors(place, ratios, preparation.horizon, examples, answers);
            OfTarget { interval: Interval::fit(NOMINAL, &residuals), ratios }
        };
        let intervals = Self { targets: preparation.targets.iter().enumerate().map(of_target).collect() };
        let any = intervals.targets.iter().flat_map(|target| &target.interval.half_widths).any(Option::is_some);
        any.then_some(intervals)
    }

    /// How many of the truths of other examples lie within.
    #[must_use]
    pub fn coverage(&self, examples: &[Example], answers: &[Answer]) -> Option<Coverage> {
        let horizon = self.targets.first()?.interval.half_widths.len();
        let of_target = |(place, target): (usize, &OfTarget)| {
            let (truths, centres) = by_step(place, target.ratios, horizon, examples, answers);
            target.interval.covered(&truths, &centres)
        };
        let covered: Vec<f64> = self.targets.iter().enumerate().filter_map(of_target).collect();
        let mean = covered.iter().sum::<f64>() / covered.len() as f64;
        (!covered.is_empty()).then_some(Coverage { nominal: NOMINAL, covered: mean })
    }

    /// How many of the truths of `test` lie within intervals of several nominal probabilities from the errors on
    /// `validation`, examples and answers of each: how far the probabilities can be relied on. A probability that there are
    /// too few errors for is left out.
    #[must_use]
    pub fn coverages(
        preparation: &Preparation,
        validation: (&[Example], &[Answer]),
        test: (&[Example], &[Answer]),
    ) -> Vec<Coverage> {
        let sorted = |place: usize, (examples, answers)| {
            let ratios = preparation.targets[place].is_logarithmic();
            let mut errors = errors(place, ratios, preparation.horizon, examples, answers);
            for errors in &mut errors {
                errors.retain(|error| !error.is_nan());
                errors.sort_unstable_by(f64::total_cmp);
            }
            errors
        };
        let targets: Vec<_> =
            (0..preparation.targets.len()).map(|place| (sorted(place, validation), sorted(place, test))).collect();
        let at = |nominal: f64| {
            let covered: Vec<f64> = targets.iter().filter_map(|(fitted, new)| covered(nominal, fitted, new)).collect();
            let mean = covered.iter().sum::<f64>() / covered.len() as f64;
            (!covered.is_empty()).then_some(Coverage { nominal, covered: mean })
        };
        LEVELS.into_iter().filter_map(at).collect()
    }

    /// Writes the intervals around a forecast. A target whose last known value is some steps older than the window has
    /// those of so many steps more, and none beyond the horizon.
    pub fn surround(&self, outlook: &mut Outlook) {
        let of_target = |(place, (target, values)): (usize, (&OfTarget, &Vec<f64>))| {
            let older = outlook.steps_since_known.get(place).copied().unwrap_or(0);
            let half_width = |step: usize| target.interval.half_widths.get(step + older).copied().flatten();
            let around = |(step, value): (usize, &f64)| half_width(step).map(|half| target.around(*value, half));
            values.iter().enumerate().map(around).collect()
        };
        outlook.ranges = self.targets.iter().zip(&outlook.values).enumerate().map(of_target).collect();
    }
}

impl OfTarget {
    fn around(&self, value: f64, half_width: f64) -> (f64, f64) {
        if self.ratios {
            (value * (-half_width).exp(), value * half_width.exp())
        } else {
            (value - half_width, value + half_width)
        }
    }
}

/// The part of new errors that lie within half-widths from earlier ones; both sorted, `[step ahead][error]`.
fn covered(nominal: f64, fitted: &[Vec<f64>], new: &[Vec<f64>]) -> Option<f64> {
    let (mut inside, mut count) = (0, 0);
    for (fitted, new) in fitted.iter().zip(new) {
        let Some(half_width) = half_width_of(nominal, fitted) else { continue };
        inside += new.partition_point(|error| *error <= half_width);
        count += new.len();
    }
    (count > 0).then(|| inside as f64 / count as f64)
}

/// Absolute errors of one target, `[step ahead][example]`: NaN where the truth is missing, infinite where an answer is no
/// number.
fn errors(place: usize, ratios: bool, horizon: usize, examples: &[Example], answers: &[Answer]) -> Vec<Vec<f64>> {
    let (truths, centres) = by_step(place, ratios, horizon, examples, answers);
    let error = |(truth, centre): (&f64, &f64)| {
        let error = (truth - centre).abs();
        if error.is_nan() && !truth.is_nan() { f64::INFINITY } else { error }
    };
    truths.iter().zip(&centres).map(|(truths, centres)| truths.iter().zip(centres).map(error).collect()).collect()
}

/// Truths and forecasts of one target, `[step ahead][example]`.
fn by_step(
    place: usize,
    ratios: bool,
    horizon: usize,
    examples: &[Example],
    answers: &[Answer],
) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let level = |value: f64| if ratios { value.ln() } else { value };
    let (mut truths, mut centres) = (vec![Vec::new(); horizon], vec![Vec::new(); horizon]);
    for (example, answer) in examples.iter().zip(answers) {
        if let (Target::Numbers { truth, .. }, Answer::Forecast(outlook)) = (&example.target, answer) {
            for (step, row) in truth.rows().enumerate().take(horizon) {
                truths[step].push(level(row[place]));
                centres[step].push(outlook.values[place].get(step).map_or(f64::NAN, |value| level(*value)));
            }
        }
    }
    (truths, centres)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_last_value_has_the_interval_of_a_farther_step() {
        let interval = Interval { nominal: NOMINAL, half_widths: vec![Some(1.0), Some(2.0), Some(3.0)] };
        let target = OfTarget { interval, ratios: false };
        let intervals = Intervals { targets: vec![target.clone(), target] };
        let mut outlook = Outlook::of_values(vec![vec![10.0; 3]; 2]);
        outlook.steps_since_known = vec![0, 1];
        intervals.surround(&mut outlook);
        let of = |half: f64| Some((10.0 - half, 10.0 + half));
        assert_eq!(outlook.ranges, [[of(1.0), of(2.0), of(3.0)], [of(2.0), of(3.0), None]]);
    }
}
