//! The gates of every direction of every layer, from the network's own weights by PyTorch's formulas.
//!
//! The hidden states are those that libtorch's own layers give. With them at hand all steps are computed at once: only the
//! cell state of an LSTM has to be followed from step to step.

use tch::{TchError, Tensor};

use super::{Gate, GateMap, MOST_COLUMNS, MOST_NUMBERS, MOST_UNITS, Pass, pooled};
use crate::{
    experiment::Cell,
    model::{ModelError, Network},
};

impl Network {
    /// Every direction of every layer, with all steps and units, while vectors `(1, time, inputs)` are read.
    pub(super) fn passes(&self, vectors: &Tensor) -> Result<Vec<Pass>, ModelError> {
        let (shape, states) = (self.shape(), self.states(vectors)?);
        let units = shape.hidden as i64;
        let kernels = self.kernels()?;
        let mut kernels = kernels.chunks_exact(4);
        let mut passes = Vec::new();
        for (layer, hidden) in states.iter().enumerate() {
            let inputs = if layer == 0 { vectors } else { &states[layer - 1] };
            for (at, kernels) in (0..).zip(kernels.by_ref().take(shape.directions().len())) {
                let hidden = hidden.f_narrow(2, at * units, units)?;
                let backward = at > 0;
                let maps = maps(shape.cell, kernels, &in_order(inputs, backward)?, &in_order(&hidden, backward)?)?;
                let maps = maps.into_iter().map(|(gate, values)| {
                    let values = if backward { turned(&values, shape.hidden) } else { values };
                    GateMap { gate, values }
                });
                passes.push(Pass { layer, backward, units: shape.hidden, maps: maps.collect() });
            }
        }
        Ok(passes)
    }

    /// `weight_ih`, `weight_hh`, `bias_ih` and `bias_hh` of every direction of every layer.
    fn kernels(&self) -> Result<Vec<Tensor>, ModelError> {
        let cell = format!("{}.", self.shape().cell_name());
        let of_cells = self.parameters()?.into_iter().filter(|(name, _)| name.starts_with(&cell));
        Ok(of_cells.map(|(_, tensor)| tensor).collect())
    }
}

/// `(1, time, features) → (time, features)` in the order of reading.
fn in_order(values: &Tensor, backward: bool) -> Result<Tensor, TchError> {
    let values = values.f_squeeze_dim(0)?;
    if backward { values.f_flip([0]) } else { Ok(values) }
}

/// Rows in the reverse order.
fn turned(values: &[f32], width: usize) -> Vec<f32> {
    values.chunks(width).rev().flatten().copied().collect()
}

/// All that a cell computes: from what it reads `(time, inputs)` and its hidden states `(time, units)`, both in the order of
/// reading.
///
/// The formulas are those in the documentation of `torch.nn.LSTM`, `torch.nn.GRU` and `torch.nn.RNN`, with rows of the
/// kernels in the order i f g o and r z n.
fn maps(cell: Cell, kernels: &[Tensor], inputs: &Tensor, hidden: &Tensor) -> Result<Vec<(Gate, Vec<f32>)>, TchError> {
    let [input_weight, hidden_weight, input_bias, hidden_bias] = kernels else { return Ok(Vec::new()) };
    let (steps, units) = (hidden.size()[0], hidden.size()[1]);
    let start = hidden.f_narrow(0, 0, 1)?.f_zeros_like()?;
    let before = Tensor::f_cat(&[start, hidden.f_narrow(0, 0, steps - 1)?], 0)?;
    let of_inputs = inputs.f_linear(input_weight, Some(input_bias))?;
    let of_state = before.f_linear(hidden_weight, Some(hidden_bias))?;
    let part = |of: &Tensor, at: i64| of.f_narrow(1, at * units, units);
    let both = |at: i64| part(&of_inputs, at)?.f_add(&part(&of_state, at)?);
    let numbers = |tensor: Tensor| Vec::<f32>::try_from(tensor.f_flatten(0, -1)?);
    let hidden = (Gate::Hidden, numbers(hidden.f_contiguous()?)?);
    Ok(match cell {
        Cell::Lstm => {
            let [input, forget] = [numbers(both(0)?.f_sigmoid()?)?, numbers(both(1)?.f_sigmoid()?)?];
            let [candidate, output] = [numbers(both(2)?.f_tanh()?)?, numbers(both(3)?.f_sigmoid()?)?];
            let cells = cell_states(&input, &forget, &candidate, units as usize);
            vec![
                (Gate::Input, input),
                (Gate::Forget, forget),
                (Gate::Output, output),
                (Gate::Candidate, candidate),
                (Gate::Cell, cells),
                hidden,
            ]
        }
        Cell::Gru => {
            let (reset, update) = (both(0)?.f_sigmoid()?, both(1)?.f_sigmoid()?);
            let candidate = part(&of_inputs, 2)?.f_add(&reset.f_mul(&part(&of_state, 2)?)?)?.f_tanh()?;
            vec![
                (Gate::Reset, numbers(reset)?),
                (Gate::Update, numbers(update)?),
                (Gate::Candidate, numbers(candidate)?),
                hidden,
            ]
        }
        Cell::Rnn => vec![hidden],
    })
}

/// c\[t\] = f\[t\] · c\[t − 1\] + i\[t\] · g\[t\], from 0.
fn cell_states(input: &[f32], forget: &[f32], candidate: &[f32], units: usize) -> Vec<f32> {
    let mut cells: Vec<f32> = Vec::with_capacity(input.len());
    for at in 0..input.len() {
        let before = at.checked_sub(units).map_or(0.0, |before| cells[before]);
        cells.push(forget[at] * before + input[at] * candidate[at]);
    }
    cells
}

/// The first units of each layer and, of a long sequence, the means of steps that follow one another; and how many steps that
/// is.
pub(super) fn in_bounds(mut passes: Vec<Pass>, steps: usize, units: usize) -> (Vec<Pass>, usize) {
    let told = units.min(MOST_UNITS);
    let maps: usize = passes.iter().map(|pass| pass.maps.len()).sum();
    let columns = (MOST_NUMBERS / (maps * told).max(1)).clamp(1, MOST_COLUMNS);
    let stride = steps.div_ceil(columns).max(1);
    for pass in &mut passes {
        pass.units = told;
        for map in &mut pass.maps {
            if told < units {
                map.values = map.values.chunks(units).flat_map(|row| &row[..told]).copied().collect();
            }
            map.values = pooled(&map.values, told, stride, true);
        }
    }
    (passes, stride)
}
