//! What goes on inside the network while it reads one sequence, as plain numbers of a bounded size.

mod gates;
mod influence;
mod spread;

use std::fmt;

use super::{ModelError, Network};
use crate::data::Input;

/// Numbers of all gates together that are told: about 2 MB.
const MOST_NUMBERS: usize = 1 << 19;
/// Columns of a gate that are told: more than any terminal has.
const MOST_COLUMNS: usize = 512;
/// Units of a layer that are told.
const MOST_UNITS: usize = 128;
/// Steps whose influence is told, each for itself.
const MOST_INFLUENCES: usize = 8192;

/// What goes on inside the network while it reads one sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// Steps of the sequence.
    pub steps: usize,
    /// Steps whose mean stands in one column of a gate; 1 where every step has its own.
    pub stride: usize,
    /// Units of a layer in each direction, of which the first are told.
    pub units: usize,
    /// Layer by layer, each forward, then backward if it reads both ways.
    pub passes: Vec<Pass>,
    /// What each step weighs in the answer.
    pub influence: Influence,
    /// Parameter by parameter, in PyTorch's order.
    pub spreads: Vec<Spread>,
}

/// One direction of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// Number of the layer, from 0.
    pub layer: usize,
    /// Whether it reads from the end to the beginning.
    pub backward: bool,
    /// Units that are told.
    pub units: usize,
    /// What it has, in the order in which it is shown.
    pub maps: Vec<GateMap>,
}

/// A gate or a state over time.
#[derive(Debug, Clone, PartialEq)]
pub struct GateMap {
    /// Which one.
    pub gate: Gate,
    /// `[column × units]`, columns in the order of the sequence, also where it is read backward.
    pub values: Vec<f32>,
}

/// What a recurrent cell computes at every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// How much of the candidate an LSTM takes in.
    Input,
    /// How much of its cell state an LSTM keeps.
    Forget,
    /// How much of its cell state an LSTM shows.
    Output,
    /// How much of its state a GRU lets into the candidate.
    Reset,
    /// How much of its state a GRU keeps.
    Update,
    /// What would be new.
    Candidate,
    /// The state that an LSTM keeps to itself.
    Cell,
    /// The state that is shown to the next layer.
    Hidden,
}

impl Gate {
    /// Smallest and largest value that it can have, where it has such.
    #[must_use]
    pub fn range(self) -> Option<(f32, f32)> {
        match self {
            Self::Input | Self::Forget | Self::Output | Self::Reset | Self::Update => Some((0.0, 1.0)),
            Self::Candidate | Self::Hidden => Some((-1.0, 1.0)),
            Self::Cell => None,
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Input => "input gate",
            Self::Forget => "forget gate",
            Self::Output => "output gate",
            Self::Reset => "reset gate",
            Self::Update => "update gate",
            Self::Candidate => "candidate",
            Self::Cell => "cell state",
            Self::Hidden => "hidden state",
        })
    }
}

/// |∂ output / ∂ x\[t\]| at every step: the Euclidean norm over what is read there, in the network's units.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// Number of the output.
    pub output: usize,
    /// Steps whose sum stands in one number; 1 where every step has its own.
    pub stride: usize,
    /// One for each step, or for as many of them.
    pub by_step: Vec<f32>,
}

/// Which output of the last answer the influence is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// The first: numbers, of which the first target and the first step ahead come first.
    First,
    /// The largest: outputs that are logits.
    Likeliest,
}

/// How the numbers of one parameter are spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// PyTorch's name.
    pub name: String,
    /// Its weights.
    pub weights: Distribution,
    /// Their gradients, as the last step left them: clipped, and with the weight decay that is part of a gradient.
    pub gradients: Distribution,
}

/// How many of some numbers lie in each of as many equal parts of a range about 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Distribution {
    /// Their Euclidean norm.
    pub norm: f64,
    /// The range reaches from minus this to this, which is the largest size of all; 0 where all of them are.
    pub edge: f32,
    /// Numbers in each part; no parts where all numbers are 0 or one of them is not finite.
    pub counts: Vec<u32>,
}

impl Network {
    /// What goes on inside the network while it reads one sequence. Long sequences and wide layers are told in part, so that
    /// what is told stays small.
    ///
    /// # Errors
    /// When the sequence is not what the network reads, or libtorch refuses.
    pub fn inspect(&self, input: &Input, chosen: Chosen) -> Result<Inspection, ModelError> {
        let values = self.values(input)?.f_to_device(self.device())?;
        let (steps, units) = (input.steps(), self.shape().hidden);
        let (passes, stride) = tch::no_grad(|| {
            let passes = self.passes(&self.vectors(&values)?)?;
            Ok::<_, ModelError>(gates::in_bounds(passes, steps, units))
        })?;
        let influence = influence::of(self, &values, chosen)?;
        let spreads = tch::no_grad(|| spread::of(self))?;
        Ok(Inspection { steps, stride, units, passes, influence, spreads })
    }
}

/// Means, or sums, of so many rows that follow one another, of which the last may be fewer. `values` is `[row × width]`.
fn pooled(values: &[f32], width: usize, stride: usize, mean: bool) -> Vec<f32> {
    if stride == 1 {
        return values.to_vec();
    }
    let pool = |rows: &[f32]| -> Vec<f32> {
        let divisor = if mean { (rows.len() / width) as f32 } else { 1.0 };
        (0..width).map(|at| rows.iter().skip(at).step_by(width).sum::<f32>() / divisor).collect()
    };
    values.chunks(stride * width).flat_map(pool).collect()
}

#[cfg(test)]
mod tests {
    use tch::Device;

    use super::*;
    use crate::{
        data::Sequence,
        experiment::{Cell, Init},
        model::{Answers, Reads, Shape},
    };

    #[test]
    fn rows_are_pooled_by_their_means_or_sums_and_the_last_may_be_fewer() {
        let values = [1.0, 10.0, 3.0, 30.0, 5.0, 50.0];
        assert_eq!(pooled(&values, 2, 2, true), [2.0, 20.0, 5.0, 50.0]);
        assert_eq!(pooled(&values, 2, 2, false), [4.0, 40.0, 5.0, 50.0]);
        assert_eq!(pooled(&values, 2, 1, true), values);
    }

    #[test]
    fn a_long_sequence_in_a_wide_and_deep_network_is_told_in_a_bounded_number_of_numbers() {
        let shape = Shape {
            reads: Reads::Numbers(1),
            cell: Cell::Lstm,
            hidden: 150,
            layers: 2,
            bidirectional: true,
            answers: Answers::Mean,
            outputs: 2,
        };
        let network = Network::new(shape, Init::Pytorch, 10, 1, Device::Cpu).unwrap();
        let input = Input::Numbers(Sequence::new(1, (0..9000).map(|t| (t as f32).sin()).collect()).unwrap());
        let told = network.inspect(&input, Chosen::Likeliest).unwrap();
        assert_eq!((told.steps, told.units, told.passes.len()), (9000, 150, 4));
        let of_gates: usize = told.passes.iter().flat_map(|pass| &pass.maps).map(|map| map.values.len()).sum();
        assert!(of_gates <= MOST_NUMBERS, "{of_gates}");
        let columns = 9000_usize.div_ceil(told.stride);
        assert!((100..=MOST_COLUMNS).contains(&columns), "{columns}");
        for pass in &told.passes {
            assert_eq!(pass.units, MOST_UNITS);
            assert!(pass.maps.iter().all(|map| map.values.len() == columns * MOST_UNITS));
        }
        assert_eq!((told.influence.stride, told.influence.by_step.len()), (2, 4500));
    }
}
