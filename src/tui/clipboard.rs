//! The clipboard of the terminal, also of one at the other end of a connection.

use std::io::{self, Write};

use crossterm::{clipboard::CopyToClipboard, execute};

/// Puts a text into it by the escape sequence OSC 52 (xterm's control sequences), which a terminal may be told to ignore: it
/// does not answer.
pub(super) fn copy(out: &mut impl Write, text: &str) -> io::Result<()> {
    execute!(out, CopyToClipboard::to_clipboard_from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_to_the_clipboard_in_base64() {
        let mut out = Vec::new();
        copy(&mut out, "a\tb\n1\t2\n").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\u{1b}]52;c;YQliCjEJMgo=\u{1b}\\");
    }
}
