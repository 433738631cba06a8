//! Which examples make a step, and sequences of different lengths side by side.

use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{Example, Input, Target, Vocabulary};
use crate::experiment::Batch;

/// Marks a class or symbol that does not count in the loss; PyTorch's `ignore_index`.
pub const UNCOUNTED: i64 = -100;

/// Examples side by side, padded at the end to the longest of them.
#[derive(Debug, Clone, PartialEq)]
pub struct PaddedBatch {
    /// Number of examples.
    pub examples: usize,
    /// Steps of the longest input.
    pub steps: usize,
    /// What is read.
    pub inputs: PaddedInputs,
    /// Real steps of each input: `[example]`.
    pub lengths: Vec<i64>,
    /// What should be answered.
    pub targets: PaddedTargets,
}

/// Inputs side by side, 0 where padded.
#[derive(Debug, Clone, PartialEq)]
pub enum PaddedInputs {
    /// `[example × time × features]`
    Numbers(Vec<f32>),
    /// `[example × time]`
    Symbols(Vec<i64>),
}

/// Targets side by side.
#[derive(Debug, Clone, PartialEq)]
pub enum PaddedTargets {
    /// Numbers.
    Numbers {
        /// `[example × row × targets]`, 0 where padded or not asked for; a row is a step, or a step ahead.
        values: Vec<f32>,
        /// The same shape: 1 for what counts in the loss, else 0.
        mask: Vec<f32>,
    },
    /// A class for each example, `[example]`, or a symbol for each step, `[example × time]`; `UNCOUNTED` where none counts.
    Classes(Vec<i64>),
}

impl PaddedBatch {
    /// Puts examples of one dataset side by side.
    #[must_use]
    pub fn new(examples: &[&Example]) -> Self {
        let lengths: Vec<usize> = examples.iter().map(|example| example.question.input.steps()).collect();
        let steps = lengths.iter().copied().max().unwrap_or(0);
        Self {
            examples: examples.len(),
            steps,
            inputs: inputs(examples, steps),
            targets: targets(examples, steps),
            lengths: lengths.into_iter().map(|length| length as i64).collect(),
        }
    }

    /// Whether no example is padded.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.lengths.iter().all(|&length| length == self.steps as i64)
    }
}

fn inputs(examples: &[&Example], steps: usize) -> PaddedInputs {
    let (mut numbers, mut symbols) = (Vec::new(), Vec::new());
    for example in examples {
        match &example.question.input {
            Input::Numbers(sequence) => {
                extend(&mut numbers, sequence.values().iter().copied(), steps * sequence.features(), 0.0);
            }
            Input::Symbols(of_example) => {
                extend(&mut symbols, of_example.iter().map(|&symbol| i64::from(symbol)), steps, 0);
            }
        }
    }
    if symbols.is_empty() { PaddedInputs::Numbers(numbers) } else { PaddedInputs::Symbols(symbols) }
}

fn targets(examples: &[&Example], steps: usize) -> PaddedTargets {
    let (mut values, mut mask, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    let rows = examples.iter().map(|example| match &example.target {
        Target::Numbers { prepared, .. } => prepared.steps(),
        _ => 0,
    });
    let rows = rows.max().unwrap_or(0);
    for example in examples {
        match &example.target {
            Target::Numbers { prepared, .. } => {
                let room = rows * prepared.features();
                let counts = |value: &f32| !value.is_nan();
                let or_zero = prepared.values().iter().map(|value| if counts(value) { *value } else { 0.0 });
                extend(&mut values, or_zero, room, 0.0);
                extend(&mut mask, prepared.values().iter().map(|value| f32::from(u8::from(counts(value)))), room, 0.0);
            }
            Target::Class(class) => classes.push(i64::from(*class)),
            Target::Symbols(symbols) => {
                let number = |&symbol: &u32| if symbol == Vocabulary::NONE { UNCOUNTED } else { i64::from(symbol) };
                extend(&mut classes, symbols.iter().map(number), steps, UNCOUNTED);
            }
        }
    }
    if classes.is_empty() { PaddedTargets::Numbers { values, mask } } else { PaddedTargets::Classes(classes) }
}

/// Adds an example and padding, `room` in all.
fn extend<T: Clone>(to: &mut Vec<T>, values: impl Iterator<Item = T>, room: usize, padding: T) {
    let end = to.len() + room;
    to.extend(values);
    to.resize(end, padding);
}

/// Steps whose examples are drawn together, before those of like length come into one batch.
const DRAWN_TOGETHER: usize = 16;

/// The examples of each step of one epoch, as indices, given how long each is. A full batch keeps the order of the file.
/// Smaller ones are shuffled by seed and epoch alone, so that a resumed run draws the same; within some batches that follow
/// one another, examples of like length come together, so that little is padded.
#[must_use]
pub fn epoch_order(lengths: &[usize], batch: Batch, seed: u64, epoch: u64) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    let size = match batch {
        Batch::Full => return vec![order],
        Batch::Count(count) => usize::try_from(count).unwrap_or(usize::MAX),
    };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(epoch + 1);
    order.shuffle(&mut rng);
    order.chunks_mut(size.saturating_mul(DRAWN_TOGETHER)).for_each(|together| together.sort_by_key(|&at| lengths[at]));
    let mut batches: Vec<Vec<usize>> = order.chunks(size).map(<[usize]>::to_vec).collect();
    // The last batch may be smaller than the others; where it stands does not matter.
    batches.shuffle(&mut rng);
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Question, Sequence, Shown};

    fn numbers(values: &[f32]) -> Example {
        let sequence = Sequence::new(1, values.to_vec()).unwrap();
        let in_file = Sequence::new(1, sequence.column(0).collect()).unwrap();
        Example {
            question: Question { input: Input::Numbers(sequence.clone()), shown: Shown::Numbers(in_file.clone()) },
            target: Target::Numbers { prepared: sequence, truth: in_file },
        }
    }

    fn symbols(input: &[u32], target: Target) -> Example {
        let question = Question { input: Input::Symbols(input.to_vec()), shown: Shown::Text(String::new()) };
        Example { question, target }
    }

    #[test]
    fn shorter_examples_are_padded_at_the_end_and_what_is_padded_or_missing_does_not_count() {
        let (long, short) = (numbers(&[1.0, f32::NAN, 3.0]), numbers(&[4.0]));
        let batch = PaddedBatch::new(&[&long, &short]);
        assert_eq!((batch.examples, batch.steps, batch.is_whole()), (2, 3, false));
        assert_eq!(batch.lengths, [3, 1]);
        let PaddedTargets::Numbers { values, mask } = batch.targets else { panic!("numbers") };
        assert_eq!(values, [1.0, 0.0, 3.0, 4.0, 0.0, 0.0]);
        assert_eq!(mask, [1.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn symbols_are_padded_and_only_those_asked_for_count() {
        let long = symbols(&[5, 6], Target::Symbols(vec![Vocabulary::NONE, 7]));
        let batch = PaddedBatch::new(&[&long, &symbols(&[8], Target::Symbols(vec![9]))]);
        assert_eq!(batch.inputs, PaddedInputs::Symbols(vec![5, 6, 8, 0]));
        assert_eq!(batch.targets, PaddedTargets::Classes(vec![UNCOUNTED, 7, 9, UNCOUNTED]));
        let classes = PaddedBatch::new(&[&symbols(&[5, 6], Target::Class(1)), &symbols(&[5], Target::Class(0))]);
        assert_eq!(classes.targets, PaddedTargets::Classes(vec![1, 0]));
    }

    #[test]
    fn every_example_is_in_each_epoch_once_and_the_seed_alone_says_where() {
        let order = |epoch| epoch_order(&[5; 10], Batch::Count(4), 7, epoch);
        let mut sizes: Vec<usize> = order(3).iter().map(Vec::len).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [2, 4, 4]);
        let mut all = order(3).concat();
        all.sort_unstable();
        assert_eq!(all, (0..10).collect::<Vec<_>>());
        assert_eq!(order(3), order(3));
        assert_ne!(order(3), order(4));
        assert_eq!(epoch_order(&[5; 3], Batch::Full, 7, 3), [[0, 1, 2]]);
    }

    #[test]
    fn examples_of_like_length_come_into_one_batch() {
        let lengths: Vec<usize> = (0..64).map(|at| at % 8).collect();
        for batch in epoch_order(&lengths, Batch::Count(8), 1, 0) {
            assert!(batch.iter().all(|&at| lengths[at] == lengths[batch[0]]), "{batch:?}");
        }
    }
}
