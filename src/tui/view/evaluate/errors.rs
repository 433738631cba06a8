//! What is left of the truths: how large errors are, and on which side.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::panes::sentences;
use crate::{
    app::App,
    evaluation::{Evaluation, Residuals},
    tui::{
        Theme,
        view::{fit, histogram, list::List, pane},
    },
};

/// Columns for the name of the target at the most.
const LONGEST_NAME: usize = 20;

pub(super) fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    app: &App,
    of: &Residuals,
    evaluation: &Evaluation,
    theme: Theme,
) {
    let block = pane(title(app, of, evaluation, theme), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = sentences(&words(app, of, theme), inner.width);
    let [above, plot] = Layout::vertical([Constraint::Length(lines.len() as u16), Constraint::Fill(1)]).areas(inner);
    frame.render_widget(Paragraph::new(lines), above);
    histogram::draw(frame.buffer_mut(), plot, &of.histogram, theme.prediction(), theme);
}

/// The same without a picture.
pub(super) fn words_alone(area: Rect, app: &App, of: &Residuals, evaluation: &Evaluation, theme: Theme) -> List {
    let mut words = words(app, of, theme);
    let season = app.preparation().map_or(1, |preparation| preparation.season);
    words.extend(of.autocorrelation.as_ref().map(|memory| (memory.in_words(season), Style::new())));
    List::new(area, title(app, of, evaluation, theme), sentences(&words, area.width.saturating_sub(2)))
}

fn title(app: &App, of: &Residuals, evaluation: &Evaluation, theme: Theme) -> Line<'static> {
    let step = app.run.judgement.as_ref().map_or(0, |(step, _)| *step);
    let about = format!("of {}, {}, after step {step} ", fit(&of.target, LONGEST_NAME), evaluation.part);
    Line::from(vec![Span::styled(" Errors ", theme.strong()), Span::styled(about, theme.quiet())])
}

fn words(app: &App, of: &Residuals, theme: Theme) -> Vec<(String, Style)> {
    let style = if of.not_finite > 0 { theme.error() } else { Style::new() };
    let mut words = vec![(of.in_words(), style)];
    let forecasts = app.preparation().is_some_and(|preparation| preparation.task == crate::experiment::Task::Forecast);
    if forecasts && of.autocorrelation.is_none() {
        words.push(("too few windows in a row to say whether errors follow one another".to_owned(), theme.quiet()));
    }
    words
}
