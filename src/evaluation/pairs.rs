//! True values beside predicted ones, and their figures.

use super::{
    baselines::Scales,
    metrics::{self, Metric, Scores},
};
use crate::data::{Answer, Example, Shown, Target};

/// True and predicted values that are numbers.
#[derive(Default)]
pub(super) struct Pairs {
    pub truth: Vec<f64>,
    pub said: Vec<f64>,
}

impl Pairs {
    /// Those numbers of the examples that `wanted` takes by their row and target.
    pub(super) fn of<'a>(
        examples: impl Iterator<Item = (&'a Example, &'a Answer)>,
        wanted: &dyn Fn(usize, usize) -> bool,
    ) -> Self {
        let mut pairs = Self::default();
        for (example, answer) in examples {
            let Target::Numbers { truth, .. } = &example.target else { continue };
            for (row, truths) in truth.rows().enumerate() {
                for (target, &truth) in truths.iter().enumerate().filter(|(target, _)| wanted(row, *target)) {
                    pairs.truth.push(truth);
                    pairs.said.push(number(answer, row, target));
                }
            }
        }
        pairs
    }

    fn scores(&self, scale: Option<f64>) -> Option<Scores> {
        metrics::numbers(&self.truth, &self.said, scale)
    }
}

/// The prediction of one step of one target.
pub(super) fn number(answer: &Answer, row: usize, target: usize) -> f64 {
    match answer {
        Answer::Numbers(numbers) => numbers.rows().nth(row).map_or(f64::NAN, |row| row[target]),
        Answer::Forecast(outlook) => outlook.values[target].get(row).copied().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

/// Examples and the answers to them, by series.
pub(super) struct Answered<'a> {
    examples: &'a [Example],
    answers: &'a [Answer],
    scales: &'a Scales,
    /// Each series with the places of its examples, in the order of their first ones; nothing but forecasts have series.
    series: Vec<(&'a str, Vec<usize>)>,
}

impl<'a> Answered<'a> {
    pub(super) fn new(examples: &'a [Example], answers: &'a [Answer], scales: &'a Scales) -> Self {
        let mut series: Vec<(&str, Vec<usize>)> = Vec::new();
        let mut found = std::collections::HashMap::new();
        for (place, example) in examples.iter().enumerate() {
            let Shown::Window { series: of, .. } = &example.question.shown else { continue };
            let name = of.raw.name.as_str();
            let at = *found.entry(name).or_insert_with(|| {
                series.push((name, Vec::new()));
                series.len() - 1
            });
            series[at].1.push(place);
        }
        Self { examples, answers, scales, series }
    }

    /// The figures of what `wanted` takes of all examples together. The mean absolute scaled error is the mean over the series:
    /// each has its own scale. It is of `target`, and there is none of several targets together, whose units may differ.
    pub(super) fn scores(&self, target: Option<usize>, wanted: &dyn Fn(usize, usize) -> bool) -> Option<Scores> {
        let scores = Pairs::of(self.examples.iter().zip(self.answers), wanted).scores(None)?;
        let of_series = self.by_series(target, wanted);
        let scaled: Vec<f64> = of_series.iter().filter_map(|(_, scores)| scores.get(Metric::Mase)).collect();
        let mean = (!scaled.is_empty()).then(|| scaled.iter().sum::<f64>() / scaled.len() as f64);
        Some(match mean {
            Some(mean) => scores.with(Metric::Mase, mean),
            None => scores,
        })
    }

    /// The same series by series.
    pub(super) fn by_series(
        &self,
        target: Option<usize>,
        wanted: &dyn Fn(usize, usize) -> bool,
    ) -> Vec<(String, Scores)> {
        let of_one = |(name, places): &(&str, Vec<usize>)| {
            let pairs = places.iter().map(|&place| (&self.examples[place], &self.answers[place]));
            let scale = target.and_then(|target| self.scales.of_series(name, target));
            Some(((*name).to_owned(), Pairs::of(pairs, wanted).scores(scale)?))
        };
        self.series.iter().filter_map(of_one).collect()
    }
}
