//! Figures of merit written down from scikit-learn, numpy and statsmodels; `tests/golden/metrics.py` made them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use rnnlab::evaluation::{
    Autocorrelation, Calibrating, Residuals,
    metrics::{self, Metric, Scores},
};
use serde::Deserialize;

const TOLERANCE: f64 = 1e-9;

#[derive(Deserialize)]
struct Golden {
    regressions: BTreeMap<String, Regression>,
    classifications: BTreeMap<String, Classification>,
    courses: BTreeMap<String, Course>,
    confidences: BTreeMap<String, Sure>,
}

#[derive(Deserialize)]
struct Regression {
    truth: Vec<Option<f64>>,
    answers: Vec<f64>,
    scale: Option<f64>,
    scores: BTreeMap<Metric, Option<f64>>,
}

#[derive(Deserialize)]
struct Classification {
    truth: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    scores: BTreeMap<Metric, Option<f64>>,
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    support: Vec<usize>,
    confusion: Vec<Vec<usize>>,
    symbols: BTreeMap<Metric, Option<f64>>,
}

#[derive(Deserialize)]
struct Course {
    residuals: Vec<Option<f64>>,
    mean: f64,
    deviation: f64,
    counts: Vec<usize>,
    ends: [f64; 2],
    autocorrelation: Vec<f64>,
}

#[derive(Deserialize)]
struct Sure {
    answers: Vec<(f64, bool)>,
    counts: Vec<usize>,
    /// Of bins that have answers.
    accuracy: Vec<f64>,
    confidence: Vec<f64>,
    expected_error: f64,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("golden/metrics.json")).unwrap()
}

#[track_caller]
fn assert_close(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= TOLERANCE * theirs.abs().max(1.0), "{what}: {ours} is not {theirs}");
}

#[track_caller]
fn assert_scores(ours: &Scores, theirs: &BTreeMap<Metric, Option<f64>>, case: &str) {
    for (metric, theirs) in theirs {
        let what = format!("{case}, {}", metric.key());
        let ours = ours.get(*metric);
        assert_eq!(ours.is_some(), theirs.is_some(), "{what}");
        if let Some((ours, theirs)) = ours.zip(*theirs) {
            assert_close(ours, theirs, &what);
        }
    }
    assert_eq!(ours.iter().count(), theirs.values().flatten().count(), "{case}");
}

#[test]
fn errors_of_numbers_are_those_of_scikit_learn() {
    for (case, Regression { truth, answers, scale, scores }) in golden().regressions {
        let truth: Vec<f64> = truth.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect();
        assert_scores(&metrics::numbers(&truth, &answers, scale).unwrap(), &scores, &case);
    }
}

#[test]
fn figures_of_classes_are_those_of_scikit_learn_all_together_and_each_by_itself() {
    for (case, golden) in golden().classifications {
        let report = metrics::classes(&golden.truth, &golden.probabilities, golden.support.len()).unwrap();
        assert_scores(&report.scores, &golden.scores, &case);
        assert_eq!(report.confusion, golden.confusion, "{case}");
        for (class, figures) in report.by_class.iter().enumerate() {
            let what = format!("{case}, class {class}");
            assert_eq!(figures.support, golden.support[class], "{what}");
            assert_close(figures.precision, golden.precision[class], &what);
            assert_close(figures.recall, golden.recall[class], &what);
            assert_close(figures.f1, golden.f1[class], &what);
        }
    }
}

#[test]
fn perplexity_and_bits_are_the_log_loss_of_scikit_learn_in_other_units() {
    for (case, golden) in golden().classifications {
        let count = golden.truth.len();
        let log_loss = golden.scores[&Metric::LogLoss].unwrap();
        assert_scores(&metrics::symbols(log_loss * count as f64, count).unwrap(), &golden.symbols, &case);
    }
}

#[test]
fn residuals_have_the_moments_and_histogram_of_numpy() {
    for (case, golden) in golden().courses {
        let truth: Vec<f64> = golden.residuals.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
        let found = Residuals::of("y", &truth, &vec![0.0; truth.len()]).unwrap();
        assert_close(found.mean, golden.mean, &format!("{case}, mean"));
        assert_close(found.deviation, golden.deviation, &format!("{case}, deviation"));
        assert_eq!(found.histogram.counts, golden.counts, "{case}");
        assert_close(found.histogram.from, golden.ends[0], &case);
        assert_close(found.histogram.to, golden.ends[1], &case);
    }
}

#[test]
fn the_autocorrelation_of_residuals_is_that_of_statsmodels_whether_some_are_missing_or_not() {
    for (case, golden) in golden().courses {
        let residuals: Vec<f64> = golden.residuals.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
        let found = Autocorrelation::of(&[residuals], 7).unwrap();
        assert_close(found.band, 1.96 / (golden.residuals.iter().flatten().count() as f64).sqrt(), &case);
        assert_eq!(found.values.len(), golden.autocorrelation.len(), "{case}");
        for (lag, (ours, theirs)) in found.values.iter().zip(&golden.autocorrelation).enumerate() {
            assert_close(*ours, *theirs, &format!("{case}, lag {}", lag + 1));
        }
    }
}

#[test]
fn the_bins_of_a_calibration_are_those_of_scikit_learn_and_its_error_their_weighted_distance() {
    for (case, golden) in golden().confidences {
        let mut calibrating = Calibrating::default();
        golden.answers.iter().for_each(|(probability, right)| calibrating.add(*probability, *right));
        let found = calibrating.calibration().unwrap();
        assert_eq!(found.bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), golden.counts, "{case}");
        let filled: Vec<(f64, f64)> =
            found.bins.iter().filter_map(|bin| Some((bin.accuracy?, bin.confidence?))).collect();
        assert_eq!(filled.len(), golden.accuracy.len(), "{case}");
        for ((accuracy, confidence), theirs) in filled.iter().zip(golden.accuracy.iter().zip(&golden.confidence)) {
            assert_close(*accuracy, *theirs.0, &case);
            assert_close(*confidence, *theirs.1, &case);
        }
        assert_close(found.expected_error, golden.expected_error, &case);
    }
}
