//! Gates and states of one direction of one layer over time.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::{
    columns::Columns,
    heat::{Heat, HeatMap, units_in},
};
use crate::{
    app::{App, Seen},
    model::{GateMap, Inspection, Pass},
    numbers::significant,
    tui::{Theme, view::layout::top_and_bottom},
};

/// Columns and rows that a gate needs beside others: a title, some units, and the steps below them.
const LEAST: (u16, u16) = (15, 4);
/// Columns for the numbers of the units.
const NUMBERS: u16 = 4;
/// Columns between gates.
const BETWEEN: u16 = 2;
/// Ends of a range, times a power of ten.
const ROUND: [f32; 9] = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
/// From this width on there is room for the numbers of the units.
const WIDE: u16 = 24;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, seen: &Seen, theme: Theme) {
    let Some(pass) = pass(&seen.inspection, app.inspect.pass) else { return };
    let (maps, legend) = with_legend(area);
    let labels = seen.labels(app, seen.inspection.stride);
    for (gate, area) in areas(maps, app, pass, theme) {
        draw_map(frame, area, &pass.maps[gate], pass, &labels, app.scroll.into(), theme);
    }
    frame.render_widget(legends(pass, theme), legend);
}

/// Which colours are which numbers: of the gates, of the states, and of the cell state, which has no bounds.
fn legends(pass: &Pass, theme: Theme) -> Line<'static> {
    let named = |map: &GateMap| match map.gate.range() {
        Some((0.0, _)) => "gates",
        Some(_) => "states",
        None => "cell state",
    };
    let mut legends: Vec<(&str, Heat)> = Vec::new();
    for legend in pass.maps.iter().map(|map| (named(map), range(map))) {
        if !legends.contains(&legend) {
            legends.push(legend);
        }
    }
    let spans = legends.into_iter().flat_map(|(name, heat)| {
        let name = Span::styled(format!("{name} "), theme.quiet());
        std::iter::once(name).chain(heat.legend(theme)).chain([Span::raw("   ")])
    });
    spans.collect()
}

/// The direction of a layer that is chosen; of fewer, the last.
pub(super) fn pass(inspection: &Inspection, place: usize) -> Option<&Pass> {
    inspection.passes.get(place.min(inspection.passes.len().saturating_sub(1)))
}

pub(super) fn about(inspection: &Inspection, place: usize) -> String {
    let Some(pass) = pass(inspection, place) else { return String::new() };
    let layers = inspection.passes.iter().map(|pass| pass.layer + 1).max().unwrap_or(1);
    let direction = match (pass.backward, inspection.passes.iter().any(|pass| pass.backward)) {
        (true, _) => ", backward",
        (false, true) => ", forward",
        (false, false) => "",
    };
    format!("layer {} of {layers}{direction}", pass.layer + 1)
}

/// The gate that stands at a place.
pub(super) fn gate_at(area: Rect, app: &App, seen: &Seen, at: Position) -> Option<usize> {
    let pass = pass(&seen.inspection, app.inspect.pass)?;
    let areas = areas(with_legend(area).0, app, pass, Theme::new(true));
    areas.into_iter().find(|(_, area)| area.contains(at)).map(|(gate, _)| gate)
}

/// Units that there is no room for.
pub(super) fn hidden_units(area: Rect, app: &App, seen: &Seen, theme: Theme) -> usize {
    let hidden = |pass: &Pass| {
        let areas = areas(with_legend(area).0, app, pass, theme);
        let rows = areas.first().map_or(0, |(_, area)| area.height.saturating_sub(2));
        pass.units.saturating_sub(units_in(rows.into(), theme).max(1))
    };
    pass(&seen.inspection, app.inspect.pass).map_or(0, hidden)
}

fn with_legend(area: Rect) -> (Rect, Rect) {
    let [maps, legend] = top_and_bottom(area, u16::from(area.height > LEAST.1));
    (maps, legend)
}

/// Where each gate stands: all of them, or the one that is chosen, or the first where there is no room for more.
fn areas(area: Rect, app: &App, pass: &Pass, theme: Theme) -> Vec<(usize, Rect)> {
    let count = pass.maps.len();
    if let Some(gate) = app.inspect.gate.filter(|&gate| gate < count) {
        return vec![(gate, area)];
    }
    let steps = pass.maps.first().map_or(0, |map| map.values.len() / pass.units.max(1));
    let cell = |columns: u16| {
        let rows = (count as u16).div_ceil(columns);
        ((area.width + BETWEEN) / columns, area.height / rows.max(1))
    };
    // As much as can be told apart, and cells that are not too flat.
    let worth = |columns: u16| {
        let (width, height) = cell(columns);
        let (width, height) = (usize::from(width - BETWEEN), usize::from(height - 2));
        let seen = width.min(steps) * units_in(height, theme).min(pass.units);
        (seen, width.min(4 * height))
    };
    let fits = |&columns: &u16| {
        let (width, height) = cell(columns);
        (count as u16).is_multiple_of(columns) && width >= LEAST.0 + BETWEEN && height >= LEAST.1
    };
    let Some(columns) = (1..=count as u16).filter(fits).max_by_key(|&columns| worth(columns)) else {
        return vec![(0, area)];
    };
    let (width, height) = cell(columns);
    let place = |gate: usize| {
        let (column, row) = (gate as u16 % columns, gate as u16 / columns);
        let corner = (area.x + column * width, area.y + row * height);
        (gate, Rect { x: corner.0, y: corner.1, width: width - BETWEEN, height })
    };
    (0..count).map(place).collect()
}

fn draw_map(
    frame: &mut Frame<'_>,
    area: Rect,
    map: &GateMap,
    pass: &Pass,
    labels: &[String],
    scroll: usize,
    theme: Theme,
) {
    let rows = [Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)];
    let [title, middle, below] = Layout::vertical(rows).areas(area);
    let heat = range(map);
    let mean = map.values.iter().sum::<f32>() / map.values.len().max(1) as f32;
    let mut line = vec![Span::styled(map.gate.to_string(), theme.strong())];
    let about = format!("  mean {}", significant(mean.into(), 2));
    if mean.is_finite() && map.gate.to_string().width() + about.width() <= area.width.into() {
        line.push(Span::styled(about, theme.quiet()));
    }
    frame.render_widget(Line::from(line), title);
    let numbers = if area.width >= WIDE { NUMBERS } else { 0 };
    let [left, middle] = Layout::horizontal([Constraint::Length(numbers), Constraint::Fill(1)]).areas(middle);
    let columns = Columns::new(map.values.len() / pass.units.max(1), middle.width.into());
    let room = units_in(middle.height.into(), theme);
    let first = scroll.min(pass.units.saturating_sub(room));
    let drawn = HeatMap { values: &map.values, units: pass.units, first, heat };
    drawn.draw(frame.buffer_mut(), middle, &columns, theme);
    if numbers > 0 {
        let last = (first + room).min(pass.units).saturating_sub(1);
        for unit in [last, first] {
            let row = drawn.row_of(unit, middle.height.into(), theme) as u16;
            let at = Rect { y: left.y + row, height: 1, ..left }.intersection(left);
            frame.render_widget(Line::styled(format!("{:>3} ", unit + 1), theme.quiet()), at);
        }
    }
    // Close below the last unit.
    let last = first + room.min(pass.units - first);
    let rows = drawn.row_of(last, middle.height.into(), theme).min(middle.height.into()) as u16;
    let below = Rect { x: middle.x, width: middle.width, y: below.y.min(middle.y + rows), ..below };
    frame.render_widget(Line::styled(columns.labels(labels), theme.quiet()), below);
}

/// What a gate can have, or as far as a state without bounds goes.
fn range(map: &GateMap) -> Heat {
    let (low, high) = map.gate.range().unwrap_or_else(|| {
        let largest =
            map.values.iter().filter(|value| value.is_finite()).fold(0.0_f32, |most, value| most.max(value.abs()));
        // A round number, so that the colours do not flicker while the network learns.
        let largest = if largest > 0.0 { largest } else { 1.0 };
        let power = 10_f32.powf(largest.log10().floor());
        let edge = ROUND.into_iter().map(|factor| factor * power).find(|edge| *edge >= largest).unwrap_or(largest);
        (-edge, edge)
    });
    Heat { low, high }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Gate;

    #[test]
    fn a_state_without_bounds_has_a_round_range() {
        let range = |values: &[f32]| range(&GateMap { gate: Gate::Cell, values: values.to_vec() });
        assert_eq!(range(&[0.3, -1.7]), Heat { low: -2.0, high: 2.0 });
        assert_eq!(range(&[0.3, f32::NAN]), Heat { low: -0.3, high: 0.3 });
        assert!(range(&[]).high > 0.0);
    }
}
