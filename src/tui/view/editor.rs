//! The hyperparameters while they are edited, in the place of the panes on the right.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, fit, pane, wrap};
use crate::{
    app::{Editor, Parameter},
    experiment::Experiment,
};

/// Columns for the mark and the names.
const NAMES: usize = 16;
/// Columns for what an edit does.
const EFFECTS: usize = 8;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, editor: &Editor, now: &Experiment, theme: Theme) {
    let block = pane(Line::styled(" Edit ", theme.strong()), theme.frame(true));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let below = below(editor, inner.width.into(), theme);
    let (list, first) = list(area, editor);
    let rows = list.height;
    let parameters = editor.parameters();
    let lines = parameters.iter().enumerate().skip(first).take(rows.into());
    let lines: Vec<_> = lines.map(|(row, parameter)| line(editor, now, (row, *parameter), inner, theme)).collect();
    frame.render_widget(Paragraph::new(lines), list);
    frame.render_widget(Paragraph::new(below), Rect { y: inner.y + rows, height: inner.height - rows, ..inner });
    if let Some(typed) = editor.typed().filter(|_| rows > 0) {
        let column = inner.x + NAMES as u16 + typed.visual_cursor() as u16;
        let row = inner.y + (editor.row() - first) as u16;
        frame.set_cursor_position(Position::new(column.min(inner.right().saturating_sub(1)), row));
    }
}

/// Where the hyperparameters stand, and the first of them: the marked one is always in sight.
fn list(area: Rect, editor: &Editor) -> (Rect, usize) {
    let inner = pane(Line::default(), ratatui::style::Style::new()).inner(area);
    let below = below(editor, inner.width.into(), Theme::new(false)).len() as u16;
    let rows = inner.height.saturating_sub(below);
    (Rect { height: rows, ..inner }, (editor.row() + 1).saturating_sub(rows.into()))
}

/// The place of the hyperparameter that is drawn in a cell.
pub(super) fn row_at(area: Rect, editor: &Editor, at: Position) -> Option<usize> {
    let (list, first) = list(area, editor);
    let row = first + usize::from(at.y.checked_sub(list.y)?);
    (list.contains(at) && row < editor.parameters().len()).then_some(row)
}

fn line(
    editor: &Editor,
    now: &Experiment,
    (row, parameter): (usize, Parameter),
    area: Rect,
    theme: Theme,
) -> Line<'static> {
    let is_marked = row == editor.row();
    let mark = if is_marked { "› " } else { "  " };
    let name_style = if is_marked { theme.strong() } else { theme.quiet() };
    let value = parameter.value(editor.draft()).unwrap_or_default();
    let is_changed = parameter.value(now).as_ref() != Some(&value);
    let (text, style) = match editor.typed().filter(|_| is_marked) {
        Some(_) if editor.problem().is_some() => (editor.typed().map(|t| t.value().to_owned()), theme.error()),
        Some(typed) => (Some(typed.value().to_owned()), theme.notice()),
        None if is_changed => (Some(value), theme.notice()),
        None => (Some(value), ratatui::style::Style::new()),
    };
    let room = usize::from(area.width).saturating_sub(NAMES + EFFECTS);
    let text = fit(&text.unwrap_or_default(), room.saturating_sub(1));
    let space = " ".repeat(room.saturating_sub(text.width()));
    let effect = if parameter.is_live { "live" } else { "new run" };
    Line::from(vec![
        Span::styled(format!("{mark}{:width$}", parameter.name, width = NAMES - 2), name_style),
        Span::styled(text, style),
        Span::raw(space),
        Span::styled(effect, theme.quiet()),
    ])
}

/// What is wrong, or what the edits so far come to.
fn below(editor: &Editor, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let (text, style) = match (editor.problem(), editor.needs_new_run()) {
        (Some(problem), _) => (problem, theme.error()),
        (None, true) => ("esc asks whether to start a new run with this", theme.notice()),
        (None, false) => ("type a value, or + and -", theme.quiet()),
    };
    wrap(text, width.saturating_sub(1)).into_iter().map(|line| Line::styled(format!(" {line}"), style)).collect()
}
