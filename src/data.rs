//! Sequences: from a file to examples split into training, validation and test. Plain Rust, no tensors.

mod batches;
mod dataset;
mod error;
mod generate;
mod rule;
mod sequence;
mod table;

pub use batches::{PaddedBatch, epoch_order};
pub use dataset::{Dataset, Example};
pub use error::DataError;
pub use sequence::{BadNumber, Sequence, SequenceError, rounded};
pub use table::Table;
