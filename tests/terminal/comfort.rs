//! A person who finds actions by their names, uses the mouse, and comes back.

use std::fs;

use termlens::{Color, Key, Screen, TerminalBuilder};

use crate::{
    lab::{ENDLESS, Lab},
    sight::{footer, progress, takes_commands, waiting},
};

/// A dashboard that is paused after its first steps.
fn paused(mut lab: Lab) -> Lab {
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys(" ");
    lab.see("a pause", |screen| waiting(screen, "paused"));
    lab
}

fn colour(screen: &Screen, text: &str) -> Color {
    let (row, column) = screen.find(text).unwrap();
    screen.cell(row, column).unwrap().style().fg
}

#[test]
fn an_action_is_found_by_its_name_and_done() {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys(":");
    lab.wait("the list", |screen| screen.contains(" Actions ") && footer(screen).contains("enter do it"));
    lab.keys("pause");
    lab.wait("what is meant", |screen| screen.contains("▸ pause training, or go on") && !screen.contains("checkpoint"));
    lab.press(Key::Enter);
    lab.see("a pause", |screen| waiting(screen, "paused"));
    lab.press(Key::Ctrl('p'));
    lab.wait("the list", |screen| footer(screen).contains("enter do it"));
    lab.press(Key::Esc);
    lab.wait("the dashboard", takes_commands);
    lab.quit_at_once();
}

#[test]
fn tabs_the_phase_and_answers_are_clicked() {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.click("2 Data", 3);
    lab.wait("the data", |screen| screen.contains(" Columns ") || screen.contains(" Data "));
    lab.wait("no chart", |screen| !screen.contains(" Predictions "));
    lab.click("1 Train", 0);
    lab.wait("the chart", |screen| screen.contains(" Predictions "));
    lab.click("▶ training", 2);
    lab.see("a pause", |screen| waiting(screen, "paused"));
    lab.click("‖ paused", 0);
    lab.see("it go on", |screen| progress(screen).filter(|progress| progress.phase == "training"));
    lab.click("q quit", 2);
    lab.wait("the question", |screen| screen.contains("Stop training and leave?") && footer(screen).contains("n no"));
    lab.click("n no", 0);
    lab.wait("the dashboard", takes_commands);
    lab.click("q quit", 0);
    lab.wait("the question", |screen| screen.contains("Stop training and leave?") && footer(screen).contains("n no"));
    lab.click("y yes", 0);
    assert_eq!(lab.exit_code(), Some(0));
}

#[test]
fn the_predictions_are_copied_into_the_clipboard_of_the_terminal() {
    let mut lab = paused(Lab::open(ENDLESS));
    lab.keys("y");
    let copied = lab.see("a copy", |screen| screen.clipboard()?.text().map(str::to_owned));
    let mut lines = copied.lines();
    assert_eq!(lines.next(), Some("input\ttarget\tprediction\tmax error"));
    assert!(lines.next().is_some_and(|line| line.starts_with("1 2 3 4\t1 3 5 7\t")), "{copied:?}");
    lab.wait("what was copied", |screen| screen.contains("copied the predictions"));
    lab.quit_at_once();
}

#[test]
fn the_screen_is_saved_beside_the_run_by_a_key() {
    let wide = |terminal: TerminalBuilder| terminal.size(200, 40);
    let mut lab = paused(Lab::open_as(ENDLESS, wide));
    let step = lab.see("the step", progress).step;
    lab.press(Key::Ctrl('s'));
    lab.wait("where it is", |screen| screen.contains("the screen is saved as"));
    let run = lab.runs().remove(0);
    let name = format!("screen-{step:06}-train");
    let svg = fs::read_to_string(run.path().join(format!("{name}.svg"))).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("paused"), "{svg:.300}");
    assert!(fs::read(run.path().join(format!("{name}.png"))).unwrap().starts_with(b"\x89PNG"));
    lab.quit_at_once();
}

#[test]
fn the_next_dashboard_is_as_the_last_was_left() {
    let mut lab = paused(Lab::open_as(ENDLESS, |terminal| terminal.env("COLORTERM", "truecolor")));
    assert_eq!(colour(&lab.wait("a dashboard", takes_commands), "── training"), Color::Indexed(6));
    lab.keys("Tl2");
    lab.wait("the data in another theme", |screen| {
        !screen.contains(" Predictions ")
            && takes_commands(screen)
            && matches!(colour(screen, "1 Train"), Color::Rgb(..))
    });
    lab.quit_at_once();
    let mut lab = lab.again(ENDLESS);
    // This one has 256 colours.
    lab.wait("the data in that theme", |screen| {
        !screen.contains(" Predictions ") && matches!(colour(screen, "1 Train"), Color::Indexed(16..))
    });
    lab.keys("1");
    lab.wait("the axis as it was", |screen| screen.contains("linear)"));
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}

#[test]
fn the_first_start_shows_the_first_keys_and_no_later_one_does() {
    let state = tempfile::tempdir().unwrap();
    let open = || Lab::open_as(ENDLESS, |terminal| terminal.env("XDG_STATE_HOME", state.path()));
    let hint =
        |screen: &Screen| screen.contains("changes the learning rate") && screen.contains("takes the last change back");
    let mut lab = open();
    lab.wait("the hint", hint);
    lab.see("steps below it", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys(" ");
    lab.see("a pause", |screen| waiting(screen, "paused"));
    lab.wait("no hint", |screen| !hint(screen) && takes_commands(screen));
    lab.quit_at_once();
    let mut lab = open();
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0 && !hint(screen)));
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}

#[test]
fn settings_that_are_damaged_or_cannot_be_kept_disturb_nobody() {
    let state = tempfile::tempdir().unwrap();
    let file = state.path().join("rnnlab/settings.toml");
    fs::create_dir(state.path().join("rnnlab")).unwrap();
    fs::write(&file, "theme = \u{1b}[31m").unwrap();
    let mut lab = paused(Lab::open_as(ENDLESS, |terminal| terminal.env("XDG_STATE_HOME", state.path())));
    lab.quit_at_once();
    assert!(fs::read_to_string(&file).unwrap().starts_with("theme = \"dark\"\n"));
    let mut lab = paused(Lab::open_as(ENDLESS, |terminal| terminal.env("XDG_STATE_HOME", "/dev/null")));
    lab.keys("T");
    lab.wait("the theme", |screen| screen.contains("theme: light"));
    lab.quit_at_once();
}
