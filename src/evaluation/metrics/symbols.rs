//! How well the next symbol is guessed.

use std::f64::consts::LN_2;

use super::{Metric, Scores};

/// The figures of a model of symbols, from the sum of the negative log-likelihoods of the true ones, in nats, and their
/// number: perplexity, exp of the mean (Jelinek et al. 1977), and bits per symbol, the mean over ln 2. `None` for none.
#[must_use]
pub fn symbols(negative_log_likelihood: f64, symbols: usize) -> Option<Scores> {
    let mean = (symbols > 0).then(|| negative_log_likelihood / symbols as f64)?;
    Some([(Metric::Perplexity, mean.exp()), (Metric::BitsPerSymbol, mean / LN_2)].into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_that_are_all_equally_likely_have_their_number_as_perplexity_and_its_logarithm_as_bits() {
        let scores = symbols(5.0 * 8.0_f64.ln(), 5).unwrap();
        assert!((scores.get(Metric::Perplexity).unwrap() - 8.0).abs() < 1e-12);
        assert!((scores.get(Metric::BitsPerSymbol).unwrap() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_likelihood_that_is_not_a_number_is_the_worst_and_no_symbols_have_no_figures() {
        for (_, value) in symbols(f64::NAN, 5).unwrap().iter() {
            assert!(value.is_infinite() && value > 0.0);
        }
        assert_eq!(symbols(0.0, 0), None);
    }
}
