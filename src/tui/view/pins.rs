//! The pinned sequences: what the network makes of each now, how far that has moved, and its course.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, axis::label, fit, pane, sparkline};
use crate::{
    app::{App, Pin},
    data::{Answer, Column, Preparation, Shown},
    experiment::Task,
    numbers::percent,
};

/// Columns of the course, where there is room and where there is little.
const COURSE: (usize, usize) = (16, 8);
/// Columns of the change.
const CHANGE: usize = 8;
/// From this width on there is room.
const WIDE: u16 = 60;

/// Rows of the pane, frame and all, that there is use for.
pub(super) fn wanted(app: &App) -> u16 {
    match app.what_if.pins().len() as u16 {
        0 => 0,
        pins => pins + 2,
    }
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let Some(preparation) = app.preparation() else { return };
    let course = if area.width < WIDE { COURSE.1 } else { COURSE.0 };
    let block = pane(title(preparation, area.width.into(), theme), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let pins = app.what_if.pins();
    let width = usize::from(inner.width).saturating_sub(course + CHANGE + 4);
    let widest = pins.iter().map(|pin| name(pin).width()).max().unwrap_or(0);
    let columns = Columns { name: widest.min(width * 2 / 5), course, width };
    let is_of_now = app.run.visiting.is_none();
    let lines = pins.iter().map(|pin| columns.line(pin, is_of_now, preparation, theme));
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}

/// The place of the pin in a row of the pane.
pub(super) fn at(area: Rect, row: u16, app: &App) -> Option<usize> {
    let place = usize::from(row.checked_sub(area.y + 1)?);
    (place < app.what_if.pins().len() && row + 1 < area.bottom()).then_some(place)
}

/// What the change is since, and what the bars are the course of.
fn title(preparation: &Preparation, width: usize, theme: Theme) -> Line<'static> {
    let what = match (preparation.task, &preparation.vocabulary) {
        (Task::Forecast, _) => "next value",
        (Task::Classify, _) => "its probability",
        (Task::Generate, _) => "part that stays",
        (Task::Transform, Some(_)) => "symbols that stay",
        (Task::Transform, None) => "last number",
    };
    let title =
        |words: String| Line::from(vec![Span::styled(" Pinned ", theme.strong()), Span::styled(words, theme.quiet())]);
    let lines =
        [title(format!("· {what}: change since the last epoch, course ")), title(format!("· {what}: change, course "))];
    lines.into_iter().find(|line| line.width() + 2 <= width).unwrap_or_else(|| title(String::new()))
}

/// What was typed; of a forecast from the end of the data, that.
fn name(pin: &Pin) -> String {
    match &pin.question().shown {
        Shown::Window { .. } if pin.text.is_empty() => "from the end".to_owned(),
        Shown::Window { .. } => format!("… {}", pin.text),
        _ => pin.text.clone(),
    }
}

struct Columns {
    name: usize,
    course: usize,
    /// Of name and answer together.
    width: usize,
}

impl Columns {
    fn line(&self, pin: &Pin, is_of_now: bool, preparation: &Preparation, theme: Theme) -> Line<'static> {
        let padded = |text: &str, width: usize| {
            let text = fit(text, width);
            let space = " ".repeat(width.saturating_sub(text.width()));
            text + &space
        };
        let (answer, style) = match pin.answer() {
            None => ("…".to_owned(), theme.quiet()),
            Some(Ok(answer)) => (said(answer, preparation), theme.prediction()),
            Some(Err(problem)) => (problem.clone(), theme.error()),
        };
        let room = self.width.saturating_sub(self.name + 1);
        let change =
            pin.change().filter(|_| is_of_now).map(|change| change_in_words(change, pin.answer())).unwrap_or_default();
        Line::from(vec![
            Span::raw(" "),
            Span::raw(padded(&name(pin), self.name)),
            Span::styled(format!(" {} ", padded(&answer, room)), style),
            Span::styled(format!("{change:>CHANGE$} "), theme.quiet()),
            Span::styled(sparkline::course(&pin.course(), self.course), theme.prediction()),
        ])
    }
}

fn said(answer: &Answer, preparation: &Preparation) -> String {
    match answer {
        // What is followed comes first.
        Answer::Classes(probabilities) => {
            let best = preparation.ranked(probabilities).into_iter().next();
            best.map(|(name, part)| format!("{name} {}", percent(part))).unwrap_or_default()
        }
        other => preparation.show_answer(other, Column::show_narrow),
    }
}

/// A number with its sign; of probabilities and parts, points of a hundred.
fn change_in_words(change: f64, answer: Option<&Result<Answer, String>>) -> String {
    let sign = |text: String| if change > 0.0 { format!("+{text}") } else { text };
    match answer {
        Some(Ok(Answer::Numbers(_) | Answer::Forecast(_))) if change == 0.0 => "±0".to_owned(),
        Some(Ok(Answer::Numbers(_) | Answer::Forecast(_))) => sign(label(super::axis::three_digits(change))),
        _ if (change * 100.0).round() == 0.0 => "±0%".to_owned(),
        _ => sign(percent(change)),
    }
}
