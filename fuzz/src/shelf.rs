//! The runs on disk that the dashboard believes in.

use std::{collections::BTreeMap, path::PathBuf};

use rnnlab::{
    app::{Errand, LossCurve, RunNews},
    run::{Overview, RunDirectory, RunState},
    training::StepMetrics,
};

use super::jobs::{Job, jobs};

/// What comes of an errand: what is asked for by a name of even length is done, and all else refused.
pub fn news(errand: Errand) -> RunNews {
    let refused = |name: &str| if name.len().is_multiple_of(2) { Ok(()) } else { Err(format!("{name} is no good")) };
    match errand {
        Errand::List => RunNews::Listed(Ok(jobs().iter().enumerate().map(|(place, job)| row(place, job)).collect())),
        Errand::Curve(name) => {
            let curve = refused(&name).map(|()| Box::new(curve(name.len() as u64)));
            RunNews::Curve(name, curve)
        }
        Errand::Open(name) => {
            let opened = refused(&name).map(|()| Box::new(jobs()[name.len() % jobs().len()].experiment.clone()));
            RunNews::Opened(name, opened)
        }
        Errand::Note(name, _) => RunNews::Noted(refused(&name)),
        Errand::Delete(name) => {
            let deleted = refused(&name);
            RunNews::Deleted(name, deleted)
        }
    }
}

/// Runs in every state, with names and notes as people and other programs make them.
fn row(place: usize, Job { experiment, .. }: &Job) -> Overview {
    let names = ["20261124-120000-a", "größe 温度", "\u{1b}[2J\u{202e}txt", "", "x"];
    let states = [RunState::Running, RunState::Finished, RunState::Stopped, RunState::Diverged, RunState::Damaged];
    let losses = [1.5, f64::NAN, 0.0, -1.0, f64::MAX];
    let loss = losses[place % losses.len()];
    let state = states[place % states.len()];
    let is_damaged = state == RunState::Damaged;
    let run = format!("{}{place}", names[place % names.len()]);
    Overview {
        directory: RunDirectory::at(PathBuf::from("runs").join(&run)),
        values: if is_damaged { BTreeMap::default() } else { experiment.values() },
        experiment: (!is_damaged).then(|| Box::new(experiment.clone())),
        state,
        last: (!place.is_multiple_of(3)).then(|| step(u64::MAX >> (place + 1), loss)),
        summary: None,
        note: names[(place + 2) % names.len()].repeat(place),
        problem: is_damaged.then(|| names.join(" ").repeat(9)),
        size_of_metrics: place as u64,
        run,
    }
}

fn curve(from: u64) -> LossCurve {
    let mut curve = LossCurve::default();
    for (place, loss) in [3.0, f64::INFINITY, 1e-300, f64::MAX, 2.0].into_iter().enumerate() {
        curve.training.push(from + place as u64, loss);
        curve.validation.push((from + place as u64) << 40, -loss);
    }
    curve
}

fn step(step: u64, loss: f64) -> StepMetrics {
    StepMetrics {
        step,
        epoch: step,
        loss,
        validation_loss: None,
        validation_accuracy: None,
        learning_rate: 0.1,
        gradient_norm: loss,
        seconds: loss,
    }
}
