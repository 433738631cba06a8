//! The step from one moment of a series to the next.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::Span;

use super::{Form, Moment};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

/// The step that a series of moments takes most often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    form: Form,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// So many of the form's own unit; at least 1.
    Every(i64),
    /// So many months, of 28 to 31 days, between dates of one day of the month; at least 1.
    Months(i64),
}

/// A step as the time it takes.
enum Length {
    Months(i64),
    Seconds(i64),
    /// Steps of an index take no time.
    Plain(i64),
}

impl Rhythm {
    /// The commonest difference between moments that follow one another in time, whatever the order of the rows; of
    /// equally common ones the smallest. Dates that all are of one day of the month step by months.
    /// None where fewer than two moments differ, or their forms do.
    #[must_use]
    pub fn of(moments: &[Moment]) -> Option<Self> {
        let mut moments = moments.to_vec();
        moments.sort_unstable();
        moments.dedup();
        let form = moments.first()?.form();
        if moments.last()?.form() != form {
            return None;
        }
        let unit: fn(i64) -> Step = if on_one_day_of_month(&moments) { Step::Months } else { Step::Every };
        let differences = moments.windows(2).filter_map(|pair| Self { form, step: unit(1) }.distance(pair[0], pair[1]));
        Some(Self { form, step: unit(commonest(differences)?) })
    }

    /// The `n`-th moment after one. None where that one is of another form, or the calendar ends before.
    #[must_use]
    pub fn next(self, moment: Moment, n: usize) -> Option<Moment> {
        let n = i64::try_from(n).ok().filter(|_| moment.form() == self.form)?;
        match self.step {
            Step::Every(step) => Moment::new(self.form, moment.ordinal().checked_add(step.checked_mul(n)?)?),
            Step::Months(step) => {
                let span = Span::new().try_months(step.checked_mul(n)?).ok()?;
                Moment::holding(self.form, moment.start()?.checked_add(span).ok()?)
            }
        }
    }

    /// Steps from one moment to another, rounded: times measured in seconds may be a little early or late.
    pub(super) fn steps(self, from: Moment, to: Moment) -> Option<i64> {
        let distance = self.distance(from, to)?;
        let (Step::Every(step) | Step::Months(step)) = self.step;
        let rest = distance.rem_euclid(step);
        Some(distance.div_euclid(step) + i64::from(rest >= step - rest))
    }

    /// Time between two moments in the unit of the step.
    fn distance(self, from: Moment, to: Moment) -> Option<i64> {
        match self.step {
            Step::Every(_) => to.since(from),
            Step::Months(_) => months(to)?.checked_sub(months(from)?),
        }
    }

    /// For a person: "monthly", "every 10 s", and for an index "in steps of 1".
    #[must_use]
    pub fn in_words(self) -> String {
        match self.length() {
            Length::Months(1) => "monthly".to_owned(),
            Length::Months(3) => "quarterly".to_owned(),
            Length::Months(12) => "yearly".to_owned(),
            Length::Months(step) if step % 12 == 0 => format!("every {} years", step / 12),
            Length::Months(step) => format!("every {step} months"),
            Length::Seconds(WEEK) => "weekly".to_owned(),
            Length::Seconds(DAY) => "daily".to_owned(),
            Length::Seconds(HOUR) => "hourly".to_owned(),
            Length::Seconds(MINUTE) => "every minute".to_owned(),
            Length::Seconds(1) => "every second".to_owned(),
            Length::Seconds(step) if step % WEEK == 0 => format!("every {} weeks", step / WEEK),
            Length::Seconds(step) if step % DAY == 0 => format!("every {} days", step / DAY),
            Length::Seconds(step) if step % HOUR == 0 => format!("every {} h", step / HOUR),
            Length::Seconds(step) if step % MINUTE == 0 => format!("every {} min", step / MINUTE),
            Length::Seconds(step) => format!("every {step} s"),
            Length::Plain(step) => format!("in steps of {step}"),
        }
    }

    /// Lengths in steps that a season could have, likeliest first: a year of months, quarters or weeks, a week or a year
    /// of days, a day or a week of whole minutes to hours. None for other steps.
    #[must_use]
    pub fn season(self) -> Vec<usize> {
        match self.length() {
            Length::Months(step) if step < 12 && 12 % step == 0 => vec![(12 / step) as usize],
            Length::Seconds(WEEK) => vec![52],
            Length::Seconds(DAY) => vec![7, 365],
            Length::Seconds(step) if step % MINUTE == 0 && step < DAY && DAY % step == 0 => {
                vec![(DAY / step) as usize, (WEEK / step) as usize]
            }
            _ => Vec::new(),
        }
    }

    fn length(self) -> Length {
        match (self.step, self.form) {
            (Step::Months(step), _) | (Step::Every(step), Form::Month) => Length::Months(step),
            (Step::Every(step), Form::Quarter) => Length::Months(step * 3),
            (Step::Every(step), Form::Week) => Length::Seconds(step * WEEK),
            (Step::Every(step), Form::Day) => Length::Seconds(step * DAY),
            (Step::Every(step), Form::DateTime) => Length::Seconds(step),
            (Step::Every(step), Form::Index) => Length::Plain(step),
        }
    }
}

/// Whether these are dates, at least two, of one day of the month and one time of day: months written as dates.
fn on_one_day_of_month(sorted: &[Moment]) -> bool {
    let place = |moment: &Moment| match moment.form() {
        Form::Day | Form::DateTime => moment.start().map(|start| (start.day(), start.time())),
        Form::Index | Form::Quarter | Form::Month | Form::Week => None,
    };
    let first = sorted.first().and_then(place);
    sorted.len() > 1 && first.is_some() && sorted.iter().all(|moment| place(moment) == first)
}

fn months(moment: Moment) -> Option<i64> {
    Moment::holding(Form::Month, moment.start()?).map(Moment::ordinal)
}

fn commonest(differences: impl Iterator<Item = i64>) -> Option<i64> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    differences.for_each(|difference| *counts.entry(difference).or_default() += 1);
    counts.into_iter().max_by_key(|&(difference, count)| (count, Reverse(difference))).map(|(difference, _)| difference)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::moment::tests::any_moment, *};

    fn moments(form: Form, texts: &[&str]) -> Vec<Moment> {
        texts.iter().map(|text| form.parse(text).unwrap()).collect()
    }

    #[track_caller]
    fn assert_rhythm(form: Form, texts: &[&str], words: &str, season: &[usize]) {
        let rhythm = Rhythm::of(&moments(form, texts)).unwrap();
        assert_eq!((rhythm.in_words().as_str(), rhythm.season().as_slice()), (words, season), "{texts:?}");
    }

    #[test]
    fn each_rhythm_has_its_words_and_seasons() {
        assert_rhythm(Form::Month, &["1949-01", "1949-03"], "every 2 months", &[6]);
        assert_rhythm(Form::Month, &["1949-01", "1949-06"], "every 5 months", &[]);
        assert_rhythm(Form::Quarter, &["1959-Q1", "1959-Q3"], "every 6 months", &[2]);
        assert_rhythm(Form::Quarter, &["1959-Q1", "1961-Q1"], "every 2 years", &[]);
        assert_rhythm(Form::Week, &["2001-W05", "2001-W07"], "every 2 weeks", &[]);
        assert_rhythm(Form::Day, &["2012-01-01", "2012-01-04"], "every 3 days", &[]);
        assert_rhythm(Form::DateTime, &["2012-01-01 00:00", "2012-01-02 00:00"], "daily", &[7, 365]);
        assert_rhythm(Form::DateTime, &["2012-01-01 00:00", "2012-01-01 06:00"], "every 6 h", &[4, 28]);
        assert_rhythm(Form::DateTime, &["2012-01-01 00:00", "2012-01-01 00:30"], "every 30 min", &[48, 336]);
        assert_rhythm(Form::DateTime, &["2012-01-01 00:00", "2012-01-01 00:01"], "every minute", &[1440, 10080]);
        assert_rhythm(Form::DateTime, &["2012-01-01 00:00:00", "2012-01-01 00:00:10"], "every 10 s", &[]);
        assert_rhythm(Form::DateTime, &["2012-01-01 00:00:00", "2012-01-01 00:00:01"], "every second", &[]);
        assert_rhythm(Form::Index, &["0", "5"], "in steps of 5", &[]);
    }

    #[test]
    fn dates_of_one_day_of_the_month_step_by_months() {
        assert_rhythm(Form::Day, &["2012-01-01", "2012-02-01", "2012-03-01"], "monthly", &[12]);
        assert_rhythm(Form::DateTime, &["2012-01-15 12:00", "2012-04-15 12:00"], "quarterly", &[4]);
        assert_rhythm(Form::Day, &["2012-07-01", "2013-07-01"], "yearly", &[]);
        let dates = moments(Form::Day, &["2012-11-30", "2012-12-30", "2013-01-30"]);
        let rhythm = Rhythm::of(&dates).unwrap();
        let after = |n| rhythm.next(dates[2], n).unwrap().to_string();
        assert_eq!([after(0), after(1), after(2)], ["2013-01-30", "2013-02-28", "2013-03-30"]);
    }

    #[test]
    fn the_commonest_step_counts_whatever_the_order_and_the_repeats() {
        assert_rhythm(Form::Index, &["9", "7", "7", "7", "5", "0", "3"], "in steps of 2", &[]);
        assert_rhythm(Form::Index, &["0", "3", "5"], "in steps of 2", &[]);
    }

    #[test]
    fn without_two_moments_of_one_form_that_differ_there_is_no_rhythm() {
        assert_eq!(Rhythm::of(&[]), None);
        assert_eq!(Rhythm::of(&moments(Form::Index, &["1", "1"])), None);
        let mixed = [Form::Index.parse("1").unwrap(), Form::Month.parse("1949-01").unwrap()];
        assert_eq!(Rhythm::of(&mixed), None);
    }

    #[test]
    fn nothing_comes_after_the_end_of_the_calendar_or_in_another_form() {
        let months = moments(Form::Month, &["9999-11", "9999-12"]);
        let rhythm = Rhythm::of(&months).unwrap();
        assert_eq!(rhythm.next(months[0], 1), Some(months[1]));
        assert_eq!(rhythm.next(months[1], 1), None);
        assert_eq!(rhythm.next(Form::Index.parse("1").unwrap(), 1), None);
    }

    proptest! {
        #[test]
        fn any_moments_have_a_rhythm_that_can_be_told_and_gone_on_or_none(
            moments in prop::collection::vec(any_moment(), 0..6), n in any::<usize>(),
        ) {
            if let Some(rhythm) = Rhythm::of(&moments) {
                prop_assert!(!rhythm.in_words().is_empty());
                prop_assert!(rhythm.season().iter().all(|&steps| steps > 1));
                let _ = rhythm.next(moments[0], n);
                prop_assert_eq!(rhythm.next(moments[0], 0), Some(moments[0]));
            }
        }

        #[test]
        fn the_nth_moment_after_is_n_steps_away(day in 1..29_i8, months in 1..40_i64, n in 0..200_usize) {
            let start = Form::Day.parse(&format!("1949-01-{day:02}")).unwrap();
            let rhythm = Rhythm { form: Form::Day, step: Step::Months(months) };
            let later = rhythm.next(start, n).unwrap();
            prop_assert_eq!(rhythm.steps(start, later), Some(n as i64));
        }
    }
}
