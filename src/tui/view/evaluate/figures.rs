//! How the network stands to the best baseline in one sentence, and the figures of all models.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    app::{App, Phase},
    data::Part,
    evaluation::{
        Evaluation, MIN_SKILL,
        metrics::{Metric, Scores},
    },
    numbers::percent,
    tui::{
        Theme,
        view::{fit, list::List, wrap},
    },
    wording::{counted, visible},
};

/// Figures from left to right after the one that decides, as far as there is room.
const ORDER: [Metric; 14] = [
    Metric::Rmse,
    Metric::Mae,
    Metric::Mape,
    Metric::Mase,
    Metric::R2,
    Metric::MaxError,
    Metric::Smape,
    Metric::Mse,
    Metric::BitsPerSymbol,
    Metric::Accuracy,
    Metric::BalancedAccuracy,
    Metric::MacroF1,
    Metric::LogLoss,
    Metric::Perplexity,
];
/// Columns for a name at the most.
const LONGEST_NAME: usize = 26;

pub(super) fn list(area: Rect, app: &App, evaluation: &Evaluation, theme: Theme) -> List {
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines = sentences(evaluation, width, theme);
    lines.push(Line::default());
    lines.extend(table(app, evaluation, width, theme));
    List::new(area, title(app, evaluation, theme), lines)
}

/// Which examples and which weights the figures are of.
fn title(app: &App, evaluation: &Evaluation, theme: Theme) -> Line<'static> {
    let step = app.run.judgement.as_ref().map_or(0, |(step, _)| *step);
    let mut title = Line::from(vec![
        Span::styled(" Evaluation ", theme.strong()),
        Span::raw(format!("({}, after step {step}) ", evaluation.part)),
    ]);
    if matches!(app.run.phase, Phase::Failed(_)) {
        return title;
    }
    if app.run.measuring {
        title.push_span(Span::styled("measuring … ", theme.notice()));
    } else if app.run.is_judgement_old() {
        title.push_span(Span::styled("m measures anew ", theme.notice()));
    }
    title
}

/// How the network stands to the best baseline, and how often the truth lay within the intervals.
fn sentences(evaluation: &Evaluation, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let worse = evaluation.skill().is_none_or(|skill| skill < MIN_SKILL);
    let style = if worse { theme.notice().patch(theme.strong()) } else { theme.strong() };
    let figure = format!("{} {}", evaluation.metric.short(), evaluation.metric.format(evaluation.value()));
    let value = format!("{figure} on {}", counted(evaluation.examples, &format!("{} example", evaluation.part)));
    let mut sentences: Vec<(String, Style)> = vec![match evaluation.verdict() {
        Some(verdict) => (format!("{verdict}: {value}"), style),
        None => (value, theme.strong()),
    }];
    if let Some(interval) = evaluation.interval {
        let (nominal, covered) = (percent(interval.nominal), percent(interval.covered));
        let words = format!("{covered} of the truths lay within intervals that aim at {nominal}");
        sentences.push((words, Style::new()));
    }
    if evaluation.part == Part::Validation {
        let words = "no test examples: leave some to `test` under [split]; these were watched while training";
        sentences.push((words.to_owned(), theme.notice()));
    }
    let lines = |(sentence, style): (String, Style)| {
        let wrapped = wrap(&sentence, width.saturating_sub(2));
        wrapped.into_iter().map(move |line| Line::styled(format!(" {line}"), style))
    };
    sentences.into_iter().flat_map(lines).collect()
}

/// A row of the table.
struct Row<'a> {
    name: String,
    scores: &'a Scores,
    style: Style,
}

fn table(app: &App, evaluation: &Evaluation, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let rows = rows(app, evaluation, theme);
    let names = rows.iter().map(|row| row.name.width()).max().unwrap_or(0).min(LONGEST_NAME.min(width / 2));
    let mut left = width.saturating_sub(names + 1);
    let mut columns: Vec<(Metric, usize)> = Vec::new();
    let others = ORDER.into_iter().filter(|metric| *metric != evaluation.metric);
    for metric in std::iter::once(evaluation.metric).chain(others) {
        let values = rows.iter().filter_map(|row| row.scores.get(metric)).map(|value| metric.format(value).width());
        let Some(widest) = values.max() else { continue };
        let column = widest.max(metric.short().width());
        if column + 2 > left {
            break;
        }
        left -= column + 2;
        columns.push((metric, column));
    }
    let cells = |text: &dyn Fn(Metric) -> String| -> String {
        let padded = columns.iter().map(|(metric, width)| format!("  {:>width$}", text(*metric)));
        padded.collect::<Vec<_>>().concat()
    };
    let heading = format!(" {:names$}{}", "", cells(&|metric| metric.short().to_owned()));
    let line = |row: &Row<'_>| {
        let figures = cells(&|metric| row.scores.get(metric).map_or_else(String::new, |value| metric.format(value)));
        Line::styled(format!(" {:names$}{figures}", fit(&row.name, names)), row.style)
    };
    std::iter::once(Line::styled(heading, theme.quiet())).chain(rows.iter().map(line)).collect()
}

/// The network, the baselines from the best to the worst, and the network target by target.
fn rows<'a>(app: &'a App, evaluation: &'a Evaluation, theme: Theme) -> Vec<Row<'a>> {
    let network = theme.prediction().patch(theme.strong());
    let mut rows = vec![Row { name: "network".to_owned(), scores: &evaluation.scores, style: network }];
    let validation = app.run.judgement.as_ref().and_then(|(_, judgement)| judgement.validation.as_ref());
    if let Some(validation) = validation.filter(|_| evaluation.part == Part::Test) {
        let name = "network, validation".to_owned();
        rows.push(Row { name, scores: &validation.scores, style: theme.validation() });
    }
    let mut baselines: Vec<_> = evaluation.baselines.iter().collect();
    let metric = evaluation.metric;
    let value = |scores: &Scores| {
        let value = scores.get(metric).unwrap_or(f64::NAN);
        if metric.larger_is_better() { -value } else { value }
    };
    baselines.sort_by(|a, b| value(&a.1).total_cmp(&value(&b.1)));
    for (place, (name, scores)) in baselines.into_iter().enumerate() {
        let style = if place == 0 { theme.baseline() } else { Style::new() };
        rows.push(Row { name: name.clone(), scores, style });
    }
    rows.extend(evaluation.by_target.iter().map(|(name, scores)| Row {
        name: format!("network, {name}"),
        scores,
        style: theme.prediction(),
    }));
    rows.extend(evaluation.by_series.iter().map(|(name, scores)| Row {
        name: format!("series {}", visible(name)),
        scores,
        style: theme.prediction(),
    }));
    rows
}
