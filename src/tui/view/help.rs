//! All keys, from the table that also dispatches them.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::{Clear, Paragraph},
};

use super::{Theme, pane};
use crate::app::{Action, BINDINGS, Binding, Context, EDITING, Tab};

const WIDTH: u16 = 76;
const KEYS: usize = 16;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, scroll: u16, theme: Theme) {
    let lines = lines(theme);
    let height = (lines.len() as u16 + 2).min(area.height);
    let window = area.centered(WIDTH.min(area.width).into(), height.into());
    let most = (lines.len() as u16).saturating_sub(window.height.saturating_sub(2));
    let hidden = if most > scroll { " ↓ more · esc close " } else { " esc close " };
    let block = pane(Line::styled(" Keys ", theme.strong()), theme.frame(true)).title_bottom(hidden);
    frame.render_widget(Clear, window);
    frame.render_widget(Paragraph::new(lines).scroll((scroll.min(most), 0)).block(block), window);
}

fn lines(theme: Theme) -> Vec<Line<'static>> {
    let of_page = |title: &'static str, context: Context, tab: Option<Tab>| {
        let heading = Line::styled(format!(" {title}"), theme.strong());
        let is_of_page = move |action: Action| context != Context::Watch || action.tab() == tab;
        let bindings = BINDINGS.iter().filter(move |binding| binding.context == context && is_of_page(binding.action));
        std::iter::once(heading).chain(bindings.map(move |binding| line(binding, theme)))
    };
    let section = |title, context| of_page(title, context, None);
    let editing = EDITING.map(|(keys, about)| row(keys, about, theme));
    section("Dashboard", Context::Watch)
        .chain(of_page("On the tab Runs", Context::Watch, Some(Tab::Runs)))
        .chain(section("Try a sequence", Context::Try))
        .chain(editing)
        .chain(section("Edit hyperparameters", Context::Edit))
        .chain(section("Number of steps", Context::AskSteps))
        .chain(section("Open an experiment", Context::Pick))
        .chain(section("Find runs", Context::Filter))
        .chain(section("Note on a run", Context::Note))
        .chain(section("Yes or no", Context::Confirm))
        .chain(section("This list", Context::Help))
        .collect()
}

fn line(binding: &Binding, theme: Theme) -> Line<'static> {
    let keys: Vec<_> = binding.keys.iter().map(ToString::to_string).collect();
    row(&keys.join(" "), binding.about, theme)
}

fn row(keys: &str, about: &'static str, theme: Theme) -> Line<'static> {
    Line::from(vec![Span::styled(format!("  {keys:KEYS$} "), theme.notice()), Span::raw(about)])
}
