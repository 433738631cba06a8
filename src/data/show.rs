//! Questions, targets and answers as text.

use super::{Answer, Column, Example, Preparation, Question, Shown, Target, Vocabulary};
use crate::{
    experiment::Task,
    numbers::{percent, significant},
    wording::counted,
};

/// Values of a window that are shown: its last ones.
const MOST_OF_A_WINDOW: usize = 4;
/// Classes that are shown of an answer.
const MOST_CLASSES: usize = 3;
/// Significant digits of an error.
const ERROR_DIGITS: usize = 3;

/// How a value of a target is written: [`Column::show`], or with more or fewer digits.
pub type ShowNumber = fn(&Column, f64) -> String;

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
                let values: Vec<String> = values.iter().map(|&value| target.show_exactly(value)).collect();
                format!("{} … {}", self.time_text(series.raw.moments[*last]), values.join(" "))
            }
        }
    }

    /// What would be right, as a person reads it.
    #[must_use]
    pub fn show_target(&self, example: &Example) -> String {
        match (&example.target, &self.vocabulary) {
            (Target::Numbers { truth, .. }, _) => {
                self.show_numbers(truth.rows().map(<[f64]>::to_vec), Column::show_exactly)
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

    /// An answer as a person reads it, its numbers written by `show`.
    #[must_use]
    pub fn show_answer(&self, answer: &Answer, show: ShowNumber) -> String {
        match answer {
            Answer::Numbers(numbers) => self.show_numbers(numbers.rows().map(<[f64]>::to_vec), show),
            Answer::Forecast(outlook) => {
                let steps = outlook.values.first().map_or(0, Vec::len);
                let row = |step: usize| outlook.values.iter().map(|values| values[step]).collect();
                self.show_numbers((0..steps).map(row), show)
            }
            Answer::Classes(probabilities) => {
                let shown = self.ranked(probabilities).into_iter().take(MOST_CLASSES);
                shown.map(|(name, part)| format!("{name} {}", percent(part))).collect::<Vec<_>>().join(", ")
            }
            Answer::Symbols(symbols) => symbols.join(" "),
            Answer::Text(text) => text.clone(),
        }
    }

    /// Numbers of the targets, step by step.
    fn show_numbers(&self, steps: impl Iterator<Item = Vec<f64>>, show: impl Fn(&Column, f64) -> String) -> String {
        let step = |step: Vec<f64>| -> Vec<String> {
            self.targets.iter().zip(step).map(|(target, value)| show(target, value)).collect()
        };
        steps.flat_map(step).collect::<Vec<_>>().join(" ")
    }

    /// How far an answer is off its target in one number or word: the largest error, the probability of the right class,
    /// or the part of the symbols that are right.
    #[must_use]
    pub fn show_error(&self, example: &Example, answer: &Answer) -> String {
        match (&example.target, answer) {
            (Target::Numbers { truth, .. }, Answer::Numbers(said)) => show_error(truth.max_error(said)),
            (Target::Numbers { truth, .. }, Answer::Forecast(outlook)) => {
                let said = |step: usize, target: usize| outlook.values[target].get(step).copied().unwrap_or(f64::NAN);
                let errors = truth.rows().enumerate().flat_map(|(step, row)| {
                    row.iter().enumerate().map(move |(target, truth)| (truth - said(step, target)).abs())
                });
                show_error(errors.filter(|error| !error.is_nan()).fold(0.0, f64::max))
            }
            (Target::Class(class), Answer::Classes(probabilities)) => {
                let right = probabilities.get(*class as usize).copied().unwrap_or(0.0);
                let mark = if best_class(probabilities) == Some(*class as usize) { "✓" } else { "✗" };
                format!("{mark} {}", percent(right))
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

/// The size of an error.
#[must_use]
pub fn show_error(error: f64) -> String {
    significant(error, ERROR_DIGITS)
}
