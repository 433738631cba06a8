//! The update rules, on flat parameters.
//!
//! All are written as PyTorch's `torch.optim` writes them and agree with its numbers (`tests/golden/optimizers.py`).

use tch::{TchError, Tensor};

use crate::experiment::{OptimizerKind, Training};

/// β₁ and β₂ of Adam, as in the textbook program and in PyTorch's defaults.
pub const BETAS: (f64, f64) = (0.9, 0.999);
/// Keeps a division finite.
pub const EPSILON: f64 = 1e-8;
/// How much `RMSprop` keeps of past squares; PyTorch's default.
const ALPHA: f64 = 0.99;

/// What an optimizer remembers of past gradients, as plain numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Moments {
    /// Updates made so far.
    pub updates: u64,
    /// Adam: running mean of the gradient (PyTorch: `exp_avg`); SGD and `RMSprop`: `momentum_buffer`. `[weights]`
    pub first: Vec<f32>,
    /// Adam and `RMSprop`: running mean of its square (PyTorch: `exp_avg_sq`, `square_avg`). `[weights]`
    pub second: Vec<f32>,
}

/// An update rule and what it remembers.
#[derive(Debug)]
pub struct Optimizer {
    kind: OptimizerKind,
    momentum: f64,
    nesterov: bool,
    weight_decay: f64,
    updates: u64,
    first: Tensor,
    second: Tensor,
}

impl Optimizer {
    /// The optimizer that `training` asks for, for parameters like `values`, with nothing remembered yet.
    ///
    /// # Errors
    /// When libtorch refuses.
    pub fn new(values: &Tensor, training: &Training) -> Result<Self, TchError> {
        let Training { optimizer: kind, momentum, nesterov, weight_decay, .. } = *training;
        let (first, second) = (values.f_zeros_like()?, values.f_zeros_like()?);
        Ok(Self { kind, momentum, nesterov, weight_decay, updates: 0, first, second })
    }

    /// One update of `values` along `gradients`, which it may overwrite.
    ///
    /// # Errors
    /// When libtorch refuses.
    pub fn update(&mut self, values: &mut Tensor, gradients: &mut Tensor, rate: f64) -> Result<(), TchError> {
        self.updates += 1;
        self.decay(values, gradients, rate)?;
        let change = match self.kind {
            OptimizerKind::Adam | OptimizerKind::AdamW => self.adam(gradients)?,
            OptimizerKind::Sgd => self.sgd(gradients)?,
            OptimizerKind::RmsProp => self.rms_prop(gradients)?,
        };
        let _ = values.f_add_(&change.f_mul_scalar(-rate)?)?;
        Ok(())
    }

    /// Weight decay: of the weights themselves in `AdamW` (Loshchilov & Hutter 2019), else as a part of the gradient.
    fn decay(&self, values: &mut Tensor, gradients: &mut Tensor, rate: f64) -> Result<(), TchError> {
        if self.weight_decay > 0.0 {
            let _ = match self.kind {
                OptimizerKind::AdamW => values.f_mul_scalar_(1.0 - rate * self.weight_decay)?,
                _ => gradients.f_add_(&values.f_mul_scalar(self.weight_decay)?)?,
            };
        }
        Ok(())
    }

    /// Kingma & Ba, *Adam: a method for stochastic optimization*, 2015, algorithm 1.
    fn adam(&mut self, gradients: &Tensor) -> Result<Tensor, TchError> {
        let (beta1, beta2) = BETAS;
        let _ = self.first.f_lerp_(gradients, 1.0 - beta1)?;
        self.remember_squares(gradients, beta2)?;
        let updates = self.updates as f64;
        let (bias1, bias2) = (1.0 - beta1.powf(updates), 1.0 - beta2.powf(updates));
        let divisor = self.second.f_sqrt()?.f_div_scalar_(bias2.sqrt())?.f_add_scalar_(EPSILON)?;
        self.first.f_div(&divisor)?.f_div_scalar_(bias1)
    }

    /// Sutskever et al., *On the importance of initialization and momentum in deep learning*, 2013, in PyTorch's form.
    fn sgd(&mut self, gradients: &Tensor) -> Result<Tensor, TchError> {
        let _ = self.first.f_mul_scalar_(self.momentum)?.f_add_(gradients)?;
        if self.nesterov { gradients.f_add(&self.first.f_mul_scalar(self.momentum)?) } else { Ok(self.first.copy()) }
    }

    /// Tieleman & Hinton, lecture 6.5 of *Neural networks for machine learning*, 2012.
    fn rms_prop(&mut self, gradients: &Tensor) -> Result<Tensor, TchError> {
        self.remember_squares(gradients, ALPHA)?;
        let scaled = gradients.f_div(&self.second.f_sqrt()?.f_add_scalar_(EPSILON)?)?;
        let _ = self.first.f_mul_scalar_(self.momentum)?.f_add_(&scaled)?;
        Ok(self.first.copy())
    }

    fn remember_squares(&mut self, gradients: &Tensor, keep: f64) -> Result<(), TchError> {
        let squares = gradients.f_square()?.f_mul_scalar_(1.0 - keep)?;
        let _ = self.second.f_mul_scalar_(keep)?.f_add_(&squares)?;
        Ok(())
    }

    /// A copy of what it remembers.
    ///
    /// # Errors
    /// When libtorch refuses.
    pub fn moments(&self) -> Result<Moments, TchError> {
        Ok(Moments { updates: self.updates, first: Vec::try_from(&self.first)?, second: Vec::try_from(&self.second)? })
    }

    /// Goes on from what an earlier one remembered.
    ///
    /// # Errors
    /// When it remembers another number of weights, or libtorch refuses.
    pub fn restore(&mut self, moments: &Moments) -> Result<(), TchError> {
        self.first.f_copy_(&Tensor::f_from_slice(&moments.first)?)?;
        self.second.f_copy_(&Tensor::f_from_slice(&moments.second)?)?;
        self.updates = moments.updates;
        Ok(())
    }
}
