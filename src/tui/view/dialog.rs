//! Questions in the middle of the screen.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::Line,
    widgets::{Clear, Paragraph},
};
use tui_input::Input;

use super::{Theme, pane};
use crate::app::{App, Phase, Question, Then};

/// Asks how many steps to take.
pub(super) fn ask_steps(frame: &mut Frame<'_>, area: Rect, app: &App, (input, default): (&Input, u64), theme: Theme) {
    let what = if app.run.phase == Phase::Finished { "How many more steps?" } else { "How many steps, then pause?" };
    let hint = format!("without a number: {default}");
    let window = window(frame, area, " Steps ", &[what, &format!("› {}", input.value()), &hint], theme);
    let column = window.x + 2 + input.visual_cursor() as u16;
    frame.set_cursor_position(Position::new(column.min(window.right().saturating_sub(1)), window.y + 1));
}

/// Asks before a training that is under way is stopped.
pub(super) fn confirm(frame: &mut Frame<'_>, area: Rect, app: &App, question: &Question, theme: Theme) {
    let what = match &question.then {
        Then::Quit => "Stop training and leave?".to_owned(),
        Then::StartOver => "Stop training and start over with the next seed?".to_owned(),
        Then::Open(experiment) => format!("Stop training and open {}?", experiment.name),
    };
    let where_to = match app.run.info.as_ref().and_then(|info| info.directory.as_ref()) {
        Some(directory) => format!("The run is saved in {}.", directory.display()),
        None => "The run is saved.".to_owned(),
    };
    window(frame, area, " Are you sure? ", &[&what, &where_to, "y yes · n no"], theme);
}

/// A window with some lines; gives the area of the lines.
fn window(frame: &mut Frame<'_>, area: Rect, title: &str, lines: &[&str], theme: Theme) -> Rect {
    let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0) as u16 + 4;
    let window = area.centered(widest.min(area.width).into(), (lines.len() as u16 + 2).min(area.height).into());
    let block = pane(Line::styled(title, theme.strong()), theme.frame(true));
    let inner = block.inner(window);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    frame.render_widget(Clear, window);
    frame.render_widget(block, window);
    frame.render_widget(Paragraph::new(lines.iter().map(|line| Line::raw(*line)).collect::<Vec<_>>()), inner);
    inner
}
