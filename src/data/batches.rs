//! Which examples make a step, and sequences of different lengths side by side.

use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::Example;
use crate::experiment::Batch;

/// Examples side by side, padded at the end to the longest of them.
#[derive(Debug, Clone, PartialEq)]
pub struct PaddedBatch {
    /// Number of examples.
    pub examples: usize,
    /// Steps of the longest example.
    pub steps: usize,
    /// `[example × time × inputs]`, 0 where padded.
    pub inputs: Vec<f32>,
    /// `[example × time × targets]`, 0 where padded.
    pub targets: Vec<f32>,
    /// `[example × time]`: 1 for a step of the example, 0 for padding; losses count the ones only.
    pub mask: Vec<f32>,
}

impl PaddedBatch {
    /// Puts examples side by side.
    #[must_use]
    pub fn new(examples: &[&Example]) -> Self {
        let steps = examples.iter().map(|example| example.input.steps()).max().unwrap_or(0);
        let mut batch =
            Self { examples: examples.len(), steps, inputs: Vec::new(), targets: Vec::new(), mask: Vec::new() };
        for example in examples {
            let padding = steps - example.input.steps();
            extend(&mut batch.inputs, example.input.values(), padding * example.input.features());
            extend(&mut batch.targets, example.target.values(), padding * example.target.features());
            extend(&mut batch.mask, &vec![1.0; example.input.steps()], padding);
        }
        batch
    }
}

fn extend(to: &mut Vec<f32>, values: &[f32], padding: usize) {
    to.extend_from_slice(values);
    to.resize(to.len() + padding, 0.0);
}

/// The examples of each step of one epoch, as indices. A full batch keeps the order of the file; smaller ones are
/// shuffled by seed and epoch alone, so that a resumed run draws the same.
#[must_use]
pub fn epoch_order(examples: usize, batch: Batch, seed: u64, epoch: u64) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..examples).collect();
    let size = match batch {
        Batch::Full => return vec![order],
        Batch::Count(count) => usize::try_from(count).unwrap_or(usize::MAX),
    };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(epoch + 1);
    order.shuffle(&mut rng);
    order.chunks(size).map(<[usize]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Sequence;

    fn example(values: &[f32]) -> Example {
        let sequence = Sequence::new(1, values.to_vec()).unwrap();
        Example { input: sequence.clone(), target: sequence }
    }

    #[test]
    fn shorter_examples_are_padded_at_the_end_and_masked() {
        let (long, short) = (example(&[1.0, 2.0, 3.0]), example(&[4.0]));
        let batch = PaddedBatch::new(&[&long, &short]);
        assert_eq!((batch.examples, batch.steps), (2, 3));
        assert_eq!(batch.inputs, [1.0, 2.0, 3.0, 4.0, 0.0, 0.0]);
        assert_eq!(batch.mask, [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn every_example_is_in_each_epoch_once_and_the_seed_alone_says_where() {
        let order = epoch_order(10, Batch::Count(4), 7, 3);
        assert_eq!(order.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
        let mut all = order.concat();
        all.sort_unstable();
        assert_eq!(all, (0..10).collect::<Vec<_>>());
        assert_eq!(order, epoch_order(10, Batch::Count(4), 7, 3));
        assert_ne!(order, epoch_order(10, Batch::Count(4), 7, 4));
        assert_eq!(epoch_order(3, Batch::Full, 7, 3), [[0, 1, 2]]);
    }
}
