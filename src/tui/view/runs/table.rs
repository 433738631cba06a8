//! The list of runs. Columns that there is no room for give way in order of use.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};
use tui_input::Input;
use unicode_width::UnicodeWidthStr;

use super::{
    super::{Theme, axis::figure, fit, fit_end, pane, wrap},
    Figures, letter,
};
use crate::{
    app::{App, Column, Listing, Mode, Target},
    run::{Overview, RunState},
    wording::{counted, visible},
};

/// Columns of the screen for cursor, mark and letter.
const LEAD: usize = 4;
const GAP: usize = 2;
/// Of the name of a run.
const WIDEST_NAME: usize = 40;
/// Of a note, at the least, and before other columns have theirs.
const NOTE: (usize, usize) = (14, 24);
/// The columns after the first, the most useful first.
const BY_USE: [Column; 8] = [
    Column::State,
    Column::Test,
    Column::Note,
    Column::Steps,
    Column::Verdict,
    Column::Loss,
    Column::Seed,
    Column::Time,
];

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let block = pane(title(app, theme), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [list, below] = parts(inner, app);
    if let Some((prompt, input)) = line_typed(app) {
        draw_input(frame, below, prompt, input, theme);
    }
    if let Some((text, style)) = instead(app, theme) {
        let lines = wrap(&text, usize::from(list.width).saturating_sub(2));
        let lines = lines.into_iter().map(|line| Line::styled(format!(" {line}"), style));
        return frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), list);
    }
    let columns = columns(app, list.width.into());
    let compared: Vec<&str> = app.runs.compared(&app.run).iter().map(|run| run.run.as_str()).collect();
    let room = usize::from(list.height).saturating_sub(1);
    let first = first_shown(app, room);
    let rows = app.runs.shown().enumerate().skip(first).take(room);
    let rows = rows.map(|(place, run)| {
        let letter = compared.iter().position(|name| *name == run.run).map(|place| letter(place, theme));
        row(app, run, (place == app.runs.cursor(), letter), (&columns, list.width.into()), theme)
    });
    let lines: Vec<_> = std::iter::once(head(app, &columns, theme)).chain(rows).collect();
    frame.render_widget(Paragraph::new(lines), list);
}

/// A row of the list, or the heading of a column.
pub(super) fn target(app: &App, area: Rect, at: Position) -> Option<Target> {
    let [list, _] = parts(pane(Line::default(), Style::new()).inner(area), app);
    if !list.contains(at) || app.runs.shown().len() == 0 {
        return None;
    }
    let row = usize::from(at.y - list.y);
    if row > 0 {
        let place = first_shown(app, usize::from(list.height).saturating_sub(1)) + row - 1;
        return (place < app.runs.shown().len()).then_some(Target::Run(place));
    }
    let mut end = LEAD;
    let under = |(_, width): &(Column, usize)| {
        end += width + GAP;
        usize::from(at.x - list.x) < end
    };
    columns(app, list.width.into()).into_iter().find(under).map(|(column, _)| Target::Heading(column))
}

/// The list, and the line below it where there is use for one.
fn parts(inner: Rect, app: &App) -> [Rect; 2] {
    let below = u16::from(line_typed(app).is_some()).min(inner.height);
    [Rect { height: inner.height - below, ..inner }, Rect { y: inner.bottom() - below, height: below, ..inner }]
}

/// What is being typed on the page, and what it is for.
fn line_typed(app: &App) -> Option<(&'static str, &Input)> {
    match &app.mode {
        Mode::Filter => Some((" filter › ", app.runs.filter())),
        Mode::Note(note) => Some((" note › ", &note.input)),
        _ => None,
    }
}

fn draw_input(frame: &mut Frame<'_>, area: Rect, prompt: &'static str, input: &Input, theme: Theme) {
    let room = usize::from(area.width).saturating_sub(prompt.width() + 1);
    let scroll = input.visual_scroll(room);
    let text_area = Rect { x: area.x + prompt.width() as u16, width: room as u16 + 1, ..area };
    frame.render_widget(Span::styled(prompt, theme.strong()), area);
    frame.render_widget(Paragraph::new(input.value()).scroll((0, scroll as u16)), text_area);
    let column = input.visual_cursor().saturating_sub(scroll).min(room) as u16;
    frame.set_cursor_position(Position::new(text_area.x + column, text_area.y));
}

fn title(app: &App, theme: Theme) -> Line<'static> {
    let (all, shown) = (app.runs.all().len(), app.runs.shown().len());
    let count = match app.runs.filter().value().trim() {
        "" => format!("({}) ", counted(all, "run")),
        text => format!("({shown} of {} with '{}') ", counted(all, "run"), fit(&visible(text), 30)),
    };
    Line::from(vec![Span::styled(" Runs ", theme.strong()), Span::raw(count)])
}

/// What stands there instead of a list.
fn instead(app: &App, theme: Theme) -> Option<(String, Style)> {
    match app.runs.listing() {
        Listing::Failed(reason) => Some((visible(reason).into_owned(), theme.error())),
        Listing::Unknown | Listing::Awaited => Some(("reading the runs".to_owned(), theme.quiet())),
        Listing::Known if app.runs.all().is_empty() => Some(("there are no runs yet".to_owned(), theme.quiet())),
        Listing::Known if app.runs.shown().len() == 0 => {
            Some(("no run has that in its name, task, state or note".to_owned(), theme.notice()))
        }
        Listing::Known => None,
    }
}

/// The first row on the screen: the cursor stays away from the ends while there is more beyond them.
fn first_shown(app: &App, room: usize) -> usize {
    app.runs.cursor().saturating_sub(room / 2).min(app.runs.shown().len().saturating_sub(room))
}

/// The columns there is room for, in their order on the screen, and how wide each is.
fn columns(app: &App, width: usize) -> Vec<(Column, usize)> {
    let (sorted, _) = app.runs.sorted();
    let names = app.runs.all().iter().map(|run| run.run.width()).max().unwrap_or(0).clamp(8, WIDEST_NAME);
    let of_state = LEAD + 2 * GAP + wide(Column::State);
    let mut chosen = vec![(Column::Run, names.min(width.saturating_sub(of_state).max(8)))];
    let used = |chosen: &[(Column, usize)]| LEAD + chosen.iter().map(|(_, width)| width + GAP).sum::<usize>();
    let longest_note = app.runs.all().iter().map(|run| run.note.width()).max().unwrap_or(0);
    let by_use = [Column::State].into_iter().chain([sorted]).chain(BY_USE);
    for column in by_use.filter(|&column| column != Column::Note || longest_note > 0 || sorted == Column::Note) {
        let is_there = chosen.iter().any(|(there, _)| *there == column);
        let room = width.saturating_sub(used(&chosen));
        if !is_there && wide(column) <= room {
            let is_note = column == Column::Note;
            chosen.push((column, if is_note { longest_note.clamp(NOTE.0, NOTE.1).min(room) } else { wide(column) }));
        }
    }
    let spare = width.saturating_sub(used(&chosen).saturating_sub(GAP) + 1);
    if let Some((_, note)) = chosen.iter_mut().find(|(column, _)| *column == Column::Note) {
        *note += spare;
    }
    chosen.sort_by_key(|(column, _)| *column as usize);
    chosen
}

fn wide(column: Column) -> usize {
    match column {
        Column::Run => WIDEST_NAME,
        Column::State => 9,
        Column::Test | Column::Note => NOTE.0,
        Column::Verdict => 32,
        Column::Steps | Column::Time => 11,
        Column::Loss => 8,
        Column::Seed => 6,
    }
}

fn is_number(column: Column) -> bool {
    matches!(column, Column::Steps | Column::Loss | Column::Seed | Column::Time)
}

/// A text in a column: numbers at its right.
fn cell(column: Column, width: usize, text: &str) -> String {
    let text = if column == Column::Run { fit_end(text, width) } else { fit(text, width) };
    let space = " ".repeat(width.saturating_sub(text.width()));
    let gap = " ".repeat(GAP);
    if is_number(column) { format!("{space}{text}{gap}") } else { format!("{text}{space}{gap}") }
}

fn head(app: &App, columns: &[(Column, usize)], theme: Theme) -> Line<'static> {
    let (sorted, largest_first) = app.runs.sorted();
    let cells = columns.iter().map(|&(column, width)| {
        if column == sorted {
            let arrow = if largest_first { "↓" } else { "↑" };
            return Span::styled(cell(column, width, &format!("{} {arrow}", column.name())), theme.strong());
        }
        Span::styled(cell(column, width, column.name()), theme.quiet())
    });
    std::iter::once(Span::raw(" ".repeat(LEAD))).chain(cells).collect()
}

fn row(
    app: &App,
    run: &Overview,
    (is_current, letter): (bool, Option<(char, Style)>),
    (columns, width): (&[(Column, usize)], usize),
    theme: Theme,
) -> Line<'static> {
    let cursor = Span::styled(if is_current { "▸" } else { " " }, theme.notice());
    let mark = Span::raw(if app.runs.is_marked(run) { "•" } else { " " });
    let letter = letter.map_or(Span::raw("  "), |(letter, style)| Span::styled(format!("{letter} "), style));
    let mut spans = vec![cursor, mark, letter];
    let figures = Figures::of(app, run);
    let is_damaged = run.state == RunState::Damaged;
    for &(column, width) in columns {
        // What is wrong takes the place of what cannot be said.
        if is_damaged && !matches!(column, Column::Run | Column::State) {
            continue;
        }
        let style = match column {
            Column::Run if is_current => theme.strong(),
            Column::State => state_style(app, run, theme),
            _ => Style::new(),
        };
        spans.push(Span::styled(cell(column, width, &text(column, run, &figures)), style));
    }
    if let Some(problem) = run.problem.as_ref().filter(|_| is_damaged) {
        let used: usize = spans.iter().map(|span| span.content.width()).sum();
        spans.push(Span::styled(fit(&visible(problem), width.saturating_sub(used)), theme.error()));
    }
    Line::from(spans)
}

fn state_style(app: &App, run: &Overview, theme: Theme) -> Style {
    match run.state {
        _ if app.run.is(run) => theme.notice(),
        RunState::Running => theme.running(),
        RunState::Diverged | RunState::Damaged => theme.error(),
        RunState::Finished | RunState::Stopped => theme.quiet(),
    }
}

/// How good it is, or at which step it could not go on.
fn verdict(run: &Overview, figures: &Figures<'_>) -> Option<String> {
    match (run.state, figures.steps) {
        (RunState::Diverged, Some(steps)) => Some(format!("diverged at step {steps}")),
        _ => figures.report.as_ref()?.verdict.clone(),
    }
}

fn text(column: Column, run: &Overview, figures: &Figures<'_>) -> String {
    let none = || "–".to_owned();
    match column {
        Column::Run => visible(&run.run).into_owned(),
        Column::State => figures.state.to_owned(),
        Column::Test => {
            let test =
                figures.report.as_ref().and_then(|report| Some((report.metric, report.test.get(report.metric)?)));
            test.map_or_else(none, |(metric, value)| format!("{} {}", metric.short(), metric.format(value)))
        }
        Column::Verdict => verdict(run, figures).unwrap_or_else(none),
        Column::Steps => figures.steps(),
        Column::Loss => figures.loss.map_or_else(none, figure),
        Column::Seed => run.experiment.as_ref().map_or_else(none, |experiment| experiment.training.seed.to_string()),
        Column::Time => figures.time(),
        Column::Note => visible(&run.note).into_owned(),
    }
}
