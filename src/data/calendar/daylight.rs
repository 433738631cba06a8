//! Clocks that are put forward in spring and back in autumn, where times say nothing of it.
//!
//! A clock that is put back shows one hour twice; put forward, it skips one. Both happen on Sunday nights in spring and autumn.
//! Where a series has such an hour, its first occurrence is in summer time and its second is not, and the times between such
//! nights are put on one clock.

use std::collections::HashMap;

use jiff::civil::Weekday;

use super::{Form, Moment};

const HOUR: i128 = 3_600_000_000_000;
/// Minutes that a clock is put forward.
const FORWARD: i16 = 60;
/// Hours in which clocks are put forward or back.
const NIGHT: i8 = 4;

/// A night in which the clock is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// From this time of the clock on it is summer.
    Forward(i128),
    /// The hour from this time of the clock on is there twice.
    Back(i128),
}

impl Change {
    fn at(self) -> i128 {
        let (Self::Forward(at) | Self::Back(at)) = self;
        at
    }
}

/// Puts times, in the order of the file, on one clock if they show that theirs was changed.
pub fn undo(moments: &mut [Moment]) {
    if moments.first().is_none_or(|moment| moment.form() != Form::DateTime) {
        return;
    }
    let mut ascending: Vec<Moment> = moments.to_vec();
    ascending.sort_unstable();
    let Some(back) = put_back(&ascending) else { return };
    ascending.dedup();
    let mut changes: Vec<Change> = back.into_iter().chain(put_forward(&ascending)).collect();
    changes.sort_by_key(|change| change.at());
    let alternate =
        changes.windows(2).all(|pair| matches!(pair[0], Change::Back(_)) != matches!(pair[1], Change::Back(_)));
    if alternate && !changes.is_empty() {
        put_on_one_clock(moments, &changes);
    }
}

/// Hours that are there twice, each on a Sunday night; None where a time is repeated otherwise.
fn put_back(ascending: &[Moment]) -> Option<Vec<Change>> {
    let mut hours: Vec<i128> = Vec::new();
    for of_one_time in ascending.chunk_by(|a, b| a == b).filter(|rows| rows.len() > 1) {
        if of_one_time.len() > 2 || !is_night_of_change(of_one_time[0]) {
            return None;
        }
        let hour = of_one_time[0].position().div_euclid(HOUR) * HOUR;
        if hours.last() != Some(&hour) {
            hours.push(hour);
        }
    }
    // A week apart at least: in one night a clock is changed once.
    let apart = hours.windows(2).all(|pair| pair[1] - pair[0] > 7 * 24 * HOUR);
    apart.then(|| hours.into_iter().map(Change::Back).collect())
}

/// Hours that are skipped, each on a Sunday night, of a series without other gaps around.
fn put_forward(ascending: &[Moment]) -> Vec<Change> {
    let Some(step) = commonest_step(ascending).filter(|step| *step <= HOUR) else { return Vec::new() };
    let skips = |pair: &[Moment]| {
        let skipped = pair[0].moved_to(pair[0].position() + step)?;
        let is_one_hour = pair[1].position() - pair[0].position() == step + HOUR;
        (is_one_hour && is_night_of_change(skipped) && skipped.position() % HOUR == 0)
            .then(|| Change::Forward(pair[1].position()))
    };
    ascending.windows(2).filter_map(skips).collect()
}

fn commonest_step(ascending: &[Moment]) -> Option<i128> {
    let mut counts: HashMap<i128, usize> = HashMap::new();
    for pair in ascending.windows(2) {
        *counts.entry(pair[1].position() - pair[0].position()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(step, count)| (*count, -step)).map(|(step, _)| step)
}

fn is_night_of_change(moment: Moment) -> bool {
    moment.start().is_some_and(|time| {
        let is_season = matches!(time.month(), 3 | 4 | 9 | 10 | 11);
        time.weekday() == Weekday::Sunday && is_season && time.hour() < NIGHT
    })
}

fn put_on_one_clock(moments: &mut [Moment], changes: &[Change]) {
    let mut seen: HashMap<i128, usize> = HashMap::new();
    for moment in moments {
        let clock = moment.position();
        let is_second = {
            let count = seen.entry(clock).or_default();
            *count += 1;
            *count > 1
        };
        let last = changes.iter().rev().find(|change| change.at() <= clock);
        let is_summer = match last {
            Some(Change::Forward(_)) => true,
            Some(Change::Back(at)) => clock < at + HOUR && !is_second,
            None => matches!(changes.first(), Some(Change::Back(_))),
        };
        if is_summer {
            *moment = moment.at_offset(FORWARD).unwrap_or(*moment);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::calendar::Frequency;

    fn put_right(texts: &[&str]) -> Vec<Moment> {
        let mut moments: Vec<Moment> = texts.iter().map(|text| Form::DateTime.parse(text).unwrap()).collect();
        undo(&mut moments);
        moments
    }

    #[test]
    fn the_hour_that_is_there_twice_in_autumn_is_two_hours() {
        let found = put_right(&[
            "2020-10-25 00:00",
            "2020-10-25 01:00",
            "2020-10-25 02:00",
            "2020-10-25 02:00",
            "2020-10-25 03:00",
        ]);
        assert!(found.windows(2).all(|pair| pair[1].position() - pair[0].position() == HOUR), "{found:?}");
        assert_eq!(found.iter().map(|moment| moment.offset()).collect::<Vec<_>>(), [60, 60, 60, 0, 0]);
    }

    #[test]
    fn the_hour_that_is_skipped_in_spring_is_no_gap() {
        let found = put_right(&[
            "2020-03-29 00:00",
            "2020-03-29 00:30",
            "2020-03-29 01:00",
            "2020-03-29 01:30",
            "2020-03-29 03:00",
        ]);
        assert_eq!(Frequency::of(&found).unwrap().in_words(), "every 30 min");
        assert!(found.windows(2).all(|pair| pair[1].position() - pair[0].position() == HOUR / 2), "{found:?}");
    }

    #[test]
    fn times_that_repeat_on_other_days_stay_as_they_are() {
        let texts = ["2020-10-24 02:00", "2020-10-24 02:00", "2020-10-24 03:00"];
        assert_eq!(put_right(&texts).iter().map(|moment| moment.offset()).collect::<Vec<_>>(), [0, 0, 0]);
    }
}
