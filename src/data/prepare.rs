//! What is done to a column of numbers, step by step; `column` puts the steps together.

mod missing;
mod outliers;
mod scale;
pub(super) mod statistics;
mod transform;

pub use missing::Filler;
pub use outliers::Fence;
pub use scale::Scaler;
pub use statistics::Statistics;
pub use transform::{NotPositive, Transforms};
