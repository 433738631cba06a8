//! The times of a series as a preparation knows them: their rule, their spelling, and where what is known of it ends.

use super::{Frequency, Moment, Preparation, RawSeries};

/// Times that say the frequency of a series.
const RECENT: usize = 128;

impl Preparation {
    /// The frequency of the data that it was fitted on; of runs that were saved without it, that of the first series.
    #[must_use]
    pub fn frequency(&self) -> Option<Frequency> {
        self.frequency.clone().or_else(|| Frequency::of(&self.tails.first()?.moments))
    }

    /// The frequency of a series, from the newest of its times: that of all where it explains these.
    pub(super) fn frequency_of(&self, moments: &[Moment]) -> Option<Frequency> {
        let recent = &moments[moments.len().saturating_sub(RECENT)..];
        let shared = self.frequency.as_ref().filter(|shared| shared.explains(recent));
        shared.cloned().or_else(|| Frequency::of(recent))
    }

    /// A moment as the file spells it.
    #[must_use]
    pub fn time_text(&self, moment: Moment) -> String {
        self.time_format.as_ref().map_or_else(|| moment.to_string(), |format| format.write(moment))
    }

    /// Rows of a series up to the last that has a value of a target: what comes after is to be forecast.
    #[must_use]
    pub fn observed_rows(&self, raw: &RawSeries) -> usize {
        let is_known = |row: &usize| self.targets.iter().any(|target| !raw.columns[target.source][*row].is_nan());
        (0..raw.rows()).rev().find(is_known).map_or(raw.rows(), |last| last + 1)
    }

    /// A series without the rows at its end that have no value of any target.
    #[must_use]
    pub fn observed(&self, raw: RawSeries) -> RawSeries {
        match self.observed_rows(&raw) {
            rows if rows == raw.rows() => raw,
            rows => raw.slice(0, rows),
        }
    }

    /// For each target the steps from its last value to row `last`: 0 where that row has one.
    pub(super) fn steps_since_observed(&self, raw: &RawSeries, last: usize) -> Vec<usize> {
        let since =
            |source: usize| raw.columns[source][..=last].iter().rev().take_while(|value| value.is_nan()).count();
        self.targets.iter().map(|target| since(target.source)).collect()
    }

    /// Whether a saved preparation is of the same data. Runs that were saved before the spelling of times was kept know
    /// neither that nor all of the moments.
    #[must_use]
    pub fn is_of_same_data(&self, saved: &Self) -> bool {
        if saved.time_format.is_some() || self.time_format.is_none() {
            return self == saved;
        }
        let bare =
            |one: &Self| Self { tails: Vec::new(), time_format: None, frequency: None, season: 1, ..one.clone() };
        bare(self) == bare(saved) && self.tails.iter().zip(&saved.tails).all(|(own, saved)| own.ends_like(saved))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        data::{Dataset, Table},
        experiment::Experiment,
    };

    const KEYS: &str = "name = 'x'\n[data]\nfile = 'x.csv'\ntask = 'forecast'\ntime = 't'\ntarget = ['y', 'z']\nwindow = 2\n\
                        [prepare]\nmissing = 'forward'\n[split]\nby = 'time'\ntest = 2\n";

    fn prepared(csv: &str) -> Dataset {
        let table = Table::parse(csv.as_bytes(), Path::new("x.csv")).unwrap();
        Dataset::of_tables(table, None, &Experiment::parse(KEYS, "x").unwrap()).unwrap()
    }

    const RAGGED: &str = "t,y,z\n31.01.2015,1,1\n28.02.2015,2,3\n31.03.2015,3,2\n30.04.2015,4,4\n31.05.2015,5,5\n\
                          30.06.2015,6,\n31.07.2015,,\n";

    #[test]
    fn what_is_known_ends_with_the_last_value_of_any_target() {
        let dataset = prepared(RAGGED);
        let raw = &dataset.series[0].raw;
        assert_eq!((raw.rows(), dataset.preparation.observed_rows(raw)), (7, 6));
        assert_eq!(dataset.preparation.steps_since_observed(raw, 5), [0, 1]);
    }

    #[test]
    fn preparations_saved_without_formats_open_and_are_of_the_same_data() {
        let preparation = prepared(RAGGED).preparation;
        let mut saved = serde_json::to_value(&*preparation).unwrap();
        let keys = saved.as_object_mut().unwrap();
        assert!(keys.remove("time_format").is_some() && keys.remove("frequency").is_some());
        let old: Preparation = serde_json::from_value(saved).unwrap();
        assert_eq!((old.time_format.is_none(), old.frequency()), (true, preparation.frequency()));
        assert!(preparation.is_of_same_data(&old));
        let mut other = Preparation::clone(&old);
        other.tails[0].columns[0][1] = 7.0;
        assert!(!preparation.is_of_same_data(&other));
    }

    #[test]
    fn a_saved_preparation_has_the_same_format_and_frequency() {
        let preparation = prepared(RAGGED).preparation;
        let saved: Preparation = serde_json::from_str(&serde_json::to_string(&*preparation).unwrap()).unwrap();
        assert_eq!(saved, *preparation);
        let last = *saved.tails[0].moments.last().unwrap();
        assert_eq!(saved.time_text(saved.frequency().unwrap().next(last, 1).unwrap()), "31.08.2015");
    }
}
