//! Rules that make targets from inputs: the truth for sequences that stand in no file.

use super::Sequence;
use crate::experiment::Rule;

impl Rule {
    /// What the rule makes of a sequence, number by number: same shape as the input.
    #[must_use]
    pub fn truth(self, input: &Sequence) -> Option<Sequence> {
        let (features, values) = (input.features(), input.values());
        let truth = match self {
            Self::PairwiseSum => {
                let previous = |at: usize| if at < features { 0.0 } else { values[at - features] };
                (0..values.len()).map(|at| previous(at) + values[at]).collect()
            }
        };
        Sequence::new(features, truth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairwise_sum_adds_each_number_to_the_one_before() {
        let input = Sequence::new(1, vec![2.0, 4.0, 6.0, 8.0]).unwrap();
        assert_eq!(Rule::PairwiseSum.truth(&input).unwrap().values(), [2.0, 6.0, 10.0, 14.0]);
    }
}
