//! Weights as plain numbers, so that they can cross threads and be saved without a tensor.

use super::{ModelError, Shape};

/// A tensor by its PyTorch name, such as `lstm.weight_ih_l0`.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    /// PyTorch's name.
    pub name: String,
    /// Size of each dimension.
    pub shape: Vec<usize>,
    /// All values, last dimension fastest.
    pub values: Vec<f32>,
}

impl Shape {
    /// Checks that weights are those of a network of this shape; makes no room for any.
    ///
    /// # Errors
    /// When one is missing or has another shape.
    pub fn check(&self, weights: &[NamedTensor]) -> Result<(), ModelError> {
        for (name, expected) in self.parameters() {
            let saved = weights.iter().find(|weight| weight.name == name);
            let saved = saved.ok_or_else(|| ModelError::Weights(format!("{name} is missing")))?;
            let (dims, given) = (&saved.shape, saved.values.len());
            if *dims != expected {
                return Err(ModelError::Weights(format!("{name} is {dims:?} where {expected:?} is expected")));
            }
            if given != expected.iter().product::<usize>() {
                return Err(ModelError::Weights(format!("{name} is {dims:?} but has {given} numbers")));
            }
        }
        Ok(())
    }
}
