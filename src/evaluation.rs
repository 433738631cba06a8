//! How good answers are: figures, what no learning gets, intervals. Plain numbers, no tensors.

mod asked;
mod baselines;
mod calibration;
mod findings;
mod interval;
mod intervals;
mod judge;
mod largest;
mod loss;
pub mod metrics;
mod mistakes;
mod pairs;
mod report;
mod residuals;

pub use baselines::{Baseline, Baselines, Forecaster};
pub use calibration::{Calibrating, Calibration, CalibrationBin};
pub use findings::Findings;
pub use interval::Interval;
pub use intervals::{Coverage, Intervals, NOMINAL};
pub use judge::{Course, Evaluation, Judge, Judgement, MIN_SKILL};
pub use largest::LargestError;
pub use loss::MeanLoss;
pub use mistakes::Mistake;
pub use report::Report;
pub use residuals::{Autocorrelation, Residuals};
