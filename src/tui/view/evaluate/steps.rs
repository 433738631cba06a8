//! The network's figures by step ahead.

use ratatui::{layout::Rect, text::Line};

use super::title;
use crate::{
    evaluation::{Evaluation, metrics::Metric},
    tui::{Theme, view::list::List},
};

/// Which figures, from left to right.
const FIGURES: [Metric; 2] = [Metric::Rmse, Metric::Mae];

pub(super) fn list(area: Rect, evaluation: &Evaluation, theme: Theme) -> List {
    let figures = |text: &dyn Fn(Metric) -> String| FIGURES.map(|metric| format!(" {:>9}", text(metric))).concat();
    let heading = format!(" ahead{}", figures(&|metric| metric.short().to_owned()));
    let line = |(place, scores): (usize, &crate::evaluation::metrics::Scores)| {
        let value = |metric: Metric| scores.get(metric).map_or_else(String::new, |value| metric.format(value));
        Line::raw(format!(" {:5}{}", place + 1, figures(&value)))
    };
    let lines = evaluation.by_step.iter().enumerate().map(line).collect();
    List {
        area,
        title: title("By step", String::new(), theme),
        head: vec![Line::styled(heading, theme.quiet())],
        lines,
    }
}
