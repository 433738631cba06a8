//! What the dashboard knows and decides: pure state, no terminal, no thread, no clock.
//!
//! [`update`] holds every decision. It changes the [`App`] and returns [`Effect`]s for others to carry out.

mod chart;
mod copy;
mod editor;
mod finder;
mod findings;
mod history;
mod inspect;
mod key;
mod keymap;
mod look;
mod message;
mod palette;
mod phase;
mod picker;
mod pointer;
mod predictions;
mod rate;
mod runs;
mod settings;
mod state;
mod tab;
mod update;
mod what_if;

pub use chart::{Chart, Metric, Smoothing};
pub use copy::{Copyable, copyable};
pub use editor::{Edit, Editor, PARAMETERS, Parameter};
pub use finder::Finder;
pub use findings::{Browse, DataView, EvaluateView, Looking};
pub use history::{Bucket, History};
pub use inspect::{Aspect, Inspect, Inspected, Norms, Seen, Subject};
pub use key::{Key, KeyCode};
pub use keymap::{Action, BINDINGS, Binding, Context, EDITING, POINTING};
pub use look::Look;
pub use message::{Effect, Message};
pub use palette::{Offer, Palette};
pub use phase::{Phase, Then};
pub use picker::{Choice, Kind, Picker};
pub use pointer::{Gesture, Pointer, Target};
pub use predictions::{headings, is_single_forecast, rows};
pub use runs::{Column, Errand, Listing, LossCurve, MOST_COMPARED, Note, RunNews, Runs};
pub use settings::Settings;
pub use state::{App, Awaited, Branch, Mode, Question, RunView, Scale};
pub use tab::Tab;
pub use update::{Glance, Leap, Move, OnRuns, update};
pub use what_if::{Pin, WhatIf};
