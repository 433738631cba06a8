//! The course of a figure in a row of little bars.

use crate::app::History;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The last of each of as many parts as there are cells, from the smallest to the largest; one that does not move stays in
/// the middle.
pub(super) fn course(values: &[f64], cells: usize) -> String {
    let shown = values.len().min(cells);
    let last_of = |cell: usize| values[(cell + 1) * values.len() / shown - 1];
    let shown: Vec<f64> = (0..shown).map(last_of).collect();
    let finite = || shown.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let bar = |value: &f64| match (value.is_finite(), high > low) {
        (false, _) => ' ',
        (true, false) => BARS[3],
        (true, true) => BARS[(((value - low) / (high - low) * 7.0).round() as usize).min(7)],
    };
    shown.iter().map(bar).collect()
}

/// The same of a history, by its newest values.
pub(super) fn of_history(history: &History, cells: usize) -> String {
    course(&history.buckets().iter().map(|bucket| bucket.last).collect::<Vec<_>>(), cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_reaches_from_its_smallest_to_its_largest_value() {
        assert_eq!(course(&[0.0, 1.0, 2.0, 3.0], 8), "▁▃▆█");
        assert_eq!(course(&[0.0, 1.0, 2.0, 3.0], 2), "▁█");
        assert_eq!(course(&[2.0, 2.0], 8), "▄▄");
        assert_eq!(course(&[0.0, f64::NAN, 1.0], 8), "▁ █");
        assert_eq!(course(&[], 8), "");
    }
}
