//! The same days of every month, quarter or year: their ends and beginnings, the third Friday.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::{Grid, week::DAY};

/// Days are two of each month where so many steps have one within a month, as one of this number.
const TWICE: usize = 4;
/// Months of the years 0 to 9999.
const MONTHS: i64 = 120_000;

/// Days of every so-manieth month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub(super) struct Months {
    /// Months from one to the next; at least 1.
    every: i64,
    /// The first of them, counted from January of year 0.
    first: i64,
    /// Days of each of these months, ascending; at least one.
    days: Vec<Day>,
    /// Time of day, in nanoseconds.
    time: i64,
}

/// A day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Day {
    /// Of this number; the last where the month is shorter, so that 31 is always the last.
    Number(i8),
    /// The first from Monday to Friday.
    FirstBusiness,
    /// The last from Monday to Friday.
    LastBusiness,
    /// The `nth` of one day of the week, which is 1 on Mondays; the fifth is the last.
    Weekday { nth: i8, weekday: i8 },
}

#[derive(Deserialize)]
struct Unchecked {
    every: i64,
    first: i64,
    days: Vec<Day>,
    time: i64,
}

impl TryFrom<Unchecked> for Months {
    type Error = &'static str;

    fn try_from(Unchecked { every, first, days, time }: Unchecked) -> Result<Self, Self::Error> {
        let is_day = |day: &Day| match day {
            Day::Number(day) => (1..=31).contains(day),
            Day::Weekday { nth, weekday } => (1..=5).contains(nth) && (1..=7).contains(weekday),
            Day::FirstBusiness | Day::LastBusiness => true,
        };
        let within = days.iter().all(is_day)
            && (1..MONTHS).contains(&every)
            && (0..every).contains(&first)
            && (0..DAY).contains(&time);
        if within && !days.is_empty() {
            Ok(Self { every, first, days, time })
        } else {
            Err("these are no days of months")
        }
    }
}

impl Day {
    fn of(self, month: i64) -> Option<Date> {
        let first = first_of_month(month)?;
        let last = first.last_of_month();
        match self {
            Self::Number(day) => Date::new(first.year(), first.month(), day.min(last.day())).ok(),
            Self::FirstBusiness => business(first, 1),
            Self::LastBusiness => business(last, -1),
            Self::Weekday { nth, weekday } => {
                let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
                first.nth_weekday_of_month(if nth > 4 { -1 } else { nth }, weekday).ok()
            }
        }
    }
}

/// The first date from Monday to Friday, from one on in a direction.
fn business(mut date: Date, step: i64) -> Option<Date> {
    while matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        date = if step > 0 { date.tomorrow() } else { date.yesterday() }.ok()?;
    }
    Some(date)
}

impl Grid for Months {
    fn floor(&self, clock: i128) -> Option<i64> {
        let month = month_of(date_of(clock)?);
        let count = self.days.len() as i64;
        // The last of its times that is not later lies in this period or the one before.
        let period = (month - self.first).div_euclid(self.every);
        let earliest = period.checked_mul(count)? - count;
        let mut number = earliest + 2 * count - 1;
        while number >= earliest && self.time(number).is_some_and(|time| time > clock) {
            number -= 1;
        }
        Some(number)
    }

    fn time(&self, number: i64) -> Option<i128> {
        let count = self.days.len() as i64;
        let month = number.div_euclid(count).checked_mul(self.every)?.checked_add(self.first)?;
        let date = self.days.get(number.rem_euclid(count) as usize)?.of(month)?;
        Some(clock_of(date) + i128::from(self.time))
    }
}

impl Months {
    pub(super) fn every(&self) -> i64 {
        self.every
    }

    /// The first month of each year that it has times in, from 0.
    pub(super) fn first_month(&self) -> i64 {
        self.first % 12
    }

    pub(super) fn days(&self) -> &[Day] {
        &self.days
    }

    /// Patterns that ascending times of one time of day could follow, likeliest first: those of whole months.
    pub(super) fn candidates(clocks: &[i128]) -> Vec<Self> {
        let Some((dates, time)) = dates(clocks) else { return Vec::new() };
        let months: Vec<i64> = dates.iter().map(|date| month_of(*date)).collect();
        let Some(every) = super::fit::commonest(months.windows(2).map(|pair| pair[1] - pair[0]).filter(|n| *n > 0))
        else {
            return Vec::new();
        };
        let Some(first) = super::fit::commonest(months.iter().map(|month| month.rem_euclid(every))) else {
            return Vec::new();
        };
        let on = |days: Vec<Day>| Self { every, first, days, time };
        let in_one_month = months.windows(2).filter(|pair| pair[0] == pair[1]).count();
        if in_one_month * TWICE > months.len() {
            let twice = [[1, 15], [15, 31]].map(|days| on(days.map(Day::Number).to_vec()));
            return if every == 1 { twice.to_vec() } else { Vec::new() };
        }
        let number = |day: Option<i8>| day.map(Day::Number);
        let all_last = dates.iter().all(|date| date.last_of_month() == *date).then_some(Day::Number(31));
        let usual = super::fit::commonest(dates.iter().map(|date| i64::from(date.day()))).map(|day| day as i8);
        let days = [
            all_last,
            number(dates.iter().map(|date| date.day()).max()),
            number(usual),
            Some(Day::Number(31)),
            Some(Day::FirstBusiness),
            Some(Day::LastBusiness),
        ];
        days.into_iter().flatten().map(|day| on(vec![day])).collect()
    }

    /// The so-manieth of one day of the week in each month, as the third Friday.
    pub(super) fn of_weekday(clocks: &[i128]) -> Option<Self> {
        let (dates, time) = dates(clocks)?;
        let months: Vec<i64> = dates.iter().map(|date| month_of(*date)).collect();
        let every = super::fit::commonest(months.windows(2).map(|pair| pair[1] - pair[0])).filter(|n| *n > 0)?;
        let first = super::fit::commonest(months.iter().map(|month| month.rem_euclid(every)))?;
        let weekday = dates.first()?.weekday().to_monday_one_offset();
        let nth = |date: &Date| (date.day() - 1) / 7 + 1;
        let all_last = dates.iter().all(|date| date.day() + 7 > date.days_in_month());
        let nth = if all_last { 5 } else { dates.first().map(nth)? };
        Some(Self { every, first, days: vec![Day::Weekday { nth, weekday }], time })
    }
}

/// The dates of times that all are of one time of day, and that time.
fn dates(clocks: &[i128]) -> Option<(Vec<Date>, i64)> {
    let time = |clock: &i128| clock.rem_euclid(DAY.into()) as i64;
    let first = time(clocks.first()?);
    let dates = clocks.iter().map(|clock| date_of(*clock).filter(|_| time(clock) == first));
    Some((dates.collect::<Option<_>>()?, first))
}

fn month_of(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

fn first_of_month(month: i64) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    Date::new(year, month.rem_euclid(12) as i8 + 1, 1).ok()
}

fn date_of(clock: i128) -> Option<Date> {
    let days = i64::try_from(clock.div_euclid(DAY.into())).ok()?;
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn clock_of(date: Date) -> i128 {
    let since = date.duration_since(Date::constant(1970, 1, 1));
    since.as_nanos()
}
