//! The line that is typed, with what the network cannot read marked where it stands.

use std::ops::Range;

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{super::fit, Theme, hint};
use crate::app::App;

const PROMPT: &str = " › ";

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, typing: bool, theme: Theme) {
    let room = usize::from(area.width).saturating_sub(PROMPT.width() + 1);
    let input = app.what_if.input();
    let scroll = input.visual_scroll(room);
    let line_area = Rect { x: area.x + PROMPT.width() as u16, width: room as u16 + 1, ..area };
    frame.render_widget(Span::styled(PROMPT, theme.strong()), area);
    let text = if input.value().is_empty() {
        Line::styled(fit(&hint::in_the_line(app, typing), room), theme.quiet())
    } else {
        // A widget's own scrolling ends with 16 bits of columns.
        let start = byte_at(input.value(), scroll);
        let marks = marks(app).into_iter().filter(|mark| mark.end > start);
        let marks: Vec<Range<usize>> = marks.map(|mark| mark.start.max(start) - start..mark.end - start).collect();
        marked(&input.value()[start..], &marks, theme)
    };
    frame.render_widget(Paragraph::new(text), line_area);
    if typing {
        let column = input.visual_cursor().saturating_sub(scroll) as u16;
        frame.set_cursor_position(Position::new(line_area.x + column.min(room as u16), line_area.y));
    }
}

/// Where the character begins that stands at a column of the screen.
fn byte_at(text: &str, column: usize) -> usize {
    let mut width = 0;
    let is_there = |character: char| {
        let is_there = width >= column;
        width += character.width().unwrap_or(0);
        is_there
    };
    text.find(is_there).unwrap_or(text.len())
}

/// Where words stand that are no numbers, or symbols that no training sequence has.
fn marks(app: &App) -> Vec<Range<usize>> {
    let Some(preparation) = app.preparation() else { return Vec::new() };
    match (&preparation.vocabulary, app.what_if.question(preparation)) {
        (Some(vocabulary), _) => vocabulary.unknown(app.what_if.input().value()),
        (None, Err(problem)) => problem.bad_numbers().iter().map(|bad| bad.span.clone()).collect(),
        (None, Ok(_)) => Vec::new(),
    }
}

fn marked<'a>(text: &'a str, marks: &[Range<usize>], theme: Theme) -> Line<'a> {
    let mut spans = Vec::new();
    let mut end = 0;
    for mark in marks {
        spans.push(Span::raw(&text[end..mark.start]));
        spans.push(Span::styled(&text[mark.clone()], theme.error().underlined()));
        end = mark.end;
    }
    spans.push(Span::raw(&text[end..]));
    spans.into()
}
