//! The input pane: what is typed, what the network answers, and what would be right; one file for each kind of answer.

mod classes;
mod continuations;
mod forecast;
mod hint;
mod line;
mod numbers;
mod symbols;

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{Theme, fit, pane};
use crate::{
    app::{App, Mode},
    data::{Answer, Preparation, QuestionError, SequenceError},
    experiment::Task,
};

/// Columns for the names of the lines.
const LABELS: usize = 7;
/// Rows of the pane, frame and all, that a chart, bars or continuations can make use of.
const ROWS_FOR_MORE_THAN_NUMBERS: u16 = 20;

/// Rows of the pane, frame and all, that there is use for; `None` where a few lines say it all.
pub(super) fn wanted(app: &App) -> Option<u16> {
    (app.run.experiment.data.task != Task::Transform).then_some(ROWS_FOR_MORE_THAN_NUMBERS)
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let typing = matches!(app.mode, Mode::Try);
    let mut block = pane(Line::styled(" Try a sequence ", theme.strong()), theme.frame(typing));
    let inner = block.inner(area);
    let rows = inner.height.saturating_sub(1);
    if let Some(below) = app.preparation().and_then(|preparation| below(app, preparation, rows)) {
        block = block.title_bottom(Line::styled(below, theme.quiet()));
    }
    frame.render_widget(block, area);
    if inner.is_empty() {
        return;
    }
    line::draw(frame, Rect { height: 1, ..inner }, app, typing, theme);
    let rest = Rect { y: inner.y + 1, height: inner.height - 1, ..inner };
    if let Some(preparation) = app.preparation().filter(|_| rest.height > 0) {
        answer(frame, rest, app, preparation, theme);
    }
}

/// What holds for the whole answer, in the frame below it.
fn below(app: &App, preparation: &Preparation, rows: u16) -> Option<String> {
    match preparation.task {
        Task::Generate => Some(continuations::sampling(app.what_if.sampling())),
        Task::Forecast => forecast::legend(app.what_if.newest_answers().next().flatten()?, rows),
        Task::Transform | Task::Classify => None,
    }
}

fn answer(frame: &mut Frame<'_>, area: Rect, app: &App, preparation: &Preparation, theme: Theme) {
    let what_if = &app.what_if;
    let width = usize::from(area.width);
    let problem = match what_if.question(preparation) {
        Err(QuestionError::Numbers(SequenceError::Empty) | QuestionError::Empty) => {
            return frame.render_widget(Paragraph::new(hint::lines(app, preparation, width, theme)), area);
        }
        Err(problem) => Some(problem.to_string()),
        Ok(_) => what_if.answer().and_then(|answer| answer.clone().err()),
    };
    if let Some(problem) = problem {
        return frame.render_widget(Line::styled(fit(&format!(" {problem}"), width), theme.error()), area);
    }
    let area = unknown(frame, area, app, preparation, theme);
    let newest = what_if.newest_answers().next().flatten();
    let lines = match (preparation.task, &preparation.vocabulary) {
        (Task::Forecast, _) => return forecast::draw(frame, area, app, preparation, newest, theme),
        (Task::Classify, _) => classes::lines(app, preparation, newest, (area.width, area.height), theme),
        (Task::Generate, _) => continuations::lines(app, preparation, width, theme),
        (Task::Transform, Some(_)) => symbols::lines(app, width, theme),
        (Task::Transform, None) => {
            let answer = what_if.answer().and_then(|answer| answer.as_ref().ok());
            let answer =
                answer.and_then(|answer| if let Answer::Numbers(answer) = answer { Some(answer) } else { None });
            numbers::lines(app, preparation, answer, width, theme)
        }
    };
    frame.render_widget(Paragraph::new(lines), area);
}

/// Says which symbol no training sequence has, in the last row; gives the area above it.
fn unknown(frame: &mut Frame<'_>, area: Rect, app: &App, preparation: &Preparation, theme: Theme) -> Rect {
    let text = app.what_if.input().value();
    let unknown = preparation.vocabulary.as_ref().map(|vocabulary| vocabulary.unknown(text)).unwrap_or_default();
    let Some(first) = unknown.into_iter().next().filter(|_| area.height > 1) else { return area };
    let [above, row] = super::layout::top_and_bottom(area, 1);
    let note = format!(" '{}' is in no training sequence", &text[first]);
    frame.render_widget(Line::styled(fit(&note, area.width.into()), theme.notice()), row);
    above
}

/// A line with its name.
fn named<'a>(name: &str, texts: impl IntoIterator<Item = (String, Style)>, theme: Theme) -> Line<'a> {
    let name = Span::styled(format!(" {name:LABELS$}"), theme.quiet());
    let texts = texts.into_iter().map(|(text, style)| Span::styled(text, style));
    std::iter::once(name).chain(texts).collect()
}
