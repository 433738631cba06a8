//! What a click or the wheel means, by what is drawn there.

use super::{act, charting, comfort, edit_pin, edits, inspecting, runs, scroll, show};
use crate::app::{Action, App, Binding, Context, Effect, Gesture, Key, KeyCode, Mode, Pointer, Target};

pub(super) fn on_pointer(app: &mut App, pointer: Pointer) -> Vec<Effect> {
    match (pointer.gesture, pointer.target) {
        (Gesture::Press, target) => {
            (app.notice, app.hint) = (None, false);
            target.map(|target| press(app, target)).unwrap_or_default()
        }
        (gesture, Some(Target::Chart(share))) => charting::by_mouse(app, gesture, share),
        (Gesture::WheelUp, target) => wheel(app, true, target),
        (Gesture::WheelDown, target) => wheel(app, false, target),
        (Gesture::Drag, _) => Vec::new(),
    }
}

fn press(app: &mut App, target: Target) -> Vec<Effect> {
    let context = app.context();
    match target {
        Target::Tab(tab) if matches!(context, Context::Watch | Context::Try) => show(app, tab),
        Target::Action(action) => act(app, action),
        Target::Chart(share) => charting::by_mouse(app, Gesture::Press, share),
        Target::Inspect(glance) => inspecting::glance(app, glance),
        Target::Pin(place) if matches!(context, Context::Watch | Context::Try) => edit_pin(app, place),
        Target::Run(place) if context == Context::Watch => runs::point(app, place),
        Target::DataColumn(place) if context == Context::Watch => {
            app.looking.column = place;
            Vec::new()
        }
        Target::Heading(column) if context == Context::Watch => {
            app.runs.sort_by(column);
            Vec::new()
        }
        Target::Choice(row) => press_row(app, row),
        Target::Input if context == Context::Watch => act(app, Action::Try),
        Target::Parameter(name) if matches!(context, Context::Watch | Context::Try) => edits::open_at(app, name),
        // As the key that leaves the window.
        Target::Outside => {
            let leave = Binding::find(app, Key::plain(KeyCode::Esc));
            leave.map(|leave| act(app, leave.action)).unwrap_or_default()
        }
        Target::Tab(_)
        | Target::Pin(_)
        | Target::Run(_)
        | Target::Heading(_)
        | Target::DataColumn(_)
        | Target::Input
        | Target::Parameter(_) => Vec::new(),
    }
}

/// Marks a row; one that is marked already is chosen.
fn press_row(app: &mut App, row: usize) -> Vec<Effect> {
    let marked = match &app.mode {
        Mode::Pick(picker) => picker.finder().marked(),
        Mode::Palette(palette) => palette.finder().marked(),
        Mode::Edit(_) => return edits::mark(app, row),
        _ => return Vec::new(),
    };
    if marked == row { act(app, Action::Choose) } else { comfort::mark(app, row) }
}

fn wheel(app: &mut App, up: bool, target: Option<Target>) -> Vec<Effect> {
    match (&app.mode, target) {
        (Mode::Edit(_), Some(Target::Choice(row))) => {
            edits::mark(app, row);
            edits::edit(app, |editor| editor.nudge(up))
        }
        (Mode::Edit(_), _) => Vec::new(),
        (Mode::Pick(_) | Mode::Palette(_), _) => act(app, if up { Action::ChoiceUp } else { Action::ChoiceDown }),
        _ => scroll(app, if up { -1 } else { 1 }),
    }
}
