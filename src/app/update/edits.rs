//! Changes of a run while it goes on: the editor of the hyperparameters, and the way back from what is not finite.

use super::mode;
use crate::{
    app::{Action, App, BINDINGS, Branch, Edit, Editor, Effect, Mode, Phase, Question, RunView, Then},
    experiment::Experiment,
    training::{Change, Intervention, Live, TrainingCommand, add_to_course},
};

/// Branches that are kept; more could not be told apart.
const MOST_BRANCHES: usize = 8;

/// Opens the editor.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    mode(app, Mode::Edit(Box::new(Editor::new(in_force(app)))))
}

/// Opens the editor at a hyperparameter, if that can be edited.
pub(super) fn open_at(app: &mut App, name: &str) -> Vec<Effect> {
    if !BINDINGS.iter().any(|binding| binding.action == Action::Edit && binding.word(app).is_some()) {
        return Vec::new();
    }
    app.what_if.remember();
    open(app);
    edit(app, |editor| {
        editor.mark(editor.parameters().iter().position(|parameter| parameter.name == name)?);
        None
    })
}

/// Marks a hyperparameter by its place.
pub(super) fn mark(app: &mut App, row: usize) -> Vec<Effect> {
    edit(app, |editor| {
        if row != editor.row() {
            editor.mark(row);
        }
        None
    })
}

/// Marks another hyperparameter.
pub(super) fn go(app: &mut App, by: isize) -> Vec<Effect> {
    edit(app, |editor| {
        editor.go(by);
        None
    })
}

/// The experiment as it is trained now.
fn in_force(app: &App) -> Experiment {
    let mut experiment = app.run.experiment.clone();
    experiment.training.pace = app.pace;
    experiment
}

pub(super) fn edit(app: &mut App, edit: impl FnOnce(&mut Editor) -> Option<Edit>) -> Vec<Effect> {
    let Mode::Edit(editor) = &mut app.mode else { return Vec::new() };
    match edit(editor) {
        Some(Edit::Now(command)) => {
            if let TrainingCommand::SetPace(pace) = &command {
                app.pace = *pace;
            }
            vec![Effect::Command(command)]
        }
        Some(Edit::Later) | None => Vec::new(),
    }
}

/// Drops what is typed first; then goes back, and where only a new run can have the edits asks for one.
pub(super) fn leave_edit(app: &mut App) -> Vec<Effect> {
    let Mode::Edit(editor) = &mut app.mode else { return Vec::new() };
    if editor.clear() {
        return Vec::new();
    }
    let then = editor.needs_new_run().then(|| Then::Open(Box::new(editor.draft().clone())));
    app.mode = Mode::Watch;
    match then {
        Some(then) => mode(app, Mode::Confirm(Question::Stop(then))),
        None => Vec::new(),
    }
}

/// From something that is not finite to the last mark that is, with a smaller learning rate.
pub(super) fn go_back(app: &mut App) -> Vec<Effect> {
    let Phase::Diverged(divergence) = &app.run.phase else { return Vec::new() };
    let changes = [Change::Rewind(divergence.mark), Change::LearningRate(divergence.smaller_learning_rate())];
    app.run.phase = Phase::Resuming;
    let commands = changes.map(TrainingCommand::Change).into_iter().chain([TrainingCommand::Resume]);
    commands.map(Effect::Command).collect()
}

/// A change was made: what is shown is what acts now.
pub(super) fn intervened(app: &mut App, made: Intervention, live: Live, goal: u64) {
    let run = &mut app.run;
    live.put_into(&mut run.experiment);
    run.goal = goal;
    add_to_course(&mut run.interventions, made);
    if let Change::Rewind(step) = made.change {
        rewind(run, step);
        app.chart.rewind(run.last_step());
        app.what_if.rewind(step);
    }
}

/// The run goes on from a step: what came after it becomes a branch.
fn rewind(run: &mut RunView, step: u64) {
    run.inspected.rewind(step);
    let branch = Branch { loss: run.loss.split_off(step), validation_loss: run.validation_loss.split_off(step) };
    if step < run.step {
        run.branches.push(branch);
        if run.branches.len() > MOST_BRANCHES {
            run.branches.remove(0);
        }
    }
    for history in [&mut run.validation_accuracy, &mut run.gradient_norm, &mut run.learning_rate, &mut run.rates] {
        history.rewind(step);
    }
    (run.step, run.judgement) = (step, None);
}
