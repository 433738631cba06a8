//! An LSTM and a linear output per step.

use std::fmt;

use tch::{
    Device, Kind, TchError, Tensor,
    nn::{self, Module, RNN},
};
use thiserror::Error;

use super::{NamedTensor, init};
use crate::{
    data::Sequence,
    experiment::{Experiment, Init},
};

/// Sizes of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Numbers read at each step.
    pub inputs: usize,
    /// Units in a recurrent layer.
    pub hidden: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Numbers answered at each step.
    pub outputs: usize,
}

impl Shape {
    /// The sizes that an experiment asks for.
    #[must_use]
    pub fn of(experiment: &Experiment) -> Self {
        Self {
            inputs: experiment.data.inputs.len(),
            hidden: experiment.model.hidden,
            layers: experiment.model.layers,
            outputs: experiment.data.target.len(),
        }
    }

    /// Name and dimensions of every parameter, in PyTorch's order.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, Vec<usize>)> {
        let gates = 4 * self.hidden;
        let mut parameters = Vec::new();
        for layer in 0..self.layers {
            let input = if layer == 0 { self.inputs } else { self.hidden };
            parameters.push((format!("lstm.weight_ih_l{layer}"), vec![gates, input]));
            parameters.push((format!("lstm.weight_hh_l{layer}"), vec![gates, self.hidden]));
            parameters.push((format!("lstm.bias_ih_l{layer}"), vec![gates]));
            parameters.push((format!("lstm.bias_hh_l{layer}"), vec![gates]));
        }
        parameters.push(("head.weight".to_owned(), vec![self.outputs, self.hidden]));
        parameters.push(("head.bias".to_owned(), vec![self.outputs]));
        parameters
    }

    /// How many numbers the parameters of one part hold (`lstm` or `head`).
    #[must_use]
    pub fn weights_of(&self, part: &str) -> usize {
        let of_part = |(name, _): &(String, Vec<usize>)| name.split('.').next() == Some(part);
        self.parameters().into_iter().filter(of_part).map(|(_, dims)| dims.iter().product::<usize>()).sum()
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}→{}", self.inputs, self.hidden)?;
        if self.layers > 1 {
            write!(f, "×{}", self.layers)?;
        }
        write!(f, "→{}", self.outputs)
    }
}

/// Why a network cannot be made, filled or asked.
#[derive(Debug, Error)]
pub enum ModelError {
    /// Saved weights are not those of this network.
    #[error("the saved weights do not fit the experiment: {0}")]
    Weights(String),
    /// The sequence has another number of features than the network reads.
    #[error("the network reads {expected} numbers a step, but the sequence has {given}")]
    Features {
        /// What the network reads.
        expected: usize,
        /// What it was given.
        given: usize,
    },
    /// libtorch refuses.
    #[error("libtorch: {0}")]
    Torch(#[from] TchError),
}

/// The network of the textbook program: LSTM layers, then `out[t] = W · h[t] + b`.
#[derive(Debug)]
pub struct Network {
    store: nn::VarStore,
    lstm: nn::LSTM,
    head: nn::Linear,
    shape: Shape,
}

impl Network {
    /// A network with first weights drawn from `init` by `seed`.
    ///
    /// # Errors
    /// When libtorch refuses, for instance for want of memory.
    pub fn new(shape: Shape, init: Init, seed: u64, device: Device) -> Result<Self, ModelError> {
        Self::with_weights(shape, &init::draw(init, shape, seed), device)
    }

    /// A network with given weights.
    ///
    /// # Errors
    /// When a weight is missing or has another shape, or libtorch refuses.
    pub fn with_weights(shape: Shape, weights: &[NamedTensor], device: Device) -> Result<Self, ModelError> {
        let store = nn::VarStore::new(device);
        let root = store.root();
        // Weights are filled in below, so nothing is drawn here. tch freezes `train` and `dropout` in this
        // configuration; dropout stays 0 in it for that reason.
        let zero = nn::Init::Const(0.0);
        let config = nn::RNNConfig {
            num_layers: shape.layers as i64,
            w_ih_init: zero,
            w_hh_init: zero,
            ..nn::RNNConfig::default()
        };
        let lstm = nn::lstm(&root / "lstm", shape.inputs as i64, shape.hidden as i64, config);
        let linear = nn::LinearConfig { ws_init: zero, bs_init: Some(zero), bias: true };
        let head = nn::linear(&root / "head", shape.hidden as i64, shape.outputs as i64, linear);
        let network = Self { store, lstm, head, shape };
        network.load(weights)?;
        Ok(network)
    }

    /// Its sizes.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Where its tensors live.
    #[must_use]
    pub fn device(&self) -> Device {
        self.store.device()
    }

    /// Answers for a batch: `(example, time, inputs) → (example, time, outputs)`.
    pub fn forward(&self, inputs: &Tensor) -> Tensor {
        let (hidden, _) = self.lstm.seq(inputs); // (example, time, hidden)
        self.head.forward(&hidden)
    }

    /// The answer to one sequence. Sequences are always asked one at a time, so that an answer does not depend, in its
    /// last bit, on what it was asked together with.
    ///
    /// # Errors
    /// When the sequence has another number of features than the network reads, or libtorch refuses.
    pub fn predict(&self, input: &Sequence) -> Result<Sequence, ModelError> {
        if input.features() != self.shape.inputs {
            return Err(ModelError::Features { expected: self.shape.inputs, given: input.features() });
        }
        let (steps, features) = (input.steps() as i64, input.features() as i64);
        let inputs = Tensor::f_from_slice(input.values())?.f_view([1, steps, features])?.f_to_device(self.device())?;
        let output = tch::no_grad(|| self.forward(&inputs));
        let values = Vec::<f32>::try_from(output.f_flatten(0, -1)?)?;
        Sequence::new(self.shape.outputs, values)
            .ok_or_else(|| ModelError::Weights("the network answered nothing".to_owned()))
    }

    /// Every parameter in PyTorch's order.
    ///
    /// # Errors
    /// Never in a network made by this module: every name of its shape is in its store.
    pub fn parameters(&self) -> Result<Vec<(String, Tensor)>, ModelError> {
        let mut named = self.store.variables();
        let take = |(name, _)| match named.remove(&name) {
            Some(tensor) => Ok((name, tensor)),
            None => Err(ModelError::Weights(format!("{name} is missing"))),
        };
        self.shape.parameters().into_iter().map(take).collect()
    }

    /// A copy of all weights.
    ///
    /// # Errors
    /// When libtorch refuses.
    pub fn weights(&self) -> Result<Vec<NamedTensor>, ModelError> {
        let copy = |(name, tensor): (String, Tensor)| {
            let shape = tensor.size().iter().map(|&size| size as usize).collect();
            Ok(NamedTensor { name, shape, values: Vec::try_from(tensor.f_detach()?.f_flatten(0, -1)?)? })
        };
        self.parameters()?.into_iter().map(copy).collect()
    }

    /// Overwrites all weights, in place.
    ///
    /// # Errors
    /// When a weight is missing or has another shape, or libtorch refuses.
    pub fn load(&self, weights: &[NamedTensor]) -> Result<(), ModelError> {
        for (name, mut parameter) in self.parameters()? {
            let saved = weights.iter().find(|weight| weight.name == name);
            let saved = saved.ok_or_else(|| ModelError::Weights(format!("{name} is missing")))?;
            let dims: Vec<i64> = saved.shape.iter().map(|&size| size as i64).collect();
            if dims != parameter.size() {
                let expected = parameter.size();
                return Err(ModelError::Weights(format!("{name} is {dims:?} where {expected:?} is expected")));
            }
            let values = Tensor::f_from_slice(&saved.values)?.f_view(dims.as_slice())?;
            tch::no_grad(|| parameter.f_copy_(&values.to_kind(Kind::Float)))?;
        }
        Ok(())
    }
}
