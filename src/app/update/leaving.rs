//! The end of a run, and what comes after it.

use super::mode;
use crate::{
    app::{App, Effect, Mode, Phase, Question, RunView, Tab, Then, state::PATIENCE},
    experiment::Experiment,
    training::TrainingCommand,
};

/// Stops the run and goes on to what comes then; asks first while steps are taken.
pub(super) fn confirm(app: &mut App, then: Then) -> Vec<Effect> {
    if app.run.phase == Phase::Stopping(Then::Quit) && app.run.silence >= PATIENCE {
        return vec![Effect::Leave];
    }
    // What is not saved is not left without a word either.
    if app.run.phase.is_training() || app.run.save_failure.is_some() {
        return mode(app, Mode::Confirm(Question::Stop(then)));
    }
    stop(app, then)
}

pub(super) fn stop(app: &mut App, then: Then) -> Vec<Effect> {
    if matches!(app.run.phase, Phase::Failed(_)) {
        return go_on(app, then);
    }
    // Leaving, once asked for, is not taken back by starting over.
    if app.run.phase != Phase::Stopping(Then::Quit) {
        app.run.phase = Phase::Stopping(then);
    }
    app.mode = Mode::Watch;
    vec![Effect::Command(TrainingCommand::Stop)]
}

/// The run has ended: closes, or starts over with the next seed.
pub(super) fn go_on(app: &mut App, then: Then) -> Vec<Effect> {
    app.chart.begin_anew();
    match then {
        Then::Quit => vec![Effect::Quit],
        Then::Open(experiment) => {
            app.pace = experiment.training.pace;
            app.run = RunView::new((*experiment).clone());
            app.what_if.forget();
            app.scroll = 0;
            app.notice = Some(format!("reading the data of {}", experiment.name));
            vec![Effect::Start(experiment)]
        }
        Then::Resume(run, experiment) => {
            app.run = RunView::new((*experiment).clone());
            app.what_if.forget();
            (app.tab, app.scroll) = (Tab::Train, 0);
            app.notice = Some(format!("going on with {run}"));
            vec![Effect::Resume(run, experiment)]
        }
        Then::StartOver => {
            let mut experiment: Experiment = app.run.experiment.clone();
            experiment.training.seed = experiment.training.seed.wrapping_add(1) & i64::MAX as u64;
            experiment.training.pace = app.pace;
            app.run = RunView::new(experiment.clone());
            vec![Effect::Start(Box::new(experiment))]
        }
    }
}
