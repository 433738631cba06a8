//! An experiment file that gives its reasons.

use std::fmt::Write;

use crate::wording::{is_unsafe, visible};

/// Where the comments begin, as far as the keys leave room.
const COMMENTS: usize = 34;
/// Characters of a line.
const LONGEST: usize = 112;

/// An experiment file in the making, and what was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proposal {
    /// What was found, a name and a sentence each.
    pub found: Vec<(&'static str, String)>,
    about: String,
    sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq)]
struct Section {
    heading: String,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq)]
struct Line {
    key: String,
    value: String,
    reason: String,
}

impl Proposal {
    pub(super) fn new(about: impl Into<String>) -> Self {
        Self { about: about.into(), ..Self::default() }
    }

    pub(super) fn find(&mut self, name: &'static str, sentence: impl Into<String>) {
        self.found.push((name, sentence.into()));
    }

    /// Begins a section.
    pub(super) fn section(&mut self, heading: impl Into<String>) {
        self.sections.push(Section { heading: heading.into(), lines: Vec::new() });
    }

    /// A key of the present section, its value as TOML, and the reason for it.
    pub(super) fn key(&mut self, key: &str, value: &impl ToString, reason: impl Into<String>) {
        if let Some(section) = self.sections.last_mut() {
            let line = Line { key: key.to_owned(), value: value.to_string(), reason: reason.into() };
            section.lines.push(line);
        }
    }

    /// A training whose length is known before it begins; `what` is an example, in the singular.
    pub(super) fn training_along_a_cosine(&mut self, what: &str, batch: usize, epochs: usize, steps: usize) {
        self.section("training");
        self.key("optimizer", &quoted("adamw"), "adam with weight decay apart from the gradient");
        self.key("weight_decay", &0.01, "");
        self.key("learning_rate", &0.003, "falls along a cosine, so it may begin high");
        self.key("schedule", &quoted("cosine"), "");
        self.key("batch", &batch, format!("{what}s a step"));
        self.key("epochs", &epochs, format!("about {steps} steps"));
        self.key("clip", &"1.0", format!("no step is torn off by one odd {what}"));
    }

    /// The text of the experiment file, for data in `file`.
    #[must_use]
    pub fn to_toml(&self, name: &str, file: &str) -> String {
        let mut lines = vec![
            "# Made from the data by `rnnlab new`. The reason for each choice stands beside it: change what you know better."
                .to_owned(),
        ];
        lines.extend(written("name", &quoted(name), "a run's directory ends with it"));
        lines.extend(written("about", &quoted(&self.about), ""));
        for (place, section) in self.sections.iter().enumerate() {
            lines.extend([String::new(), format!("[{}]", section.heading)]);
            if place == 0 {
                lines.extend(written("file", &quoted(file), "where the data are, seen from this file"));
            }
            lines.extend(section.lines.iter().flat_map(|line| written(&line.key, &line.value, &line.reason)));
        }
        lines.join("\n") + "\n"
    }
}

/// A key, and its reason beside it or, where the line would be too long, above it.
fn written(key: &str, value: &str, reason: &str) -> Vec<String> {
    // A comment ends with its line, and names of columns are in it.
    let reason = visible(reason);
    let setting = format!("{key} = {value}");
    let beside = format!("{setting:COMMENTS$} # {reason}");
    match &*reason {
        "" => vec![setting],
        _ if beside.chars().count() <= LONGEST => vec![beside],
        _ => vec![format!("# {reason}"), setting],
    }
}

/// A text as TOML writes it, on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if is_unsafe(character) => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted + "\""
}

/// Several texts, or one alone.
pub(super) fn quoted_all(texts: &[&str]) -> String {
    match texts {
        [one] => quoted(one),
        several => format!("[{}]", several.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
    }
}
