//! A symbol at every step: those that were asked for, and what would be right.

use ratatui::text::Line;

use super::{super::fit, LABELS, Theme, named};
use crate::{
    app::App,
    data::Answer,
    experiment::{Generate, Source},
};

pub(super) fn lines(app: &App, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let Some(Ok(Answer::Symbols(said))) = app.what_if.answer() else {
        return vec![named("answer", [("…".to_owned(), theme.prediction())], theme)];
    };
    let room = width.saturating_sub(LABELS + 1);
    let show = |symbols: &[&str]| fit(&symbols.join(" "), room);
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let truth = generate(app).and_then(|generate| generate.recalled(app.what_if.input().value()));
    let Some(truth) = truth else { return vec![named("answer", [(show(&said), theme.prediction())], theme)] };
    let said = &said[said.len().saturating_sub(truth.len())..];
    let right = said.iter().zip(&truth).filter(|(said, truth)| said == truth).count();
    let right = format!("{right} of {}", truth.len());
    vec![
        named("answer", [(show(said), theme.prediction())], theme),
        named("truth", [(show(&truth), theme.truth())], theme),
        named("right", [(right, theme.quiet())], theme),
    ]
}

fn generate(app: &App) -> Option<&Generate> {
    match &app.run.experiment.data.source {
        Source::Generate(generate) => Some(generate),
        Source::File { .. } => None,
    }
}
