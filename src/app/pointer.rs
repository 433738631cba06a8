//! What a mouse does, and to what: the screen says what stands where, `update` what that means.

use super::{Action, Column, Glance, Tab};

/// A movement of the mouse, or of its wheel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pointer {
    /// What it does.
    pub gesture: Gesture,
    /// Column and row of the screen, from 0.
    pub at: (u16, u16),
    /// What is drawn there, once that is known.
    pub target: Option<Target>,
}

/// What a mouse does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gesture {
    /// The left button goes down.
    Press,
    /// The mouse moves with the left button down.
    Drag,
    /// The wheel turns away from the person.
    WheelUp,
    /// The wheel turns towards the person.
    WheelDown,
}

/// What a mouse points at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The name of a tab.
    Tab(Tab),
    /// A key of the footer, or a word that stands for one.
    Action(Action),
    /// Something of the page Inspect, and what to make of it.
    Inspect(Glance),
    /// The chart of the run's figures, at a share of its width from 0 to 1.
    Chart(f64),
    /// A pinned sequence, by its place.
    Pin(usize),
    /// A row of the list of runs, by its place.
    Run(usize),
    /// The heading of a column of that list.
    Heading(Column),
    /// A column of the data, by its place.
    DataColumn(usize),
    /// A row of the list that has the keys: the palette, the experiments, the hyperparameters that are edited.
    Choice(usize),
    /// The input pane.
    Input,
    /// A hyperparameter that is shown, by its name.
    Parameter(&'static str),
    /// Beside the window that has the keys.
    Outside,
}
