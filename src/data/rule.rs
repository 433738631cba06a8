//! Rules that make targets from inputs: the truth for sequences that stand in no file.

use super::Sequence;
use crate::experiment::Rule;

impl Rule {
    /// What the rule makes of a sequence, number by number: same shape as the input. `None` for a rule that does not answer
    /// every number of its input.
    #[must_use]
    pub fn truth(self, input: &Sequence) -> Option<Sequence> {
        let (features, values) = (input.features(), input.values());
        let truth = match self {
            Self::PairwiseSum => {
                let previous = |at: usize| if at < features { 0.0 } else { values[at - features] };
                (0..values.len()).map(|at| previous(at) + values[at]).collect()
            }
            Self::RunningSum => {
                let mut sums = values.to_vec();
                (features..sums.len()).for_each(|at| sums[at] += sums[at - features]);
                sums
            }
            Self::AddingProblem | Self::CopyMemory => return None,
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

    #[test]
    fn running_sum_adds_up_all_numbers_so_far_of_each_feature() {
        let input = Sequence::new(2, vec![1.0, 10.0, 2.0, 20.0, 3.0, 30.0]).unwrap();
        assert_eq!(Rule::RunningSum.truth(&input).unwrap().values(), [1.0, 10.0, 3.0, 30.0, 6.0, 60.0]);
    }
}
