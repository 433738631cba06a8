//! Lists to choose from, what is copied and saved of the screen, and the theme.

use super::{act, mode};
use crate::app::{App, Binding, Effect, Look, Mode, Palette, Tab, copy, copyable};

/// Bytes that terminals take at once; what they do with more is theirs to say.
const MOST_COPIED: usize = 64 << 10;

/// Opens the list of actions.
pub(super) fn open_palette(app: &mut App) -> Vec<Effect> {
    let trying = matches!(app.mode, Mode::Try);
    mode(app, Mode::Palette(Palette { trying, ..Palette::default() }))
}

/// Goes back to what was there before the list of actions.
pub(super) fn leave_palette(app: &mut App) -> Vec<Effect> {
    let trying = matches!(&app.mode, Mode::Palette(palette) if palette.trying);
    mode(app, if trying { Mode::Try } else { Mode::Watch })
}

/// Does or opens what is marked.
pub(super) fn choose(app: &mut App) -> Vec<Effect> {
    match &app.mode {
        Mode::Pick(picker) => picker.chosen().map(|choice| Effect::Open(choice.name)).into_iter().collect(),
        Mode::Palette(palette) => match palette.offers(app).get(palette.finder().marked()).copied() {
            Some(offer) if offer.holds => {
                leave_palette(app);
                act(app, offer.binding.action)
            }
            Some(offer) => {
                let elsewhere = tab_of(app, offer.binding).map(|tab| format!("; it does on the tab {tab}"));
                let on = elsewhere.unwrap_or_default();
                if let Mode::Palette(palette) = &mut app.mode {
                    palette.finder.refuse(format!("that does nothing now{on}"));
                }
                Vec::new()
            }
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The first page on which an action does something as things are.
fn tab_of(app: &App, binding: &Binding) -> Option<Tab> {
    let mut elsewhere = app.clone();
    Tab::ALL.into_iter().find(|&tab| {
        elsewhere.tab = tab;
        binding.word(&elsewhere).is_some()
    })
}

/// Marks another row, and goes no further than the ends.
pub(super) fn move_choice(app: &mut App, by: isize) -> Vec<Effect> {
    let rows = rows(app);
    match &mut app.mode {
        Mode::Pick(picker) => picker.finder.go(by, rows),
        Mode::Palette(palette) => palette.finder.go(by, rows),
        _ => {}
    }
    Vec::new()
}

/// Marks a row.
pub(super) fn mark(app: &mut App, row: usize) -> Vec<Effect> {
    let is_there = row < rows(app);
    match &mut app.mode {
        Mode::Pick(picker) if is_there => picker.finder.mark(row),
        Mode::Palette(palette) if is_there => palette.finder.mark(row),
        _ => {}
    }
    Vec::new()
}

fn rows(app: &App) -> usize {
    match &app.mode {
        Mode::Pick(picker) => picker.choices().len(),
        Mode::Palette(palette) => palette.offers(app).len(),
        _ => 0,
    }
}

/// Copies the table of the page.
pub(super) fn copy_page(app: &mut App) -> Vec<Effect> {
    copyable(app).map(|copyable| copy_text(app, copyable.what, (copyable.text)(app))).unwrap_or_default()
}

/// Copies the answer to the sequence that is typed.
pub(super) fn copy_answer(app: &mut App) -> Vec<Effect> {
    copy::answer(app).map(|text| copy_text(app, "the answer", text)).unwrap_or_default()
}

/// Copies the path of the run.
pub(super) fn copy_directory(app: &mut App) -> Vec<Effect> {
    let directory = app.run.info.as_ref().and_then(|info| info.directory.clone());
    directory.map(|path| copy_text(app, "the directory", path.display().to_string())).unwrap_or_default()
}

fn copy_text(app: &mut App, what: &str, text: String) -> Vec<Effect> {
    let (all, mut text) = (text.len(), text);
    if all > MOST_COPIED {
        // No row is cut in two, nor a character of a row that is longer than that.
        let most = (0..=MOST_COPIED).rfind(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text.truncate(text[..most].rfind('\n').map_or(most, |end| end + 1));
    }
    let part = if text.len() < all { format!("the first {} of {all} bytes of ", text.len()) } else { String::new() };
    app.notice = Some(format!("copied {part}{what}, where the terminal allows it (OSC 52)"));
    vec![Effect::Copy(text)]
}

/// Asks for pictures of the screen, named by step and page.
pub(super) fn save_screen(app: &App) -> Vec<Effect> {
    let name = format!("screen-{:06}-{}", app.run.step, app.tab.to_string().to_lowercase());
    let directory = app.run.info.as_ref().and_then(|info| info.directory.clone());
    vec![Effect::SaveScreen { directory, name }]
}

/// Says where the pictures are, or why they are not.
pub(super) fn screen_saved(app: &mut App, saved: Result<std::path::PathBuf, String>) {
    app.notice = Some(match saved {
        Ok(name) => format!("the screen is saved as {}.svg and .png", name.display()),
        Err(problem) => problem,
    });
}

/// Puts on a theme.
pub(super) fn wear(app: &mut App, look: Look) -> Vec<Effect> {
    (app.look, app.no_color) = (look, false);
    app.notice = Some(format!("theme: {look}"));
    Vec::new()
}

#[cfg(test)]
mod tests;
