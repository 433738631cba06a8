//! Whatever is pressed, pasted and resized, the dashboard lives.

use rustix::termios::{Winsize, tcsetwinsize};
use termlens::{Key, Screen};

use crate::{
    lab::{Lab, saved},
    sight::takes_commands,
};

const SEED: u64 = 0x5EED;
const ROUNDS: usize = 40;
const KEYS_A_ROUND: usize = 12;
/// Columns and rows. No [`termlens::Terminal`] has fewer than two of either; a terminal may.
const SIZES: [(u16, u16); 10] =
    [(80, 24), (40, 10), (1, 1), (200, 60), (39, 9), (2, 2), (120, 10), (41, 60), (80, 11), (1, 40)];
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

fn resize(lab: &mut Lab, (columns, rows): (u16, u16)) {
    if columns >= 2 && rows >= 2 {
        return lab.resize(columns, rows);
    }
    let size = Winsize { ws_col: columns, ws_row: rows, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(lab.tty(), size).unwrap();
}

#[test]
fn whatever_is_mashed_and_resized_the_dashboard_lives_and_quits() {
    let mut lab = Lab::open(&["--set", "epochs=300"]);
    let mut dice = Dice(SEED);
    for round in 0..ROUNDS {
        for _ in 0..KEYS_A_ROUND {
            mash(&mut lab, &mut dice);
        }
        resize(&mut lab, SIZES[round % SIZES.len()]);
    }
    // Sizes that no other round leaves the terminal at, so that the program is told of each.
    lab.resize(60, 20);
    lab.wait("a dashboard", |screen| screen.row_text(0).contains("rnnlab  series-sum"));
    // From the commands this changes nothing, from anywhere else it leads back to them.
    lab.press(Key::Esc);
    lab.resize(80, 24);
    lab.wait("the commands", |screen: &Screen| screen.cols() == 80 && takes_commands(screen));
    lab.keys("q");
    if lab.asks_before_it_ends() {
        lab.keys("y");
    }
    assert_eq!(lab.exit_code(), Some(0));
    let runs = lab.runs();
    assert!(!runs.is_empty() && runs.iter().all(|run| saved(run).is_some()), "{runs:?}");
}
