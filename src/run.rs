//! A run on disk: its directory, checkpoints, metrics and summary.

mod checkpoint;
mod delete;
mod directory;
mod error;
mod lines;
mod lock;
mod metrics;
mod note;
mod overview;
mod recent;
mod recorder;
mod summary;
mod write;

pub use checkpoint::Checkpoint;
pub use directory::RunDirectory;
pub use error::RunError;
pub use lock::RunLock;
pub use note::LONGEST_NOTE;
pub(crate) use overview::Stamp;
pub use overview::{Overview, RunState, differences};
pub use recent::Recent;
pub use recorder::{About, RunRecorder};
pub use summary::Summary;
pub(crate) use {
    recent::state_directory,
    write::{is_at, write_whole},
};
