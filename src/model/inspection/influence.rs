//! What each step weighs in the answer: the gradient of one output with respect to what is read.

use tch::{Kind, TchError, Tensor};

use super::{Chosen, Influence, MOST_INFLUENCES, pooled};
use crate::model::Network;

/// The influence of every step on an output of the last answer. `values` is a batch of one sequence, as the network reads it;
/// of symbols the gradient is that with respect to their vectors.
pub(super) fn of(network: &Network, values: &Tensor, chosen: Chosen) -> Result<Influence, TchError> {
    let vectors = network.vectors(values)?.f_detach()?.set_requires_grad(true);
    let answers = network.answers(vectors.shallow_clone(), None, 0.0)?;
    let last = answers.f_view([-1, network.shape().outputs as i64])?.f_select(0, -1)?;
    let output = match chosen {
        Chosen::First => 0,
        Chosen::Likeliest => i64::try_from(last.f_detach()?.f_argmax(0, false)?)?,
    };
    // Nothing is added to the gradients of the parameters, which are those of the last step.
    let gradients = Tensor::f_run_backward(&[last.f_select(0, output)?], &[vectors], false, false)?;
    let norms = |gradient: &Tensor| -> Result<Vec<f32>, TchError> {
        let squares = gradient.f_square()?.f_sum_dim_intlist([2_i64].as_slice(), false, Kind::Float)?;
        Vec::try_from(squares.f_sqrt()?.f_flatten(0, -1)?)
    };
    let by_step = gradients.first().map_or(Ok(Vec::new()), norms)?;
    let stride = by_step.len().div_ceil(MOST_INFLUENCES).max(1);
    Ok(Influence { output: output as usize, stride, by_step: pooled(&by_step, 1, stride, false) })
}
