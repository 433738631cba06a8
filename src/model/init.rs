//! The first weights of a network, drawn in plain Rust: the seed alone decides them, whatever else the process does
//! with libtorch's generator.

use rand::{RngExt, SeedableRng, distr::Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::{NamedTensor, Shape};
use crate::experiment::Init;

/// First weights for every parameter of `shape`, in PyTorch's order.
///
/// `Textbook`: the LSTM kernel is Glorot-uniform (Glorot & Bengio 2010) over the whole [input + hidden, 4·hidden]
/// matrix, that is U(−l, l) with l = √(6 / (input + hidden + 4·hidden)); biases are 0 but the forget gate's, which is
/// 1 (PyTorch adds two biases, so one of them is 1 and the other 0); the output layer is drawn from N(0, 1).
///
/// `Pytorch`: everything is drawn from U(−k, k) with k = 1/√hidden, as `torch.nn.LSTM` and, for `hidden` inputs,
/// `torch.nn.Linear` do.
pub(super) fn draw(init: Init, shape: Shape, seed: u64) -> Vec<NamedTensor> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    shape.parameters().into_iter().map(|(name, dims)| tensor(init, shape, name, dims, &mut rng)).collect()
}

fn tensor(init: Init, shape: Shape, name: String, dims: Vec<usize>, rng: &mut ChaCha8Rng) -> NamedTensor {
    let count = dims.iter().product();
    let values = match init {
        Init::Pytorch => uniform(1.0 / (shape.hidden as f32).sqrt(), count, rng),
        Init::Textbook if name.starts_with("head.") => rng.sample_iter(StandardNormal).take(count).collect(),
        Init::Textbook if name.contains("weight") => uniform(glorot_limit(shape, &name), count, rng),
        Init::Textbook => forget_bias(shape.hidden, name.contains("bias_ih")),
    };
    NamedTensor { name, shape: dims, values }
}

fn glorot_limit(shape: Shape, name: &str) -> f32 {
    let input = if name.ends_with("_l0") { shape.inputs } else { shape.hidden };
    (6.0 / (input + shape.hidden + 4 * shape.hidden) as f32).sqrt()
}

fn uniform(limit: f32, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    match Uniform::new(-limit, limit) {
        Ok(distribution) => rng.sample_iter(distribution).take(count).collect(),
        Err(_) => vec![0.0; count],
    }
}

/// Biases of the gates in PyTorch's order: input, forget, candidate, output.
fn forget_bias(hidden: usize, first_of_two: bool) -> Vec<f32> {
    let forget = hidden..2 * hidden;
    (0..4 * hidden).map(|at| if first_of_two && forget.contains(&at) { 1.0 } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: Shape = Shape { inputs: 3, hidden: 64, layers: 2, outputs: 40 };

    fn values<'a>(tensors: &'a [NamedTensor], name: &str) -> &'a [f32] {
        &tensors.iter().find(|tensor| tensor.name == name).unwrap().values
    }

    fn mean(values: &[f32]) -> f64 {
        values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64
    }

    fn deviation(values: &[f32]) -> f64 {
        let mean = mean(values);
        (values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
    }

    /// Largest distance between the empirical and the given distribution function, times √n: above 1.95 the two
    /// differ with probability 0.999 (Kolmogorov's test).
    fn kolmogorov(values: &[f32], distribution: impl Fn(f64) -> f64) -> f64 {
        let mut sorted: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let distance = sorted.iter().enumerate().map(|(at, &x)| {
            let expected = distribution(x);
            (expected - at as f64 / n).abs().max((expected - (at + 1) as f64 / n).abs())
        });
        distance.fold(0.0, f64::max) * n.sqrt()
    }

    #[test]
    fn textbook_kernels_are_uniform_within_the_glorot_limit_of_the_whole_matrix() {
        for seed in 1..=5 {
            let tensors = draw(Init::Textbook, WIDE, seed);
            for (names, fan) in [
                (["lstm.weight_ih_l0", "lstm.weight_hh_l0"], 3 + 64),
                (["lstm.weight_ih_l1", "lstm.weight_hh_l1"], 64 + 64),
            ] {
                let limit = (6.0 / f64::from(fan + 4 * 64)).sqrt();
                let drawn = [values(&tensors, names[0]), values(&tensors, names[1])].concat();
                assert!(drawn.iter().all(|&v| f64::from(v).abs() <= limit));
                assert!(kolmogorov(&drawn, |x| f64::midpoint(x / limit, 1.0)) < 1.95, "seed {seed}, {names:?}");
            }
        }
    }

    #[test]
    fn textbook_output_layer_is_standard_normal() {
        let drawn: Vec<f32> =
            (1..=5).flat_map(|seed| values(&draw(Init::Textbook, WIDE, seed), "head.weight").to_vec()).collect();
        let n = drawn.len() as f64;
        assert!(mean(&drawn).abs() < 4.0 / n.sqrt(), "mean {}", mean(&drawn));
        assert!((deviation(&drawn) - 1.0).abs() < 4.0 / (2.0 * n).sqrt(), "deviation {}", deviation(&drawn));
        assert!(deviation(values(&draw(Init::Textbook, WIDE, 1), "head.bias")) > 0.5);
    }

    #[test]
    fn textbook_biases_are_zero_but_for_one_forget_bias_of_one() {
        let tensors = draw(Init::Textbook, Shape { inputs: 1, hidden: 2, layers: 1, outputs: 1 }, 1);
        assert_eq!(values(&tensors, "lstm.bias_ih_l0"), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(values(&tensors, "lstm.bias_hh_l0"), [0.0; 8]);
    }

    #[test]
    fn pytorch_init_is_uniform_within_one_over_the_root_of_hidden() {
        for tensor in draw(Init::Pytorch, WIDE, 1) {
            assert!(tensor.values.iter().all(|v| v.abs() <= 0.125), "{}", tensor.name);
            assert!(kolmogorov(&tensor.values, |x| f64::midpoint(x / 0.125, 1.0)) < 1.95, "{}", tensor.name);
        }
    }

    #[test]
    fn the_seed_alone_decides_the_weights() {
        assert_eq!(draw(Init::Textbook, WIDE, 3), draw(Init::Textbook, WIDE, 3));
        assert_ne!(draw(Init::Textbook, WIDE, 3), draw(Init::Textbook, WIDE, 4));
    }
}
