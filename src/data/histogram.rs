//! How often values lie where, in bins of the same width.

use serde::{Deserialize, Serialize};

/// How many of some values lie in each of a few bins of the same width, as `numpy.histogram`: a value on an edge belongs to
/// the bin above it, and the largest to the last.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Histogram {
    /// Where the first bin begins.
    pub from: f64,
    /// Where the last bin ends.
    pub to: f64,
    /// Values in each bin.
    pub counts: Vec<usize>,
}

impl Histogram {
    /// The histogram of those values that are finite; `None` where there are none. Equal values stand in the middle of a
    /// width of 1.
    #[must_use]
    pub fn of(bins: usize, values: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let finite = values.filter(|value| value.is_finite());
        let ends = |ends: (f64, f64), value: f64| (ends.0.min(value), ends.1.max(value));
        let first = finite.clone().next()?;
        let (from, to) = finite.clone().fold((first, first), ends);
        let (from, to) = if from < to { (from, to) } else { (from - 0.5, to + 0.5) };
        let mut histogram = Self { from, to, counts: vec![0; bins.max(1)] };
        for value in finite {
            let place = histogram.place(value);
            histogram.counts[place] += 1;
        }
        Some(histogram)
    }

    /// Values in all bins together.
    #[must_use]
    pub fn count(&self) -> usize {
        self.counts.iter().sum()
    }

    fn place(&self, value: f64) -> usize {
        // Halves, so that the largest numbers there are stay finite.
        let share = (value / 2.0 - self.from / 2.0) / (self.to / 2.0 - self.from / 2.0);
        ((share * self.counts.len() as f64) as usize).min(self.counts.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_an_edge_belongs_to_the_bin_above_it_and_the_largest_to_the_last() {
        let values = [0.0, 1.0, 1.5, 2.0, 4.0, f64::NAN, f64::INFINITY];
        let histogram = Histogram::of(4, values.into_iter()).unwrap();
        assert_eq!(histogram, Histogram { from: 0.0, to: 4.0, counts: vec![1, 2, 1, 1] });
        assert_eq!(histogram.count(), 5);
    }

    #[test]
    fn equal_values_stand_in_the_middle_and_none_have_no_histogram() {
        let histogram = Histogram::of(3, [7.0, 7.0].into_iter()).unwrap();
        assert_eq!(histogram, Histogram { from: 6.5, to: 7.5, counts: vec![0, 2, 0] });
        assert_eq!(Histogram::of(3, [f64::NAN].into_iter()), None);
    }

    #[test]
    fn the_largest_numbers_there_are_are_counted_too() {
        let histogram = Histogram::of(2, [f64::MIN, 0.0, f64::MAX].into_iter()).unwrap();
        assert_eq!(histogram.counts, [1, 2]);
    }
}
