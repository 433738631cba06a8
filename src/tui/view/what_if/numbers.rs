//! Numbers at every step: the answer, the truth where it is known, and how far one is off the other.

use ratatui::text::Line;

use super::{super::fit, LABELS, Theme, named};
use crate::{
    app::App,
    data::{Preparation, Sequence, show_error},
    numbers::NumberStyle,
};

pub(super) fn lines(
    app: &App,
    preparation: &Preparation,
    answer: Option<&Sequence<f64>>,
    width: usize,
    theme: Theme,
) -> Vec<Line<'static>> {
    let truth = app.what_if.truth(preparation, app.run.experiment.data.rule);
    let mut lines = Vec::new();
    for (target, column) in preparation.targets.iter().enumerate() {
        let name = if preparation.targets.len() == 1 { "answer".to_owned() } else { fit(&column.name, LABELS - 1) };
        let asked = |sequence: &Sequence<f64>| asked(sequence, truth.as_ref(), target);
        let (answer, truth) = (answer.map(asked), truth.as_ref().map(asked));
        let columns = Columns::of([&answer, &truth], column.style(), width.saturating_sub(LABELS + 1));
        let said = answer.map_or("…".to_owned(), |answer| columns.show(&answer));
        lines.push(named(&name, [(said, theme.prediction())], theme));
        lines.extend(truth.map(|truth| named("truth", [(columns.show(&truth), theme.truth())], theme)));
    }
    if let (Some(answer), Some(truth)) = (answer, &truth) {
        let error = show_error(truth.max_error(answer));
        lines.push(named("error", [(format!("at most {error}"), theme.quiet())], theme));
    }
    lines.extend(steps(app, preparation, width, theme));
    lines
}

/// How many steps there are and what one is, where it is more than a number.
fn steps(app: &App, preparation: &Preparation, width: usize, theme: Theme) -> Option<Line<'static>> {
    let names = preparation.sources.get(..preparation.read).filter(|names| names.len() > 1)?;
    let steps = app.what_if.question(preparation).ok()?.input.steps();
    let of = fit(&format!("{steps} of {}", names.join(" ")), width.saturating_sub(LABELS + 1));
    Some(named("steps", [(of, theme.quiet())], theme))
}

/// The numbers of one target, of those steps alone at which the truth has some.
fn asked(sequence: &Sequence<f64>, truth: Option<&Sequence<f64>>, target: usize) -> Vec<f64> {
    let is_asked =
        |step: usize| truth.is_none_or(|truth| truth.rows().nth(step).is_some_and(|row| !row[target].is_nan()));
    let rows = sequence.rows().enumerate();
    rows.filter(|(step, _)| is_asked(*step)).filter_map(|(_, row)| row.get(target).copied()).collect()
}

/// Numbers of several sequences below each other, in as many columns as there is room for.
struct Columns {
    style: NumberStyle,
    /// Of a number and the space after it.
    width: usize,
    /// Numbers that fit a line.
    room: usize,
}

impl Columns {
    fn of(sequences: [&Option<Vec<f64>>; 2], style: NumberStyle, room: usize) -> Self {
        let values = sequences.into_iter().flatten().flatten();
        let width = values.map(|&value| style.format_narrow(value).chars().count() + 1).max().unwrap_or(1);
        // The last number needs no space after it.
        Self { style, width, room: (room + 1) / width }
    }

    /// The last numbers of a sequence: typing goes on at its end.
    fn show(&self, values: &[f64]) -> String {
        let width = self.width;
        let number = |value: &f64| format!("{:width$}", self.style.format_narrow(*value));
        if values.len() <= self.room {
            return values.iter().map(number).collect();
        }
        let shown = self.room.saturating_sub(1);
        let numbers: String = values[values.len() - shown..].iter().map(number).collect();
        format!("{:width$}{numbers}", "…")
    }
}
