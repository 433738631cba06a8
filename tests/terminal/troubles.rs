//! What a person reads when a run cannot be saved, or diverges, and how long the log may grow.

use std::{
    fs::{self, File},
    io::Write,
};

use termlens::Screen;

use crate::{
    lab::{ENDLESS, Lab, saved},
    protect::Protected,
    sight::{progress, waiting},
};

/// Opens the dashboard wide enough for whole sentences.
fn wide(args: &[&str]) -> Lab {
    Lab::open_as(args, |terminal| terminal.size(250, 30))
}

/// What stands above the loss chart, in one line.
fn told(screen: &Screen) -> String {
    let rows = (2..5).map(|row| screen.row_text(row));
    let left: Vec<String> = rows.map(|row| row.split(['╭', '│']).next().unwrap_or_default().to_owned()).collect();
    left.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn trains_on(lab: &mut Lab) {
    let training = |screen: &Screen| progress(screen).filter(|progress| progress.phase == "training");
    let step = lab.see("training", training).step;
    lab.see("further steps", |screen| training(screen).filter(|progress| progress.step > step));
}

#[track_caller]
fn leave(lab: &mut Lab) {
    lab.keys(" ");
    lab.see("a pause", |screen| waiting(screen, "paused"));
    lab.quit_at_once();
}

#[test]
fn what_cannot_be_saved_is_on_the_screen_until_it_is_saved_and_training_goes_on() {
    let mut lab = wide(ENDLESS);
    trains_on(&mut lab);
    let run = lab.runs().remove(0);
    let Some(protected) = Protected::new(run.path()) else { return };
    lab.keys("w");
    let goes_on = "Training goes on and saving is tried again; what is saved is step 0";
    let screen = lab.wait("what is amiss", |screen| told(screen).contains(goes_on));
    assert!(told(&screen).starts_with("not saved: cannot write "), "{screen}");
    trains_on(&mut lab);
    drop(protected);
    lab.keys("w");
    lab.wait("the word", |screen| screen.contains(" saved at step ") && !screen.contains("not saved"));
    leave(&mut lab);
    assert!(saved(&run).unwrap().steps > 0);
}

#[test]
fn a_run_whose_place_is_gone_is_told_of_and_back_by_itself_once_the_place_is() {
    let mut lab = wide(&[ENDLESS, &["--save-every", "0.2"]].concat());
    trains_on(&mut lab);
    let (run, runs_dir) = (lab.runs().remove(0), lab.runs_dir());
    fs::rename(&runs_dir, runs_dir.with_extension("away")).unwrap();
    let screen = lab.wait("what is amiss", |screen| told(screen).contains("saving is tried again"));
    assert!(told(&screen).contains("No such file or directory (os error 2)"), "{screen}");
    trains_on(&mut lab);
    fs::create_dir(&runs_dir).unwrap();
    lab.wait("no complaint", |screen| !screen.contains("not saved"));
    leave(&mut lab);
    let steps = saved(&run).unwrap().steps;
    assert_eq!(fs::read_to_string(run.file("metrics.csv")).unwrap().lines().count() as u64, steps + 1);
}

#[test]
fn a_run_that_diverges_says_so_and_one_key_takes_it_back_and_on() {
    let mut lab = wide(&["--set", "learning_rate=1e19", "--set", "pace=max", "--set", "epochs=150"]);
    let report = "the loss is no finite number at step 1; learning rate 1e19. Nothing of it is saved: b goes back to step \
                  0 and on with learning rate 1e18";
    let screen = lab.wait("the report", |screen| told(screen) == report);
    assert_eq!(progress(&screen).unwrap().phase, "diverged", "{screen}");
    lab.keys("b");
    lab.wait("the end", |screen| waiting(screen, "finished").is_some());
    lab.quit_at_once();
    assert_eq!(saved(&lab.runs()[0]).unwrap().steps, 150);
}

#[test]
fn a_run_that_diverges_is_left_with_what_was_finite() {
    let mut lab = Lab::open(&["--set", "learning_rate=1e30", "--set", "pace=max"]);
    lab.wait("the report", |screen| progress(screen).is_some_and(|progress| progress.phase == "diverged"));
    lab.quit_at_once();
    let summary = saved(&lab.runs()[0]).unwrap();
    assert_eq!((summary.steps, summary.divergence.is_some()), (1, true));
}

#[test]
fn the_log_is_bounded_however_much_is_said_and_one_older_is_kept() {
    const MOST: usize = 1 << 20;
    let mut lab = Lab::open(ENDLESS);
    let log = lab.runs_dir().join("rnnlab.log");
    let older = lab.runs_dir().join("rnnlab.log.1");
    for round in [b'a', b'b'] {
        File::options().append(true).open(&log).unwrap().write_all(&vec![round; MOST + 1]).unwrap();
        lab.wait("room", |_| fs::read(&older).is_ok_and(|bytes| bytes.ends_with(&[round])));
    }
    leave(&mut lab);
    // What is there at the beginning counts too.
    fs::write(&log, vec![b'c'; 2 * MOST]).unwrap();
    let _again = lab.again(ENDLESS);
    assert!(fs::metadata(&log).unwrap().len() < MOST as u64 && fs::read(&older).unwrap().starts_with(b"c"));
}

#[test]
fn a_run_that_cannot_be_saved_is_not_said_to_be_when_a_person_leaves() {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    std::fs::rename(lab.runs_dir(), lab.runs_dir().with_extension("gone")).unwrap();
    std::fs::write(lab.runs_dir(), "no directory").unwrap();
    lab.keys("w");
    lab.wait("that it is not saved", |screen| screen.contains("not saved: "));
    lab.keys("q");
    lab.wait("a question that says so", |screen| {
        screen.contains("Stop training and leave?") && !screen.contains("is saved in")
    });
    lab.keys("y");
    assert_eq!(lab.exit_code(), Some(1));
}
