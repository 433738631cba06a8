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
    /// The first of them: lines of rows and texts, names of sequences and series, where these have one.
    pub first: Vec<String>,
}

impl Dropped {
    /// Rows or texts on these lines, if there are any.
    pub(crate) fn lines(kind: &'static str, lines: &[u64], reason: &str) -> Option<Self> {
        let first = lines.iter().take(NAMED).map(|line| format!("line {line}")).collect();
        Self::counted(kind, lines.len(), reason, first)
    }

    /// Sequences or series of these names, if there are any.
    pub(super) fn named(kind: &'static str, names: &[String], reason: &str) -> Option<Self> {
        let named = names.iter().filter(|name| !name.is_empty());
        let first = named.take(NAMED).map(|name| format!("'{}'", brief(name))).collect();
        Self::counted(kind, names.len(), reason, first)
    }

    /// Windows, if there are any.
    pub(super) fn windows(count: usize, reason: &str) -> Option<Self> {
        Self::counted("window", count, reason, Vec::new())
    }

    fn counted(kind: &'static str, count: usize, reason: &str, first: Vec<String>) -> Option<Self> {
        (count > 0).then(|| Self { kind, count, reason: reason.to_owned(), first })
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} left out: {}", counted(self.count, self.kind), are(self.count), self.reason)?;
        match (self.first.is_empty(), self.count.saturating_sub(self.first.len())) {
            (true, _) => Ok(()),
            (false, 0) => write!(f, " ({})", self.first.join(", ")),
            (false, more) => write!(f, " ({} and {more} more)", self.first.join(", ")),
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
