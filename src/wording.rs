//! How counts, sizes and foreign text are written for a person.

use std::borrow::Cow;

/// Characters of a foreign text that a sentence quotes.
const QUOTED: usize = 60;
/// Names that a sentence lists.
const LISTED: usize = 20;

/// A count and its noun, in the plural where it is one.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    match (count, noun) {
        (1, _) => format!("1 {noun}"),
        // One series, two series; one class, two classes.
        (_, noun) if noun.ends_with("ss") => format!("{count} {noun}es"),
        (_, noun) if noun.ends_with('s') => format!("{count} {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// What goes with a count: "1 row is", "2 rows are".
#[must_use]
pub fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// Whether a character could move the cursor, colour the screen or turn the order of the text around: control characters
/// (C0, DEL, C1) and Unicode's marks for writing directions (Boucher & Anderson, *Trojan Source*, 2021).
#[must_use]
pub fn is_unsafe(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text that may hold anything, fit for one line of a terminal: what is unsafe there is written as `\u{1b}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let escaped = |character: char| {
        let text = if is_unsafe(character) { character.escape_default().to_string() } else { character.to_string() };
        text.chars().collect::<Vec<_>>()
    };
    Cow::Owned(text.chars().flat_map(escaped).collect())
}

/// The beginning of a text that may be long and hold anything, for a sentence that quotes it: without line ends too.
#[must_use]
pub fn brief(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => Cow::Owned(format!("{}…", visible(&text[..end]))),
        None => visible(text),
    }
}

/// Names with commas between them, the first of many.
#[must_use]
pub fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let first: Vec<Cow<'_, str>> = names.iter().take(LISTED).map(|name| brief(name.as_ref())).collect();
    let first = first.join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// Bytes as a person says them: "3.9 GB", "37 GB", "120 MB".
#[must_use]
pub fn bytes(count: u64) -> String {
    match count as f64 {
        count if count >= 1e10 => format!("{:.0} GB", count / 1e9),
        // What rounds to 1000 MB is a GB.
        count if count >= 9.995e8 => format!("{:.1} GB", count / 1e9),
        count => format!("{:.0} MB", count / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_every_other_count_is_plural() {
        let said = [(1, "row"), (0, "row"), (2, "row"), (1, "series"), (3, "series"), (2, "class")];
        let said = said.map(|(count, noun)| counted(count, noun));
        assert_eq!(said, ["1 row", "0 rows", "2 rows", "1 series", "3 series", "2 classes"]);
    }

    #[test]
    fn what_a_terminal_would_act_on_is_made_visible_and_the_rest_stays() {
        assert_eq!(visible("größe 温度 e\u{301}"), "größe 温度 e\u{301}");
        assert_eq!(visible("a\u{1b}[2J\r\n\u{9b}\u{7f}b"), "a\\u{1b}[2J\\r\\n\\u{9b}\\u{7f}b");
        assert_eq!(visible("\u{202e}txt\u{2066}"), "\\u{202e}txt\\u{2066}");
    }

    #[test]
    fn long_texts_and_long_lists_are_cut() {
        assert_eq!(brief("short"), "short");
        assert_eq!(brief(&"ä".repeat(100)), "ä".repeat(60) + "…");
        let names: Vec<String> = (0..22).map(|number| format!("c{number}")).collect();
        assert!(listed(&names).ends_with("c18, c19 and 2 more"));
        assert_eq!(listed(&names[..2]), "c0, c1");
    }

    #[test]
    fn bytes_are_said_in_the_unit_that_fits() {
        let said = [120_400_000, 999_900_000, 3_940_000_000, 36_900_000_000].map(bytes);
        assert_eq!(said, ["120 MB", "1.0 GB", "3.9 GB", "37 GB"]);
    }
}
