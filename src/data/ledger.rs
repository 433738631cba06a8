//! What was found in the data and done to them: what `rnnlab check` prints and the Data tab shows.

use std::sync::Arc;

use serde::Serialize;

use super::{
    ColumnReport, Dropped, Example, Input, Moment, Part, Series, Target, Vocabulary,
    rows::{MOST_ROWS_FOR_ONE, Times},
};
use crate::{
    experiment::{Experiment, Missing},
    wording::{brief, counted},
};

/// What was found in the data and done to them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ledger {
    /// The file, or the generator.
    pub source: String,
    /// Sequences, or series, that examples are made of.
    pub sequences: usize,
    /// Rows of all of them.
    pub rows: usize,
    /// Rows of the shortest, the middle and the longest.
    pub lengths: [usize; 3],
    /// Of the times, where rows have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeReport>,
    /// Training, validation and test.
    pub parts: Vec<PartReport>,
    /// Column by column.
    pub columns: Vec<ColumnReport>,
    /// Class by class.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<ClassCount>,
    /// Of the symbols, where inputs are symbols.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vocabulary: Option<VocabularyReport>,
    /// What examples are not made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<Dropped>,
    /// What a person should look at.
    pub warnings: Vec<String>,
}

/// What was found in the times of the rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimeReport {
    /// What the times are, such as "month"; "row" where rows are only counted.
    pub form: String,
    /// From one to the next, such as "monthly", "month end" or "business days".
    pub rhythm: String,
    /// Whether no rule leads from one to the next.
    pub irregular: bool,
    /// The first.
    pub first: String,
    /// The last.
    pub last: String,
    /// Steps without a row.
    pub gaps: usize,
    /// Whether these were filled up with rows without values.
    pub gaps_filled: bool,
    /// Rows that were left out because a value is missing.
    pub dropped: usize,
    /// Steps after which the series repeats itself; 1 where it does not.
    pub season: usize,
}

/// One part of the split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartReport {
    /// Which.
    pub part: Part,
    /// Its sequences; of a forecast, the series that it has rows of.
    pub sequences: usize,
    /// Its rows.
    pub rows: usize,
    /// Its examples.
    pub examples: usize,
    /// From when to when, where rows have a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<[String; 2]>,
}

/// How often a class is in each part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassCount {
    /// Its name.
    pub name: String,
    /// Training sequences.
    pub train: usize,
    /// Validation sequences.
    pub validation: usize,
    /// Test sequences.
    pub test: usize,
}

/// What was found in the symbols.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VocabularyReport {
    /// Symbols of the training sequences.
    pub symbols: usize,
    /// Symbols of validation and test sequences that no training sequence has.
    pub unknown: usize,
    /// All of them, for a person.
    pub known: String,
}

impl TimeReport {
    pub(super) fn of(times: &Times, season: usize) -> Self {
        let moment = |moment: Option<super::Moment>| moment.map_or_else(String::new, |moment| times.text(moment));
        Self {
            form: times.format.as_ref().map_or_else(|| "row".to_owned(), |format| format.form().to_string()),
            rhythm: times.frequency.as_ref().map_or_else(String::new, super::Frequency::in_words),
            irregular: times.frequency.as_ref().is_some_and(super::Frequency::is_irregular),
            first: moment(times.first),
            last: moment(times.last),
            gaps: times.gaps,
            gaps_filled: times.gaps_filled,
            dropped: times.dropped,
            season,
        }
    }
}

impl VocabularyReport {
    pub(super) fn of(vocabulary: &Vocabulary, parts: [&Vec<Example>; 3]) -> Self {
        let unknown = |example: &Example| match &example.question.input {
            Input::Symbols(symbols) => symbols.iter().filter(|&&symbol| symbol == Vocabulary::UNKNOWN).count(),
            Input::Numbers(_) => 0,
        };
        let known: Vec<&str> = (2..vocabulary.len()).map(|number| vocabulary.symbol(number as u32)).collect();
        Self {
            symbols: known.len(),
            unknown: parts[1..].iter().flat_map(|part| part.iter()).map(unknown).sum(),
            known: known.join(" "),
        }
    }
}

impl Ledger {
    pub(super) fn new(experiment: &Experiment, columns: Vec<ColumnReport>) -> Self {
        let mut ledger = Self {
            source: experiment.data.source.to_string(),
            sequences: 0,
            rows: 0,
            lengths: [0; 3],
            time: None,
            parts: Vec::new(),
            columns,
            classes: Vec::new(),
            vocabulary: None,
            dropped: Vec::new(),
            warnings: Vec::new(),
        };
        ledger.warn_of_columns();
        ledger
    }

    fn warn_of_columns(&mut self) {
        for column in &self.columns {
            let constant = column.before.count > 1 && column.before.min == column.before.max;
            if constant && column.role != "target" {
                self.warnings
                    .push(format!("column '{}' is the same in all training rows: it says nothing", column.name));
            }
            self.warnings.extend(column.precision_warning());
        }
    }

    /// Counts series whose rows are split.
    pub(super) fn count_series(
        &mut self,
        series: &[Arc<Series>],
        examples: [usize; 3],
        text: impl Fn(Moment) -> String,
    ) {
        let mut lengths: Vec<usize> = series.iter().map(|series| series.rows()).collect();
        self.count(&mut lengths);
        for (part, examples) in Part::ALL.into_iter().zip(examples) {
            let rows_of = |series: &Arc<Series>| series.parts.iter().filter(|of_row| **of_row == part).count();
            let moments = || {
                series.iter().flat_map(|series| {
                    let of_part = series.raw.moments.iter().zip(&series.parts);
                    of_part.filter(|(_, of_row)| **of_row == part).map(|(moment, _)| *moment)
                })
            };
            let times = moments().min().zip(moments().max()).map(|(first, last)| [text(first), text(last)]);
            let rows: usize = series.iter().map(rows_of).sum();
            if rows > 0 && examples == 0 && part != Part::Train {
                self.warnings.push(format!(
                    "the {part} part has {}, too few for a whole horizon: no figures",
                    counted(rows, "row")
                ));
            }
            let sequences = series.iter().filter(|series| rows_of(series) > 0).count();
            self.parts.push(PartReport { part, sequences, rows, examples, times });
        }
    }

    /// Warns of steps that have no row and were not filled up, and says why not.
    pub(super) fn warn_of_unfilled(&mut self, times: &Times, missing: Missing) {
        let Some(longest) = times.longest_gap.filter(|_| !times.gaps_filled) else { return };
        let why = match missing {
            Missing::Error => "set `missing` under [prepare] to fill them".to_owned(),
            Missing::Drop => "missing = \"drop\" fills none, \"linear\" for instance would".to_owned(),
            _ => format!(
                "more than {MOST_ROWS_FOR_ONE} for each row are not filled; the longest gap, of {}, is after line {}, {}",
                counted(longest.steps, "step"),
                longest.line,
                times.text(longest.after)
            ),
        };
        self.warnings.push(format!("{}: {why}", unfilled(times.gaps)));
    }

    /// Counts whole sequences, given how many rows each has.
    pub(super) fn count_sequences(&mut self, groups: &[Vec<usize>; 3], rows: &[usize]) {
        self.count(&mut rows.to_vec());
        for (part, group) in Part::ALL.into_iter().zip(groups) {
            let of_part = group.iter().map(|&place| rows[place]).sum();
            self.parts.push(PartReport {
                part,
                sequences: group.len(),
                rows: of_part,
                examples: group.len(),
                times: None,
            });
        }
    }

    /// Warns of training sequences whose targets have no value at all.
    pub(super) fn warn_of_unanswered(&mut self, names: &[String]) {
        if let Some(first) = names.first() {
            let name = if first.is_empty() { String::new() } else { format!(", such as '{}'", brief(first)) };
            let have = if names.len() == 1 { "has" } else { "have" };
            self.warnings.push(format!(
                "{} to train on {have} no value of a target{name}: nothing is learned there",
                counted(names.len(), "sequence")
            ));
        }
    }

    fn count(&mut self, lengths: &mut [usize]) {
        lengths.sort_unstable();
        self.sequences = lengths.len();
        self.rows = lengths.iter().sum();
        let at = |place: usize| lengths.get(place).copied().unwrap_or(0);
        self.lengths = [at(0), at(lengths.len() / 2), at(lengths.len().saturating_sub(1))];
    }

    /// Rows of whole sequences are read one after the other, whatever time lies between them.
    pub(super) fn warn_of_gaps(&mut self, gaps: usize) {
        if gaps > 0 {
            self.warnings.push(unfilled(gaps));
        }
    }

    /// Warns of numbers that are hard to learn from as they are.
    pub(super) fn warn_of_size(&mut self, training: &[Example]) {
        let largest = training.iter().filter_map(|example| match &example.target {
            Target::Numbers { prepared, .. } => prepared.values().iter().copied().map(f32::abs).reduce(f32::max),
            _ => None,
        });
        if let Some(largest) = largest.reduce(f32::max).filter(|largest| *largest > 1000.0) {
            self.warnings.push(format!(
                "the network would have to answer numbers up to {largest}: say scale = \"standard\" under [prepare]"
            ));
        }
    }
}

fn unfilled(gaps: usize) -> String {
    let have = if gaps == 1 { "has" } else { "have" };
    format!("{} {have} no row, and the rows around them are taken as neighbours", counted(gaps, "step"))
}
