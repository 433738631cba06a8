//! How well classes are told apart.

use serde::{Deserialize, Serialize};

use super::{Metric, Scores};

/// Answers that are classes, beside the truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassReport {
    /// Accuracy, balanced accuracy, macro F1 and log loss.
    pub scores: Scores,
    /// Each class by itself.
    pub by_class: Vec<ClassFigures>,
    /// How many examples of a class were given each answer: `[truth][answer]`. An example whose probabilities are not
    /// finite was given none, so it is missing here.
    pub confusion: Vec<Vec<usize>>,
}

/// How well one class is recognised. What would be 0/0 is 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// Examples of this class.
    pub support: usize,
    /// Examples that were given this class as the answer.
    pub predicted: usize,
    /// Part of the latter that are of this class.
    pub precision: f64,
    /// Part of the examples of this class that were given it as the answer.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
}

impl ClassFigures {
    fn new(support: usize, predicted: usize, hits: usize) -> Self {
        Self {
            support,
            predicted,
            precision: part(hits, predicted),
            recall: part(hits, support),
            f1: part(2 * hits, support + predicted),
        }
    }

    fn occurs(&self) -> bool {
        self.support + self.predicted > 0
    }
}

/// The figures of answers that are the probabilities of `classes` classes, one row for each true class. The answer is
/// the most probable class, of equals the first. A row that is not finite, or not of that length, is an answer that is
/// wrong, and makes the log loss not finite.
///
/// As scikit-learn's `accuracy_score`, `balanced_accuracy_score` (mean recall of the classes that occur in the truth),
/// `f1_score(average="macro", zero_division=0)` (over the classes that occur in truth or answers) and `log_loss`
/// (natural logarithm, probabilities kept a machine epsilon away from 0 and 1).
///
/// `None` when there is no example, or one of a class that is not among the `classes`.
#[must_use]
pub fn classes(truth: &[usize], probabilities: &[Vec<f64>], classes: usize) -> Option<ClassReport> {
    debug_assert_eq!(truth.len(), probabilities.len(), "probabilities for each example");
    if truth.is_empty() || truth.iter().any(|&class| class >= classes) {
        return None;
    }
    let mut support = vec![0; classes];
    let mut confusion = vec![vec![0; classes]; classes];
    let mut loss = 0.0;
    for (&class, row) in truth.iter().zip(probabilities) {
        support[class] += 1;
        let row = (row.len() == classes && row.iter().all(|p| p.is_finite())).then_some(row);
        if let Some(answer) = row.and_then(|row| most_probable(row)) {
            confusion[class][answer] += 1;
        }
        loss -= row.map_or(f64::NAN, |row| row[class].clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln());
    }
    let figures = |class: usize| {
        let predicted = confusion.iter().map(|row| row[class]).sum();
        ClassFigures::new(support[class], predicted, confusion[class][class])
    };
    let by_class: Vec<ClassFigures> = (0..classes).map(figures).collect();
    let hits = (0..classes).map(|class| confusion[class][class]).sum();
    let scores = [
        (Metric::Accuracy, part(hits, truth.len())),
        (Metric::BalancedAccuracy, mean(by_class.iter().filter(|c| c.support > 0).map(|c| c.recall))),
        (Metric::MacroF1, mean(by_class.iter().filter(|c| c.occurs()).map(|c| c.f1))),
        (Metric::LogLoss, loss / truth.len() as f64),
    ];
    Some(ClassReport { scores: scores.into_iter().collect(), by_class, confusion })
}

fn most_probable(row: &[f64]) -> Option<usize> {
    let first_of_equals = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
    row.iter().copied().enumerate().reduce(first_of_equals).map(|(class, _)| class)
}

fn part(count: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { count as f64 / of as f64 }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn of_equally_probable_classes_the_first_is_the_answer() {
        let report = classes(&[0, 1], &[vec![0.4, 0.4, 0.2], vec![0.2, 0.4, 0.4]], 3).unwrap();
        assert_eq!(report.confusion, [[1, 0, 0], [0, 1, 0], [0, 0, 0]]);
        assert_eq!(report.scores.get(Metric::Accuracy), Some(1.0));
    }

    #[test]
    fn probabilities_that_are_not_finite_or_too_few_are_wrong_whatever_the_truth() {
        for row in [vec![f64::NAN; 2], vec![f64::NAN, 1.0], vec![f64::INFINITY, 0.0], vec![1.0], vec![]] {
            for truth in 0..2 {
                let report = classes(&[truth, 0], &[row.clone(), vec![1.0, 0.0]], 2).unwrap();
                assert_eq!(report.scores.get(Metric::Accuracy), Some(0.5), "{row:?}");
                assert_eq!(report.scores.get(Metric::LogLoss), Some(f64::INFINITY), "{row:?}");
                assert_eq!(report.confusion, [[1, 0], [0, 0]], "{row:?}");
                assert_eq!(report.by_class.iter().map(|class| class.support).sum::<usize>(), 2);
            }
        }
    }

    #[test]
    fn there_is_no_report_without_examples_or_with_a_class_that_is_not_among_them() {
        assert_eq!(classes(&[], &[], 2), None);
        assert_eq!(classes(&[0], &[vec![]], 0), None);
        assert_eq!(classes(&[2], &[vec![0.5, 0.5]], 2), None);
    }

    #[test]
    fn a_report_comes_back_from_a_file_as_it_was() {
        let report = classes(&[0, 1], &[vec![0.75, 0.25], vec![f64::NAN, 0.5]], 2).unwrap();
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<ClassReport>(&json).unwrap(), report);
    }

    proptest! {
        #[test]
        fn every_example_is_counted_once_and_every_part_is_between_0_and_1(
            examples in prop::collection::vec((0..4_usize, prop::collection::vec(0.0..1.0_f64, 4)), 1..60),
        ) {
            let (truth, probabilities): (Vec<usize>, Vec<Vec<f64>>) = examples.into_iter().unzip();
            let report = classes(&truth, &probabilities, 4).unwrap();
            prop_assert_eq!(report.confusion.iter().flatten().sum::<usize>(), truth.len());
            for (class, figures) in report.by_class.iter().enumerate() {
                prop_assert_eq!(figures.support, report.confusion[class].iter().sum::<usize>());
                for part in [figures.precision, figures.recall, figures.f1] {
                    prop_assert!((0.0..=1.0).contains(&part));
                }
            }
            for metric in [Metric::Accuracy, Metric::BalancedAccuracy, Metric::MacroF1] {
                prop_assert!((0.0..=1.0).contains(&report.scores.get(metric).unwrap()));
            }
        }
    }
}
