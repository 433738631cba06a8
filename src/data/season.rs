//! After how many steps a series repeats itself.

use super::{Frequency, Part, Preparation, rows::Rows};
use crate::experiment::Season;

/// A season is one if values a season apart differ by less than this part of what values half a season apart do.
const CLEARLY: f64 = 0.7;
/// The longest season that is looked for where the times give no hint.
const LONGEST: usize = 400;

/// The season of the first target: as given, or one of those that the frequency of the times suggests, if the training rows show
/// it; 1 where there is none.
pub(super) fn of(season: Season, rows: &Rows, parts: &[Vec<Part>], preparation: &Preparation) -> usize {
    if let Season::Steps(steps) = season {
        return usize::try_from(steps).unwrap_or(1);
    }
    // A number of steps is no length of time where these are of any length.
    if rows.times.frequency.as_ref().is_some_and(Frequency::is_irregular) {
        return 1;
    }
    let Some(source) = preparation.targets.first().map(|target| target.source) else { return 1 };
    let training: Vec<f64> = rows
        .series
        .first()
        .zip(parts.first())
        .map(|(series, parts)| {
            let of_training = series.columns[source].iter().zip(parts).filter(|(_, part)| **part == Part::Train);
            of_training.map(|(value, _)| *value).collect()
        })
        .unwrap_or_default();
    let suggested = rows.times.frequency.as_ref().map(Frequency::season).unwrap_or_default();
    let longest = LONGEST.min(training.len() / 3);
    let candidates = if suggested.is_empty() { (4..=longest).collect() } else { suggested };
    detect(&training, &candidates).unwrap_or(1)
}

/// The candidate after which values are most alike, compared with half of it, once the trend is taken out.
fn detect(values: &[f64], candidates: &[usize]) -> Option<usize> {
    let level = without_trend(values);
    let likeness = |season: usize| Some(apart(&level, season)? / apart(&level, season.div_ceil(2))?);
    candidates
        .iter()
        .filter(|&&season| season >= 2 && level.len() > 2 * season)
        .filter_map(|&season| Some((likeness(season)?, season)))
        .filter(|(likeness, _)| *likeness < CLEARLY)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, season)| season)
}

/// Mean absolute difference of known values so many steps apart.
fn apart(values: &[f64], lag: usize) -> Option<f64> {
    let differences = values.iter().zip(values.get(lag..)?).map(|(a, b)| (a - b).abs()).filter(|d| !d.is_nan());
    super::prepare::statistics::mean(&differences.collect::<Vec<_>>()).filter(|mean| *mean > 0.0)
}

/// Values less their straight line of least squares.
fn without_trend(values: &[f64]) -> Vec<f64> {
    let known = || values.iter().enumerate().filter(|(_, value)| !value.is_nan());
    let count = known().count() as f64;
    let (x, y) = known().fold((0.0, 0.0), |(x, y), (at, value)| (x + at as f64 / count, y + value / count));
    let (mut over, mut under) = (0.0, 0.0);
    for (at, value) in known() {
        over += (at as f64 - x) * (value - y);
        under += (at as f64 - x).powi(2);
    }
    let slope = if under > 0.0 { over / under } else { 0.0 };
    values.iter().enumerate().map(|(at, value)| value - y - slope * (at as f64 - x)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_months_on_a_trend_is_found() {
        let months: Vec<f64> = (0..96)
            .map(|at| 2.0 * f64::from(at) + 30.0 * (f64::from(at) / 12.0 * std::f64::consts::TAU).sin())
            .collect();
        assert_eq!(detect(&months, &[12]), Some(12));
    }

    #[test]
    fn a_slow_wave_that_is_no_year_is_not_taken_for_one() {
        let months: Vec<f64> = (0..240).map(|at| (f64::from(at) / 132.0 * std::f64::consts::TAU).sin()).collect();
        assert_eq!(detect(&months, &[12]), None);
    }
}
