//! rnnlab

pub mod app;
pub mod cli;
pub mod data;
pub mod experiment;
pub mod headless;
pub mod launch;
pub mod model;
pub mod predict;
pub mod run;
pub mod training;
pub mod tui;
