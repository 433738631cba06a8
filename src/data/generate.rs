//! Sequences drawn at random, with targets made by a rule.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{RawSeries, Sequence};
use crate::experiment::{Generate, Rule};

/// Where nothing is to be remembered.
const BLANK: &str = "_";
/// Where what was remembered is asked for.
const RECALL: &str = ":";

/// What a generator makes.
#[derive(Debug, PartialEq)]
pub(super) enum Generated {
    /// Sequences with a column for each input and one for the target.
    Numbers(Vec<RawSeries>),
    /// Texts with a symbol to be answered at some steps.
    Symbols(Vec<GeneratedText>),
}

/// A text, and the symbol to be answered at each step, where one is asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GeneratedText {
    pub input: String,
    pub target: Vec<Option<String>>,
}

/// All sequences of a generator; its seed alone decides them.
pub(super) fn generated(generate: &Generate) -> Generated {
    let mut rng = ChaCha8Rng::seed_from_u64(generate.seed);
    let sequences = 0..generate.sequences;
    match generate.rule {
        Rule::CopyMemory => Generated::Symbols(sequences.map(|_| copy_memory(generate, &mut rng)).collect()),
        Rule::AddingProblem => Generated::Numbers(sequences.map(|_| adding_problem(generate, &mut rng)).collect()),
        rule => Generated::Numbers(sequences.filter_map(|_| sums(generate, rule, &mut rng)).collect()),
    }
}

/// `None` never comes out of a generator whose length is at least 1.
fn sums(generate: &Generate, rule: Rule, rng: &mut ChaCha8Rng) -> Option<RawSeries> {
    let steps = steps(generate, rng);
    let [smallest, largest] = generate.values;
    let values = (0..steps).map(|_| f64::from(rng.random_range(smallest..=largest))).collect();
    let input = Sequence::new(1, values)?;
    let target = rule.truth(&input)?;
    Some(RawSeries::counted(vec![input.values().to_vec(), target.values().to_vec()]))
}

fn steps(generate: &Generate, rng: &mut ChaCha8Rng) -> usize {
    let [shortest, longest] = generate.length;
    rng.random_range(shortest..=longest)
}

/// Numbers of which two are marked, one in each half; at the last step their sum is asked for.
/// Hochreiter & Schmidhuber, *Long short-term memory*, 1997, experiment 4, in the form of Le et al. 2015.
fn adding_problem(generate: &Generate, rng: &mut ChaCha8Rng) -> RawSeries {
    let steps = steps(generate, rng);
    let [smallest, largest] = generate.values.map(f64::from);
    let values: Vec<f64> = (0..steps).map(|_| smallest + (largest - smallest) * rng.random::<f64>()).collect();
    let marked = [rng.random_range(0..steps / 2), rng.random_range(steps / 2..steps)];
    let mut markers = vec![0.0; steps];
    for place in marked {
        markers[place] = 1.0;
    }
    let mut target = vec![f64::NAN; steps];
    target[steps - 1] = values[marked[0]] + values[marked[1]];
    RawSeries::counted(vec![values, markers, target])
}

/// Symbols to be remembered, `length` blanks, a mark, and then room for the answer. Arjovsky et al., *Unitary evolution
/// recurrent neural networks*, 2016, section 5.1; only the symbols that are recalled are asked for.
fn copy_memory(generate: &Generate, rng: &mut ChaCha8Rng) -> GeneratedText {
    let (wait, remember) = (steps(generate, rng), generate.remember.unwrap_or(1));
    let [smallest, largest] = generate.values;
    let symbols: Vec<String> = (0..remember).map(|_| rng.random_range(smallest..=largest).to_string()).collect();
    let blanks = |count: usize| std::iter::repeat_n(BLANK, count);
    let given = symbols.iter().map(String::as_str);
    let words: Vec<&str> =
        given.chain(blanks(wait.saturating_sub(1))).chain([RECALL]).chain(blanks(remember)).collect();
    let unasked = words.len() - remember;
    let target = vec![None; unasked].into_iter().chain(symbols.iter().cloned().map(Some)).collect();
    GeneratedText { input: words.join(" "), target }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENERATE: Generate =
        Generate { rule: Rule::PairwiseSum, sequences: 500, length: [4, 12], values: [0, 9], remember: None, seed: 3 };

    fn numbers(generate: &Generate) -> Vec<RawSeries> {
        match generated(generate) {
            Generated::Numbers(series) => series,
            Generated::Symbols(_) => panic!("symbols were made"),
        }
    }

    #[test]
    fn every_length_and_value_of_the_ranges_comes_up_and_no_other() {
        let series = numbers(&GENERATE);
        assert_eq!(series.len(), 500);
        for steps in 1..=15 {
            assert_eq!(series.iter().any(|series| series.rows() == steps), (4..=12).contains(&steps), "{steps} steps");
        }
        for value in -1..=10 {
            let found = series.iter().any(|series| series.columns[0].contains(&f64::from(value)));
            assert_eq!(found, (0..=9).contains(&value), "{value}");
        }
    }

    #[test]
    fn the_seed_alone_decides_what_is_drawn() {
        assert_eq!(generated(&GENERATE), generated(&GENERATE));
        assert_ne!(generated(&GENERATE), generated(&Generate { seed: 4, ..GENERATE }));
    }

    #[test]
    fn the_adding_problem_marks_one_number_in_each_half_and_asks_for_their_sum_at_the_end() {
        let adding = Generate { rule: Rule::AddingProblem, length: [50, 50], values: [0, 1], ..GENERATE };
        for series in numbers(&adding) {
            let [values, markers, target] = &series.columns[..] else { panic!("three columns") };
            let marked: Vec<usize> = (0..50).filter(|&step| markers[step] > 0.0).collect();
            assert!(marked.len() == 2 && marked[0] < 25 && marked[1] >= 25, "{marked:?}");
            assert!((target[49] - values[marked[0]] - values[marked[1]]).abs() < 1e-12);
            assert!(target[..49].iter().all(|target| target.is_nan()));
        }
    }

    #[test]
    fn copy_memory_asks_for_the_first_symbols_after_the_mark_and_for_nothing_else() {
        let copy = Generate { rule: Rule::CopyMemory, length: [3, 3], values: [0, 7], remember: Some(2), ..GENERATE };
        let Generated::Symbols(texts) = generated(&copy) else { panic!("symbols") };
        for GeneratedText { input, target } in texts {
            let words: Vec<&str> = input.split(' ').collect();
            assert_eq!(words[2..], ["_", "_", ":", "_", "_"]);
            assert!(target[..5].iter().all(Option::is_none));
            let recalled: Vec<&str> = target[5..].iter().flatten().map(String::as_str).collect();
            assert_eq!(recalled, words[..2]);
        }
    }
}
