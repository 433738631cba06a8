//! The list of experiments to open: those of the program, those opened before, and a path that is typed.

use std::path::Path;

use super::Finder;
use crate::experiment::{Experiment, builtins};

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
    /// Words to be found, or a path.
    pub(super) finder: Finder,
    /// What can be opened, before any of it is filtered out.
    offers: Vec<Choice>,
}

impl Default for Picker {
    fn default() -> Self {
        let about = |text: &str, name: &str| Experiment::parse(text, name).map(|experiment| experiment.about);
        let offer = |builtin: crate::experiment::Builtin| Choice {
            kind: Kind::Builtin,
            name: builtin.name.to_owned(),
            about: about(builtin.text, builtin.name).unwrap_or_default(),
        };
        Self { finder: Finder::default(), offers: builtins().map(offer).collect() }
    }
}

impl Picker {
    /// What is typed, and which one is marked.
    #[must_use]
    pub fn finder(&self) -> &Finder {
        &self.finder
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
        let text = self.finder.input().value().trim();
        let fits = |choice: &&Choice| self.finder.finds(&format!("{} {}", choice.name, choice.about));
        let mut choices: Vec<Choice> = self.offers.iter().filter(fits).cloned().collect();
        let is_path = looks_like_a_path(text) && !choices.iter().any(|choice| choice.name == text);
        if is_path || choices.is_empty() && !text.is_empty() {
            let typed = Choice { kind: Kind::Typed, name: text.to_owned(), about: String::new() };
            choices.insert(0, typed);
        }
        choices
    }

    /// The marked one; `None` where there is nothing to choose from.
    #[must_use]
    pub fn chosen(&self) -> Option<Choice> {
        self.choices().into_iter().nth(self.finder.marked())
    }

    /// Adds files that were opened before.
    pub(super) fn offer(&mut self, paths: Vec<String>) {
        self.offers.retain(|offer| offer.kind != Kind::Recent);
        let recent = paths.into_iter().map(|name| Choice { kind: Kind::Recent, name, about: String::new() });
        self.offers.extend(recent);
    }
}

fn looks_like_a_path(text: &str) -> bool {
    let extension = Path::new(text).extension();
    text.contains('/') || extension.is_some_and(|extension| extension == "toml" || extension == "csv")
}

#[cfg(test)]
mod tests;
