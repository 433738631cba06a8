//! The chart of the run's figures: loss and others by step, each column from its smallest to its largest value.

mod curves;
mod marks;

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::Paragraph,
};

use self::curves::Shown;
use super::{
    Theme,
    axis::Axis,
    chart::{self, Room, Steps},
    fit, pane,
};
use crate::app::{App, Metric, Scale};

/// Fewer rows than this and a curve says nothing.
const LEAST_ROWS: u16 = 3;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let steps = app.chart.steps(app.run.last_step());
    let plot_rows = area.height.saturating_sub(3);
    let shown = Shown::of(app, steps, theme);
    let axis = shown.range.map(|(low, high)| Axis::new(app.chart.scale, low, high, (plot_rows / 2).into()));
    let width = area.width.into();
    let mut block = pane(title(app, axis.as_ref(), width, theme), theme.frame(false));
    if let Some(read) = app.chart.cursor().map(|step| marks::reading(app, step, steps, area.width)) {
        block = block.title_bottom(Line::styled(fit(&read, usize::from(area.width).saturating_sub(2)), theme.notice()));
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if inner.height < LEAST_ROWS {
        return;
    }
    let Some(axis) = axis else {
        let text =
            if app.run.metrics.is_none() { " waiting for the first step" } else { " nothing of it in these steps" };
        return frame.render_widget(Paragraph::new(text).style(theme.quiet()), inner);
    };
    let Room { labels, plot, below } = Room::of(inner, 1);
    let buffer = frame.buffer_mut();
    chart::draw(buffer, plot, &shown.layers, &axis, steps);
    marks::draw(buffer, plot, app, &axis, steps, theme);
    chart::draw_value_axis(buffer, labels, &axis, theme);
    chart::draw_step_axis(buffer, below, steps, theme);
    chart::draw_legend(buffer, plot, &shown.entries);
}

/// Where a column of the pane lies in the plot, from 0 to 1.
pub(super) fn share(area: Rect, column: u16) -> f64 {
    let inner = pane(Line::default(), ratatui::style::Style::new()).inner(area);
    let plot = Room::of(inner, 1).plot;
    f64::from(column.saturating_sub(plot.x)) / f64::from(plot.width.saturating_sub(1).max(1))
}

/// What is drawn, in which unit, how the axis is divided, and of which steps; as much of it as there is room for.
fn title(app: &App, axis: Option<&Axis>, width: usize, theme: Theme) -> Line<'static> {
    let chart = &app.chart;
    let scale = match axis.map_or(chart.scale, |axis| axis.scale) {
        Scale::Log => "log",
        Scale::Linear if chart.scale == Scale::Log => "linear: no logarithm at or below 0",
        Scale::Linear => "linear",
    };
    let (name, unit) = match chart.metric {
        Metric::Loss => ("Loss", app.run.experiment.loss().in_words()),
        Metric::ValidationAccuracy => ("Validation accuracy", "part that is right"),
        Metric::GradientNorm => ("Gradient norm", "before clipping"),
        Metric::LearningRate => ("Learning rate", ""),
        Metric::Rate => ("Steps a second", ""),
    };
    let view = view(app);
    let about = |parts: &[&str]| {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        Line::from(vec![
            Span::styled(format!(" {name} "), theme.strong()),
            Span::raw(format!("({}) ", parts.join(", "))),
        ])
    };
    let smooth = chart.smoothing.steps().map(|steps| format!("mean of {steps} steps")).unwrap_or_default();
    let lines = [about(&[unit, scale, &smooth, &view]), about(&[scale, &smooth, &view]), about(&[scale, &view])];
    lines.into_iter().find(|line| line.width() + 2 <= width).unwrap_or_else(|| about(&[scale]))
}

/// Which steps are shown, where these are not all.
fn view(app: &App) -> String {
    let (from, to) = app.chart.steps(app.run.last_step());
    match (app.chart.is_full(), app.chart.is_recent()) {
        (true, _) => String::new(),
        (_, true) => format!("recent, from step {from}"),
        _ => format!("steps {from}–{to}"),
    }
}

/// The column of a step, if it is shown.
fn column(plot: Rect, (from, to): Steps, step: u64) -> Option<u16> {
    if !(from..=to).contains(&step) {
        return None;
    }
    let part = (step - from) as f64 / (to - from) as f64;
    Some(plot.x + (part * f64::from(plot.width.saturating_sub(1))).round() as u16)
}
