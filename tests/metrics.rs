//! Figures of merit written down from scikit-learn; `tests/golden/metrics.py` made them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use rnnlab::evaluation::metrics::{self, Metric, Scores};
use serde::Deserialize;

const TOLERANCE: f64 = 1e-9;

#[derive(Deserialize)]
struct Golden {
    regressions: BTreeMap<String, Regression>,
    classifications: BTreeMap<String, Classification>,
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
