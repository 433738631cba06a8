//! All examples of one experiment, prepared and split into training, validation and test.

use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3Default;

use super::{
    DataError, Example, Input, Ledger, Part, Preparation, Series, Table, Target,
    generate::{Generated, generated},
    preparation::sources,
    sequences,
    table::Progress,
    texts, windows,
};
use crate::{
    experiment::{Experiment, Source, Task},
    wording::counted,
};

/// All examples of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The network learns from these alone.
    pub train: Vec<Example>,
    /// Watched while training, never learned from.
    pub validation: Vec<Example>,
    /// Seen by nothing but the final figures and the prediction table.
    pub test: Vec<Example>,
    /// Fitted on what trains.
    pub preparation: Arc<Preparation>,
    /// What was found and done.
    pub ledger: Ledger,
    /// The whole series of a forecast; none for other tasks.
    pub series: Vec<Arc<Series>>,
}

/// The tables of an experiment's files.
pub(super) struct Tables {
    /// The file to learn from.
    pub learn: Table,
    /// The file with the test sequences, where it is one of its own.
    pub test: Option<Table>,
}

impl Tables {
    pub(super) fn each(&self) -> impl Iterator<Item = (&Table, Option<Part>)> {
        std::iter::once((&self.learn, None)).chain(self.test.as_ref().map(|test| (test, Some(Part::Test))))
    }
}

impl Dataset {
    /// Reads the data of an experiment, prepares and splits them.
    ///
    /// # Errors
    /// When a file or a column is missing, a cell is not what it should be, or there is nothing to train on.
    pub fn load(experiment: &Experiment) -> Result<Self, DataError> {
        Self::load_with(experiment, &mut |_| {})
    }

    /// The same, and `progress` is told from 0 to 1 how much of the file has been read.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_with(experiment: &Experiment, progress: Progress<'_>) -> Result<Self, DataError> {
        let dataset = match &experiment.data.source {
            Source::Generate(generate) => match generated(generate) {
                Generated::Numbers(series) => sequences::of_series(series, experiment),
                Generated::Symbols(texts) => Ok(texts::of_generated(&texts, experiment)),
            },
            Source::File { path, test } => {
                let learn = Table::open(path, progress)?;
                let test = test.as_ref().map(|test| Table::open(test, progress)).transpose()?;
                return Self::of_tables(learn, test, experiment);
            }
        };
        dataset?.checked(experiment)
    }

    /// The same of files that have been read: the one to learn from, and the one with the test sequences where the
    /// experiment names one.
    ///
    /// # Errors
    /// When a column is missing, a cell is not what it should be, or there is nothing to train on.
    pub fn of_tables(learn: Table, test: Option<Table>, experiment: &Experiment) -> Result<Self, DataError> {
        let test = test.map(|test| test.read_like(&learn.number_formats(&sources(experiment).0)));
        let dataset = match (experiment.data.symbols, experiment.data.task) {
            (Some(_), _) => texts::load(&Tables { learn, test }, experiment),
            (None, Task::Forecast) => {
                let found = windows::Found::read(&learn, experiment)?;
                drop(learn);
                found.dataset(experiment)
            }
            (None, _) => sequences::load(&Tables { learn, test }, experiment),
        };
        dataset?.checked(experiment)
    }

    fn checked(mut self, experiment: &Experiment) -> Result<Self, DataError> {
        if self.train.is_empty() {
            return Err(self.nothing_to_train_on(experiment));
        }
        self.ledger.warn_of_size(&self.train);
        Ok(self)
    }

    fn nothing_to_train_on(&self, experiment: &Experiment) -> DataError {
        if experiment.data.task != Task::Forecast {
            return DataError::NothingToTrainOn;
        }
        let of_training = |series: &Arc<Series>| series.parts.iter().filter(|part| **part == Part::Train).count();
        let rows = self.series.iter().map(of_training).max().unwrap_or(0);
        if rows == 0 && experiment.split.is_by_shares() {
            let all = self.series.iter().map(|series| series.rows()).max().unwrap_or(0);
            return DataError::AllShared { rows: counted(all, "row") };
        }
        let (window, horizon, lost) = (self.preparation.window, self.preparation.horizon, self.preparation.lost());
        DataError::NoWindow { rows, window, horizon, lost }
    }

    /// The examples of one part.
    #[must_use]
    pub fn part(&self, part: Part) -> &[Example] {
        match part {
            Part::Train => &self.train,
            Part::Validation => &self.validation,
            Part::Test => &self.test,
        }
    }

    /// A number that other training or validation examples, or the same in another order, hardly ever have (XXH3, 64 bits):
    /// a run goes on only with the very numbers it began with.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Xxh3Default::new();
        for example in self.train.iter().chain(&self.validation) {
            match &example.question.input {
                Input::Numbers(sequence) => update(&mut hash, sequence.values().iter().map(|value| value.to_bits())),
                Input::Symbols(symbols) => update(&mut hash, symbols.iter().copied()),
            }
            match &example.target {
                Target::Numbers { prepared, .. } => update(&mut hash, prepared.values().iter().map(|v| v.to_bits())),
                Target::Class(class) => update(&mut hash, std::iter::once(*class)),
                Target::Symbols(symbols) => update(&mut hash, symbols.iter().copied()),
            }
        }
        hash.digest()
    }

    /// Steps of the longest training example.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.train.iter().map(|example| example.question.input.steps()).max().unwrap_or(0)
    }
}

/// Takes in numbers and how many they are.
fn update(hash: &mut Xxh3Default, numbers: impl ExactSizeIterator<Item = u32>) {
    hash.update(&(numbers.len() as u64).to_le_bytes());
    let bytes: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
    hash.update(&bytes);
}
