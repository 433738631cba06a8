//! Measures a network and the baselines on the same examples.

use std::sync::Arc;

use super::{
    Baseline, Baselines, Coverage, Findings, Intervals,
    findings::Choices,
    metrics::{self, ClassReport, Metric, Scores, skill, skill_in_percent},
    pairs::Answered,
};
use crate::{
    data::{Answer, Dataset, Example, Input, Part, Preparation, PrepareError, Sampling, Sequence, Target},
    experiment::Task,
};

/// A smaller skill is none: just below 1%, for the rounding of 1 − 99/100.
pub const MIN_SKILL: f64 = 0.01 - 1e-11;

/// How good a network is on some examples, beside what no learning gets on the same ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Which examples.
    pub part: Part,
    /// How many.
    pub examples: usize,
    /// What decides which of two is better.
    pub metric: Metric,
    /// The network's figures, in the units of the file.
    pub scores: Scores,
    /// The same by step ahead, where there are several.
    pub by_step: Vec<Scores>,
    /// The same by target, where there are several.
    pub by_target: Vec<(String, Scores)>,
    /// The same by series, where there are several.
    pub by_series: Vec<(String, Scores)>,
    /// Class by class.
    pub classes: Option<ClassReport>,
    /// The baselines' figures.
    pub baselines: Vec<(String, Scores)>,
    /// How often truths lay within the intervals.
    pub interval: Option<Coverage>,
    /// Truths and answers by time, of a forecast.
    pub course: Option<Course>,
    /// Residuals, calibration, mistakes.
    pub findings: Findings,
}

/// Truth and forecast of the first target by time: of the first step ahead, or of a single forecast all its steps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Course {
    /// Times of the steps.
    pub times: Vec<String>,
    /// The truth; NaN where missing.
    pub truth: Vec<f64>,
    /// The forecast.
    pub forecast: Vec<f64>,
    /// From where to where the truth was to be expected.
    pub ranges: Vec<Option<(f64, f64)>>,
}

/// How good a network is on validation and test examples.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgement {
    /// On the validation examples, where there are any.
    pub validation: Option<Evaluation>,
    /// On the test examples, where there are any.
    pub test: Option<Evaluation>,
    /// From the errors on the validation examples.
    pub intervals: Option<Intervals>,
}

/// Knows the right answers and the baselines.
#[derive(Debug, Clone)]
pub struct Judge {
    dataset: Arc<Dataset>,
    baselines: Baselines,
}

/// Heard to some examples.
#[derive(Default)]
struct Heard {
    answers: Vec<Answer>,
    /// The probability of each symbol that was asked for, and whether it was the likeliest.
    symbols: Vec<(f64, bool)>,
    /// What was chosen of these.
    choices: Choices,
}

impl Judge {
    /// Fits the baselines on the training examples.
    #[must_use]
    pub fn new(dataset: Arc<Dataset>) -> Self {
        Self { baselines: Baselines::fit(&dataset), dataset }
    }

    /// The baselines.
    #[must_use]
    pub fn baselines(&self) -> &Baselines {
        &self.baselines
    }

    /// Measures a network on validation and test examples.
    ///
    /// # Errors
    /// When the network cannot be asked, or what it said cannot be undone.
    pub fn judge<E: From<PrepareError>>(
        &self,
        mut predict: impl FnMut(&Input) -> Result<Sequence, E>,
    ) -> Result<Judgement, E> {
        let preparation = &self.dataset.preparation;
        let validation = self.answers(&self.dataset.validation, &mut predict)?;
        let intervals = Intervals::fit(preparation, &self.dataset.validation, &validation.answers);
        let test = self.answers(&self.dataset.test, &mut predict)?;
        Ok(Judgement {
            validation: self.evaluation(Part::Validation, &validation, None),
            test: self.evaluation(Part::Test, &test, intervals.as_ref().map(|intervals| (intervals, &validation))),
            intervals,
        })
    }

    fn answers<E: From<PrepareError>>(
        &self,
        examples: &[Example],
        predict: &mut impl FnMut(&Input) -> Result<Sequence, E>,
    ) -> Result<Heard, E> {
        let mut answers = Heard::default();
        for (place, example) in examples.iter().enumerate() {
            match &example.target {
                Target::Symbols(asked) => {
                    let said = answers.choices.of_symbols(place, asked, &predict(&example.question.input)?);
                    answers.symbols.extend(said.into_iter().map(|said| (said.probability, said.right)));
                }
                _ => answers.answers.push(self.dataset.preparation.respond(
                    &example.question,
                    Sampling::default(),
                    &mut *predict,
                )?),
            }
        }
        Ok(answers)
    }

    fn evaluation(&self, part: Part, answers: &Heard, from: Option<(&Intervals, &Heard)>) -> Option<Evaluation> {
        let (preparation, examples) = (&self.dataset.preparation, self.dataset.part(part));
        let scores = self.scores(examples, answers)?;
        let (intervals, validation) = from.unzip();
        let validation = validation.map(|answers| (&*self.dataset.validation, &*answers.answers));
        let baselines = self.baselines.all.iter().filter_map(|baseline| {
            Some((baseline.name(preparation), self.scores(examples, &by_baseline(baseline, preparation, examples)?)?))
        });
        let horizon = preparation.horizon;
        let answered = Answered::new(examples, &answers.answers, &self.baselines.scales);
        let one_step = |step| answered.scores(self.only_target(), &|row, _| row == step);
        let of_target = |(place, target): (usize, &crate::data::Column)| {
            Some((target.name.clone(), answered.scores(Some(place), &|_, at| at == place)?))
        };
        let by_series = answered.by_series(self.only_target(), &|_, _| true);
        let several = |count: usize| preparation.task == Task::Forecast && count > 1;
        Some(Evaluation {
            part,
            examples: examples.len(),
            metric: primary(preparation),
            by_step: if several(horizon) { (0..horizon).filter_map(one_step).collect() } else { Vec::new() },
            by_target: if preparation.targets.len() > 1 {
                preparation.targets.iter().enumerate().filter_map(of_target).collect()
            } else {
                Vec::new()
            },
            by_series: if by_series.len() > 1 { by_series } else { Vec::new() },
            classes: class_report(preparation, examples, &answers.answers),
            baselines: baselines.collect(),
            interval: intervals.and_then(|intervals| intervals.coverage(examples, &answers.answers)),
            course: course(examples, &answers.answers, intervals),
            findings: Findings::of(preparation, examples, &answers.answers, &answers.choices, validation),
            scores,
        })
    }

    /// Figures of some answers alone; `None` where they are texts, whose figures are probabilities.
    #[must_use]
    pub fn scores_of(&self, examples: &[Example], answers: &[Answer]) -> Option<Scores> {
        self.scores(examples, &Heard { answers: answers.to_vec(), ..Heard::default() })
    }

    fn scores(&self, examples: &[Example], answers: &Heard) -> Option<Scores> {
        if !answers.symbols.is_empty() {
            return symbol_scores(&answers.symbols);
        }
        match class_report(&self.dataset.preparation, examples, &answers.answers) {
            Some(report) => Some(report.scores),
            None => Answered::new(examples, &answers.answers, &self.baselines.scales)
                .scores(self.only_target(), &|_, _| true),
        }
    }

    /// The place of the target, where there is but one.
    fn only_target(&self) -> Option<usize> {
        (self.dataset.preparation.targets.len() == 1).then_some(0)
    }
}

impl Evaluation {
    /// The value of what decides.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.scores.get(self.metric).unwrap_or(f64::NAN)
    }

    /// The best baseline and its value of what decides.
    #[must_use]
    pub fn best_baseline(&self) -> Option<(&str, f64)> {
        let values = self.baselines.iter().filter_map(|(name, scores)| Some((name.as_str(), scores.get(self.metric)?)));
        let better = |a: &f64, b: &f64| if self.metric.larger_is_better() { b.total_cmp(a) } else { a.total_cmp(b) };
        values.min_by(|a, b| better(&a.1, &b.1))
    }

    /// The part by which the network is better than the best baseline; below 0 where it is worse.
    #[must_use]
    pub fn skill(&self) -> Option<f64> {
        skill(self.metric, self.value(), self.best_baseline()?.1)
    }

    /// How the network stands to the best baseline, such as "22% better than seasonal naive".
    #[must_use]
    pub fn verdict(&self) -> Option<String> {
        let (name, _) = self.best_baseline()?;
        // Of a baseline without any error no part can be taken.
        let skill = self.skill().unwrap_or(f64::NEG_INFINITY);
        let percent = skill_in_percent(skill);
        Some(match self.metric {
            _ if skill < MIN_SKILL => format!("no better than {name}"),
            Metric::Accuracy => format!("{percent} fewer mistakes than {name}"),
            Metric::BitsPerSymbol => format!("{percent} fewer bits than {name}"),
            _ => format!("{percent} better than {name}"),
        })
    }
}

/// What decides which of two networks for a job is better.
fn primary(preparation: &Preparation) -> Metric {
    match (preparation.task, &preparation.vocabulary) {
        (Task::Generate, _) => Metric::BitsPerSymbol,
        (Task::Classify, _) | (_, Some(_)) => Metric::Accuracy,
        _ => Metric::Rmse,
    }
}

fn symbol_scores(symbols: &[(f64, bool)]) -> Option<Scores> {
    let nats = symbols.iter().map(|(probability, _)| -probability.ln()).sum();
    let right = symbols.iter().filter(|(_, right)| *right).count() as f64 / symbols.len() as f64;
    let scores = metrics::symbols(nats, symbols.len())?;
    Some(scores.iter().chain([(Metric::Accuracy, right)]).collect())
}

fn by_baseline(baseline: &Baseline, preparation: &Preparation, examples: &[Example]) -> Option<Heard> {
    let symbols: Vec<(f64, bool)> = examples.iter().flat_map(|example| baseline.symbols(example)).collect();
    if !symbols.is_empty() {
        return Some(Heard { symbols, ..Heard::default() });
    }
    let answers: Option<Vec<Answer>> = examples.iter().map(|example| baseline.answer(preparation, example)).collect();
    answers.map(|answers| Heard { answers, ..Heard::default() })
}

fn class_report(preparation: &Preparation, examples: &[Example], answers: &[Answer]) -> Option<ClassReport> {
    let pair = |(example, answer): (&Example, &Answer)| match (&example.target, answer) {
        (Target::Class(class), Answer::Classes(probabilities)) => Some((*class as usize, probabilities.clone())),
        _ => None,
    };
    let (truth, said): (Vec<usize>, Vec<Vec<f64>>) = examples.iter().zip(answers).filter_map(pair).unzip();
    if truth.is_empty() { None } else { metrics::classes(&truth, &said, preparation.classes.len()) }
}

fn course(examples: &[Example], answers: &[Answer], intervals: Option<&Intervals>) -> Option<Course> {
    let steps = |answer: &Answer| match answer {
        Answer::Forecast(outlook) if answers.len() == 1 => outlook.moments.len(),
        _ => 1,
    };
    let mut course = Course::default();
    for (example, answer) in examples.iter().zip(answers) {
        let (Target::Numbers { truth, .. }, Answer::Forecast(outlook)) = (&example.target, answer) else { return None };
        let mut outlook = outlook.clone();
        if let Some(intervals) = intervals {
            intervals.surround(&mut outlook);
        }
        for step in 0..steps(answer) {
            course.times.push(outlook.times.get(step).cloned().unwrap_or_default());
            course.truth.push(truth.rows().nth(step).map_or(f64::NAN, |row| row[0]));
            course.forecast.push(outlook.values[0].get(step).copied().unwrap_or(f64::NAN));
            course.ranges.push(outlook.ranges.first().and_then(|ranges| ranges.get(step).copied().flatten()));
        }
    }
    (!course.times.is_empty()).then_some(course)
}
