//! What there is to see of answers beyond their figures, bounded in size.

use std::sync::Arc;

use super::{
    Autocorrelation, Calibrating, Calibration, Coverage, Intervals, LargestError, Mistake, Residuals,
    asked::{Asked, Said},
    mistakes::Mistakes,
    pairs::{Pairs, number},
};
use crate::{
    data::{Answer, Example, Preparation, Sequence, Series, Shown, Target},
    experiment::Task,
};

/// Targets whose residuals are kept.
const MOST_TARGETS: usize = 32;

/// What there is to see of answers beyond their figures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Findings {
    /// What is left of the truths, target by target; none where no numbers are answered.
    pub residuals: Vec<Residuals>,
    /// Whether answers are right as often as their probabilities say, where they have some.
    pub calibration: Option<Calibration>,
    /// The mistakes that the network was surest of, the surest first.
    pub mistakes: Vec<Mistake>,
    /// How often truths lay within intervals of several nominal probabilities.
    pub coverages: Vec<Coverage>,
}

/// What a network chose among classes or symbols, taken in one by one.
#[derive(Debug, Clone, Default)]
pub(super) struct Choices {
    calibrating: Calibrating,
    mistakes: Mistakes,
}

impl Choices {
    /// Takes in what is said of each symbol that an example asks for, and gives it.
    pub(super) fn of_symbols(&mut self, example: usize, asked: &[u32], said: &Sequence) -> Vec<Said> {
        let all = Said::of_symbols(asked, said);
        all.into_iter().map(|(step, said)| self.add(said, Asked { example, step: Some(step) })).collect()
    }

    fn add(&mut self, said: Said, asked: Asked) -> Said {
        self.calibrating.add(said.confidence, said.right);
        self.mistakes.add(said, asked);
        said
    }

    fn of_classes(examples: &[Example], answers: &[Answer]) -> Self {
        let mut choices = Self::default();
        for (place, pair) in examples.iter().map(|example| &example.target).zip(answers).enumerate() {
            if let (Target::Class(class), Answer::Classes(probabilities)) = pair {
                choices.add(Said::of_classes(*class, probabilities), Asked { example: place, step: None });
            }
        }
        choices
    }
}

impl Findings {
    /// Of answers to examples; `symbols` is what was chosen where they are symbols, `validation` the validation examples and
    /// answers where these give intervals.
    pub(super) fn of(
        preparation: &Preparation,
        examples: &[Example],
        answers: &[Answer],
        symbols: &Choices,
        validation: Option<(&[Example], &[Answer])>,
    ) -> Self {
        let of_classes = (preparation.task == Task::Classify).then(|| Choices::of_classes(examples, answers));
        let choices = of_classes.as_ref().unwrap_or(symbols);
        let of_test = |validation| Intervals::coverages(preparation, validation, (examples, answers));
        Self {
            residuals: residuals(preparation, examples, answers),
            calibration: choices.calibrating.calibration(),
            mistakes: choices.mistakes.in_words(preparation, examples),
            coverages: validation.map(of_test).unwrap_or_default(),
        }
    }
}

fn residuals(preparation: &Preparation, examples: &[Example], answers: &[Answer]) -> Vec<Residuals> {
    let of_target = |(place, target): (usize, &crate::data::Column)| {
        let pairs = Pairs::of(examples.iter().zip(answers), &|_, at| at == place);
        let residuals = Residuals::of(&target.name, &pairs.truth, &pairs.said)?;
        let stretches = stretches(place, examples, answers);
        Some(Residuals {
            autocorrelation: Autocorrelation::of(&stretches, preparation.season),
            largest: LargestError::all(place, examples, answers),
            ..residuals
        })
    };
    preparation.targets.iter().enumerate().take(MOST_TARGETS).filter_map(of_target).collect()
}

/// Residuals of the first step ahead of windows that follow one another, NaN where one is not known: those of later steps
/// would overlap and depend on each other however good the forecast.
fn stretches(place: usize, examples: &[Example], answers: &[Answer]) -> Vec<Vec<f64>> {
    let mut stretches: Vec<Vec<f64>> = Vec::new();
    let mut before: Option<(&Arc<Series>, usize)> = None;
    for (example, answer) in examples.iter().zip(answers) {
        let (Shown::Window { series, last }, Target::Numbers { truth, .. }) =
            (&example.question.shown, &example.target)
        else {
            continue;
        };
        let gap = before.filter(|(same, row)| Arc::ptr_eq(same, series) && row < last).map(|(_, row)| last - row - 1);
        match (gap, stretches.last_mut()) {
            (Some(gap), Some(stretch)) => stretch.extend(std::iter::repeat_n(f64::NAN, gap)),
            _ => stretches.push(Vec::new()),
        }
        if let Some(stretch) = stretches.last_mut() {
            stretch.push(truth.values()[place] - number(answer, 0, place));
        }
        before = Some((series, *last));
    }
    stretches
}
