//! Forecasts without learning. Names and definitions are those of Hyndman & Athanasopoulos, *Forecasting: principles and
//! practice*, 3rd edition 2021, section 5.2.

use std::{fmt, sync::Arc};

use crate::data::{Dataset, Part, Preparation, PrepareError, Sequence, Series};

/// A forecast without learning.
#[derive(Debug, Clone, PartialEq)]
pub enum Forecaster {
    /// The last known value stays.
    Persistence,
    /// The value of the last season comes again.
    SeasonalNaive,
    /// The value of the last season comes again, moved by the mean change from season to season in training, `[target]`.
    SeasonalNaiveWithDrift(Vec<f64>),
    /// The mean of the training rows, `[target]`.
    Mean(Vec<f64>),
    /// The last known value, and on with the mean change from the first known value to it.
    Drift,
    /// What comes out of the preparation when the network says nothing: the mean of its training targets.
    Preparation(Vec<f64>),
}

impl Forecaster {
    /// Those that make sense for a dataset.
    pub(super) fn all(dataset: &Dataset) -> Vec<Self> {
        let preparation = &dataset.preparation;
        let mut all = vec![Self::Persistence, Self::Mean(training_means(dataset, Values::InFile)), Self::Drift];
        if preparation.season > 1 {
            all.extend([Self::SeasonalNaive, Self::SeasonalNaiveWithDrift(seasonal_changes(dataset))]);
        }
        if preparation.targets.iter().any(|target| target.lost() > 0) {
            all.push(Self::Preparation(training_means(dataset, Values::Prepared)));
        }
        all
    }

    /// What it says of the steps after row `last`: `[target][step]`.
    ///
    /// # Errors
    /// When the series cannot be prepared as it was known then.
    pub fn forecast(
        &self,
        preparation: &Preparation,
        series: &Arc<Series>,
        last: usize,
    ) -> Result<Vec<Vec<f64>>, PrepareError> {
        let (horizon, season) = (preparation.horizon, preparation.season);
        if let Self::Preparation(means) = self {
            let said = Sequence::new(means.len(), means.repeat(horizon)).ok_or(PrepareError::Empty)?;
            return preparation.in_file_units(series, last, &said);
        }
        let (known, last) = preparation.known_at(series, last)?;
        let of_target = |(target, known): (usize, &Vec<f64>)| {
            let known = &known[..=last];
            (1..=horizon).map(|ahead| self.value(target, known, ahead, season)).collect()
        };
        Ok(known.known.iter().enumerate().map(of_target).collect())
    }

    /// The value some steps after the end of what is known.
    fn value(&self, target: usize, known: &[f64], ahead: usize, season: usize) -> f64 {
        let last = known.len() - 1;
        let seasons = ahead.div_ceil(season);
        let of_last_season =
            |known: &[f64]| (known.len() - 1 + ahead).checked_sub(seasons * season).map_or(f64::NAN, |row| known[row]);
        match self {
            Self::Persistence => known[last],
            Self::Mean(means) | Self::Preparation(means) => means[target],
            Self::SeasonalNaive => of_last_season(known),
            Self::SeasonalNaiveWithDrift(changes) => of_last_season(known) + changes[target] * seasons as f64,
            Self::Drift => {
                let first = known.iter().position(|value| !value.is_nan()).unwrap_or(0);
                let change = if last > first { (known[last] - known[first]) / (last - first) as f64 } else { 0.0 };
                known[last] + change * ahead as f64
            }
        }
    }
}

impl fmt::Display for Forecaster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Persistence => "persistence",
            Self::SeasonalNaive => "seasonal naive",
            Self::SeasonalNaiveWithDrift(_) => "seasonal naive with drift",
            Self::Mean(_) => "mean",
            Self::Drift => "drift",
            Self::Preparation(_) => "differences alone",
        })
    }
}

/// Whose mean is taken.
#[derive(Clone, Copy)]
enum Values {
    InFile,
    Prepared,
}

/// The mean of each target over the training rows of all series.
fn training_means(dataset: &Dataset, values: Values) -> Vec<f64> {
    let mean = |target: usize| {
        let of_series = |series: &Arc<Series>| -> Vec<f64> {
            let source = dataset.preparation.targets[target].source;
            let value = |row: usize| match values {
                Values::InFile => series.raw.columns[source][row],
                Values::Prepared => f64::from(series.targets.values()[row * series.targets.features() + target]),
            };
            (0..series.rows())
                .filter(|&row| series.parts[row] == Part::Train)
                .map(value)
                .filter(|v| !v.is_nan())
                .collect()
        };
        self::mean(&dataset.series.iter().flat_map(of_series).collect::<Vec<f64>>())
    };
    (0..dataset.preparation.targets.len()).map(mean).collect()
}

/// The mean change of each target from one season to the next, within the training rows.
fn seasonal_changes(dataset: &Dataset) -> Vec<f64> {
    let sources = dataset.preparation.targets.iter().map(|target| target.source);
    sources.map(|source| mean(&changes(dataset, source))).collect()
}

/// Mean absolute error of the (seasonal) naive forecast of one step within the training rows (Hyndman & Koehler 2006);
/// `None` with several targets, whose units may differ.
pub(super) fn scale(dataset: &Dataset) -> Option<f64> {
    let [target] = &dataset.preparation.targets[..] else { return None };
    let errors: Vec<f64> = changes(dataset, target.source).into_iter().map(f64::abs).collect();
    (!errors.is_empty()).then(|| mean(&errors))
}

/// All changes from one season to the next within the training rows.
fn changes(dataset: &Dataset, source: usize) -> Vec<f64> {
    let season = dataset.preparation.season;
    let of_series = |series: &Arc<Series>| -> Vec<f64> {
        let values = &series.raw.columns[source];
        let trains = |row: usize| series.parts[row] == Part::Train && series.parts[row - season] == Part::Train;
        let changes = (season..values.len()).filter(|&row| trains(row)).map(|row| values[row] - values[row - season]);
        changes.filter(|change| !change.is_nan()).collect()
    };
    dataset.series.iter().flat_map(of_series).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forecast_is_that_of_its_definition() {
        // Two seasons of three steps.
        let known = [1.0, 5.0, 3.0, 2.0, 6.0, 4.0];
        let values = |forecaster: &Forecaster| -> Vec<f64> {
            (1..=4).map(|ahead| forecaster.value(0, &known, ahead, 3)).collect()
        };
        assert_eq!(values(&Forecaster::Persistence), [4.0; 4]);
        assert_eq!(values(&Forecaster::SeasonalNaive), [2.0, 6.0, 4.0, 2.0]);
        assert_eq!(values(&Forecaster::SeasonalNaiveWithDrift(vec![1.0])), [3.0, 7.0, 5.0, 4.0]);
        assert_eq!(values(&Forecaster::Mean(vec![7.0])), [7.0; 4]);
        let drift = values(&Forecaster::Drift);
        assert!(drift.iter().zip([4.6, 5.2, 5.8, 6.4]).all(|(a, b)| (a - b).abs() < 1e-12), "{drift:?}");
    }
}
