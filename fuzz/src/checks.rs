//! What holds for every error and every screen.

use std::fmt::Display;

use ratatui::{Terminal, backend::TestBackend};
use rnnlab::{
    app::App,
    tui::{Theme, draw},
};

/// What is wrong is told in one sentence.
pub fn check_sentence(error: &impl Display) {
    let sentence = error.to_string();
    assert!(!sentence.trim().is_empty(), "an error says nothing");
    assert!(!sentence.contains('\n'), "not one sentence: {sentence:?}");
}

/// Draws the app; nothing that a terminal could take for a command is among what is drawn.
pub fn check_screen(app: &App, (width, height): (u16, u16)) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a screen in memory");
    terminal.draw(|frame| draw(frame, app, Theme::new(true))).expect("drawing in memory");
    let cells = &terminal.backend().buffer().content;
    assert!(cells.iter().all(|cell| !cell.symbol().contains(char::is_control)), "a control character is drawn");
}
