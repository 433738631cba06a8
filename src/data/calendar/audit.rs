//! What is wrong with the times of a series: gaps and repeats.

use super::{Frequency, Moment};

/// Times that the rule leads to and no row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The last row before them.
    pub after: usize,
    /// How many there are.
    pub missing: usize,
}

/// The gaps between ascending moments; none where there is no rule.
#[must_use]
pub fn gaps(moments: &[Moment], frequency: &Frequency) -> Vec<Gap> {
    let gap = |(after, pair): (usize, &[Moment])| {
        let steps = frequency.steps(pair[0], pair[1])?;
        (steps > 1).then(|| Gap { after, missing: (steps - 1) as usize })
    };
    moments.windows(2).enumerate().filter_map(gap).collect()
}

/// The first row of ascending moments whose moment the row before has.
#[must_use]
pub fn repeated(moments: &[Moment]) -> Option<usize> {
    (1..moments.len()).find(|&row| moments[row] == moments[row - 1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Form, *};

    fn gaps_of(form: Form, texts: &[&str]) -> Vec<Gap> {
        let moments: Vec<Moment> = texts.iter().map(|text| form.parse(text).unwrap()).collect();
        gaps(&moments, &Frequency::of(&moments).unwrap())
    }

    #[test]
    fn months_written_as_dates_have_gaps_of_months() {
        let found = gaps_of(Form::Day, &["2012-01-01", "2012-02-01", "2012-03-01", "2012-06-01", "2012-07-01"]);
        assert_eq!(found, [Gap { after: 2, missing: 2 }]);
    }

    #[test]
    fn weekends_are_no_gaps_of_business_days_but_holidays_are() {
        let found = gaps_of(
            Form::Day,
            &["2024-12-19", "2024-12-20", "2024-12-23", "2024-12-24", "2024-12-27", "2024-12-30", "2024-12-31"],
        );
        assert_eq!(found, [Gap { after: 3, missing: 2 }]);
    }

    #[test]
    fn a_row_that_is_a_little_late_is_no_gap() {
        let times = ["2012-01-01 00:00:00", "2012-01-01 00:00:10", "2012-01-01 00:00:20", "2012-01-01 00:00:33"];
        assert_eq!(gaps_of(Form::DateTime, &times), []);
    }

    #[test]
    fn the_first_repeated_row_is_found() {
        let moments = ["1949-01", "1949-02", "1949-02"].map(|text| Form::Month.parse(text).unwrap());
        assert_eq!((repeated(&moments), repeated(&moments[..2])), (Some(2), None));
    }

    proptest! {
        #[test]
        fn the_moments_missing_are_those_taken_away(kept in prop::collection::vec(any::<bool>(), 0..40)) {
            // Fifty steps in a row settle the rule, and a last moment makes a gap of all that is taken away.
            let kept: Vec<bool> = [true; 51].into_iter().chain(kept).chain([true]).collect();
            let places = (0..kept.len()).filter(|&place| kept[place]);
            let moments: Vec<Moment> = places.map(|place| Moment::new(Form::Day, place as i64 * 7).unwrap()).collect();
            let frequency = Frequency::of(&moments).unwrap();
            let missing: usize = gaps(&moments, &frequency).iter().map(|gap| gap.missing).sum();
            prop_assert_eq!(missing, kept.len() - moments.len());
        }
    }
}
