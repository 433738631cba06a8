//! What stands where, for the mouse.

use ratatui::layout::{Position, Rect};

use super::{below_alert, data, footer, header, inspect, layout, metric, panes, pins, runs};
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
    let page = below_alert(app, page);
    match app.tab {
        Tab::Train => on_train(app, area, at),
        Tab::Inspect if app.context() == Context::Watch => inspect::target(page, app, at).map(Target::Inspect),
        Tab::Data => data::column_at(page, app, at).map(Target::DataColumn),
        Tab::Runs if page.contains(at) => runs::target(app, page, at),
        _ => None,
    }
}

fn on_train(app: &App, area: Rect, at: Position) -> Option<Target> {
    let panes = panes(area, app)?;
    let chart = panes.loss.filter(|chart| chart.contains(at));
    let pin = || panes.pins.filter(|pins| pins.contains(at)).and_then(|pins| pins::at(pins, at.y, app));
    chart.map(|chart| Target::Chart(metric::share(chart, at.x))).or_else(|| pin().map(Target::Pin))
}
