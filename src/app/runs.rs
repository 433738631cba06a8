//! The page Runs: which runs there are, in which order, which of them are compared, and the curves of these.

use std::{collections::VecDeque, path::Path};

use tui_input::{Input, InputRequest};

use super::{History, Key, RunView, Scale, Smoothing, what_if::request};
use crate::{
    experiment::Experiment,
    run::{LONGEST_NOTE, Overview},
};

/// Runs that are compared at the most: as many as there are colours to tell them apart.
pub const MOST_COMPARED: usize = 6;
/// Curves that are kept for when they are wanted again.
const MOST_CURVES: usize = 32;
/// Rows that a page key goes.
pub(super) const PAGE: isize = 10;
/// Characters of a filter.
const MOST_CHARACTERS: usize = 100;

/// Something to be done to the runs on disk, by a thread that may wait for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// Look which runs there are.
    List,
    /// Read the losses of a run.
    Curve(String),
    /// Look whether a run can be gone on with, and read its experiment.
    Open(String),
    /// Write what a person has to say of a run.
    Note(String, String),
    /// Delete a run.
    Delete(String),
}

/// What came of an errand. What could not be done says why, in one sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum RunNews {
    /// The runs that there are, oldest first.
    Listed(Result<Vec<Overview>, String>),
    /// The losses of a run.
    Curve(String, Result<Box<LossCurve>, String>),
    /// A run can be gone on with.
    Opened(String, Result<Box<Experiment>, String>),
    /// A note was written.
    Noted(Result<(), String>),
    /// A run was deleted.
    Deleted(String, Result<(), String>),
}

/// The losses of a run by step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LossCurve {
    /// On the training examples.
    pub training: History,
    /// On the validation examples.
    pub validation: History,
}

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those on the screen")]
pub enum Column {
    Run,
    State,
    Test,
    Verdict,
    Steps,
    Loss,
    Seed,
    Time,
    Note,
}

impl Column {
    /// All of them, from left to right.
    pub const ALL: [Self; 9] = [
        Self::Run,
        Self::State,
        Self::Test,
        Self::Verdict,
        Self::Steps,
        Self::Loss,
        Self::Seed,
        Self::Time,
        Self::Note,
    ];

    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::State => "state",
            Self::Test => "test",
            Self::Verdict => "verdict",
            Self::Steps => "steps",
            Self::Loss => "loss",
            Self::Seed => "seed",
            Self::Time => "time",
            Self::Note => "note",
        }
    }

    /// Whether the list begins with the largest: the newest run, the longest training.
    fn begins_with_largest(self) -> bool {
        matches!(self, Self::Run | Self::Verdict | Self::Steps | Self::Time)
    }

    fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

/// How far the runs are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Listing {
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// Somebody looks for the first time.
    Awaited,
    /// They are listed.
    Known,
    /// They cannot be listed; why, in one sentence.
    Failed(String),
}

/// The page Runs.
#[derive(Debug, Clone)]
pub struct Runs {
    listing: Listing,
    rows: Vec<Overview>,
    /// Places of the rows that are shown, in their order on the screen.
    order: Vec<usize>,
    /// Place in that order.
    cursor: usize,
    /// Names of the runs that are marked, in the order in which they were.
    marked: Vec<String>,
    /// What is typed to find some.
    filter: Input,
    column: Column,
    largest_first: bool,
    /// How the axis of the curves is divided.
    pub scale: Scale,
    /// Over how many steps the curves are averaged.
    pub smoothing: Smoothing,
    curves: VecDeque<Kept>,
    /// The run whose curve is being read, and the size of its metrics when that was asked for.
    awaited: Option<(String, u64)>,
}

/// A curve as it was read, or why it cannot be.
#[derive(Debug, Clone)]
struct Kept {
    run: String,
    /// Bytes of its metrics, as far as that was known.
    size: u64,
    curve: Result<Box<LossCurve>, String>,
}

impl Default for Runs {
    fn default() -> Self {
        Self {
            listing: Listing::default(),
            rows: Vec::new(),
            order: Vec::new(),
            cursor: 0,
            marked: Vec::new(),
            filter: Input::default(),
            column: Column::Run,
            largest_first: Column::Run.begins_with_largest(),
            scale: Scale::Log,
            smoothing: Smoothing::default(),
            curves: VecDeque::new(),
            awaited: None,
        }
    }
}

impl Runs {
    /// How far the runs are known.
    #[must_use]
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The runs that fit the filter, in the order that is asked for.
    #[must_use]
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &Overview> {
        self.order.iter().map(|&place| &self.rows[place])
    }

    /// All runs there are.
    #[must_use]
    pub fn all(&self) -> &[Overview] {
        &self.rows
    }

    /// Place of the one under the cursor among those that are shown.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The one under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<&Overview> {
        self.shown().nth(self.cursor)
    }

    /// What is typed to find some.
    #[must_use]
    pub fn filter(&self) -> &Input {
        &self.filter
    }

    /// The column that they are sorted by, and whether its largest stands first.
    #[must_use]
    pub fn sorted(&self) -> (Column, bool) {
        (self.column, self.largest_first)
    }

    /// Whether a run is marked.
    #[must_use]
    pub fn is_marked(&self, run: &Overview) -> bool {
        self.marked.contains(&run.run)
    }

    /// The runs that are compared: those that are marked; without any, the one under the cursor and the one that is open.
    #[must_use]
    pub fn compared(&self, open: &RunView) -> Vec<&Overview> {
        let named = |name: &String| self.rows.iter().find(|row| row.run == *name);
        let marked: Vec<&Overview> = self.marked.iter().filter_map(named).collect();
        if !marked.is_empty() {
            return marked;
        }
        let current = self.current();
        let open = self.rows.iter().find(|row| open.is(row)).filter(|row| current.is_none_or(|at| at.run != row.run));
        current.into_iter().chain(open).collect()
    }

    /// The losses of a run as they were read last; `None` until they are, an error where they cannot be.
    #[must_use]
    pub fn curve(&self, run: &Overview) -> Option<Result<&LossCurve, &str>> {
        let kept = self.curves.iter().find(|kept| kept.run == run.run)?;
        Some(kept.curve.as_deref().map_err(String::as_str))
    }

    /// Has the runs looked at, or looked at again.
    pub(super) fn look(&mut self) -> Errand {
        if self.listing == Listing::Unknown {
            self.listing = Listing::Awaited;
        }
        Errand::List
    }

    /// What is shown and not known: the runs, or a curve, unless one is being read.
    pub(super) fn want(&mut self, open: &RunView) -> Option<Errand> {
        if self.listing == Listing::Unknown {
            return Some(self.look());
        }
        if self.awaited.is_some() {
            return None;
        }
        let is_known =
            |run: &Overview| self.curves.iter().any(|kept| kept.run == run.run && kept.size == run.size_of_metrics);
        let wanted = self.compared(open).into_iter().find(|run| !open.is(run) && !is_known(run))?;
        let (run, size) = (wanted.run.clone(), wanted.size_of_metrics);
        self.awaited = Some((run.clone(), size));
        Some(Errand::Curve(run))
    }

    /// Takes in a curve.
    pub(super) fn hear(&mut self, run: String, curve: Result<Box<LossCurve>, String>) {
        let Some((_, size)) = self.awaited.take_if(|(awaited, _)| *awaited == run) else { return };
        self.curves.retain(|kept| kept.run != run);
        self.curves.push_front(Kept { run, size, curve });
        self.curves.truncate(MOST_CURVES);
    }

    /// Takes in which runs there are.
    pub(super) fn list(&mut self, listed: Result<Vec<Overview>, String>) {
        match listed {
            Ok(rows) => {
                self.listing = Listing::Known;
                self.marked.retain(|name| rows.iter().any(|row| row.run == *name));
                let current = self.current().map(|run| run.run.clone());
                self.rows = rows;
                self.arrange(current.as_deref());
            }
            Err(reason) => self.listing = Listing::Failed(reason),
        }
    }

    /// Filters and sorts, and leaves the cursor on the run of this name where that is shown.
    fn arrange(&mut self, current: Option<&str>) {
        let words: Vec<String> = self.filter.value().split_whitespace().map(str::to_lowercase).collect();
        let rows = &self.rows;
        self.order = (0..rows.len()).filter(|&place| fits(&rows[place], &words)).collect();
        let (column, largest_first) = (self.column, self.largest_first);
        self.order.sort_by(|&one, &other| {
            let order = order::of(column, (&rows[one], one), (&rows[other], other), largest_first);
            // Of equals the newer first.
            order.then(other.cmp(&one))
        });
        let found = current.and_then(|name| self.order.iter().position(|&place| self.rows[place].run == name));
        self.cursor = found.unwrap_or(self.cursor).min(self.order.len().saturating_sub(1));
    }

    fn rearrange(&mut self) {
        let current = self.current().map(|run| run.run.clone());
        self.arrange(current.as_deref());
    }

    /// Moves the cursor, no further than the ends.
    pub(super) fn go(&mut self, by: isize) {
        self.go_to(self.cursor.saturating_add_signed(by));
    }

    pub(super) fn go_to(&mut self, place: usize) {
        self.cursor = place.min(self.order.len().saturating_sub(1));
    }

    /// Marks the one under the cursor, or no longer; whether there was room for it.
    pub(super) fn mark(&mut self) -> bool {
        let Some(name) = self.current().map(|run| run.run.clone()) else { return true };
        if let Some(place) = self.marked.iter().position(|marked| *marked == name) {
            self.marked.remove(place);
            return true;
        }
        let has_room = self.marked.len() < MOST_COMPARED;
        if has_room {
            self.marked.push(name);
        }
        has_room
    }

    /// Sorts by the next column.
    pub(super) fn sort_by_next(&mut self) {
        self.sort_by(self.column.next());
    }

    /// Sorts by a column; by the same one again, the other way round.
    pub(super) fn sort_by(&mut self, column: Column) {
        let is_same = column == self.column;
        self.largest_first = if is_same { !self.largest_first } else { column.begins_with_largest() };
        self.column = column;
        self.rearrange();
    }

    /// A key that edits the filter.
    pub(super) fn edit_filter(&mut self, key: Key) {
        edit(&mut self.filter, key, MOST_CHARACTERS);
        self.rearrange();
    }

    /// Shows all again.
    pub(super) fn clear_filter(&mut self) {
        self.filter = Input::default();
        self.rearrange();
    }

    /// A run has this note now.
    pub(super) fn note(&mut self, run: &str, text: &str) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.run == run) {
            text.trim().clone_into(&mut row.note);
        }
    }

    /// A run is gone.
    pub(super) fn forget(&mut self, run: &str) {
        self.rows.retain(|row| row.run != run);
        self.marked.retain(|marked| marked != run);
        self.curves.retain(|kept| kept.run != run);
        self.arrange(None);
    }
}

/// What is being written of a run.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its name.
    pub run: String,
    /// The line as it is edited.
    pub input: Input,
}

impl Note {
    pub(super) fn edit(&mut self, key: Key) {
        edit(&mut self.input, key, LONGEST_NOTE);
    }
}

fn edit(input: &mut Input, key: Key, most: usize) {
    let full = input.value().chars().count() >= most;
    if let Some(request) = request(key).filter(|request| !(full && matches!(request, InputRequest::InsertChar(_)))) {
        input.handle(request);
    }
}

/// Whether every word stands in what is known of a run.
fn fits(run: &Overview, words: &[String]) -> bool {
    let experiment = run.experiment.as_deref();
    let about = experiment.map(|experiment| format!("{} {}", experiment.name, experiment.data.task));
    let place = format!("{} {} {} {}", run.run, run.state.word(), about.unwrap_or_default(), run.note).to_lowercase();
    words.iter().all(|word| place.contains(word))
}

impl RunView {
    /// Whether this is the run that is kept in a directory of the list.
    #[must_use]
    pub fn is(&self, row: &Overview) -> bool {
        let directory = self.info.as_ref().and_then(|info| info.directory.as_deref());
        directory.is_some_and(|directory: &Path| directory == row.directory.path())
    }
}

mod order;

#[cfg(test)]
mod tests;
