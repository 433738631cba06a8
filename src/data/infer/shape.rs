//! How a series moves: what a network need not learn if preparation takes it out.

use crate::experiment::Transform;

/// A series this much like a straight line has a trend.
const TRENDED: f64 = 0.7;
/// A series whose steps are smaller than this part of its spread goes on from where it is.
const SMOOTH: f64 = 0.25;
/// Levels that differ by less than this factor need no logarithm.
const GROWN: f64 = 1.5;
/// Swings this much in step with the level grow with it.
const IN_STEP: f64 = 0.7;
/// Rows in which a swing is measured, at least.
const BLOCK: usize = 8;

/// How a series moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// All values are above 0, and swings grow with the level.
    pub grows: bool,
    /// It follows a straight line.
    pub is_trended: bool,
    /// It goes on from where it is, in small steps.
    pub is_smooth: bool,
}

impl Shape {
    /// The shape of a series whose training rows are the first so many.
    pub(super) fn of(values: &[f64], training: usize, season: usize) -> Self {
        let learned: Vec<f64> = values[..training.min(values.len())].iter().copied().filter(|v| !v.is_nan()).collect();
        let places: Vec<f64> = (0..learned.len()).map(|place| place as f64).collect();
        let steps: Vec<f64> = learned.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let is_trended = correlation(&places, &learned).is_some_and(|likeness| likeness.abs() > TRENDED);
        let is_smooth = deviation(&steps) < SMOOTH * deviation(&learned);
        let positive = values.iter().all(|&value| value.is_nan() || value > 0.0);
        Self { grows: positive && is_trended && swings_grow(&learned, season.max(BLOCK)), is_trended, is_smooth }
    }

    /// What preparation takes out; the season where it is short enough to be taken out by a difference.
    pub(super) fn transforms(self, season: Option<usize>) -> Vec<Transform> {
        let log = self.grows.then_some(Transform::Log);
        let moves = self.is_trended || self.is_smooth;
        let seasonal = season.filter(|_| moves).map(Transform::Difference);
        log.into_iter().chain(moves.then_some(Transform::Difference(1))).chain(seasonal).collect()
    }

    /// Why.
    pub(super) fn reason(self, season: Option<usize>) -> String {
        let log = self.grows.then_some("all above 0, and swings grow with the level");
        let moves = match (self.is_trended, self.is_smooth) {
            (true, _) => Some("it has a trend"),
            (false, true) => Some("it goes on from where it is"),
            _ => None,
        };
        let seasonal = season.filter(|_| moves.is_some()).map(|season| format!("it repeats itself after {season}"));
        let reasons = log.into_iter().chain(moves).map(str::to_owned).chain(seasonal);
        reasons.collect::<Vec<_>>().join("; ")
    }
}

/// Whether the steps within a block are larger where the block is higher.
fn swings_grow(values: &[f64], block: usize) -> bool {
    let blocks = || values.chunks_exact(block);
    let levels: Vec<f64> = blocks().map(mean).collect();
    let swing = |block: &[f64]| deviation(&block.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>());
    let swings: Vec<f64> = blocks().map(swing).collect();
    let lowest = levels.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = levels.iter().copied().fold(0.0, f64::max);
    levels.len() >= 4 && highest > GROWN * lowest && correlation(&levels, &swings).is_some_and(|c| c > IN_STEP)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}

/// Pearson's correlation; `None` where one side is constant.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let together = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / a.len() as f64;
    let likeness = together / (deviation(a) * deviation(b));
    likeness.is_finite().then_some(likeness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_that_grows_by_parts_of_itself_is_taken_as_logarithms() {
        let values: Vec<f64> = (0..96)
            .map(|at| {
                (f64::from(at) / 50.0).exp() * (10.0 + 3.0 * (f64::from(at) / 12.0 * std::f64::consts::TAU).sin())
            })
            .collect();
        let shape = Shape::of(&values, 96, 12);
        assert!(shape.grows && shape.is_trended);
        let expected = [Transform::Log, Transform::Difference(1), Transform::Difference(12)];
        assert_eq!(shape.transforms(Some(12)), expected);
    }

    #[test]
    fn noise_around_a_level_stays_as_it_is() {
        let values: Vec<f64> = (0..90_u32).map(|at| f64::from(at.wrapping_mul(2_654_435_761) >> 20)).collect();
        let shape = Shape::of(&values, 90, 1);
        assert_eq!(shape.transforms(Some(7)), []);
        assert_eq!(shape.reason(Some(7)), "");
    }
}
