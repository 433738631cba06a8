//! The loss in plain Rust, for what no network says: baselines, and forecasts that are made step by step.

use crate::{data::Sequence, experiment::Loss};

/// A mean of losses.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MeanLoss {
    sum: f64,
    count: usize,
}

impl MeanLoss {
    /// Adds the losses of numbers, in the network's units; where the target is NaN none is counted.
    pub fn add_numbers(&mut self, loss: Loss, said: &Sequence, target: &Sequence) {
        for (said, target) in said.values().iter().zip(target.values()).filter(|(_, target)| !target.is_nan()) {
            self.add(of_error(loss, f64::from(*said) - f64::from(*target)));
        }
    }

    /// Adds one loss.
    pub fn add(&mut self, loss: f64) {
        self.sum += loss;
        self.count += 1;
    }

    /// The mean; `None` of none.
    #[must_use]
    pub fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

/// Squared error, absolute error, or the loss of Huber (1964) with its border at 1, as PyTorch's `HuberLoss`:
/// `x²/2` up to 1, `|x| − 1/2` beyond.
fn of_error(loss: Loss, error: f64) -> f64 {
    match loss {
        Loss::Mae => error.abs(),
        Loss::Huber if error.abs() <= 1.0 => error * error / 2.0,
        Loss::Huber => error.abs() - 0.5,
        Loss::Mse | Loss::CrossEntropy => error * error,
    }
}
