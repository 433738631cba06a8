//! Questions, targets and answers as text.

use super::{Answer, Example, Preparation, Question, Shown, Target, Vocabulary, rounded};
use crate::{experiment::Task, wording::counted};

/// Values of a window that are shown: its last ones.
const MOST_OF_A_WINDOW: usize = 4;
/// Classes that are shown of an answer.
const MOST_CLASSES: usize = 3;

impl Preparation {
    /// A question as a person reads it.
    #[must_use]
    pub fn show(&self, question: &Question) -> String {
        match &question.shown {
            Shown::Text(text) => text.clone(),
            Shown::Numbers(numbers) if self.task == Task::Classify => {
                format!("{} of {}", counted(numbers.steps(), "step"), counted(numbers.features(), "number"))
            }
            Shown::Numbers(numbers) => numbers.to_string(),
            Shown::Window { series, last } => {
                let Some(target) = self.targets.first() else { return String::new() };
                let from = (last + 1).saturating_sub(MOST_OF_A_WINDOW);
                let values = &series.raw.columns[target.source][from..=*last];
                let values: Vec<String> = values.iter().map(|&value| number(value, None)).collect();
                format!("{} … {}", self.time_text(series.raw.moments[*last]), values.join(" "))
            }
        }
    }

    /// What would be right, as a person reads it.
    #[must_use]
    pub fn show_target(&self, example: &Example) -> String {
        match (&example.target, &self.vocabulary) {
            (Target::Numbers { truth, .. }, _) => {
                let texts: Vec<String> = truth.values().iter().map(|&value| number(f64::from(value), None)).collect();
                texts.join(" ")
            }
            (Target::Class(class), _) => self.classes.get(*class as usize).cloned().unwrap_or_default(),
            (Target::Symbols(symbols), Some(vocabulary)) if self.task == Task::Generate => {
                let given = self.prompt(example).input.steps() - 1;
                vocabulary.write(&symbols[given..])
            }
            (Target::Symbols(symbols), Some(vocabulary)) => {
                let asked = symbols.iter().filter(|&&symbol| symbol != Vocabulary::NONE);
                asked.map(|&symbol| vocabulary.symbol(symbol)).collect::<Vec<_>>().join(" ")
            }
            (Target::Symbols(_), None) => String::new(),
        }
    }

    /// An answer as a person reads it, numbers with so many decimals.
    #[must_use]
    pub fn show_answer(&self, answer: &Answer, decimals: usize) -> String {
        match answer {
            Answer::Numbers(numbers) => format!("{numbers:.decimals$}"),
            Answer::Forecast(outlook) => {
                let steps = outlook.values.first().map_or(0, Vec::len);
                let row = |step: usize| outlook.values.iter().map(move |values| number(values[step], Some(decimals)));
                (0..steps).flat_map(row).collect::<Vec<_>>().join(" ")
            }
            Answer::Classes(probabilities) => {
                let shown = self.ranked(probabilities).into_iter().take(MOST_CLASSES);
                shown.map(|(name, part)| format!("{name} {:.0} %", part * 100.0)).collect::<Vec<_>>().join(", ")
            }
            Answer::Symbols(symbols) => symbols.join(" "),
            Answer::Text(text) => text.clone(),
        }
    }

    /// How far an answer is off its target in one number or word: the largest error, the probability of the right class,
    /// or the part of the symbols that are right.
    #[must_use]
    pub fn show_error(&self, example: &Example, answer: &Answer) -> String {
        match (&example.target, answer) {
            (Target::Numbers { truth, .. }, Answer::Numbers(said)) => rounded(truth.max_error(said), 2),
            (Target::Numbers { truth, .. }, Answer::Forecast(outlook)) => {
                let said = |step: usize, target: usize| outlook.values[target].get(step).copied().unwrap_or(f64::NAN);
                let errors = truth.rows().enumerate().flat_map(|(step, row)| {
                    row.iter().enumerate().map(move |(target, truth)| (f64::from(*truth) - said(step, target)).abs())
                });
                rounded(errors.filter(|error| !error.is_nan()).fold(0.0, f64::max) as f32, 2)
            }
            (Target::Class(class), Answer::Classes(probabilities)) => {
                let right = probabilities.get(*class as usize).copied().unwrap_or(0.0);
                format!(
                    "{} {:.0} %",
                    if best_class(probabilities) == Some(*class as usize) { "✓" } else { "✗" },
                    right * 100.0
                )
            }
            (Target::Symbols(asked), Answer::Symbols(said)) => {
                let pairs = || asked.iter().zip(said).filter(|(symbol, _)| **symbol != Vocabulary::NONE);
                let vocabulary = self.vocabulary.as_ref();
                let right =
                    pairs().filter(|(symbol, said)| vocabulary.is_some_and(|v| v.symbol(**symbol) == said.as_str()));
                format!("{}/{}", right.count(), pairs().count())
            }
            (Target::Symbols(_), Answer::Text(said)) => {
                if *said == self.show_target(example) {
                    "✓".to_owned()
                } else {
                    "✗".to_owned()
                }
            }
            _ => String::new(),
        }
    }

    /// Classes and their probabilities, likeliest first.
    #[must_use]
    pub fn ranked(&self, probabilities: &[f64]) -> Vec<(&str, f64)> {
        let mut ranked: Vec<(&str, f64)> =
            self.classes.iter().map(String::as_str).zip(probabilities.iter().copied()).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }
}

fn best_class(probabilities: &[f64]) -> Option<usize> {
    (0..probabilities.len()).reduce(|best, class| if probabilities[class] > probabilities[best] { class } else { best })
}

/// A number with so many decimals, or as it is; a missing one as a dash.
fn number(value: f64, decimals: Option<usize>) -> String {
    match decimals {
        _ if value.is_nan() => "–".to_owned(),
        Some(decimals) => rounded(value as f32, decimals),
        None => (value as f32).to_string(),
    }
}
