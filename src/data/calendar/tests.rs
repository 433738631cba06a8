use super::*;

/// What is found in a time column: its form, its frequency in words, the season lengths and the next time as it is spelled.
#[track_caller]
fn assert_read(texts: &[&str], form: Form, frequency: &str, season: &[usize], next: &str) {
    let format = TimeFormat::detect(&["time".to_owned()], texts).unwrap();
    assert_eq!(format.form(), form);
    let mut moments: Vec<Moment> = texts.iter().map(|text| format.read(text).unwrap()).collect();
    if format.is_local() {
        undo_daylight_saving(&mut moments);
    }
    let found = Frequency::of(&moments).unwrap();
    assert_eq!(found.in_words(), frequency);
    assert_eq!(found.season(), season);
    assert_eq!(format.write(found.next(*moments.last().unwrap(), 1).unwrap()), next);
    assert_eq!(gaps(&moments, &found), []);
}

#[test]
fn the_time_columns_of_the_built_in_datasets_are_understood() {
    let passengers = ["1949-10", "1949-11", "1949-12", "1950-01"];
    assert_read(&passengers, Form::Month, "monthly", &[12], "1950-02");
    assert_read(&["1749-01", "1749-02", "1749-03"], Form::Month, "monthly", &[12], "1749-04");
    let co2 = ["1958-03-29", "1958-04-05", "1958-04-12", "1958-04-19"];
    assert_read(&co2, Form::Day, "weekly", &[52], "1958-04-26");
    let seattle = ["2012-02-27", "2012-02-28", "2012-02-29", "2012-03-01"];
    assert_read(&seattle, Form::Day, "daily", &[7, 365], "2012-03-02");
}

#[test]
fn the_time_columns_that_other_programs_write_are_understood() {
    assert_read(&["1959:3", "1959:4", "1960:1"], Form::Quarter, "quarterly", &[4], "1960:2");
    assert_read(&["1949M11", "1949M12", "1950M01"], Form::Month, "monthly", &[12], "1950M02");
    assert_read(&["Nov 1949", "Dec 1949", "Jan 1950"], Form::Month, "monthly", &[12], "Feb 1950");
    assert_read(&["2004-W52", "2004-W53", "2005-W01"], Form::Week, "weekly", &[52], "2005-W02");
    assert_read(&["20121231", "20130101", "20130102"], Form::Day, "daily", &[7, 365], "20130103");
    let hours = ["2012-01-31 22:00:00", "2012-01-31 23:00:00", "2012-02-01 00:00:00"];
    assert_read(&hours, Form::DateTime, "hourly", &[24, 168], "2012-02-01 01:00:00");
    assert_read(&["1700", "1701", "1702"], Form::Index, "in steps of 1", &[], "1703");
}

#[test]
fn calendars_with_ends_business_days_and_hours_go_on_by_their_rule() {
    let day = Form::Day;
    assert_read(&["2015-01-31", "2015-02-28", "2015-03-31"], day, "month end", &[12], "2015-04-30");
    assert_read(&["2015-01-31", "2015-02-28"], day, "month end", &[12], "2015-03-31");
    assert_read(&["2015-03-31", "2015-06-30", "2015-09-30"], day, "quarter end", &[4], "2015-12-31");
    assert_read(&["2015-01-31", "2015-04-30", "2015-07-31"], day, "quarterly, on the last day", &[4], "2015-10-31");
    assert_read(&["2015-12-31", "2016-12-31"], day, "year end", &[], "2017-12-31");
    assert_read(&["2018-02-28", "2019-02-28"], day, "yearly, on the last day of February", &[], "2020-02-29");
    assert_read(&["2021-01-29", "2021-02-26", "2021-03-31"], day, "business month end", &[12], "2021-04-30");
    assert_read(
        &["2021-05-03", "2021-06-01", "2021-07-01", "2021-08-02"],
        day,
        "business month start",
        &[12],
        "2021-09-01",
    );
    assert_read(&["2024-01-04", "2024-01-05", "2024-01-08"], day, "business days", &[5, 261], "2024-01-09");
    let third_fridays = ["2024-01-19", "2024-02-16", "2024-03-15", "2024-04-19"];
    assert_read(&third_fridays, day, "monthly, on the third Friday", &[12], "2024-05-17");
    let twice = ["2024-01-01", "2024-01-15", "2024-02-01", "2024-02-15"];
    assert_read(&twice, day, "twice a month, on the 1st and the 15th", &[24], "2024-03-01");
}

#[test]
fn opening_hours_leave_out_nights_and_weekends() {
    let mut hours: Vec<String> = Vec::new();
    for day in ["04", "05", "08"] {
        hours.extend((9..=17).map(|hour| format!("2024-01-{day} {hour:02}:00")));
    }
    let texts: Vec<&str> = hours.iter().map(String::as_str).collect();
    let words = "hourly from 09:00 to 17:00, Monday to Friday";
    assert_read(&texts, Form::DateTime, words, &[9, 45], "2024-01-09 09:00");
}

#[test]
fn half_seconds_keep_their_decimals() {
    let halves = ["2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00.500Z", "2024-01-01T00:00:01.000Z"];
    assert_read(&halves, Form::DateTime, "every 0.5 s", &[], "2024-01-01T00:00:01.500Z");
}

#[test]
fn offsets_that_change_are_one_instant_after_another() {
    let hours =
        ["2020-03-29T00:00+01:00", "2020-03-29T01:00+01:00", "2020-03-29T03:00+02:00", "2020-03-29T04:00+02:00"];
    assert_read(&hours, Form::DateTime, "hourly", &[24, 168], "2020-03-29T05:00+02:00");
    let days = ["2020-03-28T00:00+01:00", "2020-03-29T00:00+01:00", "2020-03-30T00:00+02:00", "2020-03-31T00:00+02:00"];
    assert_read(&days, Form::DateTime, "daily", &[7, 365], "2020-04-01T00:00+02:00");
}

#[test]
fn a_clock_put_back_without_a_word_goes_on_hour_by_hour() {
    let hours = ["2020-10-25 01:00", "2020-10-25 02:00", "2020-10-25 02:00", "2020-10-25 03:00"];
    assert_read(&hours, Form::DateTime, "hourly", &[24, 168], "2020-10-25 04:00");
}

#[test]
fn a_year_and_a_quarter_in_two_columns_make_one_moment() {
    let rows = [("1959", "3"), ("1959", "4"), ("1960", "1")].map(|(year, quarter)| TimeFormat::join(&[year, quarter]));
    let format = TimeFormat::detect(&["year", "quarter"].map(str::to_owned), &rows).unwrap();
    let moments = rows.map(|row| format.read(&row).unwrap());
    assert_eq!(moments.map(|moment| moment.to_string()), ["1959-Q3", "1959-Q4", "1960-Q1"]);
    let frequency = Frequency::of(&moments).unwrap();
    assert_eq!(frequency.in_words(), "quarterly");
    assert_eq!(format.cells(frequency.next(moments[2], 1).unwrap()), ["1960", "2"]);
}
