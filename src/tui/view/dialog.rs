//! Questions in the middle of the screen.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::Line,
    widgets::{Clear, Paragraph},
};
use tui_input::Input;

use super::{Theme, pane};
use crate::{
    app::{App, Phase, Question, Then},
    wording::{counted, visible},
};

/// Asks how many steps to take.
pub(super) fn ask_steps(frame: &mut Frame<'_>, area: Rect, app: &App, (input, default): (&Input, u64), theme: Theme) {
    let what = if app.run.phase == Phase::Finished { "How many more steps?" } else { "How many steps, then pause?" };
    let hint = format!("without a number: {default}");
    let window = window(frame, area, " Steps ", &[what, &format!("› {}", input.value()), &hint], theme);
    let column = window.x + 2 + input.visual_cursor() as u16;
    frame.set_cursor_position(Position::new(column.min(window.right().saturating_sub(1)), window.y + 1));
}

/// Asks before something that a person may not mean.
pub(super) fn confirm(frame: &mut Frame<'_>, area: Rect, app: &App, question: &Question, theme: Theme) {
    let (what, more) = match question {
        Question::Stop(then) => {
            let what = match then {
                Then::Quit => "Stop training and leave?".to_owned(),
                Then::StartOver => "Stop training and start over with the next seed?".to_owned(),
                Then::Resume(run, _) => format!("Stop training and go on with {}?", visible(run)),
                Then::Open(experiment) => format!("Stop training and open {}?", experiment.name),
            };
            (what, saved_in(app))
        }
        Question::Delete(run) => {
            (format!("Delete {}?", visible(run)), "Its weights and metrics cannot be brought back.".to_owned())
        }
        Question::GoBack(step) => {
            let since = counted(app.run.step.saturating_sub(*step) as usize, "step");
            (
                format!("Train on from step {step}?"),
                format!("The {since} since are undone; their losses stay in a file of the run."),
            )
        }
    };
    window(frame, area, " Are you sure? ", &[&what, &more, "y yes · n no"], theme);
}

fn saved_in(app: &App) -> String {
    match app.run.info.as_ref().and_then(|info| info.directory.as_ref()) {
        Some(directory) => format!("The run is saved in {}.", directory.display()),
        None => "The run is saved.".to_owned(),
    }
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
