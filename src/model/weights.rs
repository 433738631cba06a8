//! Weights as plain numbers, so that they can cross threads and be saved without a tensor.

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
