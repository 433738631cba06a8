//! What the network says, in the words and units of a person.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Example, Input, Moment, Part, Preparation, PrepareError, Question, RawSeries, Sequence, Series, Shown, Vocabulary,
    ask::next_moment,
};
use crate::experiment::{Strategy, Task};

/// Past steps that go with a forecast, for a chart.
const PAST: usize = 96;

/// An answer in the words and units of a person.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Numbers at every step: `[time × targets]`.
    Numbers(Sequence),
    /// What comes after the known steps.
    Forecast(Outlook),
    /// The probability of each class, in the order of the preparation's classes.
    Classes(Vec<f64>),
    /// The likeliest symbol at every step.
    Symbols(Vec<String>),
    /// How a text goes on.
    Text(String),
}

/// What comes after the known steps of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Name of the series; empty where there is but one.
    pub name: String,
    /// Times of the last known steps.
    pub past_moments: Vec<Moment>,
    /// Their values, `[target][step]`; NaN where missing.
    pub past: Vec<Vec<f64>>,
    /// Times of the steps ahead.
    pub moments: Vec<Moment>,
    /// The same as the file spells them.
    pub times: Vec<String>,
    /// For each target the steps from its last known value to the last known step: 0 where that has one.
    pub steps_since_known: Vec<usize>,
    /// What is to be expected, `[target][step]`.
    pub values: Vec<Vec<f64>>,
    /// From where to where the truth will lie, `[target][step]`, where that could be measured.
    pub ranges: Vec<Vec<Option<(f64, f64)>>>,
}

impl Outlook {
    /// Values alone, `[target][step]`.
    #[must_use]
    pub fn of_values(values: Vec<Vec<f64>>) -> Self {
        Self {
            name: String::new(),
            past_moments: Vec::new(),
            past: Vec::new(),
            moments: Vec::new(),
            times: Vec::new(),
            steps_since_known: Vec::new(),
            values,
            ranges: Vec::new(),
        }
    }
}

/// How a text is continued.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// 0 takes the likeliest symbol; 1 draws each by its probability; in between likelier ones are drawn more often.
    pub temperature: f64,
    /// Decides what is drawn.
    pub seed: u64,
    /// Symbols at the most.
    pub longest: usize,
}

impl Sampling {
    /// The likeliest symbols, and no more than a table has room for.
    #[must_use]
    pub const fn likeliest() -> Self {
        Self { temperature: 0.0, seed: 0, longest: 24 }
    }
}

impl Default for Sampling {
    fn default() -> Self {
        Self { temperature: 0.8, seed: 1, longest: 100 }
    }
}

impl Preparation {
    /// What is asked of an example for a person to look at: of a text that is to be continued, its first half.
    #[must_use]
    pub fn prompt(&self, example: &Example) -> Question {
        match (&example.question.input, &self.vocabulary, self.task) {
            (Input::Symbols(symbols), Some(vocabulary), Task::Generate) => {
                let given = symbols[..=symbols.len() / 2].to_vec();
                Question { shown: Shown::Text(vocabulary.write(&given[1..])), input: Input::Symbols(given) }
            }
            _ => example.question.clone(),
        }
    }

    /// The answer to a question by a network that `predict` asks; several times where an answer is read again.
    ///
    /// # Errors
    /// When the network cannot be asked, or what it said cannot be undone.
    pub fn respond<E: From<PrepareError>>(
        &self,
        question: &Question,
        sampling: Sampling,
        mut predict: impl FnMut(&Input) -> Result<Sequence, E>,
    ) -> Result<Answer, E> {
        match (&question.shown, self.task) {
            (Shown::Window { series, last }, _) => {
                self.outlook(series, *last, &question.input, &mut predict).map(Answer::Forecast)
            }
            (_, Task::Generate) => self.continuation(&question.input, sampling, &mut predict).map(Answer::Text),
            (_, Task::Classify) => {
                Ok(Answer::Classes(predict(&question.input)?.rows().next().map(probabilities).unwrap_or_default()))
            }
            (Shown::Text(_), _) => {
                let said = predict(&question.input)?;
                Ok(Answer::Symbols(said.rows().map(|row| self.symbol(likeliest(row)).to_owned()).collect()))
            }
            (Shown::Numbers(_), _) => Ok(Answer::Numbers(self.numbers(&predict(&question.input)?)?)),
        }
    }

    fn symbol(&self, number: usize) -> &str {
        self.vocabulary.as_ref().map_or("", |vocabulary| vocabulary.symbol(number as u32))
    }

    /// Numbers at every step, in the units of the file.
    fn numbers(&self, said: &Sequence) -> Result<Sequence, PrepareError> {
        let columns: Vec<Vec<f32>> = (self.targets.iter().enumerate())
            .map(|(place, column)| {
                let prepared: Vec<f64> = said.rows().map(|row| f64::from(row[place])).collect();
                column.invert(&[], &prepared).into_iter().map(|value| value as f32).collect()
            })
            .collect();
        Sequence::by_row(&columns, said.steps()).ok_or(PrepareError::Empty)
    }

    fn outlook<E: From<PrepareError>>(
        &self,
        series: &Arc<Series>,
        last: usize,
        input: &Input,
        predict: &mut impl FnMut(&Input) -> Result<Sequence, E>,
    ) -> Result<Outlook, E> {
        let values = match self.strategy {
            Strategy::Direct => {
                // The network says all steps at once, step by step.
                let said = predict(input)?.in_steps_of(self.targets.len()).ok_or(PrepareError::Empty)?;
                self.in_file_units(series, last, &said)?
            }
            Strategy::Recursive => self.step_by_step(series, last, predict)?,
        };
        let frequency = self.frequency_of(&series.raw.moments[..=last]);
        let mut moments: Vec<Moment> = Vec::with_capacity(self.horizon);
        for _ in 0..self.horizon {
            let before = moments.last().copied().or_else(|| series.raw.moments.get(last).copied());
            moments.push(next_moment(frequency.as_ref(), before));
        }
        let from = (last + 1).saturating_sub(PAST);
        let past = self.targets.iter().map(|target| series.raw.columns[target.source][from..=last].to_vec()).collect();
        Ok(Outlook {
            name: series.raw.name.clone(),
            past_moments: series.raw.moments[from..=last].to_vec(),
            past,
            times: moments.iter().map(|moment| self.time_text(*moment)).collect(),
            steps_since_known: self.steps_since_observed(&series.raw, last),
            moments,
            values,
            ranges: Vec::new(),
        })
    }

    /// Forecasts one step, reads it as if it had happened, and so on: `[target][step]`. Where what the network says cannot
    /// be read again, because it is no number or has no logarithm, the steps after it are NaN.
    fn step_by_step<E: From<PrepareError>>(
        &self,
        series: &Arc<Series>,
        last: usize,
        predict: &mut impl FnMut(&Input) -> Result<Sequence, E>,
    ) -> Result<Vec<Vec<f64>>, E> {
        let (known, last) = self.known_at(series, last)?;
        let frequency = self.frequency_of(&known.raw.moments[..=last]);
        // A little more than the window, for an outlier filter to look back on.
        let from = (last + 1).saturating_sub(self.window + self.lost() + 16);
        let mut raw = known.raw.slice(from, last + 1);
        let mut values = vec![Vec::with_capacity(self.horizon); self.targets.len()];
        for step in 0..self.horizon {
            let rows = raw.rows();
            let (series, window) = match self.read_again(&raw) {
                Ok(read) => read,
                Err(_) if step > 0 => {
                    for values in &mut values {
                        values.resize(self.horizon, f64::NAN);
                    }
                    break;
                }
                Err(error) => return Err(error.into()),
            };
            let said = predict(&Input::Numbers(window))?;
            let next = self.in_file_units(&series, rows - 1, &said)?;
            let mut row = vec![f64::NAN; self.sources.len()];
            for (target, (column, value)) in self.targets.iter().zip(&next).enumerate() {
                let value = value.first().copied().unwrap_or(f64::NAN);
                row[column.source] = value;
                values[target].push(value);
            }
            let moment = next_moment(frequency.as_ref(), raw.moments.last().copied());
            raw = raw.slice(1, rows);
            raw.push(moment, &row);
        }
        Ok(values)
    }

    /// A series and the window at its end.
    fn read_again(&self, raw: &RawSeries) -> Result<(Arc<Series>, Sequence), PrepareError> {
        let rows = raw.rows();
        let series = Arc::new(self.prepare(raw.clone(), vec![Part::Test; rows])?);
        let window = self.window_at(&series, rows - 1)?.ok_or(PrepareError::Empty)?;
        Ok((series, window))
    }

    fn continuation<E>(
        &self,
        input: &Input,
        sampling: Sampling,
        predict: &mut impl FnMut(&Input) -> Result<Sequence, E>,
    ) -> Result<String, E> {
        let (Input::Symbols(given), Some(vocabulary)) = (input, &self.vocabulary) else { return Ok(String::new()) };
        let mut rng = ChaCha8Rng::seed_from_u64(sampling.seed);
        let mut symbols = given.clone();
        while symbols.len() - given.len() < sampling.longest {
            let said = predict(&Input::Symbols(symbols.clone()))?;
            let next = said.rows().last().map_or(Vocabulary::END, |row| draw(row, sampling.temperature, &mut rng));
            if next == Vocabulary::END {
                break;
            }
            symbols.push(next);
        }
        Ok(vocabulary.write(&symbols[given.len()..]))
    }
}

/// Probabilities from what the output layer says of each class (softmax).
#[must_use]
pub fn probabilities(said: &[f32]) -> Vec<f64> {
    let largest = said.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = said.iter().map(|&value| f64::from(value - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// The place of the largest value, the first of equal ones.
#[must_use]
pub fn likeliest(said: &[f32]) -> usize {
    let largest = |best: usize, place: usize| if said[place] > said[best] { place } else { best };
    (0..said.len()).reduce(largest).unwrap_or(0)
}

/// A symbol drawn by its probability at a temperature; never the unknown one.
fn draw(said: &[f32], temperature: f64, rng: &mut ChaCha8Rng) -> u32 {
    let known = Vocabulary::UNKNOWN as usize + 1;
    let said = said.get(known..).unwrap_or_default();
    if temperature <= 0.0 {
        return (likeliest(said) + known) as u32;
    }
    let cooled: Vec<f32> = said.iter().map(|&value| (f64::from(value) / temperature) as f32).collect();
    let mut left: f64 = rng.random();
    let chosen = probabilities(&cooled).into_iter().position(|probability| {
        left -= probability;
        left < 0.0
    });
    chosen.map_or(Vocabulary::END, |place| (place + known) as u32)
}
