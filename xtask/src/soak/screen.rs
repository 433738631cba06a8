//! A pseudo-terminal of 120×36 and what is drawn to it.

use std::{
    fs::File,
    io::{Read, Write},
    num::NonZero,
    os::{fd::OwnedFd, unix::ffi::OsStringExt},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use anyhow::Result;
use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};
use vt100::Parser;

const COLUMNS: NonZero<u16> = NonZero::<u16>::MIN.saturating_add(119);
const ROWS: NonZero<u16> = NonZero::<u16>::MIN.saturating_add(35);

/// What a program has drawn.
pub struct Screen {
    terminal: File,
    parser: Arc<Mutex<Parser>>,
}

impl Screen {
    /// Starts a program in a terminal of its own.
    pub fn open(mut command: Command) -> Result<(Self, Child)> {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&terminal)?;
        unlockpt(&terminal)?;
        let name = PathBuf::from(std::ffi::OsString::from_vec(ptsname(&terminal, Vec::new())?.into_bytes()));
        tcsetwinsize(&terminal, Winsize { ws_col: COLUMNS.get(), ws_row: ROWS.get(), ws_xpixel: 0, ws_ypixel: 0 })?;
        let end = || File::options().read(true).write(true).open(&name).map(OwnedFd::from).map(Stdio::from);
        command.stdin(end()?).stdout(end()?).stderr(end()?).env("TERM", "xterm-256color");
        let child = command.spawn()?;
        let parser = Arc::new(Mutex::new(Parser::new(ROWS, COLUMNS, 0)));
        let (mut drawn, drawn_to) = (File::from(terminal.try_clone()?), Arc::clone(&parser));
        thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            // The terminal has an end when the program has.
            while let Ok(read @ 1..) = drawn.read(&mut bytes) {
                drawn_to.lock().unwrap_or_else(PoisonError::into_inner).process(&bytes[..read]);
            }
        });
        Ok((Self { terminal: File::from(terminal), parser }, child))
    }

    /// All that can be read.
    pub fn text(&self) -> String {
        self.parser.lock().unwrap_or_else(PoisonError::into_inner).screen().contents()
    }

    /// The step in the first row, `… step 123/1000 …`.
    pub fn step(&self) -> Option<u64> {
        step_in(self.text().lines().next()?)
    }

    /// Presses keys.
    pub fn press(&self, keys: &str) -> Result<()> {
        Ok((&self.terminal).write_all(keys.as_bytes())?)
    }
}

fn step_in(row: &str) -> Option<u64> {
    let (_, after) = row.split_once("  step ")?;
    after.split_once('/')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_is_read_from_the_first_row_of_the_dashboard() {
        assert_eq!(step_in(" rnnlab  soak · RNN 1→1→1 · cpu   ▶ training  step 123456/1000000000  max"), Some(123_456));
        assert_eq!(step_in(" rnnlab  soak  starting"), None);
    }
}
