//! The keys of the moment.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::Theme;
use crate::app::{Action, App, Binding, Context};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let spans = keys(app, area.width).into_iter().flat_map(|entry| {
        [
            Span::raw(" "),
            Span::styled(entry.key, theme.strong()),
            Span::raw(" "),
            Span::styled(entry.label, theme.quiet()),
            Span::raw(" "),
        ]
    });
    frame.render_widget(spans.collect::<Line<'_>>(), area);
}

/// A key and a word for it.
struct Entry {
    key: String,
    label: &'static str,
    /// What it does, where it is one of the table.
    action: Option<Action>,
}

impl Entry {
    fn width(&self) -> usize {
        self.key.chars().count() + self.label.chars().count() + 3
    }
}

/// The action whose key or word stands in a column.
pub(super) fn action_at(column: u16, width: u16, app: &App) -> Option<Action> {
    let mut end = 0;
    let under = |entry: &Entry| {
        end += entry.width();
        usize::from(column) < end
    };
    keys(app, width).into_iter().find(under)?.action
}

/// The keys that there is room for.
fn keys(app: &App, width: u16) -> Vec<Entry> {
    let of_table = Binding::of_the_moment(app);
    let mut keys: Vec<_> = of_table.map(|(key, label, action)| Entry { key, label, action: Some(action) }).collect();
    if app.context() == Context::Try {
        let more = [("↑↓", "earlier"), ("ctrl-u", "clear")];
        keys.extend(more.map(|(key, label)| Entry { key: key.to_owned(), label, action: None }));
    }
    // The last two, help and quit, stay; what stands before them gives way from the end.
    while keys.iter().map(Entry::width).sum::<usize>() > usize::from(width) && keys.len() > 2 {
        keys.remove(keys.len() - 3);
    }
    keys
}
