//! The rule by which the times of a series follow one another, as pandas' offset aliases have it.

mod fit;
mod month;
mod week;
mod words;
mod zone;

use serde::{Deserialize, Serialize};

use self::{month::Months, week::Week, zone::Zone};
use super::{Form, Moment};

/// The rule by which times follow one another: month ends, business days, every 10 minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Frequency {
    form: Form,
    rule: Rule,
    /// How the clock is changed in the year, where the times show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Zone>,
}

/// Steps are in the form's own unit, of a date and time in nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    /// One step after another.
    Every(i64),
    /// The same, but times are a little early or late, at most by `late`.
    About { step: i64, late: i64 },
    /// The same times of every week.
    Weekly(Week),
    /// The same days of every month, quarter or year.
    Monthly(Months),
    /// No rule: percentiles of the time from one row to the next.
    Irregular { low: i64, median: i64, high: i64 },
}

/// A frequency as it was written, before its steps are known to lead on.
#[derive(Deserialize)]
struct Unchecked {
    form: Form,
    rule: Rule,
    #[serde(default)]
    zone: Option<Zone>,
}

impl TryFrom<Unchecked> for Frequency {
    type Error = &'static str;

    fn try_from(Unchecked { form, rule, zone }: Unchecked) -> Result<Self, Self::Error> {
        let leads_on = match &rule {
            Rule::Every(step) | Rule::About { step, .. } | Rule::Irregular { median: step, .. } => *step > 0,
            Rule::Weekly(_) | Rule::Monthly(_) => matches!(form, Form::Day | Form::DateTime),
        };
        if leads_on { Ok(Self { form, rule, zone }) } else { Err("these are no steps from one time to the next") }
    }
}

/// A rule whose times can be counted: those of a calendar, on the clock of the series.
trait Grid {
    /// The number of the last of its times that is not after a time.
    fn floor(&self, clock: i128) -> Option<i64>;
    /// The time of a number.
    fn time(&self, number: i64) -> Option<i128>;
}

impl Frequency {
    /// The simplest rule that most steps between the moments follow, whatever the order of the rows; irregular where none
    /// does. None where fewer than two moments differ, or their forms do.
    #[must_use]
    pub fn of(moments: &[Moment]) -> Option<Self> {
        let mut moments = moments.to_vec();
        moments.sort_unstable();
        moments.dedup();
        let form = moments.first()?.form();
        if moments.len() < 2 || moments.last()?.form() != form {
            return None;
        }
        Some(Self { form, rule: fit::rule(form, &moments)?, zone: Zone::of(&moments) })
    }

    /// Whether moments follow this rule, but for gaps. Two moments alone follow any rule of their form.
    #[must_use]
    pub fn explains(&self, moments: &[Moment]) -> bool {
        let mut moments = moments.to_vec();
        moments.sort_unstable();
        moments.dedup();
        let of_form = moments.iter().all(|moment| moment.form() == self.form);
        of_form && (moments.len() < 3 || self.is_irregular() || self.follows(&moments).is_enough())
    }

    /// Whether no rule was found.
    #[must_use]
    pub fn is_irregular(&self) -> bool {
        matches!(self.rule, Rule::Irregular { .. })
    }

    /// Whether times may be off what the rule says: a little, or where there is none.
    #[must_use]
    pub fn is_loose(&self) -> bool {
        matches!(self.rule, Rule::Irregular { .. } | Rule::About { .. })
    }

    /// What its times are.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// The `n`-th moment after one; where that one is off the rule, the first is the next one on it. None where that one is
    /// of another form, or the calendar ends before.
    #[must_use]
    pub fn next(&self, moment: Moment, n: usize) -> Option<Moment> {
        let n = i64::try_from(n).ok().filter(|_| moment.form() == self.form)?;
        if n == 0 {
            return Some(moment);
        }
        match &self.rule {
            Rule::Every(step) | Rule::About { step, .. } | Rule::Irregular { median: step, .. } => {
                let next = moment.moved_to(moment.position().checked_add(i128::from(*step).checked_mul(n.into())?)?)?;
                self.zone.and_then(|zone| zone.at_instant(next)).or(Some(next))
            }
            Rule::Weekly(week) => self.by_clock(after(week, moment, n)?),
            Rule::Monthly(months) => self.by_clock(after(months, moment, n)?),
        }
    }

    /// A moment at which the clock of the series shows what it shows for this one.
    fn by_clock(&self, moment: Moment) -> Option<Moment> {
        self.zone.and_then(|zone| zone.at_clock(moment)).or(Some(moment))
    }

    /// Steps from one moment to a later one, rounded where times may be a little early or late. None where there is no rule.
    pub(super) fn steps(&self, from: Moment, to: Moment) -> Option<i64> {
        if from.form() != self.form || to.form() != self.form {
            return None;
        }
        match &self.rule {
            Rule::Every(step) | Rule::About { step, .. } => {
                let (distance, step) = (to.position() - from.position(), i128::from(*step));
                let rest = distance.rem_euclid(step);
                i64::try_from(distance.div_euclid(step) + i128::from(rest >= step - rest)).ok()
            }
            Rule::Weekly(week) => between(week, from, to),
            Rule::Monthly(months) => between(months, from, to),
            Rule::Irregular { .. } => None,
        }
    }

    /// Whether a moment is one that the rule leads to; where steps have no fixed start, any is.
    fn leads_to(&self, moment: Moment) -> bool {
        match &self.rule {
            Rule::Weekly(week) => is_on(week, moment),
            Rule::Monthly(months) => is_on(months, moment),
            Rule::Every(_) | Rule::About { .. } | Rule::Irregular { .. } => true,
        }
    }
}

fn after(grid: &impl Grid, moment: Moment, n: i64) -> Option<Moment> {
    let number = grid.floor(moment.on_clock()?)?.checked_add(n)?;
    moment.moved_to_clock(grid.time(number)?)
}

fn between(grid: &impl Grid, from: Moment, to: Moment) -> Option<i64> {
    grid.floor(to.on_clock()?)?.checked_sub(grid.floor(from.on_clock()?)?)
}

fn is_on(grid: &impl Grid, moment: Moment) -> bool {
    let time = |clock: i128| grid.floor(clock).and_then(|number| grid.time(number));
    moment.on_clock().is_some_and(|clock| time(clock) == Some(clock))
}

#[cfg(test)]
mod tests;
