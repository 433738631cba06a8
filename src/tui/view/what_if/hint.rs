//! What to type, while nothing is typed.

use ratatui::text::Line;

use super::{super::fit, Theme};
use crate::{app::App, data::Preparation, experiment::Task};

/// In the place of the text: how to begin, or once typing has begun, what else there is.
pub(super) fn in_the_line(app: &App, typing: bool) -> String {
    if typing { while_typing(app) } else { before(app) }
}

fn before(app: &App) -> String {
    let data = &app.run.experiment.data;
    let names = names(app);
    match (data.task, data.symbols, names) {
        (Task::Classify, Some(_), [name, ..]) => format!("press i and type {}", with_article(name)),
        (Task::Generate, _, [name, ..]) => format!("press i and begin {}", with_article(name)),
        (_, Some(_), _) => "press i and type symbols".to_owned(),
        (Task::Forecast, ..) => format!("press i and add {}", names.join(" ")),
        (Task::Classify, None, [_, _, ..]) => "press i, ctrl-t for an example".to_owned(),
        (_, None, [_, _, ..]) => format!("press i and type {} …", names.join(" ")),
        _ => "press i and type numbers".to_owned(),
    }
}

fn while_typing(app: &App) -> String {
    let Some(info) = &app.run.info else { return String::new() };
    match info.preparation.task {
        Task::Forecast => {
            let last = info.preparation.tails.first().and_then(|tail| {
                let rows = info.preparation.observed_rows(tail);
                tail.moments.get(rows.checked_sub(1)?)
            });
            let last = last.map(|last| info.preparation.time_text(*last));
            last.map(|last| format!("after {last}: {}", names(app).join(" "))).unwrap_or_default()
        }
        _ if info.test.is_empty() => String::new(),
        _ => "or ctrl-t for an example".to_owned(),
    }
}

/// Below the empty line: what a step is made of, where it is more than a number or a symbol.
pub(super) fn lines(app: &App, preparation: &Preparation, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let names = names(app);
    if names.len() < 2 || preparation.vocabulary.is_some() {
        return Vec::new();
    }
    let step = format!(" a step is {} numbers:", names.len());
    [step, format!(" {}", names.join(" "))].map(|text| Line::styled(fit(&text, width), theme.quiet())).into()
}

/// The columns that a person types for each step.
fn names(app: &App) -> &[String] {
    match app.preparation() {
        Some(preparation) if preparation.vocabulary.is_none() => &preparation.sources[..preparation.read],
        _ => &app.run.experiment.data.inputs,
    }
}

fn with_article(name: &str) -> String {
    let vowel = name.chars().next().is_some_and(|first| "aeiouAEIOU".contains(first));
    format!("{} {name}", if vowel { "an" } else { "a" })
}
