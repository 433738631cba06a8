//! Where a run is: enough to find the next step again, to the last bit.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{BestEpoch, LearnerError, Live, Moments, schedule::Plateau};
use crate::{data::epoch_order, experiment::Batch, model::NamedTensor};

/// A run at one step: weights, optimizer and place.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Where the run is.
    pub place: Place,
    /// All weights.
    pub weights: Vec<NamedTensor>,
    /// What the optimizer remembers.
    pub moments: Moments,
    /// The weights of the epoch with the smallest validation loss so far.
    pub best: Option<Arc<[NamedTensor]>>,
    /// Changes that were made so far.
    pub interventions: u64,
    /// Training time so far, without pauses.
    pub seconds: f64,
}

impl Snapshot {
    /// Memory that its numbers take.
    pub(super) fn bytes(&self) -> usize {
        let weights = self.weights.iter().chain(self.best.iter().flat_map(|best| best.iter()));
        let moments = self.moments.first.len() + self.moments.second.len();
        size_of::<f32>() * (weights.map(|tensor| tensor.values.len()).sum::<usize>() + moments)
    }
}

/// Where a run is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Steps taken.
    pub step: u64,
    /// Epochs completed.
    pub epoch: u64,
    /// How the epoch under way is cut into batches, and how many were taken of each cut.
    pub(super) cuts: Vec<Cut>,
    /// The hyperparameters that can change, as they are now.
    pub live: Live,
    /// Steps that the epochs come to.
    pub goal: u64,
    /// Steps after which the run ends: the goal, or more where more were asked for.
    pub end: u64,
    /// Steps that were asked for by number end here.
    pub(super) pause_at: Option<u64>,
    /// What the validation losses have done to the learning rate.
    pub(super) plateau: Plateau,
    /// The epoch with the smallest validation loss.
    pub best: Option<BestEpoch>,
    /// Loss of the last step; `None` before the first.
    pub loss: Option<f64>,
    /// The run has come to its end.
    pub finished: bool,
}

/// Batches of one size in an epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cut {
    /// Examples a step.
    batch: Batch,
    /// Steps taken so.
    steps: u64,
}

impl Place {
    /// Before the first step.
    pub(super) fn start(live: Live, order: &mut Order) -> Self {
        let mut place = Self {
            step: 0,
            epoch: 0,
            cuts: Vec::new(),
            live,
            goal: 0,
            end: 0,
            pause_at: None,
            plateau: Plateau::default(),
            best: None,
            loss: None,
            finished: false,
        };
        place.order_epoch(order);
        place.aim(order);
        place
    }

    fn order_epoch(&mut self, order: &mut Order) {
        order.begin(self.epoch, self.live.batch);
        self.cuts = vec![Cut { batch: self.live.batch, steps: 0 }];
    }

    /// One more step.
    pub(super) fn advance(&mut self, loss: f64) {
        self.step += 1;
        self.loss = Some(loss);
        if let Some(cut) = self.cuts.last_mut() {
            cut.steps += 1;
        }
    }

    /// One more epoch.
    pub(super) fn begin_epoch(&mut self, order: &mut Order) {
        self.epoch += 1;
        self.order_epoch(order);
    }

    /// What is left of the epoch in batches of the present size.
    pub(super) fn cut_anew(&mut self, order: &mut Order) {
        order.cut(self.live.batch);
        self.cuts.push(Cut { batch: self.live.batch, steps: 0 });
        self.aim(order);
    }

    /// Finds the goal for the epochs that are still to come.
    pub(super) fn aim(&mut self, order: &Order) {
        let was_extended = self.end > self.goal;
        let whole =
            self.live.epochs.saturating_sub(self.epoch + 1).saturating_mul(order.steps_an_epoch(self.live.batch));
        let rest = if self.epoch < self.live.epochs { order.rest.len() as u64 } else { 0 };
        self.goal = self.step.saturating_add(rest).saturating_add(whole);
        self.end = if was_extended { self.end.max(self.goal) } else { self.goal };
        self.finished &= self.step >= self.end;
    }

    /// Asks for so many steps; those that were asked for before and are not taken yet are taken too.
    pub(super) fn ask(&mut self, steps: u64) {
        let until = self.pause_at.unwrap_or(self.step).saturating_add(steps);
        (self.pause_at, self.finished) = (Some(until), false);
        self.end = self.end.max(until);
    }

    /// Finds the next step again.
    pub(super) fn restore(&self, order: &mut Order) -> Result<(), LearnerError> {
        let lost = || LearnerError("its place in the epoch is not one of this experiment".to_owned());
        // No run comes so far, and one more would be one too many.
        if self.step.max(self.epoch) > i64::MAX as u64 {
            return Err(lost());
        }
        for (number, cut) in self.cuts.iter().enumerate() {
            if number == 0 {
                order.begin(self.epoch, cut.batch);
            } else {
                order.cut(cut.batch);
            }
            if cut.steps > order.rest.len() as u64 {
                return Err(lost());
            }
            (0..cut.steps).for_each(|_| order.advance());
        }
        if order.is_over() { Err(lost()) } else { Ok(()) }
    }
}

/// The training examples in the order of an epoch, batch by batch.
#[derive(Debug)]
pub(super) struct Order {
    /// Steps of each training example.
    lengths: Vec<usize>,
    seed: u64,
    /// The batches that are still to be taken, last first; indices of training examples.
    rest: Vec<Vec<usize>>,
}

impl Order {
    pub(super) fn new(lengths: Vec<usize>, seed: u64) -> Self {
        Self { lengths, seed, rest: Vec::new() }
    }

    fn begin(&mut self, epoch: u64, batch: Batch) {
        self.rest = epoch_order(&self.lengths, batch, self.seed, epoch);
        self.rest.reverse();
    }

    /// Cuts what is left into batches of another size, in the same order.
    fn cut(&mut self, batch: Batch) {
        let left: Vec<usize> = self.rest.iter().rev().flatten().copied().collect();
        let size = match batch {
            Batch::Full => left.len(),
            Batch::Count(count) => count as usize,
        };
        self.rest = left.chunks(size.max(1)).map(<[usize]>::to_vec).rev().collect();
    }

    /// The examples of the next step.
    pub(super) fn upcoming(&self) -> &[usize] {
        self.rest.last().map_or(&[], Vec::as_slice)
    }

    pub(super) fn advance(&mut self) {
        self.rest.pop();
    }

    pub(super) fn is_over(&self) -> bool {
        self.rest.is_empty()
    }

    fn steps_an_epoch(&self, batch: Batch) -> u64 {
        epoch_order(&self.lengths, batch, 0, 0).len() as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::experiment::{Clip, Patience};

    fn live(batch: Batch, epochs: u64) -> Live {
        Live { learning_rate: 0.1, clip: Clip::Off, batch, dropout: 0.0, patience: Patience::Off, epochs }
    }

    fn take(place: &mut Place, order: &mut Order) -> Vec<usize> {
        let batch = order.upcoming().to_vec();
        order.advance();
        place.advance(1.0);
        if order.is_over() {
            place.begin_epoch(order);
        }
        batch
    }

    proptest! {
        #[test]
        fn a_place_that_is_restored_goes_on_as_if_nothing_had_happened(
            examples in 1..40_usize,
            first in 1..12_u64,
            steps in 0..60_usize,
            changes in prop::collection::vec((0..60_usize, 1..12_u64), 0..4),
        ) {
            let lengths: Vec<usize> = (0..examples).map(|at| 1 + at % 5).collect();
            let mut order = Order::new(lengths.clone(), 7);
            let mut place = Place::start(live(Batch::Count(first), 100), &mut order);
            for step in 0..steps {
                for (_, size) in changes.iter().filter(|(at, _)| *at == step) {
                    place.live.batch = Batch::Count(*size);
                    place.cut_anew(&mut order);
                }
                take(&mut place, &mut order);
            }
            let (mut again, mut found) = (place.clone(), Order::new(lengths, 7));
            again.restore(&mut found).unwrap();
            for _ in 0..30 {
                prop_assert_eq!(take(&mut place, &mut order), take(&mut again, &mut found));
                prop_assert_eq!(&place, &again);
            }
        }

        #[test]
        fn an_epoch_that_is_cut_anew_still_takes_each_example_once(examples in 1..40_usize, first in 1..9_u64, second in 1..9_u64) {
            let mut order = Order::new(vec![3; examples], 7);
            let mut place = Place::start(live(Batch::Count(first), 1), &mut order);
            let mut taken = Vec::new();
            if place.goal > 1 {
                taken.extend(take(&mut place, &mut order));
                place.live.batch = Batch::Count(second);
                place.cut_anew(&mut order);
            }
            while place.step < place.goal {
                taken.extend(take(&mut place, &mut order));
            }
            taken.sort_unstable();
            prop_assert_eq!(taken, (0..examples).collect::<Vec<_>>());
            prop_assert_eq!(place.epoch, 1);
        }
    }

    #[test]
    fn the_goal_follows_epochs_and_batch_and_never_comes_before_the_step() {
        let mut order = Order::new(vec![1; 10], 1);
        let mut place = Place::start(live(Batch::Count(5), 4), &mut order);
        assert_eq!(place.goal, 8);
        (0..3).for_each(|_| drop(take(&mut place, &mut order)));
        place.live.batch = Batch::Count(1);
        place.cut_anew(&mut order);
        // Five examples of the second epoch are left, then two epochs of ten.
        assert_eq!((place.goal, place.end), (3 + 5 + 20, 28));
        place.live.epochs = 1;
        place.aim(&order);
        assert_eq!((place.goal, place.end), (3, 3));
        place.ask(4);
        assert_eq!((place.goal, place.end), (3, 7));
    }

    #[test]
    fn a_place_that_is_none_is_refused() {
        let mut order = Order::new(vec![1; 4], 1);
        let mut place = Place::start(live(Batch::Count(2), 4), &mut order);
        for steps in [2, 3] {
            place.cuts = vec![Cut { batch: Batch::Count(2), steps }];
            let words = place.restore(&mut order).unwrap_err().to_string();
            assert_eq!(words, "its place in the epoch is not one of this experiment", "{steps}");
        }
        for (step, epoch) in [(u64::MAX, 0), (0, u64::MAX)] {
            let place = Place { step, epoch, ..Place::start(live(Batch::Count(2), 4), &mut order) };
            assert!(place.restore(&mut order).is_err(), "step {step}, epoch {epoch}");
        }
    }
}
