//! The linear layer on top, and which hidden states it is laid on.

use tch::{Kind, TchError, Tensor, nn};

use super::{Answers, Shape, recurrent::dropped};

/// `answer = W · state + b`, for the states that [`Answers`] names.
#[derive(Debug)]
pub(super) struct Head {
    weight: Tensor,
    bias: Tensor,
    answers: Answers,
    bidirectional: bool,
}

impl Head {
    /// The linear layer of `shape` with all weights 0, as variables of `path`.
    pub(super) fn new(path: &nn::Path, shape: &Shape) -> Result<Self, TchError> {
        let (outputs, features) = (shape.outputs as i64, shape.features() as i64);
        Ok(Self {
            weight: path.f_zeros("weight", &[outputs, features])?,
            bias: path.f_zeros("bias", &[outputs])?,
            answers: shape.answers,
            bidirectional: shape.bidirectional,
        })
    }

    /// Answers from hidden states `(example, time, features)`: `(example, time, outputs)` for every step, else
    /// `(example, outputs)`. `dropout` acts on the states that are used.
    pub(super) fn forward(&self, states: Tensor, lengths: Option<&Tensor>, dropout: f64) -> Result<Tensor, TchError> {
        let states = match self.answers {
            Answers::EveryStep => states,
            Answers::Last if self.bidirectional => {
                let hidden = states.size()[2] / 2;
                let forward = last(&states.f_narrow(2, 0, hidden)?, lengths)?;
                let backward = states.f_narrow(2, hidden, hidden)?.f_select(1, 0)?;
                Tensor::f_cat(&[forward, backward], 1)?
            }
            Answers::Last => last(&states, lengths)?,
            Answers::Mean => mean(&states, lengths)?,
        };
        dropped(states, dropout)?.f_linear(&self.weight, Some(&self.bias))
    }
}

/// `(example, time, features) → (example, features)`: the last real step.
fn last(states: &Tensor, lengths: Option<&Tensor>) -> Result<Tensor, TchError> {
    let Some(lengths) = lengths else { return states.f_select(1, -1) };
    let step = lengths.f_sub_scalar(1)?.f_view([-1, 1, 1])?.f_expand([-1, 1, states.size()[2]], false)?;
    states.f_gather(1, &step, false)?.f_squeeze_dim(1)
}

/// `(example, time, features) → (example, features)`: the mean over the real steps.
fn mean(states: &Tensor, lengths: Option<&Tensor>) -> Result<Tensor, TchError> {
    let Some(lengths) = lengths else { return states.f_mean_dim([1_i64].as_slice(), false, Kind::Float) };
    let lengths = lengths.f_unsqueeze(1)?; // (example, 1)
    let step = Tensor::f_arange(states.size()[1], (Kind::Int64, states.device()))?; // (time)
    let real = step.f_lt_tensor(&lengths)?.f_unsqueeze(2)?; // (example, time, 1)
    let sum = states.f_mul(&real)?.f_sum_dim_intlist([1_i64].as_slice(), false, Kind::Float)?;
    sum.f_div(&lengths)
}
