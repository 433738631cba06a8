//! rnnlab without a dashboard: the same training events as plain lines, and everything that is applied afterwards.

mod apply;
mod list;
mod train;

pub use apply::{evaluate, predict};
pub use list::{experiments, runs};
pub use train::{Ending, train};
