//! The first weights of a network, drawn in plain Rust: the seed alone decides them, whatever else the process does
//! with libtorch's generator.

use rand::{RngExt, SeedableRng, distr::Uniform};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::{NamedTensor, Shape};
use crate::experiment::{Cell, Init};

/// First weights for every parameter of `shape`, in PyTorch's order; `longest` is the number of steps of the longest
/// training sequence. Vectors of symbols are drawn from N(0, 1), as `torch.nn.Embedding` does.
///
/// `Textbook`: the kernel of a direction is Glorot-uniform (Glorot & Bengio 2010) over the whole [input + hidden,
/// gates·hidden] matrix, that is U(−l, l) with l = √(6 / (input + hidden + gates·hidden)); biases are 0 but the forget
/// gate's of an LSTM, which is 1 (PyTorch adds two biases, so one of them is 1 and the other 0); the linear layer is
/// drawn from N(0, 1).
///
/// `Pytorch`: recurrent layers are drawn from U(−k, k) with k = 1/√hidden, as `torch.nn.LSTM`, `GRU` and `RNN` do, and
/// the linear layer with k = 1/√inputs, as `torch.nn.Linear` does.
///
/// `Chrono`: as `Pytorch`, but the biases of a gated cell are those of Tallec & Ollivier (2018, "Can recurrent neural
/// networks warp time?"): its units remember for times spread up to T steps, the longest training sequence (at least
/// 3). In an LSTM the forget gate's bias is b = log U(1, T − 1), the input gate's −b, all others 0. In a GRU the update
/// gate's is b and all others 0: PyTorch's update gate z multiplies the old state, where the paper's multiplies the new
/// one and has the bias −b. A plain RNN has no gates and stays as in `Pytorch`.
pub(super) fn draw(init: Init, shape: &Shape, longest: usize, seed: u64) -> Vec<NamedTensor> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let draw = |(name, dims): (String, Vec<usize>)| {
        let values = match name.split_once('.') {
            Some(("embedding", _)) => normal(dims.iter().product(), &mut rng),
            Some(("head", _)) => linear(init, shape, dims.iter().product(), &mut rng),
            Some((_, kind)) if kind.starts_with("weight") => kernel(init, shape, kind, &dims, &mut rng),
            _ => bias(init, shape, longest, name.contains("bias_ih"), &mut rng),
        };
        NamedTensor { name, shape: dims, values }
    };
    shape.parameters().into_iter().map(draw).collect()
}

fn linear(init: Init, shape: &Shape, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    match init {
        Init::Textbook => normal(count, rng),
        Init::Pytorch | Init::Chrono => uniform(one_over_root(shape.features()), count, rng),
    }
}

fn kernel(init: Init, shape: &Shape, kind: &str, dims: &[usize], rng: &mut ChaCha8Rng) -> Vec<f32> {
    let first_layer = kind.trim_end_matches("_reverse").ends_with("_l0");
    let inputs = shape.layer_inputs(usize::from(!first_layer));
    let limit = match init {
        Init::Textbook => (6.0 / (inputs + shape.hidden + shape.gates() * shape.hidden) as f32).sqrt(),
        Init::Pytorch | Init::Chrono => one_over_root(shape.hidden),
    };
    uniform(limit, dims.iter().product(), rng)
}

/// One of the two biases that PyTorch adds: what is set is set in the first of them, and the second is 0.
fn bias(init: Init, shape: &Shape, longest: usize, first: bool, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let hidden = shape.hidden;
    let mut bias = vec![0.0; shape.gates() * hidden];
    // The second gate is the one that keeps the old state: forget in an LSTM, update in a GRU.
    let keep = hidden..2 * hidden;
    match (init, shape.cell) {
        (Init::Pytorch, _) | (Init::Chrono, Cell::Rnn) => return uniform(one_over_root(hidden), bias.len(), rng),
        (Init::Textbook, Cell::Lstm) if first => bias[keep].fill(1.0),
        (Init::Chrono, cell) if first => {
            bias[keep].copy_from_slice(&log_times(longest, hidden, rng));
            if cell == Cell::Lstm {
                let (input, rest) = bias.split_at_mut(hidden);
                input.iter_mut().zip(rest).for_each(|(input, keep)| *input = -*keep);
            }
        }
        (Init::Textbook | Init::Chrono, _) => {}
    }
    bias
}

/// log U(1, T − 1).
fn log_times(longest: usize, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    between(1.0, longest.max(3) as f32 - 1.0, count, rng).into_iter().map(f32::ln).collect()
}

fn one_over_root(count: usize) -> f32 {
    1.0 / (count as f32).sqrt()
}

fn normal(count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    rng.sample_iter(StandardNormal).take(count).collect()
}

fn uniform(limit: f32, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    between(-limit, limit, count, rng)
}

fn between(low: f32, high: f32, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    match Uniform::new(low, high) {
        Ok(distribution) => rng.sample_iter(distribution).take(count).collect(),
        Err(_) => vec![0.0; count],
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Answers, Reads},
        *,
    };

    const WIDE: Shape = Shape {
        reads: Reads::Numbers(3),
        cell: Cell::Lstm,
        hidden: 64,
        layers: 2,
        bidirectional: false,
        answers: Answers::EveryStep,
        outputs: 40,
    };

    fn draw(init: Init, shape: &Shape, seed: u64) -> Vec<NamedTensor> {
        super::draw(init, shape, 100, seed)
    }

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
        let both_ways = Shape { bidirectional: true, ..WIDE };
        let gru = Shape { cell: Cell::Gru, ..WIDE };
        for (shape, names, fans) in [
            (&WIDE, ["lstm.weight_ih_l0", "lstm.weight_hh_l0"], 3 + 64 + 4 * 64),
            (&WIDE, ["lstm.weight_ih_l1", "lstm.weight_hh_l1"], 64 + 64 + 4 * 64),
            (&both_ways, ["lstm.weight_ih_l0_reverse", "lstm.weight_hh_l0_reverse"], 3 + 64 + 4 * 64),
            (&both_ways, ["lstm.weight_ih_l1_reverse", "lstm.weight_hh_l1_reverse"], 2 * 64 + 64 + 4 * 64),
            (&gru, ["gru.weight_ih_l0", "gru.weight_hh_l0"], 3 + 64 + 3 * 64),
        ] {
            for seed in 1..=5 {
                let tensors = draw(Init::Textbook, shape, seed);
                let limit = (6.0 / f64::from(fans)).sqrt();
                let drawn = [values(&tensors, names[0]), values(&tensors, names[1])].concat();
                assert!(drawn.iter().all(|&v| f64::from(v).abs() <= limit));
                assert!(kolmogorov(&drawn, |x| f64::midpoint(x / limit, 1.0)) < 1.95, "seed {seed}, {names:?}");
            }
        }
    }

    #[test]
    fn textbook_output_layer_is_standard_normal() {
        let drawn: Vec<f32> =
            (1..=5).flat_map(|seed| values(&draw(Init::Textbook, &WIDE, seed), "head.weight").to_vec()).collect();
        let n = drawn.len() as f64;
        assert!(mean(&drawn).abs() < 4.0 / n.sqrt(), "mean {}", mean(&drawn));
        assert!((deviation(&drawn) - 1.0).abs() < 4.0 / (2.0 * n).sqrt(), "deviation {}", deviation(&drawn));
        assert!(deviation(values(&draw(Init::Textbook, &WIDE, 1), "head.bias")) > 0.5);
    }

    #[test]
    fn textbook_biases_are_zero_but_for_one_forget_bias_of_one() {
        let small = Shape { hidden: 2, layers: 1, ..WIDE };
        let tensors = draw(Init::Textbook, &small, 1);
        assert_eq!(values(&tensors, "lstm.bias_ih_l0"), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(values(&tensors, "lstm.bias_hh_l0"), [0.0; 8]);
        for (cell, name) in [(Cell::Gru, "gru.bias_ih_l0"), (Cell::Rnn, "rnn.bias_ih_l0")] {
            let tensors = draw(Init::Textbook, &Shape { cell, ..small.clone() }, 1);
            assert!(values(&tensors, name).iter().all(|&v| v == 0.0), "{name}");
        }
    }

    #[test]
    fn pytorch_init_is_uniform_within_one_over_the_root_of_hidden() {
        for tensor in draw(Init::Pytorch, &WIDE, 1) {
            assert!(tensor.values.iter().all(|v| v.abs() <= 0.125), "{}", tensor.name);
            assert!(kolmogorov(&tensor.values, |x| f64::midpoint(x / 0.125, 1.0)) < 1.95, "{}", tensor.name);
        }
    }

    #[test]
    fn pytorch_init_of_the_linear_layer_goes_by_its_own_inputs() {
        let tensors = draw(Init::Pytorch, &Shape { bidirectional: true, ..WIDE }, 1);
        let limit = 1.0 / 128_f64.sqrt();
        let drawn = values(&tensors, "head.weight");
        assert!(drawn.iter().all(|&v| f64::from(v).abs() <= limit));
        assert!(kolmogorov(drawn, |x| f64::midpoint(x / limit, 1.0)) < 1.95);
    }

    #[test]
    fn vectors_of_symbols_are_standard_normal() {
        let shape = Shape { reads: Reads::Symbols { vocabulary: 50, embedding: 40 }, ..WIDE };
        for init in [Init::Textbook, Init::Pytorch, Init::Chrono] {
            let tensors = draw(init, &shape, 1);
            let drawn = values(&tensors, "embedding.weight");
            assert!(mean(drawn).abs() < 4.0 / 2000_f64.sqrt(), "mean {}", mean(drawn));
            assert!((deviation(drawn) - 1.0).abs() < 4.0 / 4000_f64.sqrt(), "deviation {}", deviation(drawn));
        }
    }

    #[test]
    fn chrono_forget_biases_are_logarithms_of_times_and_input_biases_their_negatives() {
        let tensors = super::draw(Init::Chrono, &Shape { hidden: 1000, ..WIDE }, 101, 1);
        let [input, forget, candidate, output] = {
            let bias = values(&tensors, "lstm.bias_ih_l0");
            [0, 1, 2, 3].map(|gate| &bias[gate * 1000..(gate + 1) * 1000])
        };
        assert!(kolmogorov(forget, |b| (b.exp() - 1.0) / 99.0) < 1.95);
        assert_eq!(input.iter().map(|b| -b).collect::<Vec<f32>>(), forget);
        assert!(candidate.iter().chain(output).chain(values(&tensors, "lstm.bias_hh_l0")).all(|&v| v == 0.0));
    }

    #[test]
    fn chrono_biases_a_gru_to_keep_its_state_and_leaves_a_plain_rnn_as_pytorch_has_it() {
        let gru = super::draw(Init::Chrono, &Shape { cell: Cell::Gru, ..WIDE }, 101, 1);
        let bias = values(&gru, "gru.bias_ih_l0");
        assert!(kolmogorov(&bias[64..128], |b| (b.exp() - 1.0) / 99.0) < 1.95);
        assert!(bias[..64].iter().chain(&bias[128..]).chain(values(&gru, "gru.bias_hh_l0")).all(|&v| v == 0.0));
        let rnn = Shape { cell: Cell::Rnn, ..WIDE };
        assert_eq!(draw(Init::Chrono, &rnn, 1), draw(Init::Pytorch, &rnn, 1));
    }

    #[test]
    fn chrono_takes_a_sequence_of_one_step_for_three() {
        let drawn = super::draw(Init::Chrono, &WIDE, 1, 1);
        let forget = &values(&drawn, "lstm.bias_ih_l0")[64..128];
        assert!(forget.iter().all(|b| (0.0..=2_f32.ln()).contains(b)) && forget.iter().any(|&b| b > 0.1));
    }

    #[test]
    fn the_seed_alone_decides_the_weights() {
        for init in [Init::Textbook, Init::Pytorch, Init::Chrono] {
            assert_eq!(draw(init, &WIDE, 3), draw(init, &WIDE, 3));
            assert_ne!(draw(init, &WIDE, 3), draw(init, &WIDE, 4));
        }
    }

    /// Results are compared by seed, so a seed means the same weights in every version of the program.
    #[test]
    fn a_seed_draws_the_weights_that_it_always_drew() {
        let shape = Shape { reads: Reads::Numbers(1), hidden: 10, layers: 1, outputs: 1, ..WIDE };
        for (init, expected) in [
            (Init::Textbook, [0.033_873_14, -0.251_592_67, 0.286_743_67, -1.018_868, -0.199_342_1]),
            (Init::Pytorch, [0.031_229_496, -0.231_956_99, 0.264_364_57, -0.021_679_7, 0.145_921_59]),
        ] {
            let drawn: Vec<f32> = draw(init, &shape, 1).into_iter().flat_map(|tensor| tensor.values).collect();
            assert_eq!([0, 39, 439, 520, 530].map(|at| drawn[at]).as_slice(), expected, "{init}");
        }
    }
}
