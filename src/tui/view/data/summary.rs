//! Where the data come from, how much of them there is, and what a person should look at.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    data::{PartReport, TimeReport},
    experiment::Task,
    training::RunInfo,
    tui::{
        Theme,
        view::{
            list::{List, pair},
            wrap,
        },
    },
    wording::counted,
};

pub(super) fn list(area: Rect, info: &RunInfo, theme: Theme) -> List {
    let width = usize::from(area.width.saturating_sub(2));
    let warnings = &info.ledger.warnings;
    let mut title = vec![Span::styled(" Data ", theme.strong())];
    if !warnings.is_empty() {
        title.push(Span::styled(counted(warnings.len(), "warning") + " ", theme.notice()));
    }
    let quiet = |name: &'static str| Span::styled(name, theme.quiet());
    let mut lines: Vec<Line<'static>> =
        facts(info).into_iter().flat_map(|(name, value)| pair(quiet(name), &value, width)).collect();
    for report in &info.ledger.parts {
        let name = Span::styled(report.part.to_string(), theme.part(report.part));
        lines.extend(pair(name, &part(report, info), width));
        if let Some([first, last]) = &report.times {
            lines.extend(pair(quiet(""), &format!("{first} to {last}"), width));
        }
    }
    for warning in warnings {
        let mark = std::iter::once(" ! ").chain(std::iter::repeat("   "));
        let of_warning = mark.zip(wrap(warning, width.saturating_sub(4)));
        lines.extend(of_warning.map(|(mark, line)| Line::styled(format!("{mark}{line}"), theme.notice())));
    }
    List::new(area, Line::from(title), lines)
}

fn facts(info: &RunInfo) -> Vec<(&'static str, String)> {
    let ledger = &info.ledger;
    let mut facts = vec![("source", ledger.source.clone()), ("task", task(info))];
    let [shortest, middle, longest] = ledger.lengths;
    facts.push(match ledger.sequences {
        1 => ("rows", ledger.rows.to_string()),
        sequences if shortest == longest => ("sequences", format!("{sequences} of {}", counted(longest, "step"))),
        sequences => ("sequences", format!("{sequences} of {shortest} to {longest} steps, median {middle}")),
    });
    if let Some(time) = &ledger.time {
        facts.push(("times", times(time)));
        facts.push(("season", if time.season > 1 { format!("{} steps", time.season) } else { "none".to_owned() }));
    }
    facts
}

fn task(info: &RunInfo) -> String {
    let preparation = &info.preparation;
    match preparation.task {
        Task::Forecast => format!("forecast, {} → {}", preparation.window, counted(preparation.horizon, "step")),
        Task::Classify => format!("classify, {}", counted(preparation.classes.len(), "class")),
        other => other.to_string(),
    }
}

fn times(time: &TimeReport) -> String {
    let mut words = vec![if time.rhythm.is_empty() { time.form.clone() } else { time.rhythm.clone() }];
    if time.gaps > 0 {
        words.push(format!("{} gaps{}", time.gaps, if time.gaps_filled { " filled" } else { "" }));
    }
    if time.dropped > 0 {
        words.push(format!("{} left out", counted(time.dropped, "row")));
    }
    words.join(", ")
}

fn part(report: &PartReport, info: &RunInfo) -> String {
    if info.preparation.task == Task::Forecast {
        format!("{}, {}", counted(report.rows, "row"), counted(report.examples, "example"))
    } else {
        counted(report.sequences, "sequence")
    }
}
