use proptest::prelude::*;

use super::{super::moment::tests::any_moment, *};

fn moments(form: Form, texts: &[&str]) -> Vec<Moment> {
    texts.iter().map(|text| form.parse(text).unwrap()).collect()
}

#[track_caller]
fn assert_frequency(form: Form, texts: &[&str], words: &str, season: &[usize]) {
    let frequency = Frequency::of(&moments(form, texts)).unwrap();
    assert_eq!((frequency.in_words().as_str(), frequency.season().as_slice()), (words, season), "{texts:?}");
}

#[test]
fn each_frequency_has_its_words_and_seasons() {
    assert_frequency(Form::Month, &["1949-01", "1949-03"], "every 2 months", &[6]);
    assert_frequency(Form::Month, &["1949-01", "1949-06"], "every 5 months", &[]);
    assert_frequency(Form::Quarter, &["1959-Q1", "1959-Q3"], "every 6 months", &[2]);
    assert_frequency(Form::Quarter, &["1959-Q1", "1961-Q1"], "every 2 years", &[]);
    assert_frequency(Form::Week, &["2001-W05", "2001-W07"], "every 2 weeks", &[]);
    assert_frequency(Form::Day, &["2012-01-01", "2012-01-04"], "every 3 days", &[]);
    assert_frequency(Form::DateTime, &["2012-01-01 00:00", "2012-01-02 00:00"], "daily", &[7, 365]);
    assert_frequency(Form::DateTime, &["2012-01-01 00:00", "2012-01-01 06:00"], "every 6 h", &[4, 28]);
    assert_frequency(Form::DateTime, &["2012-01-01 00:00", "2012-01-01 00:30"], "every 30 min", &[48, 336]);
    assert_frequency(Form::DateTime, &["2012-01-01 00:00", "2012-01-01 00:01"], "every minute", &[1440, 10080]);
    assert_frequency(Form::DateTime, &["2012-01-01 00:00:00", "2012-01-01 00:00:10"], "every 10 s", &[]);
    assert_frequency(Form::DateTime, &["2012-01-01 00:00:00", "2012-01-01 00:00:01"], "every second", &[]);
    assert_frequency(Form::Index, &["0", "5"], "in steps of 5", &[]);
}

#[test]
fn dates_of_one_day_of_the_month_step_by_months() {
    assert_frequency(Form::Day, &["2012-01-01", "2012-02-01", "2012-03-01"], "monthly", &[12]);
    assert_frequency(Form::DateTime, &["2012-01-15 12:00", "2012-04-15 12:00"], "quarterly", &[4]);
    assert_frequency(Form::Day, &["2012-07-01", "2013-07-01"], "yearly", &[]);
    let dates = moments(Form::Day, &["2012-11-30", "2012-12-30", "2013-01-30"]);
    let frequency = Frequency::of(&dates).unwrap();
    let after = |n| frequency.next(dates[2], n).unwrap().to_string();
    assert_eq!([after(0), after(1), after(2)], ["2013-01-30", "2013-02-28", "2013-03-30"]);
}

#[test]
fn the_commonest_step_counts_whatever_the_order_and_the_repeats() {
    assert_frequency(Form::Index, &["9", "7", "7", "7", "5", "0", "3"], "in steps of 2", &[]);
}

#[test]
fn without_two_moments_of_one_form_that_differ_there_is_no_frequency() {
    assert_eq!(Frequency::of(&[]), None);
    assert_eq!(Frequency::of(&moments(Form::Index, &["1", "1"])), None);
    let mixed = [Form::Index.parse("1").unwrap(), Form::Month.parse("1949-01").unwrap()];
    assert_eq!(Frequency::of(&mixed), None);
}

#[test]
fn nothing_comes_after_the_end_of_the_calendar_or_in_another_form() {
    let months = moments(Form::Month, &["9999-11", "9999-12"]);
    let frequency = Frequency::of(&months).unwrap();
    assert_eq!(frequency.next(months[0], 1), Some(months[1]));
    assert_eq!(frequency.next(months[1], 1), None);
    assert_eq!(frequency.next(Form::Index.parse("1").unwrap(), 1), None);
}

proptest! {
    #[test]
    fn any_moments_have_a_frequency_that_can_be_told_and_gone_on_or_none(
        moments in prop::collection::vec(any_moment(), 0..6), n in any::<usize>(),
    ) {
        if let Some(frequency) = Frequency::of(&moments) {
            prop_assert!(!frequency.in_words().is_empty());
            prop_assert!(frequency.season().iter().all(|&steps| steps > 1));
            let _ = frequency.next(moments[0], n);
            prop_assert_eq!(frequency.next(moments[0], 0), Some(moments[0]));
        }
    }

    #[test]
    fn the_nth_moment_after_is_n_steps_away(day in 1..32_i8, months in 1..40_i64, n in 0..200_usize) {
        let dates = [0, 1].map(|at| Moment::new(Form::Month, 1949 * 12 + at * months).unwrap().start().unwrap().date());
        let dates = dates.map(|first| first.with().day(day.min(first.days_in_month())).build().unwrap());
        let moments = dates.map(|date| Form::Day.parse(&date.to_string()).unwrap());
        let frequency = Frequency::of(&moments).unwrap();
        let later = frequency.next(moments[0], n).unwrap();
        prop_assert_eq!(frequency.steps(moments[0], later), Some(n as i64));
        prop_assert_eq!(frequency.next(moments[0], 1), Some(moments[1]));
    }
}

/// Times with a step of ten minutes on average.
fn every_ten_minutes(late: impl Fn(i64) -> i64) -> Vec<Moment> {
    (0..200).map(|row| Moment::new(Form::DateTime, 1_700_000_000 + row * 600 + late(row)).unwrap()).collect()
}

#[test]
fn irregular_times_are_named_with_their_percentiles() {
    let moments = every_ten_minutes(|row| row * 7919 % 599);
    let frequency = Frequency::of(&moments).unwrap();
    assert!(frequency.is_irregular() && frequency.season().is_empty());
    let words = frequency.in_words();
    assert!(words.starts_with("irregular: median ") && words.contains(" min, 5th to 95th percentile "), "{words}");
    assert_eq!(frequency.steps(moments[0], moments[9]), None);
}

#[test]
fn times_that_are_a_few_seconds_late_are_regular() {
    let moments = every_ten_minutes(|row| row * 7919 % 7);
    assert_eq!(Frequency::of(&moments).unwrap().in_words(), "every 10 min, at most 3 s off");
}

#[test]
fn a_few_holidays_and_one_odd_row_leave_business_days() {
    let first = Form::Day.parse("2024-01-01").unwrap().ordinal();
    let is_open = |day: &i64| !matches!((day + 3).rem_euclid(7), 5 | 6) && day % 17 != 0;
    let days = (first..first + 200).filter(is_open).chain([first + 5]);
    let moments: Vec<Moment> = days.map(|day| Moment::new(Form::Day, day).unwrap()).collect();
    let frequency = Frequency::of(&moments).unwrap();
    assert_eq!(frequency.in_words(), "business days");
    assert_eq!(frequency.next(moments[moments.len() - 1], 1).unwrap().to_string(), "2024-01-08", "after a Saturday");
}

#[test]
fn a_frequency_that_leads_nowhere_is_not_read() {
    for (rule, problem) in [
        (r#"{"every":0}"#, "these are no steps from one time to the next"),
        (r#"{"weekly":[]}"#, "these are no times of a week"),
        (r#"{"monthly":{"every":1,"first":0,"days":[],"time":0}}"#, "these are no days of months"),
        (r#"{"monthly":{"every":1,"first":0,"days":[{"number":32}],"time":0}}"#, "these are no days of months"),
    ] {
        let text = format!(r#"{{"form":"day","rule":{rule}}}"#);
        let error = serde_json::from_str::<Frequency>(&text).unwrap_err();
        assert!(error.to_string().starts_with(problem), "{rule}: {error}");
    }
}

#[test]
fn a_frequency_survives_json() {
    for texts in [["2015-01-31", "2015-02-28"], ["2015-01-04", "2015-01-11"], ["2015-01-04", "2015-01-07"]] {
        let frequency = Frequency::of(&moments(Form::Day, &texts)).unwrap();
        let text = serde_json::to_string(&frequency).unwrap();
        assert_eq!(serde_json::from_str::<Frequency>(&text).unwrap(), frequency);
    }
}
