//! What a file has and no example is made of, counted and named.

use std::fmt;

use serde::Serialize;

use crate::wording::{are, brief, counted};

/// How many are named.
const NAMED: usize = 5;

/// Rows, texts, sequences, series or windows that are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// What they are, in the singular.
    pub kind: &'static str,
    /// How many.
    pub count: usize,
    /// Why.
    pub reason: String,
    /// The lines of the first rows or texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u64>,
    /// The names of the first sequences or series that have one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

impl Dropped {
    /// Rows or texts on these lines, if there are any.
    pub(crate) fn lines(kind: &'static str, lines: &[u64], reason: &str) -> Option<Self> {
        let first = lines.iter().take(NAMED).copied().collect();
        Self::counted(kind, lines.len(), reason).map(|dropped| Self { lines: first, ..dropped })
    }

    /// Sequences or series of these names, if there are any.
    pub(super) fn named(kind: &'static str, names: &[String], reason: &str) -> Option<Self> {
        let first = names.iter().filter(|name| !name.is_empty()).take(NAMED).cloned().collect();
        Self::counted(kind, names.len(), reason).map(|dropped| Self { names: first, ..dropped })
    }

    /// Windows, if there are any.
    pub(super) fn windows(count: usize, reason: &str) -> Option<Self> {
        Self::counted("window", count, reason)
    }

    fn counted(kind: &'static str, count: usize, reason: &str) -> Option<Self> {
        let reason = reason.to_owned();
        (count > 0).then_some(Self { kind, count, reason, lines: Vec::new(), names: Vec::new() })
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} left out: {}", counted(self.count, self.kind), are(self.count), self.reason)?;
        let lines = self.lines.iter().map(|line| format!("line {line}"));
        let names = self.names.iter().map(|name| format!("'{}'", brief(name)));
        let first = lines.chain(names).collect::<Vec<_>>();
        match (first.is_empty(), self.count.saturating_sub(first.len())) {
            (true, _) => Ok(()),
            (false, 0) => write!(f, " ({})", first.join(", ")),
            (false, more) => write!(f, " ({} and {more} more)", first.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_many_are_named() {
        let said = |dropped: Option<Dropped>| dropped.map(|dropped| dropped.to_string());
        assert_eq!(said(Dropped::lines("row", &[], "why")), None);
        assert_eq!(said(Dropped::lines("row", &[7], "why")).unwrap(), "1 row is left out: why (line 7)");
        assert_eq!(
            said(Dropped::lines("text", &[1, 2, 3, 4, 5, 6, 7], "why")).unwrap(),
            "7 texts are left out: why (line 1, line 2, line 3, line 4, line 5 and 2 more)"
        );
        let names = ["a", "b"].map(str::to_owned);
        assert_eq!(said(Dropped::named("series", &names, "why")).unwrap(), "2 series are left out: why ('a', 'b')");
        assert_eq!(said(Dropped::named("series", &[String::new()], "why")).unwrap(), "1 series is left out: why");
        assert_eq!(said(Dropped::windows(2, "why")).unwrap(), "2 windows are left out: why");
    }
}
