//! The times of a table's rows: from text to moments, their frequency, what is wrong with them, and their calendar features.

mod audit;
mod daylight;
mod feature;
mod format;
mod frequency;
mod moment;
mod pattern;

pub use audit::{Gap, gaps, repeated};
pub use daylight::undo as undo_daylight_saving;
pub use format::{TimeFormat, UnknownFormat, is_called_time};
pub use frequency::Frequency;
pub use moment::{Form, Moment};

#[cfg(test)]
mod tests;
