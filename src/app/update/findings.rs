//! What is looked at on the pages Data and Evaluate.

use crate::{
    app::{
        App, DataView, Effect, EvaluateView, Tab,
        findings::{around, columns, examples, series},
    },
    data::Part,
};

/// Shows the next view of the page, or the one before, from its top.
pub(super) fn view(app: &mut App, forward: bool) -> Vec<Effect> {
    app.scroll = 0;
    match app.tab {
        Tab::Evaluate => {
            let views = app.evaluation().map_or_else(Vec::new, EvaluateView::of);
            let place = views.iter().position(|view| *view == app.evaluate_view()).unwrap_or(0);
            if let Some(view) = views.get(around(place, forward, views.len())) {
                app.looking.evaluate = *view;
            }
        }
        _ => app.looking.data = DataView::ALL[around(app.looking.data as usize, forward, DataView::ALL.len())],
    }
    Vec::new()
}

/// Draws the next column, or the errors of the next target.
pub(super) fn column(app: &mut App, forward: bool) -> Vec<Effect> {
    match app.tab {
        Tab::Evaluate => {
            let targets = app.evaluation().map_or(0, |evaluation| evaluation.findings.residuals.len());
            app.looking.target = around(app.looking.target, forward, targets);
        }
        _ => app.looking.column = around(app.looking.column, forward, columns(app)),
    }
    Vec::new()
}

/// Shows the next example, or draws the next series.
pub(super) fn example(app: &mut App, forward: bool) -> Vec<Effect> {
    if app.looking.data == DataView::Examples {
        app.scroll = 0;
        app.looking.example = around(app.looking.example, forward, examples(app, app.looking.part));
    } else {
        app.looking.series = around(app.looking.series, forward, series(app));
    }
    Vec::new()
}

/// Shows the first example of the next part that has some.
pub(super) fn part(app: &mut App) -> Vec<Effect> {
    let from = app.looking.part as usize;
    let next = (1..=Part::ALL.len()).map(|by| Part::ALL[(from + by) % Part::ALL.len()]);
    if let Some(part) = next.into_iter().find(|part| examples(app, *part) > 0) {
        (app.looking.part, app.looking.example, app.scroll) = (part, 0, 0);
    }
    Vec::new()
}
