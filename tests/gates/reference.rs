//! A recurrent network in plain Rust and double precision, by the formulas in the documentation of `torch.nn.LSTM`, `GRU` and
//! `RNN`: a reference that is the same on every processor.

use rnnlab::{
    experiment::Cell,
    model::{Answers, NamedTensor, Shape},
};

pub struct Reference<'a> {
    shape: &'a Shape,
    weights: &'a [NamedTensor],
}

impl<'a> Reference<'a> {
    /// A network that reads numbers, with the weights of [`rnnlab::model::Network::weights`].
    pub fn new(shape: &'a Shape, weights: &'a [NamedTensor]) -> Self {
        Self { shape, weights }
    }

    /// The answer at the last step, or of the whole sequence: `[outputs]`. `inputs` is `[time][features]`.
    pub fn answer(&self, inputs: &[Vec<f64>]) -> Vec<f64> {
        let mut states = inputs.to_vec();
        for layer in 0..self.shape.layers {
            states = self.layer(layer, &states);
        }
        let (last, hidden) = (states.len() - 1, self.shape.hidden);
        let state: Vec<f64> = match self.shape.answers {
            Answers::Mean => (0..states[0].len())
                .map(|at| states.iter().map(|state| state[at]).sum::<f64>() / states.len() as f64)
                .collect(),
            // The backward state of the whole sequence is the one at its first step.
            Answers::Last if self.shape.bidirectional => [&states[last][..hidden], &states[0][hidden..]].concat(),
            Answers::Last | Answers::EveryStep => states[last].clone(),
        };
        self.affine("head.weight", "head.bias", &state)
    }

    fn layer(&self, layer: usize, inputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let forward = self.direction(&format!("l{layer}"), inputs.iter());
        if !self.shape.bidirectional {
            return forward;
        }
        let mut backward = self.direction(&format!("l{layer}_reverse"), inputs.iter().rev());
        backward.reverse();
        forward.into_iter().zip(backward).map(|(forward, backward)| [forward, backward].concat()).collect()
    }

    fn direction<'b>(&self, name: &str, inputs: impl Iterator<Item = &'b Vec<f64>>) -> Vec<Vec<f64>> {
        let units = self.shape.hidden;
        let (mut hidden, mut cell) = (vec![0.0; units], vec![0.0; units]);
        let mut states = Vec::new();
        for input in inputs {
            let from_input = self.affine(&self.named("weight_ih", name), &self.named("bias_ih", name), input);
            let from_state = self.affine(&self.named("weight_hh", name), &self.named("bias_hh", name), &hidden);
            let sum = |gate: usize, unit: usize| from_input[gate * units + unit] + from_state[gate * units + unit];
            let next = |unit: usize| match self.shape.cell {
                Cell::Lstm => {
                    let kept = sigmoid(sum(1, unit)) * cell[unit] + sigmoid(sum(0, unit)) * sum(2, unit).tanh();
                    (sigmoid(sum(3, unit)) * kept.tanh(), kept)
                }
                Cell::Gru => {
                    let (reset, update) = (sigmoid(sum(0, unit)), sigmoid(sum(1, unit)));
                    let candidate = (from_input[2 * units + unit] + reset * from_state[2 * units + unit]).tanh();
                    ((1.0 - update) * candidate + update * hidden[unit], 0.0)
                }
                Cell::Rnn => (sum(0, unit).tanh(), 0.0),
            };
            (hidden, cell) = (0..units).map(next).unzip();
            states.push(hidden.clone());
        }
        states
    }

    /// `weight · input + bias`.
    fn affine(&self, weight: &str, bias: &str, input: &[f64]) -> Vec<f64> {
        let rows = self.values(weight).chunks(input.len());
        let product =
            |row: &[f32]| row.iter().zip(input).map(|(weight, input)| f64::from(*weight) * input).sum::<f64>();
        rows.zip(self.values(bias)).map(|(row, bias)| product(row) + f64::from(*bias)).collect()
    }

    fn named(&self, weight: &str, direction: &str) -> String {
        format!("{}.{weight}_{direction}", self.shape.cell)
    }

    fn values(&self, name: &str) -> &[f32] {
        &self.weights.iter().find(|weight| weight.name == name).unwrap().values
    }
}

fn sigmoid(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}
