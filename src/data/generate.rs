//! Sequences drawn at random, with targets made by a rule.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Example, Sequence};
use crate::experiment::Generate;

/// All sequences of a generator; its seed alone decides them.
pub(super) fn generated(generate: &Generate) -> Vec<Example> {
    let mut rng = ChaCha8Rng::seed_from_u64(generate.seed);
    (0..generate.sequences).filter_map(|_| example(generate, &mut rng)).collect()
}

/// `None` never comes out of a generator whose length is at least 1.
fn example(generate: &Generate, rng: &mut ChaCha8Rng) -> Option<Example> {
    let ([shortest, longest], [smallest, largest]) = (generate.length, generate.values);
    let steps = rng.random_range(shortest..=longest);
    let values = (0..steps).map(|_| rng.random_range(smallest..=largest) as f32).collect();
    let input = Sequence::new(1, values)?;
    let target = generate.rule.truth(&input)?;
    Some(Example { input, target })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Rule;

    const GENERATE: Generate =
        Generate { rule: Rule::PairwiseSum, sequences: 500, length: [4, 12], values: [0, 9], seed: 3 };

    #[test]
    fn every_length_and_value_of_the_ranges_comes_up_and_no_other() {
        let examples = generated(&GENERATE);
        assert_eq!(examples.len(), 500);
        for steps in 1..=15 {
            let found = examples.iter().any(|example| example.input.steps() == steps);
            assert_eq!(found, (4..=12).contains(&steps), "{steps} steps");
        }
        for value in -1..=10 {
            let found = examples.iter().any(|example| example.input.values().contains(&(value as f32)));
            assert_eq!(found, (0..=9).contains(&value), "{value}");
        }
    }

    #[test]
    fn the_seed_alone_decides_what_is_drawn() {
        assert_eq!(generated(&GENERATE), generated(&GENERATE));
        assert_ne!(generated(&GENERATE), generated(&Generate { seed: 4, ..GENERATE }));
    }
}
