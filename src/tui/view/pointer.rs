//! What stands where, for the mouse.

use ratatui::layout::{Position, Rect};

use super::{
    Theme, below_alert, data, dialog::Dialog, editor, footer, greeting, header, help, inspect, layout, metric,
    page_of_train, palette, parameters, picker, pins, runs,
};
use crate::app::{App, Context, Mode, Tab, Target};

/// What is drawn in a cell of a screen of this size, if it is something to point at.
#[must_use]
pub fn target(app: &App, area: Rect, (column, row): (u16, u16)) -> Option<Target> {
    let [header, page, footer] = layout::rows(area)?;
    let at = Position::new(column, row);
    if app.hint && greeting::window(area).contains(at) {
        return None;
    }
    if let Some((window, within)) = window(app, area, at) {
        if window.contains(at) {
            return within;
        }
        let of_footer = footer.contains(at).then(|| footer::action_at(column, area.width, app)).flatten();
        return Some(of_footer.map_or(Target::Outside, Target::Action));
    }
    if footer.contains(at) {
        return footer::action_at(column, area.width, app).map(Target::Action);
    }
    if header.contains(at) {
        return header::target_at(header, at, app);
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

/// The window that has the keys, and what is drawn in a cell of it.
fn window(app: &App, area: Rect, at: Position) -> Option<(Rect, Option<Target>)> {
    let theme = Theme::new(false);
    let chooser = match &app.mode {
        Mode::Pick(picker) => picker::chooser(picker, area, theme),
        Mode::Palette(palette) => palette::chooser(app, palette, area, theme),
        Mode::Help { .. } => return Some((help::window(area, app.tab), None)),
        _ => {
            let dialog = Dialog::of(app)?;
            return Some((dialog.window(area), dialog.answer_at(area, at).map(Target::Action)));
        }
    };
    Some((chooser.window(area), chooser.choice_at(area, at).map(Target::Choice)))
}

/// What is drawn in a cell of the page Train.
fn on_train(app: &App, area: Rect, at: Position) -> Option<Target> {
    let (panes, edited) = page_of_train(app, area)?;
    if let (Some(area), Mode::Edit(editor)) = (edited, &app.mode)
        && area.contains(at)
    {
        return editor::row_at(area, editor, at).map(Target::Choice);
    }
    if let Some(chart) = panes.loss.filter(|pane| pane.contains(at)) {
        return Some(Target::Chart(metric::share(chart, at.x)));
    }
    if let Some(area) = panes.pins.filter(|pane| pane.contains(at)) {
        return pins::at(area, at.y, app).map(Target::Pin);
    }
    if panes.what_if.is_some_and(|pane| pane.contains(at)) {
        return Some(Target::Input);
    }
    let parameters = panes.parameters.filter(|pane| pane.contains(at))?;
    parameters::name_at(parameters, app, at).map(Target::Parameter)
}
