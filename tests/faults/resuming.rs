//! A run that has come to its end.

use std::fs;

use rnnlab::run::Checkpoint;

use crate::lab::{Lab, text};

#[test]
fn a_finished_run_that_is_resumed_prints_its_answers_once_more_and_changes_nothing() {
    let lab = Lab::new();
    let first = lab.run(&["train", "series-sum", "--set", "epochs=20"]);
    let run = lab.runs().remove(0);
    let files =
        || (fs::read(run.file(Checkpoint::LAST)).unwrap(), text(&run, "metrics.csv"), text(&run, "summary.json"));
    let before = files();
    let again = lab.run(&["resume", "last", "--plain"]);
    let answers = |text: &str| text[text.find("model saved to ").unwrap()..].to_owned();
    assert_eq!(answers(&again), answers(&first));
    assert_eq!(files(), before);
}
