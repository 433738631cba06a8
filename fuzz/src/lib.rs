//! What holds for any bytes: a body for each fuzz target. The property tests of the normal suite run the same bodies
//! (`tests/properties.rs`).

mod bytes;
mod checkpoint;
mod checks;
mod dashboard;
mod experiment;
mod jobs;
mod network;
mod question;
mod shelf;
mod table;

pub use self::{
    checkpoint::body as checkpoint, dashboard::body as dashboard, experiment::body as experiment,
    question::body as question, table::body as table,
};
