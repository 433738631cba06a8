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
    /// Mean of the values.
    pub mean: f64,
    /// How many values there are.
    pub count: u64,
    /// Value at the last step.
    pub last: f64,
    /// Before it, or in it, a value was not finite.
    pub after_gap: bool,
}

impl Bucket {
    /// One value.
    #[must_use]
    pub fn of(step: u64, value: f64) -> Self {
        Self {
            first_step: step,
            last_step: step,
            min: value,
            max: value,
            mean: value,
            count: 1,
            last: value,
            after_gap: false,
        }
    }

    /// This one and a later one as one.
    #[must_use]
    pub fn merge(self, later: Self) -> Self {
        let count = self.count + later.count;
        Self {
            first_step: self.first_step,
            last_step: later.last_step,
            min: self.min.min(later.min),
            max: self.max.max(later.max),
            // So written it does not overflow.
            mean: self.mean + (later.mean - self.mean) * (later.count as f64 / count as f64),
            count,
            last: later.last,
            after_gap: self.after_gap || later.after_gap,
        }
    }
}

/// A figure since step 0. While it fits, one bucket a step; then buckets of two, four, … steps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    buckets: Vec<Bucket>,
    /// Pairs were merged this many times.
    merges: u32,
    /// The newest value was not finite.
    gap: bool,
    /// The smallest value and its step.
    lowest: Option<(u64, f64)>,
}

impl History {
    /// Adds the value at a step. Steps come in order: one that was there before begins a new course. A value that is not
    /// finite leaves a gap.
    pub fn push(&mut self, step: u64, value: f64) {
        if self.buckets.last().is_some_and(|bucket| step <= bucket.last_step) {
            self.rewind(step);
        }
        if !value.is_finite() {
            self.gap = true;
            return;
        }
        let bucket = Bucket { after_gap: std::mem::take(&mut self.gap), ..Bucket::of(step, value) };
        let width = 1_u64 << self.merges;
        match self.buckets.last_mut() {
            Some(open) if open.first_step / width == step / width => *open = open.merge(bucket),
            _ => self.buckets.push(bucket),
        }
        if self.lowest.is_none_or(|(_, lowest)| value < lowest) {
            self.lowest = Some((step, value));
        }
        if self.buckets.len() > MOST_BUCKETS {
            self.merge_pairs();
        }
    }

    /// Forgets a step and all after it. Where one bucket holds steps of before and after, all of it goes: an extreme of what
    /// is no longer true is worse than a gap.
    pub fn rewind(&mut self, step: u64) {
        drop(self.split_off(step));
    }

    /// The same, and gives what is forgotten together with where it began.
    #[must_use]
    pub fn split_off(&mut self, step: u64) -> Self {
        let kept = self.buckets.partition_point(|bucket| bucket.last_step < step);
        let cut = self.buckets[kept.saturating_sub(1)..].to_vec();
        let cut = Self { merges: self.merges, lowest: lowest(&cut), buckets: cut, gap: self.gap };
        self.buckets.truncate(kept);
        self.gap = false;
        if self.lowest.is_some_and(|(at, _)| at >= step) {
            self.lowest = lowest(&self.buckets);
        }
        cut
    }

    /// The smallest value and its step.
    #[must_use]
    pub fn lowest(&self) -> Option<(u64, f64)> {
        self.lowest
    }

    /// What is known of a step: the bucket that holds it, or else the last one before it.
    #[must_use]
    pub fn at(&self, step: u64) -> Option<&Bucket> {
        self.buckets[..self.buckets.partition_point(|bucket| bucket.first_step <= step)].last()
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

    /// The exponential moving average of the means over about so many steps, a value for each bucket: it forgets by steps,
    /// not by buckets, so that it stays what it is when buckets are merged. The first value does not weigh more than
    /// others (as the smoothing of `TensorBoard`).
    #[must_use]
    pub fn smoothed(&self, steps: f64) -> Vec<Bucket> {
        let (mut average, mut weight, mut before) = (0.0, 0.0, None);
        let smooth = |bucket: &Bucket| {
            let passed = before.map_or(bucket.count, |before| bucket.last_step - before);
            let kept = (-(passed as f64) / steps).exp();
            average = kept * average + (1.0 - kept) * bucket.mean;
            weight = kept * weight + (1.0 - kept);
            before = Some(bucket.last_step);
            let value = average / weight;
            Bucket { min: value, max: value, mean: value, last: value, ..*bucket }
        };
        self.buckets.iter().map(smooth).collect()
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

fn lowest(buckets: &[Bucket]) -> Option<(u64, f64)> {
    let lowest = buckets.iter().min_by(|a, b| a.min.total_cmp(&b.min))?;
    Some((lowest.last_step, lowest.min))
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
        let cut = history.split_off(4);
        assert_eq!((history.last(), history.lowest()), (Some(3.0), Some((0, 0.0))));
        assert_eq!((cut.buckets()[0].first_step, cut.last(), cut.lowest()), (3, Some(9.0), Some((3, 3.0))));
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
        assert_eq!(
            history.buckets().iter().map(|b| (b.first_step, b.after_gap)).collect::<Vec<_>>(),
            [(0, false), (2, true)]
        );
    }

    #[test]
    fn the_lowest_value_has_its_own_step_and_a_step_is_found_among_merged_ones() {
        let mut history = History::default();
        (0..10_000).for_each(|step| history.push(step, if step == 1234 { -1.0 } else { step as f64 }));
        assert_eq!(history.lowest(), Some((1234, -1.0)));
        let bucket = history.at(1234).unwrap();
        assert!(bucket.first_step <= 1234 && 1234 <= bucket.last_step && bucket.min <= -1.0, "{bucket:?}");
        assert_eq!(history.at(20_000).unwrap().last_step, 9999);
    }

    #[test]
    fn a_step_that_was_there_before_begins_a_new_course() {
        let mut history = History::default();
        for step in [0, 1, 2, 5, 3, 3, 4] {
            history.push(step, step as f64);
        }
        assert!(history.buckets().is_sorted_by(|a, b| a.last_step < b.first_step), "{history:?}");
        assert_eq!(history.buckets().iter().map(|bucket| bucket.first_step).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn smoothing_is_an_average_of_about_so_many_steps_whether_buckets_are_merged_or_not() {
        let (mut few, mut many) = (History::default(), History::default());
        // Up and down around 5, for a time that fits and one that does not.
        for (history, steps) in [(&mut few, 2_000), (&mut many, 20_000)] {
            (0..steps).for_each(|step| history.push(step, if step % 2 == 0 { 4.0 } else { 6.0 }));
            let smoothed = history.smoothed(100.0);
            assert!(smoothed[200..].iter().all(|bucket| (bucket.last - 5.0).abs() < 0.05));
            assert!((smoothed[0].last - history.buckets()[0].mean).abs() < 1e-9, "the first weighs no more");
        }
    }
}
