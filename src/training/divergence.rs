//! A loss, a gradient or a weight that is no number any more.

use std::fmt;

use super::{Intervention, short};

/// Changes that a report names.
const MOST_NAMED: usize = 3;

/// What is not finite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFinite {
    /// The loss; the weights are still those of the step before.
    Loss,
    /// A gradient; the weights are still those of the step before.
    Gradient,
    /// A weight after the update: the network is lost.
    Weight,
}

/// The first thing that was not finite in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is.
    pub what: NotFinite,
    /// The first parameter that it, or its gradient, was found in.
    pub parameter: Option<String>,
}

/// A run that cannot go on as it is, and the way back.
#[derive(Debug, Clone, PartialEq)]
pub struct Divergence {
    /// The first bad step.
    pub step: u64,
    /// What was not finite in it.
    pub fault: Fault,
    /// Learning rate of that step.
    pub learning_rate: f64,
    /// The last changes before it, oldest first.
    pub interventions: Vec<Intervention>,
    /// The step of the last finite mark.
    pub mark: u64,
}

impl Divergence {
    /// A learning rate to go on with from the mark: a tenth of the one that diverged.
    #[must_use]
    pub fn smaller_learning_rate(&self) -> f64 {
        let tenth = self.learning_rate / 10.0;
        // Six digits are enough, and 0.0007 is easier to read than 0.0007000000000000001.
        format!("{tenth:.5e}").parse().unwrap_or(tenth)
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.fault.what {
            NotFinite::Loss => "the loss",
            NotFinite::Gradient => "a gradient",
            NotFinite::Weight => "a weight",
        };
        write!(f, "{what} is no finite number at step {}", self.step)?;
        if let Some(parameter) = &self.fault.parameter {
            let of = if self.fault.what == NotFinite::Weight { "" } else { "the gradient of " };
            write!(f, ", first in {of}{parameter}")?;
        }
        write!(f, "; learning rate {}", short(self.learning_rate))?;
        let from = self.interventions.len().saturating_sub(MOST_NAMED);
        for (place, intervention) in self.interventions[from..].iter().enumerate() {
            let before = if place == 0 { "; last changes: " } else { ", " };
            write!(f, "{before}{intervention}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::Change;

    fn divergence(what: NotFinite, parameter: Option<&str>, interventions: &[(u64, Change)]) -> Divergence {
        let interventions = interventions.iter().map(|&(step, change)| Intervention { step, change });
        Divergence {
            step: 640,
            fault: Fault { what, parameter: parameter.map(str::to_owned) },
            learning_rate: 0.1,
            interventions: interventions.collect(),
            mark: 600,
        }
    }

    #[test]
    fn the_report_names_step_parameter_learning_rate_and_the_last_three_changes() {
        let changes: Vec<_> = (0..4).map(|at| (600 + at, Change::LearningRate(0.1))).collect();
        for (divergence, words) in [
            (
                divergence(NotFinite::Loss, Some("lstm.weight_ih_l0"), &[]),
                "the loss is no finite number at step 640, first in the gradient of lstm.weight_ih_l0; learning rate 0.1",
            ),
            (
                divergence(NotFinite::Weight, Some("head.bias"), &changes[..1]),
                "a weight is no finite number at step 640, first in head.bias; learning rate 0.1; last changes: learning \
                 rate 0.1 at step 600",
            ),
            (
                divergence(NotFinite::Gradient, None, &changes),
                "a gradient is no finite number at step 640; learning rate 0.1; last changes: learning rate 0.1 at step \
                 601, learning rate 0.1 at step 602, learning rate 0.1 at step 603",
            ),
        ] {
            assert_eq!(divergence.to_string(), words);
        }
    }

    #[test]
    fn the_smaller_learning_rate_is_a_tenth_in_few_digits() {
        let mut divergence = divergence(NotFinite::Loss, None, &[]);
        for (rate, tenth) in [(0.1, 0.01), (3.0, 0.3), (0.007, 0.0007), (1e30, 1e29)] {
            divergence.learning_rate = rate;
            assert_eq!(divergence.smaller_learning_rate().to_bits(), f64::to_bits(tenth), "{rate}");
        }
    }
}
