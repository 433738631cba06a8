//! Forecasts without learning. Names and definitions are those of Hyndman & Athanasopoulos, *Forecasting: principles and
//! practice*, 3rd edition 2021, section 5.2.

use std::{collections::HashMap, fmt, sync::Arc};

use crate::data::{Dataset, Part, Preparation, PrepareError, Sequence, Series};

/// A constant of each series, `[target]`, and one of all of them for series without training rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BySeries {
    of_one: HashMap<String, Vec<f64>>,
    of_all: Vec<f64>,
}

impl BySeries {
    /// The mean of what `values` has of a series and a target.
    fn means(dataset: &Dataset, values: impl Fn(&Series, usize) -> Vec<f64>) -> Self {
        let targets = dataset.preparation.targets.len();
        let mut all = vec![Vec::new(); targets];
        let mut of_one = HashMap::new();
        for series in &dataset.series {
            let columns: Vec<Vec<f64>> = (0..targets).map(|target| values(series, target)).collect();
            if columns.iter().all(|column| !column.is_empty()) {
                of_one.insert(series.raw.name.clone(), columns.iter().map(|column| mean(column)).collect());
            }
            all.iter_mut().zip(columns).for_each(|(all, column)| all.extend(column));
        }
        Self { of_one, of_all: all.iter().map(|column| mean(column)).collect() }
    }

    fn of(&self, series: &str) -> &[f64] {
        self.of_one.get(series).unwrap_or(&self.of_all)
    }
}

/// A forecast without learning.
#[derive(Debug, Clone, PartialEq)]
pub enum Forecaster {
    /// The last known value stays.
    Persistence,
    /// The value of the last season comes again.
    SeasonalNaive,
    /// The value of the last season comes again, moved by the mean change from season to season in training.
    SeasonalNaiveWithDrift(BySeries),
    /// The mean of the training rows.
    Mean(BySeries),
    /// The last known value, and on with the mean change from the first known value to it.
    Drift,
    /// What comes out of the preparation when the network says nothing: the mean of its training targets.
    Preparation(Vec<f64>),
}

impl Forecaster {
    /// Those that make sense for a dataset.
    pub(super) fn all(dataset: &Dataset) -> Vec<Self> {
        let preparation = &dataset.preparation;
        let mut all = vec![Self::Persistence, Self::Mean(BySeries::means(dataset, training_values)), Self::Drift];
        if preparation.season > 1 {
            all.extend([
                Self::SeasonalNaive,
                Self::SeasonalNaiveWithDrift(BySeries::means(dataset, |series, target| {
                    changes(dataset, series, target)
                })),
            ]);
        }
        if preparation.targets.iter().any(|target| target.lost() > 0) {
            all.push(Self::Preparation(prepared_means(dataset)));
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
        let constants = match self {
            Self::Mean(means) | Self::SeasonalNaiveWithDrift(means) => means.of(&series.raw.name),
            _ => &[],
        };
        let of_target = |(target, known): (usize, &Vec<f64>)| {
            let constant = constants.get(target).copied().unwrap_or(0.0);
            (1..=horizon).map(|ahead| self.value(constant, &known[..=last], ahead, season)).collect()
        };
        Ok(known.known.iter().enumerate().map(of_target).collect())
    }

    /// The value some steps after the end of what is known; `constant` is the mean, or the mean change of a season.
    fn value(&self, constant: f64, known: &[f64], ahead: usize, season: usize) -> f64 {
        let last = known.len() - 1;
        let seasons = ahead.div_ceil(season);
        let of_last_season =
            |known: &[f64]| (known.len() - 1 + ahead).checked_sub(seasons * season).map_or(f64::NAN, |row| known[row]);
        match self {
            Self::Persistence => known[last],
            Self::Mean(_) | Self::Preparation(_) => constant,
            Self::SeasonalNaive => of_last_season(known),
            Self::SeasonalNaiveWithDrift(_) => of_last_season(known) + constant * seasons as f64,
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

/// The known values of a target in the training rows of a series.
fn training_values(series: &Series, target: usize) -> Vec<f64> {
    let Some(truth) = &series.truth else { return Vec::new() };
    let values =
        truth.column(target).zip(&series.parts).filter(|(value, part)| **part == Part::Train && !value.is_nan());
    values.map(|(value, _)| value).collect()
}

/// The mean of each prepared target over the training rows of all series: the network has one scale for all of them.
fn prepared_means(dataset: &Dataset) -> Vec<f64> {
    let of_series = |series: &Series, target: usize| -> Vec<f64> {
        let values = series.targets.column(target).zip(&series.parts);
        values.filter(|(value, part)| **part == Part::Train && !value.is_nan()).map(|(value, _)| value).collect()
    };
    let of_target =
        |target: usize| -> Vec<f64> { dataset.series.iter().flat_map(|series| of_series(series, target)).collect() };
    (0..dataset.preparation.targets.len()).map(|target| mean(&of_target(target))).collect()
}

/// What the mean absolute scaled error is measured in: for each series and target, the mean absolute error of the (seasonal)
/// naive forecast of one step within the training rows (Hyndman & Koehler 2006).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scales(HashMap<String, Vec<f64>>);

impl Scales {
    /// The scales of a dataset.
    pub(super) fn of(dataset: &Dataset) -> Self {
        let targets = dataset.preparation.targets.len();
        let scale = |series: &Series, target: usize| {
            mean(&changes(dataset, series, target).into_iter().map(f64::abs).collect::<Vec<_>>())
        };
        let of_series = |series: &Arc<Series>| {
            (series.raw.name.clone(), (0..targets).map(|target| scale(series, target)).collect())
        };
        Self(dataset.series.iter().map(of_series).collect())
    }

    /// The scale of a target of a series; `None` where its training rows are too few or all alike.
    pub(in crate::evaluation) fn of_series(&self, series: &str, target: usize) -> Option<f64> {
        self.0.get(series)?.get(target).copied().filter(|scale| *scale > 0.0)
    }
}

/// All changes of a target from one season to the next within the training rows of a series.
fn changes(dataset: &Dataset, series: &Series, target: usize) -> Vec<f64> {
    let season = dataset.preparation.season;
    let values = &series.raw.columns[dataset.preparation.targets[target].source];
    let trains = |row: usize| series.parts[row] == Part::Train && series.parts[row - season] == Part::Train;
    let changes = (season..values.len()).filter(|&row| trains(row)).map(|row| values[row] - values[row - season]);
    changes.filter(|change| !change.is_nan()).collect()
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
            (1..=4).map(|ahead| forecaster.value(1.0, &known, ahead, 3)).collect()
        };
        assert_eq!(values(&Forecaster::Persistence), [4.0; 4]);
        assert_eq!(values(&Forecaster::SeasonalNaive), [2.0, 6.0, 4.0, 2.0]);
        assert_eq!(values(&Forecaster::SeasonalNaiveWithDrift(BySeries::default())), [3.0, 7.0, 5.0, 4.0]);
        assert_eq!(values(&Forecaster::Mean(BySeries::default())), [1.0; 4]);
        let drift = values(&Forecaster::Drift);
        assert!(drift.iter().zip([4.6, 5.2, 5.8, 6.4]).all(|(a, b)| (a - b).abs() < 1e-12), "{drift:?}");
    }
}
