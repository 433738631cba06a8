//! How often each symbol follows the few before it.

use std::{collections::HashMap, fmt};

use crate::data::{Example, Input, Target, Vocabulary};

/// How often each symbol follows the `order − 1` before it in training, smoothed by interpolation with shorter contexts
/// (Witten & Bell 1991, method C, in the recursive form of Chen & Goodman 1999), and at last with all symbols alike.
#[derive(Debug, Clone, PartialEq)]
pub struct NGrams {
    order: usize,
    symbols: usize,
    /// By context, the shortest being empty.
    contexts: HashMap<Vec<u32>, Followers>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Followers {
    all: f64,
    counts: HashMap<u32, f64>,
}

impl NGrams {
    /// Counts what follows what in the examples; `symbols` is the size of their vocabulary.
    pub(super) fn of(order: usize, examples: &[Example], symbols: usize) -> Self {
        let mut contexts: HashMap<Vec<u32>, Followers> = HashMap::new();
        for example in examples {
            let (Input::Symbols(read), Target::Symbols(asked)) = (&example.question.input, &example.target) else {
                continue;
            };
            for (at, &next) in asked.iter().enumerate() {
                for length in 0..order.min(at + 2) {
                    let followers = contexts.entry(read[at + 1 - length..=at].to_vec()).or_default();
                    followers.all += 1.0;
                    *followers.counts.entry(next).or_default() += 1.0;
                }
            }
        }
        Self { order, symbols, contexts }
    }

    /// The probability of each symbol that is asked for, given what has been read, and whether it is the likeliest.
    pub(super) fn of_each(&self, read: &[u32], asked: &[u32]) -> Vec<(f64, bool)> {
        let of_one = |(at, &next): (usize, &u32)| {
            let context = &read[(at + 2).saturating_sub(self.order)..=at];
            (self.probability(context, next), self.likeliest(context) == Some(next))
        };
        asked.iter().enumerate().filter(|(_, next)| **next != Vocabulary::NONE).map(of_one).collect()
    }

    fn probability(&self, context: &[u32], next: u32) -> f64 {
        let shorter = match context {
            [] => 1.0 / self.symbols as f64,
            [_, rest @ ..] => self.probability(rest, next),
        };
        let Some(followers) = self.contexts.get(context) else { return shorter };
        let kinds = followers.counts.len() as f64;
        (followers.counts.get(&next).copied().unwrap_or(0.0) + kinds * shorter) / (followers.all + kinds)
    }

    /// The commonest follower of the longest known end of a context; of equally common ones the first symbol.
    fn likeliest(&self, context: &[u32]) -> Option<u32> {
        let known = (0..=context.len()).find_map(|from| self.contexts.get(&context[from..]))?;
        let commonest = known.counts.iter().max_by(|a, b| a.1.total_cmp(b.1).then_with(|| b.0.cmp(a.0)));
        commonest.map(|(symbol, _)| *symbol)
    }
}

impl fmt::Display for NGrams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.order {
            1 => f.write_str("unigram"),
            2 => f.write_str("bigram"),
            3 => f.write_str("trigram"),
            order => write!(f, "{order}-gram"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Question, Shown};

    fn text(symbols: &[u32]) -> Example {
        let read = [&[Vocabulary::END], symbols].concat();
        let asked = [symbols, &[Vocabulary::END]].concat();
        let question = Question { input: Input::Symbols(read), shown: Shown::Text(String::new()) };
        Example { question, target: Target::Symbols(asked) }
    }

    #[test]
    fn the_probabilities_of_all_symbols_add_up_to_one_in_any_context() {
        let ngrams = NGrams::of(3, &[text(&[2, 3, 2]), text(&[3, 3])], 6);
        for context in [&[][..], &[1], &[2, 3], &[5, 5], &[1, 3]] {
            let sum: f64 = (0..6).map(|next| ngrams.probability(context, next)).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{context:?}: {sum}");
        }
    }

    #[test]
    fn a_bigram_knows_what_follows_and_a_symbol_never_seen_is_not_impossible() {
        let ngrams = NGrams::of(2, &[text(&[2, 3]), text(&[2, 3])], 5);
        // After 2 always 3: two of two, with one kind seen, interpolated with the unigram.
        let unigram = (2.0 + 3.0 * 0.2) / 9.0;
        assert!((ngrams.probability(&[2], 3) - (2.0 + unigram) / 3.0).abs() < 1e-12);
        assert!(ngrams.probability(&[2], 4) > 0.0);
        assert_eq!(
            ngrams.of_each(&[Vocabulary::END, 2], &[2, 3]).iter().map(|(_, right)| *right).collect::<Vec<_>>(),
            [true; 2]
        );
    }
}
