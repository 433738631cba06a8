//! Moments from the texts of a time column.

use std::{ops::RangeInclusive, str::FromStr};

use jiff::civil::{Date, ISOWeekDate, Time, Weekday};

use super::{Form, Moment};

/// Texts looked at to find a column's form. A hundred whole numbers in a row cannot all be dates without separators.
const FIRST_TEXTS: usize = 100;
/// The forms in the order in which they are tried: 20120131 is a day and a whole number.
pub(super) const FORMS: [Form; 6] = [Form::DateTime, Form::Day, Form::Month, Form::Quarter, Form::Week, Form::Index];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Form {
    /// The form that all of a column's first texts have; empty ones do not count.
    pub fn detect<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut texts = texts.filter(|text| !text.trim().is_empty()).take(FIRST_TEXTS).peekable();
        texts.peek()?;
        let mut forms = FORMS.to_vec();
        for text in texts {
            forms.retain(|form| form.parse(text).is_some());
        }
        forms.first().copied()
    }

    /// A cell as a moment of this form. None when it is not one, or not in the years 0 to 9999.
    ///
    /// | form | texts |
    /// | --- | --- |
    /// | date and time | 2012-01-31T10:00, 2012-01-31 10:00:00, then Z or +01:00: an offset is taken off, and UTC is left |
    /// | day | 2012-01-31, 2012/01/31, 2012/1/31, 20120131 |
    /// | month | 1949-01, 1949/01, 1949M01, 1949M1, Jan 1949, January 1949, Jan-1949 |
    /// | quarter | 1959-Q1, 1959Q1, 1959 Q1, 1959:1 |
    /// | week | 2001-W05, 2001W05, 2001W5 |
    /// | whole number | 17, -3 |
    ///
    /// Parts of a second other than zero are refused: a moment has whole seconds.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<Moment> {
        let text = text.trim();
        match self {
            Self::Index => Moment::new(self, text.parse().ok()?),
            Self::Quarter => {
                let (year, rest) = year_and_rest(text)?;
                let quarter = rest.strip_prefix(':').or_else(|| after_mark(rest, 'Q'))?;
                quarter_of(year, digits(quarter, 1..=1)?)
            }
            Self::Month => month(text),
            Self::Week => {
                let (year, rest) = year_and_rest(text)?;
                week_of(year, digits(after_mark(rest, 'W')?, 1..=2)?)
            }
            Self::Day => Moment::holding(self, date(text)?.to_datetime(Time::midnight())),
            Self::DateTime => date_time(text),
        }
    }

    /// A moment whose year and whose quarter, month or week stand in two columns: 1959 and 1, or Q1.
    /// None when they are not those, and for the other forms.
    #[must_use]
    pub fn parse_parts(self, year: &str, part: &str) -> Option<Moment> {
        let year = digits(year.trim(), 4..=4)?;
        let part = part.trim();
        let number = |mark| digits(after_mark(part, mark).unwrap_or(part), 1..=2);
        match self {
            Self::Quarter => quarter_of(year, number('Q')?),
            Self::Month => month_of(year, number('M').or_else(|| month_named(part))?),
            Self::Week => week_of(year, number('W')?),
            Self::Index | Self::Day | Self::DateTime => None,
        }
    }
}

fn quarter_of(year: i16, quarter: i8) -> Option<Moment> {
    let first_month = (1..=4).contains(&quarter).then(|| quarter * 3 - 2)?;
    holding(Form::Quarter, Date::new(year, first_month, 1).ok()?)
}

fn month_of(year: i16, month: i8) -> Option<Moment> {
    holding(Form::Month, Date::new(year, month, 1).ok()?)
}

fn week_of(year: i16, week: i8) -> Option<Moment> {
    holding(Form::Week, ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date())
}

fn holding(form: Form, date: Date) -> Option<Moment> {
    Moment::holding(form, date.to_datetime(Time::midnight()))
}

fn month(text: &str) -> Option<Moment> {
    if let Some((year, rest)) = year_and_rest(text) {
        // Of two digits, since 1959-1 could be a quarter just as well.
        let number = rest.strip_prefix(['-', '/']).and_then(|month| digits(month, 2..=2));
        return month_of(year, number.or_else(|| digits(after_mark(rest, 'M')?, 1..=2))?);
    }
    let (name, year) = text.split_once([' ', '-'])?;
    month_of(digits(year, 4..=4)?, month_named(name)?)
}

/// 1 for January and for Jan, in letters of either case.
fn month_named(name: &str) -> Option<i8> {
    let name = name.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| name == *month || name == month[..3])?;
    Some(at as i8 + 1)
}

fn date(text: &str) -> Option<Date> {
    let (year, rest) = year_and_rest(text)?;
    let separator = rest.chars().next().filter(|first| ['-', '/'].contains(first));
    let (month, day) = match separator {
        Some(separator) => rest[1..].split_once(separator)?,
        None => rest.split_at_checked(2)?,
    };
    let count = if separator.is_some() { 1..=2 } else { 2..=2 };
    Date::new(year, digits(month, count.clone())?, digits(day, count)?).ok()
}

fn date_time(text: &str) -> Option<Moment> {
    let (day, time) = text.split_once(['T', 't', ' '])?;
    let (time, offset) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, 0),
        None => match time.rfind(['+', '-']) {
            Some(at) => (&time[..at], offset(&time[at..])?),
            None => (time, 0),
        },
    };
    let local = date(day)?.to_datetime(clock(time.trim_end())?);
    let moment = Moment::holding(Form::DateTime, local)?;
    Moment::new(Form::DateTime, moment.ordinal() - offset)
}

fn clock(text: &str) -> Option<Time> {
    let (hour, rest) = text.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    let second = match second.split_once('.') {
        Some((whole, part)) => (!part.is_empty() && part.bytes().all(|digit| digit == b'0')).then_some(whole)?,
        None => second,
    };
    Time::new(digits(hour, 1..=2)?, digits(minute, 2..=2)?, digits(second, 2..=2)?, 0).ok()
}

/// Seconds ahead of UTC: +01:00, -0330, +01.
fn offset(text: &str) -> Option<i64> {
    let (sign, text) = text.split_at_checked(1)?;
    let (hours, minutes) = text.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { "00" } else { minutes.strip_prefix(':').unwrap_or(minutes) };
    let (hours, minutes): (i64, i64) = (digits(hours, 2..=2)?, digits(minutes, 2..=2)?);
    let seconds = (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)?;
    Some(if sign == "-" { -seconds } else { seconds })
}

fn year_and_rest(text: &str) -> Option<(i16, &str)> {
    let (year, rest) = text.split_at_checked(4)?;
    Some((digits(year, 4..=4)?, rest))
}

/// What follows a letter of either case, with or without a hyphen or a space before it.
fn after_mark(text: &str, mark: char) -> Option<&str> {
    let text = text.strip_prefix(['-', ' ']).unwrap_or(text);
    text.strip_prefix([mark, mark.to_ascii_lowercase()])
}

/// A number of so many ASCII digits, without a sign.
fn digits<N: FromStr>(text: &str, count: RangeInclusive<usize>) -> Option<N> {
    let all = count.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn assert_printed(form: Form, texts: &[&str], printed: &str) {
        for text in texts {
            assert_eq!(form.parse(text).map(|moment| moment.to_string()).as_deref(), Some(printed), "{text}");
        }
    }

    #[test]
    fn each_form_is_read_in_all_its_spellings() {
        assert_printed(Form::Day, &["2012-01-31", "2012/01/31", "2012/1/31", "20120131", " 2012-01-31 "], "2012-01-31");
        let months = ["1949-01", "1949/01", "1949M01", "1949m1", "1949-M01", "Jan 1949", "JANUARY 1949", "jan-1949"];
        assert_printed(Form::Month, &months, "1949-01");
        assert_printed(Form::Quarter, &["1959-Q1", "1959Q1", "1959 q1", "1959:1"], "1959-Q1");
        assert_printed(Form::Week, &["2001-W05", "2001W05", "2001w5"], "2001-W05");
        assert_printed(Form::Index, &["17", "+17", "017"], "17");
        let times = ["2012-01-31T10:00", "2012-01-31 10:00:00", "20120131T10:00:00.000Z", "2012/1/31 10:00"];
        assert_printed(Form::DateTime, &times, "2012-01-31 10:00");
    }

    #[test]
    fn an_offset_is_taken_off_the_time() {
        let texts = ["2012-02-01T00:30:07+01:00", "2012-02-01 00:30:07 +0100", "2012-01-31T20:00:07-03:30"];
        assert_printed(Form::DateTime, &texts, "2012-01-31 23:30:07");
    }

    #[test]
    fn what_no_calendar_has_is_no_moment() {
        for text in ["2013-02-29", "2012-13-01", "2012-01/31", "2012-00-10", "12-01-31", "31.01.2012", "2012-01-31x"] {
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
        for time in [
            "24:00",
            "10:60",
            "10:00:60",
            "10:00:00.5",
            "10:00:00.",
            "10",
            "10:00+24:00",
            "10:00+1",
            "0000-01-01T00:00+01:00",
        ] {
            assert_eq!(Form::DateTime.parse(&format!("2012-01-31 {time}")), None, "{time}");
        }
        assert_eq!(Form::DateTime.parse("0000-01-01T00:00+01:00"), None);
        assert_eq!(Form::Index.parse("1.5"), None);
        assert_eq!(Form::Index.parse("9223372036854775808"), None);
    }

    #[test]
    fn a_form_is_found_only_where_all_the_first_texts_have_it() {
        let detect = |texts: &[&str]| Form::detect(texts.iter().copied());
        assert_eq!(detect(&["", "1949-01", " ", "1949M02"]), Some(Form::Month));
        assert_eq!(detect(&["1949", "1950"]), Some(Form::Index));
        assert_eq!(detect(&["20120131", "20120132"]), Some(Form::Index));
        assert_eq!(detect(&["1949-01", "1949-01-02"]), None);
        assert_eq!(detect(&["", ""]), None);
        assert_eq!(detect(&[]), None);
        let counted: Vec<String> = (10_000_101..10_000_301).map(|number: i64| number.to_string()).collect();
        assert_eq!(Form::detect(counted.iter().map(String::as_str)), Some(Form::Index));
    }

    #[test]
    fn a_year_and_its_part_make_a_moment_only_of_a_form_that_has_such_a_part() {
        let printed = |form: Form, year, part| form.parse_parts(year, part).map(|moment| moment.to_string());
        assert_eq!(printed(Form::Quarter, "1959", " 4").as_deref(), Some("1959-Q4"));
        assert_eq!(printed(Form::Quarter, "1959", "Q4").as_deref(), Some("1959-Q4"));
        assert_eq!(printed(Form::Month, "1959", "01").as_deref(), Some("1959-01"));
        assert_eq!(printed(Form::Month, "1959", "Feb").as_deref(), Some("1959-02"));
        assert_eq!(printed(Form::Week, "2004", "53").as_deref(), Some("2004-W53"));
        for (form, part) in [(Form::Quarter, "5"), (Form::Month, "13"), (Form::Week, "0"), (Form::Day, "1")] {
            assert_eq!(form.parse_parts("1959", part), None, "{form}");
        }
        assert_eq!(Form::Quarter.parse_parts("59", "1"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_a_moment_or_none(text in "\\PC*", part in "\\PC*") {
            for form in FORMS {
                let _ = form.parse(&text);
                let _ = form.parse_parts(&text, &part);
            }
            let _ = Form::detect([text.as_str(), part.as_str()].into_iter());
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
}
