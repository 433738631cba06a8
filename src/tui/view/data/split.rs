//! Which rows, or sequences, train, validate and test: as a bar, and in numbers.

use std::ops::Range;

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};

use super::{classes::mark, title};
use crate::{
    app::App,
    data::{Part, PartReport},
    experiment::{Source, Split, Task},
    numbers::percent,
    training::RunInfo,
    tui::{Theme, view::list::List},
    wording::counted,
};

/// Rows, frame and all.
pub(super) const ROWS: u16 = 6;

pub(super) fn list(area: Rect, app: &App, info: &RunInfo, theme: Theme) -> List {
    let width = usize::from(area.width.saturating_sub(4));
    let mut lines = vec![bar(app, info, width, theme)];
    lines.extend(info.ledger.parts.iter().map(|report| line(report, app, info, theme)));
    List::new(area, title("Split", how(info) + " ", theme), lines)
}

/// How it was made.
fn how(info: &RunInfo) -> String {
    let experiment = &info.experiment;
    let own = matches!(&experiment.data.source, Source::File { test: Some(_), .. });
    let of_test = if own { ", test from a file of its own" } else { "" };
    match &experiment.split {
        Split::Time { .. } => "by time: the last rows test, those before them validate".to_owned(),
        Split::Random { seed, .. } => format!("drawn by seed {seed}{of_test}"),
        Split::Column(name) => format!("as column '{name}' says{of_test}"),
    }
}

/// The parts one after the other, in the order of time where there is one.
fn bar(app: &App, info: &RunInfo, width: usize, theme: Theme) -> Line<'static> {
    let series = &info.excerpt.series;
    let shown = series.get(app.looking.series.min(series.len().saturating_sub(1)));
    let stretches = shown.map_or_else(|| of_sequences(&info.ledger.parts), |series| series.stretches.clone());
    let all = stretches.last().map_or(1, |(_, rows)| rows.end).max(1);
    let place = |row: usize| (row * width + all / 2) / all;
    let mut line = Line::from(Span::raw(" "));
    for (part, rows) in &stretches {
        let room = place(rows.end) - place(rows.start);
        line.push_span(Span::styled(mark(*part).repeat(room), theme.part(*part)));
    }
    line
}

/// Sequences stand in no order of time: those that train first.
fn of_sequences(parts: &[PartReport]) -> Vec<(Part, Range<usize>)> {
    let mut from = 0;
    let of_part = |report: &PartReport| {
        from += report.sequences;
        (report.part, from - report.sequences..from)
    };
    parts.iter().map(of_part).collect()
}

fn line(report: &PartReport, app: &App, info: &RunInfo, theme: Theme) -> Line<'static> {
    let part = report.part;
    let name = Span::styled(format!(" {} {:10} ", mark(part), part.to_string()), theme.part(part));
    let share = |count: usize, all: usize| format!("{:>4}", percent(count as f64 / all.max(1) as f64));
    let mut words = Vec::new();
    if info.preparation.task == Task::Forecast {
        words.push(share(report.rows, info.ledger.rows));
        words.extend(rows(part, app, info));
        words.extend(report.times.as_ref().map(|[first, last]| format!("{first} to {last}")));
        words.push(counted(report.examples, "example"));
    } else {
        words.push(share(report.sequences, info.ledger.sequences));
        words.push(counted(report.sequences, "sequence"));
        let step = if info.preparation.vocabulary.is_some() { "symbol" } else { "row" };
        words.push(counted(report.rows, step));
    }
    Line::from(vec![name, Span::raw(words.join(" · "))])
}

/// From which row to which, counted from 1, where there is one series.
fn rows(part: Part, app: &App, info: &RunInfo) -> Option<String> {
    let series = &info.excerpt.series;
    let shown = series.get(app.looking.series.min(series.len().saturating_sub(1)))?;
    let mut of_part = shown.stretches.iter().filter(|(of, _)| *of == part).map(|(_, rows)| rows);
    let first = of_part.next()?;
    let (mut last, mut stretches) = (first.end, 1);
    of_part.for_each(|rows| (last, stretches) = (rows.end, stretches + 1));
    let alone = if stretches > 1 { format!(" in {stretches} stretches") } else { String::new() };
    let of = if info.series.len() > 1 { "its rows" } else { "rows" };
    Some(format!("{of} {}–{last}{alone}", first.start + 1))
}
