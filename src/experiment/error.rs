//! What can be wrong with an experiment, each as one sentence that says where and what to do.

use std::{fmt, io, path::PathBuf};

use thiserror::Error;

use super::builtins;

/// Why an experiment cannot be used.
#[derive(Debug, Error)]
pub enum ExperimentError {
    /// Neither a built-in experiment nor a file.
    #[error("there is no experiment '{name}': {suggestion}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is instead.
        suggestion: String,
    },
    /// The file is there, or should be, but cannot be read.
    #[error("cannot read the experiment {}: {reason}; give the path of a TOML file or a name that `rnnlab experiments` lists", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// The file holds data.
    #[error("{} holds data, not an experiment: `rnnlab new {}` writes one for it", path.display(), path.display())]
    Data {
        /// The file.
        path: PathBuf,
    },
    /// The text is not a valid experiment.
    #[error("{source_name}, {place}: {problem}")]
    Invalid {
        /// File name, or what stands for it.
        source_name: String,
        /// Where it is wrong.
        place: Place,
        /// What is wrong there and what would be right.
        problem: String,
    },
    /// An override (`--set`) does not fit.
    #[error("--set {assignment}: {problem}")]
    Override {
        /// The override as it was given.
        assignment: String,
        /// What is wrong with it and what would be right.
        problem: String,
    },
    /// The experiment cannot be written as TOML.
    #[error("cannot write the experiment as TOML: {reason}")]
    Unwritable {
        /// What the TOML library says.
        reason: String,
    },
}

impl ExperimentError {
    pub(super) fn unknown(name: &str) -> Self {
        let names: Vec<_> = builtins().map(|builtin| builtin.name).collect();
        let suggestion = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("give the path of a TOML file or one of the built-in {}", names.join(", ")),
        };
        Self::Unknown { name: name.to_owned(), suggestion }
    }

    pub(super) fn invalid(source: &str, text: &str, error: &toml::de::Error) -> Self {
        let place = Place::of(text.as_bytes(), error.span().map_or(0, |span| span.start));
        Self::Invalid { source_name: source.to_owned(), place, problem: with_nearest(error.message()) }
    }

    /// Keys that do not go together; told where their section begins.
    pub(super) fn contradiction(source: &str, text: &str, Contradiction { section, problem }: Contradiction) -> Self {
        let headings = [format!("[{section}]"), format!("[{section}.")];
        let of_section = |line: &str| headings.iter().any(|heading| line.trim_start().starts_with(heading));
        let line = text.lines().position(of_section).map_or(1, |at| at + 1);
        Self::Invalid { source_name: source.to_owned(), place: Place { line, column: 1 }, problem }
    }
}

/// A place in a text, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Place {
    /// The place of a byte; what is no UTF-8 counts byte by byte.
    pub(super) fn of(text: &[u8], byte: usize) -> Self {
        let before = &text[..byte.min(text.len())];
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        Self {
            line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
            column: String::from_utf8_lossy(&before[start..]).chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    /// The first column says no more than the line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self { line, column: 1 } => write!(f, "line {line}"),
            Self { line, column } => write!(f, "line {line}, column {column}"),
        }
    }
}

/// Keys that do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contradiction {
    /// The section that would have to change.
    pub section: &'static str,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// Puts the nearest valid word first where serde lists the words it would have taken: "unknown field `hiden`,
/// expected one of `cell`, `hidden`" becomes "unknown key `hiden`, did you mean `hidden`? (valid: `cell`, `hidden`)".
pub(super) fn with_nearest(message: &str) -> String {
    let one_line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(words) = in_our_words(&one_line) {
        return words;
    }
    let message = [("unknown field", "unknown key"), ("missing field", "missing key")]
        .into_iter()
        .chain([("expected i64", "expected a whole number"), ("expected f64", "expected a number")])
        .fold(one_line, |message, (theirs, ours)| message.replace(theirs, ours));
    let (message, kind) = match message.strip_prefix("unknown variant") {
        Some(rest) => (format!("unknown value{rest}"), "value"),
        None => (message, "key"),
    };
    // What is said elsewhere may quote keys too.
    let lists = message.starts_with("unknown key") || message.starts_with("unknown value");
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).filter(|_| lists).collect();
    let Some((wrong, valid)) = words.split_first().filter(|(_, valid)| !valid.is_empty()) else {
        return message;
    };
    let list = valid.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match nearest(wrong, valid.iter().copied()) {
        Some(near) => format!("unknown {kind} `{wrong}`, did you mean `{near}`? (valid: {list})"),
        None => format!("unknown {kind} `{wrong}` (valid: {list})"),
    }
}

/// What the TOML library says of limits, as a person would.
fn in_our_words(message: &str) -> Option<String> {
    if message.contains("recursion limit") || message.contains("max recursion depth") {
        return Some("keys and lists stand within one another too deep".to_owned());
    }
    if message == "floating-point number overflowed" {
        return Some(super::range::beyond());
    }
    // Serde's account of a whole number of more than 64 bits.
    let number =
        message.strip_prefix("invalid type: integer `")?.split_once('`').filter(|(_, rest)| rest.contains("128"))?.0;
    let (side, limit) =
        if number.starts_with('-') { ("small: at least", i64::MIN) } else { ("large: at most", i64::MAX) };
    Some(format!("{number} is too {side} {limit}"))
}

/// The candidate that is most likely meant by `word`, if any is near enough to be a slip.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
