//! The list of experiments to open: those of the program, those opened before, and a path that is typed.

use std::path::Path;

use tui_input::{Input, InputRequest};

use super::{Key, what_if::request};
use crate::experiment::{Experiment, builtins};

/// Characters in the line; more than any path has.
const MOST_CHARACTERS: usize = 4096;

/// Where an experiment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is part of the program.
    Builtin,
    /// Its file was opened before.
    Recent,
    /// Its path is typed.
    Typed,
}

/// An experiment that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Where it comes from.
    pub kind: Kind,
    /// Its name, or the path of its file.
    pub name: String,
    /// A line on what it is about; empty for a file that has not been read.
    pub about: String,
}

/// The state of the list.
#[derive(Debug, Clone)]
pub struct Picker {
    input: Input,
    /// What can be opened, before any of it is filtered out.
    offers: Vec<Choice>,
    /// Place of the marked one among those that are left.
    marked: usize,
    problem: Option<String>,
}

impl Default for Picker {
    fn default() -> Self {
        let about = |text: &str, name: &str| Experiment::parse(text, name).map(|experiment| experiment.about);
        let offer = |builtin: crate::experiment::Builtin| Choice {
            kind: Kind::Builtin,
            name: builtin.name.to_owned(),
            about: about(builtin.text, builtin.name).unwrap_or_default(),
        };
        Self { input: Input::default(), offers: builtins().map(offer).collect(), marked: 0, problem: None }
    }
}

impl Picker {
    /// The line as it is edited: words to be found, or a path.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// How many there are before any is filtered out.
    #[must_use]
    pub fn offers(&self) -> usize {
        self.offers.len()
    }

    /// What is left to choose from. Every word of the text stands in the name or the line about it; a text that looks
    /// like a path, or that finds nothing, is taken for one.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        let text = self.input.value().trim();
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let fits = |choice: &&Choice| {
            let place = format!("{} {}", choice.name, choice.about).to_lowercase();
            words.iter().all(|word| place.contains(word))
        };
        let mut choices: Vec<Choice> = self.offers.iter().filter(fits).cloned().collect();
        let is_path = looks_like_a_path(text) && !choices.iter().any(|choice| choice.name == text);
        if is_path || choices.is_empty() && !text.is_empty() {
            let typed = Choice { kind: Kind::Typed, name: text.to_owned(), about: String::new() };
            choices.insert(0, typed);
        }
        choices
    }

    /// Place of the marked one among the choices.
    #[must_use]
    pub fn marked(&self) -> usize {
        self.marked
    }

    /// The marked one; `None` where there is nothing to choose from.
    #[must_use]
    pub fn chosen(&self) -> Option<Choice> {
        self.choices().into_iter().nth(self.marked)
    }

    /// Why what was chosen last cannot be opened, until the next key.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Adds files that were opened before.
    pub(super) fn offer(&mut self, paths: Vec<String>) {
        self.offers.retain(|offer| offer.kind != Kind::Recent);
        let recent = paths.into_iter().map(|name| Choice { kind: Kind::Recent, name, about: String::new() });
        self.offers.extend(recent);
    }

    pub(super) fn refuse(&mut self, problem: String) {
        self.problem = Some(problem);
    }

    /// Marks another one, and goes no further than the ends.
    pub(super) fn go(&mut self, by: isize) {
        self.problem = None;
        let last = self.choices().len().saturating_sub(1);
        self.marked = self.marked.saturating_add_signed(by).min(last);
    }

    pub(super) fn edit(&mut self, key: Key) {
        self.problem = None;
        let full = self.input.value().len() >= MOST_CHARACTERS;
        let request = request(key).filter(|request| !(full && matches!(request, InputRequest::InsertChar(_))));
        if request.and_then(|request| self.input.handle(request)).is_some_and(|changed| changed.value) {
            self.marked = 0;
        }
    }

    /// Puts a pasted path at the cursor, without its line ends.
    pub(super) fn paste(&mut self, text: &str) {
        for character in text.trim().chars().filter(|character| !character.is_control()) {
            self.edit(Key::char(character));
        }
    }
}

fn looks_like_a_path(text: &str) -> bool {
    let extension = Path::new(text).extension();
    text.contains('/') || extension.is_some_and(|extension| extension == "toml" || extension == "csv")
}

#[cfg(test)]
mod tests;
