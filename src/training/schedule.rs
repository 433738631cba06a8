//! How the learning rate changes over a run.

use serde::{Deserialize, Serialize};

use crate::experiment::{Schedule, Training};

/// Smallest part of the learning rate that a schedule comes down to: with none at all, steps that are asked for after the
/// end would change nothing.
const LEAST: f64 = 0.01;

/// Epochs without a better validation loss after which `plateau` halves the rate.
const PLATEAU: u64 = 4;

/// The learning rate of a step, from 0, of a run of `goal` steps; `plateau` is the part that the plateaus so far have left.
///
/// Warm-up is linear: the first of `n` steps has 1/n of the rate (Goyal et al. 2017). `cosine` is half a cosine from the end
/// of the warm-up to the goal (Loshchilov & Hutter 2017, without restarts), down to a hundredth; `step` is a tenth from half
/// of the goal on and a hundredth from three quarters on; `plateau` is half as much after each plateau (PyTorch's
/// `ReduceLROnPlateau` with factor 0.5, patience 3 and threshold 0).
pub(super) fn learning_rate(training: &Training, step: u64, goal: u64, plateau: Plateau) -> f64 {
    let Training { learning_rate, schedule, warmup, .. } = *training;
    if step < warmup {
        return learning_rate * (step + 1) as f64 / warmup as f64;
    }
    // In a wider type: a goal may be as large as its own type holds.
    let (at, end) = (u128::from(step), u128::from(goal));
    let part = match schedule {
        Schedule::Constant => 1.0,
        Schedule::Plateau => plateau.part.max(LEAST),
        Schedule::Step if at * 2 < end => 1.0,
        Schedule::Step if at * 4 < end * 3 => 0.1,
        Schedule::Step => LEAST,
        Schedule::Cosine => {
            let done = (step - warmup) as f64 / goal.saturating_sub(warmup).max(1) as f64;
            LEAST + (1.0 - LEAST) * 0.5 * (1.0 + (std::f64::consts::PI * done.min(1.0)).cos())
        }
    };
    learning_rate * part
}

/// What the validation losses of a run have come to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Plateau {
    part: f64,
    /// `None` before the first that is a number.
    best: Option<f64>,
    since_best: u64,
}

impl Default for Plateau {
    fn default() -> Self {
        Self { part: 1.0, best: None, since_best: 0 }
    }
}

impl Plateau {
    /// Takes in the validation loss of an epoch.
    pub(super) fn hear(&mut self, loss: f64) {
        if loss.is_finite() && self.best.is_none_or(|best| loss < best) {
            (self.best, self.since_best) = (Some(loss), 0);
            return;
        }
        self.since_best += 1;
        if self.since_best == PLATEAU {
            (self.part, self.since_best) = (self.part / 2.0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_rates(schedule: Schedule, warmup: u64, rates: &[(u64, f64)]) {
        let training = Training { learning_rate: 1.0, schedule, warmup, ..Training::default() };
        for &(step, expected) in rates {
            let rate = learning_rate(&training, step, 100, Plateau::default());
            assert!((rate - expected).abs() < 1e-12, "step {step}: {rate} is not {expected}");
        }
    }

    #[test]
    fn each_schedule_has_the_rates_of_its_formula_and_stays_at_its_last() {
        assert_rates(Schedule::Constant, 0, &[(0, 1.0), (99, 1.0), (1000, 1.0)]);
        assert_rates(Schedule::Step, 0, &[(0, 1.0), (49, 1.0), (50, 0.1), (75, 0.01), (1000, 0.01)]);
        assert_rates(Schedule::Cosine, 0, &[(0, 1.0), (50, 0.505), (100, 0.01), (1000, 0.01)]);
    }

    #[test]
    fn the_largest_goal_there_is_has_its_halves_and_quarters() {
        let training = Training { learning_rate: 1.0, schedule: Schedule::Step, ..Training::default() };
        let rate = |step| learning_rate(&training, step, u64::MAX, Plateau::default());
        let quarter = u64::MAX / 4;
        let bits = |rates: [f64; 3]| rates.map(f64::to_bits);
        assert_eq!(bits([quarter, 2 * quarter + 2, 3 * quarter + 3].map(rate)), bits([1.0, 0.1, 0.01]));
    }

    #[test]
    fn a_plateau_of_four_epochs_halves_the_rate_and_a_better_loss_starts_the_count_anew() {
        let training = Training { learning_rate: 1.0, schedule: Schedule::Plateau, ..Training::default() };
        let mut plateau = Plateau::default();
        let mut rates = Vec::new();
        for loss in [5.0, 5.0, 5.0, 5.0, 4.0, 4.5, 4.0, 4.1, 4.2, 6.0, 6.0, 6.0, 6.0] {
            plateau.hear(loss);
            rates.push(learning_rate(&training, 0, 100, plateau));
        }
        assert_eq!(rates, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25]);
    }

    #[test]
    fn a_warm_up_rises_to_the_full_rate_before_the_schedule_begins() {
        assert_rates(Schedule::Cosine, 20, &[(0, 0.05), (9, 0.5), (19, 1.0), (20, 1.0), (60, 0.505), (100, 0.01)]);
    }
}
