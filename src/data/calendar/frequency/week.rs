//! The same times of every week: business days, opening hours, Sundays.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Grid;

pub(super) const DAY: i64 = 86_400_000_000_000;
const WEEK: i64 = 7 * DAY;
/// 1970-01-01 was a Thursday.
const FIRST_MONDAY: i128 = -3 * DAY as i128;
/// Days of the week, Monday first, that times are often restricted to.
const USUAL_DAYS: [[bool; 7]; 3] = [
    [true, true, true, true, true, false, false],
    [true, true, true, true, true, true, false],
    [true, true, true, true, false, false, true],
];
/// A time of day belongs to the rule if it is on so many of the days that have rows; a day of the week, if it is in so many
/// of the weeks.
const OFTEN: f64 = 0.5;
/// Days that have to be seen before days of the week are found missing.
const TWO_WEEKS: usize = 14;
/// More times of a day are no pattern of days.
const MOST_TIMES: usize = 1440;

/// Times of a week, in nanoseconds from the beginning of Monday; ascending, at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<i64>")]
pub(super) struct Week(Vec<i64>);

impl TryFrom<Vec<i64>> for Week {
    type Error = &'static str;

    fn try_from(times: Vec<i64>) -> Result<Self, Self::Error> {
        let ascends = times.windows(2).all(|pair| pair[0] < pair[1]);
        let within = times.iter().all(|time| (0..WEEK).contains(time));
        if times.is_empty() || !ascends || !within { Err("these are no times of a week") } else { Ok(Self(times)) }
    }
}

impl Grid for Week {
    fn floor(&self, clock: i128) -> Option<i64> {
        let since = clock.checked_sub(FIRST_MONDAY)?;
        let (week, time) = (since.div_euclid(WEEK.into()), since.rem_euclid(WEEK.into()) as i64);
        let before = self.0.partition_point(|own| *own <= time) as i128;
        i64::try_from(week * self.0.len() as i128 + before - 1).ok()
    }

    fn time(&self, number: i64) -> Option<i128> {
        let count = self.0.len() as i64;
        let time = self.0.get(number.rem_euclid(count) as usize)?;
        Some(FIRST_MONDAY + i128::from(number.div_euclid(count)) * i128::from(WEEK) + i128::from(*time))
    }
}

impl Week {
    /// The same times on some days of the week, Monday first.
    fn of(days: [bool; 7], times: &[i64]) -> Option<Self> {
        let days = (0..7).zip(days).filter(|(_, is_in)| *is_in).map(|(day, _)| day * DAY);
        Self::try_from(days.flat_map(|day| times.iter().map(move |time| day + time)).collect::<Vec<_>>()).ok()
    }

    /// Once a week, at the time of the week that is commonest.
    pub(super) fn once(clocks: &[i128]) -> Option<Self> {
        let times = clocks.iter().map(|clock| (clock - FIRST_MONDAY).rem_euclid(WEEK.into()) as i64);
        Self::try_from(vec![super::fit::commonest(times)?]).ok()
    }

    /// Patterns of a week that ascending times could follow, likeliest first.
    pub(super) fn candidates(clocks: &[i128]) -> Vec<Self> {
        let Some(times) = times_of_day(clocks) else { return Vec::new() };
        let masks = std::iter::once([true; 7]).chain(USUAL_DAYS).chain(days_seen(clocks));
        masks.filter_map(|days| Self::of(days, &times)).chain(times_of_week(clocks)).collect()
    }

    /// Times of a whole week.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The days of the week, Monday first, and the times of each, where these are the same.
    pub(super) fn by_day(&self) -> Option<([bool; 7], Vec<i64>)> {
        let on =
            |day: i64| -> Vec<i64> { self.0.iter().filter(|time| *time / DAY == day).map(|time| time % DAY).collect() };
        let days: Vec<Vec<i64>> = (0..7).map(on).collect();
        let times = days.iter().find(|times| !times.is_empty())?.clone();
        let same = days.iter().all(|of_day| of_day.is_empty() || *of_day == times);
        let mut mask = [false; 7];
        mask.iter_mut().zip(&days).for_each(|(is_in, times)| *is_in = !times.is_empty());
        same.then_some((mask, times))
    }
}

/// The times of day that are on most days. None where they hardly repeat.
fn times_of_day(clocks: &[i128]) -> Option<Vec<i64>> {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for clock in clocks {
        *counts.entry(clock.rem_euclid(DAY.into()) as i64).or_default() += 1;
        if counts.len() > MOST_TIMES {
            return None;
        }
    }
    let days = clocks.chunk_by(|a, b| day(*a) == day(*b)).count();
    let often = counts.into_iter().filter(|(_, count)| *count as f64 >= OFTEN * days as f64);
    let mut times: Vec<i64> = often.map(|(time, _)| time).collect();
    times.sort_unstable();
    (days > 1 && !times.is_empty()).then_some(times)
}

/// The days of the week that have rows in most weeks, where enough weeks were seen.
fn days_seen(clocks: &[i128]) -> Option<[bool; 7]> {
    let (first, last) = (day(*clocks.first()?), day(*clocks.last()?));
    let span = usize::try_from(last - first + 1).ok().filter(|span| *span >= TWO_WEEKS)?;
    let mut seen = [0_usize; 7];
    for of_day in clocks.chunk_by(|a, b| day(*a) == day(*b)) {
        seen[weekday(day(of_day[0]))] += 1;
    }
    let mut mask = [false; 7];
    for offset in 0..7 {
        let weekday = weekday(first + offset as i128);
        let there = (span - offset).div_ceil(7);
        mask[weekday] = seen[weekday] as f64 >= OFTEN * there as f64;
    }
    Some(mask)
}

/// Times of a week that are in most weeks, as of a market that is open from Sunday night to Friday night.
fn times_of_week(clocks: &[i128]) -> Option<Week> {
    let week = |clock: i128| (clock - FIRST_MONDAY).div_euclid(WEEK.into());
    let (first, last) = (week(*clocks.first()?), week(*clocks.last()?));
    let weeks = usize::try_from(last - first + 1).ok().filter(|weeks| *weeks > 2)?;
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for clock in clocks {
        *counts.entry((clock - FIRST_MONDAY).rem_euclid(WEEK.into()) as i64).or_default() += 1;
        if counts.len() > 7 * MOST_TIMES {
            return None;
        }
    }
    let often = counts.into_iter().filter(|(_, count)| *count as f64 >= OFTEN * weeks as f64);
    let mut times: Vec<i64> = often.map(|(time, _)| time).collect();
    times.sort_unstable();
    Week::try_from(times).ok()
}

fn day(clock: i128) -> i128 {
    clock.div_euclid(DAY.into())
}

/// 0 on Mondays.
fn weekday(day: i128) -> usize {
    (day + 3).rem_euclid(7) as usize
}
