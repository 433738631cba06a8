//! A screen as text, and below it the style of each cell by a letter: c cyan, g green, m magenta, y yellow, r red, d dark
//! grey, . none, any other for a number; capital where bold, _ where underlined. Of themes with colours of their own:
//! those of the same meaning.

use std::fmt::Write;

use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};
use rnnlab::{
    app::{App, Look},
    tui::{Depth, Theme, draw},
};

/// The screen of an app.
pub fn screen(app: &App, (width, height): (u16, u16), theme: Theme) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, app, theme)).unwrap();
    terminal.backend().buffer().clone()
}

/// Its text alone.
pub fn text(buffer: &Buffer) -> String {
    block(buffer, |cell| cell.symbol().to_owned())
}

/// Its text and its styles.
pub fn picture(buffer: &Buffer) -> String {
    text(buffer) + "\n" + &block(buffer, |cell| letter(cell).to_string())
}

fn letter(cell: &Cell) -> char {
    let own =
        || [Look::Light, Look::ColourBlind].into_iter().find_map(|look| of_theme(cell, Theme::of(look, Depth::Full)));
    let letter = match cell.fg {
        Color::Rgb(..) => own().unwrap_or_else(|| unreachable!("{:?} has no letter", cell.fg)),
        Color::Cyan => 'c',
        Color::Green => 'g',
        Color::Magenta => 'm',
        Color::Yellow => 'y',
        Color::Red => 'r',
        Color::DarkGray => 'd',
        Color::Reset => '.',
        // The colours of a heat map have numbers.
        Color::Indexed(number) => char::from_digit(u32::from(number) % 36, 36).unwrap(),
        other => unreachable!("{other:?} has no letter"),
    };
    match (cell.modifier.contains(Modifier::UNDERLINED), cell.modifier.contains(Modifier::BOLD)) {
        (true, _) => '_',
        (false, true) if letter == '.' => 'B',
        (false, true) => letter.to_ascii_uppercase(),
        (false, false) => letter,
    }
}

/// The letter of what a colour says in a theme.
fn of_theme(cell: &Cell, theme: Theme) -> Option<char> {
    let (ink, paper) = theme.ground()?;
    let meanings = [
        (theme.training().fg, 'c'),
        (theme.validation().fg, 'm'),
        (theme.truth().fg, 'g'),
        (theme.baseline().fg, 'y'),
        (theme.notice().fg, 'y'),
        (theme.error().fg, 'r'),
        (theme.quiet().fg, 'd'),
        (Some(ink), '.'),
    ];
    let letter = meanings.into_iter().find(|(colour, _)| *colour == Some(cell.fg));
    letter.filter(|_| cell.bg == paper).map(|(_, letter)| letter)
}

fn block(buffer: &Buffer, of_cell: impl Fn(&Cell) -> String) -> String {
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width)) {
        let line: String = row.iter().map(&of_cell).collect();
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}
