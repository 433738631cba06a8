//! Rules that make targets from inputs: the truth for sequences that stand in no file.

use super::Sequence;
use crate::experiment::{Generate, Rule};

impl Rule {
    /// What the rule makes of a sequence: of a sum a number for each number of the input, of the adding problem one at the
    /// last step and NaN before it. `None` where the input has not the rule's shape, or the rule is one of symbols.
    #[must_use]
    pub fn truth(self, input: &Sequence<f64>) -> Option<Sequence<f64>> {
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
            Self::AddingProblem if features == 2 => {
                let sum = input.rows().map(|step| step[0] * step[1]).sum();
                let unasked = std::iter::repeat_n(f64::NAN, input.steps() - 1);
                return Sequence::new(1, unasked.chain([sum]).collect());
            }
            Self::AddingProblem | Self::CopyMemory => return None,
        };
        Sequence::new(features, truth)
    }
}

impl Generate {
    /// What `copy-memory` asks for at the last steps of a text: the symbols that it begins with. `None` for other rules, and
    /// for a text that has no room for both.
    #[must_use]
    pub fn recalled<'a>(&self, text: &'a str) -> Option<Vec<&'a str>> {
        let remember = self.remember.filter(|_| self.rule == Rule::CopyMemory)?;
        let symbols: Vec<&str> = text.split_whitespace().collect();
        (symbols.len() >= 2 * remember).then(|| symbols[..remember].to_vec())
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

    #[test]
    fn the_adding_problem_asks_for_the_sum_of_the_marked_numbers_at_the_last_step_alone() {
        let input = Sequence::new(2, vec![0.5, 1.0, 0.25, 0.0, 0.125, 1.0]).unwrap();
        let truth = Rule::AddingProblem.truth(&input).unwrap();
        assert_eq!((truth.features(), truth.values()[2]), (1, 0.625));
        assert!(truth.values()[..2].iter().all(|value| value.is_nan()));
        assert_eq!(Rule::AddingProblem.truth(&Sequence::new(1, vec![1.0]).unwrap()), None);
    }

    #[test]
    fn copy_memory_recalls_the_symbols_that_a_text_begins_with() {
        let copy = Generate {
            rule: Rule::CopyMemory,
            sequences: 1,
            length: [1, 1],
            values: [0, 7],
            remember: Some(2),
            seed: 1,
        };
        assert_eq!(copy.recalled("7 0 : _ _"), Some(vec!["7", "0"]));
        assert_eq!(copy.recalled("7 0 :"), None);
        assert_eq!(Generate { rule: Rule::RunningSum, ..copy }.recalled("1 2 3 4"), None);
    }
}
