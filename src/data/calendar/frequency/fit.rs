//! Finds the rule that times follow: candidates are tried, and the simplest of the best wins.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    Frequency, Rule,
    month::Months,
    week::{DAY, Week},
};
use crate::data::calendar::{Form, Moment};

/// A rule has to be followed by so many of the steps; the others are gaps.
const ENOUGH_STEPS: f64 = 0.5;
/// So many of the times have to be on the rule.
const ENOUGH_TIMES: f64 = 0.8;
/// A rule is better than a simpler one if it is followed by so many more of the steps, as a part of all.
const CLEARLY: f64 = 0.005;
/// Times that are less than this part of a step early or late are still regular.
const A_LITTLE: f64 = 0.15;
/// Times that a day of the week within the month has to be seen in.
const FEW: usize = 4;

/// How well moments follow a rule, as parts of all.
pub(super) struct Fit {
    /// Of the times, those on the rule.
    times: f64,
    /// Of the steps, those from one time of the rule to the next.
    steps: f64,
}

impl Fit {
    pub(super) fn is_enough(&self) -> bool {
        self.times >= ENOUGH_TIMES && self.steps >= ENOUGH_STEPS
    }
}

impl Frequency {
    /// How well ascending moments follow it.
    pub(super) fn follows(&self, moments: &[Moment]) -> Fit {
        let mut on = usize::from(moments.first().is_some_and(|first| self.leads_to(*first)));
        let mut single = 0;
        for pair in moments.windows(2) {
            let is_on = match &self.rule {
                Rule::Every(step) => (pair[1].position() - pair[0].position()) % i128::from(*step) == 0,
                _ => self.leads_to(pair[1]),
            };
            on += usize::from(is_on);
            single += usize::from(is_on && self.leads_to(pair[0]) && self.is_single_step(pair[0], pair[1]));
        }
        let part = |count: usize, of: usize| count as f64 / of.max(1) as f64;
        Fit { times: part(on, moments.len()), steps: part(single, moments.len().saturating_sub(1)) }
    }

    fn is_single_step(&self, from: Moment, to: Moment) -> bool {
        match &self.rule {
            Rule::Every(step) => to.position() - from.position() == i128::from(*step),
            Rule::About { step, .. } => {
                let off = (to.position() - from.position() - i128::from(*step)).unsigned_abs();
                off as f64 <= 2.0 * A_LITTLE * *step as f64
            }
            _ => self.steps(from, to) == Some(1),
        }
    }
}

/// The simplest rule that most steps between ascending moments follow.
pub(super) fn rule(form: Form, moments: &[Moment]) -> Option<Rule> {
    let differences: Vec<i64> = differences(moments)?;
    let mut best: Option<(f64, Rule)> = None;
    for rule in candidates(moments, &differences) {
        let frequency = Frequency { form, rule, zone: None };
        let fit = frequency.follows(moments);
        if fit.is_enough() && best.as_ref().is_none_or(|(steps, _)| fit.steps > steps + CLEARLY) {
            best = Some((fit.steps, frequency.rule));
        }
    }
    best.map(|(_, rule)| rule).or_else(|| about(form, moments, &differences)).or_else(|| irregular(differences))
}

/// Rules that could be, simplest first.
fn candidates(moments: &[Moment], differences: &[i64]) -> Vec<Rule> {
    let Some(step) = commonest(differences.iter().copied()) else { return Vec::new() };
    let clocks: Option<Vec<i128>> = moments.iter().map(|moment| moment.on_clock()).collect();
    let Some(clocks) = clocks else { return vec![Rule::Every(step)] };
    let days = step / if moments[0].form() == Form::Day { 1 } else { DAY };
    let monthly = if days >= 13 { Months::candidates(&clocks) } else { Vec::new() };
    let once = (days == 7).then(|| Week::once(&clocks)).flatten();
    let of_weekday = (days >= 28 && clocks.len() >= FEW).then(|| Months::of_weekday(&clocks)).flatten();
    let weekly = if days < 7 { Week::candidates(&clocks) } else { Vec::new() };
    let simple = monthly.into_iter().map(Rule::Monthly).chain(once.map(Rule::Weekly)).chain([Rule::Every(step)]);
    simple.chain(of_weekday.map(Rule::Monthly)).chain(weekly.into_iter().map(Rule::Weekly)).collect()
}

/// Steps of one length, but for times that are a little early or late.
fn about(form: Form, moments: &[Moment], differences: &[i64]) -> Option<Rule> {
    let median = percentile(&sorted(differences.to_vec()), 0.5)?;
    if form != Form::DateTime || differences.len() < FEW {
        return None;
    }
    let counts: Vec<i64> = differences.iter().map(|d| (*d as f64 / median as f64).round() as i64).collect();
    let total: i64 = counts.iter().sum();
    let mean = (moments.last()?.position() - moments.first()?.position()) / i128::from(total.max(1));
    let mean = i64::try_from(mean).ok().filter(|mean| *mean > 0)?;
    [whole(mean), mean].into_iter().find_map(|step| {
        let late = lateness(moments, step)?;
        let rule = Rule::About { step, late };
        let fit = Frequency { form, rule: rule.clone(), zone: None }.follows(moments);
        (late as f64 <= A_LITTLE * step as f64 && fit.is_enough()).then_some(rule)
    })
}

/// The nearest whole second, minute, hour or day, whichever is the longest of which it has at least one.
fn whole(step: i64) -> i64 {
    const SECOND: i64 = 1_000_000_000;
    let unit = [DAY, 3600 * SECOND, 60 * SECOND, SECOND].into_iter().find(|unit| step * 10 >= *unit * 9);
    unit.map_or(step, |unit| ((step as f64 / unit as f64).round() as i64).max(1) * unit)
}

/// How far times are from a grid of steps, at most, with the grid laid in the middle.
fn lateness(moments: &[Moment], step: i64) -> Option<i64> {
    let start = moments.first()?.position();
    let off = moments.iter().map(|moment| {
        let since = moment.position() - start;
        let number = (since + i128::from(step) / 2).div_euclid(step.into());
        i64::try_from(since - number * i128::from(step)).ok()
    });
    let off = sorted(off.collect::<Option<Vec<i64>>>()?);
    let middle = percentile(&off, 0.5)?;
    Some((off.last()? - middle).max(middle - off.first()?))
}

fn irregular(differences: Vec<i64>) -> Option<Rule> {
    let differences = sorted(differences);
    let at = |part| percentile(&differences, part);
    Some(Rule::Irregular { low: at(0.05)?, median: at(0.5)?, high: at(0.95)? })
}

fn differences(moments: &[Moment]) -> Option<Vec<i64>> {
    moments.windows(2).map(|pair| i64::try_from(pair[1].position() - pair[0].position()).ok()).collect()
}

fn sorted(mut values: Vec<i64>) -> Vec<i64> {
    values.sort_unstable();
    values
}

/// The nearest rank.
fn percentile(sorted: &[i64], part: f64) -> Option<i64> {
    sorted.get((part * (sorted.len().saturating_sub(1)) as f64).round() as usize).copied()
}

/// The commonest number, of equally common ones the smallest.
pub(super) fn commonest(numbers: impl Iterator<Item = i64>) -> Option<i64> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    numbers.for_each(|number| *counts.entry(number).or_default() += 1);
    counts.into_iter().max_by_key(|&(number, count)| (count, Reverse(number))).map(|(number, _)| number)
}
