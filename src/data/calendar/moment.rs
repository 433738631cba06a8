//! A row's time as a whole number of its own unit.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

use jiff::{
    SignedDuration,
    civil::{Date, DateTime, Time},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Day 0 of dates, and second 0 of date-times.
const EPOCH: Date = Date::constant(1970, 1, 1);
/// Monday of week 0, 1970-W01.
const FIRST_MONDAY: Date = Date::constant(1969, 12, 29);
const NANOSECONDS: i128 = 1_000_000_000;
/// A clock is less than a day ahead of UTC, or behind.
const MOST_MINUTES: i16 = 24 * 60 - 1;
const DAY_NANOSECONDS: i128 = 86_400 * NANOSECONDS;

/// What the cells of a time column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Whole numbers without a calendar; years too.
    Index,
    /// Quarters of years, counted since year 0.
    Quarter,
    /// Months, counted since year 0.
    Month,
    /// ISO weeks, counted since 1970-W01.
    Week,
    /// Dates, in days since 1970-01-01.
    Day,
    /// Dates with a time of day, in seconds since 1970-01-01 00:00.
    DateTime,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Index => "whole number",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::DateTime => "date and time",
        })
    }
}

/// A time of one form. Those of a calendar lie in the years 0 to 9999; moments of one form are ordered by time, whatever
/// their offsets from UTC.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Moment {
    form: Form,
    ordinal: i64,
    /// Of a date and time, what is over of its second.
    #[serde(skip_serializing_if = "is_zero")]
    nanoseconds: u32,
    /// Of a date and time, minutes that its clock is ahead of UTC.
    #[serde(skip_serializing_if = "is_zero")]
    offset: i16,
}

fn is_zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Moment {
    /// The moment with this ordinal, in the unit and from the origin of its form. None outside the years 0 to 9999.
    #[must_use]
    pub fn new(form: Form, ordinal: i64) -> Option<Self> {
        Self { form, ordinal, nanoseconds: 0, offset: 0 }.within_years()
    }

    fn within_years(self) -> Option<Self> {
        let year = match self.form {
            Form::Index => return Some(self),
            Form::Week => self.start()?.iso_week_date().year(),
            _ => self.start()?.year(),
        };
        (0..=9999).contains(&year).then_some(self)
    }

    /// The moment of a row that is only counted.
    #[must_use]
    pub fn counted(row: i64) -> Self {
        Self { form: Form::Index, ordinal: row, nanoseconds: 0, offset: 0 }
    }

    /// The moment of a calendar form that a date and time lies in.
    pub(super) fn holding(form: Form, time: DateTime) -> Option<Self> {
        let months = months_since_year_0(time.year(), time.month());
        let ordinal = match form {
            Form::Index => return None,
            Form::Quarter => months.div_euclid(3),
            Form::Month => months,
            Form::Week => days_between(FIRST_MONDAY, time.date()).div_euclid(7),
            Form::Day => days_between(EPOCH, time.date()),
            Form::DateTime => {
                let nanoseconds = time.subsec_nanosecond().unsigned_abs();
                let whole = time.duration_since(EPOCH.to_datetime(Time::midnight()));
                let moment = Self::new(form, whole.as_nanos().div_euclid(NANOSECONDS) as i64)?;
                return Some(Self { nanoseconds, ..moment });
            }
        };
        Self::new(form, ordinal)
    }

    /// The moment at which a clock so many minutes ahead of UTC shows what this one, at UTC, shows.
    pub(super) fn at_offset(self, minutes: i16) -> Option<Self> {
        (-MOST_MINUTES..=MOST_MINUTES).contains(&minutes).then_some(())?;
        let ordinal = self.ordinal.checked_sub(i64::from(minutes) * 60)?;
        Self { ordinal, offset: minutes, ..self }.within_years()
    }

    /// The same moment on a clock so many minutes ahead of UTC.
    pub(super) fn at_offset_of_instant(self, minutes: i16) -> Option<Self> {
        Self { offset: minutes, ..self }.within_years()
    }

    /// The same moment on the clock of UTC: what runs knew of it that were saved before offsets were kept.
    #[must_use]
    pub fn at_utc(self) -> Self {
        Self { offset: 0, ..self }
    }

    /// Minutes that its clock is ahead of UTC.
    pub(super) fn offset(self) -> i16 {
        self.offset
    }

    /// Its place in time: nanoseconds of a date and time, and else its ordinal.
    pub(super) fn position(self) -> i128 {
        match self.form {
            Form::DateTime => i128::from(self.ordinal) * NANOSECONDS + i128::from(self.nanoseconds),
            _ => self.ordinal.into(),
        }
    }

    /// The moment at another place in time, by the same clock.
    pub(super) fn moved_to(self, position: i128) -> Option<Self> {
        let (ordinal, nanoseconds) = match self.form {
            Form::DateTime => (position.div_euclid(NANOSECONDS), position.rem_euclid(NANOSECONDS)),
            _ => (position, 0),
        };
        let ordinal = i64::try_from(ordinal).ok()?;
        Self { ordinal, nanoseconds: nanoseconds as u32, ..self }.within_years()
    }

    /// What its own clock shows, in nanoseconds since 1970-01-01 00:00. None but for dates and date-times.
    pub(super) fn on_clock(self) -> Option<i128> {
        match self.form {
            Form::Day => Some(i128::from(self.ordinal) * DAY_NANOSECONDS),
            Form::DateTime => Some(self.position() + i128::from(self.offset) * 60 * NANOSECONDS),
            _ => None,
        }
    }

    /// The moment at which its clock shows something else, in nanoseconds since 1970-01-01 00:00.
    pub(super) fn moved_to_clock(self, clock: i128) -> Option<Self> {
        match self.form {
            Form::Day => self.moved_to(clock.div_euclid(DAY_NANOSECONDS)),
            _ => self.moved_to(clock - i128::from(self.offset) * 60 * NANOSECONDS),
        }
    }

    /// Its form.
    #[must_use]
    pub fn form(self) -> Form {
        self.form
    }

    /// Its place, in its form's own unit.
    #[must_use]
    pub fn ordinal(self) -> i64 {
        self.ordinal
    }

    /// Where it begins in the calendar, by its own clock. None for an index.
    pub(super) fn start(self) -> Option<DateTime> {
        let date = match self.form {
            Form::Index => return None,
            Form::Quarter => first_of_month(self.ordinal.checked_mul(3)?)?,
            Form::Month => first_of_month(self.ordinal)?,
            Form::Week => days_after(FIRST_MONDAY, self.ordinal.checked_mul(7)?)?,
            Form::Day => days_after(EPOCH, self.ordinal)?,
            Form::DateTime => {
                let seconds = self.ordinal.checked_add(i64::from(self.offset) * 60)?;
                let since = SignedDuration::new(seconds, self.nanoseconds as i32);
                return EPOCH.to_datetime(Time::midnight()).checked_add(since).ok();
            }
        };
        Some(date.to_datetime(Time::midnight()))
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |moment: &Self| (moment.form, moment.ordinal, moment.nanoseconds);
        key(self).cmp(&key(other))
    }
}

impl Hash for Moment {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.form, self.ordinal, self.nanoseconds).hash(state);
    }
}

/// In the style of ISO 8601: 1959-Q1, 1949-01, 2001-W05, 2012-01-31, 2012-01-31 10:00, 2012-01-31 10:00:00.5+01:00; an
/// index as its number.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(start) = self.start() else { return f.pad(&self.ordinal.to_string()) };
        let (year, month) = (start.year(), start.month());
        let text = match self.form {
            Form::Index => self.ordinal.to_string(),
            Form::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Form::Month => format!("{year:04}-{month:02}"),
            Form::Week => {
                let week = start.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Form::Day => start.date().to_string(),
            Form::DateTime => {
                let has_seconds = start.second() != 0 || self.nanoseconds != 0;
                let clock = start.strftime(if has_seconds { "%F %T%.f" } else { "%F %H:%M" });
                format!("{clock}{}", offset_in_words(self.offset))
            }
        };
        f.pad(&text)
    }
}

pub(super) fn months_since_year_0(year: i16, month: i8) -> i64 {
    i64::from(year) * 12 + i64::from(month) - 1
}

/// +01:00, or nothing at UTC.
fn offset_in_words(minutes: i16) -> String {
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    match minutes {
        0 => String::new(),
        1.. => format!("+{hours:02}:{rest:02}"),
        _ => format!("-{hours:02}:{rest:02}"),
    }
}

fn first_of_month(months: i64) -> Option<Date> {
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    Date::new(year, months.rem_euclid(12) as i8 + 1, 1).ok()
}

fn days_after(date: Date, days: i64) -> Option<Date> {
    date.checked_add(SignedDuration::from_secs(days.checked_mul(86_400)?)).ok()
}

fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// A moment as it was written, before its range is known.
#[derive(Deserialize)]
struct Unchecked {
    form: Form,
    ordinal: i64,
    #[serde(default)]
    nanoseconds: u32,
    #[serde(default)]
    offset: i16,
}

/// A written moment outside the years that the calendar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{form} {ordinal} is outside the years 0 to 9999")]
struct OutOfRange {
    form: Form,
    ordinal: i64,
}

impl TryFrom<Unchecked> for Moment {
    type Error = OutOfRange;

    fn try_from(Unchecked { form, ordinal, nanoseconds, offset }: Unchecked) -> Result<Self, OutOfRange> {
        let is_whole = i128::from(nanoseconds) < NANOSECONDS && (-MOST_MINUTES..=MOST_MINUTES).contains(&offset);
        let has_clock = form == Form::DateTime || (nanoseconds, offset) == (0, 0);
        let moment = Self { form, ordinal, nanoseconds, offset };
        Some(moment).filter(|_| is_whole && has_clock).and_then(Self::within_years).ok_or(OutOfRange { form, ordinal })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::{super::format::FORMS, *};

    /// Moments of any form, most of them within the calendar's years.
    pub fn any_moment() -> impl Strategy<Value = Moment> {
        let ordinal = prop_oneof![
            -100_i64..100,
            0..9999_i64 * 12,
            -719_528..2_932_897_i64,
            -62_167_219_200..253_402_300_800_i64,
            any::<i64>()
        ];
        (prop::sample::select(FORMS.to_vec()), ordinal)
            .prop_filter_map("outside the years", |(form, ordinal)| Moment::new(form, ordinal))
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back_as_the_same_moment(moment in any_moment()) {
            prop_assert_eq!(moment.form().parse(&moment.to_string()), Some(moment));
        }

        #[test]
        fn a_moment_holds_its_own_start(moment in any_moment()) {
            if let Some(start) = moment.start() {
                prop_assert_eq!(Moment::holding(moment.form(), start), Some(moment));
            }
        }

        #[test]
        fn what_is_serialized_is_read_back_as_the_same_moment(moment in any_moment()) {
            let text = serde_json::to_string(&moment).unwrap();
            prop_assert_eq!(serde_json::from_str::<Moment>(&text).unwrap(), moment);
        }

        #[test]
        fn any_ordinal_is_a_moment_or_none(ordinal in any::<i64>()) {
            for form in FORMS {
                let moment = Moment::new(form, ordinal);
                prop_assert_eq!(moment.map_or(ordinal, Moment::ordinal), ordinal);
            }
        }
    }

    #[test]
    fn the_calendar_ends_with_the_years_0_and_9999() {
        let ends = [
            (Form::Quarter, "0000-Q1", "9999-Q4"),
            (Form::Month, "0000-01", "9999-12"),
            (Form::Week, "0000-W01", "9999-W52"),
            (Form::Day, "0000-01-01", "9999-12-31"),
            (Form::DateTime, "0000-01-01 00:00", "9999-12-31 23:59:59"),
        ];
        for (form, first, last) in ends {
            let ordinal = |text| form.parse(text).unwrap().ordinal();
            assert_eq!(Moment::new(form, ordinal(first) - 1), None, "{first}");
            assert_eq!(Moment::new(form, ordinal(last) + 1), None, "{last}");
        }
    }

    #[test]
    fn a_moment_outside_the_calendar_is_refused_in_a_sentence() {
        let error = serde_json::from_str::<Moment>(r#"{"form":"month","ordinal":-1}"#).unwrap_err();
        assert_eq!(error.to_string(), "month -1 is outside the years 0 to 9999");
    }

    #[test]
    fn moments_saved_with_whole_seconds_still_open() {
        let saved: Moment = serde_json::from_str(r#"{"form":"date-time","ordinal":1328004000}"#).unwrap();
        assert_eq!(saved.to_string(), "2012-01-31 10:00");
        assert_eq!(serde_json::to_string(&saved).unwrap(), r#"{"form":"date-time","ordinal":1328004000}"#);
    }

    #[test]
    fn clocks_of_two_zones_that_show_one_instant_are_one_moment() {
        let at = |text| Form::DateTime.parse(text).unwrap();
        assert_eq!(at("2012-01-31 10:00+01:00"), at("2012-01-31 09:00Z"));
        assert!(at("2012-01-31 10:00:00.5") > at("2012-01-31 10:00"));
    }

    #[test]
    fn a_moment_is_padded_to_the_width_of_a_column() {
        assert_eq!(format!("{:>10}|", Form::Month.parse("1949-01").unwrap()), "   1949-01|");
    }
}
