//! A line in which a person types to find one of a list, and which one is marked of those that are left.

use tui_input::{Input, InputRequest};

use super::{Key, what_if::request};

/// Characters in the line; more than any path has.
const MOST_CHARACTERS: usize = 4096;

/// The line and the mark.
#[derive(Debug, Clone, Default)]
pub struct Finder {
    input: Input,
    marked: usize,
    problem: Option<String>,
}

impl Finder {
    /// The line as it is edited.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Place of the marked one among those that are left.
    #[must_use]
    pub fn marked(&self) -> usize {
        self.marked
    }

    /// Why what was chosen last cannot be, until the next key.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Whether every word of the line stands in a text, in any case and order.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.input.value().split_whitespace().all(|word| text.contains(&word.to_lowercase()))
    }

    pub(super) fn refuse(&mut self, problem: String) {
        self.problem = Some(problem);
    }

    /// Marks another of so many, and goes no further than the ends.
    pub(super) fn go(&mut self, by: isize, of: usize) {
        self.mark(self.marked.saturating_add_signed(by).min(of.saturating_sub(1)));
    }

    pub(super) fn mark(&mut self, place: usize) {
        (self.marked, self.problem) = (place, None);
    }

    pub(super) fn edit(&mut self, key: Key) {
        self.problem = None;
        let full = self.input.value().len() >= MOST_CHARACTERS;
        let request = request(key).filter(|request| !(full && matches!(request, InputRequest::InsertChar(_))));
        if request.and_then(|request| self.input.handle(request)).is_some_and(|changed| changed.value) {
            self.marked = 0;
        }
    }

    /// Puts a pasted text at the cursor, without its line ends.
    pub(super) fn paste(&mut self, text: &str) {
        for character in text.trim().chars().filter(|character| !character.is_control()) {
            self.edit(Key::char(character));
        }
    }
}
