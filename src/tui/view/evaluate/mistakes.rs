//! What went wrong though the network was sure of it.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthStr;

use super::title;
use crate::{
    evaluation::{Evaluation, Mistake},
    numbers::percent,
    tui::{
        Theme,
        view::{fit, fit_end, list::List},
    },
};

/// Columns for what was read, at the least.
const LEAST_ROOM: usize = 12;
/// Columns for a name at the most.
const LONGEST_NAME: usize = 12;

pub(super) fn list(area: Rect, evaluation: &Evaluation, theme: Theme) -> List {
    let mistakes = &evaluation.findings.mistakes;
    let width = usize::from(area.width.saturating_sub(2));
    let widest = |name: fn(&Mistake) -> &str, heading: &str| {
        let widths = mistakes.iter().map(|mistake| name(mistake).width());
        widths.max().unwrap_or(0).min(LONGEST_NAME).max(heading.len())
    };
    let (said, truth) = (widest(|mistake| &mistake.said, "said"), widest(|mistake| &mistake.truth, "right"));
    let places: Vec<String> = mistakes.iter().map(place).collect();
    let number = places.iter().map(|place| place.width()).max().unwrap_or(0).max("example".len());
    let room = width.saturating_sub(said + truth + number + 16);
    // What was read says more than its number and the chance that the right answer had.
    let is_narrow = room < LEAST_ROOM;
    let room = if is_narrow { width.saturating_sub(said + truth + 11) } else { room };
    let line = |(mistake, place): (&Mistake, &String)| {
        let percent = |share: f64| format!("{:>4}", percent(share));
        let padded = |text: &str, width: usize| {
            // A space is a symbol too.
            let text = if text.trim().is_empty() { text.replace(' ', "␣") } else { fit(text, width) };
            " ".repeat(width.saturating_sub(text.width())) + &text
        };
        // What is read last stands right before the mistake.
        let shown = if mistake.step.is_none() { fit_end(&mistake.shown, room) } else { fit(&mistake.shown, room) };
        let said = format!(" {} {}", padded(&mistake.said, said), percent(mistake.probability));
        let mut line = Line::from(Span::styled(said, theme.error()));
        let truth = padded(&mistake.truth, truth);
        if is_narrow {
            line.push_span(Span::styled(format!("  {truth} "), theme.truth()));
        } else {
            line.push_span(Span::styled(format!("  {truth} {}", percent(mistake.of_truth)), theme.truth()));
            line.push_span(Span::styled(format!(" {place:>number$} "), theme.quiet()));
        }
        line.push_span(Span::raw(shown));
        line
    };
    let rest = if is_narrow { String::new() } else { format!("       {:>number$}", "example") };
    let heading = format!(" {:>said$}        {:>truth$}{rest}", "said", "right");
    let about = format!("({}) the surest first ", evaluation.part);
    List {
        area,
        title: title("Mistakes", about, theme),
        head: vec![Line::styled(heading, theme.quiet())],
        lines: mistakes.iter().zip(&places).map(line).collect(),
    }
}

/// Where it happened: the number of the example, and of its step.
fn place(mistake: &Mistake) -> String {
    match mistake.step {
        Some(step) => format!("{}, step {step}", mistake.example),
        None => mistake.example.to_string(),
    }
}
