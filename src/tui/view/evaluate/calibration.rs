//! Whether probabilities, and intervals, keep their promise: what was said beside what came.

use ratatui::{
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::{panes::sentences, title};
use crate::{
    evaluation::Evaluation,
    numbers::percent,
    tui::{Theme, view::list::List},
};

/// A row: what was said, and what came.
struct Row {
    name: String,
    /// What was said, between 0 and 1.
    said: f64,
    /// What came.
    came: f64,
    /// How many it is of.
    count: String,
}

/// What a share may be off before it is worth a word.
const NOTABLE: f64 = 0.05;

/// Bars of the answers that are right, by how sure the network was of them.
pub(super) fn of_probabilities(area: Rect, evaluation: &Evaluation, theme: Theme) -> Option<List> {
    let found = evaluation.findings.calibration.as_ref()?;
    let rows: Vec<Row> = found
        .bins
        .iter()
        .enumerate()
        .map(|(place, bin)| Row {
            name: format!("{:>2}–{:<3}", place * 10, (place + 1) * 10),
            said: bin.confidence.unwrap_or(f64::NAN),
            came: bin.accuracy.unwrap_or(f64::NAN),
            count: bin.count.to_string(),
        })
        .collect();
    let about = format!("({}) error {:.1}% (ECE) ", evaluation.part, 100.0 * found.expected_error);
    let lines = sentences(&[(found.in_words(), Style::new())], area.width.saturating_sub(2));
    Some(table(area, title("Calibration", about, theme), lines, ["sure in %", "right"], &rows, theme))
}

/// Bars of the truths within intervals, by how many should be.
pub(super) fn of_intervals(area: Rect, evaluation: &Evaluation, theme: Theme) -> List {
    let rows: Vec<Row> = evaluation
        .findings
        .coverages
        .iter()
        .map(|coverage| Row {
            name: percent(coverage.nominal),
            said: coverage.nominal,
            came: coverage.covered,
            count: String::new(),
        })
        .collect();
    let off = || rows.iter().map(|row| row.came - row.said);
    let words = covered_in_words(off().fold(0.0, f64::max), -off().fold(0.0, f64::min));
    let about = format!("({}) ", evaluation.part);
    let lines = sentences(&[(words, Style::new())], area.width.saturating_sub(2));
    table(area, title("Intervals", about, theme), lines, ["aim at", "covered"], &rows, theme)
}

/// How far more, and how far less, of the truths lay within intervals than these aim at, at the most.
fn covered_in_words(more: f64, less: f64) -> String {
    let points = |part: f64| format!("{:.0} points", 100.0 * part);
    match (more >= NOTABLE, less >= NOTABLE) {
        (false, false) => "intervals covered what they aim at within 5 points".to_owned(),
        (true, false) => format!("intervals covered up to {} more than they aim at", points(more)),
        (false, true) => format!("intervals covered up to {} less than they aim at", points(less)),
        (true, true) => {
            format!("intervals covered from {} less to {} more than they aim at", points(less), points(more))
        }
    }
}

/// Rows with a bar for what came and a mark where what was said stands.
fn table(
    area: Rect,
    title: Line<'static>,
    mut lines: Vec<Line<'static>>,
    [said, came]: [&'static str; 2],
    rows: &[Row],
    theme: Theme,
) -> List {
    let names = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).max(said.len());
    let counts = rows.iter().map(|row| row.count.len()).max().unwrap_or(0);
    let taken = names + counts + came.len() + 5;
    let room = usize::from(area.width.saturating_sub(2)).saturating_sub(taken).max(1);
    let space = " ".repeat(counts + usize::from(counts > 0));
    lines.push(Line::from(vec![
        Span::styled(format!(" {said:>names$} {space}{came} "), theme.quiet()),
        Span::styled("▆", theme.prediction()),
        Span::styled(" came  ", theme.quiet()),
        Span::styled("┃", theme.truth()),
        Span::styled(" said", theme.quiet()),
    ]));
    for row in rows {
        let share = if row.came.is_nan() { String::new() } else { percent(row.came) };
        let count = if counts > 0 { format!("{:>counts$} ", row.count) } else { String::new() };
        let width = came.len();
        let mut line = Line::from(Span::raw(format!(" {:>names$} {count}{share:>width$} ", row.name)));
        let at = |share: f64| ((share * room as f64).round() as usize).min(room);
        if !row.came.is_nan() {
            let (bar, mark) = (at(row.came), at(row.said).min(room.saturating_sub(1)));
            let filled =
                |from: usize, to: usize| "▆".repeat(bar.clamp(from, to) - from) + &" ".repeat(to - bar.clamp(from, to));
            line.push_span(Span::styled(filled(0, mark), theme.prediction()));
            line.push_span(Span::styled("┃", theme.truth()));
            line.push_span(Span::styled(
                filled(mark + 1, room.max(mark + 1)).trim_end().to_owned(),
                theme.prediction(),
            ));
        }
        lines.push(line);
    }
    List::new(area, title, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_that_cover_too_much_here_and_too_little_there_are_told_so() {
        assert_eq!(covered_in_words(0.01, 0.04), "intervals covered what they aim at within 5 points");
        assert_eq!(covered_in_words(0.12, 0.0), "intervals covered up to 12 points more than they aim at");
        assert_eq!(covered_in_words(0.0, 0.11), "intervals covered up to 11 points less than they aim at");
        let both = "intervals covered from 11 points less to 12 points more than they aim at";
        assert_eq!(covered_in_words(0.12, 0.11), both);
    }
}
