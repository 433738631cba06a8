//! Which symbols there are, and some examples.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};

use super::title;
use crate::{
    data::VocabularyReport,
    training::RunInfo,
    tui::{
        Theme,
        view::{fit, list::List, wrap},
    },
};

pub(super) fn list(area: Rect, report: &VocabularyReport, theme: Theme) -> List {
    let width = usize::from(area.width.saturating_sub(4));
    let mut lines: Vec<Line<'static>> =
        wrap(&report.known, width).into_iter().map(|line| Line::raw(format!(" {line}"))).collect();
    if report.unknown > 0 {
        let unknown = format!("{} in validation and test that no training text has", report.unknown);
        lines.extend(wrap(&unknown, width).into_iter().map(|line| Line::styled(format!(" {line}"), theme.notice())));
    }
    List::new(area, title("Symbols", format!("{} in the training texts ", report.symbols), theme), lines)
}

/// Inputs and their targets.
pub(super) fn examples(area: Rect, info: &RunInfo, theme: Theme) -> List {
    let preparation = &info.preparation;
    let width = usize::from(area.width.saturating_sub(3));
    let lines = info.test.iter().map(|example| {
        let (input, target) = (preparation.show(&preparation.prompt(example)), preparation.show_target(example));
        let input = fit(&input, width.saturating_sub(3).saturating_sub(target.chars().count().min(width / 2)));
        let room = width.saturating_sub(input.chars().count() + 3);
        let target = Span::styled(fit(&target, room), theme.truth());
        Line::from(vec![Span::raw(format!(" {input}")), Span::styled(" → ", theme.quiet()), target])
    });
    List::new(area, title("Examples", "of the test part ".to_owned(), theme), lines.collect())
}
