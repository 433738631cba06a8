//! From a batch to answers: embedding (for symbols), recurrent layers, linear layer.

use tch::{Device, Kind, TchError, Tensor, nn};

use super::{ModelError, NamedTensor, Reads, Shape, head::Head, init, recurrent::Recurrent};
use crate::{
    data::{Input, Sequence},
    experiment::Init,
};

/// A batch as the network reads it.
#[derive(Debug)]
pub struct Reading {
    /// Numbers `(example, time, inputs)`, or symbols `(example, time)` as 64-bit integers; padded at the end.
    pub values: Tensor,
    /// Real steps of each example, at least 1, `(example)` as 64-bit integers; `None` when no example is padded.
    pub lengths: Option<Tensor>,
}

/// A recurrent network.
#[derive(Debug)]
pub struct Network {
    store: nn::VarStore,
    /// `(vocabulary, embedding)`, when symbols are read.
    embedding: Option<Tensor>,
    recurrent: Recurrent,
    head: Head,
    shape: Shape,
}

impl Network {
    /// A network with first weights drawn from `init` by `seed`. `longest` is the number of steps of the longest
    /// training sequence; `chrono` needs it.
    ///
    /// # Errors
    /// When libtorch refuses, for instance for want of memory.
    pub fn new(shape: Shape, init: Init, longest: usize, seed: u64, device: Device) -> Result<Self, ModelError> {
        let weights = init::draw(init, &shape, longest, seed);
        Self::with_weights(shape, &weights, device)
    }

    /// A network with given weights.
    ///
    /// # Errors
    /// When a weight is missing or has another shape, or libtorch refuses.
    pub fn with_weights(shape: Shape, weights: &[NamedTensor], device: Device) -> Result<Self, ModelError> {
        // Before room is made: what a damaged file asks for may not fit into memory.
        shape.check(weights)?;
        let store = nn::VarStore::new(device);
        let root = store.root();
        let embedding = match shape.reads {
            Reads::Numbers(_) => None,
            Reads::Symbols { vocabulary, embedding } => {
                let dims = [vocabulary as i64, embedding as i64];
                Some((&root / "embedding").f_zeros("weight", &dims)?)
            }
        };
        let recurrent = Recurrent::new(&(&root / shape.cell_name()), &shape)?;
        let head = Head::new(&(&root / "head"), &shape)?;
        let network = Self { store, embedding, recurrent, head, shape };
        network.load(weights)?;
        Ok(network)
    }

    /// Its kind and sizes.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Where its tensors live.
    #[must_use]
    pub fn device(&self) -> Device {
        self.store.device()
    }

    /// Answers for a batch: `(example, time, outputs)` for every step, else `(example, outputs)`. Answers at padded
    /// steps mean nothing. A share `dropout` of the hidden states is dropped between recurrent layers and before the
    /// linear layer; it is 0 but in training.
    ///
    /// # Errors
    /// When the batch is not what the network reads, or libtorch refuses.
    pub fn forward(&self, reading: &Reading, dropout: f64) -> Result<Tensor, TchError> {
        self.check(&reading.values)?;
        self.answers(self.vectors(&reading.values)?, reading.lengths.as_ref(), dropout)
    }

    /// What the recurrent layers read `(example, time, inputs)`: numbers as they are, symbols as their vectors.
    pub(super) fn vectors(&self, values: &Tensor) -> Result<Tensor, TchError> {
        match &self.embedding {
            Some(vectors) => Tensor::f_embedding(vectors, values, -1, false, false),
            None => Ok(values.shallow_clone()),
        }
    }

    pub(super) fn answers(&self, vectors: Tensor, lengths: Option<&Tensor>, dropout: f64) -> Result<Tensor, TchError> {
        self.head.forward(self.recurrent.forward(vectors, lengths, dropout)?, lengths, dropout)
    }

    /// Hidden states of every layer, bottom first: `(example, time, directions · hidden)`. No sequence is padded.
    pub(super) fn states(&self, vectors: &Tensor) -> Result<Vec<Tensor>, TchError> {
        self.recurrent.states(vectors)
    }

    /// libtorch's LSTM on the CPU reads numbers of a wrong shape without complaint, and `tch::nn` panics over no steps.
    fn check(&self, values: &Tensor) -> Result<(), TchError> {
        let (fits, expected) = match (self.shape.reads, values.size().as_slice(), values.kind()) {
            (Reads::Numbers(inputs), &[_, steps, given], Kind::Float) => {
                (given == inputs as i64 && steps > 0, "numbers")
            }
            (Reads::Numbers(_), ..) => (false, "numbers"),
            (Reads::Symbols { .. }, &[_, steps], Kind::Int64) => (steps > 0, "symbols"),
            (Reads::Symbols { .. }, ..) => (false, "symbols"),
        };
        if fits {
            return Ok(());
        }
        let (shape, dims, kind) = (&self.shape, values.size(), values.kind());
        Err(TchError::Shape(format!("a network {shape} reads {expected}, but was given {dims:?} of {kind:?}")))
    }

    /// The answer to one sequence: `outputs` numbers for every step, or one step of them. Sequences are always asked
    /// one at a time, so that an answer does not depend, in its last bit, on what it was asked together with.
    ///
    /// # Errors
    /// When the sequence is not what the network reads, or libtorch refuses.
    pub fn predict(&self, input: &Input) -> Result<Sequence, ModelError> {
        let values = self.values(input)?.f_to_device(self.device())?;
        let output = tch::no_grad(|| self.forward(&Reading { values, lengths: None }, 0.0))?;
        let values = Vec::<f32>::try_from(output.f_flatten(0, -1)?)?;
        Sequence::new(self.shape.outputs, values)
            .ok_or_else(|| ModelError::Weights("a network without outputs answers nothing".to_owned()))
    }

    /// A batch of one sequence.
    pub(super) fn values(&self, input: &Input) -> Result<Tensor, ModelError> {
        match (self.shape.reads, input) {
            (Reads::Numbers(expected), Input::Numbers(sequence)) if sequence.features() == expected => {
                let dims = [1, sequence.steps() as i64, expected as i64];
                Ok(Tensor::f_from_slice(sequence.values())?.f_view(dims)?)
            }
            (Reads::Numbers(expected), Input::Numbers(sequence)) => {
                Err(ModelError::Features { expected, given: sequence.features() })
            }
            (Reads::Symbols { .. }, Input::Symbols(symbols)) if symbols.is_empty() => Err(ModelError::Empty),
            (Reads::Symbols { vocabulary, .. }, Input::Symbols(symbols)) => {
                if let Some(&given) = symbols.iter().find(|&&symbol| symbol as usize >= vocabulary) {
                    return Err(ModelError::Symbol { vocabulary, given });
                }
                let symbols: Vec<i64> = symbols.iter().map(|&symbol| i64::from(symbol)).collect();
                Ok(Tensor::f_from_slice(&symbols)?.f_unsqueeze(0)?)
            }
            (Reads::Symbols { .. }, Input::Numbers(_)) => Err(ModelError::NumbersForSymbols),
            (Reads::Numbers(_), Input::Symbols(_)) => Err(ModelError::SymbolsForNumbers),
        }
    }

    /// Every parameter in PyTorch's order.
    ///
    /// # Errors
    /// Never in a network made by this module: every name of its shape is in its store.
    pub fn parameters(&self) -> Result<Vec<(String, Tensor)>, ModelError> {
        let mut named = self.store.variables();
        let take = |(name, _): (String, _)| match named.remove(&Shape::variable(&name)) {
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
        self.shape.check(weights)?;
        for (name, mut parameter) in self.parameters()? {
            let saved = weights.iter().find(|weight| weight.name == name);
            let saved = saved.ok_or_else(|| ModelError::Weights(format!("{name} is missing")))?;
            let dims: Vec<i64> = saved.shape.iter().map(|&size| size as i64).collect();
            let values = Tensor::f_from_slice(&saved.values)?.f_view(dims.as_slice())?;
            tch::no_grad(|| parameter.f_copy_(&values))?;
        }
        Ok(())
    }
}
