//! Training: one step after another, on a thread of its own, with events out and commands in.

mod divergence;
mod flat;
mod intervention;
mod learner;
mod marks;
pub mod memory;
mod messages;
mod optimizer;
mod pending;
mod place;
mod schedule;
mod shift;
mod trainer;
mod validation;
mod worker;

pub use divergence::{Divergence, Fault, NotFinite};
pub use intervention::{Change, Intervention, Live, add_to_course, short};
pub use learner::TorchLearner;
pub use marks::{Mark, most_marks};
pub use messages::{BaselineLoss, BestEpoch, Figures, RunInfo, StepMetrics, TrainingCommand, TrainingEvent};
pub use optimizer::{BETAS, EPSILON, Moments, Optimizer};
pub use pending::Pending;
pub use place::{Place, Snapshot};
pub use trainer::{BatchLoss, Hits, Learner, LearnerError, Next, Outcome, Step, Trainer, Update};
pub use worker::{Delivery, Job, LAST_WAIT, Past, Recorder, SAVE_EVERY, Worker};
