//! How weights and gradients are spread, parameter by parameter.

use tch::{TchError, Tensor};

use super::{Distribution, Spread};
use crate::model::{ModelError, Network};

/// Parts of a histogram.
const BINS: i64 = 32;

/// The spread of every parameter, in PyTorch's order.
pub(super) fn of(network: &Network) -> Result<Vec<Spread>, ModelError> {
    let spread = |(name, parameter): (String, Tensor)| {
        let gradient = parameter.f_grad()?;
        let gradients = if gradient.defined() { histogram(&gradient)? } else { Distribution::default() };
        Ok(Spread { name, weights: histogram(&parameter.f_detach()?)?, gradients })
    };
    network.parameters()?.into_iter().map(spread).collect()
}

fn histogram(values: &Tensor) -> Result<Distribution, TchError> {
    let values = values.f_flatten(0, -1)?;
    let norm = f64::try_from(values.f_norm()?)?;
    let largest = values.f_abs()?.f_max()?;
    let edge = f32::try_from(&largest)?;
    if !edge.is_finite() || edge == 0.0 {
        return Ok(Distribution { norm, edge: 0.0, counts: Vec::new() });
    }
    // `histc` reaches from the smallest to the largest value: both ends are put in, and left out of the counts again.
    let ends = Tensor::f_stack(&[largest.f_neg()?, largest], 0)?;
    let counts = Vec::<f32>::try_from(Tensor::f_cat(&[values, ends], 0)?.f_histc(BINS)?)?;
    let last = counts.len() - 1;
    let counted = |(at, count): (usize, f32)| count as u32 - u32::from(at == 0 || at == last);
    Ok(Distribution { norm, edge, counts: counts.into_iter().enumerate().map(counted).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_in_equal_parts_about_0() {
        let found = histogram(&Tensor::from_slice(&[-1.0_f32, -0.99, 0.01, 0.02, 0.5, 0.95])).unwrap();
        assert!((found.norm - 3.132_75_f64.sqrt()).abs() < 1e-3, "{}", found.norm);
        assert_eq!((found.edge, found.counts.len()), (1.0, 32));
        let filled: Vec<(usize, u32)> = found.counts.iter().copied().enumerate().filter(|(_, n)| *n > 0).collect();
        assert_eq!(filled, [(0, 2), (16, 2), (24, 1), (31, 1)]);
    }

    #[test]
    fn zeros_and_what_is_not_finite_have_no_parts() {
        assert_eq!(histogram(&Tensor::from_slice(&[0.0_f32; 3])).unwrap(), Distribution::default());
        let found = histogram(&Tensor::from_slice(&[1.0_f32, f32::NAN])).unwrap();
        assert!(found.norm.is_nan() && found.counts.is_empty());
    }
}
