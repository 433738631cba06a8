//! How far numbers are from the truth.

use super::{Metric, Scores};

/// The figures of answers that are numbers, in the unit of the values. A pair whose truth is NaN, a missing value, is
/// skipped; `None` when no pair is left. An answer that is not finite makes every figure not finite.
///
/// `scale` is the mean absolute error of the naive, or seasonal naive, forecast on the training data; without one, or
/// with 0, there is no MASE. There is no MAPE when a true value is 0, and no R² for fewer than two true values or equal
/// ones.
///
/// As scikit-learn's `mean_squared_error`, `root_mean_squared_error`, `mean_absolute_error`, `max_error`,
/// `mean_absolute_percentage_error` and `r2_score`; sMAPE as in Makridakis 1993 and the M3 competition (2000), where 0
/// for a true 0 is no error; MASE as in Hyndman & Koehler 2006.
#[must_use]
pub fn numbers(truth: &[f64], answers: &[f64], scale: Option<f64>) -> Option<Scores> {
    debug_assert_eq!(truth.len(), answers.len(), "one answer for each true value");
    let pairs = truth.iter().copied().zip(answers.iter().copied());
    let pairs: Vec<(f64, f64)> = pairs.filter(|(truth, _)| !truth.is_nan()).collect();
    // In this order a NaN is larger than all other values, where `f64::max` would pass it over.
    let max_error = pairs.iter().map(|&pair| error(pair)).max_by(f64::total_cmp)?;
    let mse = mean(&pairs, |pair| error(pair).powi(2));
    let mae = mean(&pairs, error);
    let scale = scale.filter(|scale| scale.is_finite() && *scale > 0.0);
    let scores = [
        (Metric::Mse, Some(mse)),
        (Metric::Rmse, Some(mse.sqrt())),
        (Metric::Mae, Some(mae)),
        (Metric::MaxError, Some(max_error)),
        (Metric::Mape, mape(&pairs)),
        (Metric::Smape, Some(mean(&pairs, symmetric_error))),
        (Metric::Mase, scale.map(|scale| mae / scale)),
        (Metric::R2, r2(&pairs, mse)),
    ];
    Some(scores.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect())
}

fn mean(pairs: &[(f64, f64)], figure: impl Fn((f64, f64)) -> f64) -> f64 {
    pairs.iter().map(|&pair| figure(pair)).sum::<f64>() / pairs.len() as f64
}

fn error((truth, answer): (f64, f64)) -> f64 {
    (truth - answer).abs()
}

fn symmetric_error(pair: (f64, f64)) -> f64 {
    let (truth, answer) = pair;
    if truth == 0.0 && answer == 0.0 { 0.0 } else { 2.0 * error(pair) / (truth.abs() + answer.abs()) }
}

fn mape(pairs: &[(f64, f64)]) -> Option<f64> {
    let defined = pairs.iter().all(|&(truth, _)| truth != 0.0);
    defined.then(|| mean(pairs, |pair| error(pair) / pair.0.abs()))
}

fn r2(pairs: &[(f64, f64)], mse: f64) -> Option<f64> {
    let (first, _) = *pairs.first()?;
    let average = mean(pairs, |(truth, _)| truth);
    let variance = mean(pairs, |(truth, _)| (truth - average).powi(2));
    // The average of equal values can be off by a rounding, and the variance of others so small that it is 0.
    let constant = pairs.iter().all(|(truth, _)| truth.total_cmp(&first).is_eq()) || variance == 0.0;
    (!constant).then(|| 1.0 - mse / variance)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn metrics(scores: &Scores) -> Vec<Metric> {
        scores.iter().map(|(metric, _)| metric).collect()
    }

    #[test]
    fn a_missing_true_value_is_skipped_whatever_the_answer() {
        let with = numbers(&[1.0, f64::NAN, 4.0], &[2.0, f64::NAN, 2.0], Some(3.0));
        assert_eq!(with, numbers(&[1.0, 4.0], &[2.0, 2.0], Some(3.0)));
        assert_eq!(numbers(&[f64::NAN], &[1.0], None), None);
        assert_eq!(numbers(&[], &[], None), None);
    }

    #[test]
    fn an_answer_that_is_not_finite_makes_every_figure_the_worst() {
        for answer in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let scores = numbers(&[1.0, 2.0, 3.0], &[1.0, answer, 3.0], Some(1.0)).unwrap();
            assert_eq!(scores.iter().count(), 8);
            for (metric, value) in scores.iter() {
                assert!(value.is_infinite() && (value < 0.0) == metric.larger_is_better(), "{metric:?}: {value}");
            }
        }
    }

    #[test]
    fn a_figure_that_the_data_do_not_define_is_left_out() {
        let left_out = |truth: &[f64], scale| {
            let scores = numbers(truth, &vec![1.5; truth.len()], scale).unwrap();
            [Metric::Mape, Metric::Mase, Metric::R2]
                .into_iter()
                .filter(|m| scores.get(*m).is_none())
                .collect::<Vec<_>>()
        };
        assert_eq!(left_out(&[1.0, 2.0], Some(1.0)), []);
        assert_eq!(left_out(&[0.0, 2.0], Some(1.0)), [Metric::Mape]);
        assert_eq!(left_out(&[-0.0, 2.0], Some(1.0)), [Metric::Mape]);
        assert_eq!(left_out(&[1.0], Some(1.0)), [Metric::R2]);
        assert_eq!(left_out(&[0.1; 3], Some(1.0)), [Metric::R2]);
        for scale in [None, Some(0.0), Some(f64::NAN)] {
            assert_eq!(left_out(&[1.0, 2.0], scale), [Metric::Mase]);
        }
    }

    #[test]
    fn tiny_true_values_have_the_percentage_error_of_their_definition() {
        // scikit-learn divides by no less than the machine epsilon, and its figure is too small here.
        let mape = numbers(&[1e-19, -2e-300], &[3e-19, -1e-300], None).unwrap().get(Metric::Mape).unwrap();
        assert!((mape - f64::midpoint(2.0, 0.5)).abs() < 1e-12, "{mape}");
    }

    #[test]
    fn zero_for_a_true_zero_is_no_symmetric_error_and_anything_else_the_largest() {
        let smape = |answer| numbers(&[0.0], &[answer], None).unwrap().get(Metric::Smape);
        assert_eq!((smape(0.0), smape(-0.0), smape(1e-9)), (Some(0.0), Some(0.0), Some(2.0)));
    }

    proptest! {
        #[test]
        fn figures_stand_in_the_order_of_their_sizes_and_the_truth_itself_is_perfect(
            pairs in prop::collection::vec((-1e3..1e3_f64, -1e3..1e3_f64), 2..40),
        ) {
            let (truth, answers): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let scores = numbers(&truth, &answers, Some(1.0)).unwrap();
            let [mae, rmse, max] = [Metric::Mae, Metric::Rmse, Metric::MaxError].map(|m| scores.get(m).unwrap());
            prop_assert!(mae <= rmse * (1.0 + 1e-12) && rmse <= max * (1.0 + 1e-12));
            prop_assert!((0.0..=2.0 + 1e-12).contains(&scores.get(Metric::Smape).unwrap()));
            let mut ordered = metrics(&scores);
            ordered.sort_unstable();
            prop_assert_eq!(ordered, metrics(&scores));
            for (metric, value) in numbers(&truth, &truth, Some(1.0)).unwrap().iter() {
                prop_assert!((value - metric.perfect()).abs() < 1e-12, "{:?}: {}", metric, value);
            }
        }
    }
}
