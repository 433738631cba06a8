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
