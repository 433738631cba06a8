//! A window with a line to type in and a list to choose from.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::{Line, Span},
    widgets::{Clear, Paragraph, Wrap},
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, fit, pane};
use crate::app::Finder;

const WIDTH: u16 = 78;
const PROMPT: &str = " › ";
/// Rows that a problem may take.
const MOST_OF_A_PROBLEM: u16 = 4;

/// A list to choose from, as it is drawn.
pub(super) struct Chooser<'a> {
    pub title: &'static str,
    /// What the line is for, while it is empty.
    pub hint: &'static str,
    /// The keys, in the frame below.
    pub keys: &'static str,
    pub finder: &'a Finder,
    /// Rows that all of the list takes, so that the window does not shrink under what is typed.
    pub rows: u16,
    /// The lines, and the place of the choice that each stands for.
    pub lines: Vec<(Option<usize>, Line<'static>)>,
}

/// Where its parts stand.
struct Areas {
    window: Rect,
    input: Rect,
    list: Rect,
    problem: Rect,
}

/// Columns of a line on a screen of this size.
pub(super) fn width(area: Rect) -> usize {
    usize::from(WIDTH.min(area.width)).saturating_sub(2)
}

/// What a line of the list begins with.
pub(super) fn mark(marked: bool, theme: Theme) -> Span<'static> {
    Span::styled(if marked { " ▸ " } else { "   " }, theme.notice())
}

impl Chooser<'_> {
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let areas = self.areas(area);
        let mut block = pane(Line::styled(self.title, theme.strong()), theme.frame(true)).title_bottom(self.keys);
        if self.lines.len() > areas.list.height.into() {
            let choices = self.lines.iter().filter(|(place, _)| place.is_some()).count();
            let place = format!(" {} of {choices} ", self.finder.marked() + 1);
            block = block.title_bottom(Line::styled(place, theme.notice()).right_aligned());
        }
        frame.render_widget(Clear, areas.window);
        frame.render_widget(block, areas.window);
        self.draw_input(frame, areas.input, theme);
        let lines: Vec<_> = self.lines.iter().skip(self.scroll(areas.list)).map(|(_, line)| line.clone()).collect();
        frame.render_widget(Paragraph::new(lines), areas.list);
        if let Some(problem) = self.problem() {
            frame.render_widget(problem.style(theme.error()), areas.problem);
        }
    }

    /// The window on a screen of this size.
    pub(super) fn window(&self, area: Rect) -> Rect {
        self.areas(area).window
    }

    /// The place of the choice that is drawn in a cell.
    pub(super) fn choice_at(&self, area: Rect, at: Position) -> Option<usize> {
        let list = self.areas(area).list;
        let line = usize::from(at.y.checked_sub(list.y)?) + self.scroll(list);
        self.lines.get(line).filter(|_| list.contains(at))?.0
    }

    fn areas(&self, area: Rect) -> Areas {
        let window = area.centered(WIDTH.min(area.width).into(), (self.rows + 3).min(area.height).into());
        let inner = pane(Line::default(), ratatui::style::Style::new()).inner(window);
        let problem = self.problem().map_or(0, |problem| problem.line_count(inner.width) as u16);
        let rows = [Constraint::Length(1), Constraint::Fill(1), Constraint::Length(problem.min(MOST_OF_A_PROBLEM))];
        let [input, list, problem] = Layout::vertical(rows).areas(inner);
        Areas { window, input, list, problem }
    }

    /// Lines above the list, so that the marked one is in sight.
    fn scroll(&self, list: Rect) -> usize {
        let marked = self.lines.iter().position(|(place, _)| *place == Some(self.finder.marked()));
        (marked.unwrap_or(0) + 1).saturating_sub(list.height.into())
    }

    fn problem(&self) -> Option<Paragraph<'_>> {
        self.finder.problem().map(|problem| Paragraph::new(format!("✗ {problem}")).wrap(Wrap { trim: true }))
    }

    fn draw_input(&self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let input = self.finder.input();
        let room = usize::from(area.width).saturating_sub(PROMPT.width() + 1);
        let scroll = input.visual_scroll(room);
        let text = match input.value() {
            "" => Span::styled(fit(self.hint, room), theme.quiet()),
            text => Span::raw(text),
        };
        let text_area = Rect { x: area.x + PROMPT.width() as u16, width: room as u16 + 1, ..area };
        frame.render_widget(Span::styled(PROMPT, theme.strong()), area);
        frame.render_widget(Paragraph::new(text).scroll((0, scroll as u16)), text_area);
        let column = input.visual_cursor().saturating_sub(scroll).min(room) as u16;
        frame.set_cursor_position(Position::new(text_area.x + column, text_area.y));
    }
}
