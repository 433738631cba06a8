//! rnnlab: a laboratory for recurrent neural networks in a terminal.
//!
//! It loads sequences, prepares them, trains a recurrent network (libtorch through [`tch`]) on a worker thread, and shows the
//! learning as it happens in a dashboard: loss chart, parameters, predictions, what was found in the data, how good the
//! network is against doing nothing clever, and an input pane in which a person asks it. Without a terminal the same
//! training prints lines.
//!
//! These pages are for those who read or change the code. How to use the program stands in the README.
//!
//! # The map
//!
//! | module | is | knows |
//! | --- | --- | --- |
//! | [`wording`] | counts, sizes and foreign text as a person reads them | nothing |
//! | [`numbers`] | numbers as a person reads them, by significant digits | nothing |
//! | [`plain`] | a writer that lets nothing through that a terminal would act on | `wording` |
//! | [`memory`] | how much memory is free | nothing |
//! | [`experiment`] | the TOML file as types; the built-in experiments | `wording` |
//! | [`data`] | CSV or generator → series → prepared examples → split → padded batches; questions and answers | `experiment`, `memory` |
//! | [`model`] | the network on libtorch, its first weights, its device, a look inside | `data`, `experiment` |
//! | [`evaluation`] | figures, baselines, intervals: how good answers are | `data`, `experiment` |
//! | [`training`] | learner, optimizer, trainer; the thread, its commands and events | `evaluation`, `model` and above |
//! | [`run`] | a run on disk: directory, lock, checkpoint, metrics, changes, summary | `training` and above |
//! | [`predict`] | a saved network applied | `run` and above |
//! | [`launch`] | an experiment, or an earlier run, becomes a training thread with a run directory | `predict` and above |
//! | [`app`] | what the dashboard knows and decides; pure | `training`'s messages, `run`'s overviews, `evaluation`, `data`, `experiment` |
//! | [`cli`] | the command line | `app`, `launch`, `experiment` |
//! | [`tui`] | terminal, keys, drawing, screenshots | `app`, `cli`, `launch`, `run` |
//! | [`headless`] | the same events as lines, and what is applied afterwards | `cli`, `launch`, `predict` |
//!
//! Imports point upwards in this table and never in a circle; `wording` and `numbers` anybody may ask. Only `model` and `training` (its
//! `flat`, `learner`, `optimizer`) touch a tensor, and `predict` names a device; only `tui` touches a widget.
//!
//! # How data flow
//!
//! ```text
//! file → Table → RawSeries → Series → Example → PaddedBatch → Learner → Trainer → TrainingEvent → update → App → draw
//!                    └─ Preparation ─┘               ↑                     ↑                         │
//!                       fitted on training rows      └── Question ─────────┴──── TrainingCommand ────┘
//! ```
//!
//! - [`data::Preparation`] is everything that is done to the data: one object, fitted on training rows alone, saved with the
//!   weights. It makes a [`data::Question`] of what a file or a person says ([`data::Preparation::ask`]) and an
//!   [`data::Answer`], in the units of the file, of what the network says ([`data::Preparation::respond`]).
//! - Values outside the network are in double precision: tables, preparation, truths, answers, figures. A [`data::Sequence`] of
//!   what the network reads and answers is in single precision, one of the file's units in double precision. [`numbers`] writes all
//!   of them.
//! - [`data::TimeFormat`] is how a file spells its times, [`data::Frequency`] the calendar rule by which they follow one another. Both
//!   are found once and saved with the preparation; gaps and future times follow the rule, and outputs the spelling.
//! - A window of a series is a view of the prepared rows ([`data::Sequence::window`]). Filling a gap on a straight line
//!   looks ahead, so a window that ends in a gap is prepared anew from the rows up to its end: an example never reads what
//!   its last step could not know. What an example belongs to is said in `data/windows.rs`.
//! - [`training::Worker`] is a named thread. It builds network and optimizer itself, so no tensor crosses a thread. It
//!   polls commands between steps and waits for them while paused. Its events go through a bounded channel: for a screen
//!   they are thinned, so that training never waits; for a script they are complete. `metrics.csv` has every step.
//! - [`training::Trainer`] knows the trait [`training::Learner`]; a learner that only counts tests trainer, thread and
//!   dashboard without libtorch (`tests/worker.rs`, `examples/broken_learner.rs`).
//! - [`training::Place`] is where a run is: all that the next step depends on but weights and moments. With these it is a
//!   [`training::Snapshot`], which is a checkpoint on disk and a mark in memory.
//! - What a person changes is a [`training::Change`], kept with its step. Resuming is a checkpoint and the changes after
//!   it; replaying is no checkpoint and all changes ([`training::Past`]).
//! - A [`run::RunRecorder`] keeps what cannot be written and tries again; it never cuts what the newest checkpoint needs.
//! - [`training::TorchLearner`] keeps all parameters as views into one flat tensor and their gradients as views into
//!   another. An optimizer then is a handful of operations on flat tensors, and its moments are saved with the weights.
//! - [`evaluation::Judge`] asks the network and every baseline the same examples and compares them by one figure; what is
//!   printed and kept of that is [`evaluation::Report`].
//! - [`app::update`] holds every decision of the dashboard and returns [`app::Effect`]s; [`tui::run`] alone carries them
//!   out. Requested is not confirmed: see [`app::Phase`].
//! - A [`run::Overview`] is a run at a glance, from its small files alone. What is done to the runs on disk, and what is read of
//!   them, is an [`app::Errand`] to a thread of its own in `tui`, which answers with [`app::RunNews`].
//! - [`app::BINDINGS`] is the one table of keys; dispatch, footer and help read it.
//!
//! # The network
//!
//! Embedding (for symbols) → recurrent layers → one linear layer, on every hidden state, the last, or their mean
//! ([`model::Answers`]). Each direction of each layer is one `tch::nn::lstm` (or `gru`) of a single layer: their
//! configuration freezes dropout, and the layer that reads from the end must turn each sequence around within its own
//! length. Parameters have PyTorch's names.
//!
//! # A look inside
//!
//! [`model::Inspection`] is what goes on while one sequence is read, as plain numbers of a bounded size: gates from the hidden
//! states that libtorch gives, all steps at once; influence by a backward pass that leaves the gradients of the parameters
//! alone; how these and the weights are spread. The thread tells it with all news for as long as the page Inspect is shown
//! ([`training::TrainingCommand::Inspect`]). `docs/inspect.md` has the formulas.
//!
//! # What repeats to the last bit
//!
//! First weights and the order of batches are drawn in plain Rust from the seed alone ([`rand_chacha`]); dropout and noise
//! reseed libtorch's generator at every step from seed and step. Networks of up to a million weights run on one thread.
//! Sequences are always answered one at a time, so an answer depends on nothing it was asked together with. So the same seed
//! and the same changes on the same machine give the same losses, interrupted or not, and a saved network the same answers, to the
//! last bit. `docs/runs.md` says what is kept, `docs/promises.md` which test holds each promise.
//!
//! # What was not run
//!
//! Code for CUDA and MPS compiles and falls back to the CPU where no device answers; it was never run on a GPU. Of the
//! platforms that `cargo xtask setup` provides for, only Linux on x86-64 was run.

pub mod app;
pub mod cli;
pub mod data;
pub mod evaluation;
pub mod experiment;
pub mod headless;
pub mod launch;
pub mod memory;
pub mod model;
pub mod numbers;
pub mod plain;
pub mod predict;
pub mod run;
pub mod training;
pub mod tui;
pub mod wording;
