//! What decides, of every model, as bars.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::title;
use crate::{
    evaluation::Evaluation,
    tui::{Theme, view::list::List},
};

pub(super) fn list(area: Rect, evaluation: &Evaluation, theme: Theme) -> List {
    let metric = evaluation.metric;
    let network = ("network", &evaluation.scores, theme.prediction());
    let baselines = evaluation.baselines.iter().map(|(name, scores)| (name.as_str(), scores, theme.baseline()));
    let values: Vec<(&str, f64, Style)> = std::iter::once(network)
        .chain(baselines)
        .filter_map(|(name, scores, style)| Some((name, scores.get(metric)?, style)))
        .collect();
    let names = values.iter().map(|(name, ..)| name.width()).max().unwrap_or(0);
    let most = values.iter().map(|(_, value, _)| *value).filter(|value| value.is_finite()).fold(0.0, f64::max);
    let figures = values.iter().map(|(_, value, _)| metric.format(*value).width()).max().unwrap_or(0);
    let room = usize::from(area.width.saturating_sub(2)).saturating_sub(names + figures + 4);
    let line = |(name, value, style): (&str, f64, Style)| {
        let share = if value.is_finite() { value.max(0.0) / most.max(f64::MIN_POSITIVE) } else { 1.0 };
        let bar = "▆".repeat(((share * room as f64).round() as usize).min(room));
        Line::from(vec![
            Span::raw(format!(" {name:names$} {:>figures$} ", metric.format(value))),
            Span::styled(bar, style),
        ])
    };
    let better = if metric.larger_is_better() { "more is better " } else { "less is better " };
    let about = format!("on the {} examples, {better}", evaluation.part);
    let lines = values.into_iter().map(line).collect();
    List::new(area, title(&capital(metric.label()), about, theme), lines)
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
