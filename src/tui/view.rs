//! Draws the app: one file a pane. Nothing here changes anything.

mod axis;
mod dialog;
mod footer;
mod header;
mod help;
mod layout;
mod loss;
mod parameters;
mod predictions;
mod what_if;

use ratatui::{
    Frame,
    layout::{Alignment, Rect},
    style::Style,
    text::Line,
    widgets::{Block, BorderType, Paragraph},
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use self::layout::Panes;
use super::Theme;
use crate::app::{App, Mode};

/// Draws the whole screen, whatever its size.
pub fn draw(frame: &mut Frame<'_>, app: &App, theme: Theme) {
    let area = frame.area();
    let tests = app.run.info.as_ref().map_or(0, |info| info.test.len());
    let Some(panes) = Panes::of(area, tests, matches!(app.mode, Mode::Try)) else {
        return too_small(frame, area, theme);
    };
    header::draw(frame, panes.header, app, theme);
    if let Some(area) = panes.loss {
        loss::draw(frame, area, app, theme);
    }
    if let Some(area) = panes.parameters {
        parameters::draw(frame, area, app, theme);
    }
    if let Some(area) = panes.predictions {
        predictions::draw(frame, area, app, theme);
    }
    if let Some(area) = panes.what_if {
        what_if::draw(frame, area, app, theme);
    }
    footer::draw(frame, panes.footer, app, theme);
    match &app.mode {
        Mode::Help { scroll } => help::draw(frame, area, *scroll, theme),
        Mode::AskSteps(input) => dialog::ask_steps(frame, area, app, input, theme),
        Mode::Confirm(question) => dialog::confirm(frame, area, app, *question, theme),
        Mode::Watch | Mode::Try => {}
    }
}

fn too_small(frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    let (columns, rows) = (area.width, area.height);
    let text = format!("rnnlab needs 40×10, not {columns}×{rows}");
    frame.render_widget(Paragraph::new(text).style(theme.notice()), area);
}

/// A text in at most `width` columns; one that is longer ends with an ellipsis.
fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut fitted = String::new();
    for grapheme in text.graphemes(true) {
        if fitted.width() + grapheme.width() + 1 > width {
            break;
        }
        fitted.push_str(grapheme);
    }
    fitted + "…"
}

/// The frame of a pane, with a title.
fn pane(title: Line<'_>, style: Style) -> Block<'_> {
    Block::bordered().border_type(BorderType::Rounded).border_style(style).title(title).title_alignment(Alignment::Left)
}
