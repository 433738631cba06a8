//! Ends that nobody asked the dashboard for: signals, a closed terminal, a panic, and no terminal at all.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::Instant,
};

use termlens::Terminal;

use crate::{
    lab::{ENDLESS, Lab, PATIENCE, runs, saved},
    sight::{progress, takes_commands},
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
        assert!(saved(&runs(dir.path())[0]).unwrap().steps >= 20, "paused: {paused}");
    }
}

/// Whether a process runs. One that has ended may stay in the list for want of a parent, as a zombie.
fn runs_still(pid: &str) -> bool {
    let ps = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap();
    let state = String::from_utf8(ps.stdout).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
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
    let mut lab = Lab::open_example("panicking_learner", |terminal| terminal.size(110, 30));
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
    let log = lab.log();
    assert!(log.contains("panicking_learner.rs") && log.contains("the example breaks here on purpose"), "{log}");
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
