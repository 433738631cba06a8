//! What there is to look at of a dataset, bounded in size.

use std::ops::Range;

use super::{Column, Dataset, Example, Histogram, Input, Part, Preparation, Series, Shown, Target, Vocabulary};

/// Bins of a distribution: as many as the narrowest screen has room for.
const BINS: usize = 28;
/// Examples of each part.
const MOST_EXAMPLES: usize = 64;
/// Values of a curve; several times what a wide terminal has room for.
const MOST_VALUES: usize = 2048;
/// Values of all curves together, and series with curves at the most.
const MOST_IN_ALL: usize = 1 << 20;
const MOST_SERIES: usize = 64;
/// Stretches of rows of the same part, and symbols.
const MOST_STRETCHES: usize = 256;
const MOST_SYMBOLS: usize = 256;

/// What there is to look at of a dataset.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Excerpt {
    /// The columns of numbers, in the order of the ledger.
    pub columns: Vec<ColumnExcerpt>,
    /// The first series of a forecast.
    pub series: Vec<SeriesExcerpt>,
    /// How long the training sequences are; none of a forecast, whose windows are all alike.
    pub lengths: Option<Histogram>,
    /// Symbols and how often they are in the training texts, the most frequent first.
    pub symbols: Vec<(String, usize)>,
    /// Some examples of each part, at equal distances, each with its place in the part.
    pub examples: [Vec<(usize, Example)>; 3],
}

/// The values of a column in the training rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnExcerpt {
    /// Its name.
    pub name: String,
    /// As the file has them.
    pub before: Option<Histogram>,
    /// As the network reads, or answers, them.
    pub after: Option<Histogram>,
}

/// A series as curves.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesExcerpt {
    /// Its rows.
    pub rows: usize,
    /// Rows of the same part that follow one another.
    pub stretches: Vec<(Part, Range<usize>)>,
    /// For each column of numbers.
    pub columns: Vec<Curves>,
}

/// A column of a series: all values or, of very many, smallest and largest of as many rows each. NaN where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// As the file has it.
    pub before: Vec<f64>,
    /// With gaps filled and outliers treated, where that changes something.
    pub treated: Option<Vec<f64>>,
    /// As the network reads, or answers, it.
    pub after: Vec<f64>,
}

/// Where a column's values are found.
#[derive(Clone, Copy)]
struct Place<'a> {
    column: &'a Column,
    /// Its place among the inputs.
    input: Option<usize>,
    /// Its place among the targets.
    target: Option<usize>,
}

impl Excerpt {
    /// What there is to look at of a dataset.
    #[must_use]
    pub fn of(dataset: &Dataset) -> Self {
        let places: Vec<Place<'_>> =
            dataset.ledger.columns.iter().filter_map(|report| place(&dataset.preparation, &report.name)).collect();
        let most = (MOST_IN_ALL / (2 * MOST_VALUES * places.len().max(1))).clamp(1, MOST_SERIES);
        let steps = dataset.train.iter().map(|example| example.question.input.steps());
        Self {
            columns: places.iter().map(|place| column(*place, dataset)).collect(),
            series: dataset.series.iter().take(most).map(|series| of_series(series, &places)).collect(),
            lengths: if dataset.series.is_empty() { lengths(steps) } else { None },
            symbols: symbols(dataset),
            examples: Part::ALL.map(|part| some(dataset.part(part))),
        }
    }
}

fn place<'a>(preparation: &'a Preparation, name: &str) -> Option<Place<'a>> {
    let of = |columns: &[Column]| columns.iter().position(|column| column.name == name);
    let (input, target) = (of(&preparation.inputs), of(&preparation.targets));
    let column = input.map(|at| &preparation.inputs[at]).or_else(|| target.map(|at| &preparation.targets[at]))?;
    Some(Place { column, input, target })
}

fn column(place: Place<'_>, dataset: &Dataset) -> ColumnExcerpt {
    let name = place.column.name.clone();
    if dataset.series.is_empty() {
        let of = |values: fn(Place<'_>, &Example) -> Vec<f64>| {
            let values: Vec<f64> = dataset.train.iter().flat_map(|example| values(place, example)).collect();
            Histogram::of(BINS, values.into_iter())
        };
        return ColumnExcerpt { name, before: of(in_file), after: of(prepared) };
    }
    let rows = dataset.series.iter().flat_map(|series| (0..series.rows()).map(move |row| (series, row)));
    let rows = rows.filter(|(series, row)| series.parts[*row] == Part::Train);
    let before = rows.clone().map(|(series, row)| series.raw.columns[place.column.source][row]);
    let after = rows.map(|(series, row)| after(place, series, row));
    ColumnExcerpt { name, before: Histogram::of(BINS, before), after: Histogram::of(BINS, after) }
}

/// A value of a series as the network reads or answers it.
fn after(place: Place<'_>, series: &Series, row: usize) -> f64 {
    let (sequence, at) = match (place.input, place.target) {
        (Some(input), _) => (&series.inputs, input),
        (None, target) => (&series.targets, target.unwrap_or(0)),
    };
    f64::from(sequence.values()[row * sequence.features() + at])
}

/// A column of a whole sequence as the file has it.
fn in_file(place: Place<'_>, example: &Example) -> Vec<f64> {
    match (&example.question.shown, &example.target, place) {
        (Shown::Numbers(numbers), _, Place { input: Some(_), column, .. }) => numbers.column(column.source).collect(),
        (_, Target::Numbers { truth, .. }, Place { target: Some(at), .. }) => truth.column(at).collect(),
        _ => Vec::new(),
    }
}

/// The same as the network reads or answers it.
fn prepared(place: Place<'_>, example: &Example) -> Vec<f64> {
    match (&example.question.input, &example.target, place) {
        (Input::Numbers(numbers), _, Place { input: Some(at), .. }) => numbers.column(at).collect(),
        (_, Target::Numbers { prepared, .. }, Place { target: Some(at), .. }) => prepared.column(at).collect(),
        _ => Vec::new(),
    }
}

fn of_series(series: &Series, places: &[Place<'_>]) -> SeriesExcerpt {
    let rows = series.rows();
    let curves = |place: &Place<'_>| {
        let raw = &series.raw.columns[place.column.source];
        let treated = place.column.treat(raw).values;
        let is_changed = raw.iter().zip(&treated).any(|(raw, treated)| raw.to_bits() != treated.to_bits());
        Curves {
            before: thinned(rows, |row| raw[row]),
            treated: is_changed.then(|| thinned(rows, |row| treated[row])),
            after: thinned(rows, |row| after(*place, series, row)),
        }
    };
    let mut from = 0;
    let stretches = series.parts.chunk_by(|a, b| a == b).map(|rows| {
        from += rows.len();
        (rows[0], from - rows.len()..from)
    });
    SeriesExcerpt {
        rows,
        stretches: stretches.take(MOST_STRETCHES).collect(),
        columns: places.iter().map(curves).collect(),
    }
}

/// All values or, of very many, the smallest and the largest of as many rows each, in the order in which they come.
fn thinned(rows: usize, value: impl Fn(usize) -> f64) -> Vec<f64> {
    if rows <= MOST_VALUES {
        return (0..rows).map(value).collect();
    }
    let pairs = MOST_VALUES / 2;
    let pair = |pair: usize| {
        let rows = (pair * rows / pairs..(pair + 1) * rows / pairs).filter(|row| value(*row).is_finite());
        let smallest = rows.clone().min_by(|a, b| value(*a).total_cmp(&value(*b)));
        let largest = rows.max_by(|a, b| value(*a).total_cmp(&value(*b)));
        let ends = smallest.zip(largest).map(|(a, b)| [a.min(b), a.max(b)].map(&value));
        ends.unwrap_or([f64::NAN; 2])
    };
    (0..pairs).flat_map(pair).collect()
}

/// How long sequences are, in bins of whole steps.
fn lengths(steps: impl Iterator<Item = usize> + Clone) -> Option<Histogram> {
    let (shortest, longest) = (steps.clone().min()?, steps.clone().max()?);
    let width = (longest - shortest + 1).div_ceil(BINS);
    let bins = (longest - shortest + 1).div_ceil(width);
    let mut counts = vec![0; bins];
    steps.for_each(|steps| counts[(steps - shortest) / width] += 1);
    Some(Histogram { from: shortest as f64, to: (shortest + bins * width) as f64, counts })
}

fn symbols(dataset: &Dataset) -> Vec<(String, usize)> {
    let Some(vocabulary) = &dataset.preparation.vocabulary else { return Vec::new() };
    let mut counts = vec![0_usize; vocabulary.len()];
    for example in &dataset.train {
        let Input::Symbols(symbols) = &example.question.input else { continue };
        symbols.iter().filter(|symbol| **symbol > Vocabulary::END).for_each(|symbol| counts[*symbol as usize] += 1);
    }
    let mut ranked: Vec<u32> = (0..counts.len() as u32).filter(|symbol| counts[*symbol as usize] > 0).collect();
    ranked.sort_by_key(|symbol| std::cmp::Reverse(counts[*symbol as usize]));
    let named = |symbol: u32| (vocabulary.symbol(symbol).to_owned(), counts[symbol as usize]);
    ranked.into_iter().take(MOST_SYMBOLS).map(named).collect()
}

fn some(examples: &[Example]) -> Vec<(usize, Example)> {
    let most = examples.len().min(MOST_EXAMPLES);
    let place = |at: usize| at * examples.len() / most;
    (0..most).map(|at| (place(at), examples[place(at)].clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    fn excerpt(name: &str) -> (Dataset, Excerpt) {
        let dataset = Dataset::load(&Experiment::open(name).unwrap()).unwrap();
        let excerpt = Excerpt::of(&dataset);
        (dataset, excerpt)
    }

    #[test]
    fn a_long_series_keeps_its_extremes_and_its_gaps_and_a_short_one_every_value() {
        let value = |row: usize| match row {
            5_000 => 9.0,
            5_001 => -9.0,
            60_000..70_000 => f64::NAN,
            _ => 1.0,
        };
        let long = thinned(100_000, value);
        assert_eq!(long.len(), MOST_VALUES);
        let highest = long.iter().position(|value| *value > 8.0).unwrap();
        assert_eq!(long[highest..highest + 2], [9.0, -9.0]);
        assert!(long[MOST_VALUES * 65 / 100].is_nan());
        assert_eq!(thinned(3, |row| row as f64), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn a_column_is_counted_over_its_training_rows_before_and_after() {
        let (dataset, excerpt) = excerpt("airpassengers");
        let [column] = excerpt.columns.as_slice() else { panic!("one column") };
        let (before, after) = (column.before.as_ref().unwrap(), column.after.as_ref().unwrap());
        let report = &dataset.ledger.columns[0];
        assert_eq!((before.count(), after.count()), (report.before.count, report.after.count));
        assert_eq!((Some(before.from), Some(before.to)), (report.before.min, report.before.max));
        let series = &excerpt.series[0];
        let rows: Vec<(Part, usize)> = series.stretches.iter().map(|(part, rows)| (*part, rows.len())).collect();
        assert_eq!(rows, [(Part::Train, 84), (Part::Validation, 36), (Part::Test, 24)]);
        assert_eq!((series.columns[0].before.len(), &series.columns[0].treated), (144, &None));
    }

    #[test]
    fn sequences_and_texts_have_their_lengths_and_texts_their_symbols() {
        let (dataset, excerpt) = excerpt("surnames");
        assert_eq!(excerpt.lengths.as_ref().unwrap().count(), dataset.train.len());
        assert_eq!(excerpt.symbols[0].0, "a");
        assert!(excerpt.symbols.is_sorted_by(|a, b| a.1 >= b.1));
        let test = &excerpt.examples[Part::Test as usize];
        assert_eq!(test.len(), MOST_EXAMPLES);
        assert!(test.iter().all(|(place, example)| dataset.test[*place] == *example));
        assert!(test.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn sequences_of_numbers_are_counted_column_by_column() {
        let (dataset, excerpt) = super::tests::excerpt("japanese-vowels");
        assert_eq!(excerpt.columns.len(), dataset.ledger.columns.len());
        for (column, report) in excerpt.columns.iter().zip(&dataset.ledger.columns) {
            assert_eq!(column.before.as_ref().map(Histogram::count), Some(report.before.count), "{}", column.name);
        }
    }
}
