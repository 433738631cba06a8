//! Which of two runs stands first.

use std::cmp::Ordering;

use super::Column;
use crate::run::Overview;

/// The order of two runs by a column; each comes with its place by age. A run that has nothing there stands last, whichever
/// way round.
pub(super) fn of(
    column: Column,
    (one, age): (&Overview, usize),
    (other, other_age): (&Overview, usize),
    largest_first: bool,
) -> Ordering {
    let numbers = |one: Option<f64>, other: Option<f64>| last_without(one, other, largest_first, f64::total_cmp);
    match column {
        Column::Run => turned(age.cmp(&other_age), largest_first),
        Column::State => turned(one.state.cmp(&other.state), largest_first),
        Column::Test => {
            // Figures of one kind stand together, the best first.
            let kind = |run: &Overview| run.test().map(|(metric, _)| metric.short());
            let badness = |run: &Overview| {
                run.test().map(|(metric, value)| if metric.larger_is_better() { -value } else { value })
            };
            last_without(kind(one), kind(other), false, Ord::cmp).then(numbers(badness(one), badness(other)))
        }
        Column::Verdict => numbers(one.skill(), other.skill()),
        Column::Steps => last_without(one.steps(), other.steps(), largest_first, Ord::cmp),
        Column::Loss => numbers(one.loss(), other.loss()),
        Column::Seed => last_without(seed(one), seed(other), largest_first, Ord::cmp),
        Column::Time => numbers(one.seconds(), other.seconds()),
        Column::Note => {
            let note = |run: &Overview| Some(run.note.to_lowercase()).filter(|note| !note.is_empty());
            last_without(note(one), note(other), largest_first, Ord::cmp)
        }
    }
}

fn seed(run: &Overview) -> Option<u64> {
    run.experiment.as_ref().map(|experiment| experiment.training.seed)
}

fn turned(order: Ordering, largest_first: bool) -> Ordering {
    if largest_first { order.reverse() } else { order }
}

fn last_without<T>(
    one: Option<T>,
    other: Option<T>,
    largest_first: bool,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => turned(compare(&one, &other), largest_first),
        (one, other) => other.is_some().cmp(&one.is_some()),
    }
}
