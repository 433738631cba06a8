//! Adam on flat parameters.

use tch::{TchError, Tensor};

/// β₁, β₂ and ε of Adam, as in the textbook program and in PyTorch's defaults.
pub const BETAS: (f64, f64) = (0.9, 0.999);
/// Keeps the division finite.
pub const EPSILON: f64 = 1e-8;

/// What Adam remembers of past gradients, as plain numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Moments {
    /// Updates made so far.
    pub updates: u64,
    /// Running mean of the gradient, `[weights]` (PyTorch: `exp_avg`).
    pub first: Vec<f32>,
    /// Running mean of its square, `[weights]` (PyTorch: `exp_avg_sq`).
    pub second: Vec<f32>,
}

/// Adam (Kingma & Ba, *Adam: a method for stochastic optimization*, 2015, algorithm 1).
#[derive(Debug)]
pub struct Adam {
    updates: u64,
    first: Tensor,
    second: Tensor,
}

impl Adam {
    /// Adam for parameters like `values`, with nothing remembered yet.
    ///
    /// # Errors
    /// When libtorch refuses.
    pub fn new(values: &Tensor) -> Result<Self, TchError> {
        Ok(Self { updates: 0, first: values.f_zeros_like()?, second: values.f_zeros_like()? })
    }

    /// One update of `values` along `gradients`.
    ///
    /// # Errors
    /// When libtorch refuses.
    pub fn update(&mut self, values: &mut Tensor, gradients: &Tensor, learning_rate: f64) -> Result<(), TchError> {
        self.updates += 1;
        let updates = self.updates as f64;
        let (beta1, beta2) = BETAS;
        let _ = self.first.f_lerp_(gradients, 1.0 - beta1)?;
        let squares = gradients.f_square()?.f_mul_scalar_(1.0 - beta2)?;
        let _ = self.second.f_mul_scalar_(beta2)?.f_add_(&squares)?;
        let bias1 = 1.0 - beta1.powf(updates);
        let bias2 = 1.0 - beta2.powf(updates);
        let divisor = self.second.f_sqrt()?.f_div_scalar_(bias2.sqrt())?.f_add_scalar_(EPSILON)?;
        let change = self.first.f_div(&divisor)?.f_mul_scalar_(-learning_rate / bias1)?;
        let _ = values.f_add_(&change)?;
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
