//! Whatever is pressed, pasted and resized, the dashboard lives.

use rustix::termios::{Winsize, tcsetwinsize};
use termlens::Key;

use crate::{
    lab::{Lab, saved},
    sight::{footer, takes_commands},
};

const SEED: u64 = 0x5EED;
const ROUNDS: usize = 24;
const KEYS: usize = 10;
/// Columns and rows with room for a dashboard; the first is not the one that the terminal begins with.
const LARGE: [(u16, u16); 6] = [(40, 10), (200, 60), (120, 10), (80, 24), (41, 60), (80, 11)];
/// Columns and rows with room for a word at most. No [`termlens::Terminal`] has fewer than two of either; a terminal may.
const SMALL: [(u16, u16); 4] = [(1, 1), (39, 9), (2, 2), (1, 40)];
const CHARACTERS: &[u8] = b"  ppssnniiww<>,.lrrr??hhjkyy0123456789-+e.; x";
/// Without q and ctrl-c: where no steps are taken these leave at once.
const OTHERS: [Key; 20] = [
    Key::Enter,
    Key::Enter,
    Key::Esc,
    Key::Esc,
    Key::Backspace,
    Key::Delete,
    Key::Left,
    Key::Right,
    Key::Up,
    Key::Down,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::Tab,
    Key::F(5),
    Key::Ctrl('u'),
    Key::Ctrl('w'),
    Key::Ctrl('y'),
    Key::Alt('b'),
];
const PASTES: [&str; 4] = ["2 4 6 8", "1\n2\u{7}\u{1b}[31m 日本", "1e30 -1e30 nan", "e\u{301} 👩‍👩‍👧 1 2"];

/// Pseudo-random numbers (xorshift64), the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn of<T: Copy>(&mut self, choice: &[T]) -> T {
        choice[self.roll(choice.len())]
    }
}

fn mash(lab: &mut Lab, dice: &mut Dice) {
    match dice.roll(10) {
        0 => lab.paste(dice.of(&PASTES)),
        1..=4 => lab.press(dice.of(&OTHERS)),
        _ => lab.press(Key::Char(dice.of(CHARACTERS).into())),
    }
}

/// Waits until all of it is painted, or what was mashed before and after a resize could be seen to at once.
fn make_small(lab: &mut Lab, (columns, rows): (u16, u16)) {
    if columns >= 2 && rows >= 2 {
        lab.resize(columns, rows);
    } else {
        let size = Winsize { ws_col: columns, ws_row: rows, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(lab.tty(), size).unwrap();
    }
    let told: String = format!("rnnlab needs 40×10, not {columns}×{rows}").chars().take(columns.into()).collect();
    lab.wait("the size that is needed", |screen| screen.text().trim() == told);
}

fn make_large(lab: &mut Lab, (columns, rows): (u16, u16)) {
    lab.resize(columns, rows);
    lab.wait("a dashboard", |screen| !footer(screen).trim().is_empty());
}

#[test]
fn whatever_is_mashed_and_resized_the_dashboard_lives_and_quits() {
    let mut lab = Lab::open(&["--set", "epochs=300"]);
    let mut dice = Dice(SEED);
    for round in 0..ROUNDS {
        (0..KEYS).for_each(|_| mash(&mut lab, &mut dice));
        make_small(&mut lab, SMALL[round % SMALL.len()]);
        (0..KEYS).for_each(|_| mash(&mut lab, &mut dice));
        make_large(&mut lab, LARGE[round % LARGE.len()]);
    }
    // From the commands this changes nothing, from anywhere else it leads back to them: from the editor by way of what is
    // typed there and the question whether to start a new run.
    for _ in 0..3 {
        lab.press(Key::Esc);
        // Painted twice more, the key is read for certain: together with the next it would be another one, with alt.
        for size in [(60, 20), (80, 24)] {
            make_large(&mut lab, size);
        }
    }
    lab.wait("the commands", takes_commands);
    lab.keys("q");
    if lab.asks_before_it_ends() {
        lab.keys("y");
    }
    assert_eq!(lab.exit_code(), Some(0));
    let runs = lab.runs();
    assert!(!runs.is_empty() && runs.iter().all(|run| saved(run).is_some()), "{runs:?}");
}
