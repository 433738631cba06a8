//! A figure's course since step 0 in bounded memory: no step is forgotten, and no extreme.

/// Buckets kept at the most; four times what a wide terminal has room for.
const MOST_BUCKETS: usize = 4096;

/// What happened in some steps that follow one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// The first of them.
    pub first_step: u64,
    /// The last of them.
    pub last_step: u64,
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Value at the last step.
    pub last: f64,
}

impl Bucket {
    /// This one and a later one as one.
    #[must_use]
    pub fn merge(self, later: Self) -> Self {
        Self {
            first_step: self.first_step,
            last_step: later.last_step,
            min: self.min.min(later.min),
            max: self.max.max(later.max),
            last: later.last,
        }
    }
}

/// A figure since step 0. While it fits, one bucket a step; then buckets of two, four, … steps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    buckets: Vec<Bucket>,
    /// Pairs were merged this many times.
    merges: u32,
}

impl History {
    /// Adds the value at a step. Steps come in order; a value that is not finite leaves a gap.
    pub fn push(&mut self, step: u64, value: f64) {
        if !value.is_finite() {
            return;
        }
        let bucket = Bucket { first_step: step, last_step: step, min: value, max: value, last: value };
        let width = 1_u64 << self.merges;
        match self.buckets.last_mut() {
            Some(open) if open.first_step / width == step / width => *open = open.merge(bucket),
            _ => self.buckets.push(bucket),
        }
        if self.buckets.len() > MOST_BUCKETS {
            self.merge_pairs();
        }
    }

    /// Forgets a step and all after it. Where one bucket holds steps of before and after, all of it goes: an extreme of
    /// what is no longer true is worse than a gap.
    pub fn rewind(&mut self, step: u64) {
        self.buckets.retain(|bucket| bucket.last_step < step);
    }

    fn merge_pairs(&mut self) {
        self.merges += 1;
        let width = 1_u64 << self.merges;
        let mut merged: Vec<Bucket> = Vec::with_capacity(MOST_BUCKETS);
        for bucket in self.buckets.drain(..) {
            match merged.last_mut() {
                Some(open) if open.first_step / width == bucket.first_step / width => *open = open.merge(bucket),
                _ => merged.push(bucket),
            }
        }
        self.buckets = merged;
    }

    /// The buckets, in order.
    #[must_use]
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// The newest value.
    #[must_use]
    pub fn last(&self) -> Option<f64> {
        self.buckets.last().map(|bucket| bucket.last)
    }

    /// Smallest and largest value of all.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let merged = self.buckets.iter().copied().reduce(Bucket::merge)?;
        Some((merged.min, merged.max))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_step_is_in_a_bucket_and_no_extreme_is_lost(values in prop::collection::vec(-1e6..1e6_f64, 1..20_000)) {
            let mut history = History::default();
            values.iter().enumerate().for_each(|(step, &value)| history.push(step as u64, value));
            prop_assert!(history.buckets().len() <= MOST_BUCKETS);
            let mut next = 0;
            for bucket in history.buckets() {
                prop_assert_eq!(bucket.first_step, next);
                next = bucket.last_step + 1;
                let of_bucket = &values[bucket.first_step as usize..=bucket.last_step as usize];
                prop_assert!(of_bucket.contains(&bucket.min) && of_bucket.contains(&bucket.max));
                prop_assert!(of_bucket.iter().all(|v| (bucket.min..=bucket.max).contains(v)));
            }
            prop_assert_eq!(next, values.len() as u64);
            prop_assert_eq!(history.last(), values.last().copied());
        }
    }

    #[test]
    fn a_rewind_forgets_what_came_after_and_goes_on_from_there() {
        let mut history = History::default();
        (0..10).for_each(|step| history.push(step, step as f64));
        history.rewind(4);
        assert_eq!(history.last(), Some(3.0));
        history.push(4, 40.0);
        assert_eq!(history.range(), Some((0.0, 40.0)));
        assert_eq!(history.buckets().len(), 5);
    }

    #[test]
    fn a_value_that_is_not_finite_leaves_a_gap_and_the_range_as_it_was() {
        let mut history = History::default();
        for (step, value) in [3.0, f64::NAN, 1.0, f64::INFINITY].into_iter().enumerate() {
            history.push(step as u64, value);
        }
        assert_eq!(history.range(), Some((1.0, 3.0)));
        assert_eq!(history.buckets().iter().map(|b| b.first_step).collect::<Vec<_>>(), [0, 2]);
    }
}
