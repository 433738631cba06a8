//! The first keys to know, on the very first start, until one is pressed.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::{Clear, Paragraph},
};

use super::{Theme, pane};
use crate::app::{Action, Binding, Tab};

const WIDTH: u16 = 48;
const KEYS: usize = 7;
const FIRST: [(Action, &str); 7] = [
    (Action::PauseOrResume, "pauses, and goes on"),
    (Action::Edit, "changes the learning rate and more"),
    (Action::Try, "tries a sequence of yours"),
    (Action::Undo, "takes the last change back"),
    (Action::Show(Tab::Runs), "compares this run with others"),
    (Action::Palette, "finds anything else by its name"),
    (Action::Help, "shows all keys; the mouse works too"),
];

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    let window = window(area);
    let lines = FIRST.map(|(action, words)| {
        let key = Binding::key_of(action).map(|key| key.to_string()).unwrap_or_default();
        Line::from(vec![Span::styled(format!("  {key:KEYS$} "), theme.notice()), Span::raw(words)])
    });
    let title = Line::styled(" Welcome to rnnlab ", theme.strong());
    let block = pane(title, theme.frame(true)).title_bottom(" the first key closes this ");
    frame.render_widget(Clear, window);
    frame.render_widget(Paragraph::new(lines.to_vec()).block(block), window);
}

/// The window on a screen of this size.
pub(super) fn window(area: Rect) -> Rect {
    area.centered(WIDTH.min(area.width).into(), (FIRST.len() as u16 + 2).min(area.height).into())
}
