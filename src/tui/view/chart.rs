//! What all charts share: a value axis on the left, curves in braille dots, round numbers below, names of the curves.

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::Style,
    symbols::Marker,
    text::{Line, Span},
    widgets::{
        Widget,
        canvas::{Canvas, Context, Line as CanvasLine, Points},
    },
};
use unicode_width::UnicodeWidthStr;

use super::{
    Theme,
    axis::{Axis, label, linear_ticks},
};
use crate::app::{Bucket, Scale};

/// Columns for the labels of the value axis, the axis included.
const LABELS: u16 = 8;
/// Braille dots in a cell, across and down.
const DOTS: (u16, u16) = (2, 4);
/// Pieces of a curve at the most; several times what a wide terminal has room for.
const MOST_BUCKETS: usize = 4096;
/// Columns between labels below, one from the other.
const BETWEEN_LABELS: u16 = 12;

/// Where the parts of a chart stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Labels of the value axis.
    pub labels: Rect,
    /// The curves.
    pub plot: Rect,
    /// What stands under the plot.
    pub below: Rect,
}

impl Room {
    /// A chart with some rows under the plot.
    pub(super) fn of(area: Rect, below: u16) -> Self {
        Self::with_labels(area, below, LABELS)
    }

    /// The same of values from `low` to `high`, whose labels may need more room than others, and their axis.
    pub(super) fn of_values(area: Rect, below: u16, low: f64, high: f64) -> (Self, Axis) {
        let axis = Axis::new(Scale::Linear, low, high, (area.height.saturating_sub(below) / 2).into());
        let widest = axis.labels().iter().map(|label| label.width()).max().unwrap_or(0) as u16 + 1;
        (Self::with_labels(area, below, widest.clamp(LABELS, LABELS.max(area.width / 3))), axis)
    }

    fn with_labels(area: Rect, below: u16, labels: u16) -> Self {
        let [above, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(area);
        let [labels, plot] = Layout::horizontal([Constraint::Length(labels), Constraint::Fill(1)]).areas(above);
        Self { labels, plot, below: Rect { x: plot.x, width: plot.width, ..below } }
    }
}

/// How a line is told apart without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pen {
    Solid,
    Dashed,
    Dotted,
}

impl Pen {
    /// Whether the line has dots in a column of dots.
    fn draws(self, column: u64) -> bool {
        match self {
            Self::Solid => true,
            Self::Dashed => column % 5 < 3,
            Self::Dotted => column.is_multiple_of(2),
        }
    }

    /// A piece of the line, for its name.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Solid => "──",
            Self::Dashed => "┄┄",
            Self::Dotted => "··",
        }
    }
}

/// What a curve goes through.
#[derive(Debug, Clone)]
pub(super) enum Course<'a> {
    /// Values by step; those further apart than `reach` steps are not joined.
    Steps { buckets: Cow<'a, [Bucket]>, reach: u64 },
    /// The same value everywhere.
    Level(f64),
}

/// A curve and how it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Curve<'a> {
    pub course: Course<'a>,
    pub pen: Pen,
    pub style: Style,
}

impl Curve<'_> {
    /// A curve through a value a step, from step `first` on; a missing one, NaN, leaves a gap. Of very many values that
    /// follow one another the extremes are kept.
    pub(super) fn through(first: usize, values: &[f64], pen: Pen, style: Style) -> Self {
        let together = values.len().div_ceil(MOST_BUCKETS).max(1);
        let bucket = |(place, value): (usize, &f64)| Bucket::of((first + place) as u64, *value);
        let merged = |(chunk, values): (usize, &[f64])| {
            let places = values.iter().enumerate().map(|(place, value)| (chunk * together + place, value));
            places.filter(|(_, value)| value.is_finite()).map(bucket).reduce(Bucket::merge)
        };
        let buckets: Vec<Bucket> = values.chunks(together).enumerate().filter_map(merged).collect();
        Self { course: Course::Steps { buckets: buckets.into(), reach: together as u64 }, pen, style }
    }

    /// Smallest and largest value of some steps.
    fn range(&self, steps: Steps) -> Option<(f64, f64)> {
        match &self.course {
            Course::Steps { buckets, .. } => {
                let visible = within(buckets, steps).iter();
                visible.map(|bucket| (bucket.min, bucket.max)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
            }
            Course::Level(value) => Some((*value, *value)),
        }
    }
}

/// The first and the last step that are drawn.
pub(super) type Steps = (u64, u64);

/// All steps up to one.
pub(super) fn up_to(last: usize) -> Steps {
    (0, last.max(1) as u64)
}

/// The buckets that have steps in common with some steps, which are in order.
fn within(buckets: &[Bucket], (from, to): Steps) -> &[Bucket] {
    let first = buckets.partition_point(|bucket| bucket.last_step < from);
    let end = buckets.partition_point(|bucket| bucket.first_step <= to);
    &buckets[first..end.max(first)]
}

/// What all layers together cover in some steps.
pub(super) fn range(layers: &[Layer<'_>], steps: Steps) -> Option<(f64, f64)> {
    let ranges = layers.iter().flat_map(Layer::curves).filter_map(|curve| curve.range(steps));
    ranges.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// What is drawn together: where two layers have dots in one cell, that of the upper one alone is seen.
pub(super) enum Layer<'a> {
    /// Curves whose dots stand side by side in a cell.
    Curves(Vec<Curve<'a>>),
    /// Every other dot from one curve up to another.
    Band([Curve<'a>; 2]),
}

impl<'a> Layer<'a> {
    /// The curves, for what they cover.
    pub(super) fn curves(&self) -> &[Curve<'a>] {
        match self {
            Self::Curves(curves) => curves,
            Self::Band(edges) => edges,
        }
    }
}

/// Draws some steps of layers, the later above the earlier.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, layers: &[Layer<'_>], axis: &Axis, steps: Steps) {
    let columns = u64::from(area.width * DOTS.0).max(1);
    let (from, to) = steps;
    let column_of = |step: u64| {
        let since = u128::from(step.clamp(from, to) - from);
        (since * u128::from(columns - 1) / u128::from((to - from).max(1))) as u64
    };
    let strokes = |curve: &Curve<'_>| strokes(curve, axis, steps, column_of, columns);
    Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([0.0, (columns - 1).max(1) as f64])
        .y_bounds(axis.bounds)
        .paint(|context| {
            for layer in layers {
                match layer {
                    Layer::Curves(curves) => {
                        for curve in curves {
                            draw_strokes(context, curve, &strokes(curve));
                        }
                    }
                    Layer::Band([low, high]) => {
                        draw_band(context, (&strokes(low), &strokes(high)), axis, area.height, low.style);
                    }
                }
                context.layer();
            }
        })
        .render(area, buffer);
}

/// A piece of a curve in one column of dots, in divisions of the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stroke {
    column: u64,
    low: f64,
    high: f64,
}

/// One vertical stroke for each column of dots, joined to the one before.
fn strokes(curve: &Curve<'_>, axis: &Axis, steps: Steps, column_of: impl Fn(u64) -> u64, columns: u64) -> Vec<Stroke> {
    let (buckets, reach) = match &curve.course {
        Course::Steps { buckets, reach } => (with_edges(buckets, steps, *reach), *reach),
        Course::Level(value) => {
            let place = axis.place(*value);
            return (0..columns).map(|column| Stroke { column, low: place, high: place }).collect();
        }
    };
    let mut strokes = Vec::new();
    let mut before: Option<(u64, Bucket)> = None;
    for (column, bucket) in by_column(&buckets, column_of) {
        let (low, high) = (axis.place(bucket.min), axis.place(bucket.max));
        if let Some((from, earlier)) = before.filter(|(_, earlier)| joins(earlier, &bucket, reach)) {
            let start = axis.place(earlier.last);
            let slope = (start.clamp(low, high) - start) / (column - from) as f64;
            let height = |at: u64| start + slope * (at - from) as f64;
            strokes.extend((from + 1..=column).map(|column| {
                let (a, b) = (height(column - 1), height(column));
                Stroke { column, low: a.min(b), high: a.max(b) }
            }));
        }
        strokes.push(Stroke { column, low, high });
        before = Some((column, bucket));
    }
    strokes
}

/// Whether a line goes from one bucket to the next.
fn joins(earlier: &Bucket, later: &Bucket, reach: u64) -> bool {
    !later.after_gap && later.first_step.saturating_sub(earlier.last_step) <= reach
}

/// The buckets of some steps; where the line between two of them goes over an edge of what is shown, the value there.
fn with_edges(buckets: &[Bucket], steps: Steps, reach: u64) -> Cow<'_, [Bucket]> {
    let visible = within(buckets, steps);
    let first = buckets.partition_point(|bucket| bucket.last_step < steps.0);
    let edge = |step: u64, after: usize| {
        let (earlier, later) = (buckets.get(after.checked_sub(1)?)?, buckets.get(after)?);
        let apart = later.first_step.checked_sub(earlier.last_step).filter(|&apart| apart > 0)?;
        let is_between = earlier.last_step < step && step < later.first_step;
        let part = step.checked_sub(earlier.last_step)? as f64 / apart as f64;
        let value = earlier.last + (later.mean - earlier.last) * part;
        (is_between && joins(earlier, later, reach)).then(|| Bucket::of(step, value))
    };
    let (before, after) = (edge(steps.0, first), edge(steps.1, first + visible.len()));
    if before.is_none() && after.is_none() {
        return visible.into();
    }
    before.into_iter().chain(visible.iter().copied()).chain(after).collect::<Vec<_>>().into()
}

/// What happened in each column of dots, in order.
fn by_column(buckets: &[Bucket], column_of: impl Fn(u64) -> u64) -> Vec<(u64, Bucket)> {
    let mut columns: Vec<(u64, Bucket)> = Vec::new();
    for bucket in buckets {
        let column = column_of(bucket.last_step);
        match columns.last_mut() {
            Some((same, merged)) if *same == column => *merged = merged.merge(*bucket),
            _ => columns.push((column, *bucket)),
        }
    }
    columns
}

fn draw_strokes(context: &mut Context<'_>, curve: &Curve<'_>, strokes: &[Stroke]) {
    let color = curve.style.fg.unwrap_or_default();
    for &Stroke { column, low, high } in strokes.iter().filter(|stroke| curve.pen.draws(stroke.column)) {
        let x = column as f64;
        context.draw(&CanvasLine { x1: x, y1: low, x2: x, y2: high, color });
    }
}

/// Every other dot between two curves.
fn draw_band(context: &mut Context<'_>, (low, high): (&[Stroke], &[Stroke]), axis: &Axis, rows: u16, style: Style) {
    let [from, to] = axis.bounds;
    let dot = (to - from) / f64::from((rows * DOTS.1).max(2) - 1);
    let mut points = Vec::new();
    for (low, high) in low.iter().zip(high).filter(|(low, _)| low.column.is_multiple_of(2)) {
        let shift = low.column / 2 % 2;
        let (first, last) = (((low.low - from) / dot).ceil() as u64, ((high.high - from) / dot).floor() as u64);
        let heights = (first..=last).filter(|height| height % 2 == shift);
        points.extend(heights.map(|height| (low.column as f64, from + height as f64 * dot)));
    }
    context.draw(&Points { coords: &points, color: style.fg.unwrap_or_default() });
}

/// A whole chart of `count` steps with names below: curves on a linear axis. Nothing where there is nothing, or no room.
pub(super) fn draw_whole(
    buffer: &mut Buffer,
    area: Rect,
    layers: &[Layer<'_>],
    count: usize,
    name: impl Fn(usize) -> String,
    theme: Theme,
) {
    let steps = up_to(count.saturating_sub(1));
    let Some((low, high)) = range(layers, steps).filter(|_| area.height > 1) else { return };
    let (Room { labels, plot, below }, axis) = Room::of_values(area, 1, low, high);
    draw(buffer, plot, layers, &axis, steps);
    draw_value_axis(buffer, labels, &axis, theme);
    draw_names(buffer, below, count, name, theme);
}

/// The axis on the left of a plot, with its round numbers.
pub(super) fn draw_value_axis(buffer: &mut Buffer, area: Rect, axis: &Axis, theme: Theme) {
    let width = usize::from(area.width.saturating_sub(1));
    for row in area.rows() {
        buffer.set_string(area.right().saturating_sub(1), row.y, "│", theme.quiet());
    }
    let [from, to] = axis.bounds;
    let is_wide = |labels: &[String]| labels.iter().any(|label| label.width() > width);
    let labels = Some(axis.labels()).filter(|labels| !is_wide(labels));
    let labels = labels.unwrap_or_else(|| axis.ticks.iter().copied().map(label).collect());
    for (&tick, label) in axis.ticks.iter().zip(&labels) {
        let share = (axis.place(tick) - from) / (to - from);
        let below_top = ((1.0 - share) * f64::from(area.height) - 0.5).round().max(0.0) as u16;
        let y = area.y + below_top.min(area.height.saturating_sub(1));
        buffer.set_string(area.x, y, format!("{label:>width$}┤"), theme.quiet());
    }
}

/// Round steps below the plot, and the unit at its end.
pub(super) fn draw_step_axis(buffer: &mut Buffer, area: Rect, (from, to): Steps, theme: Theme) {
    let ticks = linear_ticks([from as f64, to as f64], usize::from(area.width / BETWEEN_LABELS).max(1));
    let whole = ticks.into_iter().filter(|tick| tick.fract() == 0.0);
    let share = |tick: f64| (tick - from as f64) / (to - from) as f64;
    let name = |tick: f64| if to - from < to / 1000 { (tick as u64).to_string() } else { label(tick) };
    let labels: Vec<_> = whole.map(|tick| (share(tick), name(tick))).collect();
    let unit = " step";
    let end = area.right().saturating_sub(unit.len() as u16);
    draw_labels(buffer, area, Rect { width: end - area.x, ..area }, &labels, theme);
    if usize::from(area.width) > unit.len() {
        buffer.set_string(end, area.y, unit, theme.quiet());
    }
}

/// The names of some of `count` steps, as many as there is room for, the first and the last among them.
pub(super) fn draw_names(buffer: &mut Buffer, area: Rect, count: usize, name: impl Fn(usize) -> String, theme: Theme) {
    let last = count.saturating_sub(1);
    let widest = name(0).width().max(name(last).width()) as u16;
    let shown = usize::from(area.width / (widest * 3 / 2 + 2).max(BETWEEN_LABELS)).min(last).max(1);
    let place = |at: usize| at * last / shown;
    let labels: Vec<_> = (0..=shown).map(|at| (place(at) as f64 / last.max(1) as f64, name(place(at)))).collect();
    draw_labels(buffer, area, area, &labels, theme);
}

/// Labels below the plot, each in the middle under its share of the width, none on top of another or outside the room.
pub(super) fn draw_labels(buffer: &mut Buffer, area: Rect, room: Rect, labels: &[(f64, String)], theme: Theme) {
    let mut free_from = room.x;
    for (share, text) in labels {
        let width = text.width() as u16;
        let middle = area.x + (share * f64::from(area.width.saturating_sub(1))).round() as u16;
        let latest = room.right().saturating_sub(width);
        let x = middle.saturating_sub(width / 2).max(room.x);
        // The last label may stand a little to the left of its place.
        let x = if x > latest && *share >= 1.0 { latest } else { x };
        if x >= free_from && x <= latest && room.height > 0 {
            buffer.set_string(x, room.y, text, theme.quiet());
            free_from = x + width + 1;
        }
    }
}

/// A line for the legend: pieces of it in full or shorter, of which the first is taken that there is room for.
pub(super) struct Entry {
    pub pen: Pen,
    pub style: Style,
    pub texts: Vec<String>,
}

/// Names of the curves, top right, where a loss that falls leaves room.
pub(super) fn draw_legend(buffer: &mut Buffer, area: Rect, entries: &[Entry]) {
    for (row, entry) in entries.iter().enumerate() {
        let lines = entry.texts.iter().map(|text| format!(" {} {text} ", entry.pen.mark()));
        let fitting = lines.into_iter().find(|line| line.width() < usize::from(area.width));
        if let Some(line) = fitting.filter(|_| (row as u16) < area.height) {
            let x = area.right() - line.width() as u16;
            buffer.set_string(x, area.y + row as u16, line, entry.style);
        }
    }
}

/// Whether a cell has nothing in it, not even a dot of a curve.
pub(super) fn is_blank(symbol: &str) -> bool {
    matches!(symbol, " " | "\u{2800}")
}

/// Names of the curves for a title: of a chart whose curves leave no room.
pub(super) fn names(entries: &[(Pen, Style, &'static str)]) -> Line<'static> {
    entries.iter().map(|(pen, style, name)| Span::styled(format!("{} {name} ", pen.mark()), *style)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(values: &[f64], columns: u64) -> Vec<u64> {
        let curve = Curve::through(0, values, Pen::Solid, Style::new());
        let axis = Axis::new(Scale::Linear, 0.0, 10.0, 5);
        let last = values.len() as u64 - 1;
        strokes(&curve, &axis, (0, last), |step| step * (columns - 1) / last, columns)
            .iter()
            .map(|s| s.column)
            .collect()
    }

    #[test]
    fn few_values_are_joined_over_all_columns_and_a_missing_one_leaves_a_gap() {
        assert_eq!(columns(&[1.0, 2.0], 5), [0, 1, 2, 3, 4, 4]);
        assert_eq!(columns(&[1.0, f64::NAN, 2.0, 3.0], 7), [0, 4, 5, 6, 6]);
    }

    #[test]
    fn an_extreme_among_many_values_has_its_stroke() {
        let values: Vec<f64> = (0..100_000).map(|step| if step == 50_000 { 9.0 } else { 1.0 }).collect();
        let curve = Curve::through(0, &values, Pen::Solid, Style::new());
        let axis = Axis::new(Scale::Linear, 0.0, 10.0, 5);
        let highest =
            strokes(&curve, &axis, (0, 100_000), |step| step / 10_000, 10).into_iter().map(|stroke| stroke.high);
        assert_eq!(highest.reduce(f64::max), Some(9.0));
    }
}
