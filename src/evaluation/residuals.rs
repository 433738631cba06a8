//! What is left of the truth when the answers are taken from it.

use serde::{Deserialize, Serialize};

use super::{LargestError, metrics::Metric};
use crate::{data::Histogram, wording::counted};

/// Bins of a histogram: as many as the narrowest screen has room for.
const BINS: usize = 28;
/// Fewer errors in a row say nothing of their memory.
const LEAST_IN_A_ROW: usize = 12;
/// Lags at the least and at the most; a season is seen twice (Hyndman & Athanasopoulos 2021, 5.4).
const LAGS: (usize, usize) = (10, 48);
/// Standard errors on either side that 95 % of the autocorrelations of a series without memory lie within.
const BAND: f64 = 1.96;

/// The residuals of one target, truth − answer, in the unit of the file, over all steps and examples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Residuals {
    /// The target.
    pub target: String,
    /// Residuals that are finite.
    pub count: usize,
    /// Truths whose answer is no finite number.
    pub not_finite: usize,
    /// Arithmetic mean: above 0 where answers are too low.
    pub mean: f64,
    /// Standard deviation of the population, as `numpy.std`.
    pub deviation: f64,
    /// Where they lie.
    pub histogram: Histogram,
    /// How they depend on those before them: of a forecast, those of the first step ahead of windows that follow one another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocorrelation: Option<Autocorrelation>,
    /// The largest of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub largest: Vec<LargestError>,
}

impl Residuals {
    /// The residuals of truths and answers; a truth that is NaN, a missing value, is skipped. `None` where none is finite, or
    /// they are too large to be squared.
    #[must_use]
    pub fn of(target: &str, truth: &[f64], answers: &[f64]) -> Option<Self> {
        let known = truth.iter().zip(answers).filter(|(truth, _)| !truth.is_nan());
        let all: Vec<f64> = known.map(|(truth, answer)| truth - answer).collect();
        let finite: Vec<f64> = all.iter().copied().filter(|residual| residual.is_finite()).collect();
        let count = finite.len();
        let mean = finite.iter().sum::<f64>() / count as f64;
        let deviation = (finite.iter().map(|residual| (residual - mean).powi(2)).sum::<f64>() / count as f64).sqrt();
        (mean.is_finite() && deviation.is_finite()).then_some(())?;
        Some(Self {
            target: target.to_owned(),
            count,
            not_finite: all.len() - count,
            mean,
            deviation,
            histogram: Histogram::of(BINS, finite.into_iter())?,
            autocorrelation: None,
            largest: Vec::new(),
        })
    }

    /// How large errors are, and on which side, in one sentence.
    #[must_use]
    pub fn in_words(&self) -> String {
        let number = |value: f64| Metric::Mae.format(value);
        let side = match self.mean {
            mean if mean > 0.0 => format!("answers are {} too low on average", number(mean)),
            mean if mean < 0.0 => format!("answers are {} too high on average", number(-mean)),
            _ => "answers are too low as much as too high".to_owned(),
        };
        let errors = counted(self.count, "error");
        let wrong = if self.not_finite > 0 {
            format!("; {} no number", counted(self.not_finite, "answer"))
        } else {
            String::new()
        };
        format!("{errors}, truth − answer, spread by {}: {side}{wrong}", number(self.deviation))
    }
}

/// How much of a residual the one so many steps before says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Autocorrelation {
    /// Residuals that are known.
    pub count: usize,
    /// 95 % of the values of a series without memory lie within so much of 0: 1.96/√n (Bartlett 1946).
    pub band: f64,
    /// From lag 1 on, each between −1 and 1.
    pub values: Vec<f64>,
}

impl Autocorrelation {
    /// The autocorrelation of stretches of residuals, r(k) = Σ(eₜ − ē)(eₜ₊ₖ − ē) / Σ(eₜ − ē)² (Box & Jenkins 1976, 2.1), the
    /// sums over all stretches. One that is NaN, not known, is skipped with its pairs, as in statsmodels' `acf` with
    /// `missing="conservative"`. `None` for few residuals, or equal ones.
    #[must_use]
    pub fn of(stretches: &[Vec<f64>], season: usize) -> Option<Self> {
        let known = || stretches.iter().flatten().copied().filter(|residual| residual.is_finite());
        let count = known().count();
        (count >= LEAST_IN_A_ROW).then_some(())?;
        let mean = known().sum::<f64>() / count as f64;
        // What is not known is as far from the mean as adds nothing to a sum.
        let around = |residual: f64| if residual.is_finite() { residual - mean } else { 0.0 };
        let at = |lag: usize| -> f64 {
            let of_stretch = |stretch: &Vec<f64>| -> f64 {
                stretch.iter().zip(stretch.iter().skip(lag)).map(|(a, b)| around(*a) * around(*b)).sum()
            };
            stretches.iter().map(of_stretch).sum()
        };
        let all = at(0);
        let lags = season.saturating_mul(2).clamp(LAGS.0, LAGS.1).min(count / 4);
        let values: Vec<f64> = (1..=lags).map(|lag| at(lag) / all).collect();
        let is_finite = values.iter().all(|value| value.is_finite());
        is_finite.then(|| Self { count, band: BAND / (count as f64).sqrt(), values })
    }

    /// Lags whose value lies outside the band.
    pub fn outside(&self) -> impl Iterator<Item = usize> + '_ {
        let values = self.values.iter().enumerate();
        values.filter(|(_, value)| value.abs() > self.band).map(|(place, _)| place + 1)
    }

    /// What it says of the errors, in one clause that is true.
    #[must_use]
    pub fn in_words(&self, season: usize) -> String {
        let at = |lag: usize| self.values.get(lag.wrapping_sub(1)).copied().unwrap_or(0.0);
        let (first, outside) = (at(1), self.outside().count());
        if first > self.band {
            return "errors follow one another: the next is likely on the same side of their mean".to_owned();
        }
        if first < -self.band {
            return "errors alternate: the next is likely on the other side of their mean".to_owned();
        }
        if season > 1 && at(season) > self.band {
            return format!("errors come back after a season of {season} steps");
        }
        match outside {
            0 => "errors show no memory: every lag lies within the band".to_owned(),
            _ => {
                format!("{outside} of {} lags lie outside the band, where chance puts one in twenty", self.values.len())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(residuals: Vec<f64>, season: usize) -> String {
        Autocorrelation::of(&[residuals], season).unwrap().in_words(season)
    }

    #[test]
    fn residuals_are_above_0_where_answers_are_too_low_and_missing_truths_are_skipped() {
        let residuals = Residuals::of("y", &[3.0, f64::NAN, 5.0], &[1.0, 7.0, 1.0]).unwrap();
        assert_eq!((residuals.count, residuals.not_finite), (2, 0));
        assert_eq!((residuals.mean, residuals.deviation), (3.0, 1.0));
        assert_eq!(residuals.histogram.count(), 2);
        let words = "2 errors, truth − answer, spread by 1.000: answers are 3.000 too low on average";
        assert_eq!(residuals.in_words(), words);
    }

    #[test]
    fn an_answer_that_is_no_number_is_counted_apart_and_none_at_all_leave_no_residuals() {
        let residuals = Residuals::of("y", &[3.0, 4.0], &[f64::NAN, 4.0]).unwrap();
        assert_eq!((residuals.count, residuals.not_finite, residuals.mean), (1, 1, 0.0));
        let words = "1 error, truth − answer, spread by 0: answers are too low as much as too high; 1 answer no number";
        assert_eq!(residuals.in_words(), words);
        assert_eq!(Residuals::of("y", &[3.0], &[f64::INFINITY]), None);
        assert_eq!(Residuals::of("y", &[f64::MAX], &[f64::MIN]), None);
    }

    #[test]
    fn a_pair_across_two_stretches_or_with_a_gap_does_not_count() {
        let up: Vec<f64> = (0..12).map(f64::from).collect();
        let apart = Autocorrelation::of(&[up.clone(), up.clone()], 1).unwrap();
        let gap: Vec<f64> = up.iter().copied().chain(vec![f64::NAN; 12]).chain(up.iter().copied()).collect();
        assert_eq!(Autocorrelation::of(&[gap], 1).unwrap(), apart);
        let together = Autocorrelation::of(&[[up.clone(), up].concat()], 1).unwrap();
        assert!(together.values[0] < apart.values[0]);
    }

    #[test]
    fn few_or_equal_residuals_have_no_autocorrelation() {
        assert_eq!(Autocorrelation::of(&[vec![1.0, 2.0, 3.0]], 1), None);
        assert_eq!(Autocorrelation::of(&[vec![1.0; 30]], 1), None);
    }

    #[test]
    fn the_words_say_what_is_there() {
        let wave = |steps: f64| (0..120).map(|step| (f64::from(step) * std::f64::consts::TAU / steps).sin()).collect();
        assert!(words(wave(40.0), 1).starts_with("errors follow one another"));
        assert!(words((0..40).map(|step| f64::from(step % 2)).collect(), 1).starts_with("errors alternate"));
        assert_eq!(words(wave(4.0), 4), "errors come back after a season of 4 steps");
        assert_eq!(words(wave(4.0), 1), "5 of 10 lags lie outside the band, where chance puts one in twenty");
        let drawn = [0.3, -0.8, 0.5, 0.9, -0.6, -0.1, 0.7, -0.5, -0.9, 0.2, 0.4, 0.1, -0.3, 0.6, -0.7, -0.2];
        assert_eq!(words(drawn.to_vec(), 1), "errors show no memory: every lag lies within the band");
    }
}
