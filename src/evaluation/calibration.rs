//! Whether an answer is right as often as its probability says.

use crate::numbers::percent;
use serde::{Deserialize, Serialize};

/// Bins of the same width from 0 to 1.
const BINS: usize = 10;
/// Standard errors beyond which a difference is none of chance.
const SURE: f64 = 1.96;

/// How often answers are right, by the probability that they were said with: that of the likeliest class or symbol. Bins are
/// open below and closed above (Guo et al. 2017; scikit-learn's `calibration_curve` with equal widths).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Answers.
    pub count: usize,
    /// Expected calibration error: the mean over all answers of |part that is right − probability| of their bin (Naeini et al.
    /// 2015; Guo et al. 2017). 0 is perfect.
    pub expected_error: f64,
    /// Their mean probability.
    pub confidence: f64,
    /// The part of them that is right.
    pub accuracy: f64,
    /// From 0 to 1.
    pub bins: Vec<CalibrationBin>,
}

/// Answers whose probability lies in one bin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CalibrationBin {
    /// How many.
    pub count: usize,
    /// Their mean probability, where there are any.
    pub confidence: Option<f64>,
    /// The part of them that is right, where there are any.
    pub accuracy: Option<f64>,
}

/// Takes in answers one by one.
#[derive(Debug, Clone, Default)]
pub struct Calibrating {
    /// Answers, the sum of their probabilities, and how many are right, by bin.
    bins: [(usize, f64, usize); BINS],
}

impl Calibrating {
    /// Takes in the probability of what was said, and whether it is right. One that is no probability is passed over.
    pub fn add(&mut self, probability: f64, right: bool) {
        if (0.0..=1.0).contains(&probability) {
            let place = ((probability * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
            let (count, sum, hits) = &mut self.bins[place];
            (*count, *sum, *hits) = (*count + 1, *sum + probability, *hits + usize::from(right));
        }
    }

    /// What they come to; `None` of none.
    #[must_use]
    pub fn calibration(&self) -> Option<Calibration> {
        let all = |of: fn(&(usize, f64, usize)) -> f64| self.bins.iter().map(of).sum::<f64>();
        let count = all(|(count, ..)| *count as f64);
        (count > 0.0).then(|| Calibration {
            count: count as usize,
            expected_error: all(|(_, sum, hits)| (*hits as f64 - sum).abs()) / count,
            confidence: all(|(_, sum, _)| *sum) / count,
            accuracy: all(|(.., hits)| *hits as f64) / count,
            bins: self.bins.map(|(count, sum, hits)| bin(count, sum, hits as f64)).to_vec(),
        })
    }
}

fn bin(count: usize, sum: f64, hits: f64) -> CalibrationBin {
    let mean = |sum: f64| (count > 0).then(|| sum / count as f64);
    CalibrationBin { count, confidence: mean(sum), accuracy: mean(hits) }
}

impl Calibration {
    /// Whether the network is as sure as it is right, in one clause; a difference that chance makes is none.
    #[must_use]
    pub fn in_words(&self) -> String {
        let error = (self.accuracy * (1.0 - self.accuracy) / self.count as f64).sqrt();
        let beyond = self.confidence - self.accuracy;
        let than = match beyond {
            _ if beyond.abs() <= (SURE * error).max(0.005) => "as sure as it is right",
            _ if beyond > 0.0 => "surer than it is right",
            _ => "less sure than it is right",
        };
        format!("{than}: it says {} on average, and {} are right", percent(self.confidence), percent(self.accuracy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calibration(answers: &[(f64, bool)]) -> Calibration {
        let mut calibrating = Calibrating::default();
        for (probability, right) in answers {
            calibrating.add(*probability, *right);
        }
        calibrating.calibration().unwrap()
    }

    #[test]
    fn the_expected_error_is_the_mean_distance_of_confidence_and_accuracy_by_bin() {
        let found = calibration(&[(0.95, true), (0.99, false), (0.65, true), (0.65, true), (0.0, false)]);
        let filled: Vec<(usize, usize)> =
            found.bins.iter().map(|bin| bin.count).enumerate().filter(|(_, count)| *count > 0).collect();
        assert_eq!(filled, [(0, 1), (6, 2), (9, 2)]);
        let expected = (0.0 + 2.0 * 0.35 + 2.0 * (0.97 - 0.5)) / 5.0;
        assert!((found.expected_error - expected).abs() < 1e-12);
        assert_eq!(found.bins[1], CalibrationBin { count: 0, confidence: None, accuracy: None });
    }

    #[test]
    fn a_probability_on_an_edge_belongs_to_the_bin_below_it_and_what_is_none_to_no_bin() {
        let found = calibration(&[(0.5, true), (1.0, true), (f64::NAN, false), (1.1, false), (-0.1, false)]);
        assert_eq!((found.count, found.bins[4].count, found.bins[9].count), (2, 1, 1));
        assert_eq!(Calibrating::default().calibration(), None);
    }

    #[test]
    fn the_words_say_whether_the_network_is_too_sure() {
        let words = |probability: f64, right: usize, of: usize| {
            let answers: Vec<(f64, bool)> = (0..of).map(|place| (probability, place < right)).collect();
            calibration(&answers).in_words()
        };
        assert_eq!(words(0.95, 700, 1000), "surer than it is right: it says 95% on average, and 70% are right");
        assert_eq!(words(0.6, 900, 1000), "less sure than it is right: it says 60% on average, and 90% are right");
        assert_eq!(words(0.8, 79, 100), "as sure as it is right: it says 80% on average, and 79% are right");
    }
}
