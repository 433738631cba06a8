//! An experiment file that gives its reasons.

use toml::Value;

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
    pub(super) fn key(&mut self, key: &str, value: impl ToString, reason: impl Into<String>) {
        if let Some(section) = self.sections.last_mut() {
            let line = Line { key: key.to_owned(), value: value.to_string(), reason: reason.into() };
            section.lines.push(line);
        }
    }

    /// The text of the experiment file, for data in `file`.
    #[must_use]
    pub fn to_toml(&self, name: &str, file: &str) -> String {
        let mut text = String::from(
            "# Made from the data by `rnnlab new`. The reason for each choice stands beside it: change what you know better.\n",
        );
        write_line(&mut text, "name", &quoted(name), "a run's directory ends with it");
        write_line(&mut text, "about", &quoted(&self.about), "");
        for (place, Section { heading, lines }) in self.sections.iter().enumerate() {
            text.push_str(&format!("\n[{heading}]\n"));
            if place == 0 {
                write_line(&mut text, "file", &quoted(file), "where the data are, seen from this file");
            }
            lines.iter().for_each(|Line { key, value, reason }| write_line(&mut text, key, value, reason));
        }
        text
    }
}

/// A key, and its reason beside it or, where the line would be too long, above it.
fn write_line(text: &mut String, key: &str, value: &str, reason: &str) {
    let setting = format!("{key} = {value}");
    let beside = format!("{setting:COMMENTS$} # {reason}");
    text.push_str(&match reason {
        "" => format!("{setting}\n"),
        _ if beside.chars().count() <= LONGEST => format!("{beside}\n"),
        _ => format!("# {reason}\n{setting}\n"),
    });
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// Several texts, or one alone.
pub(super) fn quoted_all(texts: &[&str]) -> String {
    match texts {
        [one] => quoted(one),
        several => format!("[{}]", several.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
    }
}
