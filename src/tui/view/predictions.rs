//! What the present weights make of the test examples, beside the targets.

use ratatui::{
    Frame,
    layout::{Constraint, Rect},
    text::{Line, Span},
    widgets::{Cell, Paragraph, Row, Table},
};

use super::{Theme, axis::label, pane};
use crate::{
    app::App,
    data::Example,
    training::{Prediction, TestFigures},
};

/// Columns between columns.
const SPACING: usize = 2;
/// Decimals of a prediction where there is room.
const DECIMALS: usize = 2;

/// A test example and what the present weights make of it.
type Pair<'a> = (&'a Example, &'a Prediction);

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let block = pane(title(app.run.figures, area.width.into(), theme), theme.frame(false));
    let inner = block.inner(area);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    frame.render_widget(block, area);
    match app.run.info.as_ref().map(|info| &info.test) {
        Some(test) if test.is_empty() => {
            let text = "no test examples: write 'test' into the split column of some sequences";
            frame.render_widget(Paragraph::new(text).style(theme.quiet()), inner);
        }
        Some(test) => table(frame, inner, &test.iter().zip(&app.run.predictions).collect::<Vec<_>>(), theme),
        None => {}
    }
}

/// The title and as many figures as there is room for.
fn title(figures: Option<TestFigures>, width: usize, theme: Theme) -> Line<'static> {
    let mut title = Line::from(vec![Span::styled(" Predictions ", theme.strong()), Span::raw("(test) ")]);
    let figures = figures.map(|f| [("mse", f.mse), ("max error", f.max_error)]);
    for (name, value) in figures.into_iter().flatten() {
        let figure = Span::styled(format!("· {name} {} ", label(value)), theme.quiet());
        if title.width() + figure.width() + 2 <= width {
            title.push_span(figure);
        }
    }
    title
}

fn table(frame: &mut Frame<'_>, area: Rect, pairs: &[Pair<'_>], theme: Theme) {
    let input = longest(pairs, |(example, _)| example.input.to_string()).max("input".len());
    let target = longest(pairs, |(example, _)| example.target.to_string()).max("target".len());
    let wide = longest(pairs, |(_, prediction)| format!("{prediction:.DECIMALS$}"));
    let all = |error: &str, prediction| input + target + prediction + error.len() + 3 * SPACING <= area.width.into();
    let error = if all("max error", wide) { "max error" } else { "error" };
    // Digits give way before a number does.
    let fits = |decimals: &usize| all(error, longest(pairs, |(_, prediction)| format!("{prediction:.decimals$}")));
    let decimals = (0..=DECIMALS).rev().find(fits).unwrap_or(0);
    let rows = pairs.iter().map(|pair| row(*pair, decimals, theme));
    let columns = [
        Constraint::Length(input as u16),
        Constraint::Length(target as u16),
        Constraint::Fill(1),
        Constraint::Length(error.len() as u16),
    ];
    let heading = Row::new(["input", "target", "prediction", error]).style(theme.quiet());
    frame.render_widget(Table::new(rows, columns).header(heading).column_spacing(SPACING as u16), area);
}

fn longest(pairs: &[Pair<'_>], text: impl Fn(Pair<'_>) -> String) -> usize {
    pairs.iter().map(|pair| text(*pair).len()).max().unwrap_or(0)
}

fn row((example, prediction): Pair<'_>, decimals: usize, theme: Theme) -> Row<'static> {
    let error = format!("{:.DECIMALS$}", prediction.max_error(&example.target));
    Row::new([
        Cell::new(example.input.to_string()),
        Cell::new(example.target.to_string()).style(theme.truth()),
        Cell::new(format!("{prediction:.decimals$}")).style(theme.prediction()),
        Cell::new(Line::from(error).right_aligned()),
    ])
}
