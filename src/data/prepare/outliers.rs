//! Finds values that are too far out.

use std::{collections::VecDeque, fmt};

use serde::{Deserialize, Serialize};

use super::statistics;
use crate::{
    experiment::{OutlierAction, OutlierMethod, Outliers},
    numbers::{NumberStyle, STEP_DIGITS},
};

/// Values whose median a value is compared with, itself among them: 2·3 + 1, as is usual for a filter of half-width 3.
const WINDOW: usize = 7;

/// The median absolute deviation of normally distributed values times this is their standard deviation.
const DEVIATION_OF_MAD: f64 = 1.4826;

/// The bounds beyond which a value is an outlier, learned from the training rows, and what is done about one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fence {
    bounds: Bounds,
    action: OutlierAction,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Bounds {
    /// The training rows have no spread to measure a distance in.
    Open,
    /// The same for every row.
    Fixed { low: f64, high: f64 },
    /// Anew for every row, from the values before it.
    Running { threshold: f64 },
}

impl fmt::Display for Fence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.bounds {
            Bounds::Open => f.write_str("no spread, none found"),
            Bounds::Fixed { low, high } => {
                let style = NumberStyle::of_values([low, high].into_iter(), STEP_DIGITS);
                write!(f, "outside {} to {}", style.format_short(low, 1), style.format_short(high, 1))
            }
            Bounds::Running { .. } => f.write_str("among the last 7 values"),
        }
    }
}

impl Fence {
    /// Learns from the training rows of a column.
    ///
    /// - `iqr`: the quartiles, and `threshold` times the distance between them outwards (Tukey 1977, *Exploratory Data
    ///   Analysis*; his inner fences have 1.5, the outer 3).
    /// - `zscore`: the mean, and `threshold` standard deviations to both sides.
    /// - `hampel`: learns nothing. Each value is compared with the median of the last 7 known values, itself among them;
    ///   it may be `threshold` times 1.4826 times their median absolute deviation away (Hampel 1974, *The Influence Curve
    ///   and Its Role in Robust Estimation*). The usual window looks ahead as well; this one does not.
    ///
    /// Where the spread is 0, because most values or all are the same, no value is an outlier.
    #[must_use]
    pub fn fit(outliers: &Outliers, training: &[f64]) -> Self {
        let &Outliers { method, threshold, action } = outliers;
        let fixed = match method {
            OutlierMethod::Hampel => return Self { bounds: Bounds::Running { threshold }, action },
            OutlierMethod::Iqr => quartile_bounds(training, threshold),
            OutlierMethod::ZScore => deviation_bounds(training, threshold),
        };
        Self { bounds: fixed.map_or(Bounds::Open, |(low, high)| Bounds::Fixed { low, high }), action }
    }

    /// Counts the outliers of one sequence and clips them to the bounds, makes them missing or keeps them. Missing values
    /// are passed over. With `hampel` the first 6 known values are never outliers: fewer than 7 say too little.
    pub fn apply(&self, column: &mut [f64]) -> usize {
        let mut recent = VecDeque::with_capacity(WINDOW);
        let mut outside = 0;
        for value in column.iter_mut().filter(|value| !value.is_nan()) {
            // The window holds the values as they came: a lasting new level is then let through after four rows.
            if recent.len() == WINDOW {
                recent.pop_front();
            }
            recent.push_back(*value);
            let Some((low, high)) = self.bounds.after(recent.make_contiguous()) else { continue };
            if (low..=high).contains(value) {
                continue;
            }
            outside += 1;
            match self.action {
                OutlierAction::Clip => *value = if *value < low { low } else { high },
                OutlierAction::Missing => *value = f64::NAN,
                OutlierAction::Keep => {}
            }
        }
        outside
    }
}

impl Bounds {
    /// Smallest and largest value that the last of these may be.
    fn after(self, recent: &[f64]) -> Option<(f64, f64)> {
        match self {
            Self::Fixed { low, high } => Some((low, high)),
            Self::Running { threshold } if recent.len() == WINDOW => running_bounds(recent, threshold),
            Self::Open | Self::Running { .. } => None,
        }
    }
}

fn quartile_bounds(training: &[f64], threshold: f64) -> Option<(f64, f64)> {
    let (q1, q3) = (statistics::quantile(training, 0.25)?, statistics::quantile(training, 0.75)?);
    let reach = threshold * (q3 - q1);
    (reach > 0.0).then_some((q1 - reach, q3 + reach))
}

fn deviation_bounds(training: &[f64], threshold: f64) -> Option<(f64, f64)> {
    around(statistics::mean(training)?, threshold * statistics::deviation(training)?)
}

fn running_bounds(recent: &[f64], threshold: f64) -> Option<(f64, f64)> {
    let median = statistics::median(recent)?;
    let distances: Vec<f64> = recent.iter().map(|value| (value - median).abs()).collect();
    around(median, threshold * DEVIATION_OF_MAD * statistics::median(&distances)?)
}

fn around(centre: f64, reach: f64) -> Option<(f64, f64)> {
    (reach > 0.0).then_some((centre - reach, centre + reach))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: f64 = f64::NAN;
    const METHODS: [OutlierMethod; 3] = [OutlierMethod::Iqr, OutlierMethod::ZScore, OutlierMethod::Hampel];

    fn fence(method: OutlierMethod, threshold: f64, action: OutlierAction, training: &[f64]) -> Fence {
        Fence::fit(&Outliers { method, threshold, action }, training)
    }

    #[track_caller]
    fn assert_clipped(fence: Fence, mut column: Vec<f64>, expected: &[f64], count: usize) {
        assert_eq!(fence.apply(&mut column), count);
        let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9 || (a.is_nan() && b.is_nan());
        assert!(column.iter().zip(expected).all(close), "{column:?} is not {expected:?}");
    }

    #[test]
    fn iqr_clips_to_the_quartiles_and_threshold_times_their_distance() {
        let fence = fence(OutlierMethod::Iqr, 1.5, OutlierAction::Clip, &[1.0, 2.0, GAP, 3.0, 4.0, 5.0]);
        assert_clipped(fence, vec![-1.5, GAP, -1.0, 7.0, 50.0], &[-1.0, GAP, -1.0, 7.0, 7.0], 2);
    }

    #[test]
    fn zscore_clips_to_the_mean_and_threshold_times_the_deviation() {
        let fence = fence(OutlierMethod::ZScore, 2.0, OutlierAction::Clip, &[4.0, 6.0, GAP, 4.0, 6.0]);
        assert_clipped(fence, vec![2.9, 3.0, GAP, 7.0, 7.1], &[3.0, 3.0, GAP, 7.0, 7.0], 2);
    }

    #[test]
    fn hampel_clips_to_the_running_median_and_threshold_times_the_running_deviation() {
        // The last seven known values are 2 3 4 5 6 7 and 90: median 5, distances 3 2 1 0 1 2 85, their median 2.
        let fence = fence(OutlierMethod::Hampel, 3.0, OutlierAction::Clip, &[]);
        let column = vec![1.0, 2.0, 3.0, GAP, 4.0, 5.0, 6.0, 7.0, 90.0, 8.0];
        let bound = 5.0 + 3.0 * 1.4826 * 2.0;
        assert_clipped(fence, column, &[1.0, 2.0, 3.0, GAP, 4.0, 5.0, 6.0, 7.0, bound, 8.0], 1);
    }

    #[test]
    fn hampel_lets_a_lasting_new_level_through_after_four_rows() {
        let fence = fence(OutlierMethod::Hampel, 3.0, OutlierAction::Missing, &[]);
        let mut column: Vec<f64> = (0..20).map(|row| f64::from(row % 3) + if row < 10 { 0.0 } else { 100.0 }).collect();
        fence.apply(&mut column);
        assert!(column[10..13].iter().all(|value| value.is_nan()), "{column:?}");
        assert!(column[13..].iter().all(|value| !value.is_nan()), "{column:?}");
    }

    #[test]
    fn the_action_decides_what_becomes_of_an_outlier_and_not_how_many_there_are() {
        let training = [1.0, 2.0, 3.0, 4.0, 5.0];
        for (action, expected) in
            [(OutlierAction::Clip, 7.0), (OutlierAction::Missing, GAP), (OutlierAction::Keep, 50.0)]
        {
            assert_clipped(
                fence(OutlierMethod::Iqr, 1.5, action, &training),
                vec![3.0, 50.0, 4.0],
                &[3.0, expected, 4.0],
                1,
            );
        }
    }

    #[test]
    fn without_a_spread_nothing_is_an_outlier() {
        for method in METHODS {
            for training in [&[][..], &[GAP], &[0.1; 9]] {
                let column = [&[0.1; 9][..], &[5.0]].concat();
                assert_clipped(fence(method, 3.0, OutlierAction::Clip, training), column.clone(), &column, 0);
            }
        }
        let mostly_zero = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0];
        assert_clipped(
            fence(OutlierMethod::Iqr, 1.5, OutlierAction::Clip, &mostly_zero),
            mostly_zero.to_vec(),
            &mostly_zero,
            0,
        );
    }

    #[test]
    fn a_fitted_fence_survives_json() {
        for method in METHODS {
            for training in [&[1.0, 2.0][..], &[GAP]] {
                let fence = fence(method, 3.0, OutlierAction::Keep, training);
                let json = serde_json::to_string(&fence).unwrap();
                assert_eq!(serde_json::from_str::<Fence>(&json).unwrap(), fence);
            }
        }
    }

    proptest! {
        #[test]
        fn what_becomes_of_a_row_does_not_depend_on_later_rows(
            column in prop::collection::vec(prop_oneof![Just(GAP), -10.0..10.0_f64, Just(1e3)], 1..40),
            rows in 1..40_usize,
        ) {
            for method in METHODS {
                let fence = fence(method, 1.0, OutlierAction::Clip, &[1.0, 2.0, 3.0]);
                let (mut whole, mut start) = (column.clone(), column[..rows.min(column.len())].to_vec());
                fence.apply(&mut whole);
                fence.apply(&mut start);
                prop_assert!(start.iter().zip(&whole).all(|(a, b)| a.to_bits() == b.to_bits()));
            }
        }
    }
}
