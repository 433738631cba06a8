//! What no learning gets: simple answers to the same questions, fitted on the training examples alone.

mod forecasts;
mod frequencies;
mod ngrams;

use self::{frequencies::Frequencies, ngrams::NGrams};
use super::loss::MeanLoss;
use crate::{
    data::{Answer, Dataset, Example, Input, Outlook, Preparation, Sequence, Shown, Target, Vocabulary},
    experiment::{Experiment, Loss, Task},
};

pub use forecasts::{Forecaster, Scales};

/// A simple answer to the same questions.
#[derive(Debug, Clone, PartialEq)]
pub enum Baseline {
    /// Of the next values of a series.
    Forecast(Forecaster),
    /// The mean of each training target, `[target]`.
    Mean(Vec<f64>),
    /// The number that is read at a step is answered at it.
    InputItself,
    /// How often each class is, or each symbol that is asked for.
    Frequencies(Frequencies),
    /// How often each symbol follows those before it.
    NGrams(NGrams),
}

/// All baselines of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Baselines {
    /// Fitted on the training examples.
    pub all: Vec<Baseline>,
    /// What the mean absolute scaled error of a forecast is measured in.
    pub scales: Scales,
}

impl Baselines {
    /// Fits the baselines of a dataset's task.
    #[must_use]
    pub fn fit(dataset: &Dataset) -> Self {
        let preparation = &dataset.preparation;
        let mut scales = Scales::default();
        let all = match (preparation.task, &preparation.vocabulary) {
            (Task::Forecast, _) => {
                scales = Scales::of(dataset);
                Forecaster::all(dataset).into_iter().map(Baseline::Forecast).collect()
            }
            (Task::Classify, _) => {
                let classes = dataset.train.iter().filter_map(|example| match example.target {
                    Target::Class(class) => Some(class),
                    _ => None,
                });
                vec![Baseline::Frequencies(Frequencies::of(classes, preparation.classes.len()))]
            }
            (Task::Generate, Some(vocabulary)) => {
                (1..=3).map(|order| Baseline::NGrams(NGrams::of(order, &dataset.train, vocabulary.len()))).collect()
            }
            (_, Some(vocabulary)) => {
                let asked = dataset.train.iter().flat_map(asked_symbols);
                vec![Baseline::Frequencies(Frequencies::of(asked, vocabulary.len()))]
            }
            (_, None) => {
                let same_shape = preparation.read == preparation.targets.len();
                let itself = same_shape.then_some(Baseline::InputItself);
                [Some(Baseline::Mean(mean(dataset))), itself].into_iter().flatten().collect()
            }
        };
        Self { all, scales }
    }

    /// The best baseline's loss, in the unit of the loss chart, on some examples, and its name.
    #[must_use]
    pub fn best_loss(
        &self,
        experiment: &Experiment,
        preparation: &Preparation,
        examples: &[Example],
    ) -> Option<(String, f64)> {
        let losses = self.all.iter().filter_map(|baseline| {
            Some((baseline.name(preparation), baseline.loss(experiment.loss(), preparation, examples)?))
        });
        losses.filter(|(_, loss)| loss.is_finite()).min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

impl Baseline {
    /// What it is called.
    #[must_use]
    pub fn name(&self, preparation: &Preparation) -> String {
        match self {
            Self::Forecast(forecaster) => forecaster.to_string(),
            Self::Mean(_) => "mean".to_owned(),
            Self::InputItself => "last value".to_owned(),
            Self::Frequencies(_) if preparation.task == Task::Classify => "majority class".to_owned(),
            Self::Frequencies(_) => "commonest symbol".to_owned(),
            Self::NGrams(ngrams) => ngrams.to_string(),
        }
    }

    /// Its answer to an example, in the units of a person; `None` where it has none.
    #[must_use]
    pub fn answer(&self, preparation: &Preparation, example: &Example) -> Option<Answer> {
        match (self, &example.question.shown, &example.target) {
            (Self::Forecast(forecaster), Shown::Window { series, last }, _) => {
                let values = forecaster.forecast(preparation, series, *last).ok()?;
                Some(Answer::Forecast(Outlook::of_values(values)))
            }
            (Self::Mean(means), Shown::Numbers(input), _) => {
                Sequence::new(means.len(), means.repeat(input.steps())).map(Answer::Numbers)
            }
            (Self::InputItself, Shown::Numbers(input), _) => Some(Answer::Numbers(input.clone())),
            (Self::Frequencies(frequencies), _, Target::Class(_)) => {
                Some(Answer::Classes(frequencies.shares().to_vec()))
            }
            _ => None,
        }
    }

    /// The probability it gives each symbol that an example asks for, and whether it would have said that symbol.
    #[must_use]
    pub fn symbols(&self, example: &Example) -> Vec<(f64, bool)> {
        match self {
            Self::Frequencies(frequencies) => asked_symbols(example).map(|symbol| frequencies.of_one(symbol)).collect(),
            Self::NGrams(ngrams) => match (&example.question.input, &example.target) {
                (Input::Symbols(read), Target::Symbols(asked)) => ngrams.of_each(read, asked),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Its mean loss on some examples, as the network's is taken; `None` where it has none.
    fn loss(&self, loss: Loss, preparation: &Preparation, examples: &[Example]) -> Option<f64> {
        let mut mean = MeanLoss::default();
        for example in examples {
            match (&example.question.shown, &example.target, self.answer(preparation, example)) {
                (_, Target::Symbols(_), _) => {
                    self.symbols(example).into_iter().for_each(|(probability, _)| mean.add(-probability.ln()));
                }
                (_, Target::Class(class), Some(Answer::Classes(shares))) => {
                    mean.add(-shares.get(*class as usize)?.ln());
                }
                (Shown::Window { series, last }, Target::Numbers { prepared, .. }, Some(Answer::Forecast(outlook))) => {
                    let said = preparation.in_network_units(series, *last, &outlook.values).ok()??;
                    mean.add_numbers(loss, &said, prepared);
                }
                (_, Target::Numbers { prepared, .. }, Some(Answer::Numbers(said))) => {
                    mean.add_numbers(loss, &preparation.numbers_in_network_units(&said).ok()?, prepared);
                }
                _ => return None,
            }
        }
        mean.mean()
    }
}

/// The symbols that an example asks for.
pub(super) fn asked_symbols(example: &Example) -> impl Iterator<Item = u32> + '_ {
    let symbols = match &example.target {
        Target::Symbols(symbols) => symbols.as_slice(),
        _ => &[],
    };
    symbols.iter().copied().filter(|&symbol| symbol != Vocabulary::NONE)
}

/// The mean of each target over all training steps that have it.
fn mean(dataset: &Dataset) -> Vec<f64> {
    let targets = dataset.preparation.targets.len();
    let mut means = vec![MeanLoss::default(); targets];
    for example in &dataset.train {
        if let Target::Numbers { truth, .. } = &example.target {
            for row in truth.rows() {
                let known = means.iter_mut().zip(row).filter(|(_, value)| !value.is_nan());
                known.for_each(|(mean, value)| mean.add(*value));
            }
        }
    }
    means.into_iter().map(|mean| mean.mean().unwrap_or(0.0)).collect()
}
