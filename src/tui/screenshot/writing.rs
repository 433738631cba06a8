//! Text in the picture: pieces of one style, every character of which has its own place, so that the columns stay
//! where they are with any font.

use std::{
    fmt::{self, Display, Formatter},
    mem,
};

use ratatui::style::Modifier;

use super::{
    palette::{PAPER, Rgb},
    place::{CELL_HEIGHT, CELL_WIDTH, Length},
};

/// The first one is what the PNG is made with; Menlo is a relative of it. All are about as wide as a cell.
pub(super) const FONT_FAMILY: &str = "'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace";
/// At which a character of the font is as wide as a cell.
pub(super) const FONT_SIZE: f64 = 13.29;
/// Where the letters stand, from the top of the cell.
const BASELINE: f64 = 12.5;

/// The text without anything that would not be seen: it might break the SVG, or reorder what is around it.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|&character| !is_hidden(character)).collect()
}

fn is_hidden(character: char) -> bool {
    let directs = matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    character.is_control() || directs || matches!(character, '\u{2028}' | '\u{2029}' | '\u{FFFE}' | '\u{FFFF}')
}

/// The text as it stands between two tags.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// What a piece of text has in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    ink: Rgb,
    bold: bool,
    italic: bool,
}

impl Style {
    pub(super) fn new(ink: Rgb, modifier: Modifier) -> Self {
        Self { ink, bold: modifier.contains(Modifier::BOLD), italic: modifier.contains(Modifier::ITALIC) }
    }
}

impl Default for Style {
    fn default() -> Self {
        Self::new(PAPER, Modifier::empty())
    }
}

impl Display for Style {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let bold = if self.bold { r#" font-weight="bold""# } else { "" };
        let italic = if self.italic { r#" font-style="italic""# } else { "" };
        write!(formatter, r#"fill="{}"{bold}{italic}"#, self.ink)
    }
}

/// A piece of text in one row.
#[derive(Debug, Default)]
pub(super) struct Run {
    style: Style,
    row: usize,
    columns: Vec<usize>,
    text: String,
    /// Stands on its own, in the middle of two cells.
    wide: bool,
}

impl Run {
    /// Takes in the symbol of a cell, and gives out the pieces that are complete with that.
    pub(super) fn add(&mut self, symbol: &str, style: Style, column: usize, row: usize, width: usize) -> Vec<Self> {
        if symbol.trim().is_empty() {
            return Vec::new();
        }
        let mut characters = symbol.chars();
        let first = characters.next();
        // For what consists of several characters, or of two units of UTF-16, viewers count the places differently.
        let alone = width > 1 || characters.next().is_some() || first.is_some_and(|first| first.len_utf16() > 1);
        if alone {
            let single = Self { style, row, columns: vec![column], text: symbol.to_owned(), wide: width > 1 };
            return self.finish().into_iter().chain([single]).collect();
        }
        let gap = self.columns.last().map_or(0, |last| column - last - 1);
        // Two spaces in a row would be taken for one.
        let complete = if gap > 1 || self.style != style { self.finish() } else { None };
        if gap == 1 && !self.columns.is_empty() {
            self.columns.push(column - 1);
            self.text.push(' ');
        }
        (self.style, self.row) = (style, row);
        self.columns.push(column);
        self.text.push_str(symbol);
        complete.into_iter().collect()
    }

    /// Gives out what there is, and begins anew.
    pub(super) fn finish(&mut self) -> Option<Self> {
        let complete = mem::take(self);
        (!complete.columns.is_empty()).then_some(complete)
    }
}

impl Display for Run {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let aside = if self.wide { CELL_WIDTH } else { 0.0 };
        let anchor = if self.wide { r#" text-anchor="middle""# } else { "" };
        let x = self.columns.iter().map(|&column| Length(column as f64 * CELL_WIDTH + aside).to_string());
        let (x, y) = (x.collect::<Vec<_>>().join(" "), Length(self.row as f64 * CELL_HEIGHT + BASELINE));
        let (style, text) = (self.style, escaped(&self.text));
        write!(formatter, r#"<text x="{x}" y="{y}"{anchor} {style}>{text}</text>"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reorders_or_rules_text_is_left_out() {
        assert_eq!(printable("a\u{1b}[0m\u{7}\u{202E}b\u{0}\u{85}\u{FFFF}é"), "a[0mbé");
    }

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escaped("<a & \"b\">"), "&lt;a &amp; \"b\"&gt;");
    }
}
