//! Recurrent layers, one on top of the other, each reading forward or both ways.

use tch::{
    Kind, TchError, Tensor,
    nn::{self, RNN},
};

use super::Shape;
use crate::experiment::Cell;

/// The recurrent layers of a network.
///
/// Every direction of every layer is a layer of `tch::nn` of its own. One of several layers would keep dropout on in
/// evaluation, for its configuration is frozen; one of both directions would read padding backwards; and by direction, a
/// batch needs neither sorting nor packing.
#[derive(Debug)]
pub(super) struct Recurrent {
    /// By layer: forward, then backward if there is one.
    layers: Vec<Vec<Direction>>,
}

impl Recurrent {
    /// The layers of `shape` with all weights 0, as variables of `path`.
    pub(super) fn new(path: &nn::Path, shape: &Shape) -> Result<Self, TchError> {
        let layer = |layer| {
            let directions = shape.directions().iter();
            directions.map(|direction| Direction::new(path, shape, layer, direction)).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self { layers: (0..shape.layers).map(layer).collect::<Result<_, _>>()? })
    }

    /// Hidden states of the last layer: `(example, time, inputs) → (example, time, directions · hidden)`, backward
    /// states standing at the step they were reached at. `dropout` acts between layers.
    pub(super) fn forward(&self, inputs: Tensor, lengths: Option<&Tensor>, dropout: f64) -> Result<Tensor, TchError> {
        let both_ways = self.layers.iter().any(|layer| layer.len() > 1);
        let turn = if both_ways { Turn::new(lengths, inputs.size()[1])? } else { Turn::Whole };
        let mut states = inputs;
        for (at, layer) in self.layers.iter().enumerate() {
            if at > 0 {
                states = dropped(states, dropout)?;
            }
            states = read(layer, &states, &turn)?;
        }
        Ok(states)
    }

    /// Hidden states of every layer, bottom first, as [`forward`](Self::forward) has them of sequences without padding.
    pub(super) fn states(&self, inputs: &Tensor) -> Result<Vec<Tensor>, TchError> {
        let mut states: Vec<Tensor> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let read = read(layer, states.last().unwrap_or(inputs), &Turn::Whole)?;
            states.push(read);
        }
        Ok(states)
    }
}

/// Dropout (Srivastava et al. 2014) with libtorch's generator; none at 0, whatever the generator's state.
pub(super) fn dropped(values: Tensor, dropout: f64) -> Result<Tensor, TchError> {
    if dropout > 0.0 { values.f_dropout(dropout, true) } else { Ok(values) }
}

fn read(layer: &[Direction], inputs: &Tensor, turn: &Turn) -> Result<Tensor, TchError> {
    match layer {
        [forward, backward] => {
            let backward = turn.around(&backward.forward(&turn.around(inputs)?)?)?;
            Tensor::f_cat(&[forward.forward(inputs)?, backward], 2)
        }
        directions => directions.iter().try_fold(inputs.shallow_clone(), |inputs, only| only.forward(&inputs)),
    }
}

/// One direction of one layer.
#[derive(Debug)]
enum Direction {
    Lstm(nn::LSTM),
    Gru(nn::GRU),
    Rnn(Plain),
}

impl Direction {
    fn new(path: &nn::Path, shape: &Shape, layer: usize, direction: &str) -> Result<Self, TchError> {
        let path = path / format!("l{layer}{direction}");
        let (inputs, hidden) = (shape.layer_inputs(layer) as i64, shape.hidden as i64);
        // Weights are filled in later, so nothing is drawn here.
        let zero = nn::Init::Const(0.0);
        let config = nn::RNNConfig { w_ih_init: zero, w_hh_init: zero, ..nn::RNNConfig::default() };
        Ok(match shape.cell {
            Cell::Lstm => Self::Lstm(nn::lstm(path, inputs, hidden, config)),
            Cell::Gru => Self::Gru(nn::gru(path, inputs, hidden, config)),
            Cell::Rnn => Self::Rnn(Plain::new(&path, inputs, hidden)?),
        })
    }

    /// Hidden states in the order of reading, from a state of 0.
    fn forward(&self, inputs: &Tensor) -> Result<Tensor, TchError> {
        match self {
            Self::Lstm(lstm) => Ok(lstm.seq(inputs).0),
            Self::Gru(gru) => Ok(gru.seq(inputs).0),
            Self::Rnn(plain) => plain.forward(inputs),
        }
    }
}

/// A plain recurrent layer with tanh, which `tch::nn` does not have.
#[derive(Debug)]
struct Plain {
    hidden: i64,
    /// As libtorch takes them: `weight_ih`, `weight_hh`, `bias_ih`, `bias_hh`.
    weights: [Tensor; 4],
}

impl Plain {
    fn new(path: &nn::Path, inputs: i64, hidden: i64) -> Result<Self, TchError> {
        let weights = [
            path.f_zeros("weight_ih_l0", &[hidden, inputs])?,
            path.f_zeros("weight_hh_l0", &[hidden, hidden])?,
            path.f_zeros("bias_ih_l0", &[hidden])?,
            path.f_zeros("bias_hh_l0", &[hidden])?,
        ];
        Ok(Self { hidden, weights })
    }

    fn forward(&self, inputs: &Tensor) -> Result<Tensor, TchError> {
        let state = Tensor::f_zeros([1, inputs.size()[0], self.hidden], (Kind::Float, inputs.device()))?;
        // In order: with biases, one layer, without dropout, with gradients, one direction, (example, time, features).
        Ok(inputs.f_rnn_tanh(&state, &self.weights, true, 1, 0.0, true, false, true)?.0)
    }
}

/// How sequences are turned around in time, each within its real steps; padding stays behind them.
#[derive(Debug)]
enum Turn {
    /// No sequence is padded.
    Whole,
    /// `(example, time, 1)`: the step that comes to stand at each step.
    Within(Tensor),
}

impl Turn {
    fn new(lengths: Option<&Tensor>, steps: i64) -> Result<Self, TchError> {
        let Some(lengths) = lengths else { return Ok(Self::Whole) };
        let step = Tensor::f_arange(steps, (Kind::Int64, lengths.device()))?; // (time)
        let turned = lengths.f_unsqueeze(1)?.f_sub_scalar(1)?.f_sub(&step)?; // (example, time), below 0 in padding
        let padded = turned.f_lt(0)?;
        Ok(Self::Within(step.f_where_self(&padded, &turned)?.f_unsqueeze(2)?))
    }

    /// `(example, time, features)`, turned; a second turn undoes the first.
    fn around(&self, values: &Tensor) -> Result<Tensor, TchError> {
        match self {
            Self::Whole => values.f_flip([1]),
            Self::Within(steps) => values.f_gather(1, &steps.f_expand([-1, -1, values.size()[2]], false)?, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_turned_within_its_real_steps() {
        let values = Tensor::from_slice(&[1_i64, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 0]).view([3, 4, 1]);
        let turn = Turn::new(Some(&Tensor::from_slice(&[4_i64, 1, 3])), 4).unwrap();
        let turned = turn.around(&values).unwrap();
        assert_eq!(Vec::<i64>::try_from(turned.flatten(0, -1)).unwrap(), [4, 3, 2, 1, 5, 0, 0, 0, 8, 7, 6, 0]);
        assert_eq!(turn.around(&turned).unwrap(), values);
    }
}
