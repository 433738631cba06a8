//! Examples of one experiment, split into training, validation and test.

use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{DataError, Sequence, Table, generate::generated};
use crate::experiment::{Experiment, Share, Source, Split};

/// One sequence with its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What the network reads: `[time × inputs]`.
    pub input: Sequence,
    /// What it should answer: `[time × targets]`.
    pub target: Sequence,
}

/// All examples of an experiment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dataset {
    /// The network learns from these alone.
    pub train: Vec<Example>,
    /// Watched while training, never learned from.
    pub validation: Vec<Example>,
    /// Seen by nothing but the final figures and the prediction table.
    pub test: Vec<Example>,
}

impl Dataset {
    /// Reads the data file of an experiment and splits its sequences.
    ///
    /// # Errors
    /// When the file or a column is missing, a cell is not what it should be, or there is nothing to train on.
    pub fn load(experiment: &Experiment) -> Result<Self, DataError> {
        match &experiment.data.source {
            Source::File(path) => Self::from_table(&Table::open(path)?, experiment),
            Source::Generate(generate) => Self::from_examples(generated(generate), &experiment.split),
        }?
        .with_something_to_train_on()
    }

    fn with_something_to_train_on(self) -> Result<Self, DataError> {
        if self.train.is_empty() { Err(DataError::NothingToTrainOn) } else { Ok(self) }
    }

    fn from_examples(examples: Vec<Example>, split: &Split) -> Result<Self, DataError> {
        match *split {
            Split::Column(_) => Err(DataError::NoColumns),
            Split::Random { validation, test, seed } => Ok(Self::random(examples, validation, test, seed)),
        }
    }

    /// Whole sequences are drawn, so that no part of one is in two parts of the split.
    fn random(mut examples: Vec<Example>, validation: Share, test: Share, seed: u64) -> Self {
        let all = examples.len();
        let test = test.of(all);
        let validation = validation.of(all).min(all - test);
        examples.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let test = examples.split_off(all - test);
        let validation = examples.split_off(examples.len() - validation);
        Self { train: examples, validation, test }
    }

    fn from_table(table: &Table, experiment: &Experiment) -> Result<Self, DataError> {
        let data = &experiment.data;
        let inputs = columns(table, &data.inputs, "data.inputs")?;
        let targets = columns(table, &data.target, "data.target")?;
        let id = data.id.as_ref().map(|name| table.column(name, "data.id")).transpose()?;
        let example = |rows: &[usize]| -> Result<Example, DataError> {
            Ok(Example { input: sequence(table, rows, &inputs)?, target: sequence(table, rows, &targets)? })
        };
        let sequences = table.sequences(id);
        let Split::Column(column) = &experiment.split else {
            let examples = sequences.iter().map(|rows| example(rows)).collect::<Result<_, _>>()?;
            return Self::from_examples(examples, &experiment.split);
        };
        let column = table.column(column, "split.column")?;
        let mut dataset = Self::default();
        for rows in sequences {
            dataset.part(table, &rows, column)?.push(example(&rows)?);
        }
        Ok(dataset)
    }

    /// The part of the split that a sequence belongs to.
    fn part(&mut self, table: &Table, rows: &[usize], column: usize) -> Result<&mut Vec<Example>, DataError> {
        let valid = |row: usize| matches!(table.text(row, column), "train" | "validation" | "test");
        if let Some(&row) = rows.iter().find(|&&row| !valid(row)) {
            let problem = format!("has '{}' where train, validation or test is expected", table.text(row, column));
            return Err(table.error(row, column, &problem));
        }
        let part = table.text(rows[0], column);
        if let Some(&row) = rows.iter().find(|&&row| table.text(row, column) != part) {
            let other = table.text(row, column);
            let problem =
                format!("says '{other}' where its sequence began with '{part}': a sequence is in one part only");
            return Err(table.error(row, column, &problem));
        }
        match part {
            "train" => Ok(&mut self.train),
            "validation" => Ok(&mut self.validation),
            _ => Ok(&mut self.test),
        }
    }
}

fn columns(table: &Table, names: &[String], key: &'static str) -> Result<Vec<usize>, DataError> {
    names.iter().map(|name| table.column(name, key)).collect()
}

fn sequence(table: &Table, rows: &[usize], columns: &[usize]) -> Result<Sequence, DataError> {
    let mut values = Vec::with_capacity(rows.len() * columns.len());
    for &row in rows {
        for &column in columns {
            values.push(table.number(row, column)?);
        }
    }
    Sequence::new(columns.len(), values).ok_or_else(|| DataError::Malformed {
        path: table.path().to_owned(),
        line: 1,
        problem: "there are no rows below the header".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;

    fn load(csv: &str) -> Result<Dataset, DataError> {
        let experiment = Experiment::open("series-sum").unwrap();
        let table = Table::parse(csv.as_bytes(), Path::new("data.csv"))?;
        Dataset::from_table(&table, &experiment)?.with_something_to_train_on()
    }

    #[test]
    fn series_sum_is_the_textbooks_three_training_and_two_test_sequences() {
        let dataset = Dataset::load(&Experiment::open("series-sum").unwrap()).unwrap();
        let printed = |examples: &[Example]| -> Vec<String> {
            examples.iter().map(|example| format!("{} → {}", example.input, example.target)).collect()
        };
        assert_eq!(printed(&dataset.train), ["1 2 5 6 → 1 3 7 11", "5 7 7 8 → 5 12 14 15", "3 4 5 7 → 3 7 9 12"]);
        assert_eq!(printed(&dataset.test), ["1 2 3 4 → 1 3 5 7", "4 5 6 7 → 4 9 11 13"]);
        assert!(dataset.validation.is_empty());
    }

    #[test]
    fn sequences_of_different_lengths_stay_apart() {
        let dataset = load("sequence,split,value,sum\n1,train,1,1\n1,train,2,3\n2,validation,5,5\n").unwrap();
        assert_eq!((dataset.train[0].input.steps(), dataset.validation[0].input.steps()), (2, 1));
    }

    proptest! {
        #[test]
        fn a_random_split_gives_every_sequence_to_one_part_and_the_seed_alone_says_which(
            sequences in 1..200_usize, validation in 0.0..0.5_f64, test in 0..50_usize, seed: u64,
        ) {
            // Every sequence has another value, so that they can be told apart.
            let example = |value: usize| {
                let sequence = Sequence::new(1, vec![value as f32]).unwrap();
                Example { input: sequence.clone(), target: sequence }
            };
            let split = || {
                let examples = (0..sequences).map(example).collect();
                Dataset::random(examples, Share::Fraction(validation), Share::Count(test), seed)
            };
            let dataset = split();
            prop_assert_eq!(dataset.test.len(), test.min(sequences));
            let all = dataset.train.iter().chain(&dataset.validation).chain(&dataset.test);
            let mut values: Vec<_> = all.map(|example| example.input.values()[0] as usize).collect();
            values.sort_unstable();
            prop_assert_eq!(values, (0..sequences).collect::<Vec<_>>());
            prop_assert_eq!(dataset, split());
        }
    }

    #[test]
    fn each_error_says_file_line_and_what_to_do() {
        let words = |csv: &str| load(csv).unwrap_err().to_string();
        assert_eq!(
            words("sequence,split,value,sum\n1,train,1,1\n1,test,2,3\n"),
            "data.csv, line 3: column 'split' says 'test' where its sequence began with 'train': a sequence is in one part only"
        );
        assert_eq!(
            words("sequence,split,value,sum\n1,learn,1,1\n"),
            "data.csv, line 2: column 'split' has 'learn' where train, validation or test is expected"
        );
        assert_eq!(
            words("sequence,split,value,sum\n1,test,1,1\n"),
            "there is nothing to train on: leave some sequences to it under [split], or write 'train' into its column"
        );
    }
}
