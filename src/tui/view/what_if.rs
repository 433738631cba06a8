//! The input pane: what is typed, what the network answers, and what would be right.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, fit, pane};
use crate::{
    app::{App, Mode, WhatIf},
    data::{Answer, BadNumber, Preparation, QuestionError, Sequence, SequenceError, rounded},
};

const PROMPT: &str = " › ";
/// Columns for the names of the lines.
const LABELS: usize = 7;
const DECIMALS: usize = 2;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let typing = matches!(app.mode, Mode::Try);
    let block = pane(Line::styled(" Try a sequence ", theme.strong()), theme.frame(typing));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if inner.is_empty() {
        return;
    }
    let (line, room) = (Rect { height: 1, ..inner }, usize::from(inner.width).saturating_sub(PROMPT.width() + 1));
    let scroll = app.what_if.input().visual_scroll(room);
    let text = Line::from(input(&app.what_if, app, typing, theme));
    let line_area = Rect { x: line.x + PROMPT.width() as u16, width: room as u16 + 1, ..line };
    frame.render_widget(Span::styled(PROMPT, theme.strong()), line);
    frame.render_widget(Paragraph::new(text).scroll((0, scroll as u16)), line_area);
    if typing {
        let column = app.what_if.input().visual_cursor().saturating_sub(scroll) as u16;
        frame.set_cursor_position(Position::new(line_area.x + column.min(room as u16), line_area.y));
    }
    let below = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    frame.render_widget(Paragraph::new(answers(app, inner.width.into(), theme)), below);
}

/// The text with what is no number marked where it stands, or a hint while there is none.
fn input<'a>(what_if: &'a WhatIf, app: &App, typing: bool, theme: Theme) -> Vec<Span<'a>> {
    let text = what_if.input().value();
    if text.is_empty() && !typing {
        return vec![Span::styled("press i and type numbers", theme.quiet())];
    }
    match app.preparation().map(|preparation| what_if.question(preparation)) {
        Some(Err(problem)) if !problem.bad_numbers().is_empty() => marked(text, problem.bad_numbers(), theme),
        _ => vec![Span::raw(text)],
    }
}

fn marked<'a>(text: &'a str, bad: &[BadNumber], theme: Theme) -> Vec<Span<'a>> {
    let mut spans = Vec::new();
    let mut end = 0;
    for BadNumber { span, .. } in bad {
        spans.push(Span::raw(&text[end..span.start]));
        spans.push(Span::styled(&text[span.clone()], theme.error().underlined()));
        end = span.end;
    }
    spans.push(Span::raw(&text[end..]));
    spans
}

fn answers(app: &App, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let Some(preparation) = app.preparation() else { return Vec::new() };
    let what_if = &app.what_if;
    let problem = match what_if.question(preparation) {
        Err(QuestionError::Numbers(SequenceError::Empty) | QuestionError::Empty) => return Vec::new(),
        Err(problem) => Some(problem.to_string()),
        Ok(_) => what_if.answer().and_then(|answer| answer.clone().err()),
    };
    if let Some(problem) = problem {
        return vec![Line::styled(fit(&format!(" {problem}"), width), theme.error())];
    }
    match what_if.answer() {
        Some(Ok(Answer::Numbers(answer))) => numbers(app, preparation, Some(answer), width, theme),
        Some(Ok(answer)) => vec![Line::styled(
            fit(&format!(" {}", preparation.show_answer(answer, DECIMALS)), width),
            theme.prediction(),
        )],
        _ => numbers(app, preparation, None, width, theme),
    }
}

/// The answer to numbers, the truth where it is known, and how far one is off the other.
fn numbers(
    app: &App,
    preparation: &Preparation,
    answer: Option<&Sequence>,
    width: usize,
    theme: Theme,
) -> Vec<Line<'static>> {
    let truth = app.what_if.truth(preparation, app.run.experiment.data.rule);
    let line = |name: &str, text: String, style| {
        Line::from(vec![Span::styled(format!(" {name:LABELS$}"), theme.quiet()), Span::styled(text, style)])
    };
    let columns = Columns::of([answer, truth.as_ref()], width.saturating_sub(LABELS + 1));
    let mut lines =
        vec![line("answer", answer.map_or("…".to_owned(), |answer| columns.show(answer)), theme.prediction())];
    if let Some(truth) = &truth {
        lines.push(line("truth", columns.show(truth), theme.truth()));
    }
    if let (Some(answer), Some(truth)) = (answer, &truth) {
        lines.push(line("error", format!("at most {:.DECIMALS$}", answer.max_error(truth)), theme.quiet()));
    }
    lines
}

/// Numbers of several sequences below each other, in as many columns as there is room for.
struct Columns {
    /// Of a number and the space after it.
    width: usize,
    /// Numbers that fit a line.
    room: usize,
}

impl Columns {
    fn of(sequences: [Option<&Sequence>; 2], room: usize) -> Self {
        let values = sequences.into_iter().flatten().flat_map(Sequence::values);
        let width = values.map(|&value| rounded(value, DECIMALS).len() + 1).max().unwrap_or(1);
        // The last number needs no space after it.
        Self { width, room: (room + 1) / width }
    }

    /// The last numbers of a sequence: typing goes on at its end.
    fn show(&self, sequence: &Sequence) -> String {
        let (values, width) = (sequence.values(), self.width);
        let number = |value: &f32| format!("{:width$}", rounded(*value, DECIMALS));
        if values.len() <= self.room {
            return values.iter().map(number).collect();
        }
        let shown = self.room.saturating_sub(1);
        let numbers: String = values[values.len() - shown..].iter().map(number).collect();
        format!("{:width$}{numbers}", "…")
    }
}
