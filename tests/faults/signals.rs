//! Signals: those that ask for the end save and leave, whatever the program is doing; a stop is no end.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use crate::lab::{ENDLESS, Lab, found, recorded, saved, until};

/// Two seconds on a machine that has nothing else to do.
const SOON: Duration = Duration::from_secs(30);

#[test]
fn a_signal_that_asks_for_the_end_saves_and_leaves_soon() {
    for signal in ["INT", "TERM", "HUP", "QUIT"] {
        let lab = Lab::new();
        let (program, run) = lab.train();
        let sent = Instant::now();
        program.signal(signal);
        let end = program.end();
        assert!(sent.elapsed() < SOON, "SIG{signal}: {:?}", sent.elapsed());
        assert_eq!((end.code, end.errors.as_str()), (Some(130), ""), "SIG{signal}");
        let steps = saved(&run).unwrap();
        assert!(end.last.starts_with(&format!("stopped after {steps} steps; saved in ")), "{end:?}");
        assert_eq!(recorded(&run), (0..steps).collect::<Vec<_>>(), "SIG{signal}");
    }
}

/// A hundred times as many examples as any step should have, on a network that is still trained on one thread: of two
/// threads on a busy machine each waits for the other.
const SLOW_STEPS: &[&str] = &[
    "train",
    "adding-problem",
    "--every",
    "1",
    "--set",
    "model.hidden=480",
    "--set",
    "training.batch=full",
    "--set",
    "data.generate.sequences=1000",
    "--set",
    "split.validation=100",
    "--set",
    "split.test=100",
];

#[test]
fn a_step_that_takes_long_keeps_nobody_from_leaving_and_the_checkpoint_before_it_is_whole() {
    let lab = Lab::new();
    let program = lab.start(SLOW_STEPS);
    // Before its first step a run is saved once.
    until("the first checkpoint", || lab.runs().pop().is_some_and(|run| run.file("last.safetensors").exists()));
    // What comes before the step takes a small part of this.
    let before = program.processor_seconds();
    until("the midst of the step", || program.processor_seconds() >= before + 3);
    let run = lab.runs().remove(0);
    let sent = Instant::now();
    program.signal("TERM");
    let end = program.end();
    assert!(sent.elapsed() < SOON, "{:?}", sent.elapsed());
    assert_eq!((end.code, end.errors.as_str()), (Some(130), ""));
    let place = run.path().strip_prefix(lab.path()).unwrap().display().to_string();
    assert_eq!(end.last, format!("left in the midst of a step; the last checkpoint is in {place}"));
    assert_eq!(saved(&run), Some(0));
}

#[test]
fn a_signal_while_a_finished_run_is_measured_leaves_soon_and_the_run_is_measured_when_it_is_opened_again() {
    let lab = Lab::new();
    let slow =
        ["--set", "model.hidden=160", "--set", "epochs=1", "--set", "split.validation=50", "--set", "split.test=6000"];
    // On a slow processor it would be saved amid the epoch too.
    let train = ["train", "adding-problem", "--every", "1", "--save-every", "3600"];
    let program = lab.start(&[&train, &slow[..]].concat());
    until("its end", || lab.runs().pop().is_some_and(|run| saved(&run).is_some_and(|step| step > 0)));
    let run = lab.runs().remove(0);
    let (sent, steps) = (Instant::now(), saved(&run));
    program.signal("INT");
    let end = program.end();
    assert!(sent.elapsed() < SOON, "{:?}", sent.elapsed());
    assert_eq!((end.code, end.errors.as_str()), (Some(130), ""));
    assert!(run.summary().unwrap().is_none_or(|summary| summary.report.is_none()), "{end:?}");
    let text = lab.run(&["resume", "last", "--plain"]);
    assert!(text.lines().last().unwrap().starts_with("test RMSE "), "{text}");
    assert!(run.summary().unwrap().unwrap().report.is_some());
    assert_eq!(saved(&run), steps);
}

#[test]
fn a_process_that_is_stopped_and_continued_trains_on_as_if_nothing_had_been() {
    let lab = Lab::new();
    let (program, run) = lab.train();
    program.signal("STOP");
    let state = || Command::new("ps").args(["-o", "stat=", "-p", &program.pid().to_string()]).output().unwrap().stdout;
    until("a stop", || state().starts_with(b"T"));
    program.signal("CONT");
    let before = saved(&run).unwrap();
    program.see("a later checkpoint", || saved(&run).unwrap() > before);
    program.signal("TERM");
    let end = program.end();
    assert_eq!((end.code, end.errors.as_str()), (Some(130), ""));
    let undisturbed = lab.start(ENDLESS);
    let steps = saved(&run).unwrap();
    assert_eq!(recorded(&run), (0..steps).collect::<Vec<_>>());
    let other = || lab.runs().pop().filter(|other| *other != run);
    undisturbed.see("as many steps", || other().is_some_and(|other| saved(&other) > Some(steps)));
    assert_eq!(found(&run), found(&other().unwrap())[..=steps as usize]);
}
