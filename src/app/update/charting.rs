//! The chart of the run's figures: keys, wheel and drag.

use super::travelling;
use crate::app::{App, Chart, Effect, Gesture};

/// A movement of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table of keys says what each does")]
pub enum Move {
    ZoomIn,
    ZoomOut,
    ShowAll,
    Recent,
    Left,
    Right,
    PanLeft,
    PanRight,
    First,
    Last,
    HideCursor,
    ToggleScale,
    Smooth,
    NextMetric,
}

pub(super) fn by_key(app: &mut App, made: Move) -> Vec<Effect> {
    let last = app.run.last_step();
    let chart = &mut app.chart;
    match made {
        Move::ZoomIn => chart.zoom(true, None, last),
        Move::ZoomOut => chart.zoom(false, None, last),
        Move::ShowAll => chart.show_all(),
        Move::Recent => chart.toggle_recent(),
        Move::Left => chart.move_cursor(-1, last),
        Move::Right => chart.move_cursor(1, last),
        Move::PanLeft => chart.pan(-1, last),
        Move::PanRight => chart.pan(1, last),
        Move::First => chart.put_cursor(Some(0), last),
        Move::Last => chart.put_cursor(Some(last), last),
        Move::HideCursor => chart.put_cursor(None, last),
        Move::ToggleScale => chart.scale = chart.scale.other(),
        Move::Smooth => chart.smoothing = chart.smoothing.next(),
        Move::NextMetric => chart.metric = chart.metric.next(app.run.validation_accuracy.last().is_some()),
    }
    Vec::new()
}

/// What a mouse does at a share of the chart's width.
pub(super) fn by_mouse(app: &mut App, gesture: Gesture, share: f64) -> Vec<Effect> {
    let last = app.run.last_step();
    if gesture == Gesture::Press && app.run.sought.is_some() {
        return travelling::visit_nearest(app, app.chart.step_at(share, last));
    }
    let chart: &mut Chart = &mut app.chart;
    let under = chart.step_at(share, last);
    match gesture {
        Gesture::Press => chart.hold(share, last),
        Gesture::Drag => chart.drag(share, last),
        Gesture::WheelUp => chart.zoom(true, Some(under), last),
        Gesture::WheelDown => chart.zoom(false, Some(under), last),
    }
    Vec::new()
}
