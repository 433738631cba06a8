//! Brings a column into the range a network learns best from.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::statistics::Statistics;
use crate::{
    experiment::Scale,
    numbers::{NumberStyle, STEP_DIGITS, significant_short},
};

/// Centre and spread of a column, learned from the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    centre: f64,
    spread: f64,
}

impl Scaler {
    /// Learns from the training rows of a column, as scikit-learn's `StandardScaler`, `MinMaxScaler` (to 0 … 1) and
    /// `RobustScaler` (median and interquartile range) do. Where there is no spread it is 1, and without known values
    /// nothing changes.
    #[must_use]
    pub fn fit(scale: Scale, training: &[f64]) -> Self {
        let Statistics { mean, deviation, min, q1, median, q3, max, .. } = Statistics::of(training);
        let distance = |from: Option<f64>, to: Option<f64>| Some(to? - from?);
        let (centre, spread) = match scale {
            Scale::None => (None, None),
            Scale::Standard => (mean, deviation),
            Scale::MinMax => (min, distance(min, max)),
            Scale::Robust => (median, distance(q1, q3)),
        };
        Self { centre: centre.unwrap_or(0.0), spread: spread.filter(|&spread| spread > 0.0).unwrap_or(1.0) }
    }

    /// The scaled value of a raw one.
    #[must_use]
    pub fn apply(&self, value: f64) -> f64 {
        (value - self.centre) / self.spread
    }

    /// The raw value of a scaled one.
    #[must_use]
    pub fn invert(&self, scaled: f64) -> f64 {
        scaled * self.spread + self.centre
    }
}

impl fmt::Display for Scaler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.centre < 0.0 { '+' } else { '−' };
        // The centre is as exact as the spread asks for.
        let centre = NumberStyle::of_spread(self.spread, STEP_DIGITS).format_short(self.centre.abs(), 1);
        write!(f, "(value {sign} {centre}) / {}", significant_short(self.spread, STEP_DIGITS))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: f64 = f64::NAN;
    const ALL: [Scale; 4] = [Scale::None, Scale::Standard, Scale::MinMax, Scale::Robust];

    #[track_caller]
    fn assert_scaled(scale: Scale, training: &[f64], value: f64, expected: f64) {
        let scaled = Scaler::fit(scale, training).apply(value);
        assert!((scaled - expected).abs() < 1e-12, "{scale:?}: {scaled} is not {expected}");
    }

    #[test]
    fn each_way_measures_from_its_centre_in_its_spread() {
        let training = [1.0, 2.0, GAP, 3.0, 4.0, 10.0];
        assert_scaled(Scale::None, &training, 7.0, 7.0);
        assert_scaled(Scale::Standard, &training, 7.0, 3.0 / 10.0_f64.sqrt());
        assert_scaled(Scale::MinMax, &training, 1.0, 0.0);
        assert_scaled(Scale::MinMax, &training, 10.0, 1.0);
        assert_scaled(Scale::MinMax, &training, 19.0, 2.0);
        assert_scaled(Scale::Robust, &training, 7.0, 2.0);
    }

    #[test]
    fn without_a_spread_only_the_centre_moves_and_without_values_nothing_does() {
        for scale in [Scale::Standard, Scale::MinMax, Scale::Robust] {
            assert_scaled(scale, &[0.1; 7], 0.1, 0.0);
            assert_scaled(scale, &[0.1; 7], 2.1, 2.0);
            assert_scaled(scale, &[GAP], 2.0, 2.0);
            assert_scaled(scale, &[], 2.0, 2.0);
        }
    }

    #[test]
    fn a_missing_value_stays_missing() {
        assert!(ALL.iter().all(|&scale| Scaler::fit(scale, &[1.0, 2.0]).apply(GAP).is_nan()));
    }

    #[test]
    fn a_fitted_scaler_survives_json() {
        for scale in ALL {
            for training in [&[1.0, 2.5][..], &[GAP]] {
                let scaler = Scaler::fit(scale, training);
                let json = serde_json::to_string(&scaler).unwrap();
                assert_eq!(serde_json::from_str::<Scaler>(&json).unwrap(), scaler);
            }
        }
    }

    proptest! {
        #[test]
        fn inverting_finds_the_raw_value_again(
            training in prop::collection::vec(1.0..1e6_f64, 1..50),
            value in prop_oneof![1.0..1e6_f64, -1e6..-1.0_f64],
        ) {
            for scale in ALL {
                let scaler = Scaler::fit(scale, &training);
                let found = scaler.invert(scaler.apply(value));
                prop_assert!((found - value).abs() <= 1e-9 * value.abs(), "{:?}: {} is not {}", scale, found, value);
            }
        }
    }
}
