//! The loss chart: every step since step 0 in the columns of the screen, each column from its smallest to its largest
//! loss.

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::Style,
    symbols::Marker,
    text::{Line, Span},
    widgets::{
        Paragraph, Widget,
        canvas::{Canvas, Context, Line as CanvasLine},
    },
};

use super::{
    Theme,
    axis::{Axis, figure, label, linear_ticks},
    pane,
};
use crate::app::{App, Bucket, History, RunView, Scale};

/// Columns for the labels of the loss axis, the axis included.
const LABELS: u16 = 8;
/// Fewer rows than this and a curve says nothing.
const LEAST_ROWS: u16 = 3;
/// Braille dots in a cell, across.
const DOTS: u16 = 2;
/// Every so many columns of dots a dashed line has a gap.
const DASH: u64 = 5;

/// A curve and how it is drawn.
struct Curve<'a> {
    history: &'a History,
    name: &'static str,
    style: Style,
    /// Told apart by the line itself, not by its colour alone.
    dashed: bool,
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let curves = curves(&app.run, theme);
    let plot_rows = area.height.saturating_sub(3);
    let axis = range(&curves).map(|(low, high)| Axis::new(app.scale, low, high, (plot_rows / 2).into()));
    let scale = match axis.as_ref().map_or(app.scale, |axis| axis.scale) {
        Scale::Log => "log",
        Scale::Linear if app.scale == Scale::Log => "linear: no logarithm at or below 0",
        Scale::Linear => "linear",
    };
    let title = Line::from(vec![Span::styled(" Loss ", theme.strong()), Span::raw(format!("({scale}) "))]);
    let block = pane(title, theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if inner.height < LEAST_ROWS {
        return;
    }
    let Some(axis) = axis else {
        return frame.render_widget(Paragraph::new(" waiting for the first step").style(theme.quiet()), inner);
    };
    let rows = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]);
    let columns = Layout::horizontal([Constraint::Length(LABELS), Constraint::Fill(1)]);
    let [above, steps] = rows.areas(inner);
    let [labels, plot] = columns.areas(above);
    let last_step = app.run.step.saturating_sub(1).max(1);
    draw_curves(frame.buffer_mut(), plot, &curves, &axis, last_step);
    draw_loss_axis(frame.buffer_mut(), labels, &axis, theme);
    draw_step_axis(frame.buffer_mut(), Rect { x: plot.x, width: plot.width, ..steps }, last_step, theme);
    draw_legend(frame.buffer_mut(), plot, &curves);
}

fn curves(run: &RunView, theme: Theme) -> Vec<Curve<'_>> {
    let training = Curve { history: &run.loss, name: "training", style: theme.training(), dashed: false };
    let validation =
        Curve { history: &run.validation_loss, name: "validation", style: theme.validation(), dashed: true };
    // One figure an epoch would vanish behind one a step, so it is drawn last.
    [training, validation].into_iter().filter(|curve| curve.history.last().is_some()).collect()
}

fn range(curves: &[Curve<'_>]) -> Option<(f64, f64)> {
    let ranges = curves.iter().filter_map(|curve| curve.history.range());
    ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

fn draw_curves(buffer: &mut Buffer, area: Rect, curves: &[Curve<'_>], axis: &Axis, last_step: u64) {
    let columns = u64::from(area.width * DOTS).max(1);
    Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([0.0, (columns - 1).max(1) as f64])
        .y_bounds(axis.bounds)
        .paint(|context| {
            for curve in curves {
                draw_curve(context, curve, axis, |step| {
                    (u128::from(step) * u128::from(columns - 1) / u128::from(last_step)) as u64
                });
                context.layer();
            }
        })
        .render(area, buffer);
}

/// One vertical stroke for each column of dots, joined to the one before.
fn draw_curve(context: &mut Context<'_>, curve: &Curve<'_>, axis: &Axis, column_of: impl Fn(u64) -> u64) {
    let color = curve.style.fg.unwrap_or_default();
    let mut stroke = |x1: f64, y1: f64, x2: f64, y2: f64| {
        context.draw(&CanvasLine { x1, y1: axis.place(y1), x2, y2: axis.place(y2), color });
    };
    let mut before: Option<(f64, f64)> = None;
    for (column, bucket) in by_column(curve.history, column_of) {
        let x = column as f64;
        if !curve.dashed || column % DASH != 0 {
            stroke(x, bucket.min, x, bucket.max);
            if let Some((x_before, last)) = before {
                stroke(x_before, last, x, last.clamp(bucket.min, bucket.max));
            }
        }
        before = Some((x, bucket.last));
    }
}

/// What happened in each column of dots, in order.
fn by_column(history: &History, column_of: impl Fn(u64) -> u64) -> Vec<(u64, Bucket)> {
    let mut columns: Vec<(u64, Bucket)> = Vec::new();
    for bucket in history.buckets() {
        let column = column_of(bucket.last_step);
        match columns.last_mut() {
            Some((same, merged)) if *same == column => *merged = merged.merge(*bucket),
            _ => columns.push((column, *bucket)),
        }
    }
    columns
}

fn draw_loss_axis(buffer: &mut Buffer, area: Rect, axis: &Axis, theme: Theme) {
    let width = usize::from(area.width - 1);
    for row in area.rows() {
        buffer.set_string(area.x + area.width - 1, row.y, "│", theme.quiet());
    }
    let [from, to] = axis.bounds;
    for &tick in &axis.ticks {
        let share = (axis.place(tick) - from) / (to - from);
        let below_top = ((1.0 - share) * f64::from(area.height) - 0.5).round().max(0.0) as u16;
        let y = area.y + below_top.min(area.height.saturating_sub(1));
        buffer.set_string(area.x, y, format!("{:>width$}┤", label(tick)), theme.quiet());
    }
}

/// Round steps below the plot, and the unit at its end.
fn draw_step_axis(buffer: &mut Buffer, area: Rect, last_step: u64, theme: Theme) {
    let unit = " step";
    let mut free_from = area.x;
    let end = area.right().saturating_sub(unit.len() as u16);
    for tick in linear_ticks([0.0, last_step as f64], usize::from(area.width / 12).max(1)) {
        if tick.fract() != 0.0 {
            continue;
        }
        let text = label(tick);
        let middle = area.x + (tick / last_step as f64 * f64::from(area.width.saturating_sub(1))).round() as u16;
        let x = middle.saturating_sub(text.len() as u16 / 2).max(area.x);
        if x >= free_from && x + text.len() as u16 <= end {
            buffer.set_string(x, area.y, &text, theme.quiet());
            free_from = x + text.len() as u16 + 1;
        }
    }
    if area.width as usize > unit.len() {
        buffer.set_string(end, area.y, unit, theme.quiet());
    }
}

/// Names and newest values, top right, where a loss that falls leaves room.
fn draw_legend(buffer: &mut Buffer, area: Rect, curves: &[Curve<'_>]) {
    for (row, curve) in curves.iter().enumerate() {
        let mark = if curve.dashed { "┄┄" } else { "──" };
        let value = curve.history.last().map(figure).unwrap_or_default();
        let text = format!("{mark} {} {value} ", curve.name);
        let width = text.chars().count() as u16;
        if width < area.width && (row as u16) < area.height {
            buffer.set_string(area.right() - width, area.y + row as u16, text, curve.style);
        }
    }
}
