//! The past and what is to come as one line; an upright line stands between them.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::{Color, Style},
    symbols::Marker,
    widgets::{
        Widget,
        canvas::{Canvas, Context, Line as Stroke, Points},
    },
};
use unicode_width::UnicodeWidthStr;

use super::super::super::axis::{Axis, label};
use super::Theme;
use crate::{app::Scale, data::Outlook};

/// Past steps that are shown at the least, if there are so many.
const LEAST_PAST: usize = 24;
/// Between the end of an interval and the next dot of it, in steps of its line.
const DOTS: usize = 3;

/// What is drawn, from left to right.
struct Course<'a> {
    past: &'a [f64],
    /// How many of the last past values a person has typed.
    typed: usize,
    future: &'a [f64],
    ranges: &'a [Option<(f64, f64)>],
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, outlook: &Outlook, typed: usize, theme: Theme) {
    let (Some(past), Some(future)) = (outlook.past.first(), outlook.values.first()) else { return };
    let shown = past.len().min(LEAST_PAST.max(2 * future.len()).max(typed + LEAST_PAST / 2));
    let ranges = outlook.ranges.first().map(Vec::as_slice).unwrap_or_default();
    let course = Course { past: &past[past.len() - shown..], typed: typed.min(shown), future, ranges };
    let Some((low, high)) = course.extremes() else { return };
    let axis = Axis::new(Scale::Linear, low, high, usize::from(area.height / 2));
    let labels = axis.ticks.iter().map(|tick| label(*tick).width()).max().unwrap_or(0) as u16 + 2;
    let [above, times] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let [left, plot] = Layout::horizontal([Constraint::Length(labels), Constraint::Fill(1)]).areas(above);
    if plot.width < 8 {
        return;
    }
    course.draw(buffer, plot, &axis, theme);
    values(buffer, left, &axis, theme);
    moments(buffer, Rect { x: plot.x, width: plot.width, ..times }, &course, outlook, theme);
}

impl Course<'_> {
    /// Smallest and largest of all values and ends of intervals.
    fn extremes(&self) -> Option<(f64, f64)> {
        let ends = self.ranges.iter().flatten().flat_map(|(low, high)| [low, high]);
        let values = self.past.iter().chain(self.future).chain(ends).copied().filter(|value| value.is_finite());
        values.map(|value| (value, value)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    fn steps(&self) -> usize {
        self.past.len() + self.future.len()
    }

    /// The column of the last known step.
    fn now(&self, width: u16) -> u16 {
        let last = self.past.len().saturating_sub(1) as f64;
        (last / (self.steps() - 1).max(1) as f64 * f64::from(width.saturating_sub(1))).round() as u16
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, axis: &Axis, theme: Theme) {
        let typed_from = self.past.len() - self.typed;
        Canvas::default()
            .marker(Marker::Braille)
            .x_bounds([0.0, (self.steps() - 1).max(1) as f64])
            .y_bounds(axis.bounds)
            .paint(|context| {
                line(context, 0, &self.past[..typed_from], Style::new());
                context.layer();
                self.intervals(context, theme);
                context.layer();
                // Each goes on from the value before.
                line(context, typed_from.saturating_sub(1), &self.past[typed_from.saturating_sub(1)..], theme.truth());
                let last = self.past.last().copied();
                let future: Vec<f64> = last.into_iter().chain(self.future.iter().copied()).collect();
                context.layer();
                line(context, self.steps() - future.len(), &future, theme.prediction());
            })
            .render(area, buffer);
        let x = area.x + self.now(area.width);
        for row in area.rows() {
            if is_blank(buffer[(x, row.y)].symbol()) {
                buffer.set_string(x, row.y, "┊", theme.quiet());
            }
        }
    }

    /// Both ends of each interval, dotted; an interval of one step alone is an upright line.
    fn intervals(&self, context: &mut Context<'_>, theme: Theme) {
        let color = color(theme.prediction());
        let at = |step: usize| (self.past.len() + step) as f64;
        for step in 0..self.ranges.len() {
            let Some((low, high)) = self.ranges[step] else { continue };
            if self.ranges.len() == 1 {
                context.draw(&Stroke { x1: at(step), y1: low, x2: at(step), y2: high, color });
            }
            let (low_next, high_next) = self.ranges.get(step + 1).copied().flatten().unwrap_or((low, high));
            let along = |dot: usize| dot as f64 / DOTS as f64;
            let dots: Vec<(f64, f64)> = (0..DOTS)
                .flat_map(|dot| {
                    let between = |from: f64, to: f64| (at(step) + along(dot), from + (to - from) * along(dot));
                    [between(low, low_next), between(high, high_next)]
                })
                .collect();
            context.draw(&Points { coords: &dots, color });
        }
    }
}

/// Values one after the other from a step on, with gaps where they are missing; one alone is a dot.
fn line(context: &mut Context<'_>, from: usize, values: &[f64], style: Style) {
    let color = color(style);
    let at = |place: usize| (from + place) as f64;
    for (place, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        context.draw(&Points { coords: &[(at(place), *value)], color });
        if let Some(next) = values.get(place + 1).filter(|next| next.is_finite()) {
            context.draw(&Stroke { x1: at(place), y1: *value, x2: at(place + 1), y2: *next, color });
        }
    }
}

fn color(style: Style) -> Color {
    style.fg.unwrap_or_default()
}

fn is_blank(symbol: &str) -> bool {
    matches!(symbol, " " | "\u{2800}")
}

fn values(buffer: &mut Buffer, area: Rect, axis: &Axis, theme: Theme) {
    let width = usize::from(area.width - 1);
    for row in area.rows() {
        buffer.set_string(area.right() - 1, row.y, "│", theme.quiet());
    }
    let [from, to] = axis.bounds;
    for &tick in &axis.ticks {
        let below_top = ((to - tick) / (to - from) * f64::from(area.height) - 0.5).round().max(0.0) as u16;
        let y = area.y + below_top.min(area.height.saturating_sub(1));
        buffer.set_string(area.x, y, format!("{:>width$}┤", label(tick)), theme.quiet());
    }
}

/// The times of the first, the last known and the last step, as far as there is room.
fn moments(buffer: &mut Buffer, area: Rect, course: &Course<'_>, outlook: &Outlook, theme: Theme) {
    let first = outlook.past_moments.get(outlook.past_moments.len() - course.past.len());
    let text = |moment: Option<&crate::data::Moment>| moment.map(ToString::to_string).unwrap_or_default();
    let (first, now, last) = (text(first), text(outlook.past_moments.last()), text(outlook.moments.last()));
    let width = |text: &str| text.width() as u16;
    let now_from = course.now(area.width).saturating_sub(width(&now) / 2);
    let last_from = area.width.saturating_sub(width(&last));
    if width(&last) <= area.width {
        buffer.set_string(area.x + last_from, area.y, &last, theme.quiet());
    }
    let free_until = if now_from + width(&now) < last_from {
        buffer.set_string(area.x + now_from, area.y, &now, theme.quiet());
        now_from
    } else {
        last_from
    };
    if width(&first) < free_until {
        buffer.set_string(area.x, area.y, &first, theme.quiet());
    }
}
