//! Training: one step after another, on a thread of its own, with events out and commands in.

mod flat;
mod learner;
mod messages;
mod optimizer;
mod pending;
mod schedule;
mod shift;
mod trainer;
mod validation;
mod worker;

pub use learner::TorchLearner;
pub use messages::{BaselineLoss, BestEpoch, Figures, RunInfo, StepMetrics, TrainingCommand, TrainingEvent};
pub use optimizer::{BETAS, EPSILON, Moments, Optimizer};
pub use trainer::{BatchLoss, Learner, LearnerError, Outcome, Snapshot, Trainer};
pub use worker::{Delivery, Job, Recorder, Worker};
