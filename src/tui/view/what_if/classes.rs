//! The probability of each class as a bar, likeliest first.

use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::{super::fit, Theme};
use crate::{
    app::App,
    data::{Answer, Preparation, Target},
    numbers::percent,
};

/// Columns for the names of classes, at the most.
const NAMES: usize = 14;
/// Columns of " 100%".
const PERCENT: usize = 5;
/// Beside the class that is right.
const TRUTH: &str = " truth";
/// A cell filled from the left, by eighths.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// As many classes as there are rows, and among them the one that is right where it is known.
pub(super) fn lines(
    app: &App,
    preparation: &Preparation,
    answer: Option<&Answer>,
    (width, rows): (u16, u16),
    theme: Theme,
) -> Vec<Line<'static>> {
    let Some(Answer::Classes(probabilities)) = answer else {
        return vec![Line::styled(" …", theme.prediction())];
    };
    let truth = app.what_if.example().and_then(|example| match example.target {
        Target::Class(class) => preparation.classes.get(class as usize).map(String::as_str),
        _ => None,
    });
    let ranked = preparation.ranked(probabilities);
    let shown = shown(&ranked, truth, rows.into());
    let names = shown.iter().map(|(name, _)| name.width()).max().unwrap_or(0).min(NAMES);
    let taken = 2 + names + PERCENT + truth.map_or(0, |_| TRUTH.len());
    let room = usize::from(width).saturating_sub(taken + 1);
    let line = |(place, (name, probability)): (usize, &(&str, f64))| {
        let style = if place == 0 { theme.strong() } else { theme.quiet() };
        let name_shown = fit(name, names);
        let padding = " ".repeat(names.saturating_sub(name_shown.width()) + 1);
        let mut line = Line::from(vec![
            Span::styled(format!(" {name_shown}{padding}"), style),
            Span::styled(format!("{:room$}", bar(*probability, room)), theme.prediction()),
            Span::raw(format!(" {:>4}", percent(*probability))),
        ]);
        if truth == Some(*name) {
            line.push_span(Span::styled(TRUTH, theme.truth()));
        }
        line
    };
    shown.iter().enumerate().map(line).collect()
}

/// The likeliest classes; the right one takes the last place if it is not among them.
fn shown<'a>(ranked: &[(&'a str, f64)], truth: Option<&str>, rows: usize) -> Vec<(&'a str, f64)> {
    let mut shown: Vec<_> = ranked.iter().copied().take(rows).collect();
    let right = ranked.iter().skip(rows).find(|(name, _)| truth == Some(*name));
    if let (Some(last), Some(right)) = (shown.last_mut(), right) {
        *last = *right;
    }
    shown
}

fn bar(part: f64, room: usize) -> String {
    let eighths = (part * room as f64 * 8.0).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_part_to_an_eighth_of_a_cell() {
        for (part, expected) in [(0.0, ""), (1.0, "████"), (0.5, "██"), (0.53, "██▏"), (0.99, "████"), (0.001, "")]
        {
            assert_eq!(bar(part, 4), expected, "{part}");
        }
        assert_eq!(bar(0.7, 0), "");
    }

    #[test]
    fn the_right_class_is_shown_however_unlikely_it_is() {
        let ranked = [("a", 0.5), ("b", 0.3), ("c", 0.2)];
        assert_eq!(shown(&ranked, None, 2), ranked[..2]);
        assert_eq!(shown(&ranked, Some("b"), 2), ranked[..2]);
        assert_eq!(shown(&ranked, Some("c"), 2), [ranked[0], ranked[2]]);
        assert_eq!(shown(&ranked, Some("c"), 0), []);
    }
}
