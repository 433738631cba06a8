//! Steps a second, from what the steps themselves say of the time: no clock.

use std::collections::VecDeque;

use crate::training::StepMetrics;

/// The rate is taken over this much training time.
const WINDOW_SECONDS: f64 = 1.0;
/// Marks in the window at the most; a fast training has thousands of steps in it.
const MOST_MARKS: usize = 64;

/// Steps a second over the last second of training.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rate {
    /// Seconds and step, oldest first.
    marks: VecDeque<(f64, u64)>,
}

impl Rate {
    pub(super) fn push(&mut self, metrics: &StepMetrics) {
        // The run has gone back: what was measured before is of other steps.
        if self.marks.back().is_some_and(|mark| metrics.step <= mark.1) {
            self.marks.clear();
        }
        let newest = self.marks.back().map_or(f64::NEG_INFINITY, |mark| mark.0);
        if self.marks.len() < 2 || metrics.seconds - newest >= WINDOW_SECONDS / MOST_MARKS as f64 {
            self.marks.push_back((metrics.seconds, metrics.step));
        }
        while self.marks.len() > 2 && metrics.seconds - self.marks[1].0 >= WINDOW_SECONDS {
            self.marks.pop_front();
        }
    }

    /// Steps a second; `None` until there is something to measure.
    #[must_use]
    pub fn per_second(&self) -> Option<f64> {
        let (first, last) = (self.marks.front()?, self.marks.back()?);
        let seconds = last.0 - first.0;
        (seconds > 0.0).then(|| (last.1 - first.1) as f64 / seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_way_back_the_rate_is_that_of_the_steps_since() {
        let metrics = |step: u64, seconds: f64| StepMetrics {
            step,
            epoch: 0,
            loss: 1.0,
            validation_loss: None,
            validation_accuracy: None,
            learning_rate: 0.001,
            gradient_norm: 1.0,
            seconds,
        };
        let mut rate = Rate::default();
        (0..100).for_each(|step| rate.push(&metrics(step, step as f64 / 100.0)));
        rate.push(&metrics(30, 1.0));
        assert_eq!(rate.per_second(), None);
        rate.push(&metrics(40, 1.5));
        assert_eq!(rate.per_second(), Some(20.0));
    }
}
