//! Keys, pastes and signals as messages.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, Sender, unbounded};
use crossterm::event::{self, Event, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, TERM_SIGNALS},
    iterator::Signals,
};

use super::session::take_again;
use crate::app::{Gesture, Key, KeyCode, Message, Pointer};

/// More than one for a mistake of the terminal's; with so many nothing is to be read from it.
const MOST_PANICS: usize = 100;

/// Listens to the terminal and to the signals that ask for an end, each on a thread of its own: a key is never delayed by
/// what the screen does.
///
/// # Errors
/// When the system refuses a thread or a signal handler.
pub fn listen() -> Result<Receiver<Message>> {
    let (sender, receiver) = unbounded();
    // SIGHUP too: the terminal is gone, the run is not.
    let mut signals =
        Signals::new(TERM_SIGNALS.iter().chain(&[SIGHUP, SIGCONT])).context("cannot listen for signals")?;
    let for_signals = sender.clone();
    let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| thread::Builder::new().name(name.to_owned()).spawn(work);
    let heed = move |signal| {
        let message = if signal == SIGCONT { woken() } else { Message::Terminate };
        drop(for_signals.send(message));
    };
    spawn("signals", Box::new(move || signals.forever().for_each(heed)))
        .context("cannot start a thread for signals")?;
    spawn("keys", Box::new(move || read_on(&sender))).context("cannot start a thread for keys")?;
    Ok(receiver)
}

/// A shell that had the terminal meanwhile may have changed it.
fn woken() -> Message {
    if let Err(error) = take_again() {
        tracing::error!(%error, "the terminal cannot be taken again");
    }
    Message::Woken
}

/// Reads the terminal, whatever it says: the library panics at a report of the mouse that no terminal should make, and a
/// dashboard that hears no key any more could not be left.
fn read_on(sender: &Sender<Message>) {
    for _ in 0..MOST_PANICS {
        if catch_unwind(AssertUnwindSafe(|| read(sender))).is_ok() {
            return;
        }
    }
    let _ = sender.send(Message::Terminate);
}

/// Reads the terminal until it is gone, and tells that too.
fn read(sender: &Sender<Message>) {
    loop {
        let message = match event::read() {
            Ok(Event::Resize(..)) => Some(Message::Resized),
            Ok(event) => message(event),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => None,
            Err(error) => {
                tracing::error!(%error, "the terminal is gone");
                let _ = sender.send(Message::Terminate);
                return;
            }
        };
        if message.is_some_and(|message| sender.send(message).is_err()) {
            return;
        }
    }
}

/// An event of the terminal as a message, if it means something here.
fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => self::key(key).map(Message::Key),
        Event::Mouse(mouse) => pointer(mouse).map(Message::Pointer),
        Event::Paste(text) => Some(Message::Paste(text)),
        _ => None,
    }
}

fn pointer(event: MouseEvent) -> Option<Pointer> {
    let gesture = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Gesture::Press,
        MouseEventKind::Drag(MouseButton::Left) => Gesture::Drag,
        MouseEventKind::ScrollUp => Gesture::WheelUp,
        MouseEventKind::ScrollDown => Gesture::WheelDown,
        _ => return None,
    };
    Some(Pointer { gesture, at: (event.column, event.row), target: None })
}

fn key(event: KeyEvent) -> Option<Key> {
    use crossterm::event::KeyCode as C;
    let code = match event.code {
        C::Char(character) => KeyCode::Char(character),
        C::Enter => KeyCode::Enter,
        C::Esc => KeyCode::Esc,
        C::Tab => KeyCode::Tab,
        C::BackTab => KeyCode::BackTab,
        C::Backspace => KeyCode::Backspace,
        C::Delete => KeyCode::Delete,
        C::Left => KeyCode::Left,
        C::Right => KeyCode::Right,
        C::Up => KeyCode::Up,
        C::Down => KeyCode::Down,
        C::Home => KeyCode::Home,
        C::End => KeyCode::End,
        C::PageUp => KeyCode::PageUp,
        C::PageDown => KeyCode::PageDown,
        C::F(number) => KeyCode::F(number),
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shift_is_part_of_the_character_and_control_stays_apart() {
        let pressed = |code, modifiers| message(Event::Key(KeyEvent::new(code, modifiers)));
        let char = crossterm::event::KeyCode::Char;
        assert_eq!(pressed(char('?'), KeyModifiers::SHIFT), Some(Message::Key(Key::char('?'))));
        assert_eq!(pressed(char('c'), KeyModifiers::CONTROL), Some(Message::Key(Key::ctrl('c'))));
        assert_eq!(pressed(crossterm::event::KeyCode::CapsLock, KeyModifiers::NONE), None);
    }

    #[test]
    fn a_key_that_is_let_go_is_not_pressed_twice() {
        let mut event = KeyEvent::new(crossterm::event::KeyCode::Enter, KeyModifiers::NONE);
        event.kind = KeyEventKind::Release;
        assert_eq!(message(Event::Key(event)), None);
    }
}
