//! The list of all actions.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::{
    Theme,
    chooser::{self, Chooser, mark},
    fit,
};
use crate::app::{App, BINDINGS, Context, Offer, Palette};

/// Columns for the keys.
const KEYS: usize = 9;
/// What stands in the place of the key of what does nothing now.
const NOT_NOW: &str = "not now";

/// The list on a screen of this size.
pub(super) fn chooser<'a>(app: &App, palette: &'a Palette, area: Rect, theme: Theme) -> Chooser<'a> {
    let (marked, width) = (palette.finder().marked(), chooser::width(area));
    let offers = palette.offers(app).into_iter().enumerate();
    Chooser {
        title: " Actions ",
        hint: "type words of what you want to do",
        keys: " enter do it · esc back ",
        finder: palette.finder(),
        rows: BINDINGS.iter().filter(|binding| binding.context == Context::Watch).count() as u16,
        lines: offers.map(|(place, offer)| (Some(place), line(offer, place == marked, width, theme))).collect(),
    }
}

fn line(offer: Offer, marked: bool, width: usize, theme: Theme) -> Line<'static> {
    let mark = mark(marked, theme);
    let style = match (offer.holds, marked) {
        (false, _) => theme.quiet(),
        (true, true) => theme.strong(),
        (true, false) => Style::new(),
    };
    let key = match offer.binding.keys.first() {
        _ if !offer.holds => NOT_NOW.to_owned(),
        Some(key) => key.to_string(),
        None => String::new(),
    };
    let room = width.saturating_sub(mark.content.width() + KEYS + 1);
    let about = fit(offer.binding.about, room);
    let space = " ".repeat(room.saturating_sub(about.width()));
    let key_style = if offer.holds { theme.notice() } else { theme.quiet() };
    Line::from(vec![
        mark,
        Span::styled(about, style),
        Span::raw(space),
        Span::styled(format!("{key:>KEYS$}"), key_style),
    ])
}
