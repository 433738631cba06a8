//! What is wrong with the times of a series: gaps, repeats, disorder.

use super::{Moment, Rhythm};

/// Rows whose times do not go on as the rhythm has it; row numbers are places in the list that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audit {
    /// Where moments of the rhythm have no row, in time order.
    pub gaps: Vec<Gap>,
    /// Rows whose moment an earlier row has, ascending.
    pub duplicates: Vec<usize>,
    /// Rows whose moment is before that of the row just above, ascending.
    pub disordered: Vec<usize>,
}

/// Moments of the rhythm without a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The last row before them in time.
    pub after: usize,
    /// How many there are.
    pub missing: usize,
}

/// Looks at the times of all rows of one series.
#[must_use]
pub fn audit(moments: &[Moment]) -> Audit {
    let mut rows: Vec<usize> = (0..moments.len()).collect();
    rows.sort_by_key(|&row| moments[row]);
    let mut duplicates = Vec::new();
    rows.dedup_by(|row, first| {
        let same = moments[*row] == moments[*first];
        duplicates.extend(same.then_some(*row));
        same
    });
    duplicates.sort_unstable();
    let gaps = Rhythm::of(moments).map_or_else(Vec::new, |rhythm| gaps(moments, &rows, rhythm));
    let disordered = (1..moments.len()).filter(|&row| moments[row] < moments[row - 1]).collect();
    Audit { gaps, duplicates, disordered }
}

/// The gaps between rows in time order.
fn gaps(moments: &[Moment], rows: &[usize], rhythm: Rhythm) -> Vec<Gap> {
    let gap = |pair: &[usize]| {
        let steps = rhythm.steps(moments[pair[0]], moments[pair[1]])?;
        (steps > 1).then(|| Gap { after: pair[0], missing: (steps - 1) as usize })
    };
    rows.windows(2).filter_map(gap).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{Form, moment::tests::any_moment},
        *,
    };

    fn audited(form: Form, texts: &[&str]) -> Audit {
        audit(&texts.iter().map(|text| form.parse(text).unwrap()).collect::<Vec<_>>())
    }

    #[test]
    fn gaps_repeats_and_disorder_are_told_apart_by_row() {
        let found =
            audited(Form::Month, &["1949-01", "1949-02", "1949-02", "1949-06", "1949-05", "1949-04", "1949-09"]);
        let gaps = vec![Gap { after: 1, missing: 1 }, Gap { after: 3, missing: 2 }];
        assert_eq!(found, Audit { gaps, duplicates: vec![2], disordered: vec![4, 5] });
    }

    #[test]
    fn months_written_as_dates_have_gaps_of_months() {
        let found = audited(Form::Day, &["2012-01-01", "2012-02-01", "2012-03-01", "2012-06-01", "2012-07-01"]);
        assert_eq!(found.gaps, [Gap { after: 2, missing: 2 }]);
    }

    #[test]
    fn a_row_that_is_a_little_late_is_no_gap() {
        let times = ["2012-01-01 00:00:00", "2012-01-01 00:00:10", "2012-01-01 00:00:20", "2012-01-01 00:00:33"];
        assert_eq!(audited(Form::DateTime, &times), Audit::default());
    }

    #[test]
    fn rows_from_the_newest_to_the_oldest_are_disordered_but_lack_nothing() {
        let found = audited(Form::Index, &["3", "2", "1"]);
        assert_eq!(found, Audit { disordered: vec![1, 2], ..Audit::default() });
    }

    proptest! {
        #[test]
        fn any_moments_are_audited_and_each_repeat_is_found(moments in prop::collection::vec(any_moment(), 0..9)) {
            let found = audit(&moments);
            for (row, moment) in moments.iter().enumerate() {
                prop_assert_eq!(found.duplicates.contains(&row), moments[..row].contains(moment));
            }
        }

        #[test]
        fn the_moments_missing_are_those_taken_away(kept in prop::collection::vec(any::<bool>(), 0..40)) {
            // Fifty steps in a row settle the rhythm, and a last moment makes a gap of all that is taken away.
            let kept: Vec<bool> = [true; 51].into_iter().chain(kept).chain([true]).collect();
            let places = (0..kept.len()).filter(|&place| kept[place]);
            let moments: Vec<Moment> = places.map(|place| Moment::new(Form::Day, place as i64 * 7).unwrap()).collect();
            let missing: usize = audit(&moments).gaps.iter().map(|gap| gap.missing).sum();
            prop_assert_eq!(missing, kept.len() - moments.len());
        }
    }
}
