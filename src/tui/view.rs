//! Draws the app: one file a pane. Nothing here changes anything.

mod axis;
mod chart;
mod chooser;
mod data;
mod dialog;
mod editor;
mod evaluate;
mod footer;
mod greeting;
mod header;
mod help;
mod histogram;
mod inspect;
mod layout;
mod list;
mod metric;
mod palette;
mod parameters;
mod picker;
mod pins;
mod pointer;
mod predictions;
mod runs;
mod sparkline;
mod what_if;

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::{Alignment, Rect},
    style::{Color, Style},
    text::Line,
    widgets::{Block, BorderType, Paragraph, Wrap},
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use self::pointer::target;
use self::{dialog::Dialog, layout::Panes, list::List};
use super::Theme;
use crate::{
    app::{App, Mode, Phase, Tab},
    wording::is_unsafe,
};

/// Draws the whole screen, whatever its size.
pub fn draw(frame: &mut Frame<'_>, app: &App, theme: Theme) {
    let area = frame.area();
    let Some([header, page, footer]) = layout::rows(area) else {
        return too_small(frame, area, theme);
    };
    header::draw(frame, header, app, theme);
    if app.tab == Tab::Train {
        train(frame, area, app, theme);
    } else {
        let page = alert(frame, page, app, theme);
        let draw_page = match app.tab {
            Tab::Train | Tab::Data => data::draw,
            Tab::Inspect => inspect::draw,
            Tab::Evaluate => evaluate::draw,
            Tab::Runs => runs::draw,
        };
        draw_page(frame, page, app, theme);
    }
    footer::draw(frame, footer, app, theme);
    match &app.mode {
        Mode::Help { scroll } => help::draw(frame, area, app.tab, *scroll, theme),
        Mode::Pick(picker) => picker::chooser(picker, area, theme).draw(frame, area, theme),
        Mode::Palette(palette) => palette::chooser(app, palette, area, theme).draw(frame, area, theme),
        Mode::AskSteps { .. } | Mode::Confirm(_) => {
            if let Some(dialog) = Dialog::of(app) {
                dialog.draw(frame, area, theme);
            }
        }
        Mode::Watch | Mode::Try | Mode::Edit(_) | Mode::Filter | Mode::Note(_) => {}
    }
    if app.hint {
        greeting::draw(frame, area, theme);
    }
    put_on_ground(frame.buffer_mut(), theme);
    hide_unsafe(frame.buffer_mut());
}

/// Writes with the ink and on the paper of the theme, where a pane has not chosen another colour and the theme has its own.
fn put_on_ground(screen: &mut Buffer, theme: Theme) {
    let Some((ink, paper)) = theme.ground() else { return };
    for cell in &mut screen.content {
        if cell.fg == Color::Reset {
            cell.fg = ink;
        }
        if cell.bg == Color::Reset {
            cell.bg = paper;
        }
    }
}

/// Takes out of every cell what a terminal would act on: the widgets leave marks of writing directions in.
fn hide_unsafe(screen: &mut Buffer) {
    for cell in screen.content.iter_mut().filter(|cell| cell.symbol().contains(is_unsafe)) {
        let harmless: String = cell.symbol().chars().filter(|&character| !is_unsafe(character)).collect();
        cell.set_symbol(if harmless.is_empty() { " " } else { &harmless });
    }
}

/// How far the page can be scrolled on a screen of this size.
#[must_use]
pub fn most_scroll(app: &App, area: Rect, theme: Theme) -> u16 {
    let page = layout::rows(area).map(|[_, page, _]| below_alert(app, page));
    let lists = page.map_or_else(Vec::new, |page| match app.tab {
        Tab::Train | Tab::Inspect | Tab::Runs => Vec::new(),
        Tab::Data => data::lists(page, app, theme),
        Tab::Evaluate => evaluate::lists(page, app, theme),
    });
    if let Some(page) = page.filter(|_| app.tab == Tab::Inspect) {
        return inspect::most_scroll(page, app, theme);
    }
    lists.iter().map(List::hidden).max().unwrap_or(0)
}

fn train(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let Some((panes, edited)) = page_of_train(app, area) else { return };
    if let (Mode::Edit(editor), Some(area)) = (&app.mode, edited) {
        editor::draw(frame, area, editor, &app.run.experiment, theme);
    }
    if let Some(area) = panes.loss {
        let area = alert(frame, area, app, theme);
        metric::draw(frame, area, app, theme);
    }
    if let Some(area) = panes.parameters {
        parameters::draw(frame, area, app, theme);
    }
    if let Some(area) = panes.predictions {
        predictions::draw(frame, area, app, theme);
    }
    if let Some(area) = panes.pins {
        pins::draw(frame, area, app, theme);
    }
    if let Some(area) = panes.what_if {
        what_if::draw(frame, area, app, theme);
    }
}

/// Where each pane of the page Train stands, and the editor of the hyperparameters while there is one.
fn page_of_train(app: &App, area: Rect) -> Option<(Panes, Option<Rect>)> {
    let rows = app.run.info.as_ref().map_or(0, predictions::rows);
    let pins = pins::wanted(app);
    let mut panes = Panes::of(area, rows + usize::from(pins), matches!(app.mode, Mode::Try), what_if::wanted(app))?;
    panes.make_room_for_pins(pins);
    let edited = matches!(app.mode, Mode::Edit(_)).then(|| panes.make_room_for_editor()).flatten();
    Some((panes, edited))
}

/// Shows why the run failed, or the notice, in full above a pane, and gives what is left of the pane's area.
fn alert(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) -> Rect {
    let Some(text) = app.alert() else { return area };
    let is_bad = matches!(app.run.phase, Phase::Failed(_) | Phase::Diverged(_)) || app.run.save_failure.is_some();
    let style = if is_bad { theme.error() } else { theme.notice() };
    let rest = below_alert(app, area);
    let above = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height - rest.height, ..area };
    frame.render_widget(Paragraph::new(text).style(style).wrap(Wrap { trim: true }), above);
    rest
}

/// What is left of an area below that.
fn below_alert(app: &App, area: Rect) -> Rect {
    let lines = app
        .alert()
        .map_or(0, |text| Paragraph::new(text).wrap(Wrap { trim: true }).line_count(area.width.saturating_sub(2)));
    let rows = (lines as u16).min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
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

/// A text in lines of at most `width` columns, broken between words where that can be.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.width());
        if line > 0 && line + 1 + word.width() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.iter().map(|line| fit(line, width)).collect()
}

/// The end of a text in at most `width` columns; one that is longer begins with an ellipsis.
fn fit_end(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut end = String::new();
    for grapheme in text.graphemes(true).rev() {
        if end.width() + grapheme.width() + 1 > width {
            break;
        }
        end.insert_str(0, grapheme);
    }
    format!("…{end}")
}

/// The frame of a pane, with a title.
fn pane(title: Line<'_>, style: Style) -> Block<'_> {
    Block::bordered().border_type(BorderType::Rounded).border_style(style).title(title).title_alignment(Alignment::Left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_the_beginning_or_the_end_is_shown() {
        assert_eq!((fit("abc", 3), fit_end("abc", 3)), ("abc".to_owned(), "abc".to_owned()));
        assert_eq!((fit("abcdef", 4), fit_end("abcdef", 4)), ("abc…".to_owned(), "…def".to_owned()));
        assert_eq!((fit("日本語", 5), fit_end("日本語", 5)), ("日本…".to_owned(), "…本語".to_owned()));
    }
}
