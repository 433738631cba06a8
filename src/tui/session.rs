//! The terminal while the dashboard is up, and given back in every case: after quitting, an error, a panic or a signal.

use std::{
    fs::File,
    io::{self, Stdout, Write},
    os::fd::OwnedFd,
    panic,
    path::Path,
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result};
use crossterm::{
    cursor::Show,
    event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture},
    execute,
    terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};
use ratatui::{Terminal, backend::CrosstermBackend};

use super::log;
use crate::plain::{Form, Plain};

/// The terminal in the hands of the dashboard; dropping it gives the terminal back.
#[derive(Debug)]
pub struct Session {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    /// Standard error as it was; while the dashboard is up it goes to the log, for anything printed tears the screen.
    stderr: OwnedFd,
}

impl Session {
    /// Takes the terminal, and sends standard error and the program's own log to the file `log`.
    ///
    /// # Errors
    /// When the log cannot be written or the terminal cannot be set up.
    pub fn enter(log: &Path) -> Result<Self> {
        let stderr = rustix::io::dup(rustix::stdio::stderr())?;
        log::redirect_stderr(log)
            .with_context(|| format!("cannot write the log {}: choose another place with --runs-dir", log.display()))?;
        give_back_on_panic(rustix::io::dup(&stderr)?);
        enable_raw_mode()?;
        let terminal = execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableMouseCapture)
            .and_then(|()| Terminal::new(CrosstermBackend::new(io::stdout())));
        match terminal {
            Ok(terminal) => Ok(Self { terminal, stderr }),
            Err(error) => {
                give_back();
                rustix::stdio::dup2_stderr(&stderr)?;
                Err(error).context("cannot set up the terminal")
            }
        }
    }

    /// Where to draw.
    pub fn terminal(&mut self) -> &mut Terminal<CrosstermBackend<Stdout>> {
        &mut self.terminal
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        give_back();
        // When this fails later errors go to the log: nothing better is left to do.
        let _ = rustix::stdio::dup2_stderr(&self.stderr);
    }
}

/// Takes the terminal once more after the process was stopped.
pub(super) fn take_again() -> io::Result<()> {
    // The library takes a terminal that it has set up once for one that is.
    disable_raw_mode()?;
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableMouseCapture)
}

/// Gives the terminal back as far as it is still there.
fn give_back() {
    let _ = disable_raw_mode();
    // Of a window that has grown meanwhile tmux keeps rows of the alternate screen, so they are emptied first.
    let _ = execute!(
        io::stdout(),
        DisableMouseCapture,
        DisableBracketedPaste,
        Clear(ClearType::All),
        LeaveAlternateScreen,
        Show
    );
}

/// A panic of the thread that draws gives the terminal back before its message is printed. One of another thread is
/// caught there and shown on the screen, so it only goes to the log.
fn give_back_on_panic(stderr: OwnedFd) {
    let ui = thread::current().id();
    let stderr = Mutex::new(File::from(stderr));
    panic::set_hook(Box::new(move |info| {
        tracing::error!("{info}");
        if thread::current().id() == ui {
            give_back();
            if let Ok(mut stderr) = stderr.lock() {
                let _ = writeln!(Plain::new(&mut *stderr, Form::Text), "rnnlab: {info}");
            }
        }
    }));
}
