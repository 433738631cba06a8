//! What is kept and printed of a judgement.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Calibration, Coverage, Evaluation, Judgement, Mistake, Residuals,
    metrics::{ClassReport, Metric, Scores},
};

/// What is kept and printed of a judgement; the keys are those of `rnnlab evaluate --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Figures on the test examples, in the units of the file.
    pub test: Scores,
    /// What decides which of two is better.
    pub metric: Metric,
    /// Test examples.
    pub examples: usize,
    /// The same figures by step ahead, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_step: Vec<Scores>,
    /// The same figures by target, where there are several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_target: BTreeMap<String, Scores>,
    /// The same figures by series, where there are several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_series: BTreeMap<String, Scores>,
    /// Class by class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classes: Option<ClassReport>,
    /// What no learning gets on the same examples.
    pub baselines: BTreeMap<String, Scores>,
    /// The best of them by what decides.
    pub best_baseline: Option<String>,
    /// The part by which the network is better; below 0 where it is worse.
    pub skill: Option<f64>,
    /// The same in words.
    pub verdict: Option<String>,
    /// How often truths lay within the intervals.
    pub interval: Option<Coverage>,
    /// The same for intervals of several nominal probabilities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coverages: Vec<Coverage>,
    /// Truth − answer, target by target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residuals: Vec<Residuals>,
    /// Whether answers are right as often as their probabilities say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// The mistakes that the network was surest of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<Mistake>,
    /// Figures on the validation examples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<Scores>,
}

impl Report {
    /// The report of a judgement; `None` where there were no test examples.
    #[must_use]
    pub fn of(judgement: &Judgement) -> Option<Self> {
        let test = judgement.test.as_ref()?;
        let Evaluation {
            scores,
            metric,
            examples,
            by_step,
            by_target,
            by_series,
            classes,
            baselines,
            interval,
            findings,
            ..
        } = test.clone();
        Some(Self {
            best_baseline: test.best_baseline().map(|(name, _)| name.to_owned()),
            skill: test.skill(),
            verdict: test.verdict(),
            test: scores,
            metric,
            examples,
            by_step,
            by_target: by_target.into_iter().collect(),
            by_series: by_series.into_iter().collect(),
            classes,
            baselines: baselines.into_iter().collect(),
            interval,
            coverages: findings.coverages,
            residuals: findings.residuals,
            calibration: findings.calibration,
            mistakes: findings.mistakes,
            validation: judgement.validation.as_ref().map(|validation| validation.scores.clone()),
        })
    }
}
