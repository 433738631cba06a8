use proptest::prelude::*;

use super::{super::moment::tests::any_moment, *};

#[track_caller]
fn assert_printed(form: Form, texts: &[&str], printed: &str) {
    for text in texts {
        assert_eq!(form.parse(text).map(|moment| moment.to_string()).as_deref(), Some(printed), "{text}");
    }
}

fn detected(name: &str, texts: &[&str]) -> Result<TimeFormat, UnknownFormat> {
    TimeFormat::detect(&[name.to_owned()], texts)
}

/// All texts are read, and written as they were; also what they are in ISO 8601.
#[track_caller]
fn assert_kept(name: &str, texts: &[&str], printed: &[&str]) {
    let format = detected(name, texts).unwrap();
    for (text, printed) in texts.iter().zip(printed) {
        let moment = format.read(text).unwrap_or_else(|| panic!("{text} is not read by {format:?}"));
        assert_eq!(moment.to_string(), *printed, "{text}");
        assert_eq!(format.write(moment), *text);
    }
}

#[test]
fn each_form_is_read_in_all_its_spellings() {
    let days =
        ["2012-01-31", "2012/01/31", "2012/1/31", "20120131", " 2012-01-31 ", "31.01.2012", "31 Jan 2012", "31-Jan-12"];
    assert_printed(Form::Day, &days, "2012-01-31");
    let worded =
        ["Jan 31, 2012", "January 31 2012", "Tue 31 Jan 2012", "Tuesday, January 31, 2012", "2012 Jan 31", "31JAN2012"];
    assert_printed(Form::Day, &worded, "2012-01-31");
    let months =
        ["1949-01", "1949/01", "1949M01", "1949m1", "1949-M01", "Jan 1949", "JANUARY 1949", "jan-1949", "1949 Jan"];
    assert_printed(Form::Month, &months, "1949-01");
    assert_printed(Form::Month, &["Jan-00", "Jan 00", "Jan '00", "200001"], "2000-01");
    assert_printed(Form::Quarter, &["1959-Q1", "1959Q1", "1959 q1", "1959:1", "Q1 1959"], "1959-Q1");
    assert_printed(Form::Week, &["2001-W05", "2001W05", "2001w5"], "2001-W05");
    assert_printed(Form::Index, &["17", "+17", "017"], "17");
    let times =
        ["2012-01-31T10:00", "2012-01-31 10:00:00", "20120131T10:00:00.000Z", "2012/1/31 10:00", "20120131T1000"];
    assert_printed(Form::DateTime, &times, "2012-01-31 10:00");
    assert_printed(Form::DateTime, &["1 Feb 2012 12:00 AM", "2012-02-01 0:00 GMT"], "2012-02-01 00:00");
    assert_printed(
        Form::DateTime,
        &["2012-01-31 1:30 PM", "Jan 31, 2012, 1:30 pm", "31.1.2012 13:30"],
        "2012-01-31 13:30",
    );
}

#[test]
fn an_offset_is_kept_with_its_time() {
    let texts = ["2012-02-01T00:30:07+01:00", "2012-02-01 00:30:07 +0100", "2012-02-01 00:30:07 CET"];
    assert_printed(Form::DateTime, &texts, "2012-02-01 00:30:07+01:00");
    assert_printed(Form::DateTime, &["2012-01-31T20:00:07-03:30"], "2012-01-31 20:00:07-03:30");
    assert_printed(Form::DateTime, &["2012-01-31T20:00:07.25Z"], "2012-01-31 20:00:07.25");
}

#[test]
fn what_no_calendar_has_is_no_moment() {
    for text in ["2013-02-29", "2012-13-01", "2012-01/31", "2012-00-10", "12-01-31", "2012-01-31x", "Mon 31 Jan 2012"] {
        assert_eq!(Form::Day.parse(text), None, "{text}");
    }
    for text in ["1949-13", "1949-1", "1949-00", "Jänner 1949", "Ja 1949", "1949"] {
        assert_eq!(Form::Month.parse(text), None, "{text}");
    }
    for text in ["1959-Q5", "1959Q0", "1959:01", "1959-1"] {
        assert_eq!(Form::Quarter.parse(text), None, "{text}");
    }
    for text in ["2001-W53", "2001-W00", "2001-05"] {
        assert_eq!(Form::Week.parse(text), None, "{text}");
    }
    for time in ["24:00", "10:60", "10:00:60", "10:00:00.", "10", "10:00+24:00", "10:00+1", "13:00 PM", "10:00 XYZ"] {
        assert_eq!(Form::DateTime.parse(&format!("2012-01-31 {time}")), None, "{time}");
    }
    assert_eq!(Form::Index.parse("1.5"), None);
    assert_eq!(Form::Index.parse("9223372036854775808"), None);
}

#[test]
fn the_form_of_most_cells_is_found() {
    let form = |texts: &[&str]| detected("t", texts).map(|format| format.form());
    assert_eq!(form(&["", "1949-01", " ", "1949M02"]), Ok(Form::Month));
    assert_eq!(form(&["1949", "1950"]), Ok(Form::Index));
    assert_eq!(form(&["20120131", "20120132"]), Ok(Form::Index));
    assert_eq!(form(&["1949-01", "1949-02", "1949-01-02"]), Ok(Form::Month));
    assert_eq!(form(&["soon", "2012-01-01", "2012-01-02"]), Ok(Form::Day));
    assert_eq!(form(&["soon", "later"]), Err(UnknownFormat::NoTime(0)));
    assert_eq!(form(&["", ""]), Err(UnknownFormat::NoTime(0)));
    assert_eq!(form(&[]), Err(UnknownFormat::NoTime(0)));
    let counted: Vec<String> = (10_000_101..10_000_301).map(|number: i64| number.to_string()).collect();
    assert_eq!(form(&counted.iter().map(String::as_str).collect::<Vec<_>>()), Ok(Form::Index));
}

#[test]
fn every_spelling_is_kept_in_what_is_written() {
    assert_kept("d", &["31.01.2020", "01.02.2020"], &["2020-01-31", "2020-02-01"]);
    assert_kept("d", &["5-Jan-09", "15-Jan-09"], &["2009-01-05", "2009-01-15"]);
    assert_kept("d", &["Jan 5, 2020", "Jan 15, 2020"], &["2020-01-05", "2020-01-15"]);
    assert_kept("d", &["Mon 5 Jan 2009", "Tue 6 Jan 2009"], &["2009-01-05", "2009-01-06"]);
    assert_kept("d", &["1991 Jan", "1991 Feb"], &["1991-01", "1991-02"]);
    assert_kept("d", &["January 2000", "May 2000"], &["2000-01", "2000-05"]);
    assert_kept("d", &["202001", "202002"], &["2020-01", "2020-02"]);
    assert_kept("d", &["20200131T1400", "20200131T1500"], &["2020-01-31 14:00", "2020-01-31 15:00"]);
    assert_kept("d", &["2020-01-31 14:00:00+00:00"], &["2020-01-31 14:00"]);
    assert_kept("d", &["2020-01-31T14:00:00.500Z"], &["2020-01-31 14:00:00.5"]);
    assert_kept("d", &["2020-01-31 02:00 PM", "2020-01-31 03:00 PM"], &["2020-01-31 14:00", "2020-01-31 15:00"]);
    assert_kept("d", &["01 Jan 2020 2 pm UTC"], &["2020-01-01 14:00"]);
    assert_kept("d", &["2020-01-31T14:00:00+0100"], &["2020-01-31 14:00+01:00"]);
    assert_kept("d", &["2020-01-31 14:00 EST"], &["2020-01-31 14:00-05:00"]);
    assert_kept("year", &["1749.0", "1750.0"], &["1749", "1750"]);
    assert_kept("t", &["1959:1", "1959:2"], &["1959-Q1", "1959-Q2"]);
}

#[test]
fn years_with_decimals_are_months_quarters_days_or_weeks() {
    assert_kept("time", &["1949.000", "1949.083", "1949.167"], &["1949-01", "1949-02", "1949-03"]);
    assert_kept("time", &["1949.00", "1949.25", "1949.50"], &["1949-Q1", "1949-Q2", "1949-Q3"]);
    assert_kept("time", &["1974.3795", "1974.3986", "1974.4178"], &["1974-05-19", "1974-05-26", "1974-06-02"]);
    let format = detected("decimal date", &["1958.2027", "1958.2877", "1958.3699", "1958.4548"]).unwrap();
    assert_eq!(format.read("1958.2027").unwrap().to_string(), "1958-03");
    let next = format.read("1958.5370").unwrap();
    assert_eq!((next.to_string().as_str(), format.read(&format.write(next))), ("1958-07", Some(next)));
    let weeks = detected("time", &["2000.000", "2000.019", "2000.038", "2000.058"]).unwrap();
    assert_eq!(weeks.read("2000.038").unwrap().ordinal() - weeks.read("2000.019").unwrap().ordinal(), 1);
}

#[test]
fn seconds_since_1970_are_times_only_in_columns_called_so() {
    assert_kept("timestamp", &["1577836800", "1577840400"], &["2020-01-01 00:00", "2020-01-01 01:00"]);
    assert_kept("unix_time", &["1577836800500", "1577836801000"], &["2020-01-01 00:00:00.5", "2020-01-01 00:00:01"]);
    assert_eq!(detected("price", &["1577836800", "1577840400"]).unwrap().form(), Form::Index);
}

#[test]
fn the_day_comes_first_or_second_as_one_cell_shows() {
    let shown = |texts: &[&str]| detected("d", texts).map(|format| format.read(texts[0]).unwrap().to_string());
    assert_eq!(shown(&["01/02/2020", "31/01/2020"]).as_deref(), Ok("2020-02-01"));
    assert_eq!(shown(&["01/02/2020", "01/31/2020"]).as_deref(), Ok("2020-01-02"));
    let both = UnknownFormat::Ambiguous(1, ["2020-02-01".to_owned(), "2020-01-02".to_owned()]);
    assert_eq!(shown(&["01/01/2020", "01/02/2020"]), Err(both.clone()));
    assert_eq!(
        both.to_string(),
        "which can be 2020-02-01 or 2020-01-02, and no other row says which: write days as 2012-01-31"
    );
}

#[test]
fn times_of_several_columns_are_written_into_each() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for (columns, cells, printed) in [
        (&["year", "month", "day", "hour"][..], &["2020", "1", "31", "14"][..], "2020-01-31 14:00"),
        (&["year", "month", "day"], &["2020", "01", "31"], "2020-01-31"),
        (&["Year", "Month"], &["2020", "Feb"], "2020-02"),
        (&["Year", "Quarter"], &["1959", "Q4"], "1959-Q4"),
        (&["year", "week"], &["2004", "53"], "2004-W53"),
        (&["date", "time"], &["31.01.2020", "14:00"], "2020-01-31 14:00"),
        (&["date", "hour"], &["2020-01-31", "4"], "2020-01-31 04:00"),
    ] {
        let text = TimeFormat::join(cells);
        let format = TimeFormat::detect(&names(columns), &[&text]).unwrap();
        let moment = format.read(&text).unwrap();
        assert_eq!((moment.to_string().as_str(), format.cells(moment)), (printed, names(cells)));
    }
    for cells in [["1959", "13"], ["1959", "0"], ["59", "1"]] {
        let format = TimeFormat::detect(&names(&["year", "month"]), &["1959\u{1f}1"]).unwrap();
        assert_eq!(format.read(&TimeFormat::join(&cells)), None, "{cells:?}");
    }
}

/// Spellings of one form, to be written with other moments.
const SPELLINGS: [&str; 24] = [
    "2012-01-31",
    "31.1.2012",
    "31/01/2012",
    "01/31/2012",
    "31 Jan 2012",
    "Jan 31, 2012",
    "January 31, 2012",
    "Tue 31 Jan 2012",
    "20120131",
    "1949-01",
    "Jan 1949",
    "1949M1",
    "1959-Q1",
    "Q1 1959",
    "2001-W05",
    "2012-01-31 10:00",
    "2012-01-31T10:00:00",
    "2012-01-31T10:00:00.500Z",
    "2012-01-31 10:00:00.000001+01:00",
    "31.01.2012 10:00",
    "2012-01-31 1:00 PM",
    "20120131T1000",
    "31 Jan 2012 10:00:00 UTC",
    "17",
];

proptest! {
    #[test]
    fn what_is_written_in_a_format_is_read_back(spelling in prop::sample::select(&SPELLINGS[..]), moment in any_moment()) {
        let format = detected("t", &[spelling]).unwrap();
        if moment.form() == format.form() {
            let text = format.write(moment);
            // Parts that the spelling has no room for are the only ones that may be lost.
            let again = format.read(&text).unwrap();
            prop_assert!(again == moment || format.form() == Form::DateTime, "{} {}", text, again);
            prop_assert_eq!(format.write(again), text);
        }
    }

    #[test]
    fn any_text_is_a_moment_or_none(text in "\\PC*", other in "\\PC*") {
        for form in FORMS {
            let _ = form.parse(&text);
        }
        if let Ok(format) = detected("time", &[&text, &other]) {
            let _ = format.read(&other).map(|moment| format.cells(moment));
        }
        let _ = TimeFormat::detect(&["year".to_owned(), "month".to_owned()], &[TimeFormat::join(&[&text, &other])]);
    }

    #[test]
    fn any_text_much_like_a_time_is_a_moment_that_prints_or_none(
        text in "[0-9]{0,4}[-/:QWM ä]{0,2}[0-9]{0,3}[-/]?[0-9]{0,3}[T ]?[0-9:.]{0,9}[-+Z]?[0-9:ä]{0,5}",
    ) {
        for form in FORMS {
            if let Some(moment) = form.parse(&text) {
                prop_assert_eq!(form.parse(&moment.to_string()), Some(moment));
            }
        }
    }
}
