//! What preparation promises of any data: it can be undone, it is fitted on training rows alone, and no example knows
//! what it cannot know.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "support/written.rs"]
mod written;

use std::{fmt::Write as _, sync::Arc};

use proptest::prelude::*;
use rnnlab::data::{Dataset, Example, Input, Part, Preparation, Series, Shown, Target};
use written::load;

/// The values of one row: `None` where missing.
type Row = [Option<f64>; 2];

/// A forecast of `y` from `y` and `z`, as a person could ask for it.
#[derive(Clone)]
struct Case {
    /// `[series][row]`
    series: Vec<Vec<Row>>,
    /// The part that each row names, for a split by column.
    parts: Vec<Vec<Part>>,
    window: usize,
    horizon: usize,
    transform: String,
    prepare: String,
    split: &'static str,
}

/// As the files that were written: short enough to see what went wrong.
impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { window, horizon, transform, prepare, split, .. } = self;
        write!(f, "window {window} horizon {horizon}\n{transform}\n{prepare}{split}\n{}", self.csv())
    }
}

impl Case {
    fn csv(&self) -> String {
        let mut csv = "id,t,y,z,part\n".to_owned();
        for (id, (rows, parts)) in self.series.iter().zip(&self.parts).enumerate() {
            for (t, ([y, z], part)) in rows.iter().zip(parts).enumerate() {
                let cell = |value: &Option<f64>| value.map_or_else(String::new, |value| value.to_string());
                writeln!(csv, "{id},{t},{},{},{part}", cell(y), cell(z)).unwrap();
            }
        }
        csv
    }

    fn load(&self) -> Result<Dataset, String> {
        let Self { window, horizon, transform, prepare, split, .. } = self;
        let toml = format!(
            "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\nid = 'id'\ntime = 't'\ntarget = 'y'\n\
             inputs = ['y', 'z']\nwindow = {window}\nhorizon = {horizon}\n[prepare]\n{prepare}\ntransform = {transform}\n\
             [split]\n{split}\n"
        );
        load(&toml, &[("data.csv", &self.csv())]).map(|(_, dataset)| dataset)
    }

    /// The same data, but with other values in the rows that `changes` names a value for.
    fn changed(&self, changes: impl Fn(usize, usize) -> Option<Row>) -> Self {
        let mut other = self.clone();
        for (id, rows) in other.series.iter_mut().enumerate() {
            for (t, row) in rows.iter_mut().enumerate() {
                *row = changes(id, t).unwrap_or(*row);
            }
        }
        other
    }
}

fn value() -> impl Strategy<Value = Option<f64>> {
    // One in ten is far off, one in five is missing.
    prop_oneof![2 => Just(None), 7 => (1.0..20.0_f64).prop_map(Some), 1 => (200.0..500.0_f64).prop_map(Some)]
}

fn row() -> impl Strategy<Value = Row> {
    [value(), value()]
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![6 => Just(Part::Train), 1 => Just(Part::Validation), 1 => Just(Part::Test)]
}

/// Stretches of rows in one part, in any order.
fn parts() -> impl Strategy<Value = Vec<Part>> {
    prop::collection::vec((part(), 1..25_usize), 60)
        .prop_map(|runs| runs.into_iter().flat_map(|(part, rows)| vec![part; rows]).collect())
}

/// A logarithm or none, and up to two differences.
fn transform() -> impl Strategy<Value = String> {
    (any::<bool>(), prop::collection::vec(1..6_usize, 0..=2)).prop_map(|(log, lags)| {
        let log = log.then(|| "'log'".to_owned()).into_iter();
        let all: Vec<String> = log.chain(lags.iter().map(|lag| format!("{{ difference = {lag} }}"))).collect();
        format!("[{}]", all.join(", "))
    })
}

fn prepare() -> impl Strategy<Value = String> {
    let missing = prop::sample::select(vec!["linear", "forward", "mean", "median"]);
    let scale = prop::sample::select(vec!["none", "standard", "minmax", "robust"]);
    let method = prop::sample::select(vec!["iqr", "zscore", "hampel"]);
    let action = prop::sample::select(vec!["missing", "clip", "keep"]);
    (missing, scale, any::<bool>(), method, action).prop_map(|(missing, scale, outliers, method, action)| {
        let outliers = if outliers {
            format!("outliers = {{ method = '{method}', action = '{action}' }}\n")
        } else {
            String::new()
        };
        format!("missing = '{missing}'\nscale = '{scale}'\n{outliers}")
    })
}

const SPLITS: [&str; 3] = [
    "by = 'time'\nvalidation = 0.2\ntest = 8",
    "by = 'random'\nvalidation = 0.25\ntest = 1",
    "by = 'column'\ncolumn = 'part'",
];

fn case() -> impl Strategy<Value = Case> {
    let series = prop::collection::vec(prop::collection::vec(row(), 20..50), 1..4);
    (
        series,
        prop::collection::vec(parts(), 4),
        1..5_usize,
        1..4_usize,
        transform(),
        prepare(),
        prop::sample::select(&SPLITS[..]),
    )
        .prop_map(|(series, parts, window, horizon, transform, prepare, split)| Case {
            series,
            parts,
            window,
            horizon,
            transform,
            prepare,
            split,
        })
}

/// What is right of a dataset whatever it is made of; data that cannot be used are passed over.
fn loaded(case: &Case) -> Option<Dataset> {
    case.load().ok()
}

fn window(example: &Example) -> (&Arc<Series>, usize) {
    match &example.question.shown {
        Shown::Window { series, last } => (series, *last),
        _ => panic!("a forecast has a window"),
    }
}

fn asked(example: &Example) -> std::ops::Range<usize> {
    let Target::Numbers { truth, .. } = &example.target else { panic!("a forecast has numbers") };
    let (_, last) = window(example);
    last + 1..last + 1 + truth.steps()
}

/// What the network reads and should answer, as text: a missing value differs from itself, its text does not.
fn read_and_asked(examples: &[Example]) -> Vec<String> {
    let text = |example: &Example| match (&example.question.input, &example.target) {
        (Input::Numbers(input), Target::Numbers { prepared, truth }) => {
            format!("{:?} {:?} {:?}", input.values(), prepared.values(), truth.values())
        }
        _ => panic!("a forecast has numbers"),
    };
    examples.iter().map(text).collect()
}

fn fitted(preparation: &Preparation) -> String {
    let without_tails = Preparation { tails: Vec::new(), ..preparation.clone() };
    serde_json::to_string(&without_tails).unwrap()
}

/// The part of a row after the split that the experiment asks for.
fn part_of(dataset: &Dataset, id: usize, row: usize) -> Part {
    dataset.series[id].parts[row]
}

#[track_caller]
fn assert_near(found: &[f64], expected: &[f64], size: f64) -> Result<(), TestCaseError> {
    for (found, expected) in found.iter().zip(expected) {
        prop_assert!((found - expected).abs() <= 1e-5 * expected.abs().max(size), "{} is not {}", found, expected);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_prepared_and_undone_is_what_it_was(case in case(), path in prop::collection::vec(1.0..500.0_f64, 3)) {
        let Some(dataset) = loaded(&case) else { return Ok(()) };
        let preparation = &dataset.preparation;
        // Differences are as exact as the largest number in them; logarithms make that a part of each number.
        let size = if case.transform.contains("log") { 0.0 } else { 500.0 };
        for example in dataset.train.iter().chain(&dataset.validation).chain(&dataset.test) {
            let (series, last) = window(example);
            let path = vec![path[..case.horizon].to_vec()];
            let said = preparation.in_network_units(series, last, &path).unwrap().unwrap();
            let found = preparation.in_file_units(series, last, &said).unwrap();
            prop_assert_eq!(found[0].len(), case.horizon);
            assert_near(&found[0], &path[0], size)?;
            let Target::Numbers { prepared, truth } = &example.target else { panic!("numbers") };
            let clipped = case.prepare.contains("outliers");
            if prepared.values().iter().all(|value| !value.is_nan()) && !clipped {
                let truth: Vec<f64> = truth.values().to_vec();
                let found = preparation.in_file_units(series, last, prepared).unwrap();
                assert_near(&found[0], &truth, size)?;
            }
        }
    }

    #[test]
    fn nothing_outside_the_training_rows_changes_what_is_fitted_or_what_trains(
        case in case(), others in prop::collection::vec(prop::collection::vec(row(), 50), 4),
    ) {
        let Some(dataset) = loaded(&case) else { return Ok(()) };
        let other = case.changed(|id, row| (part_of(&dataset, id, row) != Part::Train).then(|| others[id][row]));
        // The other rows may be such that they cannot be used.
        let Some(changed) = loaded(&other) else { return Ok(()) };
        prop_assert_eq!(fitted(&dataset.preparation), fitted(&changed.preparation));
        prop_assert_eq!(read_and_asked(&dataset.train), read_and_asked(&changed.train));
    }

    #[test]
    fn the_order_of_test_rows_changes_nothing_that_is_fitted(case in case()) {
        let Some(dataset) = loaded(&case) else { return Ok(()) };
        let other = case.changed(|id, row| {
            let tests = |row: &usize| part_of(&dataset, id, *row) == Part::Test;
            let rows: Vec<usize> = (0..case.series[id].len()).filter(tests).collect();
            let at = rows.iter().position(|test| *test == row)?;
            Some(case.series[id][rows[rows.len() - 1 - at]])
        });
        let Some(turned) = loaded(&other) else { return Ok(()) };
        prop_assert_eq!(fitted(&dataset.preparation), fitted(&turned.preparation));
    }

    #[test]
    fn examples_keep_to_their_parts(case in case()) {
        let Some(dataset) = loaded(&case) else { return Ok(()) };
        let lost = dataset.preparation.lost();
        let mut asked_by = std::collections::HashMap::new();
        for part in Part::ALL {
            for example in dataset.part(part) {
                let (series, last) = window(example);
                prop_assert!(asked(example).all(|row| series.parts[row] == part));
                prop_assert_eq!(example.question.input.steps(), case.window);
                let reads = (last + 1).checked_sub(case.window + lost).unwrap()..=last;
                prop_assert!(part != Part::Train || reads.clone().all(|row| series.parts[row] == Part::Train));
                for row in asked(example) {
                    let by = asked_by.entry((series.raw.name.clone(), series.raw.moments[row])).or_insert(part);
                    prop_assert_eq!(*by, part);
                }
                let Input::Numbers(input) = &example.question.input else { panic!("numbers") };
                prop_assert!(input.values().iter().all(|value| value.is_finite()), "{:?}", input);
            }
        }
        // A series that is drawn whole is in one part.
        if case.split == SPLITS[1] {
            prop_assert!(dataset.series.iter().all(|series| series.parts.iter().all(|part| *part == series.parts[0])));
        }
    }

    #[test]
    fn no_window_knows_what_comes_after_it(
        case in case(), others in prop::collection::vec(row(), 50), at in 0.0..1.0_f64, said in prop::collection::vec(-1.0..1.0_f32, 3),
    ) {
        let Some(dataset) = loaded(&case) else { return Ok(()) };
        let preparation = &dataset.preparation;
        let said = rnnlab::data::Sequence::new(1, said[..case.horizon].to_vec()).unwrap();
        for series in &dataset.series {
            let last = (at * (series.rows() - 1) as f64) as usize;
            let mut raw = series.raw.clone();
            for (column, values) in raw.columns.iter_mut().enumerate() {
                for (value, other) in values.iter_mut().zip(&others).skip(last + 1) {
                    *value = other[column].unwrap_or(f64::NAN);
                }
            }
            // Where nothing is known any more there is nothing to compare.
            let Ok(changed) = preparation.prepare(raw, series.parts.clone()).map(Arc::new) else { continue };
            let windows = [series, &changed].map(|series| {
                let window = preparation.window_at(series, last).unwrap();
                format!("{:?}", window.map(|window| window.values().to_vec()))
            });
            prop_assert_eq!(&windows[0], &windows[1]);
            let undone = [series, &changed].map(|series| format!("{:?}", preparation.in_file_units(series, last, &said)));
            prop_assert_eq!(&undone[0], &undone[1]);
        }
    }
}
