//! A pane of lines that scrolls where they are more than it has room for.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, pane, wrap};

/// A pane of lines.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// Where it stands, frame and all.
    pub area: Rect,
    pub title: Line<'static>,
    /// Lines that stay in their place: the heading of a table.
    pub head: Vec<Line<'static>>,
    pub lines: Vec<Line<'static>>,
}

impl List {
    /// A list without a heading.
    pub(super) fn new(area: Rect, title: Line<'static>, lines: Vec<Line<'static>>) -> Self {
        Self { area, title, head: Vec::new(), lines }
    }

    /// Lines that there is no room for.
    pub(super) fn hidden(&self) -> u16 {
        let room = usize::from(self.area.height).saturating_sub(2 + self.head.len());
        self.lines.len().saturating_sub(room) as u16
    }

    /// The line that is drawn at a cell, where the list is without its first `scroll` lines.
    pub(super) fn line_at(&self, at: Position, scroll: u16) -> Option<usize> {
        let above = self.area.y as usize + 1 + self.head.len();
        let is_inside = self.area.contains(at) && at.y + 1 < self.area.bottom();
        let line = usize::from(at.y).checked_sub(above).filter(|_| is_inside)?;
        Some(line + usize::from(scroll.min(self.hidden()))).filter(|line| *line < self.lines.len())
    }

    /// Draws the list without its first `scroll` lines, as far as there are more below.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, scroll: u16, theme: Theme) {
        let scroll = scroll.min(self.hidden());
        let mut block = pane(self.title.clone(), theme.frame(false));
        if self.hidden() > 0 {
            let more = if scroll < self.hidden() { " ↓ more " } else { " ↑ more " };
            block = block.title_bottom(Line::styled(more, theme.notice()).right_aligned());
        }
        let inner = block.inner(self.area);
        let shown = self.head.iter().chain(self.lines.iter().skip(scroll.into()));
        frame.render_widget(block, self.area);
        frame.render_widget(Paragraph::new(shown.cloned().collect::<Vec<_>>()), inner);
    }
}

/// Columns for the names of figures.
pub(super) const NAMES: usize = 11;

/// A name and what there is to say of it, in as many lines as that takes.
pub(super) fn pair(name: Span<'static>, value: &str, width: usize) -> Vec<Line<'static>> {
    let space = " ".repeat(NAMES.saturating_sub(name.content.width()));
    let mut names = std::iter::once(vec![Span::raw(" "), name, Span::raw(space)]);
    let lines = wrap(value, width.saturating_sub(NAMES + 1)).into_iter();
    lines
        .map(|line| {
            let mut spans = names.next().unwrap_or_else(|| vec![Span::raw(" ".repeat(NAMES + 1))]);
            spans.push(Span::raw(line));
            Line::from(spans)
        })
        .collect()
}
