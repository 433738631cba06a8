//! The learner on libtorch: network, mean squared error, optimizer.

use tch::{Kind, TchError, Tensor};

use super::{Learner, LearnerError, Moments, Outcome, Prediction, flat::Flat, optimizer::Optimizer};
use crate::{
    data::{Example, PaddedBatch, Sequence},
    experiment::{Clip, Experiment, Training},
    model::{self, ModelError, NamedTensor, Network, Shape},
};

/// Networks up to this many weights are faster on one thread than on two (textbook job, 531 weights: 235 µs a step on
/// one; the threads cost more than they bring).
const MOST_WEIGHTS_FOR_ONE_THREAD: i64 = 100_000;

/// A network and its optimizer on libtorch.
#[derive(Debug)]
pub struct TorchLearner {
    network: Network,
    flat: Flat,
    optimizer: Optimizer,
}

/// A batch as tensors.
#[derive(Debug)]
pub struct TensorBatch {
    inputs: Tensor,  // (example, time, inputs)
    targets: Tensor, // (example, time, targets)
    mask: Tensor,    // (example, time, 1)
    /// Numbers that count in the loss: unpadded steps times targets.
    count: f64,
}

impl TorchLearner {
    /// The learner that an experiment asks for, before its first step, and where its tensors live in words.
    ///
    /// # Errors
    /// When the device is not there, or libtorch refuses.
    pub fn new(experiment: &Experiment) -> Result<(Self, String), LearnerError> {
        let (device, in_words) = model::choose_device(experiment.training.device).map_err(LearnerError)?;
        let seed = experiment.training.seed;
        let network = Network::new(Shape::of(experiment), experiment.model.init, seed, device)?;
        Ok((Self::with_network(network, &experiment.training)?, in_words))
    }

    /// A learner that begins with a given network and the optimizer that `training` asks for.
    ///
    /// # Errors
    /// When libtorch refuses.
    pub fn with_network(network: Network, training: &Training) -> Result<Self, LearnerError> {
        let parameters: Vec<Tensor> = network.parameters()?.into_iter().map(|(_, tensor)| tensor).collect();
        let flat = Flat::new(&parameters)?;
        if flat.values.numel() as i64 <= MOST_WEIGHTS_FOR_ONE_THREAD {
            tch::set_num_threads(1);
        }
        let optimizer = Optimizer::new(&flat.values, training)?;
        Ok(Self { network, flat, optimizer })
    }

    /// Mean squared error over the steps that are not padding.
    fn loss(&self, batch: &TensorBatch) -> Result<Tensor, TchError> {
        let errors = self.network.forward(&batch.inputs).f_sub(&batch.targets)?; // (example, time, targets)
        errors.f_square()?.f_mul(&batch.mask)?.f_sum(Kind::Float)?.f_div_scalar(batch.count)
    }

    fn clip(&mut self, norm: f64, clip: Clip) -> Result<(), TchError> {
        match clip {
            // As torch.nn.utils.clip_grad_norm_ scales.
            Clip::Norm(most) if norm > most => self.flat.gradients.f_mul_scalar_(most / (norm + 1e-6)).map(drop),
            _ => Ok(()),
        }
    }
}

impl Learner for TorchLearner {
    type Batch = TensorBatch;

    fn batch(&self, examples: &[&Example]) -> Result<TensorBatch, LearnerError> {
        let padded = PaddedBatch::new(examples);
        let (shape, device) = (self.network.shape(), self.network.device());
        let tensor = |values: &[f32], features: usize| {
            let dims = [padded.examples as i64, padded.steps as i64, features as i64];
            Tensor::f_from_slice(values)?.f_view(dims)?.f_to_device(device)
        };
        let steps: f32 = padded.mask.iter().sum();
        Ok(TensorBatch {
            inputs: tensor(&padded.inputs, shape.inputs)?,
            targets: tensor(&padded.targets, shape.outputs)?,
            mask: tensor(&padded.mask, 1)?,
            count: f64::from(steps) * shape.outputs as f64,
        })
    }

    fn train_step(&mut self, batch: &TensorBatch, learning_rate: f64, clip: Clip) -> Result<Outcome, LearnerError> {
        let _ = self.flat.gradients.f_zero_()?;
        let loss = self.loss(batch)?;
        loss.f_backward()?;
        let norm = f64::try_from(self.flat.gradients.f_norm()?)?;
        let outcome = Outcome { loss: f64::try_from(&loss)?, gradient_norm: norm };
        if outcome.loss.is_finite() && norm.is_finite() {
            self.clip(norm, clip)?;
            self.optimizer.update(&mut self.flat.values, &mut self.flat.gradients, learning_rate)?;
        }
        Ok(outcome)
    }

    fn evaluate(&self, batch: &TensorBatch) -> Result<f64, LearnerError> {
        Ok(f64::try_from(tch::no_grad(|| self.loss(batch))?)?)
    }

    fn predict(&self, input: &Sequence) -> Result<Prediction, LearnerError> {
        Ok(self.network.predict(input)?)
    }

    fn snapshot(&self) -> Result<(Vec<NamedTensor>, Moments), LearnerError> {
        Ok((self.network.weights()?, self.optimizer.moments()?))
    }

    fn restore(&mut self, weights: &[NamedTensor], moments: &Moments) -> Result<(), LearnerError> {
        self.network.load(weights)?;
        Ok(self.optimizer.restore(moments)?)
    }
}

impl From<TchError> for LearnerError {
    fn from(error: TchError) -> Self {
        Self(ModelError::from(error).to_string())
    }
}

impl From<ModelError> for LearnerError {
    fn from(error: ModelError) -> Self {
        Self(error.to_string())
    }
}
