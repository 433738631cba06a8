//! A run on disk: its directory, checkpoints, metrics and summary.

mod checkpoint;
mod directory;
mod error;
mod lines;
mod lock;
mod recent;
mod recorder;
mod summary;
mod write;

pub use checkpoint::Checkpoint;
pub use directory::RunDirectory;
pub use error::RunError;
pub use lock::RunLock;
pub use recent::Recent;
pub use recorder::{About, RunRecorder};
pub use summary::Summary;
pub(crate) use write::is_at;
