//! What stands where, for the mouse.

use ratatui::layout::{Position, Rect};

use super::{footer, header, inspect, layout, metric, page_below_alert, panes, pins};
use crate::app::{App, Context, Tab, Target};

/// What is drawn in a cell of a screen of this size, if it is something to point at.
#[must_use]
pub fn target(app: &App, area: Rect, (column, row): (u16, u16)) -> Option<Target> {
    let [header, page, footer] = layout::rows(area)?;
    let at = Position::new(column, row);
    if footer.contains(at) {
        return footer::action_at(column, area.width, app).map(Target::Action);
    }
    if header.contains(at) && row == header.y + 1 {
        return header::tab_at(column, app).map(Target::Tab);
    }
    if app.tab == Tab::Inspect && app.context() == Context::Watch {
        return inspect::target(page_below_alert(page, app), app, at).map(Target::Inspect);
    }
    if app.tab != Tab::Train {
        return None;
    }
    let panes = panes(area, app)?;
    let chart = panes.loss.filter(|chart| chart.contains(at));
    let pin = || panes.pins.filter(|pins| pins.contains(at)).and_then(|pins| pins::at(pins, row, app));
    chart.map(|chart| Target::Chart(metric::share(chart, column))).or_else(|| pin().map(Target::Pin))
}
