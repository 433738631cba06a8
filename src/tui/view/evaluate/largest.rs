//! The answers that were furthest off, the furthest first.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::title;
use crate::{
    evaluation::{Evaluation, LargestError, Residuals, metrics::Metric},
    tui::{
        Theme,
        view::{fit, list::List},
    },
};

/// Columns for a number, and for the name of the target at the most.
const NUMBER: usize = 10;
const LONGEST_NAME: usize = 20;

pub(super) fn list(area: Rect, of: &Residuals, evaluation: &Evaluation, theme: Theme) -> List {
    let is_ahead = evaluation.course.is_some();
    let room = usize::from(area.width).saturating_sub(3 * (NUMBER + 1) + 3);
    let places: Vec<String> = of.largest.iter().map(|error| fit(&place(error, is_ahead), room)).collect();
    let number = |value: f64| format!("{:>NUMBER$} ", Metric::Mae.format(value));
    let line = |(error, place): (&LargestError, &String)| {
        Line::from(vec![
            Span::styled(number(error.truth - error.said), theme.error()),
            Span::styled(number(error.truth), theme.truth()),
            Span::styled(number(error.said), theme.prediction()),
            Span::raw(format!(" {place}")),
        ])
    };
    let widest = places.iter().map(|place| place.width()).max().unwrap_or(0).max("example".len());
    let heading = format!("{:>NUMBER$} {:>NUMBER$} {:>NUMBER$}  {:widest$}", "error", "truth", "answer", "example");
    let about = format!("errors of {}, {} ", fit(&of.target, LONGEST_NAME), evaluation.part);
    List {
        area,
        title: title("Largest", about, theme),
        head: vec![Line::styled(heading, theme.quiet())],
        lines: of.largest.iter().zip(&places).map(line).collect(),
    }
}

/// Where it happened: the time, the number of the example, and of its step.
fn place(error: &LargestError, is_ahead: bool) -> String {
    let time = if error.time.is_empty() { String::new() } else { format!("{}: ", error.time) };
    let ahead = if is_ahead { " ahead" } else { "" };
    format!("{time}{}, step {}{ahead}", error.example, error.step)
}
