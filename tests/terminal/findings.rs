//! The tabs Data and Evaluate of one experiment of each task, view by view.

use termlens::Screen;

use crate::{
    lab::Lab,
    sight::{footer, takes_commands},
};

/// Opens both tabs of a job that has no time to train much, and sees the titles of each view in turn.
fn shows(args: &[&str], data: &[&[&str]], evaluate: &[&[&str]]) {
    let args: Vec<&str> = args.iter().copied().chain(["--set", "epochs=1000000", "--set", "pace=20"]).collect();
    let mut lab = Lab::open(&args);
    lab.wait("the training", |screen| screen.contains("training  step"));
    lab.keys(" ");
    lab.wait("a pause", |screen| screen.contains("‖ paused"));
    for (tab, views) in [("2", data), ("4", evaluate)] {
        lab.keys(tab);
        for titles in views {
            let sees = |screen: &Screen| titles.iter().all(|title| screen.contains(title));
            lab.wait(&titles.join(", "), sees);
            lab.keys("v");
        }
        // After the last view comes the first.
        lab.wait("the first view again", |screen| views[0].iter().all(|title| screen.contains(title)));
    }
    lab.wait("the commands", takes_commands);
    lab.quit_at_once();
}

#[test]
fn a_forecast_shows_its_split_on_a_time_axis_its_errors_and_their_memory() {
    shows(
        &["us-macro"],
        &[
            &["╭ Columns fitted on 123 training rows, 1959-Q1 to 1989-Q3"],
            &["╭ unemp in the file", "╭ unemp as the network reads it", "╭ Split by time", "rows 164–203"],
            &["╭ Example 1 of 114, train", "╭ unemp as the network has it"],
        ],
        &[
            &["╭ Evaluation (test, after step"],
            &["╭ Errors of unemp, test, after step", "╭ Autocorrelation 1 step ahead, 40 windows in a row"],
            &["╭ Largest errors of unemp, test", "step 1 ahead"],
            &["╭ Intervals (test)", "aim at covered"],
        ],
    );
}

#[test]
fn classes_show_how_sure_the_network_is_and_where_it_is_wrong() {
    shows(
        &["japanese-vowels"],
        &[
            &["╭ Classes "],
            &["╭ lpc1 in the file", "╭ lpc1 as the network reads it", "╭ Split drawn by seed"],
            &["╭ Example 1 of 216, train"],
        ],
        &[&["╭ Confusion "], &["╭ Calibration (test) error"], &["╭ Mistakes (test) the surest first"]],
    );
}

#[test]
fn numbers_at_every_step_show_their_errors() {
    shows(
        &["series-sum-generated"],
        &[&["╭ Columns fitted on"], &["╭ Split drawn by seed"], &["╭ Example 1 of", "╭ value in the file ── read"]],
        &[
            &["╭ Evaluation (test, after step"],
            &["╭ Errors of target, test, after step"],
            &["╭ Largest errors of target"],
        ],
    );
}

#[test]
fn texts_show_their_lengths_and_where_they_go_on_otherwise() {
    shows(
        &["surnames-generate"],
        &[&["╭ Symbols "], &["╭ Lengths training sequences"], &["╭ Example 1 of 13651, train", "⏎"]],
        &[&["bits/symbol"], &["╭ Calibration (test) error"], &["╭ Mistakes (test) the surest first"]],
    );
}

#[test]
fn examples_of_every_part_and_every_column_are_a_key_away() {
    let mut lab = Lab::open(&["us-macro", "--set", "epochs=1000000", "--set", "pace=20"]);
    lab.wait("the training", |screen| screen.contains("training  step"));
    lab.keys(" ");
    lab.wait("a pause", |screen| screen.contains("‖ paused"));
    lab.keys("2vv");
    lab.wait("the first example", |screen| screen.contains("Example 1 of 114, train"));
    lab.wait("the keys", |screen| footer(screen).contains("x example") && footer(screen).contains("t part"));
    lab.keys("x");
    lab.wait("the second", |screen| screen.contains("Example 2 of 114, train"));
    lab.keys("t");
    lab.wait("validation", |screen| screen.contains("Example 1 of 40, validation"));
    lab.keys("tX");
    lab.wait("the last of the test", |screen| screen.contains("Example 40 of 40, test"));
    lab.keys("]");
    lab.wait("the next column", |screen| screen.contains("╭ level in the file"));
    lab.keys("[[");
    lab.wait("the last column", |screen| screen.contains("╭ realinv in the file"));
    lab.wait("the commands", takes_commands);
    lab.quit_at_once();
}
