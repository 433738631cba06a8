//! How far the truth may be from a forecast: split-conformal intervals.

use serde::{Deserialize, Serialize};

/// Taken off a rank before it is rounded up, so that (99 + 1) · 0.07, which comes out just above 7, stays 7.
const ROUNDING: f64 = 1e-9;

/// Around each step of a forecast, as wide as the errors on data that were not trained on (Vovk et al. 2005; Lei et al.
/// 2018): where those and new errors are exchangeable, a new truth is inside with at least the nominal probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The probability aimed at, between 0 and 1.
    pub nominal: f64,
    /// From the centre to either end, for each step of the horizon; `None` where there were too few errors to tell.
    pub half_widths: Vec<Option<f64>>,
}

impl Interval {
    /// The interval from absolute errors `[step of the horizon][forecast]`, of which NaN is skipped. A half-width is
    /// the ⌈(n + 1) · nominal⌉-th smallest of n errors.
    #[must_use]
    pub fn fit(nominal: f64, residuals: &[Vec<f64>]) -> Self {
        Self { nominal, half_widths: residuals.iter().map(|residuals| half_width(nominal, residuals)).collect() }
    }

    /// The part of the truths that is inside, `[step of the horizon][forecast]` like the centres. A truth that is NaN
    /// and a step without a half-width are skipped; a centre that is NaN covers nothing. `None` when no truth is left.
    #[must_use]
    pub fn covered(&self, truths: &[Vec<f64>], centres: &[Vec<f64>]) -> Option<f64> {
        let (mut inside, mut count) = (0_usize, 0_usize);
        for ((truths, centres), half_width) in truths.iter().zip(centres).zip(&self.half_widths) {
            let Some(half_width) = half_width else { continue };
            for (truth, centre) in truths.iter().zip(centres).filter(|(truth, _)| !truth.is_nan()) {
                inside += usize::from((truth - centre).abs() <= *half_width);
                count += 1;
            }
        }
        (count > 0).then(|| inside as f64 / count as f64)
    }
}

fn half_width(nominal: f64, residuals: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = residuals.iter().copied().filter(|residual| !residual.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    half_width_of(nominal, &sorted)
}

/// The half-width from errors that are sorted and known.
pub(super) fn half_width_of(nominal: f64, sorted: &[f64]) -> Option<f64> {
    let rank = ((sorted.len() + 1) as f64 * nominal - ROUNDING).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied().filter(|half_width| half_width.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_half_width_is_the_error_of_the_rank_and_too_few_errors_have_none() {
        let errors = |count: u32| (1..=count).rev().map(f64::from).collect::<Vec<_>>();
        let interval = Interval::fit(0.9, &[errors(8), errors(9), errors(10), errors(99), vec![]]);
        assert_eq!(interval.half_widths, [None, Some(9.0), Some(10.0), Some(90.0), None]);
    }

    #[test]
    fn a_rank_that_floating_point_puts_just_above_a_whole_number_is_that_number() {
        let interval = Interval::fit(0.07, &[(1..=99).map(f64::from).collect()]);
        assert_eq!(interval.half_widths, [Some(7.0)]);
    }

    #[test]
    fn missing_errors_are_skipped_and_infinite_ones_give_no_half_width() {
        let interval = Interval::fit(0.5, &[vec![f64::NAN, 2.0, f64::NAN], vec![f64::INFINITY]]);
        assert_eq!(interval.half_widths, [Some(2.0), None]);
    }

    #[test]
    fn coverage_skips_missing_truths_and_steps_without_a_half_width_but_counts_missing_centres() {
        let interval = Interval { nominal: 0.5, half_widths: vec![Some(1.0), None] };
        let truths = [vec![1.0, -1.0, 3.0, f64::NAN, 0.0], vec![0.0; 5]];
        let centres = [vec![0.0, 0.0, 0.0, 0.0, f64::NAN], vec![0.0; 5]];
        assert_eq!(interval.covered(&truths, &centres), Some(0.5));
        assert_eq!(Interval { half_widths: vec![None], ..interval }.covered(&truths, &centres), None);
    }

    #[test]
    fn an_interval_comes_back_from_a_file_as_it_was() {
        let interval = Interval::fit(0.5, &[vec![0.25, 0.5], vec![]]);
        let json = serde_json::to_string(&interval).unwrap();
        assert_eq!(json, r#"{"nominal":0.5,"half_widths":[0.5,null]}"#);
        assert_eq!(serde_json::from_str::<Interval>(&json).unwrap(), interval);
    }

    proptest! {
        /// Exchangeable means that each of the values is equally likely to be the new one, so the probability is the
        /// part of them that the interval from all the others covers.
        #[test]
        fn a_new_value_is_covered_with_at_least_the_nominal_probability_and_hardly_more(
            errors in prop::collection::hash_set(0..1_000_000_u32, 2..60),
            nominal in 0.05..0.95_f64,
        ) {
            let errors: Vec<f64> = errors.into_iter().map(f64::from).collect();
            let covered = |new: usize| {
                let mut others = errors.clone();
                let error = others.swap_remove(new);
                Interval::fit(nominal, &[others]).covered(&[vec![error]], &[vec![0.0]])
            };
            let covered: Option<Vec<f64>> = (0..errors.len()).map(covered).collect();
            match covered {
                Some(covered) => {
                    let probability = covered.iter().sum::<f64>() / errors.len() as f64;
                    prop_assert!(probability >= nominal - 1e-8);
                    prop_assert!(probability <= nominal + 1.0 / errors.len() as f64);
                }
                None => prop_assert!(nominal > 1.0 - 1.0 / errors.len() as f64),
            }
        }
    }
}
