//! Times that are numbers: counts, years with decimals, seconds since 1970.

use serde::{Deserialize, Serialize};

use super::{Form, Moment};
use crate::data::calendar::moment::months_since_year_0;

/// Nanoseconds of each unit in which time since 1970 is counted, and the least of its numbers, in the year 1973.
const UNITS: [(i128, f64); 4] = [(1, 1e17), (1_000, 1e14), (1_000_000, 1e11), (1_000_000_000, 1e8)];
/// Years that a number with decimals may lie in.
const YEARS: std::ops::RangeInclusive<f64> = 1000.0..=2_999.999_999;
/// Parts of a year are found in decimals that differ from one another by less than this part of one.
const ALIKE: f64 = 0.5;

/// How a number is a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Number {
    /// A count, written with so many decimals that are all zero.
    Count { decimals: usize },
    /// Units of so many nanoseconds since 1970-01-01 at UTC.
    Since1970 { unit: i64, decimals: usize },
    /// A year whose decimals are months (12), quarters (4) or days (365); `phase` is where in its part a number lies.
    DecimalYear { parts: i64, decimals: usize, phase: f64 },
    /// A year whose decimals are so many parts that no calendar knows, as 52 weeks.
    PartsOfYear { parts: i64, decimals: usize },
}

impl Number {
    /// What numbers are; epochs are only found in columns that are called like times.
    pub(super) fn of(sample: &[&str], is_called_time: bool) -> Option<Self> {
        let numbers: Vec<f64> =
            sample.iter().filter_map(|text| text.parse::<f64>().ok()).filter(|n| n.is_finite()).collect();
        if numbers.is_empty() || numbers.len() * 2 < sample.len() {
            return None;
        }
        let decimals = sample.iter().map(|text| decimals_of(text)).max().unwrap_or(0);
        let are_years = numbers.iter().all(|number| YEARS.contains(number));
        let are_whole = numbers.iter().filter(|number| number.fract() == 0.0).count() * 2 > numbers.len();
        if let Some(unit) = since_1970(&numbers).filter(|_| is_called_time) {
            return Some(Self::Since1970 { unit, decimals });
        }
        if are_whole && (!are_years || numbers.iter().all(|number| number.fract() == 0.0)) {
            return Some(Self::Count { decimals });
        }
        if are_years { part_of_year(&numbers, decimals) } else { None }
    }

    pub(super) fn form(self) -> Form {
        match self {
            Self::Count { .. } | Self::PartsOfYear { .. } => Form::Index,
            Self::Since1970 { .. } => Form::DateTime,
            Self::DecimalYear { parts: 4, .. } => Form::Quarter,
            Self::DecimalYear { parts: 12, .. } => Form::Month,
            Self::DecimalYear { .. } => Form::Day,
        }
    }

    pub(super) fn read(self, text: &str) -> Option<Moment> {
        match self {
            Self::Count { .. } => {
                let whole = match text.split_once('.') {
                    Some((whole, part)) => part.bytes().all(|digit| digit == b'0').then_some(whole)?,
                    None => text,
                };
                Moment::new(Form::Index, whole.parse().ok()?)
            }
            Self::Since1970 { unit, .. } => Moment::new(Form::DateTime, 0)?.moved_to(nanoseconds(text, unit)?),
            Self::DecimalYear { parts, phase, .. } => {
                let year = text.parse::<f64>().ok().filter(|year| YEARS.contains(year))?;
                decimal_year(year, parts, phase)
            }
            Self::PartsOfYear { parts, .. } => {
                let year = text.parse::<f64>().ok().filter(|year| YEARS.contains(year))?;
                let number = (year * parts as f64).round();
                Moment::new(Form::Index, number as i64)
            }
        }
    }

    pub(super) fn write(self, moment: Moment) -> String {
        match self {
            Self::Count { decimals: 0 } => moment.ordinal().to_string(),
            Self::Count { decimals } => format!("{}.{}", moment.ordinal(), "0".repeat(decimals)),
            Self::Since1970 { unit, decimals: 0 } => (moment.position() / i128::from(unit)).to_string(),
            Self::Since1970 { unit, decimals } => {
                format!("{:.decimals$}", moment.position() as f64 / unit as f64)
            }
            Self::PartsOfYear { parts, decimals } => format!("{:.decimals$}", moment.ordinal() as f64 / parts as f64),
            Self::DecimalYear { parts: 365, decimals, phase } => {
                let Some(start) = moment.start() else { return moment.to_string() };
                let day = f64::from(start.day_of_year() - 1) + phase;
                format!("{:.decimals$}", f64::from(start.year()) + day / f64::from(start.days_in_year()))
            }
            Self::DecimalYear { parts, decimals, phase } => {
                format!("{:.decimals$}", (moment.ordinal() as f64 + phase) / parts as f64)
            }
        }
    }
}

fn decimals_of(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

/// Nanoseconds of the unit that all numbers are counted in, if they lie in the years after 1973.
fn since_1970(numbers: &[f64]) -> Option<i64> {
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (unit, from) = UNITS.into_iter().find(|(_, from)| least >= *from)?;
    (most < from * 100.0).then_some(unit as i64)
}

fn nanoseconds(text: &str, unit: i64) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let whole = i128::from(whole.parse::<i64>().ok()?).checked_mul(unit.into())?;
    let part = if part.is_empty() { 0.0 } else { format!("0.{part}").parse::<f64>().ok()? };
    let part = (part * unit as f64).round() as i128;
    Some(if text.starts_with('-') { whole - part } else { whole + part })
}

/// The parts of a year that all numbers are of.
fn part_of_year(numbers: &[f64], decimals: usize) -> Option<Number> {
    let precision = 0.5 * 10_f64.powi(-(decimals as i32));
    let on_grid = |parts: f64| {
        numbers.iter().all(|year| {
            let place = year * parts;
            (place - place.round()).abs() <= parts * precision + 1e-6
        })
    };
    for parts in [4_i64, 12] {
        if on_grid(parts as f64) {
            return Some(Number::DecimalYear { parts, decimals, phase: 0.0 });
        }
    }
    // Days first: the middle of a month, as a day of the year, is a part of a month too.
    let months = phase_of_months(numbers).map(|phase| Number::DecimalYear { parts: 12, decimals, phase });
    let days = phase_of_days(numbers, precision).map(|phase| Number::DecimalYear { parts: 365, decimals, phase });
    let weeks = on_grid(52.0).then_some(Number::PartsOfYear { parts: 52, decimals });
    months.or(weeks).or(days)
}

/// Where in their months numbers lie, if each is in a month of its own and all lie in about the same place.
fn phase_of_months(numbers: &[f64]) -> Option<f64> {
    let mut places: Vec<f64> = numbers.iter().map(|year| year * 12.0).collect();
    places.sort_by(f64::total_cmp);
    let steps = places.windows(2).filter(|pair| (pair[1] - pair[0] - 1.0).abs() < 0.2).count();
    let phases: Vec<f64> = places.iter().map(|place| place.rem_euclid(1.0)).collect();
    let (least, most) =
        phases.iter().fold((1.0_f64, 0.0_f64), |(least, most), phase| (least.min(*phase), most.max(*phase)));
    (steps * 2 >= places.len().saturating_sub(1) && most - least < ALIKE).then(|| f64::midpoint(least, most))
}

/// Where in their days numbers lie: at the beginning or in the middle.
fn phase_of_days(numbers: &[f64], precision: f64) -> Option<f64> {
    [0.0, 0.5].into_iter().find(|phase| {
        numbers.iter().all(|year| {
            let days = days_of(year.floor());
            let place = year.fract() * days - phase;
            (place - place.round()).abs() <= days * precision + 0.02
        })
    })
}

fn days_of(year: f64) -> f64 {
    let is_leap = year % 4.0 == 0.0 && (year % 100.0 != 0.0 || year % 400.0 == 0.0);
    if is_leap { 366.0 } else { 365.0 }
}

fn decimal_year(year: f64, parts: i64, phase: f64) -> Option<Moment> {
    if parts == 365 {
        let whole = year.floor();
        let day = (year.fract() * days_of(whole) - phase).round();
        let first = Moment::new(Form::Month, months_since_year_0(whole as i16, 1))?.start()?;
        let first = Moment::holding(Form::Day, first)?;
        return Moment::new(Form::Day, first.ordinal() + day as i64);
    }
    let form = if parts == 4 { Form::Quarter } else { Form::Month };
    // A number on the grid may be rounded down; one in the middle of its month is not near the next.
    let place = if phase == 0.0 { (year * parts as f64).round() } else { (year * parts as f64).floor() };
    Moment::new(form, place as i64)
}
