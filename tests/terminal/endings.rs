//! Ends that nobody asked the dashboard for: signals, a closed terminal, a panic, and no terminal at all.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rnnlab::run::{Checkpoint, RunDirectory};
use termlens::Terminal;

use crate::{
    lab::{ENDLESS, Lab, PATIENCE, runs, saved},
    sight::{has_all_panes, progress, takes_commands},
};

/// Opens a dashboard and waits until something can be lost.
fn some_steps_into_training() -> Lab {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step >= 20));
    lab
}

#[test]
fn a_signal_that_asks_for_the_end_saves_the_run_and_gives_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut lab = some_steps_into_training();
        lab.signal(signal);
        assert_eq!(lab.exit_code(), Some(130), "SIG{signal}");
        assert!(saved(&lab.runs()[0]).unwrap().steps >= 20, "SIG{signal}");
    }
}

#[test]
fn a_terminal_that_is_closed_takes_no_run_with_it() {
    for paused in [false, true] {
        let mut lab = some_steps_into_training();
        if paused {
            lab.keys(" ");
            lab.wait("a pause", |screen| screen.contains("‖ paused"));
        }
        let pid = lab.pid();
        let dir = lab.close_terminal();
        until("the program ends", || !runs_still(&pid));
        let run = runs(dir.path()).remove(0);
        let steps = saved(&run).unwrap().steps;
        assert!(steps >= 20, "paused: {paused}");
        let lab = Lab::open_in(dir, &["resume", "last"], |terminal| terminal);
        goes_on_as_one_that_was_never_interrupted(lab, &run, steps);
    }
}

/// Each step is there once, and found the same as in a run that nothing happened to.
fn goes_on_as_one_that_was_never_interrupted(mut lab: Lab, run: &RunDirectory, from: u64) {
    lab.see("steps after those", |screen| progress(screen).filter(|progress| progress.step >= from + 20));
    leave(&mut lab);
    let found = metrics(run);
    let steps: Vec<u64> = found.iter().map(|row| row.split(',').next().unwrap().parse().unwrap()).collect();
    assert_eq!(steps, (0..saved(run).unwrap().steps).collect::<Vec<_>>());
    let mut other = Lab::open(&[ENDLESS, &["--set", "pace=max"]].concat());
    other.see("as many steps", |screen| progress(screen).filter(|progress| progress.step as usize >= found.len()));
    leave(&mut other);
    assert_eq!(found, metrics(&other.runs()[0])[..found.len()]);
}

fn leave(lab: &mut Lab) {
    lab.keys("q");
    lab.wait("a question", |screen| screen.contains("Stop training and leave?"));
    lab.keys("y");
    assert_eq!(lab.exit_code(), Some(0));
}

/// The rows of `metrics.csv`, without the time they took.
fn metrics(run: &RunDirectory) -> Vec<String> {
    let text = fs::read_to_string(run.file("metrics.csv")).unwrap();
    text.lines().skip(1).map(|row| row.rsplit_once(',').unwrap().0.to_owned()).collect()
}

/// Whether a process runs. One that has ended may stay in the list for want of a parent, as a zombie.
fn runs_still(pid: &str) -> bool {
    !["", "Z"].contains(&state(pid).get(..1).unwrap_or(""))
}

/// What the system says of a process: `T` where it is stopped, nothing where there is none.
fn state(pid: &str) -> String {
    let ps = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap();
    String::from_utf8(ps.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_dashboard_that_was_stopped_and_continued_trains_on_with_a_whole_screen() {
    let mut lab = some_steps_into_training();
    let pid = lab.pid();
    lab.signal("STOP");
    until("a stop", || state(&pid).starts_with('T'));
    // As a shell does that has the terminal meanwhile.
    Command::new("stty").arg("sane").stdin(lab.tty()).status().unwrap();
    lab.tty().write_all(b"\x1b[?1049l\x1b[2J\x1b[Hsomebody else was here\r\n").unwrap();
    let before = lab.wait("the other's words", |screen| screen.contains("somebody else was here"));
    assert!(!before.alternate_screen(), "{before}");
    lab.signal("CONT");
    let screen = lab.wait("the dashboard again", |screen| screen.alternate_screen() && has_all_panes(screen));
    assert!(!screen.contains("somebody else"), "{screen}");
    let step = progress(&screen).unwrap().step;
    lab.see("further steps", |screen| progress(screen).filter(|p| p.phase == "training" && p.step > step));
    assert!(lab.settings().contains("-icanon"), "keys come one by one");
    leave(&mut lab);
    assert_eq!(metrics(&lab.runs()[0]).len() as u64, saved(&lab.runs()[0]).unwrap().steps);
}

#[test]
fn a_signal_leaves_a_learner_that_blocks_behind_and_gives_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut lab = Lab::open_example("broken_learner", &["blocks"], |terminal| terminal);
        lab.wait("the step that never ends", |screen| screen.contains("nothing heard of step "));
        let sent = Instant::now();
        lab.signal(signal);
        assert_eq!(lab.exit_code(), Some(130), "SIG{signal}");
        // Two seconds on a machine that has nothing else to do.
        assert!(sent.elapsed() < Duration::from_secs(30), "SIG{signal}: {:?}", sent.elapsed());
    }
}

#[test]
fn a_learner_that_blocks_is_told_of_all_else_works_and_who_asks_twice_leaves() {
    let mut lab = Lab::open_example("broken_learner", &["blocks"], |terminal| terminal.size(110, 30));
    lab.wait("what is amiss", |screen| screen.contains("nothing heard of step "));
    lab.read_help();
    lab.keys("2");
    lab.wait("another tab", |screen| !has_all_panes(screen) && takes_commands(screen));
    lab.keys("1");
    lab.wait("the panes", has_all_panes);
    lab.keys("q");
    lab.wait("a question", |screen| screen.contains("Stop training and leave?"));
    lab.keys("y");
    let screen = lab.wait("the way out", |screen| screen.contains("q leaves without waiting for it"));
    assert!(screen.contains(" has not ended for ") && screen.contains("what is saved is step 0"), "{screen}");
    lab.keys("q");
    assert_eq!(lab.exit_code(), Some(130));
}

/// Waits for something that no screen tells.
fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}");
        thread::yield_now();
    }
}

#[test]
fn a_panic_in_the_training_is_told_on_the_screen_and_tears_nothing() {
    // Wide enough for the whole sentence.
    let mut lab = Lab::open_example("broken_learner", &["panics"], |terminal| terminal.size(110, 30));
    lab.wait("the failure", |screen| progress(screen).is_some_and(|progress| progress.phase == "failed"));
    // A change in a single place: once it is there, all before it is painted.
    lab.keys("<");
    let failed = lab.wait("a slower pace", |screen| screen.contains("pace          100/s"));
    assert!(failed.contains("the training thread panicked: the example breaks here on purpose"), "{failed}");
    lab.resize(60, 20);
    lab.wait("a small dashboard", takes_commands);
    lab.resize(110, 30);
    let anew = lab.wait("the dashboard painted anew", takes_commands);
    assert_eq!(failed.text(), anew.text(), "something was printed over the dashboard");
    lab.read_help();
    lab.quit_at_once();
    let run = &lab.runs()[0];
    let checkpoint = Checkpoint::read(&run.file(Checkpoint::LAST)).unwrap();
    assert_eq!((checkpoint.snapshot.place.step, metrics(run).len()), (50, 50), "the steps before it are saved");
    let log = lab.log();
    assert!(log.contains("broken_learner.rs") && log.contains("the example breaks here on purpose"), "{log}");
}

#[test]
fn a_log_that_cannot_be_written_is_told_before_the_terminal_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("taken"), "").unwrap();
    let builder = Terminal::builder().size(120, 24).timeout(PATIENCE).env_clear().current_dir(dir.path());
    let mut terminal = builder.args(["--runs-dir", "taken"]).spawn(env!("CARGO_BIN_EXE_rnnlab")).unwrap();
    assert_eq!(terminal.wait_exit().unwrap().code(), Some(1));
    assert_eq!(
        terminal.screen().text().trim_end(),
        "rnnlab: cannot write the log taken/rnnlab.log: choose another place with --runs-dir: File exists (os error 17)"
    );
}

#[test]
fn without_a_terminal_the_way_without_one_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let rnnlab = Command::new(env!("CARGO_BIN_EXE_rnnlab"))
        .arg("--runs-dir")
        .arg(dir.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .output()
        .unwrap();
    let words = String::from_utf8(rnnlab.stderr).unwrap();
    assert_eq!(rnnlab.status.code(), Some(1), "{words}");
    assert_eq!(
        words,
        "rnnlab: the dashboard needs a terminal, and this is none: `rnnlab train series-sum` trains without one\n"
    );
    assert!(rnnlab.stdout.is_empty());
    assert_eq!(dir.path().read_dir().unwrap().count(), 0, "nothing was begun");
}
