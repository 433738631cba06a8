//! Figures of merit on plain numbers: what each is called, which way is better, how it is written, and how it is
//! computed.

mod classes;
mod numbers;
mod scores;
mod symbols;

use serde::{Deserialize, Serialize};

use crate::numbers::{DIGITS, percent, significant};

pub use self::{
    classes::{ClassFigures, ClassReport, classes},
    numbers::numbers,
    scores::Scores,
    symbols::symbols,
};

/// Percentages from here on are written without their tenths.
const LARGE_PERCENTAGE: f64 = 10_000.0;

/// A figure of merit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Mean of the squared errors.
    Mse,
    /// Its square root, in the unit of the values.
    Rmse,
    /// Mean of the absolute errors, in the unit of the values.
    Mae,
    /// Largest absolute error, in the unit of the values.
    MaxError,
    /// Mean of the absolute errors as parts of the true values; 1 is 100%.
    Mape,
    /// Mean of the absolute errors as parts of the mean of true value and answer; from 0 to 2, which is 200%.
    Smape,
    /// Mean absolute error over that of the naive forecast on the training data.
    Mase,
    /// Coefficient of determination: 1 is perfect, 0 as good as the mean of the true values.
    R2,
    /// Part of the answers that are right.
    Accuracy,
    /// Mean over the classes of the part of their examples that is recognised.
    BalancedAccuracy,
    /// Mean over the classes of the harmonic mean of precision and recall.
    MacroF1,
    /// Mean negative log-likelihood of the true class, in nats.
    LogLoss,
    /// As many equally likely symbols would be as hard to guess.
    Perplexity,
    /// Mean negative log-likelihood of a symbol, in bits.
    BitsPerSymbol,
}

impl Metric {
    /// Its name in a file, as serde writes it.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.names().0
    }

    /// Its name in words.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.names().1
    }

    /// Its name at the head of a column.
    #[must_use]
    pub fn short(self) -> &'static str {
        self.names().2
    }

    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Mse => ("mse", "mean squared error", "MSE"),
            Self::Rmse => ("rmse", "root mean squared error", "RMSE"),
            Self::Mae => ("mae", "mean absolute error", "MAE"),
            Self::MaxError => ("max_error", "largest error", "max error"),
            Self::Mape => ("mape", "mean absolute percentage error", "MAPE"),
            Self::Smape => ("smape", "symmetric mean absolute percentage error", "sMAPE"),
            Self::Mase => ("mase", "mean absolute scaled error", "MASE"),
            Self::R2 => ("r2", "coefficient of determination", "R²"),
            Self::Accuracy => ("accuracy", "accuracy", "accuracy"),
            Self::BalancedAccuracy => ("balanced_accuracy", "balanced accuracy", "bal. acc."),
            Self::MacroF1 => ("macro_f1", "macro-averaged F1", "macro F1"),
            Self::LogLoss => ("log_loss", "log loss", "log loss"),
            Self::Perplexity => ("perplexity", "perplexity", "perplexity"),
            Self::BitsPerSymbol => ("bits_per_symbol", "bits per symbol", "bits/symbol"),
        }
    }

    /// Whether the better of two values is the larger one.
    #[must_use]
    pub fn larger_is_better(self) -> bool {
        matches!(self, Self::R2 | Self::Accuracy | Self::BalancedAccuracy | Self::MacroF1)
    }

    /// The value that nothing beats.
    fn perfect(self) -> f64 {
        if self.larger_is_better() || self == Self::Perplexity { 1.0 } else { 0.0 }
    }

    /// What a figure that is not finite counts as, so that it never looks good.
    fn worst(self) -> f64 {
        if self.larger_is_better() { f64::NEG_INFINITY } else { f64::INFINITY }
    }

    /// A value as a person reads it: percentages with one decimal ("12.3%"), others with four significant digits.
    #[must_use]
    pub fn format(self, value: f64) -> String {
        if !value.is_finite() {
            return "not finite".to_owned();
        }
        match self {
            Self::Accuracy | Self::BalancedAccuracy | Self::Mape | Self::Smape => percentage(100.0 * value),
            _ => significant(value, DIGITS),
        }
    }
}

fn percentage(percent: f64) -> String {
    // Adding 0 makes a 0 out of what was rounded to -0.
    let rounded = (10.0 * percent).round() / 10.0 + 0.0;
    match rounded.abs() {
        0.0 if percent != 0.0 => format!("{}%", significant(percent, 2)),
        size if size < LARGE_PERCENTAGE => format!("{rounded:.1}%"),
        _ => format!("{}%", significant(percent, DIGITS)),
    }
}

/// A skill as a whole percentage: `28%`. It is rounded towards 0, so that it never says more than there is.
#[must_use]
pub fn skill_in_percent(skill: f64) -> String {
    // 1 − 2/2.5 comes out just below the 20% that it is.
    let tolerance = 1e-11_f64.copysign(skill);
    percent(((skill + tolerance) * 100.0).trunc() / 100.0)
}

/// The part of the way from a baseline to perfection that a value has come: 1 is perfect, 0 no better than the
/// baseline, below 0 worse (the skill score of Murphy 1988).
///
/// For errors that is 1 − value/baseline; for those where larger is better, the part of the baseline's shortfall that
/// is removed: 1 − (1 − value)/(1 − baseline). A perplexity is perfect at 1, so there it is 1 − (value − 1)/(baseline −
/// 1). `None` when a figure is not finite, or the baseline is perfect already.
#[must_use]
pub fn skill(metric: Metric, value: f64, baseline: f64) -> Option<f64> {
    let perfect = metric.perfect();
    let skill = 1.0 - (value - perfect) / (baseline - perfect);
    // Beside a baseline that is infinitely bad, everything would come out as perfect.
    (baseline.is_finite() && skill.is_finite()).then_some(skill)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Metric; 14] = [
        Metric::Mse,
        Metric::Rmse,
        Metric::Mae,
        Metric::MaxError,
        Metric::Mape,
        Metric::Smape,
        Metric::Mase,
        Metric::R2,
        Metric::Accuracy,
        Metric::BalancedAccuracy,
        Metric::MacroF1,
        Metric::LogLoss,
        Metric::Perplexity,
        Metric::BitsPerSymbol,
    ];

    #[test]
    fn serde_writes_and_reads_each_metric_as_its_key() {
        for metric in ALL {
            let json = serde_json::to_string(&metric).unwrap();
            assert_eq!(json, format!("\"{}\"", metric.key()));
            assert_eq!(serde_json::from_str::<Metric>(&json).unwrap(), metric);
        }
    }

    #[test]
    fn percentages_have_one_decimal_and_other_figures_four_significant_digits() {
        for (metric, value, expected) in [
            (Metric::Accuracy, 0.1234, "12.3%"),
            (Metric::BalancedAccuracy, 1.0, "100.0%"),
            (Metric::Mape, 2.5, "250.0%"),
            (Metric::Mape, 12_345_678.0, "1.235e9%"),
            (Metric::Smape, 0.0001, "0.010%"),
            (Metric::Mape, 1.7e-8, "1.7e-6%"),
            (Metric::Mse, 0.0, "0"),
            (Metric::R2, -0.0, "0"),
            (Metric::R2, -0.012_346, "-0.01235"),
            (Metric::Mae, 1.0, "1.000"),
            (Metric::Mae, 9.999_96, "10.00"),
            (Metric::Rmse, 12_345.6, "12346"),
            (Metric::LogLoss, 1.2e-9, "1.200e-9"),
            (Metric::Perplexity, 2.5e12, "2.500e12"),
            (Metric::Mse, f64::INFINITY, "not finite"),
            (Metric::Accuracy, f64::NAN, "not finite"),
        ] {
            assert_eq!(metric.format(value), expected, "{} {value}", metric.key());
        }
    }

    #[track_caller]
    fn assert_skill(metric: Metric, value: f64, baseline: f64, expected: f64) {
        let skill = skill(metric, value, baseline).unwrap();
        assert!((skill - expected).abs() < 1e-12, "{skill} is not {expected}");
    }

    #[test]
    fn skill_is_the_part_of_the_way_from_the_baseline_to_perfection() {
        assert_skill(Metric::Rmse, 2.0, 8.0, 0.75);
        assert_skill(Metric::Rmse, 12.0, 8.0, -0.5);
        assert_skill(Metric::Accuracy, 0.95, 0.8, 0.75);
        assert_skill(Metric::R2, 0.5, -1.0, 0.75);
        assert_skill(Metric::Perplexity, 1.0, 9.0, 1.0);
        for metric in ALL {
            assert_skill(metric, 0.5, 0.5, 0.0);
            assert_skill(metric, metric.perfect(), 0.5, 1.0);
        }
    }

    #[test]
    fn there_is_no_skill_beside_a_perfect_baseline_or_with_a_figure_that_is_not_finite() {
        assert_eq!(skill(Metric::Mae, 0.0, 0.0), None);
        assert_eq!(skill(Metric::Accuracy, 0.9, 1.0), None);
        for metric in ALL {
            assert_eq!(skill(metric, metric.worst(), 0.5), None);
            assert_eq!(skill(metric, 0.5, metric.worst()), None);
            assert_eq!(skill(metric, 0.5, f64::NAN), None);
        }
    }
}
