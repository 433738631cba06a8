//! Trainings whose numbers are none any more.

use rnnlab::run::Checkpoint;

use crate::lab::{Lab, recorded, saved};

/// A learning rate that no network stands.
const TOO_LARGE: &[&str] =
    &["train", "series-sum", "--every", "1", "--set", "epochs=60", "--set", "learning_rate=1e30"];

#[test]
fn a_training_that_diverges_fails_with_the_step_the_parameter_and_the_way_on_and_saves_nothing_of_it() {
    let lab = Lab::new();
    let words = lab.fails(TOO_LARGE);
    let run = lab.runs().remove(0);
    let name = run.name();
    assert_eq!(
        words,
        format!(
            "the loss is no finite number at step 1, first in the gradient of lstm.weight_ih_l0; learning rate 1e30; \
             nothing of it was saved, and `rnnlab resume {name} --plain --on-divergence rewind` goes back to a finite \
             state and on with a tenth of the learning rate"
        )
    );
    let snapshot = Checkpoint::read(&run.file(Checkpoint::LAST)).unwrap().snapshot;
    assert!(snapshot.weights.iter().all(|tensor| tensor.values.iter().all(|value| value.is_finite())));
    assert_eq!(snapshot.place.step, 0);
    let list = lab.run(&["runs"]);
    assert!(list.lines().nth(1).unwrap().contains("diverged at step 1"), "{list}");
}

#[test]
fn a_training_that_diverges_goes_back_and_on_with_a_smaller_learning_rate_where_it_is_told_to() {
    let lab = Lab::new();
    let rewind = ["--on-divergence", "rewind", "--set", "learning_rate=1e22"];
    let text = lab.run(&[&TOO_LARGE[..6], &rewind].concat());
    let back: Vec<_> = text.lines().filter(|line| line.contains(": back to step ")).collect();
    assert!((1..=8).contains(&back.len()) && back[0].ends_with("learning rate 1e21"), "{text}");
    let run = lab.runs().remove(0);
    assert_eq!((saved(&run), recorded(&run)), (Some(60), (0..60).collect()));
    assert!(!lab.run(&["runs"]).contains("diverged"));
}

#[test]
fn a_run_that_has_diverged_goes_on_later_where_it_may_go_back() {
    let lab = Lab::new();
    lab.fails(&[&TOO_LARGE[..6], &["--set", "learning_rate=1e22"]].concat());
    // By itself it comes to the same end,
    let words = lab.fails(&["resume", "last", "--plain"]);
    assert!(words.contains("is no finite number at step "), "{words}");
    // and to another one once it is helped.
    lab.run(&["resume", "last", "--plain", "--on-divergence", "rewind"]);
    let run = lab.runs().remove(0);
    assert_eq!((saved(&run), recorded(&run)), (Some(60), (0..60).collect()));
}
