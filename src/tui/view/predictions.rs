//! What the present weights make of the test examples, beside the targets.

use ratatui::{
    Frame,
    layout::{Constraint, Rect},
    text::{Line, Span},
    widgets::{Cell, Paragraph, Row, Table},
};

use super::{Theme, axis::figure, fit, pane};
use crate::{
    app::{App, Phase},
    data::Example,
    training::Prediction,
};

/// A test example and what the present weights make of it.
type Pair<'a> = (&'a Example, &'a Prediction);

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let block = pane(title(app, area.width.into(), theme), theme.frame(false));
    let inner = block.inner(area);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    frame.render_widget(block, area);
    match app.run.info.as_ref().map(|info| &info.test) {
        Some(test) if test.is_empty() => {
            let hint = "no test examples: write 'test' into the split column of some sequences";
            frame.render_widget(Paragraph::new(hint).style(theme.quiet()), inner);
        }
        Some(test) => table(frame, inner, &test.iter().zip(&app.run.predictions).collect::<Vec<_>>(), theme),
        None => {}
    }
}

/// Which examples the figures are taken over: once the run has finished all test examples, before that those shown.
fn of_which(app: &App) -> String {
    match &app.run.info {
        Some(info) if info.test.len() < info.test_examples && app.run.phase != Phase::Finished => {
            format!("first {} of {} test", info.test.len(), info.test_examples)
        }
        _ => "test".to_owned(),
    }
}

/// The title and as many figures as there is room for.
fn title(app: &App, width: usize, theme: Theme) -> Line<'static> {
    let of_which = format!("({}) ", of_which(app));
    let mut title = Line::from(vec![Span::styled(" Predictions ", theme.strong()), Span::raw(of_which)]);
    let figures = app.run.figures.map(|f| [("mse", f.mse), ("max error", f.max_error)]);
    for (name, value) in figures.into_iter().flatten() {
        let figure = Span::styled(format!("· {name} {} ", figure(value)), theme.quiet());
        if title.width() + figure.width() + 2 <= width {
            title.push_span(figure);
        }
    }
    title
}

fn table(frame: &mut Frame<'_>, area: Rect, pairs: &[Pair<'_>], theme: Theme) {
    let columns = Columns::of(pairs, area.width.into());
    let heading = Row::new(["input", "target", "prediction", columns.error]).style(theme.quiet());
    let rows = pairs.iter().map(|pair| columns.row(*pair, theme));
    let table = Table::new(rows, columns.widths.map(|width| Constraint::Length(width as u16)));
    frame.render_widget(table.header(heading).column_spacing(columns.spacing as u16), area);
}

/// How the table is fitted into its room: spacing and decimals give way before a number does, but not the first decimal,
/// for a prediction that looks like its target and is not would deceive.
struct Columns {
    /// Of input, target, prediction and error.
    widths: [usize; 4],
    spacing: usize,
    decimals: usize,
    /// Heading of the error.
    error: &'static str,
}

impl Columns {
    fn of(pairs: &[Pair<'_>], room: usize) -> Self {
        let input = longest(pairs, |(example, _)| example.input.to_string()).max("input".len());
        let target = longest(pairs, |(example, _)| example.target.to_string()).max("target".len());
        let prediction =
            |decimals| longest(pairs, |(_, prediction)| format!("{prediction:.decimals$}")).max("prediction".len());
        let choices = [("max error", 2, 2), ("error", 2, 2), ("error", 1, 2), ("error", 1, 1)];
        for (error, spacing, decimals) in choices {
            let widths = [input, target, prediction(decimals), error.len()];
            let wanted = widths.iter().sum::<usize>() + 3 * spacing;
            if wanted <= room {
                // What is left over stands between prediction and error.
                let widths = [input, target, widths[2] + room - wanted, error.len()];
                return Self { widths, spacing, decimals, error };
            }
        }
        let (error, spacing, decimals) = ("error", 1, 1);
        let left = room.saturating_sub(error.len() + 3 * spacing);
        let input = input.min(left / 4);
        let target = target.min((left - input) / 2);
        Self { widths: [input, target, left - input - target, error.len()], spacing, decimals, error }
    }

    fn row(&self, (example, prediction): Pair<'_>, theme: Theme) -> Row<'static> {
        let [input, target, answer, _] = self.widths;
        let decimals = self.decimals;
        let error = format!("{:.2}", prediction.max_error(&example.target));
        Row::new([
            Cell::new(fit(&example.input.to_string(), input)),
            Cell::new(fit(&example.target.to_string(), target)).style(theme.truth()),
            Cell::new(fit(&format!("{prediction:.decimals$}"), answer)).style(theme.prediction()),
            Cell::new(Line::from(error).right_aligned()),
        ])
    }
}

fn longest(pairs: &[Pair<'_>], text: impl Fn(Pair<'_>) -> String) -> usize {
    pairs.iter().map(|pair| text(*pair).len()).max().unwrap_or(0)
}
