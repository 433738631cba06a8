//! Figures of one column; NaN means missing and is passed over.

use serde::{Deserialize, Serialize};

use crate::numbers::{DIGITS, NumberStyle};

/// A mean is rounding below this part of the spread.
const NOISE: f64 = 1e-12;

/// What a report says about a column. Without known values the figures are `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Statistics {
    /// Known values.
    pub count: usize,
    /// Missing values.
    pub missing: usize,
    /// Arithmetic mean.
    pub mean: Option<f64>,
    /// Standard deviation of the population.
    pub deviation: Option<f64>,
    /// Smallest value.
    pub min: Option<f64>,
    /// First quartile.
    pub q1: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// Third quartile.
    pub q3: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
}

impl Statistics {
    /// The figures of a column.
    #[must_use]
    pub fn of(column: &[f64]) -> Self {
        let sorted = sorted(column);
        Self {
            count: sorted.len(),
            missing: column.len() - sorted.len(),
            mean: mean(column),
            deviation: deviation(column),
            min: sorted.first().copied(),
            q1: quantile_of_sorted(&sorted, 0.25),
            median: quantile_of_sorted(&sorted, 0.5),
            q3: quantile_of_sorted(&sorted, 0.75),
            max: sorted.last().copied(),
        }
    }

    /// One of its figures for a person: with as many digits as tell values of this spread apart. Rounding leaves a little of a
    /// mean that is 0, which is written as 0.
    #[must_use]
    pub fn show(&self, figure: Option<f64>) -> String {
        let spread = self.deviation.filter(|deviation| *deviation > 0.0);
        let is_noise =
            |value: &f64| Some(*value) == self.mean && spread.is_some_and(|spread| value.abs() < NOISE * spread);
        let size = || self.mean.map_or(0.0, f64::abs);
        let style = NumberStyle::of_spread(spread.unwrap_or_else(size), DIGITS);
        style.format(figure.map_or(f64::NAN, |value| if is_noise(&value) { 0.0 } else { value }))
    }
}

/// Arithmetic mean of the known values; `None` when there are none.
///
/// Summed as distances from the first value, so that a column of equal values has exactly that mean.
#[must_use]
pub fn mean(column: &[f64]) -> Option<f64> {
    let first = known(column).next()?;
    let distances: f64 = known(column).map(|value| value - first).sum();
    Some(first + distances / known(column).count() as f64)
}

/// Standard deviation of the known values as a population, √(Σ(x − mean)² / n) as `numpy.std`, in two passes; `None` when
/// there are none. Exactly 0 for equal values.
#[must_use]
pub fn deviation(column: &[f64]) -> Option<f64> {
    let mean = mean(column)?;
    let squares: f64 = known(column).map(|value| (value - mean).powi(2)).sum();
    Some((squares / known(column).count() as f64).sqrt())
}

/// The middle one of the known values, or half way between the middle two; `None` when there are none.
#[must_use]
pub fn median(column: &[f64]) -> Option<f64> {
    quantile(column, 0.5)
}

/// The value that the given part (0 to 1) of the known values lie below; `None` when there are none.
///
/// Interpolates linearly between neighbours, as `numpy.quantile` does unless told otherwise (definition 7 of Hyndman &
/// Fan 1996).
#[must_use]
pub fn quantile(column: &[f64], part: f64) -> Option<f64> {
    quantile_of_sorted(&sorted(column), part)
}

fn quantile_of_sorted(sorted: &[f64], part: f64) -> Option<f64> {
    let place = part.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let below = *sorted.get(place.floor() as usize)?;
    let above = *sorted.get(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}

fn sorted(column: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = known(column).collect();
    values.sort_by(f64::total_cmp);
    values
}

fn known(column: &[f64]) -> impl Iterator<Item = f64> {
    column.iter().copied().filter(|value| !value.is_nan())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: f64 = f64::NAN;

    #[track_caller]
    fn assert_close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?} is not {expected}");
    }

    #[test]
    fn the_figures_are_those_of_numpy_and_pass_over_gaps() {
        let statistics = Statistics::of(&[4.0, GAP, 1.0, 3.0, GAP, 10.0]);
        assert_eq!((statistics.count, statistics.missing), (4, 2));
        assert_close(statistics.mean, 4.5);
        assert_close(statistics.deviation, 11.25_f64.sqrt());
        assert_close(statistics.min, 1.0);
        assert_close(statistics.q1, 2.5);
        assert_close(statistics.median, 3.5);
        assert_close(statistics.q3, 5.5);
        assert_close(statistics.max, 10.0);
    }

    #[test]
    fn a_quantile_lies_between_neighbours_and_stays_within_the_values() {
        let column = [5.0, 1.0, 4.0, 2.0, 3.0];
        for (part, expected) in [(0.0, 1.0), (0.1, 1.4), (0.25, 2.0), (0.9, 4.6), (1.0, 5.0), (-1.0, 1.0), (2.0, 5.0)] {
            assert_close(quantile(&column, part), expected);
        }
        assert_close(median(&[7.0]), 7.0);
    }

    #[test]
    fn a_column_without_known_values_has_no_figures_and_survives_json() {
        for column in [&[][..], &[GAP, GAP]] {
            let statistics = Statistics::of(column);
            assert_eq!(statistics, Statistics { missing: column.len(), ..Statistics::default() });
            let json = serde_json::to_string(&statistics).unwrap();
            assert_eq!(serde_json::from_str::<Statistics>(&json).unwrap(), statistics);
        }
    }

    #[test]
    fn figures_are_shown_by_the_spread_of_the_column() {
        let shown = |column: &[f64]| {
            let found = Statistics::of(column);
            [found.mean, found.deviation, found.max].map(|figure| found.show(figure))
        };
        assert_eq!(shown(&[100_000_000.0, 100_000_006.0]), ["100000003.000", "3.000", "100000006.000"]);
        assert_eq!(shown(&[1e-4, -3e-4]), ["-0.0001000", "0.0002000", "0.0001000"]);
        assert_eq!(shown(&[1e-16, -1.0, 1.0]), ["0.0000", "0.8165", "1.0000"]);
        let outlier = Statistics::of(&[1.0, 3.0, 3.0, 1e12]);
        assert_eq!(outlier.show(outlier.median), "3.00");
        assert_eq!(shown(&[7.0, 7.0]), ["7.000", "0.000", "7.000"]);
        assert_eq!(shown(&[f64::NAN]), ["–", "–", "–"]);
    }

    proptest! {
        #[test]
        fn equal_values_have_exactly_that_mean_and_no_deviation(value in -1e30..1e30_f64, count in 1..100_usize) {
            let column = vec![value; count];
            prop_assert_eq!((mean(&column), deviation(&column)), (Some(value), Some(0.0)));
            prop_assert_eq!(quantile(&column, 0.3), Some(value));
        }

        #[test]
        fn mean_and_quantiles_lie_between_the_extremes(column in prop::collection::vec(-1e6..1e6_f64, 1..50)) {
            let Statistics { min: Some(min), q1: Some(q1), median: Some(median), q3: Some(q3), max: Some(max), .. } =
                Statistics::of(&column)
            else {
                return Err(TestCaseError::fail("a column with values has figures"));
            };
            prop_assert!(min <= q1 && q1 <= median && median <= q3 && q3 <= max);
            prop_assert!(mean(&column).is_some_and(|mean| min - 1e-6 <= mean && mean <= max + 1e-6));
        }
    }
}
