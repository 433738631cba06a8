//! Examples that are whole sequences of numbers: an answer at every step, or one class.

use std::sync::Arc;

use super::{
    DataError, Dataset, Example, Ledger, NumberFormats, Part, Preparation, PrepareError, Question, QuestionError,
    RawSeries, Table, Target,
    classes::Classes,
    dataset::Tables,
    is_no_class,
    limits::LONGEST_SEQUENCE,
    part::drawn,
    preparation::sources,
    rows::{Rows, Wanted},
};
use crate::{
    experiment::{Experiment, Split, Task},
    wording::brief,
};

/// Sequences of numbers before they are prepared.
#[derive(Default)]
struct Whole {
    series: Vec<RawSeries>,
    /// The part of each, where the file says it.
    parts: Vec<Option<Part>>,
    /// The class of each, where one is answered.
    labels: Vec<String>,
    /// How numbers are written, where not plainly.
    number_formats: NumberFormats,
}

pub(super) fn load(tables: &Tables, experiment: &Experiment) -> Result<Dataset, DataError> {
    let mut whole = Whole::default();
    let (mut origins, mut gaps, mut dropped) = (Vec::new(), 0, Vec::new());
    for (table, part) in tables.each() {
        let (sources, read) = sources(experiment);
        let rows = Rows::read(table, experiment, &Wanted::of(&sources, read))?;
        for of_table in &rows.of_table {
            let of_table: Vec<usize> = of_table.iter().flatten().copied().collect();
            whole.parts.push(match (&experiment.split, part) {
                (Split::Column(name), None) => Some(table.part_of_all(&of_table, table.column(name, "split.column")?)?),
                (_, part) => part,
            });
            if experiment.data.task == Task::Classify {
                whole.labels.push(label(table, experiment, &of_table)?);
            }
            origins.push(table);
        }
        if let Some(long) = rows.series.iter().find(|series| series.rows() > LONGEST_SEQUENCE) {
            return Err(too_long(table, long));
        }
        gaps += rows.times.gaps;
        dropped.extend(rows.dropped);
        if part.is_none() {
            whole.number_formats = rows.number_formats;
        }
        whole.series.extend(rows.series);
    }
    let in_table = |place: usize, error: &PrepareError, whole: &[RawSeries]| {
        DataError::in_table(origins[place].path(), &whole[place].lines, error)
    };
    let mut dataset = assemble(whole, experiment, &in_table)?;
    dataset.ledger.warn_of_gaps(gaps);
    dataset.ledger.dropped = dropped;
    Ok(dataset)
}

fn too_long(table: &Table, series: &RawSeries) -> DataError {
    let name =
        if series.name.is_empty() { "sequence".to_owned() } else { format!("sequence '{}'", brief(&series.name)) };
    DataError::Malformed {
        path: table.path().to_owned(),
        line: series.lines[LONGEST_SEQUENCE],
        problem: format!(
            "the {name} has {} rows, and a network reads {LONGEST_SEQUENCE} as one: name the column that tells sequences \
             apart in `id` under [data], or write task = \"forecast\", which reads windows",
            series.rows()
        ),
    }
}

/// Sequences that were generated.
pub(super) fn of_series(series: Vec<RawSeries>, experiment: &Experiment) -> Result<Dataset, DataError> {
    let parts = vec![None; series.len()];
    let unprepared = |_, error: &PrepareError, _: &[RawSeries]| DataError::Generated(error.to_string());
    assemble(Whole { series, parts, ..Whole::default() }, experiment, &unprepared)
}

/// The class of a sequence: the same in all of its rows.
fn label(table: &Table, experiment: &Experiment, rows: &[usize]) -> Result<String, DataError> {
    let column = table.column(experiment.data.target.first().map_or("", String::as_str), "data.target")?;
    let first = table.text(rows[0], column);
    let odd = |row: &&usize| is_no_class(table.text(**row, column)) || table.text(**row, column) != first;
    let Some(&row) = rows.iter().find(odd) else { return Ok(first.to_owned()) };
    let text = brief(table.text(row, column));
    let problem = if is_no_class(&text) {
        format!("has '{text}' where a class is expected")
    } else {
        format!("has '{text}' where its sequence began with '{}'", brief(first))
    };
    Err(table.error(row, column, &problem))
}

fn assemble(
    whole: Whole,
    experiment: &Experiment,
    in_table: &dyn Fn(usize, &PrepareError, &[RawSeries]) -> DataError,
) -> Result<Dataset, DataError> {
    let Whole { series, parts, labels, number_formats } = whole;
    let groups = groups(&parts, &labels, experiment);
    let classes = Classes::of(&labels, &groups)?;
    let mut rows_of_part = vec![Vec::new(); series.len()];
    for (part, group) in Part::ALL.into_iter().zip(&groups) {
        for &place in group {
            rows_of_part[place] = vec![part; series[place].rows()];
        }
    }
    let fitted = Preparation::fit(experiment, &series, &rows_of_part, classes.names.clone());
    let (mut preparation, columns) = fitted.map_err(|(place, error)| in_table(place, &error, &series))?;
    preparation.number_formats = number_formats;
    let example = |place: usize| {
        let class = classes.numbers.get(place).copied();
        example(&preparation, &series[place], class).map_err(|error| match error {
            QuestionError::Unprepared(error) => in_table(place, &error, &series),
            other => DataError::Generated(other.to_string()),
        })
    };
    let examples = |group: &[usize]| group.iter().map(|&place| example(place)).collect::<Result<Vec<_>, _>>();
    let [train, validation, test] = [examples(&groups[0])?, examples(&groups[1])?, examples(&groups[2])?];
    let mut ledger = Ledger::new(experiment, columns);
    ledger.count_sequences(&groups, &series.iter().map(RawSeries::rows).collect::<Vec<_>>());
    ledger.classes = classes.counts(&groups);
    let training = || groups[0].iter().zip(&train);
    let unanswered: Vec<String> = training()
        .filter(|(_, example)| has_no_answer(example))
        .map(|(&place, _)| series[place].name.clone())
        .collect();
    ledger.warn_of_unanswered(&unanswered);
    Ok(Dataset { train, validation, test, preparation: Arc::new(preparation), ledger, series: Vec::new() })
}

/// Which sequences train, validate and test: as the file says, or drawn from those it does not say it of.
pub(super) fn groups(parts: &[Option<Part>], labels: &[String], experiment: &Experiment) -> [Vec<usize>; 3] {
    let said = |part: Part| -> Vec<usize> {
        parts.iter().enumerate().filter(|(_, said)| **said == Some(part)).map(|(place, _)| place).collect()
    };
    let mut groups = Part::ALL.map(said);
    if let Split::Random { validation, test, seed } = experiment.split {
        let unsaid: Vec<usize> = (0..parts.len()).filter(|&place| parts[place].is_none()).collect();
        let numbers = Classes::numbers(labels);
        let of_unsaid: Vec<usize> = unsaid.iter().filter_map(|&place| numbers.get(place).copied()).collect();
        let classes = (!labels.is_empty()).then_some(of_unsaid.as_slice());
        let drawn = drawn(unsaid.len(), validation, test, seed, classes);
        for (group, drawn) in groups.iter_mut().zip(drawn) {
            group.extend(drawn.into_iter().map(|place| unsaid[place]));
        }
    }
    groups
}

fn example(preparation: &Preparation, raw: &RawSeries, class: Option<u32>) -> Result<Example, QuestionError> {
    let question: Question = preparation.ask_series(raw.clone())?;
    let target = match class {
        Some(class) => Target::Class(class),
        None => numbers(preparation, raw)?,
    };
    Ok(Example { question, target })
}

/// Whether no step of a sequence has a value to be answered.
fn has_no_answer(example: &Example) -> bool {
    matches!(&example.target, Target::Numbers { truth, .. } if truth.values().iter().all(|value| value.is_nan()))
}

/// The targets of a whole sequence.
fn numbers(preparation: &Preparation, raw: &RawSeries) -> Result<Target, PrepareError> {
    let prepared = preparation.prepare(raw.clone(), vec![Part::Test; raw.rows()])?.targets;
    let truth = preparation.in_file(raw, 0..raw.rows()).ok_or(PrepareError::Empty)?;
    Ok(Target::Numbers { prepared, truth })
}
