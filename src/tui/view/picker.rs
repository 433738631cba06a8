//! The list of experiments to open.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::{Line, Span},
    widgets::{Clear, Paragraph, Wrap},
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, fit, fit_end, pane};
use crate::app::{Choice, Kind, Picker};

const WIDTH: u16 = 78;
const PROMPT: &str = " › ";
/// Columns for the names of built-in experiments.
const NAMES: usize = 22;
/// Rows that a problem may take.
const MOST_OF_A_PROBLEM: u16 = 4;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, picker: &Picker, theme: Theme) {
    let choices = picker.choices();
    let (lines, marked) = lines(&choices, picker.marked(), usize::from(WIDTH.min(area.width)) - 2, theme);
    // As high as the whole list with its headings, so that it does not shrink under what is typed.
    let height = (picker.offers() as u16 + 7).min(area.height);
    let window = area.centered(WIDTH.min(area.width).into(), height.into());
    let title = Line::styled(" Open an experiment ", theme.strong());
    let block = pane(title, theme.frame(true)).title_bottom(" enter open · esc back ");
    let inner = block.inner(window);
    frame.render_widget(Clear, window);
    frame.render_widget(block, window);
    let problem = picker
        .problem()
        .map(|problem| Paragraph::new(format!("✗ {problem}")).style(theme.error()).wrap(Wrap { trim: true }));
    let below = problem.as_ref().map_or(0, |problem| problem.line_count(inner.width).min(MOST_OF_A_PROBLEM.into()));
    let rows = [Constraint::Length(1), Constraint::Fill(1), Constraint::Length(below as u16)];
    let [line, list, below] = Layout::vertical(rows).areas(inner);
    input(frame, line, picker, theme);
    let scroll = (marked + 1).saturating_sub(list.height.into());
    frame.render_widget(Paragraph::new(lines).scroll((scroll as u16, 0)), list);
    if let Some(problem) = problem {
        frame.render_widget(problem, below);
    }
}

fn input(frame: &mut Frame<'_>, area: Rect, picker: &Picker, theme: Theme) {
    let room = usize::from(area.width).saturating_sub(PROMPT.width() + 1);
    let scroll = picker.input().visual_scroll(room);
    let text = match picker.input().value() {
        "" => Span::styled(fit("type a word to find one, or the path of a .toml file", room), theme.quiet()),
        text => Span::raw(text),
    };
    let text_area = Rect { x: area.x + PROMPT.width() as u16, width: room as u16 + 1, ..area };
    frame.render_widget(Span::styled(PROMPT, theme.strong()), area);
    frame.render_widget(Paragraph::new(text).scroll((0, scroll as u16)), text_area);
    let column = picker.input().visual_cursor().saturating_sub(scroll).min(room) as u16;
    frame.set_cursor_position(Position::new(text_area.x + column, text_area.y));
}

/// The choices under their headings, and the place of the marked one's line.
fn lines(choices: &[Choice], marked: usize, width: usize, theme: Theme) -> (Vec<Line<'static>>, usize) {
    let (mut lines, mut line_of_marked) = (Vec::new(), 0);
    let mut heading = None;
    for (place, choice) in choices.iter().enumerate() {
        if heading != Some(choice.kind) {
            heading = Some(choice.kind);
            lines.push(Line::styled(format!(" {}", in_words(choice.kind)), theme.quiet()));
        }
        if place == marked {
            line_of_marked = lines.len();
        }
        lines.push(line(choice, place == marked, width, theme));
    }
    (lines, line_of_marked)
}

fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Builtin => "part of rnnlab",
        Kind::Recent => "opened before",
        Kind::Typed => "a file",
    }
}

fn line(choice: &Choice, marked: bool, width: usize, theme: Theme) -> Line<'static> {
    let (mark, style) = if marked { (" ▸ ", theme.strong()) } else { ("   ", ratatui::style::Style::new()) };
    let room = width.saturating_sub(mark.width());
    let names = if choice.about.is_empty() { room } else { NAMES.min(room) };
    let name = if choice.kind == Kind::Builtin { fit(&choice.name, names) } else { fit_end(&choice.name, names) };
    let about = fit(&choice.about, room.saturating_sub(names + 1));
    Line::from(vec![
        Span::styled(mark, theme.notice()),
        Span::styled(format!("{name:names$} "), style),
        Span::styled(about, theme.quiet()),
    ])
}
