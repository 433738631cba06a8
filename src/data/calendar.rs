//! The times of a table's rows: from text to moments, their rhythm, what is wrong with them, and their calendar features.

mod audit;
mod feature;
mod moment;
mod parse;
mod rhythm;

pub use audit::audit;
pub use moment::{Form, Moment};
pub use rhythm::Rhythm;

#[cfg(test)]
mod tests {
    use super::{audit::Audit, *};

    /// What is found in a time column: its form, its rhythm in words and the season lengths.
    #[track_caller]
    fn assert_read(texts: &[&str], form: Form, rhythm: &str, season: &[usize], next: &str) {
        assert_eq!(Form::detect(texts.iter().copied()), Some(form));
        let moments: Vec<Moment> = texts.iter().map(|text| form.parse(text).unwrap()).collect();
        let found = Rhythm::of(&moments).unwrap();
        assert_eq!(found.in_words(), rhythm);
        assert_eq!(found.season(), season);
        assert_eq!(found.next(*moments.last().unwrap(), 1).unwrap().to_string(), next);
        assert_eq!(audit(&moments), Audit::default());
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
        assert_read(&["1959:3", "1959:4", "1960:1"], Form::Quarter, "quarterly", &[4], "1960-Q2");
        assert_read(&["1949M11", "1949M12", "1950M01"], Form::Month, "monthly", &[12], "1950-02");
        assert_read(&["Nov 1949", "Dec 1949", "Jan 1950"], Form::Month, "monthly", &[12], "1950-02");
        assert_read(&["2004-W52", "2004-W53", "2005-W01"], Form::Week, "weekly", &[52], "2005-W02");
        assert_read(&["20121231", "20130101", "20130102"], Form::Day, "daily", &[7, 365], "2013-01-03");
        let hours = ["2012-01-31 22:00:00", "2012-01-31 23:00:00", "2012-02-01 00:00:00"];
        assert_read(&hours, Form::DateTime, "hourly", &[24, 168], "2012-02-01 01:00");
        assert_read(&["1700", "1701", "1702"], Form::Index, "in steps of 1", &[], "1703");
    }

    #[test]
    fn a_year_and_a_quarter_in_two_columns_make_one_moment() {
        let rows = [("1959", "3"), ("1959", "4"), ("1960", "1")];
        let moments = rows.map(|(year, quarter)| Form::Quarter.parse_parts(year, quarter).unwrap());
        assert_eq!(moments.map(|moment| moment.to_string()), ["1959-Q3", "1959-Q4", "1960-Q1"]);
        assert_eq!(Rhythm::of(&moments).unwrap().in_words(), "quarterly");
    }
}
