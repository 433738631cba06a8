//! All keys, from the table that also dispatches them: first those of the page that is shown.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::{Clear, Paragraph},
};

use super::{Theme, pane, wrap};
use crate::app::{BINDINGS, Binding, Context, EDITING, POINTING, Tab};

const WIDTH: u16 = 76;
const KEYS: usize = 16;
/// What stands in the place of a key where an action has none.
const BY_NAME: &str = ": by name";

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, tab: Tab, scroll: u16, theme: Theme) {
    let lines = lines(tab, theme);
    let window = window(area, tab);
    let most = (lines.len() as u16).saturating_sub(window.height.saturating_sub(2));
    let hidden = if most > scroll { " ↓ more · esc close " } else { " esc close " };
    let block = pane(Line::styled(" Keys ", theme.strong()), theme.frame(true)).title_bottom(hidden);
    frame.render_widget(Clear, window);
    frame.render_widget(Paragraph::new(lines).scroll((scroll.min(most), 0)).block(block), window);
}

/// The window on a screen of this size.
pub(super) fn window(area: Rect, tab: Tab) -> Rect {
    let height = (lines(tab, Theme::new(false)).len() as u16 + 2).min(area.height);
    area.centered(WIDTH.min(area.width).into(), height.into())
}

fn lines(tab: Tab, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = of_pages(tab, theme);
    lines.extend(section("Try a sequence", in_context(Context::Try), theme));
    lines.extend(rows(&EDITING, theme));
    for (title, context) in [
        ("Edit hyperparameters", Context::Edit),
        ("Number of steps", Context::AskSteps),
        ("Open an experiment", Context::Pick),
        ("Find an action", Context::Palette),
        ("Find runs", Context::Filter),
        ("Note on a run", Context::Note),
        ("Yes or no", Context::Confirm),
        ("This list", Context::Help),
    ] {
        lines.extend(section(title, in_context(context), theme));
    }
    lines.push(heading("Mouse", theme));
    lines.extend(rows(&POINTING, theme));
    lines
}

/// The keys of the page that is shown, those of all pages, those about one thing, and those of other pages.
fn of_pages(shown: Tab, theme: Theme) -> Vec<Line<'static>> {
    let all: Vec<&Binding> = in_context(Context::Watch).collect();
    let mut topics: Vec<&str> = Vec::new();
    for (at, binding) in all.iter().enumerate() {
        let topic = topic(binding).filter(|topic| all[..at].iter().any(|other| self::topic(other) == Some(topic)));
        topics.extend(topic.filter(|topic| !topics.contains(topic)));
    }
    let is_of = |binding: &&&Binding, tab| binding.tab == tab && topic(binding).is_none_or(|of| !topics.contains(&of));
    let on = |tab: Tab| {
        let its = all.iter().filter(move |binding| is_of(binding, Some(tab)));
        section(&format!("On the tab {tab}"), its.copied(), theme)
    };
    let about = |of: &&str| {
        let its = all.iter().filter(|binding| topic(binding) == Some(of));
        let rows = its.flat_map(|binding| row(&keys(binding), &binding.about[of.len() + 2..], theme));
        std::iter::once(heading(&capitalized(of), theme)).chain(rows).collect::<Vec<_>>()
    };
    let is_of_shown = |of: &&str| all.iter().all(|binding| topic(binding) != Some(of) || binding.tab == Some(shown));
    let (of_shown, others): (Vec<&str>, Vec<&str>) = topics.iter().copied().partition(is_of_shown);
    let mut lines = on(shown);
    lines.extend(of_shown.iter().flat_map(about));
    lines.extend(section("On every tab", all.iter().filter(|binding| is_of(binding, None)).copied(), theme));
    lines.extend(others.iter().flat_map(about));
    lines.extend(Tab::ALL.into_iter().filter(|tab| *tab != shown).flat_map(on));
    lines
}

/// What a line is about, where it says so before a colon.
fn topic(binding: &Binding) -> Option<&'static str> {
    binding.about.split_once(": ").map(|(topic, _)| topic)
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn in_context(context: Context) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |binding| binding.context == context)
}

/// A heading and its keys; nothing where there are none.
fn section(title: &str, bindings: impl Iterator<Item = &'static Binding>, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![heading(title, theme)];
    lines.extend(bindings.flat_map(|binding| row(&keys(binding), binding.about, theme)));
    if lines.len() > 1 { lines } else { Vec::new() }
}

fn heading(title: &str, theme: Theme) -> Line<'static> {
    Line::styled(format!(" {title}"), theme.strong())
}

fn rows(of: &[(&str, &str)], theme: Theme) -> Vec<Line<'static>> {
    of.iter().flat_map(|(keys, about)| row(keys, about, theme)).collect()
}

fn keys(binding: &Binding) -> String {
    let keys: Vec<_> = binding.keys.iter().map(ToString::to_string).collect();
    if keys.is_empty() { BY_NAME.to_owned() } else { keys.join(" ") }
}

/// Keys and what they do, in as many lines as that takes.
fn row(keys: &str, about: &str, theme: Theme) -> Vec<Line<'static>> {
    let keys = std::iter::once(keys).chain(std::iter::repeat(""));
    let line = |(keys, about): (&str, String)| {
        Line::from(vec![Span::styled(format!("  {keys:KEYS$} "), theme.notice()), Span::raw(about)])
    };
    keys.zip(wrap(about, usize::from(WIDTH) - KEYS - 5)).map(line).collect()
}
