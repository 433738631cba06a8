//! How a text goes on: a line for each seed.

use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::{
    super::{fit, fit_end},
    LABELS, Theme, named,
};
use crate::{
    app::App,
    data::{Answer, Preparation, Sampling},
    experiment::Symbols,
};

/// Stands for the end of a text that does not go on.
const END: &str = "⏎";

/// How continuations are drawn.
pub(super) fn sampling(Sampling { temperature, seed, .. }: Sampling) -> String {
    if temperature > 0.0 {
        format!(" temperature {temperature:.1} · seed {seed} ")
    } else {
        " temperature 0 · likeliest ".to_owned()
    }
}

pub(super) fn lines(app: &App, preparation: &Preparation, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let sampling = app.what_if.sampling();
    let room = width.saturating_sub(LABELS + 1);
    let words = preparation.vocabulary.as_ref().is_some_and(|vocabulary| vocabulary.kind() == Symbols::Words);
    // What was typed last matters most.
    let given = fit_end(app.what_if.input().value(), room * 2 / 3);
    let given = if words && !given.is_empty() { given.trim_end().to_owned() + " " } else { given };
    let line = |name: &str, rest: &str, style| {
        let rest = if rest.is_empty() { END } else { rest };
        let rest = fit(rest, room.saturating_sub(given.width()));
        named(name, [(given.clone(), ratatui::style::Style::new()), (rest, style)], theme)
    };
    let right = app.what_if.example().map(|example| line("truth", &preparation.show_target(example), theme.truth()));
    let answers = app.what_if.newest_answers().enumerate().map(|(row, answer)| {
        let name = if sampling.temperature > 0.0 {
            format!("{:<6}", sampling.seed.wrapping_add(row as u64))
        } else {
            "answer".to_owned()
        };
        match answer {
            Some(Answer::Text(text)) => line(&name, text, theme.prediction()),
            _ => line(&name, "…", theme.prediction()),
        }
    });
    right.into_iter().chain(answers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_heat_nothing_is_drawn() {
        let sampling = |temperature| super::sampling(Sampling { temperature, seed: 5, longest: 1 });
        assert_eq!(sampling(0.8), " temperature 0.8 · seed 5 ");
        assert_eq!(sampling(0.0), " temperature 0 · likeliest ");
    }
}
