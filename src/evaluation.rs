//! How good answers are: figures, what no learning gets, intervals. Plain numbers, no tensors.

mod baselines;
mod interval;
mod intervals;
mod judge;
mod loss;
pub mod metrics;
mod report;

pub use baselines::{Baseline, Baselines, Forecaster};
pub use interval::Interval;
pub use intervals::{Coverage, Intervals, NOMINAL};
pub use judge::{Course, Evaluation, Judge, Judgement};
pub use loss::MeanLoss;
pub use report::Report;
