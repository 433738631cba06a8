//! The past and what is to come as one line; an upright line stands between them.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::Style,
};
use unicode_width::UnicodeWidthStr;

use super::{
    super::super::axis::{Axis, label},
    super::super::chart,
    Theme,
};
use crate::{
    app::Scale,
    data::{Moment, Outlook, Preparation},
};

/// Past steps that are shown at the least, if there are so many.
const LEAST_PAST: usize = 24;
/// Columns without which a curve says nothing.
const LEAST_COLUMNS: u16 = 8;

/// What is drawn, from left to right, in steps from the first that is shown.
struct Course<'a> {
    past: &'a [f64],
    /// How many of the last past values a person has typed.
    typed: usize,
    future: &'a [f64],
    ranges: &'a [Option<(f64, f64)>],
}

pub(super) fn draw(
    buffer: &mut Buffer,
    area: Rect,
    preparation: &Preparation,
    outlook: &Outlook,
    typed: usize,
    theme: Theme,
) {
    let (Some(past), Some(future)) = (outlook.past.first(), outlook.values.first()) else { return };
    // A single step ahead needs room beside the past, or its interval is not seen.
    let least = LEAST_PAST.min(12 * future.len()).max(2 * future.len());
    let shown = past.len().min(least.max(typed + LEAST_PAST / 2));
    let ranges = outlook.ranges.first().map(Vec::as_slice).unwrap_or_default();
    let course = Course { past: &past[past.len() - shown..], typed: typed.min(shown), future, ranges };
    let layers = course.layers(theme);
    let steps = chart::up_to(course.last_step());
    let Some((low, high)) = chart::range(&layers, steps) else { return };
    let axis = Axis::new(Scale::Linear, low, high, usize::from(area.height / 2));
    let labels = axis.ticks.iter().map(|tick| label(*tick).width()).max().unwrap_or(0) as u16 + 2;
    let [above, times] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let [left, plot] = Layout::horizontal([Constraint::Length(labels), Constraint::Fill(1)]).areas(above);
    if plot.width < LEAST_COLUMNS {
        return;
    }
    chart::draw(buffer, plot, &layers, &axis, steps);
    chart::draw_value_axis(buffer, left, &axis, theme);
    let now = plot.x + course.now(plot.width);
    for row in plot.rows().filter(|row| row.contains((now, row.y).into())) {
        if chart::is_blank(buffer[(now, row.y)].symbol()) {
            buffer.set_string(now, row.y, "┊", theme.quiet());
        }
    }
    let first = outlook.past_moments.get(outlook.past_moments.len() - course.past.len());
    let text = |moment: Option<&Moment>| moment.map(|moment| preparation.time_text(*moment)).unwrap_or_default();
    let named = [text(first), text(outlook.past_moments.last()), text(outlook.moments.last())];
    write_times(buffer, Rect { x: plot.x, width: plot.width, ..times }, &course, &named, theme);
}

impl Course<'_> {
    fn last_step(&self) -> usize {
        (self.past.len() + self.future.len()).saturating_sub(1).max(1)
    }

    /// The column of the last known step.
    fn now(&self, width: u16) -> u16 {
        let last = self.past.len().saturating_sub(1) as u64;
        (last * (2 * u64::from(width)).saturating_sub(1) / self.last_step() as u64 / 2) as u16
    }

    /// From the lowest: the interval, the past, what is typed, and the forecast. Each goes on from the value before it.
    fn layers(&self, theme: Theme) -> Vec<chart::Layer<'static>> {
        let now = self.past.len().saturating_sub(1);
        let last = self.past.last().copied();
        let curve =
            |first: usize, values: &[f64], style| chart::Curve::through(first, values, chart::Pen::Solid, style);
        let ahead =
            |values: Vec<f64>| curve(now, &last.into_iter().chain(values).collect::<Vec<_>>(), theme.prediction());
        let end =
            |of: fn((f64, f64)) -> f64| ahead(self.ranges.iter().map(|range| range.map_or(f64::NAN, of)).collect());
        let typed_from = (self.past.len() - self.typed).saturating_sub(1);
        let mut layers = Vec::new();
        if !self.ranges.is_empty() {
            layers.push(chart::Layer::Band([end(|range| range.0), end(|range| range.1)]));
        }
        layers.push(chart::Layer::Curves(vec![curve(0, self.past, Style::new())]));
        if self.typed > 0 {
            let typed = curve(typed_from, &self.past[typed_from..], theme.truth());
            layers.push(chart::Layer::Curves(vec![typed]));
        }
        layers.push(chart::Layer::Curves(vec![ahead(self.future.to_vec())]));
        layers
    }
}

/// The times of the first, the last known and the last step, as far as there is room.
fn write_times(buffer: &mut Buffer, area: Rect, course: &Course<'_>, named: &[String; 3], theme: Theme) {
    let [first, now, last] = named;
    let width = |text: &str| text.width() as u16;
    let now_from = course.now(area.width).saturating_sub(width(now) / 2);
    let last_from = area.width.saturating_sub(width(last));
    if width(last) <= area.width {
        buffer.set_string(area.x + last_from, area.y, last, theme.quiet());
    }
    let free_until = if now_from + width(now) < last_from {
        buffer.set_string(area.x + now_from, area.y, now, theme.quiet());
        now_from
    } else {
        last_from
    };
    if width(first) < free_until {
        buffer.set_string(area.x, area.y, first, theme.quiet());
    }
}
