//! A person who tries what the networks of other tasks make of a text.

use termlens::{Key, Screen};

use crate::{
    lab::Lab,
    sight::{footer, progress, takes_commands, waiting},
};

/// With room for a chart in the input pane.
const SIZE: (u16, u16) = (120, 36);
/// The first column of the input pane there.
const PANE: usize = 72;

fn open(args: &[&str]) -> Lab {
    let lasting = [args, &["--set", "epochs=1000000"]].concat();
    Lab::open_as(&lasting, |terminal| terminal.size(SIZE.0, SIZE.1))
}

/// The rows of the right half, from the typed line on.
fn pane(screen: &Screen) -> Vec<String> {
    let rows = (0..screen.rows()).map(|row| screen.row_text(row).chars().skip(PANE).collect::<String>());
    rows.skip_while(|row| !row.contains(" Try a sequence ")).skip(1).collect()
}

fn has_row(screen: &Screen, sight: impl Fn(&str) -> bool) -> bool {
    pane(screen).iter().any(|row| sight(row))
}

fn begins_to_type(lab: &mut Lab) {
    lab.keys("i");
    lab.wait("the input pane", |screen| footer(screen).contains("enter keep"));
}

#[test]
fn a_forecast_goes_on_from_the_values_that_are_typed_and_its_chart_changes() {
    let mut lab = open(&["airpassengers"]);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys(" ");
    lab.see("a pause", |screen| waiting(screen, "paused"));
    begins_to_type(&mut lab);
    let first = |moment: &'static str| {
        move |screen: &Screen| {
            let rows = pane(screen);
            rows.iter().find(|row| row.starts_with("│ 19")).is_some_and(|row| row.starts_with(&format!("│ {moment} ")))
        }
    };
    let curve = |screen: &Screen| -> String {
        let braille = |character: &char| ('\u{2801}'..='\u{28ff}').contains(character);
        pane(screen).concat().chars().filter(braille).collect()
    };
    let end = lab.wait("a forecast from the end", first("1961-01"));
    lab.keys("450 420");
    let typed = lab.wait("a forecast from what is typed", first("1961-03"));
    assert!(!curve(&end).is_empty() && curve(&end) != curve(&typed), "{end}\n{typed}");
    lab.press(Key::Ctrl('t'));
    let again = lab.wait("the end of the series again", first("1961-01"));
    assert_eq!(curve(&again), curve(&end), "the weights are the same");
    lab.press(Key::Esc);
    lab.wait("the commands", takes_commands);
    lab.quit_at_once();
}

#[test]
fn classes_are_bars_that_follow_the_typing_and_what_is_unknown_is_told() {
    let mut lab = open(&["surnames", "--set", "hidden=8", "--set", "pace=20"]);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    begins_to_type(&mut lab);
    lab.keys("Schmidt");
    let bars =
        |screen: &Screen| pane(screen).iter().filter(|row| row.contains('%') && row.contains(['█', '▏'])).count();
    lab.wait("bars", |screen| bars(screen) >= 3 && has_row(screen, |row| row.contains("› Schmidt ")));
    lab.keys("☃");
    lab.wait("what is unknown", |screen| has_row(screen, |row| row.contains("'☃' is in no training sequence")));
    lab.press(Key::Ctrl('t'));
    lab.wait("an example and its class", |screen| has_row(screen, |row| row.contains("% truth")));
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}

#[test]
fn a_text_is_continued_at_the_temperature_and_by_the_seeds_that_are_asked_for() {
    let mut lab = open(&["surnames-generate", "--set", "hidden=8", "--set", "embedding=4", "--set", "pace=20"]);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    begins_to_type(&mut lab);
    lab.keys("Mac");
    let drawn = |seed: u64| {
        move |screen: &Screen| {
            let is_drawn = |row: &str| {
                let text = row.strip_prefix(&format!("│ {seed}")).map(str::trim_start);
                text.is_some_and(|text| text.starts_with("Mac") && !text.starts_with("Mac…"))
            };
            has_row(screen, is_drawn)
        }
    };
    for seed in 1..=4 {
        lab.wait("a continuation", drawn(seed));
    }
    let said = |words: &'static str| move |screen: &Screen| has_row(screen, |row| row.contains(words));
    lab.wait("how it is drawn", said("temperature 0.8 · seed 1"));
    lab.press(Key::PageUp);
    lab.wait("more heat", said("temperature 0.9 · seed 1"));
    lab.press(Key::Ctrl('r'));
    lab.wait("other seeds", said("temperature 0.9 · seed 5"));
    lab.wait("another continuation", drawn(5));
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}

#[test]
fn a_sequence_is_pinned_and_its_course_is_seen_while_the_network_learns() {
    let mut lab = open(&["series-sum", "--set", "pace=max"]);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    begins_to_type(&mut lab);
    lab.keys("2 4 6 8");
    lab.press(Key::Ctrl('p'));
    lab.press(Key::Ctrl('u'));
    lab.keys("1 1");
    lab.press(Key::Enter);
    let row = |screen: &Screen| screen.text().lines().find(|line| line.contains("│ 2 4 6 8 ")).map(str::to_owned);
    let bars = |row: &str| row.chars().filter(|bar| ('▁'..='█').contains(bar)).count();
    lab.wait("its answer and a course of some length", |screen| {
        screen.contains("╭ Pinned ") && row(screen).is_some_and(|row| bars(&row) >= 8 && row.contains('.'))
    });
    // Pinned once more it is taken off.
    begins_to_type(&mut lab);
    lab.press(Key::Ctrl('u'));
    lab.keys("2 4 6 8");
    lab.press(Key::Ctrl('p'));
    lab.wait("no pin", |screen| !screen.contains("╭ Pinned "));
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}
