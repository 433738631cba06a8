//! A person who opens other experiments.

use std::fs;

use termlens::{Key, Screen};

use crate::{
    lab::{ENDLESS, Lab, saved},
    sight::{footer, paused_at, progress, takes_commands, waiting},
};

fn opens_the_list(lab: &mut Lab) {
    lab.keys("o");
    lab.wait("the list", |screen| screen.contains(" Open an experiment ") && footer(screen).contains("enter open"));
}

fn named(screen: &Screen, experiment: &str) -> bool {
    screen.row_text(0).contains(&format!(" {experiment} "))
}

#[test]
fn another_experiment_is_found_asked_about_and_trained_and_the_first_run_is_saved() {
    let mut lab = Lab::open(ENDLESS);
    let before = lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 10));
    opens_the_list(&mut lab);
    lab.keys("passengers one");
    lab.wait("the one that is meant", |screen| {
        screen.contains("▸ airpassengers-one-step") && !screen.contains("surnames")
    });
    lab.press(Key::Enter);
    lab.wait("a question", |screen| screen.contains("Stop training and open airpassengers-one-step?"));
    lab.keys("y");
    lab.see("the other experiment learn", |screen| {
        progress(screen).filter(|progress| progress.step > 0 && named(screen, "airpassengers-one-step"))
    });
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
    let runs = lab.runs();
    assert_eq!(runs.len(), 2);
    let first = saved(&runs[0]).unwrap();
    assert!(first.steps >= before.step, "{} steps are kept", first.steps);
    assert_eq!(runs[1].experiment().unwrap().name, "airpassengers-one-step");
}

#[test]
fn a_path_that_leads_nowhere_is_told_in_words_and_nothing_is_lost() {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys(" ");
    let paused = lab.see("a pause", |screen| waiting(screen, "paused")).step;
    opens_the_list(&mut lab);
    lab.keys("/nowhere/my.toml");
    lab.press(Key::Enter);
    lab.wait("what is wrong", |screen| screen.contains("✗ cannot read the experiment /nowhere/my.toml"));
    lab.press(Key::Esc);
    lab.wait("the run as it was", |screen| paused_at(paused)(screen) && takes_commands(screen));
    assert_eq!(lab.runs().len(), 1);
    lab.quit_at_once();
}

#[test]
fn data_that_cannot_be_read_are_told_and_the_file_is_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mine.toml");
    let experiment = "name = \"mine\"\n[data]\nfile = \"none.csv\"\ntask = \"transform\"\ninputs = [\"a\"]\ntarget = [\"b\"]\n\
                      [split]\nby = \"random\"\n";
    fs::write(&path, experiment).unwrap();
    let state = dir.path().to_owned();
    let mut lab = Lab::open_as(ENDLESS, |terminal| terminal.size(100, 30).env("XDG_STATE_HOME", state.as_os_str()));
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys(" ");
    lab.see("a pause", |screen| waiting(screen, "paused"));
    opens_the_list(&mut lab);
    lab.keys(path.to_str().unwrap());
    lab.press(Key::Enter);
    let failed = |screen: &Screen| progress(screen).is_some_and(|progress| progress.phase == "failed");
    lab.wait("the failure", |screen| failed(screen) && named(screen, "mine") && screen.contains("none.csv"));
    opens_the_list(&mut lab);
    lab.keys("mine");
    lab.wait("the file among those opened before", |screen| {
        screen.contains("opened before") && screen.contains("▸") && screen.contains("mine.toml")
    });
    lab.press(Key::Ctrl('u'));
    lab.keys("series-sum");
    lab.wait("the first experiment", |screen| screen.contains("▸ series-sum"));
    lab.press(Key::Enter);
    lab.see("it learn", |screen| progress(screen).filter(|progress| progress.step > 0 && named(screen, "series-sum")));
    assert_eq!(lab.runs().len(), 2, "no run was begun without data");
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}
