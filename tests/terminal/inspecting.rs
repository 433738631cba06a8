//! A person who looks inside the network while it learns.

use termlens::{Color, Key, Screen};

use crate::{
    lab::{ENDLESS, Lab},
    sight::{footer, progress, takes_commands},
};

/// The step that stands below what is shown.
fn step(screen: &Screen) -> Option<u64> {
    let text = screen.text();
    text.rsplit_once(" after ")?.1.split_once(" steps ")?.0.parse().ok()
}

/// Cells of the heat maps: they have colours by number.
fn coloured(screen: &Screen) -> usize {
    let is_heat = |row, column| matches!(screen.cell(row, column).unwrap().style().fg, Color::Indexed(16..));
    (0..screen.rows()).map(|row| (0..80).filter(|&column| is_heat(row, column)).count()).sum()
}

#[test]
fn a_person_looks_inside_while_the_network_learns() {
    let mut lab = Lab::open(ENDLESS);
    lab.see("steps", |screen| progress(screen).filter(|progress| progress.step > 0));
    lab.keys("3");
    let gates = lab.wait("six gates", |screen| {
        let names = ["input gate", "forget gate", "output gate", "candidate", "cell state", "hidden state"];
        names.iter().all(|name| screen.contains(name)) && step(screen).is_some()
    });
    assert!(coloured(&gates) > 500, "{gates}");
    let before = step(&gates).unwrap();
    lab.wait("later gates", |screen| step(screen).is_some_and(|later| later > before));
    lab.keys("g");
    lab.wait("one gate", |screen| screen.contains("input gate") && !screen.contains("forget gate  mean"));
    lab.keys("x");
    lab.wait("the second example", |screen| screen.contains("example 2 of "));
    lab.keys("v");
    lab.wait("bars", |screen| screen.contains("|∂ answer / ∂ x[t]|") && screen.contains("███"));
    lab.keys("v");
    lab.wait("weights", |screen| screen.contains("lstm.weight_ih_l0: weights") && screen.contains(" since step "));
    lab.press(Key::Down);
    lab.wait("the next parameter", |screen| screen.contains("lstm.weight_hh_l0: weights"));
    lab.keys("i");
    lab.wait("the input pane", |screen| footer(screen).contains("enter keep"));
    lab.keys("2 4 6 8");
    lab.press(Key::Enter);
    lab.wait("the commands", takes_commands);
    lab.keys("3v");
    lab.wait("the gates of the example again", |screen| screen.contains("example 2 of 2: 4 5 6 7 · layer 1 of 1"));
    lab.keys("x");
    lab.wait("those of what was typed", |screen| screen.contains("what-if: 2 4 6 8 · layer 1 of 1"));
    lab.signal("TERM");
    assert_eq!(lab.exit_code(), Some(130));
}
