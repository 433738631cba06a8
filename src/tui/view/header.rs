//! Two lines: which network is trained and what it is doing; the pages and how far the training has come.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, fit};
use crate::app::{Action, App, BINDINGS, Binding, Phase, RunView, Tab, Target};

/// Columns that news which do not fit are cut for.
const LEAST_NEWS: usize = 40;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let [first, second] = Layout::vertical([Constraint::Length(1); 2]).areas(area);
    let state = state(&app.run, theme);
    let width = state.width() as u16;
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(width + 1)]).areas(first);
    frame.render_widget(name(&app.run, left.width.into(), theme), left);
    frame.render_widget(state, right);
    let tabs = tabs(app, theme);
    let widths = [Constraint::Length(tabs.width() as u16), Constraint::Fill(1), Constraint::Length(area.width / 4)];
    let [left, middle, right] = Layout::horizontal(widths).spacing(1).areas(second);
    frame.render_widget(tabs, left);
    if app.run.sought.is_some() {
        let area = middle.union(right);
        return frame.render_widget(timeline(&app.run, area.width.into(), theme), area);
    }
    let news = news(app, usize::from(middle.width).saturating_sub(2));
    frame.render_widget(Line::styled(news, theme.quiet()).centered(), middle);
    frame.render_widget(progress(&app.run, right.width.into(), theme), right);
}

/// The marks from the first step to now: those kept by hand, the others, and the one that is looked at.
fn timeline(run: &RunView, width: usize, theme: Theme) -> Line<'static> {
    let sought = run.sought.unwrap_or(run.step);
    let words = format!(" step {sought} of {} ", run.step);
    let columns = width.saturating_sub(words.width() + 2);
    let place = |step: u64| (step as f64 / run.step.max(1) as f64 * columns.saturating_sub(1) as f64).round() as usize;
    let mut signs = vec!["─"; columns];
    let mut put = |step: u64, sign: &'static str| {
        if let Some(cell) = signs.get_mut(place(step)) {
            *cell = sign;
        }
    };
    run.marks.iter().filter(|mark| !mark.by_hand).for_each(|mark| put(mark.step, "┴"));
    run.marks.iter().filter(|mark| mark.by_hand).for_each(|mark| put(mark.step, "◆"));
    let here = place(sought).min(columns.saturating_sub(1));
    let side = |signs: &[&str]| Span::styled(signs.concat(), theme.quiet());
    let (before, after) = (signs.get(..here).unwrap_or_default(), signs.get(here + 1..).unwrap_or_default());
    Line::from(vec![side(before), Span::styled("█", theme.notice()), side(after), Span::styled(words, theme.notice())])
}

/// The pages with their keys; the one that is shown is underlined.
fn tabs(app: &App, theme: Theme) -> Line<'static> {
    let tab = |tab: Tab| {
        let key = Binding::key_of(Action::Show(tab)).map(|key| key.to_string()).unwrap_or_default();
        let style = if tab == app.tab { theme.strong().underlined() } else { theme.quiet() };
        let space = if tab == Tab::ALL[0] { " " } else { "  " };
        [Span::raw(space), Span::styled(format!("{key} {tab}"), style)]
    };
    Tab::ALL.into_iter().flat_map(tab).collect()
}

/// What is drawn in a cell of the header: the phase pauses and goes on, and so does the progress.
pub(super) fn target_at(area: Rect, at: Position, app: &App) -> Option<Target> {
    let second = at.y == area.y + 1;
    if let Some(tab) = tab_at(at.x, app).filter(|_| second) {
        return Some(Target::Tab(tab));
    }
    let of_phase = if second { area.width / 4 } else { state(&app.run, Theme::new(false)).width() as u16 + 1 };
    let pauses = |binding: &Binding| binding.action == Action::PauseOrResume && binding.word(app).is_some();
    let is_phase = at.x + of_phase >= area.right() && BINDINGS.iter().any(pauses);
    is_phase.then_some(Target::Action(Action::PauseOrResume))
}

/// The tab whose name stands in a column of the second line.
fn tab_at(column: u16, app: &App) -> Option<Tab> {
    // The line is made of a space and a name for each.
    let widths = tabs(app, Theme::new(false)).spans.into_iter().map(|span| span.width() as u16);
    let ends: Vec<u16> = widths
        .scan(0, |end, width| {
            *end += width;
            Some(*end)
        })
        .collect();
    let at = ends.iter().position(|&end| column < end)?;
    Tab::ALL.get(at / 2).copied()
}

/// Name of the experiment and as much about its network as there is room for.
fn name(run: &RunView, width: usize, theme: Theme) -> Line<'static> {
    let mut name = Line::from(vec![Span::styled(" rnnlab  ", theme.strong()), Span::raw(run.experiment.name.clone())]);
    for part in about_network(run) {
        let part = format!(" · {part}");
        if name.width() + part.width() < width {
            name.push_span(Span::styled(part, theme.quiet()));
        }
    }
    name
}

fn about_network(run: &RunView) -> Vec<String> {
    let Some(info) = &run.info else { return Vec::new() };
    let cell = info.experiment.model.cell.to_string().to_uppercase();
    let weights: usize = info.shape.parameters().iter().map(|(_, dims)| dims.iter().product::<usize>()).sum();
    let device = info.device.split(' ').next().unwrap_or_default().to_owned();
    vec![format!("{cell} {}", info.shape), format!("{weights} weights"), device]
}

fn state(run: &RunView, theme: Theme) -> Line<'static> {
    let (mark, word) = match run.visiting {
        Some(_) => ("◀", "looking back"),
        None => run.phase.label(),
    };
    let style = match run.phase {
        Phase::Running => theme.running(),
        Phase::Failed(_) | Phase::Diverged(_) => theme.error(),
        _ => theme.notice(),
    };
    let mut spans = vec![
        Span::styled(format!("{mark} {word}"), style),
        Span::raw(format!("  step {}/{}", run.visiting.unwrap_or(run.step), run.goal)),
    ];
    if run.phase == Phase::Running {
        spans.extend(run.rate.per_second().map(|rate| Span::raw(format!("  {}/s", whole_or_tenth(rate)))));
        spans.extend(run.eta_seconds().map(|seconds| Span::raw(format!("  ETA {}", duration(seconds)))));
    }
    Line::from(spans)
}

/// Where the run is saved while nothing changes, and else what the experiment is about; nothing where there is no room.
fn news(app: &App, room: usize) -> String {
    let texts = match (&app.run.phase, &app.run.saved) {
        (Phase::Paused | Phase::Finished | Phase::Diverged(_) | Phase::Failed(_), Some((path, step))) => {
            let directory = path.parent().unwrap_or(path);
            vec![format!("saved at step {step} in {}", directory.display()), format!("saved at step {step}")]
        }
        _ => vec![app.run.experiment.about.clone()],
    };
    let first = texts.first().map(|text| fit(text, room)).filter(|_| room >= LEAST_NEWS);
    texts.into_iter().find(|text| text.width() <= room).or(first).unwrap_or_default()
}

/// A bar and the part in percent.
fn progress(run: &RunView, width: usize, theme: Theme) -> Line<'static> {
    let ratio = if run.goal == 0 { 0.0 } else { (run.step as f64 / run.goal as f64).clamp(0.0, 1.0) };
    let percent = format!(" {:3}% ", (ratio * 100.0).floor());
    let bar = width.saturating_sub(percent.len());
    let filled = (ratio * bar as f64).floor() as usize;
    Line::from(vec![
        Span::styled("█".repeat(filled), theme.training()),
        Span::styled("░".repeat(bar - filled), theme.quiet()),
        Span::raw(percent),
    ])
}

fn whole_or_tenth(rate: f64) -> String {
    if rate < 10.0 { format!("{rate:.1}") } else { format!("{rate:.0}") }
}

/// A time in at most two units, such as "2 s", "3 min 20 s", "4 h 5 min".
pub(super) fn duration(seconds: f64) -> String {
    let whole = seconds.ceil().max(0.0) as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        3600..86_400 => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} d {} h", whole / 86_400, whole % 86_400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_at_most_two_units() {
        for (seconds, words) in
            [(0.0, "0 s"), (1.2, "2 s"), (200.0, "3 min 20 s"), (14_700.0, "4 h 5 min"), (1e6, "11 d 13 h")]
        {
            assert_eq!(duration(seconds), words);
        }
    }
}
