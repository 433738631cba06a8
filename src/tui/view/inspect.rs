//! The page Inspect: what goes on inside the network while it reads one sequence.

mod columns;
mod gates;
mod heat;
mod influence;
mod spark;
mod weights;
mod words;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    text::{Line, Span},
    widgets::{Paragraph, Wrap},
};
use unicode_width::UnicodeWidthStr;

use super::{Theme, fit, pane, wrap};
use crate::{
    app::{App, Aspect, Glance, Phase, Seen, Subject},
    wording::{counted, visible},
};

/// Rows inside the frame below which nothing is said in sentences, and below which only one line of them.
const FEW_ROWS: u16 = 9;
const SOME_ROWS: u16 = 15;
/// Lines of sentences at the most.
const MOST_LINES: usize = 3;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let Some(seen) = app.run.inspected.seen() else { return nothing(frame, area, app, theme) };
    let page = Page::of(area, app, seen);
    let step = format!(" after {} ", counted(seen.step as usize, "step"));
    let block =
        pane(titles(app, theme), theme.frame(false)).title_bottom(Line::styled(step, theme.quiet()).right_aligned());
    frame.render_widget(block, area);
    let heading =
        page.lines.iter().enumerate().map(|(at, line)| {
            if at == 0 { Line::styled(line.clone(), theme.quiet()) } else { Line::raw(line.clone()) }
        });
    frame.render_widget(Paragraph::new(heading.collect::<Vec<_>>()), page.heading);
    match app.inspect.aspect {
        Aspect::Gates => gates::draw(frame, page.body, app, seen, theme),
        Aspect::Influence => influence::draw(frame, page.body, app, seen, theme),
        Aspect::Weights => weights::draw(frame, page.body, app, seen, theme),
    }
}

/// How far the page can be scrolled.
pub(super) fn most_scroll(area: Rect, app: &App, theme: Theme) -> u16 {
    match app.run.inspected.seen() {
        Some(seen) if app.inspect.aspect == Aspect::Gates => {
            gates::hidden_units(Page::of(area, app, seen).body, app, seen, theme) as u16
        }
        _ => 0,
    }
}

/// What a click at a place of the page means.
pub(super) fn target(area: Rect, app: &App, at: Position) -> Option<Glance> {
    let seen = app.run.inspected.seen()?;
    if at.y == area.y {
        return aspect_at(area, app, at.x).map(Glance::Aspect);
    }
    let body = Page::of(area, app, seen).body;
    match app.inspect.aspect {
        Aspect::Gates => gates::gate_at(body, app, seen, at).map(Glance::Gate),
        Aspect::Influence => None,
        Aspect::Weights => weights::parameter_at(body, app, seen, at).map(Glance::Parameter),
    }
}

/// The names of what can be shown; that which is shown is underlined.
fn titles(app: &App, theme: Theme) -> Line<'static> {
    let title = |aspect: Aspect| {
        let style = if aspect == app.inspect.aspect { theme.strong().underlined() } else { theme.quiet() };
        [Span::raw(" "), Span::styled(aspect.name(), style), Span::raw(" ")]
    };
    Aspect::ALL.into_iter().flat_map(title).collect()
}

fn aspect_at(area: Rect, app: &App, column: u16) -> Option<Aspect> {
    let spans = titles(app, Theme::new(false)).spans;
    let mut end = area.x + 1;
    Aspect::ALL.into_iter().zip(spans.chunks(3)).find_map(|(aspect, spans)| {
        let start = end;
        end += spans.iter().map(|span| span.width() as u16).sum::<u16>();
        (start..end).contains(&column).then_some(aspect)
    })
}

/// Where what stands, and what is said above it.
struct Page {
    heading: Rect,
    lines: Vec<String>,
    body: Rect,
}

impl Page {
    fn of(area: Rect, app: &App, seen: &Seen) -> Self {
        let inner = Rect {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
        };
        let width = usize::from(inner.width);
        let mut lines = vec![about(app, seen, width)];
        let room = match inner.height {
            0..FEW_ROWS => 0,
            FEW_ROWS..SOME_ROWS => 1,
            _ => MOST_LINES,
        };
        let said = match app.inspect.aspect {
            Aspect::Gates => words::of_gates(&seen.inspection, app.inspect.pass),
            Aspect::Influence => {
                words::of_influence(&seen.inspection.influence, &seen.labels(app, seen.inspection.influence.stride))
            }
            Aspect::Weights => words::of_weights(&seen.inspection.spreads),
        };
        lines.extend(whole(&said, width, room));
        if room > 1 {
            lines.push(String::new());
        }
        let [heading, body] =
            Layout::vertical([Constraint::Length(lines.len() as u16), Constraint::Fill(1)]).areas(inner);
        Self { heading, lines, body }
    }
}

/// As many whole sentences as there are lines for; of the first at least its beginning.
fn whole(said: &[String], width: usize, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for sentence in said.iter().map(|sentence| wrap(sentence, width)) {
        if lines.is_empty() || lines.len() + sentence.len() <= room {
            lines.extend(sentence.into_iter().take(room));
        }
    }
    lines
}

/// Which sequence is looked into, and which part of the network.
fn about(app: &App, seen: &Seen, width: usize) -> String {
    let part = match app.inspect.aspect {
        Aspect::Gates => gates::about(&seen.inspection, app.inspect.pass),
        Aspect::Influence => influence::about(app, seen),
        // Weights can be looked back at, gradients are those there are.
        Aspect::Weights if app.run.visiting.is_some() => {
            return fit("all parameters as they were, and the gradients of the last step that was taken", width);
        }
        Aspect::Weights => return fit("all parameters, and their gradients at the last step", width),
    };
    let examples = app.run.info.as_ref().map_or(0, |info| info.test.len());
    let subject = match seen.subject {
        Subject::WhatIf => "what-if".to_owned(),
        Subject::Pin(place) => format!("pinned {}", place + 1),
        Subject::Example(place) => format!("example {} of {examples}", place + 1),
    };
    let shown = app.preparation().map(|preparation| preparation.show(&seen.question)).unwrap_or_default();
    // What is looked at matters more than the end of a long text.
    let room = width.saturating_sub(part.width() + subject.width() + 5).max(8);
    fit(&format!("{subject}: {} · {part}", fit(&visible(&shown), room)), width)
}

/// Says why there is nothing, and what to do.
fn nothing(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let words = match (&app.run.phase, app.run.inspected.problem(), &app.run.info) {
        (Phase::Failed(_), ..) => "the run ended before its network was looked into",
        (_, Some(problem), _) => problem,
        (.., None) => "waiting for the training to begin",
        _ if app.run.inspected.is_waiting() => "looking into the network …",
        _ => "press i and type a sequence to see what goes on inside the network while it reads it",
    };
    let block = pane(titles(app, theme), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    frame.render_widget(Paragraph::new(visible(words)).style(theme.quiet()).wrap(Wrap { trim: true }), inner);
}
