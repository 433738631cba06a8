//! Which part of the split something belongs to, and how sequences are drawn for each.

use std::fmt;

use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::experiment::Share;

/// A part of the split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The network learns from it.
    Train,
    /// It is watched while training, and never learned from.
    Validation,
    /// It is seen by nothing but the final figures and the prediction table.
    Test,
}

impl Part {
    /// All parts, in the order of time.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// The part that a split column names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.to_string() == word)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// The part of each row, the first rows first: the last ones test and those before them validate.
pub(super) fn by_time(rows: usize, validation: Share, test: Share) -> Vec<Part> {
    let test = test.of(rows);
    let validation = validation.of(rows).min(rows - test);
    let train = rows - test - validation;
    let part = |row| match row {
        _ if row < train => Part::Train,
        _ if row < train + validation => Part::Validation,
        _ => Part::Test,
    };
    (0..rows).map(part).collect()
}

/// Which sequences train, validate and test, each drawn by `seed`. With `classes`, one for each sequence, every class is
/// in each part as often as in all.
pub(super) fn drawn(
    all: usize,
    validation: Share,
    test: Share,
    seed: u64,
    classes: Option<&[usize]>,
) -> [Vec<usize>; 3] {
    let mut train: Vec<usize> = (0..all).collect();
    train.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    if let Some(classes) = classes {
        spread(&mut train, classes);
    }
    let test = test.of(all);
    let validation = validation.of(all).min(all - test);
    let test = train.split_off(all - test);
    let validation = train.split_off(train.len() - validation);
    [train, validation, test]
}

/// Puts every class at equal distances over the whole order, so that any stretch of it has the shares of the whole.
fn spread(order: &mut [usize], classes: &[usize]) {
    let most = classes.iter().max().map_or(0, |class| class + 1);
    let mut of_class = vec![0_usize; most];
    for &class in classes {
        of_class[class] += 1;
    }
    let mut seen = vec![0_usize; most];
    let mut place = vec![0.0; classes.len()];
    for &sequence in order.iter() {
        let class = classes[sequence];
        place[sequence] = (seen[class] as f64 + 0.5) / of_class[class] as f64;
        seen[class] += 1;
    }
    order.sort_by(|&a, &b| place[a].total_cmp(&place[b]));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn by_time_the_last_rows_test_and_those_before_them_validate() {
        use Part::{Test, Train, Validation};
        assert_eq!(by_time(5, Share::Count(1), Share::Count(2)), [Train, Train, Validation, Test, Test]);
        assert_eq!(by_time(4, Share::Fraction(0.25), Share::Fraction(0.25)), [Train, Train, Validation, Test]);
        assert_eq!(by_time(2, Share::Count(5), Share::Count(1)), [Validation, Test]);
    }

    proptest! {
        #[test]
        fn every_sequence_is_drawn_for_one_part_and_the_seed_alone_says_which(
            all in 1..200_usize, validation in 0.0..0.5_f64, test in 0..50_usize, seed: u64, stratified: bool,
        ) {
            let classes: Vec<usize> = (0..all).map(|sequence| sequence % 3).collect();
            let classes = stratified.then_some(classes.as_slice());
            let draw = || drawn(all, Share::Fraction(validation), Share::Count(test), seed, classes);
            let parts = draw();
            prop_assert_eq!(parts[2].len(), test.min(all));
            let mut together = parts.concat();
            together.sort_unstable();
            prop_assert_eq!(together, (0..all).collect::<Vec<_>>());
            prop_assert_eq!(parts, draw());
        }

        #[test]
        fn a_stratified_part_has_each_class_as_often_as_the_whole(seed: u64, of_first in 10..100_usize) {
            let classes: Vec<usize> = (0..200).map(|sequence| usize::from(sequence >= of_first)).collect();
            let [_, validation, test] = drawn(200, Share::Fraction(0.2), Share::Fraction(0.2), seed, Some(&classes));
            for part in [validation, test] {
                let found = part.iter().filter(|&&sequence| classes[sequence] == 0).count() as f64;
                prop_assert!((found - of_first as f64 * 0.2).abs() <= 2.0, "{found} of {of_first}");
            }
        }
    }
}
