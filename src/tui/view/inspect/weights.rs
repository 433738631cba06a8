//! How weights and gradients are spread, parameter by parameter.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Position, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr;

use super::spark;
use crate::{
    app::{App, History, Seen},
    model::{Distribution, Spread},
    tui::{
        Theme,
        view::{axis::figure, fit, sparkline},
    },
};

/// Columns for the name of a parameter at the most, and for a norm.
const LONGEST_NAME: usize = 25;
const NORM: usize = 9;
/// Columns for a histogram in the table, at the least and at the most, and for a course.
const BINS: (usize, usize) = (6, 32);
const COURSE: (usize, usize) = (8, 24);
/// Rows that the parameter shown large needs: a title, some bars, its range, and the course of its norm.
const LEAST_DETAIL: u16 = 6;
/// Columns for the mark of the parameter shown large.
const MARK: usize = 2;
/// Columns between the halves.
const BETWEEN: usize = 2;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, seen: &Seen, theme: Theme) {
    let spreads = &seen.inspection.spreads;
    let areas = Areas::of(area, spreads.len(), chosen(app, spreads));
    let table = Table::of(area.width.into(), spreads);
    frame.render_widget(Line::styled(table.heading(), theme.quiet()), areas.heading);
    let large = chosen(app, spreads);
    let lines = (areas.first..spreads.len()).take(areas.table.height.into()).map(|place| {
        let norms = app.run.inspected.norms().get(place).map(|norms| [&norms.weights, &norms.gradients]);
        table.line(&spreads[place], norms, place == large, theme)
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), areas.table);
    if let (Some(area), Some(spread)) = (areas.detail, spreads.get(large)) {
        let norms = app.run.inspected.norms().get(large);
        let [left, right] = Layout::horizontal([Constraint::Fill(1); 2]).spacing(BETWEEN as u16).areas(area);
        let name = &spread.name;
        let halves = [
            (left, format!("{name}: weights"), &spread.weights, norms.map(|norms| &norms.weights), theme.prediction()),
            (
                right,
                "their gradients".to_owned(),
                &spread.gradients,
                norms.map(|norms| &norms.gradients),
                theme.baseline(),
            ),
        ];
        for (area, title, histogram, norms, style) in halves {
            detail(frame, area, &title, histogram, norms, style, theme);
        }
    }
}

/// The parameter in the row at a place.
pub(super) fn parameter_at(area: Rect, app: &App, seen: &Seen, at: Position) -> Option<usize> {
    let spreads = &seen.inspection.spreads;
    let areas = Areas::of(area, spreads.len(), chosen(app, spreads));
    let place = areas.first + usize::from(at.y.checked_sub(areas.table.y)?);
    (areas.table.contains(at) && place < spreads.len()).then_some(place)
}

/// The parameter that is shown large; of fewer, the last.
fn chosen(app: &App, spreads: &[Spread]) -> usize {
    app.inspect.parameter.min(spreads.len().saturating_sub(1))
}

struct Areas {
    heading: Rect,
    table: Rect,
    /// The first parameter in the table.
    first: usize,
    detail: Option<Rect>,
}

impl Areas {
    fn of(area: Rect, count: usize, chosen: usize) -> Self {
        let [heading, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        // A third of the page at the least is for the parameter that is shown large.
        let has_detail = rest.height >= LEAST_DETAIL + 3;
        let most = if has_detail { rest.height - LEAST_DETAIL.max(rest.height / 3) } else { rest.height };
        let rows = (count as u16).min(most);
        let [table, below] = Layout::vertical([Constraint::Length(rows), Constraint::Fill(1)]).areas(rest);
        let first = (chosen + 1).saturating_sub(rows.into());
        let detail = has_detail.then(|| Rect { y: below.y + 1, height: below.height - 1, ..below });
        Self { heading, table, first, detail }
    }
}

/// The columns of the table.
struct Table {
    name: usize,
    bins: usize,
    course: usize,
}

impl Table {
    fn of(width: usize, spreads: &[Spread]) -> Self {
        let name = spreads.iter().map(|spread| spread.name.width()).max().unwrap_or(0).min(LONGEST_NAME);
        // For each half: its norm, a space, its histogram, and perhaps a space and its course.
        let half = (width.saturating_sub(MARK + name + BETWEEN) / 2).saturating_sub(NORM + 1);
        let with_course = half.checked_sub(COURSE.0 + 1).filter(|rest| *rest >= BINS.1 / 2);
        let course = with_course.map_or(0, |rest| rest.saturating_sub(BINS.1 / 2).clamp(COURSE.0, COURSE.1));
        let left = half.saturating_sub(if course > 0 { course + 1 } else { 0 });
        // Bars that share the bins evenly.
        let bins = [BINS.1, BINS.1 / 2, BINS.1 / 4].into_iter().find(|bins| *bins <= left).unwrap_or(0);
        Self { name, bins, course }
    }

    fn heading(&self) -> String {
        let half = |title: &str| {
            let rest = self.bins + 1 + if self.course > 0 { self.course + 1 } else { 0 };
            let title = fit(title, NORM + rest);
            format!("{title:<0$}", NORM + rest)
        };
        format!("{:1$}{2}{3}", "", MARK + self.name, half("  weights"), " ".repeat(BETWEEN) + &half("gradients"))
    }

    fn line(&self, spread: &Spread, norms: Option<[&History; 2]>, large: bool, theme: Theme) -> Line<'static> {
        let (mark, style) = if large { ('›', theme.strong()) } else { (' ', Style::new()) };
        let name = fit(&spread.name, self.name);
        let mut line = Line::styled(format!("{mark} {name:<0$}", self.name), style);
        let halves = [(&spread.weights, theme.prediction()), (&spread.gradients, theme.baseline())];
        for (at, (histogram, style)) in halves.into_iter().enumerate() {
            line.push_span(Span::raw(format!("{:>NORM$} ", norm(histogram))));
            let bars = spark::counts(&histogram.counts, self.bins, 1).concat();
            line.push_span(Span::styled(format!("{bars:<0$}", self.bins), style));
            if let Some(norms) = norms.filter(|_| self.course > 0) {
                line.push_span(Span::styled(
                    format!(" {:<1$}", sparkline::of_history(norms[at], self.course), self.course),
                    style,
                ));
            }
            line.push_span(Span::raw(" ".repeat(BETWEEN)));
        }
        line
    }
}

fn norm(histogram: &Distribution) -> String {
    if histogram.norm == 0.0 { "0".to_owned() } else { figure(histogram.norm) }
}

fn detail(
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    histogram: &Distribution,
    norms: Option<&History>,
    style: Style,
    theme: Theme,
) {
    let width = usize::from(area.width);
    let rows = [1, 0, 1, 1].map(|rows| if rows == 0 { Constraint::Fill(1) } else { Constraint::Length(rows) });
    let [top, middle, range, course] = Layout::vertical(rows).areas(area);
    frame.render_widget(Line::styled(fit(title, width), theme.strong()), top);
    let bars = spark::counts(&histogram.counts, width, middle.height.into());
    let drawn = bars.first().map_or(0, |row| row.width());
    if histogram.counts.is_empty() {
        let words = if histogram.norm == 0.0 { "all of them are 0" } else { "not all of them are finite numbers" };
        frame.render_widget(Line::styled(words, theme.quiet()), middle);
    } else {
        frame.render_widget(Paragraph::new(bars.into_iter().map(Line::raw).collect::<Vec<_>>()).style(style), middle);
        let edge = figure(histogram.edge.into());
        let ends = 2 * edge.width() + 1;
        let space = " ".repeat((drawn.saturating_sub(ends + 1)) / 2);
        let line = format!("-{edge}{space}0{space}{edge}");
        frame.render_widget(Line::styled(line, theme.quiet()), range);
    }
    let Some(history) = norms.filter(|history| !history.buckets().is_empty()) else { return };
    let since = history.buckets().first().map_or(0, |bucket| bucket.first_step);
    let words = format!("norm {} ", norm(histogram));
    let after = format!(" since step {since}");
    let room = width.saturating_sub(words.width() + after.width());
    let spans = [
        Span::styled(words, theme.quiet()),
        Span::styled(sparkline::of_history(history, room), style),
        Span::styled(after, theme.quiet()),
    ];
    frame.render_widget(Line::from(spans.to_vec()), course);
}
