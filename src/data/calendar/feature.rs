//! Where a moment lies in the year, the week or the day, as numbers that a network can use.

use std::f64::consts::TAU;

use jiff::civil::DateTime;

use super::{Form, Moment};
use crate::experiment::Calendar;

impl Calendar {
    /// How much of the cycle is over when the moment begins, from 0 up to 1 exclusive. None where the form does not know,
    /// as a month does not know the day of the week.
    #[must_use]
    pub fn phase(self, moment: Moment) -> Option<f64> {
        if !self.known_by(moment.form()) {
            return None;
        }
        let start = moment.start()?;
        let week = start.iso_week_date();
        Some(match self {
            Self::Month => f64::from(start.month() - 1) / 12.0,
            Self::Weekday => f64::from(start.weekday().to_monday_zero_offset()) / 7.0,
            Self::DayOfYear => f64::from(start.day_of_year() - 1) / f64::from(start.days_in_year()),
            Self::Week => f64::from(week.week() - 1) / f64::from(week.weeks_in_year()),
            Self::Hour => seconds_of_day(start) / 86_400.0,
        })
    }

    /// The phase φ as a point on a circle, sin 2πφ and cos 2πφ, so that the end of a cycle is near its beginning.
    #[must_use]
    pub fn features(self, moment: Moment) -> Option<[f64; 2]> {
        self.phase(moment).map(|phase| (TAU * phase).sin_cos().into())
    }

    fn known_by(self, form: Form) -> bool {
        match self {
            Self::Month => matches!(form, Form::Quarter | Form::Month | Form::Day | Form::DateTime),
            Self::Weekday | Self::DayOfYear => matches!(form, Form::Day | Form::DateTime),
            Self::Week => matches!(form, Form::Week | Form::Day | Form::DateTime),
            Self::Hour => matches!(form, Form::DateTime),
        }
    }
}

fn seconds_of_day(time: DateTime) -> f64 {
    f64::from(time.hour()) * 3600.0 + f64::from(time.minute()) * 60.0 + f64::from(time.second())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::moment::tests::any_moment, *};

    const ALL: [Calendar; 5] =
        [Calendar::Month, Calendar::Weekday, Calendar::DayOfYear, Calendar::Week, Calendar::Hour];

    #[track_caller]
    fn assert_phases(form: Form, text: &str, phases: [Option<f64>; 5]) {
        let moment = form.parse(text).unwrap();
        for (calendar, expected) in ALL.into_iter().zip(phases) {
            let phase = calendar.phase(moment);
            let near = phase.zip(expected).is_none_or(|(phase, expected)| (phase - expected).abs() < 1e-12);
            assert!(near && phase.is_some() == expected.is_some(), "{text}, {calendar:?}: {phase:?}, not {expected:?}");
        }
    }

    #[test]
    fn each_form_knows_the_cycles_that_it_has() {
        assert_phases(Form::Index, "1949", [None; 5]);
        assert_phases(Form::Quarter, "1959-Q3", [Some(0.5), None, None, None, None]);
        assert_phases(Form::Month, "1949-04", [Some(0.25), None, None, None, None]);
        assert_phases(Form::Week, "2004-W53", [None, None, None, Some(52.0 / 53.0), None]);
        // 2012 is a leap year of 52 weeks; its last day is a Monday of 2013-W01.
        let last = [Some(11.0 / 12.0), Some(0.0), Some(365.0 / 366.0), Some(0.0)];
        assert_phases(Form::Day, "2012-12-31", [last[0], last[1], last[2], last[3], None]);
        assert_phases(Form::DateTime, "2012-12-31 18:00", [last[0], last[1], last[2], last[3], Some(0.75)]);
    }

    #[test]
    fn features_go_round_a_circle() {
        let [sine, cosine] = Calendar::Month.features(Form::Month.parse("1949-04").unwrap()).unwrap();
        assert!((sine - 1.0).abs() < 1e-12 && cosine.abs() < 1e-12);
        assert_eq!(Calendar::Weekday.features(Form::Month.parse("1949-04").unwrap()), None);
    }

    #[test]
    fn cycles_are_named_in_kebab_case() {
        let names: Vec<String> = ALL.iter().map(|calendar| serde_json::to_string(calendar).unwrap()).collect();
        assert_eq!(names.join(" "), r#""month" "weekday" "day-of-year" "week" "hour""#);
    }

    proptest! {
        #[test]
        fn any_phase_lies_within_its_cycle(moment in any_moment()) {
            for calendar in ALL {
                prop_assert!(calendar.phase(moment).is_none_or(|phase| (0.0..1.0).contains(&phase)));
            }
        }
    }
}
