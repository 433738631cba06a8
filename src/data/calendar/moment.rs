//! A row's time as a whole number of its own unit.

use std::fmt;

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

/// A time of one form. Those of a calendar lie in the years 0 to 9999; moments of one form are ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Moment {
    form: Form,
    ordinal: i64,
}

impl Moment {
    /// The moment with this ordinal, in the unit and from the origin of its form. None outside the years 0 to 9999.
    #[must_use]
    pub fn new(form: Form, ordinal: i64) -> Option<Self> {
        let moment = Self { form, ordinal };
        let year = match form {
            Form::Index => return Some(moment),
            Form::Week => moment.start()?.iso_week_date().year(),
            _ => moment.start()?.year(),
        };
        (0..=9999).contains(&year).then_some(moment)
    }

    /// The moment of a row that is only counted.
    #[must_use]
    pub fn counted(row: i64) -> Self {
        Self { form: Form::Index, ordinal: row }
    }

    /// The moment of a calendar form that a date and time lies in.
    pub(super) fn holding(form: Form, time: DateTime) -> Option<Self> {
        let months = i64::from(time.year()) * 12 + i64::from(time.month()) - 1;
        let ordinal = match form {
            Form::Index => return None,
            Form::Quarter => months.div_euclid(3),
            Form::Month => months,
            Form::Week => days_between(FIRST_MONDAY, time.date()).div_euclid(7),
            Form::Day => days_between(EPOCH, time.date()),
            Form::DateTime => time.duration_since(EPOCH.to_datetime(Time::midnight())).as_secs(),
        };
        Self::new(form, ordinal)
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

    /// Time from an earlier moment to this one, in their form's unit. None between forms, or where it exceeds an `i64`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<i64> {
        if self.form != earlier.form {
            return None;
        }
        self.ordinal.checked_sub(earlier.ordinal)
    }

    /// Where it begins in the calendar. None for an index.
    pub(super) fn start(self) -> Option<DateTime> {
        let date = match self.form {
            Form::Index => return None,
            Form::Quarter => first_of_month(self.ordinal.checked_mul(3)?)?,
            Form::Month => first_of_month(self.ordinal)?,
            Form::Week => days_after(FIRST_MONDAY, self.ordinal.checked_mul(7)?)?,
            Form::Day => days_after(EPOCH, self.ordinal)?,
            Form::DateTime => {
                let midnight = EPOCH.to_datetime(Time::midnight());
                return midnight.checked_add(SignedDuration::from_secs(self.ordinal)).ok();
            }
        };
        Some(date.to_datetime(Time::midnight()))
    }
}

/// In the style of ISO 8601: 1959-Q1, 1949-01, 2001-W05, 2012-01-31, 2012-01-31 10:00; an index as its number.
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
            Form::DateTime if start.second() == 0 => start.strftime("%F %H:%M").to_string(),
            Form::DateTime => start.strftime("%F %T").to_string(),
        };
        f.pad(&text)
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

    fn try_from(Unchecked { form, ordinal }: Unchecked) -> Result<Self, OutOfRange> {
        Self::new(form, ordinal).ok_or(OutOfRange { form, ordinal })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::{super::parse::FORMS, *};

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
    fn time_passes_in_the_unit_of_the_form_and_not_between_forms() {
        let since = |form: Form, later: &str, earlier: &str| form.parse(later)?.since(form.parse(earlier)?);
        assert_eq!(since(Form::Quarter, "1960-Q1", "1959-Q1"), Some(4));
        assert_eq!(since(Form::Month, "1950-01", "1949-11"), Some(2));
        assert_eq!(since(Form::Week, "2005-W01", "2004-W52"), Some(2));
        assert_eq!(since(Form::Day, "2012-03-01", "2012-02-28"), Some(2));
        assert_eq!(since(Form::DateTime, "2012-01-31 10:00", "2012-01-31 09:00"), Some(3600));
        assert_eq!(since(Form::Index, &i64::MAX.to_string(), "-1"), None);
        assert_eq!(Form::Day.parse("2012-01-31").unwrap().since(Form::Month.parse("2012-01").unwrap()), None);
    }

    #[test]
    fn a_moment_is_padded_to_the_width_of_a_column() {
        assert_eq!(format!("{:>10}|", Form::Month.parse("1949-01").unwrap()), "   1949-01|");
    }
}
