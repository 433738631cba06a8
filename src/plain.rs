//! What is printed, without anything in it that a terminal would act on: names and cells of a file may hold any character.

use std::io::{self, Write};

use crate::wording::is_unsafe;

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For a person: what is unsafe is written as `\u{1b}`. Line ends and tabs stay.
    Text,
    /// JSON: what is unsafe is written as `\u001b`, which reads as the same string. It can only stand in one.
    Json,
    /// A file, byte for byte.
    Exact,
}

/// A writer that makes visible what a terminal would act on.
#[derive(Debug)]
pub struct Plain<W: Write> {
    out: W,
    form: Form,
    /// The beginning of a character whose other bytes are still to come.
    begun: Vec<u8>,
}

impl<W: Write> Plain<W> {
    /// What is printed in this form goes to `out`.
    pub fn new(out: W, form: Form) -> Self {
        Self { out, form, begun: Vec::new() }
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        let stays = |character: char| !is_unsafe(character) || matches!(character, '\n' | '\t');
        let mut rest = text;
        while let Some(at) = rest.find(|character| !stays(character)) {
            self.out.write_all(&rest.as_bytes()[..at])?;
            let character = rest[at..].chars().next().unwrap_or_default();
            match self.form {
                Form::Json => write!(self.out, "\\u{:04x}", u32::from(character))?,
                Form::Text | Form::Exact => write!(self.out, "{}", character.escape_default())?,
            }
            rest = &rest[at + character.len_utf8()..];
        }
        self.out.write_all(rest.as_bytes())
    }
}

impl<W: Write> Write for Plain<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.form == Form::Exact {
            return self.out.write(bytes);
        }
        let mut whole = std::mem::take(&mut self.begun);
        whole.extend_from_slice(bytes);
        for chunk in whole.utf8_chunks() {
            self.write_text(chunk.valid())?;
            // Bytes that are no character may still become one, if they stand at the end.
            let is_end =
                whole.ends_with(chunk.invalid()) && chunk.invalid().as_ptr_range().end == whole.as_ptr_range().end;
            match chunk.invalid() {
                [] => {}
                begun if is_end && could_go_on(begun) => self.begun = begun.to_vec(),
                _ => self.write_text("\u{fffd}")?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether bytes are the beginning of a character in UTF-8.
fn could_go_on(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(form: Form, pieces: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut plain = Plain::new(&mut out, form);
        for piece in pieces {
            plain.write_all(piece).unwrap();
        }
        out
    }

    #[test]
    fn a_text_keeps_its_lines_and_shows_what_a_terminal_would_act_on() {
        let text = "a\tb\n\u{1b}]0;title\u{7}\u{9b}31m\u{7f}\u{202e}ü\r";
        let shown = printed(Form::Text, &[text.as_bytes()]);
        assert_eq!(String::from_utf8(shown).unwrap(), "a\tb\n\\u{1b}]0;title\\u{7}\\u{9b}31m\\u{7f}\\u{202e}ü\\r");
    }

    #[test]
    fn json_reads_as_the_same_strings() {
        let name = "\u{1b}[2J\u{9b}\u{7f}\u{202e}\u{2066}ü";
        let shown = String::from_utf8(printed(Form::Json, &[serde_json::to_string(name).unwrap().as_bytes()])).unwrap();
        assert_eq!(shown, r#""\u001b[2J\u009b\u007f\u202e\u2066ü""#);
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), name);
    }

    #[test]
    fn a_file_is_passed_on_byte_for_byte() {
        let bytes = [0, 27, 155, 255];
        assert_eq!(printed(Form::Exact, &[&bytes]), bytes);
    }

    #[test]
    fn a_character_may_come_in_pieces_and_bytes_that_are_none_are_replaced() {
        assert_eq!(printed(Form::Text, &[b"\xe2", b"\x80", b"\xae!"]), b"\\u{202e}!");
        assert_eq!(printed(Form::Text, &[b"a\x9b31m"]), "a\u{fffd}31m".as_bytes());
    }

    proptest! {
        #[test]
        fn whatever_is_printed_holds_nothing_that_a_terminal_acts_on(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9), 0..9),
        ) {
            let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            let shown = String::from_utf8(printed(Form::Text, &pieces)).unwrap();
            prop_assert!(!shown.chars().any(|character| is_unsafe(character) && !matches!(character, '\n' | '\t')));
        }
    }
}
