//! A run that a person changed is trained once more, to the same weights.

use std::sync::Arc;

use rnnlab::{
    data::Dataset,
    experiment::{Batch, Clip, Experiment, Override},
    launch::{Keeping, launch},
    run::Checkpoint,
    training::{Change, Delivery, SAVE_EVERY, TrainingCommand as C, TrainingEvent as E, Worker},
};

use crate::lab::{Lab, PATIENCE, text};

#[track_caller]
fn until(worker: &Worker, fits: impl Fn(&E) -> bool) -> E {
    loop {
        let event = worker.events().recv_timeout(PATIENCE).unwrap();
        assert!(!matches!(event, E::Refused { .. } | E::Failed { .. }), "{event:?}");
        if fits(&event) {
            return event;
        }
    }
}

#[test]
fn a_run_with_five_interventions_and_a_branch_is_replayed_to_the_same_weights() {
    let lab = Lab::new();
    let set = |experiment: Experiment, key: &str, value: &str| experiment.with(&Override::new(key, &value)).unwrap();
    let experiment = set(Experiment::open("series-sum").unwrap(), "dropout", "0.1");
    let experiment = set(set(experiment, "epochs", "150"), "pace", "max");
    let dataset = Arc::new(Dataset::load(&experiment).unwrap());
    let keeping = Keeping { runs_dir: lab.path().join("runs"), save_every: SAVE_EVERY };
    let worker = launch(experiment, dataset, &keeping, Delivery::Complete).unwrap();
    worker.send(C::Pause);
    until(&worker, |event| matches!(event, E::Paused { .. } | E::Finished(_)));
    let step = |steps: u64| {
        worker.send(C::Step(steps));
        until(&worker, |event| matches!(event, E::Paused { .. } | E::Finished(_)));
    };
    let change = |change: Change| worker.send(C::Change(change));
    step(20);
    change(Change::LearningRate(0.01));
    step(20);
    change(Change::Clip(Clip::Norm(1.0)));
    change(Change::Batch(Batch::Count(2)));
    step(20);
    worker.send(C::Mark);
    let marked = until(&worker, |event| matches!(event, E::Marked(marks) if marks.iter().any(|mark| mark.by_hand)));
    let E::Marked(marks) = marked else { unreachable!() };
    let kept = marks.iter().rfind(|mark| mark.by_hand).unwrap().step;
    change(Change::Dropout(0.3));
    step(20);
    // A look back leaves no trace; training on from there does.
    worker.send(C::Visit(Some(0)));
    until(&worker, |event| *event == E::Visiting { step: Some(0) });
    worker.send(C::Branch(kept));
    until(&worker, |event| matches!(event, E::Resumed { .. }));
    until(&worker, |event| matches!(event, E::Paused { .. } | E::Finished(_)));
    change(Change::Epochs(400));
    worker.send(C::Resume);
    until(&worker, |event| matches!(event, E::Finished(_)));
    drop(worker);

    let said = lab.run(&["replay", "last"]);
    let runs = lab.runs();
    let log = text(&runs[0], "interventions.jsonl");
    assert!(log.lines().count() >= 8 && log.contains("rewind"), "{log}");
    assert!(said.ends_with(&format!("the weights are those of {}, to the last bit\n", runs[0].name())), "{said}");
    let weights = |run: usize| Checkpoint::read(&runs[run].file(Checkpoint::LAST)).unwrap().snapshot.weights;
    let bits = |run: usize| weights(run).iter().flat_map(|t| t.values.clone()).map(f32::to_bits).collect::<Vec<_>>();
    assert_eq!(bits(0), bits(1));
}
