//! Figures and baselines of series of any level and spread, against a plain reference in double precision.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use proptest::prelude::*;
use rnnlab::{
    data::{Dataset, Sequence},
    evaluation::metrics::{Metric, Scores},
};

use super::{baseline, figure, judged, written::load};

const WINDOW: usize = 3;
const SEASON: usize = 4;
const TEST: usize = 5;
const VALIDATION: usize = 3;

/// Several series with one scale for all of them, and a network that always answers the same.
#[derive(Debug, Clone)]
struct Case {
    series: Vec<Vec<f64>>,
    horizon: usize,
    answer: f32,
}

impl Case {
    fn any() -> impl Strategy<Value = Self> {
        let level = (-12..12_i32, -9.9..9.9_f64).prop_map(|(power, digits)| digits * 10_f64.powi(power));
        let spread = (-9..9_i32).prop_map(|power| 10_f64.powi(power));
        let series = (level, spread, prop::collection::vec(-1.0..1.0_f64, 24..40))
            .prop_map(|(level, spread, units)| units.iter().map(|unit| level + spread * unit).collect());
        (prop::collection::vec(series, 1..4), 1..4_usize, -2.0..2.0_f32).prop_map(|(series, horizon, answer)| Self {
            series,
            horizon,
            answer,
        })
    }

    fn load(&self) -> Arc<Dataset> {
        let mut csv = "id,y\n".to_owned();
        for (id, values) in self.series.iter().enumerate() {
            for value in values {
                writeln!(csv, "s{id},{value}").unwrap();
            }
        }
        let toml = format!(
            "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\nid = 'id'\ntarget = 'y'\nwindow = {WINDOW}\n\
             horizon = {}\nseason = {SEASON}\n[prepare]\nscale = 'standard'\n[split]\nby = 'time'\n\
             validation = {VALIDATION}\ntest = {TEST}\n",
            self.horizon
        );
        Arc::new(load(&toml, &[("data.csv", &csv)]).unwrap().1)
    }

    fn training(values: &[f64]) -> &[f64] {
        &values[..values.len() - VALIDATION - TEST]
    }

    /// `[series][origin][step]`: the true values, and those that `predict` says from the values before an origin.
    fn pairs(&self, predict: &dyn Fn(&[f64], usize) -> f64) -> Vec<Vec<(f64, f64)>> {
        let of_series = |values: &Vec<f64>| {
            let origins = values.len() - TEST..=values.len() - self.horizon;
            let steps = origins.flat_map(|origin| (0..self.horizon).map(move |step| (origin, step)));
            steps.map(|(origin, step)| (values[origin + step], predict(&values[..origin], step))).collect()
        };
        self.series.iter().map(of_series).collect()
    }
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    values.clone().sum::<f64>() / values.count() as f64
}

/// Mean absolute error of the seasonal naive forecast within the training rows.
fn scale(values: &[f64]) -> f64 {
    let training = Case::training(values);
    mean(training.windows(SEASON + 1).map(|rows| (rows[SEASON] - rows[0]).abs()))
}

fn figures(case: &Case, pairs: &[Vec<(f64, f64)>]) -> BTreeMap<Metric, f64> {
    let errors = || pairs.iter().flatten().map(|(truth, said)| (truth - said).abs());
    let scaled = pairs
        .iter()
        .zip(&case.series)
        .map(|(pairs, values)| mean(pairs.iter().map(|(truth, said)| (truth - said).abs())) / scale(values));
    BTreeMap::from([
        (Metric::Rmse, mean(errors().map(|error| error * error)).sqrt()),
        (Metric::Mae, mean(errors())),
        (Metric::MaxError, errors().fold(0.0, f64::max)),
        (Metric::Mase, mean(scaled)),
    ])
}

#[track_caller]
fn assert_same(found: &Scores, expected: &BTreeMap<Metric, f64>, size: f64, what: &str) {
    for (metric, expected) in expected {
        // The mean absolute scaled error has no unit.
        let size = if *metric == Metric::Mase { 1.0 } else { size };
        let found = figure(found, *metric);
        let tolerance = 1e-9 * expected.abs() + 1e-13 * size;
        assert!((found - expected).abs() <= tolerance, "{what}, {metric:?}: {found:e} is not {expected:e}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn figures_are_those_of_a_reference_in_double_precision(case in Case::any()) {
        let dataset = case.load();
        let judged = judged(&dataset, |_| Sequence::new(case.horizon, vec![case.answer; case.horizon]).unwrap());
        let test = judged.test.unwrap();
        let training = || case.series.iter().flat_map(|values| Case::training(values)).copied();
        let centre = mean(training());
        let deviation = mean(training().map(|value| (value - centre).powi(2))).sqrt();
        let size = case.series.iter().flatten().fold(0.0, |size: f64, value| size.max(value.abs()));
        // What is summed up in another order may differ in the last digits, which matter beside a spread that is small.
        prop_assume!(deviation > 1e-9 * size && case.series.iter().all(|values| scale(values) > 1e-4 * size));

        let network = case.pairs(&|_, _| centre + deviation * f64::from(case.answer));
        assert_same(&test.scores, &figures(&case, &network), size, "network");
        let persistence = case.pairs(&|known, _| known[known.len() - 1]);
        assert_same(baseline(&test, "persistence"), &figures(&case, &persistence), size, "persistence");
        let seasonal = case.pairs(&|known, step| known[known.len() - SEASON + step % SEASON]);
        assert_same(baseline(&test, "seasonal naive"), &figures(&case, &seasonal), size, "seasonal naive");
        let drift = case.pairs(&|known, step| {
            let change = (known[known.len() - 1] - known[0]) / (known.len() - 1) as f64;
            known[known.len() - 1] + change * (step + 1) as f64
        });
        assert_same(baseline(&test, "drift"), &figures(&case, &drift), size, "drift");
        let means = |known: &[f64]| {
            let own = case.series.iter().find(|values| values.starts_with(known)).unwrap();
            mean(Case::training(own).iter().copied())
        };
        assert_same(baseline(&test, "mean"), &figures(&case, &case.pairs(&|known, _| means(known))), size, "mean");
        prop_assert_eq!(test.by_series.len(), if case.series.len() > 1 { case.series.len() } else { 0 });
    }
}

#[test]
fn a_high_level_is_measured_to_the_last_digit() {
    let values: Vec<f64> = (0..143).map(|row| 100_000_000.0 + f64::from(row % 7)).collect();
    let case = Case { series: vec![values], horizon: 1, answer: 0.0 };
    let test = judged(&case.load(), |_| Sequence::new(1, vec![0.0]).unwrap()).test.unwrap();
    assert_exact(figure(baseline(&test, "persistence"), Metric::MaxError), 6.0);
    let season = with_season(&case, 7);
    let test = judged(&season, |_| Sequence::new(1, vec![0.0]).unwrap()).test.unwrap();
    assert_exact(figure(baseline(&test, "seasonal naive"), Metric::Rmse), 0.0);
}

#[track_caller]
fn assert_exact(found: f64, expected: f64) {
    assert_eq!(found.to_bits(), expected.to_bits(), "{found} is not {expected}");
}

fn with_season(case: &Case, season: usize) -> Arc<Dataset> {
    let rows: Vec<String> = case.series[0].iter().map(ToString::to_string).collect();
    let toml = format!(
        "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntarget = 'y'\nwindow = 14\nseason = {season}\n\
         [split]\nby = 'time'\nvalidation = 14\ntest = 14\n"
    );
    Arc::new(load(&toml, &[("data.csv", &format!("y\n{}\n", rows.join("\n")))]).unwrap().1)
}

#[test]
fn the_scaled_error_of_several_series_is_the_mean_of_theirs() {
    let small = (0..30).map(|row| f64::from(row % 3)).collect();
    let large = (0..30).map(|row| 1000.0 * f64::from(row % 5)).collect();
    let case = Case { series: vec![small, large], horizon: 1, answer: 0.0 };
    let test = judged(&case.load(), |_| Sequence::new(1, vec![0.0]).unwrap()).test.unwrap();
    let scaled: Vec<f64> = test.by_series.iter().map(|(_, scores)| figure(scores, Metric::Mase)).collect();
    assert_eq!(test.by_series.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["s0", "s1"]);
    assert!((figure(&test.scores, Metric::Mase) - f64::midpoint(scaled[0], scaled[1])).abs() < 1e-12);
    // Each series has the mean of its own.
    assert!(figure(baseline(&test, "mean"), Metric::MaxError) < 2200.0);
}
