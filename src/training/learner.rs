//! The learner on libtorch: network, loss, optimizer.

use tch::{Kind, Reduction, TchError, Tensor};

use super::{
    BatchLoss, Fault, Hits, Learner, LearnerError, Moments, NotFinite, Outcome, Update, flat::Flat,
    optimizer::Optimizer,
};
use crate::{
    data::{
        Dataset, Example, Input, PaddedBatch, PaddedInputs, PaddedTargets, PrepareError, Sequence, Target, UNCOUNTED,
        Vocabulary,
    },
    experiment::{ClassWeights, Clip, Experiment, Loss, Training},
    model::{self, Chosen, Inspection, ModelError, NamedTensor, Network, Reading, Shape},
};

/// Networks up to this many weights run on one thread. Small ones are faster so (textbook job, 531 weights: 235 µs a step on
/// one; the threads cost more than they bring); larger ones gain little (surnames, 211 000 weights: a fifth on two idle
/// cores) and lose much where another program has one of the cores, for then one thread spins while it waits for the other
/// (the same job: 1 step a second on two, 45 on one).
const MOST_WEIGHTS_FOR_ONE_THREAD: i64 = 1_000_000;

/// A network and its optimizer on libtorch.
#[derive(Debug)]
pub struct TorchLearner {
    network: Network,
    flat: Flat,
    optimizer: Optimizer,
    loss: Loss,
    /// How much each class counts, `[class]`.
    class_weights: Option<(Vec<f32>, Tensor)>,
    noise: f64,
    /// An update has begun and not ended: what broke it off left weights and moments of two steps.
    is_updating: bool,
}

/// A batch as tensors.
#[derive(Debug)]
pub struct TensorBatch {
    reading: Reading,
    targets: TensorTargets,
}

#[derive(Debug)]
enum TensorTargets {
    /// `(example, row · targets)` or `(example, time, targets)`, and the same shape of ones and zeros.
    Numbers { values: Tensor, mask: Tensor, count: f64 },
    /// `(example)` or `(example · time)`
    Classes { classes: Tensor, count: f64 },
}

impl TorchLearner {
    /// The learner that an experiment asks for, before its first step, and where its tensors live in words.
    ///
    /// # Errors
    /// When the device is not there, or libtorch refuses.
    pub fn new(experiment: &Experiment, dataset: &Dataset) -> Result<(Self, String), LearnerError> {
        let (device, in_words) = model::choose_device(experiment.training.device).map_err(LearnerError)?;
        let (seed, init) = (experiment.training.seed, experiment.model.init);
        let shape = Shape::of(experiment, &dataset.preparation);
        let network = Network::new(shape, init, dataset.longest(), seed, device)?;
        let mut learner = Self::with_network(network, &experiment.training)?;
        learner.loss = experiment.loss();
        if experiment.training.class_weights == ClassWeights::Balanced {
            let weights = balanced(&dataset.train, dataset.preparation.classes.len());
            let tensor = Tensor::f_from_slice(&weights)?.f_to_device(device)?;
            learner.class_weights = Some((weights, tensor));
        }
        Ok((learner, in_words))
    }

    /// A learner of the mean squared error that begins with a given network and the optimizer that `training` asks for.
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
        let loss = training.loss.unwrap_or(Loss::Mse);
        Ok(Self { network, flat, optimizer, loss, class_weights: None, noise: training.noise, is_updating: false })
    }

    /// The mean loss of what the network said over all that counts.
    fn loss(&self, said: &Tensor, targets: &TensorTargets) -> Result<Tensor, TchError> {
        match targets {
            TensorTargets::Numbers { values, mask, count } => {
                let errors = said.f_sub(&values.f_view_as(said)?)?.f_mul(&mask.f_view_as(said)?)?;
                // A batch without any target has no loss, and no gradient.
                of_errors(self.loss, &errors)?.f_sum(Kind::Float)?.f_div_scalar(count.max(1.0))
            }
            TensorTargets::Classes { classes, .. } => {
                let said = said.f_view([-1, self.network.shape().outputs as i64])?;
                let weights = self.class_weights.as_ref().map(|(_, tensor)| tensor);
                said.f_cross_entropy_loss(classes, weights, Reduction::Mean, UNCOUNTED, 0.0)
            }
        }
    }

    /// Where something is not finite: the first parameter that is not, or whose gradient is not.
    fn fault(&self, what: NotFinite) -> Result<Fault, LearnerError> {
        let is_bad = |(name, tensor): (String, Tensor)| -> Result<Option<String>, TchError> {
            let numbers = if what == NotFinite::Weight { tensor } else { tensor.f_grad()? };
            let is_finite = bool::try_from(numbers.f_isfinite()?.f_all()?)?;
            Ok((!is_finite).then_some(name))
        };
        let found = self.network.parameters()?.into_iter().map(is_bad).collect::<Result<Vec<_>, _>>()?;
        Ok(Fault { what, parameter: found.into_iter().flatten().next() })
    }

    /// How much an answer counts whose right class is this one.
    fn weight(&self, class: i64) -> f64 {
        let of_class = |(weights, _): &(Vec<f32>, Tensor)| weights.get(class as usize).map_or(0.0, |&w| f64::from(w));
        if class == UNCOUNTED { 0.0 } else { self.class_weights.as_ref().map_or(1.0, of_class) }
    }

    fn clip(&mut self, norm: f64, clip: Clip) -> Result<(), TchError> {
        match clip {
            // As torch.nn.utils.clip_grad_norm_ scales.
            Clip::Norm(most) if norm > most => self.flat.gradients.f_mul_scalar_(most / (norm + 1e-6)).map(drop),
            _ => Ok(()),
        }
    }

    /// The inputs with noise, where noise is asked for: numbers moved, or symbols hidden behind the unknown one.
    fn noisy(&self, reading: &Reading) -> Result<Reading, TchError> {
        let values = match reading.values.kind() {
            _ if self.noise == 0.0 => reading.values.shallow_clone(),
            Kind::Int64 => {
                let hidden =
                    Tensor::f_rand(reading.values.size(), (Kind::Float, reading.values.device()))?.f_lt(self.noise)?;
                reading.values.f_masked_fill(&hidden, i64::from(Vocabulary::UNKNOWN))?
            }
            _ => reading.values.f_add(&reading.values.f_randn_like()?.f_mul_scalar(self.noise)?)?,
        };
        Ok(Reading { values, lengths: reading.lengths.as_ref().map(Tensor::shallow_clone) })
    }

    fn reading(&self, padded: &PaddedBatch) -> Result<Reading, TchError> {
        let device = self.network.device();
        let (examples, steps) = (padded.examples as i64, padded.steps as i64);
        let values = match &padded.inputs {
            PaddedInputs::Numbers(values) => Tensor::f_from_slice(values)?.f_view([examples, steps, -1])?,
            PaddedInputs::Symbols(symbols) => Tensor::f_from_slice(symbols)?.f_view([examples, steps])?,
        };
        let lengths =
            if padded.is_whole() { None } else { Some(Tensor::f_from_slice(&padded.lengths)?.f_to_device(device)?) };
        Ok(Reading { values: values.f_to_device(device)?, lengths })
    }
}

/// How many of the classes or symbols that are asked for are the likeliest.
fn hits(said: &Tensor, targets: &TensorTargets) -> Result<Option<Hits>, TchError> {
    let TensorTargets::Classes { classes, .. } = targets else { return Ok(None) };
    let likeliest = said.f_argmax(-1, false)?.f_view_as(classes)?;
    let count = |which: Tensor| Ok::<_, TchError>(i64::try_from(which.f_sum(Kind::Int64)?)? as u64);
    let right = count(likeliest.f_eq_tensor(classes)?)?;
    Ok(Some(Hits { right, of: count(classes.f_ne(UNCOUNTED)?)? }))
}

/// Errors as losses: squares, absolute values, or Huber's loss with its border at 1 (PyTorch's `HuberLoss`).
fn of_errors(loss: Loss, errors: &Tensor) -> Result<Tensor, TchError> {
    match loss {
        Loss::Mae => errors.f_abs(),
        Loss::Huber => errors.f_huber_loss(&errors.f_zeros_like()?, Reduction::None, 1.0),
        Loss::Mse | Loss::CrossEntropy => errors.f_square(),
    }
}

/// Examples / (classes · examples of the class), as scikit-learn's `class_weight="balanced"`; 0 for a class without any.
fn balanced(examples: &[Example], classes: usize) -> Vec<f32> {
    let mut counts = vec![0_usize; classes];
    for example in examples {
        if let Target::Class(class) = example.target {
            counts[class as usize] += 1;
        }
    }
    let weight = |count: usize| if count == 0 { 0.0 } else { examples.len() as f32 / (classes * count) as f32 };
    counts.into_iter().map(weight).collect()
}

impl Learner for TorchLearner {
    type Batch = TensorBatch;

    fn batch(&self, examples: &[&Example]) -> Result<TensorBatch, LearnerError> {
        let padded = PaddedBatch::new(examples);
        let device = self.network.device();
        let targets = match &padded.targets {
            PaddedTargets::Numbers { values, mask } => TensorTargets::Numbers {
                values: Tensor::f_from_slice(values)?.f_to_device(device)?,
                mask: Tensor::f_from_slice(mask)?.f_to_device(device)?,
                count: mask.iter().map(|&counts| f64::from(counts)).sum(),
            },
            PaddedTargets::Classes(classes) => TensorTargets::Classes {
                classes: Tensor::f_from_slice(classes)?.f_to_device(device)?,
                count: classes.iter().map(|&class| self.weight(class)).sum(),
            },
        };
        Ok(TensorBatch { reading: self.reading(&padded)?, targets })
    }

    fn train_step(&mut self, batch: &TensorBatch, update: Update) -> Result<Outcome, LearnerError> {
        let Update { learning_rate, clip, dropout, draw } = update;
        if dropout > 0.0 || self.noise > 0.0 {
            // The state of libtorch's generator cannot be saved: each step begins it anew.
            tch::manual_seed(draw as i64);
        }
        let _ = self.flat.gradients.f_zero_()?;
        let said = self.network.forward(&self.noisy(&batch.reading)?, dropout)?;
        let loss = self.loss(&said, &batch.targets)?;
        loss.f_backward()?;
        let gradient_norm = f64::try_from(self.flat.gradients.f_norm()?)?;
        let loss = f64::try_from(&loss)?;
        let fault = match (loss.is_finite(), gradient_norm.is_finite()) {
            (false, _) => Some(self.fault(NotFinite::Loss)?),
            (true, false) => Some(self.fault(NotFinite::Gradient)?),
            (true, true) => {
                self.clip(gradient_norm, clip)?;
                self.is_updating = true;
                self.optimizer.update(&mut self.flat.values, &mut self.flat.gradients, learning_rate)?;
                self.is_updating = false;
                // One that is not finite makes the sum so.
                let sum = f64::try_from(self.flat.values.f_sum(Kind::Double)?)?;
                if sum.is_finite() { None } else { Some(self.fault(NotFinite::Weight)?) }
            }
        };
        Ok(Outcome { loss, gradient_norm, fault })
    }

    fn evaluate(&self, batch: &TensorBatch) -> Result<BatchLoss, LearnerError> {
        let (loss, hits) = tch::no_grad(|| {
            let said = self.network.forward(&batch.reading, 0.0)?;
            Ok::<_, ModelError>((self.loss(&said, &batch.targets)?, hits(&said, &batch.targets)?))
        })?;
        let (TensorTargets::Numbers { count, .. } | TensorTargets::Classes { count, .. }) = batch.targets;
        Ok(BatchLoss { mean: f64::try_from(loss)?, count, hits })
    }

    fn predict(&self, input: &Input) -> Result<Sequence, LearnerError> {
        Ok(self.network.predict(input)?)
    }

    fn inspect(&self, input: &Input) -> Result<Option<Inspection>, LearnerError> {
        let chosen = if self.loss == Loss::CrossEntropy { Chosen::Likeliest } else { Chosen::First };
        Ok(Some(self.network.inspect(input, chosen)?))
    }

    fn weights(&self) -> Result<Vec<NamedTensor>, LearnerError> {
        if self.is_updating {
            return Err(LearnerError("an update was broken off, so the weights are not saved".to_owned()));
        }
        Ok(self.network.weights()?)
    }

    fn moments(&self) -> Result<Moments, LearnerError> {
        Ok(self.optimizer.moments()?)
    }

    fn load(&mut self, weights: &[NamedTensor]) -> Result<(), LearnerError> {
        self.is_updating = false;
        Ok(self.network.load(weights)?)
    }

    fn restore(&mut self, moments: &Moments) -> Result<(), LearnerError> {
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

impl From<PrepareError> for LearnerError {
    fn from(error: PrepareError) -> Self {
        Self(error.to_string())
    }
}
