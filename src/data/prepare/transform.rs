//! Logarithms and differences, there and back.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::experiment::Transform;

/// Transforms of a column, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Transforms(pub Vec<Transform>);

/// A value that has no logarithm.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error(
    "`log` meets {value} in row {}, and only numbers above 0 have a logarithm: leave `log` out of `transform`, or mend the data",
    row + 1
)]
pub struct NotPositive {
    /// Its row, from 0.
    pub row: usize,
    /// The value, as the transforms before the logarithm left it.
    pub value: f64,
}

impl Transforms {
    /// Transforms the raw values of one sequence. As many rows come back, the first [`lost`](Self::lost) of them NaN, and so
    /// is every later row that rests on a missing value. A row depends on none after it.
    ///
    /// # Errors
    /// When `log` meets a value that is not above 0.
    pub fn forward(&self, column: &[f64]) -> Result<Vec<f64>, NotPositive> {
        self.0.iter().try_fold(column.to_vec(), |level, transform| {
            if let (Transform::Log, Some(row)) = (transform, level.iter().position(|&value| value <= 0.0)) {
                return Err(NotPositive { row, value: level[row] });
            }
            Ok(apply(*transform, &level))
        })
    }

    /// How many rows at the start of a sequence have no transformed value: the sum of the lags.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.0.iter().map(|transform| lag(*transform)).sum()
    }

    /// The transformed values of the rows of `path` (raw), which follow those of `history` (raw). Of the history the last
    /// [`lost`](Self::lost) rows count; with fewer the path begins with NaN.
    ///
    /// # Errors
    /// When `log` meets a value that is not above 0; rows are counted from the first of the history.
    pub fn forward_path(&self, history: &[f64], path: &[f64]) -> Result<Vec<f64>, NotPositive> {
        let skipped = history.len().saturating_sub(self.lost());
        let recent = &history[skipped..];
        let mut column = self
            .forward(&[recent, path].concat())
            .map_err(|error| NotPositive { row: error.row + skipped, ..error })?;
        Ok(column.split_off(recent.len()))
    }

    /// The raw values that follow `history` (raw) when their transformed values are `transformed`: the inverse of
    /// [`forward_path`](Self::forward_path). Sums rebuild each difference from the values before it (Box & Jenkins 1970,
    /// *Time Series Analysis*, "summation"), so an error in one value is in all that rest on it. A value that rests on a
    /// missing one, or on more history than there is, is NaN.
    #[must_use]
    pub fn inverse(&self, history: &[f64], transformed: &[f64]) -> Vec<f64> {
        let recent = &history[history.len().saturating_sub(self.lost())..];
        let histories = self.0.iter().scan(recent.to_vec(), |level, transform| {
            let after = apply(*transform, level);
            Some((*transform, std::mem::replace(level, after)))
        });
        let undone = histories.collect::<Vec<_>>().into_iter().rev();
        undone.fold(transformed.to_vec(), |path, (transform, history)| undo(transform, &history, path))
    }
}

fn lag(transform: Transform) -> usize {
    match transform {
        Transform::Log => 0,
        Transform::Difference(lag) => lag,
    }
}

/// One transform of a column; what has no transformed value is NaN.
fn apply(transform: Transform, column: &[f64]) -> Vec<f64> {
    match transform {
        // Not the −∞ of `ln(0)`, whose way back is a plausible 0.
        Transform::Log => column.iter().map(|&value| if value > 0.0 { value.ln() } else { f64::NAN }).collect(),
        Transform::Difference(lag) => {
            let earlier = std::iter::repeat_n(&f64::NAN, lag).chain(column);
            column.iter().zip(earlier).map(|(value, earlier)| value - earlier).collect()
        }
    }
}

/// The values whose transform is `path` when they follow `history`.
fn undo(transform: Transform, history: &[f64], mut path: Vec<f64>) -> Vec<f64> {
    match transform {
        Transform::Log => path.iter_mut().for_each(|value| *value = value.exp()),
        Transform::Difference(lag) => {
            for row in 0..path.len() {
                let earlier = match row.checked_sub(lag) {
                    Some(row) => path[row],
                    None => (history.len() + row).checked_sub(lag).map_or(f64::NAN, |row| history[row]),
                };
                path[row] += earlier;
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: f64 = f64::NAN;

    fn log_and_difference() -> Transforms {
        Transforms(vec![Transform::Log, Transform::Difference(2)])
    }

    /// NaN differs from itself, its text does not.
    #[track_caller]
    fn assert_same(found: &[f64], expected: &[f64]) {
        let text = |values: &[f64]| values.iter().map(|value| format!("{value:.9}")).collect::<Vec<_>>();
        assert_eq!(text(found), text(expected));
    }

    #[test]
    fn each_row_is_the_logarithm_less_the_one_of_the_lag_before_and_the_first_rows_are_lost() {
        let transforms = log_and_difference();
        assert_eq!(transforms.lost(), 2);
        let column = transforms.forward(&[1.0, 2.0, 4.0, GAP, 12.0]).unwrap();
        assert_same(&column, &[GAP, GAP, 4.0_f64.ln(), GAP, 3.0_f64.ln()]);
        assert_same(&transforms.forward(&[1.0]).unwrap(), &[GAP]);
        assert_same(&Transforms::default().forward(&[1.0, GAP]).unwrap(), &[1.0, GAP]);
    }

    #[test]
    fn several_differences_lose_the_sum_of_their_lags() {
        let transforms = Transforms(vec![Transform::Difference(1), Transform::Difference(2)]);
        assert_eq!(transforms.lost(), 3);
        assert_same(&transforms.forward(&[1.0, 4.0, 9.0, 16.0, 25.0]).unwrap(), &[GAP, GAP, GAP, 4.0, 4.0]);
    }

    #[test]
    fn a_value_without_a_logarithm_is_an_error_that_names_it_and_its_row() {
        let error = log_and_difference().forward(&[1.0, GAP, -3.0, 0.0]).unwrap_err();
        assert_eq!(error, NotPositive { row: 2, value: -3.0 });
        assert_eq!(
            error.to_string(),
            "`log` meets -3 in row 3, and only numbers above 0 have a logarithm: leave `log` out of `transform`, or mend \
             the data"
        );
        let error = log_and_difference().forward_path(&[0.0, 1.0, 2.0, 3.0], &[4.0, 0.0]).unwrap_err();
        assert_eq!(error, NotPositive { row: 5, value: 0.0 });
    }

    #[test]
    fn what_rests_on_too_little_history_or_on_a_value_without_a_logarithm_is_missing() {
        let transforms = log_and_difference();
        assert_same(&transforms.inverse(&[3.0], &[0.0, 0.0, 0.0]), &[GAP, 3.0, GAP]);
        assert_same(&transforms.inverse(&[0.0, 3.0], &[0.0, 0.0]), &[GAP, 3.0]);
        assert_same(&transforms.forward_path(&[3.0], &[1.0, 3.0]).unwrap(), &[GAP, 0.0]);
        assert_same(&transforms.inverse(&[], &[]), &[]);
    }

    #[test]
    fn a_logarithm_may_follow_a_difference() {
        let transforms = Transforms(vec![Transform::Difference(1), Transform::Log, Transform::Difference(1)]);
        let (history, path) = ([1.0, 2.0, 4.0], [8.0, 16.0, 17.0]);
        let transformed = transforms.forward_path(&history, &path).unwrap();
        assert_same(&transformed, &[2.0_f64.ln(), 2.0_f64.ln(), 0.125_f64.ln()]);
        assert_same(&transforms.inverse(&history, &transformed), &path);
    }

    #[test]
    fn transforms_are_written_as_a_list() {
        let json = serde_json::to_string(&log_and_difference()).unwrap();
        assert_eq!(json, r#"["log",{"difference":2}]"#);
        assert_eq!(serde_json::from_str::<Transforms>(&json).unwrap(), log_and_difference());
    }

    /// Up to three differences, with lags shorter and longer than the path, after a logarithm or none.
    fn chain() -> impl Strategy<Value = Transforms> {
        (any::<bool>(), prop::collection::vec(1..30_usize, 0..=3)).prop_map(|(log, lags)| {
            let differences = lags.into_iter().map(Transform::Difference);
            Transforms(log.then_some(Transform::Log).into_iter().chain(differences).collect())
        })
    }

    proptest! {
        #[test]
        fn the_inverse_finds_the_raw_values_again(
            transforms in chain(),
            column in prop::collection::vec(1e-3..1e3_f64, 100..150),
            length in 0..=10_usize,
        ) {
            let (history, path) = column.split_at(column.len() - length);
            let transformed = transforms.forward_path(history, path).unwrap();
            let found = transforms.inverse(history, &transformed);
            prop_assert_eq!(found.len(), path.len());
            // Differences of numbers up to 1000 are exact to 1e-13 only, however small the number that comes back.
            prop_assert!(found.iter().zip(path).all(|(a, b)| (a - b).abs() <= 1e-9 * b.abs() + 1e-9), "{:?}", found);
        }

        #[test]
        fn the_rows_after_a_history_are_the_last_rows_of_the_whole(
            transforms in chain(),
            column in prop::collection::vec(1e-3..1e3_f64, 1..150),
            at in 0..150_usize,
        ) {
            let at = at.min(column.len());
            let whole = transforms.forward(&column).unwrap();
            prop_assert!(whole.iter().enumerate().all(|(row, value)| value.is_nan() == (row < transforms.lost())));
            let path = transforms.forward_path(&column[..at], &column[at..]).unwrap();
            prop_assert!(path.iter().zip(&whole[at..]).all(|(a, b)| a.to_bits() == b.to_bits()));
            let start = transforms.forward(&column[..at]).unwrap();
            prop_assert!(start.iter().zip(&whole).all(|(a, b)| a.to_bits() == b.to_bits()), "rows depend on later ones");
        }
    }
}
