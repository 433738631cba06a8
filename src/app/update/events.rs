//! What happens in the training.

use super::{ask, edits, leaving::go_on, measure_if_old, runs, show};
use crate::{
    app::{App, Effect, Mode, Phase, Question, RunView, Then},
    training::{Figures, Mark, RunInfo, StepMetrics, TrainingEvent},
};

pub(super) fn on_event(app: &mut App, event: TrainingEvent) -> Vec<Effect> {
    app.run.silence = 0;
    match event {
        TrainingEvent::Started(info) => return started(app, *info),
        TrainingEvent::Stepped(steps) => stepped(&mut app.run, &steps),
        TrainingEvent::Predicted { answers, scores, .. } => (app.run.answers, app.run.scores) = (answers, scores),
        TrainingEvent::Evaluated { step, judgement } => {
            (app.run.judgement, app.run.measuring) = (Some((step, *judgement)), false);
        }
        TrainingEvent::Inspected { id, step, found } => {
            let is_present = app.run.visiting.is_none();
            app.run.inspected.hear(id, step, found.map(|found| *found), is_present);
        }
        TrainingEvent::Answered { id, step, answer } => {
            app.what_if.hear(id, step, app.run.metrics.map(|metrics| metrics.epoch), answer);
        }
        TrainingEvent::Paused { step } => {
            app.run.step = step;
            confirm_phase(&mut app.run, Phase::Paused);
            return measure_if_old(app);
        }
        TrainingEvent::Resumed { goal } => {
            app.run.goal = goal;
            confirm_phase(&mut app.run, Phase::Running);
        }
        TrainingEvent::CheckpointSaved { path, step } => {
            if std::mem::take(&mut app.awaited.save) {
                app.notice = Some(format!("saved at step {step}"));
            }
            app.run.saved = Some((path, step));
            app.run.save_failure = None;
            return runs::refresh(app).into_iter().collect();
        }
        TrainingEvent::SaveFailed { reason } => {
            app.awaited.save = false;
            app.run.save_failure = Some(reason);
        }
        TrainingEvent::Intervened { made, live, goal } => {
            edits::intervened(app, made, live, goal);
        }
        TrainingEvent::Marked(marks) => marked(app, marks),
        TrainingEvent::Visiting { step } => {
            visiting(&mut app.run, step);
            return measure_if_old(app);
        }
        TrainingEvent::Refused { reason } => {
            app.notice = Some(reason);
            app.run.sought = app.run.visiting;
        }
        TrainingEvent::Diverged(divergence) => {
            app.run.step = divergence.step;
            (app.run.sought, app.run.visiting) = (None, None);
            confirm_phase(&mut app.run, Phase::Diverged(divergence));
            if matches!(app.mode, Mode::Confirm(_) | Mode::AskSteps { .. }) {
                app.mode = Mode::Watch;
            }
        }
        TrainingEvent::Finished(figures) => {
            finished(app, *figures);
            return runs::refresh(app).into_iter().collect();
        }
        TrainingEvent::Stopped(_) => return on_end(app, "the run was stopped"),
        TrainingEvent::Failed { reason } => return on_end(app, &reason),
    }
    Vec::new()
}

/// There are other marks; a person who asked for one is told that it is kept.
fn marked(app: &mut App, marks: Vec<Mark>) {
    let kept = marks.iter().rfind(|mark| mark.by_hand).map(|mark| mark.step);
    if let Some(step) = kept.filter(|_| std::mem::take(&mut app.awaited.mark)) {
        app.notice = Some(format!("kept a mark at step {step}: t looks back"));
    }
    app.run.marks = marks;
}

/// Answers are those of a mark from now on, or of the present weights again.
fn visiting(run: &mut RunView, step: Option<u64>) {
    run.visiting = step;
    // What was asked for since is still to come.
    run.sought = step.and(run.sought).or(step);
}

/// The thread confirms a phase; what a person asked for since then stands.
fn confirm_phase(run: &mut RunView, phase: Phase) {
    if !matches!(run.phase, Phase::Stopping(_)) {
        run.phase = phase;
    }
}

fn started(app: &mut App, info: RunInfo) -> Vec<Effect> {
    app.run.goal = info.goal;
    app.run.experiment = info.experiment.clone();
    app.pace = info.experiment.training.pace;
    app.run.interventions.clone_from(&info.interventions);
    app.what_if.begin_anew(&info.preparation);
    app.run.info = Some(info);
    app.notice = None;
    confirm_phase(&mut app.run, Phase::Running);
    // What was typed before this run began is asked of it too; a forecast needs no text.
    let mut effects = ask(app);
    // The page that is shown may have been left so by an earlier session.
    effects.extend(show(app, app.tab));
    effects
}

fn stepped(run: &mut RunView, steps: &[StepMetrics]) {
    for metrics in steps {
        run.loss.push(metrics.step, metrics.loss);
        run.gradient_norm.push(metrics.step, metrics.gradient_norm);
        run.learning_rate.push(metrics.step, metrics.learning_rate);
        if let Some(loss) = metrics.validation_loss {
            run.validation_loss.push(metrics.step, loss);
        }
        if let Some(accuracy) = metrics.validation_accuracy {
            run.validation_accuracy.push(metrics.step, accuracy);
        }
        run.rate.push(metrics);
        run.rates.push(metrics.step, run.rate.per_second().unwrap_or(f64::NAN));
        run.step = metrics.step + 1;
        run.metrics = Some(*metrics);
    }
}

fn finished(app: &mut App, figures: Figures) {
    if let Some(best) = figures.best.filter(|_| figures.steps < app.run.goal) {
        app.notice =
            Some(format!("validation stood still: stopped early, and the weights of epoch {} are kept", best.epoch));
    }
    app.run.judgement = Some((figures.steps, figures.judgement));
    app.run.step = figures.steps;
    confirm_phase(&mut app.run, Phase::Finished);
    // Nothing is left to save, so a question about it has no point any more.
    if matches!(app.mode, Mode::Confirm(Question::Stop(Then::StartOver))) {
        app.mode = Mode::Watch;
    }
}

/// The thread has ended: as asked, or by itself for a reason.
pub(super) fn on_end(app: &mut App, reason: &str) -> Vec<Effect> {
    match &app.run.phase {
        Phase::Stopping(then) => go_on(app, then.clone()),
        Phase::Failed(_) => Vec::new(),
        _ => {
            app.run.phase = Phase::Failed(reason.to_owned());
            (app.run.measuring, app.run.sought, app.run.visiting) = (false, None, None);
            // What is being typed goes on being text: a key meant for it must not become a command.
            if matches!(app.mode, Mode::Confirm(_) | Mode::AskSteps { .. }) {
                app.mode = Mode::Watch;
            }
            Vec::new()
        }
    }
}
