//! All parameters as views into one flat tensor, their gradients as views into another: an optimizer then is a handful
//! of operations on two tensors, and its moments are two more that can be saved.

use tch::Tensor;

/// Parameters and gradients of a network, flat.
#[derive(Debug)]
pub struct Flat {
    /// All parameters, `[weights]`.
    pub values: Tensor,
    /// Their gradients, in the same order.
    pub gradients: Tensor,
}

impl Flat {
    /// Moves the storage of `parameters` and of their gradients into two flat tensors.
    ///
    /// # Errors
    /// When libtorch refuses.
    pub fn new(parameters: &[Tensor]) -> Result<Self, tch::TchError> {
        let detached: Vec<Tensor> = parameters.iter().map(|p| p.detach().flatten(0, -1)).collect();
        let values = Tensor::f_cat(&detached, 0)?;
        let gradients = values.f_zeros_like()?;
        let mut start = 0;
        for parameter in parameters {
            let length = parameter.numel() as i64;
            let view = |flat: &Tensor| flat.f_narrow(0, start, length)?.f_view(parameter.size().as_slice());
            let (value_view, gradient_view) = (view(&values)?, view(&gradients)?);
            parameter.shallow_clone().set_data(&value_view);
            // A gradient exists only after a first backward pass; from then on libtorch adds to it in place.
            parameter.f_sum(parameter.kind())?.f_backward()?;
            parameter.grad().set_data(&gradient_view);
            start += length;
        }
        Ok(Self { values, gradients })
    }
}
