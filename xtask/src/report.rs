//! What the person sees on standard error. Standard output belongs to the program that is run afterwards.

use std::io::{IsTerminal, stderr};

/// Says one line.
#[expect(clippy::print_stderr, reason = "the commands are talked to on a terminal")]
pub fn say(line: &str) {
    eprintln!("{line}");
}

/// Says how far a job is, in the place of what was said so before; nothing where there is no terminal.
#[expect(clippy::print_stderr, reason = "the commands are talked to on a terminal")]
pub fn say_in_place(line: &str) {
    if stderr().is_terminal() {
        eprint!("\r{line}\x1b[K\r");
    }
}

/// The share of a long job that is done: one line that is updated in place on a terminal, a line each quarter elsewhere.
pub struct Progress {
    label: String,
    total: u64,
    done: u64,
    shown: Option<u64>,
    in_place: bool,
}

impl Progress {
    /// A job of so much work, in any unit.
    pub fn new(label: String, total: u64) -> Self {
        Self { label, total, done: 0, shown: None, in_place: stderr().is_terminal() }
    }

    /// Counts work as done.
    pub fn add(&mut self, work: u64) {
        self.done += work;
        let percent = (100 * self.done).checked_div(self.total).unwrap_or(100);
        let step = if self.in_place { 1 } else { 25 };
        let percent = percent / step * step;
        if percent > 0 && self.shown != Some(percent) {
            self.shown = Some(percent);
            self.show(percent);
        }
    }

    #[expect(clippy::print_stderr, reason = "the commands are talked to on a terminal")]
    fn show(&self, percent: u64) {
        if self.in_place {
            eprint!("\r{} {percent:3} %{}", self.label, if percent == 100 { "\n" } else { "" });
        } else {
            eprintln!("{} {percent} %", self.label);
        }
    }
}

impl Drop for Progress {
    /// Ends the line of a job that broke off, so that its error starts on one of its own.
    fn drop(&mut self) {
        if self.in_place && self.shown.is_some_and(|percent| percent < 100) {
            say("");
        }
    }
}
