//! What can be wrong with an experiment, each as one sentence that says where and what to do.

use std::{io, path::PathBuf};

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
    #[error("{source_name}, line {line}: {problem}")]
    Invalid {
        /// File name, or what stands for it.
        source_name: String,
        /// Line number, from 1.
        line: usize,
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
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() + 1;
        Self::Invalid { source_name: source.to_owned(), line, problem: with_nearest(error.message()) }
    }
}

impl ExperimentError {
    /// Keys that do not go together; told where their section begins.
    pub(super) fn contradiction(source: &str, text: &str, Contradiction { section, problem }: Contradiction) -> Self {
        let headings = [format!("[{section}]"), format!("[{section}.")];
        let of_section = |line: &str| headings.iter().any(|heading| line.trim_start().starts_with(heading));
        let line = text.lines().position(of_section).map_or(1, |at| at + 1);
        Self::Invalid { source_name: source.to_owned(), line, problem: problem.to_owned() }
    }
}

/// Keys that do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Contradiction {
    /// The section that would have to change.
    pub section: &'static str,
    /// What is wrong and what would be right.
    pub problem: &'static str,
}

/// Puts the nearest valid word first where serde lists the words it would have taken: "unknown field `hiden`,
/// expected one of `cell`, `hidden`" becomes "unknown key `hiden`, did you mean `hidden`? (valid: `cell`, `hidden`)".
pub(super) fn with_nearest(message: &str) -> String {
    let one_line = message.split_whitespace().collect::<Vec<_>>().join(" ");
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

/// The candidate that is most likely meant by `word`, if any is near enough to be a slip.
pub(crate) fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
