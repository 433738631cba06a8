//! More than one process at one run.

use std::collections::HashSet;

use crate::lab::{ENDLESS, Lab, recorded, saved, text};

#[test]
fn a_run_that_is_being_trained_is_not_resumed_but_read_by_all_who_want_to() {
    let lab = Lab::new();
    let (program, run) = lab.train();
    let (name, pid) = (run.name(), program.pid());
    for arguments in [&["resume", "last", "--plain"][..], &["resume", &name, "--plain", "--json"]] {
        let words = format!("the run {name} is being written by process {pid}: wait until that ends, or end it");
        assert_eq!(lab.fails(arguments), words);
    }
    let list = lab.run(&["runs"]);
    assert!(list.lines().nth(1).unwrap().contains("running"), "{list}");
    assert!(lab.run(&["evaluate", "last"]).contains("RMSE"));
    assert_eq!(lab.run(&["predict", "last", "1 2 3 4"]).split_whitespace().count(), 4);
    let before = saved(&run).unwrap();
    program.see("a later checkpoint", || saved(&run).unwrap() > before);
    program.signal("TERM");
    let end = program.end();
    assert_eq!((end.code, end.errors.as_str()), (Some(130), ""));
}

#[test]
fn a_run_whose_process_was_killed_is_taken_over_and_has_each_step_once() {
    let lab = Lab::new();
    let (program, run) = lab.train();
    let dead = program.pid();
    program.kill();
    assert_eq!(text(&run, "lock"), format!("{dead}\n"));
    let before = saved(&run).unwrap();
    let again = lab.start(&["resume", "last", "--plain", "--every", "1", "--save-every", "0.1"]);
    again.see("a later checkpoint", || saved(&run).unwrap() > before);
    assert_eq!(text(&run, "lock"), format!("{}\n", again.pid()));
    again.signal("TERM");
    let end = again.end();
    assert_eq!((end.code, end.errors.as_str()), (Some(130), ""));
    assert_eq!(recorded(&run), (0..saved(&run).unwrap()).collect::<Vec<_>>());
}

#[test]
fn trainings_that_start_at_the_same_moment_keep_apart() {
    let lab = Lab::new();
    let programs: Vec<_> = (0..3).map(|_| lab.start(ENDLESS)).collect();
    for program in &programs {
        program.line().unwrap();
    }
    let runs = lab.runs();
    assert_eq!(runs.len(), 3);
    let holders: HashSet<_> = runs.iter().map(|run| text(run, "lock").trim().parse().unwrap()).collect();
    assert_eq!(holders, programs.iter().map(super::lab::Program::pid).collect());
    for program in programs {
        program.signal("TERM");
        assert_eq!(program.end().code, Some(130));
    }
    for run in runs {
        assert_eq!(recorded(&run), (0..saved(&run).unwrap()).collect::<Vec<_>>());
    }
}
