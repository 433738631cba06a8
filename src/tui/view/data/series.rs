//! The first target of a forecast by time: as the file has it, and as the network answers it.

use std::ops::Range;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Line,
};
use unicode_width::UnicodeWidthStr;

use super::title;
use crate::{
    app::Scale,
    data::{Part, Series},
    training::RunInfo,
    tui::{
        Theme,
        view::{
            axis::Axis,
            chart::{self, Curve, Layer, Pen, Room},
            pane,
        },
    },
};

/// From this height on there are two charts.
const TWO_CHARTS: u16 = 20;
/// Rows under a plot: the parts of the split, and times.
const BELOW: u16 = 2;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, info: &RunInfo, theme: Theme) {
    let (Some(series), Some(target)) = (info.series.first(), info.preparation.targets.first()) else { return };
    let of_how_many = match info.series.len() {
        1 => String::new(),
        count => format!("of '{}', 1 of {count} series ", series.raw.name),
    };
    let before = &series.raw.columns[target.source];
    let about = title(&target.name, format!("{of_how_many}in the file "), theme);
    if area.height < TWO_CHARTS {
        return one(frame, area, series, before, about, theme);
    }
    let [above, below] = Layout::vertical([Constraint::Fill(1); 2]).areas(area);
    one(frame, above, series, before, about, theme);
    let after: Vec<f64> = series.targets.rows().map(|row| f64::from(row[0])).collect();
    one(frame, below, series, &after, title(&target.name, "as the network answers it ".to_owned(), theme), theme);
}

fn one(frame: &mut Frame<'_>, area: Rect, series: &Series, values: &[f64], title: Line<'_>, theme: Theme) {
    let block = pane(title, theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let runs = runs(&series.parts);
    let curve = |(part, rows): &(Part, Range<usize>)| {
        Curve::through(rows.start, &values[rows.clone()], Pen::Solid, theme.part(*part))
    };
    let layers = [Layer::Curves(runs.iter().map(curve).collect())];
    let last = values.len().saturating_sub(1);
    let steps = chart::up_to(last);
    let Some((low, high)) = chart::range(&layers, steps).filter(|_| inner.height > BELOW) else { return };
    let Room { labels, plot, below } = Room::of(inner, BELOW);
    let axis = Axis::new(Scale::Linear, low, high, (plot.height / 2).into());
    let buffer = frame.buffer_mut();
    chart::draw(buffer, plot, &layers, &axis, steps);
    chart::draw_value_axis(buffer, labels, &axis, theme);
    let [parts, times] = Layout::vertical([Constraint::Length(1); 2]).areas(below);
    for (part, rows) in &runs {
        draw_part(frame, parts, *part, rows, last, theme);
    }
    let moment = |row: usize| series.raw.moments[row].to_string();
    chart::draw_names(frame.buffer_mut(), times, values.len(), moment, theme);
}

/// Rows of the same part that follow one another.
fn runs(parts: &[Part]) -> Vec<(Part, Range<usize>)> {
    let mut runs: Vec<(Part, Range<usize>)> = Vec::new();
    for (row, &part) in parts.iter().enumerate() {
        match runs.last_mut() {
            Some((same, rows)) if *same == part => rows.end = row + 1,
            _ => runs.push((part, row..row + 1)),
        }
    }
    runs
}

/// The name of a part under its rows, in brackets of its width.
fn draw_part(frame: &mut Frame<'_>, area: Rect, part: Part, rows: &Range<usize>, last: usize, theme: Theme) {
    let column = |row: usize| row * usize::from(area.width.saturating_sub(1)) / last.max(1);
    let (from, to) = (column(rows.start), column(rows.end.min(last)).max(column(rows.start)));
    let width = if rows.end > last { to + 1 - from } else { to - from };
    let name = part.to_string();
    let text = match width {
        0 => return,
        1 => "│".to_owned(),
        _ if name.width() + 2 <= width => {
            let line = width - 2 - name.width();
            format!("├{}{name}{}┤", "─".repeat(line / 2), "─".repeat(line - line / 2))
        }
        // Its first letter, where there is no room for more.
        3.. => format!("├{:─<line$}┤", &name[..1], line = width - 2),
        _ => "├┤".to_owned(),
    };
    frame.buffer_mut().set_string(area.x + from as u16, area.y, text, theme.part(part));
}
