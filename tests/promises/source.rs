//! The string literals of a Rust source, told apart by what they are for.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// What is called with a text that a person reads when something is wrong.
const CALLS: [&str; 13] = [
    "error",
    "context",
    "with_context",
    "custom",
    "Err",
    "ok_or",
    "ok_or_else",
    "map_err",
    "unfit",
    "LearnerError",
    "Failed",
    "NotStarted",
    "on_end",
];
/// The same, of macros. `error!` is none: it writes to the log.
const MACROS: [&str; 2] = ["anyhow", "bail"];
/// Fields and variables that hold such a text.
const NAMES: [&str; 5] = ["problem", "suggestion", "notice", "wrong", "expecting"];

/// What a test calls to look at a part of a text alone: that is no test of its words.
const OF_PARTS: [&str; 3] = ["contains", "starts_with", "ends_with"];

/// The literals of a source.
#[derive(Debug, Default)]
pub struct Literals {
    /// Texts for a person when something is wrong, as they are written: with `{…}` for what is filled in.
    pub errors: Vec<String>,
    /// Whatever stands in tests, but for parts that are looked for.
    pub tests: Vec<String>,
}

/// Where the walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Code,
    Error,
    Test,
    Part,
}

impl Literals {
    /// Those of a source; all of it is tests, or only its modules called `tests`.
    pub fn of(text: &str, is_test: bool) -> Self {
        let mut literals = Self::default();
        let tokens: TokenStream = text.parse().unwrap();
        literals.walk(tokens, if is_test { Place::Test } else { Place::Code });
        literals
    }

    fn walk(&mut self, tokens: TokenStream, place: Place) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        // Holds from a name that means an error up to the end of its value.
        let mut value = false;
        for (at, token) in tokens.iter().enumerate() {
            let before = &tokens[..at];
            match token {
                TokenTree::Group(group) => self.walk(group.stream(), of_group(group, before, place, value)),
                TokenTree::Literal(literal) if place == Place::Test => self.tests.extend(string(literal)),
                TokenTree::Literal(literal) if value || place == Place::Error => self.errors.extend(string(literal)),
                TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => value = false,
                TokenTree::Punct(punct) if matches!(punct.as_char(), ':' | '=') => {
                    value |= last_ident(before).is_some_and(|name| NAMES.iter().any(|known| name == known));
                }
                _ => {}
            }
        }
    }
}

/// What the inside of a group is, by what stands before it.
fn of_group(group: &Group, before: &[TokenTree], place: Place, value: bool) -> Place {
    let (before, tellers) = match before {
        [before @ .., TokenTree::Punct(mark)] if mark.as_char() == '!' => (before, &MACROS[..]),
        _ => (before, &CALLS[..]),
    };
    let called = last_ident(before);
    let is_tests = group.delimiter() == Delimiter::Brace && called.is_some_and(|name| name == "tests");
    let calls = |known: &[&str]| {
        group.delimiter() == Delimiter::Parenthesis
            && called.is_some_and(|name| known.iter().any(|known| name == known))
    };
    let is_error = calls(tellers) || is_a_warning(before);
    match place {
        Place::Test if calls(&OF_PARTS) => Place::Part,
        Place::Code if is_tests => Place::Test,
        Place::Code if is_error || value => Place::Error,
        _ => place,
    }
}

/// Whether `warnings.push` stands there.
fn is_a_warning(before: &[TokenTree]) -> bool {
    let [.., list, _, call] = before else { return false };
    list.to_string() == "warnings" && call.to_string() == "push"
}

fn last_ident(tokens: &[TokenTree]) -> Option<&Ident> {
    match tokens.last() {
        Some(TokenTree::Ident(ident)) => Some(ident),
        _ => None,
    }
}

fn string(literal: &proc_macro2::Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|literal| literal.value())
}
