//! The keys of the moment.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::Theme;
use crate::app::{App, Binding, Context};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let mut keys: Vec<_> = Binding::of_the_moment(app).collect();
    if app.context() == Context::Try {
        keys.extend([("↑↓".to_owned(), "earlier"), ("ctrl-u".to_owned(), "clear")]);
    }
    let width = |keys: &[(String, &str)]| -> usize {
        keys.iter().map(|(key, label)| key.chars().count() + label.chars().count() + 3).sum()
    };
    // The last two, help and quit, stay; what stands before them gives way from the end.
    while width(&keys) > usize::from(area.width) && keys.len() > 2 {
        keys.remove(keys.len() - 3);
    }
    let spans = keys.into_iter().flat_map(|(key, label)| {
        [
            Span::raw(" "),
            Span::styled(key, theme.strong()),
            Span::raw(" "),
            Span::styled(label, theme.quiet()),
            Span::raw(" "),
        ]
    });
    frame.render_widget(spans.collect::<Line<'_>>(), area);
}
