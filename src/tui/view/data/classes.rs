//! How often each class is in each part of the split.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::title;
use crate::{
    data::Part,
    training::RunInfo,
    tui::{
        Theme,
        view::{fit, list::List},
    },
};

/// Columns for a name at the most.
const LONGEST_NAME: usize = 12;

pub(super) fn list(area: Rect, info: &RunInfo, theme: Theme) -> List {
    let classes = &info.ledger.classes;
    let counts: Vec<[usize; 3]> = classes.iter().map(|class| [class.train, class.validation, class.test]).collect();
    let names = classes.iter().map(|class| class.name.width()).max().unwrap_or(0).min(LONGEST_NAME);
    let most = counts.iter().map(|counts| counts.iter().sum::<usize>()).max().unwrap_or(0);
    let digits = most.to_string().len();
    let room = usize::from(area.width.saturating_sub(2)).saturating_sub(names + digits + 4);
    let lines = classes.iter().zip(&counts).map(|(class, counts)| {
        let sum: usize = counts.iter().sum();
        let name = fit(&class.name, names);
        let space = " ".repeat(names - name.width().min(names));
        let mut spans = vec![Span::raw(format!(" {name}{space} ")), Span::raw(format!("{sum:digits$} "))];
        spans.extend(bar(*counts, most, room, theme));
        Line::from(spans)
    });
    let mut legend = title("Classes", String::new(), theme);
    for part in Part::ALL.into_iter().filter(|part| counts.iter().any(|counts| counts[*part as usize] > 0)) {
        legend.push_span(Span::styled(format!("{} {part} ", mark(part)), theme.part(part)));
    }
    List::new(area, legend, lines.collect())
}

/// The parts one after the other, together as long as the class is large.
fn bar(counts: [usize; 3], most: usize, room: usize, theme: Theme) -> Vec<Span<'static>> {
    let place = |count: usize| (count * room + most / 2) / most.max(1);
    let mut before = 0;
    let of_part = |part: Part| {
        let (from, to) = (place(before), place(before + counts[part as usize]));
        before += counts[part as usize];
        Span::styled(mark(part).repeat(to - from), theme.part(part))
    };
    Part::ALL.map(of_part).to_vec()
}

pub(super) fn mark(part: Part) -> &'static str {
    match part {
        Part::Train => "█",
        Part::Validation => "▓",
        Part::Test => "░",
    }
}
