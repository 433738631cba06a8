//! Puts values where there are none.

use serde::{Deserialize, Serialize};

use super::statistics;
use crate::experiment::Missing;

/// What stands in for missing values, learned from the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Filler {
    /// Nothing: they stay missing.
    Nothing,
    /// A figure of the training rows.
    Constant(f64),
    /// The last known value.
    Forward,
    /// The straight line between the known values around them.
    Linear,
}

impl Filler {
    /// Learns from the training rows of a column. With `error` and `drop`, and where a mean or median is wanted and every
    /// training row is missing, there is nothing to fill with.
    #[must_use]
    pub fn fit(missing: Missing, training: &[f64]) -> Self {
        let constant = |figure: Option<f64>| figure.map_or(Self::Nothing, Self::Constant);
        match missing {
            Missing::Error | Missing::Drop => Self::Nothing,
            Missing::Mean => constant(statistics::mean(training)),
            Missing::Median => constant(statistics::median(training)),
            Missing::Forward => Self::Forward,
            Missing::Linear => Self::Linear,
        }
    }

    /// Fills the gaps of one sequence and counts the values it put in.
    ///
    /// `Forward` is [`fill_forward`]. `Linear` draws a line through the known values on both sides of a gap, so that a
    /// filled value depends on the first known one after it; a gap at the end is filled forward, one at the start
    /// backward. Without a known value both leave the column as it is.
    pub fn fill(&self, column: &mut [f64]) -> usize {
        match *self {
            Self::Nothing => 0,
            Self::Constant(constant) => fill_constant(column, constant),
            Self::Forward => fill_forward(column),
            Self::Linear => fill_between(column) + fill_forward(column),
        }
    }
}

/// Fills each gap of one sequence with the last known value before it and counts the values it put in.
///
/// A gap at the start takes the first known value. That looks ahead, but only from rows before which nothing was known,
/// and leaves no row without a value. Without a known value the column stays as it is.
pub fn fill_forward(column: &mut [f64]) -> usize {
    let Some(&first) = column.iter().find(|value| !value.is_nan()) else { return 0 };
    let (mut last, mut filled) = (first, 0);
    for value in column {
        if value.is_nan() {
            *value = last;
            filled += 1;
        }
        last = *value;
    }
    filled
}

fn fill_constant(column: &mut [f64], constant: f64) -> usize {
    let mut filled = 0;
    for value in column.iter_mut().filter(|value| value.is_nan()) {
        *value = constant;
        filled += 1;
    }
    filled
}

/// Fills the gaps that have known values on both sides.
fn fill_between(column: &mut [f64]) -> usize {
    let known: Vec<usize> = (0..column.len()).filter(|&row| !column[row].is_nan()).collect();
    let mut filled = 0;
    for (&from, &to) in known.iter().zip(known.iter().skip(1)) {
        let (start, rise) = (column[from], (column[to] - column[from]) / (to - from) as f64);
        for (place, value) in (1_u32..).zip(&mut column[from + 1..to]) {
            *value = start + rise * f64::from(place);
            filled += 1;
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: f64 = f64::NAN;
    const ALL: [Missing; 6] =
        [Missing::Error, Missing::Drop, Missing::Mean, Missing::Median, Missing::Forward, Missing::Linear];

    #[track_caller]
    fn assert_filled(missing: Missing, expected: &[f64], count: usize) {
        let mut column = [GAP, 1.0, GAP, GAP, 7.0, GAP];
        let filled = Filler::fit(missing, &[2.0, GAP, 3.0, 10.0]).fill(&mut column);
        // NaN differs from itself, its text does not.
        assert_eq!((format!("{column:?}"), filled), (format!("{expected:?}"), count));
    }

    #[test]
    fn each_way_fills_the_gaps_with_what_it_promises() {
        assert_filled(Missing::Error, &[GAP, 1.0, GAP, GAP, 7.0, GAP], 0);
        assert_filled(Missing::Drop, &[GAP, 1.0, GAP, GAP, 7.0, GAP], 0);
        assert_filled(Missing::Mean, &[5.0, 1.0, 5.0, 5.0, 7.0, 5.0], 4);
        assert_filled(Missing::Median, &[3.0, 1.0, 3.0, 3.0, 7.0, 3.0], 4);
        assert_filled(Missing::Forward, &[1.0, 1.0, 1.0, 1.0, 7.0, 7.0], 4);
        assert_filled(Missing::Linear, &[1.0, 1.0, 3.0, 5.0, 7.0, 7.0], 4);
    }

    #[test]
    fn a_column_without_any_known_value_stays_as_it_is() {
        for missing in ALL {
            let mut column = [GAP; 3];
            assert_eq!(Filler::fit(missing, &column).fill(&mut column), 0, "{missing:?}");
            assert!(column.iter().all(|value| value.is_nan()), "{missing:?}");
            assert_eq!(Filler::fit(missing, &[]).fill(&mut []), 0, "{missing:?}");
        }
    }

    #[test]
    fn a_fitted_filler_survives_json() {
        for missing in ALL {
            for training in [&[1.0, 2.0][..], &[GAP]] {
                let filler = Filler::fit(missing, training);
                let json = serde_json::to_string(&filler).unwrap();
                assert_eq!(serde_json::from_str::<Filler>(&json).unwrap(), filler);
            }
        }
    }

    fn column_with_gaps() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec(prop_oneof![Just(GAP), -1e6..1e6_f64], 1..40)
    }

    proptest! {
        #[test]
        fn known_values_stay_and_no_gap_is_left_uncounted(column in column_with_gaps()) {
            for missing in ALL {
                let mut filled = column.clone();
                let count = Filler::fit(missing, &column).fill(&mut filled);
                let gaps = |column: &[f64]| column.iter().filter(|value| value.is_nan()).count();
                prop_assert_eq!(gaps(&column) - gaps(&filled), count);
                prop_assert!(column.iter().zip(&filled).all(|(a, b)| a.is_nan() || a.to_bits() == b.to_bits()));
            }
        }

        #[test]
        fn what_is_filled_forward_does_not_depend_on_later_rows(mut column in column_with_gaps(), rows in 1..40_usize) {
            column[0] = 1.0;
            let mut start = column[..rows.min(column.len())].to_vec();
            fill_forward(&mut start);
            fill_forward(&mut column);
            prop_assert_eq!(&start, &column[..start.len()]);
        }
    }
}
