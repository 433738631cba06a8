//! A run that is opened again.

use termlens::{Key, Screen};

use crate::{
    lab::{ENDLESS, Lab, saved},
    sight::{has_all_panes, progress, waiting},
};

fn finished_at(steps: u64) -> impl Fn(&Screen) -> bool {
    move |screen| waiting(screen, "finished").is_some_and(|progress| (progress.step, progress.goal) == (steps, steps))
}

/// The left half of the upper rows: the curve, and its axes.
fn loss_pane(screen: &Screen) -> Vec<String> {
    (2..10).map(|row| screen.row_text(row).chars().take(40).collect()).collect()
}

#[test]
fn a_finished_run_opens_as_finished_with_its_whole_curve_and_takes_more_steps() {
    let mut lab = Lab::open(&["--set", "epochs=50", "--set", "pace=max"]);
    lab.wait("the end", finished_at(50));
    let before = loss_pane(&lab.read_help());
    assert!(before.iter().any(|row| row.contains('⠉') || row.contains('⡀') || row.contains('⠒')), "{before:?}");
    lab.quit_at_once();
    let mut lab = lab.again(&["resume", "last"]);
    lab.wait("the same end", |screen| finished_at(50)(screen) && has_all_panes(screen));
    assert_eq!(loss_pane(&lab.read_help()), before);
    lab.keys("n");
    lab.wait("a question", |screen| screen.contains("How many more steps?"));
    lab.press(Key::Enter);
    lab.wait("the later end", finished_at(100));
    lab.quit_at_once();
    let runs = lab.runs();
    assert_eq!(runs.len(), 1);
    assert_eq!(saved(&runs[0]).unwrap().steps, 100);
}

#[test]
fn a_run_that_is_being_trained_is_not_opened_twice_and_the_screen_says_who_has_it() {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step >= 20));
    let mut second = lab.beside(&["resume", "last"]);
    let words = format!("is being written by process {}: wait until that ends, or end it", lab.pid());
    second.wait("why not", |screen| screen.contains(&words));
    second.quit_at_once();
    lab.keys(" ");
    lab.see("a pause", |screen| waiting(screen, "paused"));
    lab.quit_at_once();
}
