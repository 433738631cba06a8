//! Figures of the runs that are compared, and the hyperparameters in which they differ, side by side.

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr;

use super::{
    super::{Theme, axis::figure, fit, pane, wrap},
    Figures, letter,
};
use crate::{
    app::App,
    evaluation::metrics::{Metric, skill_in_percent},
    run::{Overview, differences},
    wording::visible,
};

/// Columns of the screen for a value at the least.
const LEAST_VALUE: usize = 7;
/// And at the most, where there are several.
const MOST_VALUE: usize = 22;

/// A name, and a value for each run; empty for those that have none.
struct Row {
    name: String,
    values: Vec<String>,
    style: Style,
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let runs = app.runs.compared(&app.run);
    let title = if runs.len() > 1 { " Side by side " } else { " The run " };
    let block = pane(Line::styled(title, theme.strong()), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if runs.is_empty() {
        return;
    }
    let rows = rows(app, &runs, theme);
    let width = usize::from(inner.width).saturating_sub(1);
    let names = rows.iter().map(|row| row.name.width()).max().unwrap_or(0);
    let names = names.min(width.saturating_sub(runs.len() * (LEAST_VALUE + 1)).max(8)).min(26);
    let most = if runs.len() > 1 { MOST_VALUE } else { width };
    let value = (width.saturating_sub(names) / runs.len()).saturating_sub(1).min(most);
    let line = |row: &Row| {
        let name = fit(short(&row.name, names), names);
        let space = " ".repeat(names.saturating_sub(name.width()));
        let mut spans = vec![Span::styled(format!(" {name}{space}"), theme.quiet())];
        spans.extend(row.values.iter().map(|text| Span::styled(right(text, value), row.style)));
        Line::from(spans)
    };
    let problem = app.runs.current().and_then(|run| run.problem.as_deref()).map(visible);
    let mut lines: Vec<Line<'_>> = problem
        .map_or_else(Vec::new, |problem| wrap(&problem, width.saturating_sub(1)))
        .into_iter()
        .map(|line| Line::styled(format!(" {line}"), theme.error()))
        .collect();
    lines.push(head(runs.len(), names, value, theme));
    lines.extend(rows.iter().map(line));
    let room = usize::from(inner.height);
    if lines.len() > room && room > 1 {
        let hidden = lines.len() - room + 1;
        lines.truncate(room - 1);
        lines.push(Line::styled(format!(" … {hidden} more"), theme.quiet()));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// The last part of a key where the whole has no room.
fn short(name: &str, width: usize) -> &str {
    if name.width() <= width { name } else { name.rsplit('.').next().unwrap_or(name) }
}

fn right(text: &str, width: usize) -> String {
    let text = fit(text, width);
    format!(" {}{text}", " ".repeat(width.saturating_sub(text.width())))
}

fn head(runs: usize, names: usize, value: usize, theme: Theme) -> Line<'static> {
    let letters = (0..runs).map(|place| {
        let (letter, style) = letter(place, theme);
        Span::styled(right(&letter.to_string(), value), style)
    });
    std::iter::once(Span::raw(" ".repeat(names + 1))).chain(letters).collect()
}

/// What decides first, then what they differ in, then the rest.
fn rows(app: &App, runs: &[&Overview], theme: Theme) -> Vec<Row> {
    let figures: Vec<Figures<'_>> = runs.iter().map(|run| Figures::of(app, run)).collect();
    let row = |name: &str, values: Vec<Option<String>>, style| {
        let is_empty = values.iter().all(Option::is_none);
        let values = values.into_iter().map(|value| value.unwrap_or("–".to_owned())).collect();
        (!is_empty).then_some(Row { name: name.to_owned(), values, style })
    };
    let figure_of = |name: &str, value: &dyn Fn(&Figures<'_>) -> Option<f64>| {
        row(name, figures.iter().map(|figures| value(figures).map(figure)).collect(), Style::new())
    };
    let test = |metric: Metric| {
        let values = figures.iter().map(|of| of.report.as_ref()?.test.get(metric).map(|value| metric.format(value)));
        row(&format!("test {}", metric.short()), values.collect(), Style::new())
    };
    let mut rows = Vec::new();
    let (first, others) = metrics(&figures);
    rows.extend(first.into_iter().filter_map(test));
    rows.extend(row(
        "skill",
        figures.iter().map(|of| of.report.as_ref()?.skill.map(skill_in_percent)).collect(),
        Style::new(),
    ));
    rows.extend(figure_of("loss", &|figures| figures.loss));
    rows.extend(figure_of("validation", &|figures| figures.validation_loss));
    rows.extend(differences(runs).into_iter().filter_map(|(key, values)| {
        let values = values.into_iter().map(|value| value.map(|value| visible(value).into_owned())).collect();
        row(key, values, theme.notice())
    }));
    rows.extend(row("steps", figures.iter().map(|figures| Some(figures.steps?.to_string())).collect(), Style::new()));
    rows.extend(row("time", figures.iter().map(|figures| Some(figures.time())).collect(), Style::new()));
    rows.extend(others.into_iter().filter_map(test));
    let note = |run: &&Overview| Some(visible(&run.note).into_owned()).filter(|note| !note.is_empty());
    rows.extend(row("note", runs.iter().map(note).collect(), Style::new()));
    rows
}

/// What decides in any of them, and all other metrics of their test figures.
fn metrics(figures: &[Figures<'_>]) -> (Vec<Metric>, Vec<Metric>) {
    let reports = || figures.iter().filter_map(|of| of.report.as_deref());
    let (mut first, mut others) = (Vec::new(), Vec::new());
    for metric in reports().map(|report| report.metric) {
        if !first.contains(&metric) {
            first.push(metric);
        }
    }
    for (metric, _) in reports().flat_map(|report| report.test.iter()) {
        if !first.contains(&metric) && !others.contains(&metric) {
            others.push(metric);
        }
    }
    (first, others)
}
