//! Steps that wait to be sent, thinned when the receiver is slow.

use super::StepMetrics;

/// More steps than this are thinned: room for what the textbook job does in a second.
const MOST: usize = 4096;

/// Steps that wait to be sent, in order.
#[derive(Debug, Default)]
pub struct Pending {
    steps: Vec<StepMetrics>,
}

impl Pending {
    /// Adds a step.
    pub fn push(&mut self, metrics: StepMetrics) {
        self.steps.push(metrics);
        if self.steps.len() > MOST {
            thin(&mut self.steps);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.steps.len() >= MOST
    }

    /// All that wait, in order; then none does.
    pub fn take(&mut self) -> Vec<StepMetrics> {
        std::mem::take(&mut self.steps)
    }
}

/// Halves the steps: of every four the two with the smallest and the largest loss stay, and the last one always.
fn thin(steps: &mut Vec<StepMetrics>) {
    let last = steps.pop();
    let extremes = |four: &[StepMetrics]| {
        let by_loss = |a: &&StepMetrics, b: &&StepMetrics| a.loss.total_cmp(&b.loss);
        let kept = [four.iter().min_by(by_loss).map(|s| s.step), four.iter().max_by(by_loss).map(|s| s.step)];
        four.iter().filter(|step| kept.contains(&Some(step.step))).copied().collect::<Vec<_>>()
    };
    *steps = steps.chunks(4).flat_map(extremes).collect();
    steps.extend(last);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(step: u64, loss: f64) -> StepMetrics {
        StepMetrics {
            step,
            epoch: step,
            loss,
            validation_loss: None,
            validation_accuracy: None,
            learning_rate: 0.1,
            gradient_norm: 1.0,
            seconds: 0.0,
        }
    }

    #[test]
    fn a_slow_receiver_costs_no_memory_and_no_extreme() {
        let mut pending = Pending::default();
        for at in 0..1_000_000 {
            let loss = match at {
                123_456 => 1e9,
                654_321 => -1e9,
                _ => (at as f64).sin(),
            };
            pending.push(step(at, loss));
        }
        let steps = pending.take();
        assert!(steps.len() <= MOST);
        assert!(steps.is_sorted_by_key(|s| s.step));
        assert_eq!(steps.last().map(|s| s.step), Some(999_999));
        assert!(steps.iter().any(|s| s.step == 123_456) && steps.iter().any(|s| s.step == 654_321));
    }

    #[test]
    fn a_quick_receiver_gets_every_step() {
        let mut pending = Pending::default();
        (0..100).for_each(|at| pending.push(step(at, 1.0)));
        assert_eq!(pending.take().len(), 100);
    }
}
