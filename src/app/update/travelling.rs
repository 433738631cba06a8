//! Time travel: looks at the run as it was at its marks, and trains on from one of them.

use super::mode;
use crate::{
    app::{App, Effect, Mode, Phase, Question},
    training::TrainingCommand,
};

/// A way through the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table of keys says what each does")]
pub enum Leap {
    Earlier,
    Later,
    First,
    Last,
    Branch,
    Now,
}

pub(super) fn travel(app: &mut App, leap: Leap) -> Vec<Effect> {
    let run = &app.run;
    let here = run.sought.unwrap_or(run.step);
    let mut steps = run.marks.iter().map(|mark| mark.step);
    let to = match leap {
        Leap::Earlier => steps.rfind(|&step| step < here),
        Leap::Later => steps.find(|&step| step > here),
        Leap::First => steps.next(),
        Leap::Last => steps.next_back(),
        Leap::Branch => return ask(app),
        Leap::Now => return now(app),
    };
    to.map_or_else(Vec::new, |step| visit(app, step))
}

/// Asks for the answers of a mark; training waits meanwhile.
fn visit(app: &mut App, step: u64) -> Vec<Effect> {
    app.run.sought = Some(step);
    app.chart.put_cursor(Some(step), app.run.last_step());
    vec![Effect::Command(TrainingCommand::Visit(Some(step)))]
}

/// Asks for the answers of the mark that is nearest to a step.
pub(super) fn visit_nearest(app: &mut App, step: u64) -> Vec<Effect> {
    let nearest = app.run.marks.iter().map(|mark| mark.step).min_by_key(|mark| mark.abs_diff(step));
    nearest.map_or_else(Vec::new, |step| visit(app, step))
}

fn now(app: &mut App) -> Vec<Effect> {
    app.chart.put_cursor(None, app.run.last_step());
    vec![Effect::Command(TrainingCommand::Visit(None))]
}

/// The steps since are put aside, which a person may not mean.
fn ask(app: &mut App) -> Vec<Effect> {
    match app.run.sought {
        Some(step) => mode(app, Mode::Confirm(Question::GoBack(step))),
        None => Vec::new(),
    }
}

/// Trains on from a mark.
pub(super) fn branch(app: &mut App, step: u64) -> Vec<Effect> {
    app.chart.put_cursor(None, app.run.last_step());
    app.run.phase = Phase::Resuming;
    vec![Effect::Command(TrainingCommand::Branch(step))]
}
