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
    // Without sending the difference to a terminal, which is not ours and takes as long as the drawing.
    let mut frame = terminal.get_frame();
    draw(&mut frame, app, Theme::new(true));
    let cells = &frame.buffer_mut().content;
    assert!(cells.iter().all(|cell| !cell.symbol().contains(char::is_control)), "a control character is drawn");
}
