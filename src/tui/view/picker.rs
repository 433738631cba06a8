//! The list of experiments to open.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::{
    Theme,
    chooser::{self, Chooser, mark},
    fit, fit_end,
};
use crate::app::{Choice, Kind, Picker};

/// Columns for the names of built-in experiments.
const NAMES: usize = 22;
/// Rows for the headings of the list, and one for a path that is typed.
const HEADINGS: u16 = 4;

/// The list on a screen of this size.
pub(super) fn chooser(picker: &Picker, area: Rect, theme: Theme) -> Chooser<'_> {
    Chooser {
        title: " Open an experiment ",
        hint: "type a word to find one, or the path of a .toml file",
        keys: " enter open · esc back ",
        finder: picker.finder(),
        rows: picker.offers() as u16 + HEADINGS,
        lines: lines(&picker.choices(), picker.finder().marked(), chooser::width(area), theme),
    }
}

/// The choices under their headings.
fn lines(choices: &[Choice], marked: usize, width: usize, theme: Theme) -> Vec<(Option<usize>, Line<'static>)> {
    let mut lines = Vec::new();
    let mut heading = None;
    for (place, choice) in choices.iter().enumerate() {
        if heading != Some(choice.kind) {
            heading = Some(choice.kind);
            lines.push((None, Line::styled(format!(" {}", in_words(choice.kind)), theme.quiet())));
        }
        lines.push((Some(place), line(choice, place == marked, width, theme)));
    }
    lines
}

fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Builtin => "part of rnnlab",
        Kind::Recent => "opened before",
        Kind::Typed => "a file",
    }
}

fn line(choice: &Choice, marked: bool, width: usize, theme: Theme) -> Line<'static> {
    let mark = mark(marked, theme);
    let style = if marked { theme.strong() } else { Style::new() };
    let room = width.saturating_sub(mark.content.width());
    let names = if choice.about.is_empty() { room } else { NAMES.min(room) };
    let name = if choice.kind == Kind::Builtin { fit(&choice.name, names) } else { fit_end(&choice.name, names) };
    let about = fit(&choice.about, room.saturating_sub(names + 1));
    Line::from(vec![mark, Span::styled(format!("{name:names$} "), style), Span::styled(about, theme.quiet())])
}
