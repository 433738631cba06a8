//! Earlier states of a run that it can go back to: a bounded number, the older the farther apart, and those that a person
//! keeps.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::Snapshot;

/// Marks that are kept at the most.
const MOST: usize = 64;
/// Bytes that they may take; of a large network there are fewer.
const MOST_BYTES: usize = 256 << 20;

/// Of those that are kept by hand so many are spared; the oldest of more become ones like any other.
const MOST_BY_HAND: usize = MOST / 2;

/// An earlier state of a run that can be looked at and gone back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Steps taken then.
    pub step: u64,
    /// A person keeps it.
    pub by_hand: bool,
}

/// How many are kept of states like this one.
#[must_use]
pub fn most_marks(snapshot: &Snapshot) -> usize {
    most(snapshot.bytes())
}

/// How many are kept of so many bytes each.
pub(super) fn most(bytes: usize) -> usize {
    (MOST_BYTES / bytes.max(1)).clamp(2, MOST)
}

/// Earlier states by their step.
#[derive(Debug, Default)]
pub(super) struct Marks {
    by_step: BTreeMap<u64, Arc<Snapshot>>,
    by_hand: BTreeSet<u64>,
    /// They are others than when they were last asked for.
    is_new: bool,
}

impl Marks {
    /// Keeps a state. The first one ever stays, and so does the newest.
    pub(super) fn keep(&mut self, snapshot: Snapshot) {
        let most = most_marks(&snapshot);
        self.by_step.insert(snapshot.place.step, Arc::new(snapshot));
        while self.by_step.len() > most {
            self.thin(most);
        }
        self.is_new = true;
    }

    /// Spares a state for a person, who asked for it.
    pub(super) fn spare(&mut self, step: u64) {
        self.by_hand.insert(step);
        if self.by_hand.len() > MOST_BY_HAND {
            self.by_hand.pop_first();
        }
        self.is_new = true;
    }

    /// All of them, oldest first, if they are others than the last time.
    pub(super) fn news(&mut self) -> Option<Vec<Mark>> {
        let mark = |&step: &u64| Mark { step, by_hand: self.by_hand.contains(&step) };
        let is_new = std::mem::take(&mut self.is_new);
        is_new.then(|| self.by_step.keys().map(mark).collect())
    }

    /// Leaves out the one that is missed least: its neighbours are near to each other for their age.
    fn thin(&mut self, most: usize) {
        let steps: Vec<u64> = self.by_step.keys().copied().collect();
        let newest = steps.last().copied().unwrap_or(0);
        let gap = |before: u64, at: u64, after: u64| (after - before) as f64 / (newest - at + 1) as f64;
        // Of a large network there may be no room for what a person keeps.
        let spared = |at: u64| most > MOST_BY_HAND && self.by_hand.contains(&at);
        let between = steps.array_windows().map(|&[before, at, after]| (at, gap(before, at, after)));
        let between = between.filter(|(at, _)| !spared(*at));
        match between.min_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((least, _)) => self.by_step.remove(&least),
            None => self.by_step.pop_first().map(|(_, first)| first),
        };
    }

    /// The state at a step, if it is kept.
    pub(super) fn at(&self, step: u64) -> Option<Arc<Snapshot>> {
        self.by_step.get(&step).cloned()
    }

    /// The step of the newest.
    pub(super) fn newest(&self) -> Option<u64> {
        self.by_step.keys().next_back().copied()
    }

    /// Forgets what came after a step, for the run goes on from there.
    pub(super) fn forget_after(&mut self, step: u64) {
        self.by_step.retain(|&marked, _| marked <= step);
        self.by_hand.retain(|&marked| marked <= step);
        self.is_new = true;
    }

    /// Forgets the state at a step where it is not the only one, and gives the step of the newest that is left.
    pub(super) fn drop_newest(&mut self) -> Option<u64> {
        if self.by_step.len() > 1 {
            self.by_step.pop_last();
            self.is_new = true;
        }
        self.newest()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        experiment::Experiment,
        model::NamedTensor,
        training::{Live, Moments, place::Order},
    };

    fn snapshot(step: u64, weights: usize) -> Snapshot {
        let live = Live::of(&Experiment::open("series-sum").unwrap());
        let mut place = crate::training::Place::start(live, &mut Order::new(vec![1], 1));
        place.step = step;
        let weights = NamedTensor { name: "w".to_owned(), shape: vec![weights], values: vec![0.0; weights] };
        let moments = Moments::default();
        Snapshot { place, weights: vec![weights], moments, best: None, interventions: 0, seconds: 0.0 }
    }

    #[test]
    fn however_many_are_kept_the_first_and_the_newest_stay_and_the_older_are_the_farther_apart() {
        let mut marks = Marks::default();
        (0..10_000).for_each(|step| marks.keep(snapshot(step, 1)));
        let steps: Vec<u64> = marks.by_step.keys().copied().collect();
        assert_eq!((steps.len(), steps[0], steps[MOST - 1]), (MOST, 0, 9_999));
        let gaps: Vec<u64> = steps.array_windows().map(|[a, b]| b - a).collect();
        let sum = |gaps: &[u64]| gaps.iter().sum::<u64>();
        assert_eq!(gaps[MOST - 2], 1);
        assert!(sum(&gaps[..MOST / 2]) > 20 * sum(&gaps[MOST / 2..]), "{gaps:?}");
    }

    #[test]
    fn what_a_person_keeps_is_spared_and_told_of_once() {
        let mut marks = Marks::default();
        for step in 0..10_000 {
            marks.keep(snapshot(step, 1));
            if step == 10 || step == 77 {
                marks.spare(step);
            }
        }
        let told = marks.news().unwrap();
        let by_hand: Vec<u64> = told.iter().filter(|mark| mark.by_hand).map(|mark| mark.step).collect();
        assert_eq!((told.len(), by_hand), (MOST, vec![10, 77]));
        assert_eq!(marks.news(), None);
        marks.forget_after(50);
        assert_eq!(marks.news().unwrap().last(), Some(&Mark { step: 10, by_hand: true }));
    }

    #[test]
    fn however_much_a_person_keeps_there_is_room_for_the_newest() {
        let mut marks = Marks::default();
        for step in 0..200 {
            marks.keep(snapshot(step, 1));
            marks.spare(step);
        }
        let told = marks.news().unwrap();
        assert_eq!((told.len(), told.iter().filter(|mark| mark.by_hand).count()), (MOST, MOST_BY_HAND));
        assert_eq!(marks.newest(), Some(199));
    }

    #[test]
    fn of_a_large_network_there_are_fewer_but_always_two() {
        for (weights, kept) in [(MOST_BYTES / 16, 4), (MOST_BYTES, 2)] {
            let mut marks = Marks::default();
            (0..6).for_each(|step| marks.keep(snapshot(step, weights)));
            assert_eq!((marks.by_step.len(), marks.newest()), (kept, Some(5)), "{weights}");
        }
    }

    #[test]
    fn going_back_forgets_what_came_after_and_the_last_mark_is_never_dropped() {
        let mut marks = Marks::default();
        (0..6).for_each(|step| marks.keep(snapshot(step, 1)));
        marks.forget_after(3);
        assert_eq!(marks.newest(), Some(3));
        let left: Vec<_> = (0..5).map(|_| marks.drop_newest()).collect();
        assert_eq!(left, [Some(2), Some(1), Some(0), Some(0), Some(0)]);
    }
}
