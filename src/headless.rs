//! rnnlab without a dashboard: the same training events as plain lines, and everything that is applied afterwards.

mod check;
mod compare;
mod csv;
mod evaluate;
mod layout;
mod lines;
mod list;
mod loading;
mod new;
mod predict;
mod signal;
mod train;

use crate::evaluation::Evaluation;

pub use check::check;
pub use evaluate::evaluate;
pub use list::{experiments, runs};
pub use loading::load;
pub use new::new;
pub use predict::{is_csv, predict};
pub use train::{Ending, replay, resume, train};

/// Exit code of a process that a signal ended.
pub const INTERRUPTED: u8 = 130;

/// One line on how good a network is, such as "test RMSE 15.3: 22 % better than seasonal naive".
fn standing(evaluation: &Evaluation) -> String {
    let (metric, part) = (evaluation.metric, evaluation.part);
    let figure = format!("{part} {} {}", metric.short(), metric.format(evaluation.value()));
    match (evaluation.verdict(), evaluation.best_baseline()) {
        (Some(verdict), Some((_, value))) => format!("{figure}: {verdict} ({})", metric.format(value)),
        _ => figure,
    }
}
