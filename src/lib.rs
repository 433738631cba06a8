//! rnnlab: a laboratory for recurrent neural networks in a terminal.
//!
//! It loads sequences, trains an LSTM (libtorch through [`tch`]) on a worker thread, and shows the learning as it happens
//! in a dashboard: loss chart, parameters, predictions, and an input pane in which a person types a sequence and sees at
//! once what the network makes of it. Without a terminal the same training prints lines.
//!
//! These pages are for those who read or change the code. How to use the program stands in the README.
//!
//! # The map
//!
//! | module | is | knows |
//! | --- | --- | --- |
//! | [`experiment`] | the TOML file as types; the built-in experiments | nothing |
//! | [`cli`] | the command line | `experiment` |
//! | [`data`] | CSV table or generator → sequences → examples → split → padded batches | `experiment` |
//! | [`model`] | the network on libtorch, its first weights, its device | `data`, `experiment` |
//! | [`training`] | learner, optimizer, trainer; the thread, its commands and events | `model`, `data`, `experiment` |
//! | [`run`] | a run on disk: directory, checkpoint, metrics, summary | `training` and above |
//! | [`predict`] | a saved network applied | `run` and above |
//! | [`launch`] | an experiment becomes a training thread with a run directory | `run` and above |
//! | [`app`] | what the dashboard knows and decides; pure | `training`'s messages, `data`, `experiment` |
//! | [`tui`] | terminal, keys, drawing, screenshots | `app`, `cli`, `launch` |
//! | [`headless`] | the same events as lines, and what is applied afterwards | `cli`, `launch`, `predict` |
//!
//! Imports point upwards in this table and never in a circle. Only `model` and `training` (its `flat`, `learner`,
//! `optimizer`) touch a tensor, and `predict` names a device; only `tui` touches a widget.
//!
//! # How data flow
//!
//! ```text
//! file → Table → Dataset → PaddedBatch → Learner → Trainer → TrainingEvent → update → App → draw
//!                                                     ↑                         │
//!                                                     └──── TrainingCommand ────┘
//! ```
//!
//! - [`training::Worker`] is a named thread. It builds network and optimizer itself, so no tensor crosses a thread. It
//!   polls commands between steps and waits for them while paused. Its events go through a bounded channel: for a screen
//!   they are thinned, so that training never waits; for a script they are complete. `metrics.csv` has every step.
//! - [`training::Trainer`] knows the trait [`training::Learner`]; a learner that only counts tests trainer, thread and
//!   dashboard without libtorch (`tests/worker.rs`, `examples/panicking_learner.rs`).
//! - [`training::TorchLearner`] keeps all parameters as views into one flat tensor and their gradients as views into
//!   another. An optimizer then is a handful of operations on flat tensors, and its moments are saved with the weights.
//! - [`app::update`] holds every decision of the dashboard and returns [`app::Effect`]s; [`tui::run`] alone carries them
//!   out. Requested is not confirmed: see [`app::Phase`].
//! - [`app::BINDINGS`] is the one table of keys; dispatch, footer and help read it.
//!
//! # What repeats to the last bit
//!
//! First weights and the order of batches are drawn in plain Rust from the seed alone ([`rand_chacha`]). Networks of up to
//! 100 000 weights run on one thread. Sequences are always answered one at a time, so an answer depends on nothing it was
//! asked together with. So the same seed on the same machine gives the same losses, and a saved network the same answers,
//! to the last bit.
//!
//! # What was not run
//!
//! Code for CUDA compiles, links and falls back to the CPU where no device answers; it was never run on a GPU. Of the
//! platforms that `cargo xtask setup` provides for, only Linux on x86-64 was run.

pub mod app;
pub mod cli;
pub mod data;
pub mod evaluation;
pub mod experiment;
pub mod headless;
pub mod launch;
pub mod model;
pub mod predict;
pub mod run;
pub mod training;
pub mod tui;
