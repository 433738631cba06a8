//! What the pictures say, in sentences: only what is true of the very numbers that are shown.

use super::gates::pass;
use crate::{
    model::{Gate, Influence, Inspection, Pass, Spread},
    numbers::percent,
    tui::view::axis::{figure, three_digits},
    wording::counted,
};

/// The part of the influence whose steps are counted.
const MOST_OF_IT: f32 = 0.9;
/// Steps below which nothing is said about how far influence reaches.
const FEW_STEPS: usize = 5;
/// Gradients vanish where the influence of the first quarter of the steps is at most this part of the largest.
const VANISHED: f32 = 1e-3;
/// A gate this near to 0 or 1, or a state this near to −1 or 1, hardly lets a gradient through: the slope there is at most a
/// fifth of the steepest (σ) or a tenth of it (tanh).
const SHUT: f32 = 0.05;
/// From this part on it takes a step, rounded, until half is left.
const HALF: f32 = 0.49;
/// The part of the values that has to be so before it is worth a word.
const MUCH: f32 = 0.3;

/// What gates and states of one direction of one layer say.
pub(super) fn of_gates(inspection: &Inspection, place: usize) -> Vec<String> {
    let Some(pass) = pass(inspection, place) else { return Vec::new() };
    if pass.maps.iter().flat_map(|map| &map.values).any(|value| !value.is_finite()) {
        return vec!["Not all of them are finite numbers.".to_owned()];
    }
    let mut said = Vec::new();
    said.extend(memory(pass));
    said.extend(saturation(pass));
    if inspection.stride > 1 {
        let (stride, steps) = (inspection.stride, inspection.steps);
        said.push(format!("Each column is the mean of {stride} of the {steps} steps."));
    }
    if pass.units < inspection.units {
        said.push(format!("The first {} of {} units are shown.", pass.units, inspection.units));
    }
    said
}

/// How long a state lasts that is multiplied at every step by what the gate that keeps it is on average.
fn memory(pass: &Pass) -> Option<String> {
    let kept = pass.maps.iter().find(|map| matches!(map.gate, Gate::Forget | Gate::Update))?;
    let keeps = mean(&kept.values)?;
    let gate = kept.gate;
    let half_life = 0.5_f32.ln() / keeps.ln();
    Some(match half_life {
        _ if keeps >= 0.999 => {
            format!("The {gate} keeps all but {:.2}% of the state at every step.", (1.0 - keeps) * 100.0)
        }
        _ if keeps < HALF => {
            format!("The {gate} keeps {} of the state at every step: it is soon forgotten.", percent(keeps.into()))
        }
        steps => {
            let steps = counted(steps.round() as usize, "step");
            format!(
                "The {gate} keeps {} of the state at every step: half of it is left after {steps}.",
                percent(keeps.into())
            )
        }
    })
}

/// Where little can be learned because a slope is almost flat.
fn saturation(pass: &Pass) -> Option<String> {
    let hidden = pass.maps.iter().find(|map| map.gate == Gate::Hidden)?;
    let gates = pass.maps.iter().filter(|map| map.gate.range() == Some((0.0, 1.0)));
    let shut = gates.filter_map(|map| Some((map.gate, part(&map.values, |v| !(SHUT..=1.0 - SHUT).contains(&v))?)));
    if let Some((gate, part)) = shut.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, part)| *part >= MUCH) {
        return Some(format!(
            "{} of the {gate} stands within {SHUT} of 0 or 1, where it hardly learns.",
            percent(part.into())
        ));
    }
    let part = part(&hidden.values, |v| v.abs() > 1.0 - SHUT).filter(|part| *part >= MUCH)?;
    Some(format!(
        "{} of the hidden state stands within {SHUT} of -1 or 1, where it hardly learns.",
        percent(part.into())
    ))
}

fn mean(values: &[f32]) -> Option<f32> {
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    mean.is_finite().then_some(mean)
}

fn part(values: &[f32], is_so: impl Fn(f32) -> bool) -> Option<f32> {
    let count = values.iter().filter(|value| is_so(**value)).count();
    (!values.is_empty()).then(|| count as f32 / values.len() as f32)
}

/// How far back influence reaches. `labels` stand for the steps.
pub(super) fn of_influence(influence: &Influence, labels: &[String]) -> Vec<String> {
    let by_step = &influence.by_step;
    let (steps, sum) = (by_step.len(), by_step.iter().sum::<f32>());
    if !sum.is_finite() {
        return vec!["The gradient is not finite.".to_owned()];
    }
    if sum == 0.0 {
        return vec!["No step has any influence on the answer: its gradient is 0.".to_owned()];
    }
    let mut said = Vec::new();
    if steps >= FEW_STEPS {
        said.push(reach(by_step, sum, influence.stride));
    }
    let strongest =
        (0..steps).reduce(|best, step| if by_step[step] > by_step[best] { step } else { best }).unwrap_or(0);
    said.extend(vanishing(by_step, by_step[strongest]));
    let label = labels.get(strongest).map(|label| format!(" ({label})")).unwrap_or_default();
    let (place, part) = (strongest * influence.stride + 1, percent((by_step[strongest] / sum).into()));
    said.push(format!("Step {place}{label} has the most: {part}."));
    said
}

/// The fewest steps that carry most of the influence; where they are few, the last ones if these are hardly more.
fn reach(by_step: &[f32], sum: f32, stride: usize) -> String {
    let enough = |values: &mut dyn Iterator<Item = f32>| {
        let mut carried = 0.0;
        values
            .take_while(|value| {
                let is_missing = carried < MOST_OF_IT * sum;
                carried += value;
                is_missing
            })
            .count()
    };
    let mut sorted = by_step.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let any = enough(&mut sorted.into_iter());
    let last = enough(&mut by_step.iter().rev().copied());
    let (any, last, steps) = (any * stride, last * stride, by_step.len() * stride);
    let share = percent(MOST_OF_IT.into());
    if 2 * any > steps {
        format!("It takes {any} of {steps} steps to carry {share} of the influence: all of the sequence matters.")
    } else if 2 * last <= 3 * any {
        format!("The last {last} of {steps} steps carry {share} of the influence.")
    } else {
        format!("{any} of {steps} steps carry {share} of the influence; they are not the last ones.")
    }
}

fn vanishing(by_step: &[f32], largest: f32) -> Option<String> {
    let early = by_step.len() / 4;
    let most = by_step[..early].iter().copied().reduce(f32::max)?;
    if most > VANISHED * largest {
        return None;
    }
    Some(if most == 0.0 {
        format!("Gradients vanish: the first {early} steps move the answer not at all.")
    } else {
        format!(
            "Gradients vanish: the first {early} steps move the answer {} times less than the strongest one.",
            figure(three_digits(f64::from(largest / most)))
        )
    })
}

/// Where gradients are large and where small.
pub(super) fn of_weights(spreads: &[Spread]) -> Vec<String> {
    let by_norm = |a: &&Spread, b: &&Spread| a.gradients.norm.total_cmp(&b.gradients.norm);
    let (Some(least), Some(most)) = (spreads.iter().min_by(by_norm), spreads.iter().max_by(by_norm)) else {
        return Vec::new();
    };
    let bad = spreads.iter().find(|spread| !spread.weights.norm.is_finite() || !spread.gradients.norm.is_finite());
    if let Some(spread) = bad {
        return vec![format!("{} is not finite.", spread.name)];
    }
    if most.gradients.norm == 0.0 {
        return vec!["There are no gradients yet: they are those of the last step.".to_owned()];
    }
    let of = |spread: &Spread| format!("{} ({})", spread.name, figure(spread.gradients.norm));
    vec![format!("The gradient of {} is the largest, that of {} the smallest.", of(most), of(least))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Distribution, GateMap};

    fn influence(by_step: &[f32]) -> Vec<String> {
        let labels: Vec<String> = (1..=by_step.len()).map(|step| step.to_string()).collect();
        of_influence(&Influence { output: 0, stride: 1, by_step: by_step.to_vec() }, &labels)
    }

    fn falling(by: f32) -> Vec<f32> {
        (0..24).map(|step| by.powi(24 - step)).collect()
    }

    #[test]
    fn how_far_influence_reaches_is_counted() {
        assert_eq!(influence(&falling(0.5))[0], "The last 4 of 24 steps carry 90% of the influence.");
        let all = "It takes 22 of 24 steps to carry 90% of the influence: all of the sequence matters.";
        assert_eq!(influence(&[1.0; 24])[0], all);
        let some = "It takes 7 of 8 steps to carry 90% of the influence: all of the sequence matters.";
        assert_eq!(influence(&[0.9, 0.4, 0.6, 0.5, 0.3, 0.7, 0.8, 1.0])[0], some);
        let mut first = falling(0.5);
        first.reverse();
        let not_last = "4 of 24 steps carry 90% of the influence; they are not the last ones.";
        assert_eq!(influence(&first)[0], not_last);
    }

    #[test]
    fn gradients_vanish_only_where_they_do() {
        let vanishing = |by_step: &[f32]| influence(by_step).into_iter().find(|said| said.contains("vanish"));
        let said = "Gradients vanish: the first 6 steps move the answer 262000 times less than the strongest one.";
        assert_eq!(vanishing(&falling(0.5)).unwrap(), said);
        assert_eq!(vanishing(&falling(0.9)), None);
        let mut none = falling(0.9);
        none[..6].fill(0.0);
        assert_eq!(vanishing(&none).unwrap(), "Gradients vanish: the first 6 steps move the answer not at all.");
    }

    #[test]
    fn the_strongest_step_is_named_and_what_is_no_number_is_said() {
        assert_eq!(influence(&[0.1, 0.3, 0.1]), ["Step 2 (2) has the most: 60%."]);
        assert_eq!(influence(&[0.0; 3]), ["No step has any influence on the answer: its gradient is 0."]);
        assert_eq!(influence(&[f32::NAN; 3]), ["The gradient is not finite."]);
    }

    fn gates(keeps: f32, hidden: f32) -> Vec<String> {
        let map = |gate, value| GateMap { gate, values: vec![value; 12] };
        let maps = vec![map(Gate::Reset, 0.4), map(Gate::Update, keeps), map(Gate::Hidden, hidden)];
        let pass = Pass { layer: 0, backward: false, units: 3, maps };
        let influence = Influence { output: 0, stride: 1, by_step: vec![1.0; 8] };
        of_gates(&Inspection { steps: 8, stride: 2, units: 5, passes: vec![pass], influence, spreads: Vec::new() }, 0)
    }

    #[test]
    fn how_long_a_state_lasts_follows_from_the_gate_that_keeps_it() {
        let after = "The update gate keeps 93% of the state at every step: half of it is left after 10 steps.";
        assert_eq!(gates(0.933, 0.1)[0], after);
        assert_eq!(gates(0.3, 0.1)[0], "The update gate keeps 30% of the state at every step: it is soon forgotten.");
        assert_eq!(gates(0.9995, 0.1)[0], "The update gate keeps all but 0.05% of the state at every step.");
    }

    #[test]
    fn saturation_is_said_only_where_there_is_much_and_what_is_left_out_always() {
        let left_out = ["Each column is the mean of 2 of the 8 steps.", "The first 3 of 5 units are shown."];
        assert_eq!(gates(0.5, 0.1)[1..], left_out);
        assert_eq!(
            gates(0.98, 0.1)[1],
            "100% of the update gate stands within 0.05 of 0 or 1, where it hardly learns."
        );
        let hidden = "100% of the hidden state stands within 0.05 of -1 or 1, where it hardly learns.";
        assert_eq!(gates(0.5, -0.99)[1], hidden);
    }

    #[test]
    fn the_largest_and_the_smallest_gradient_are_named() {
        let spread = |name: &str, norm| Spread {
            name: name.to_owned(),
            weights: Distribution::default(),
            gradients: Distribution { norm, ..Distribution::default() },
        };
        let said = "The gradient of b (2) is the largest, that of a (0.5) the smallest.";
        assert_eq!(of_weights(&[spread("a", 0.5), spread("b", 2.0)]), [said]);
        assert_eq!(of_weights(&[spread("a", 0.0)]), ["There are no gradients yet: they are those of the last step."]);
        assert_eq!(of_weights(&[spread("a", f64::NAN)]), ["a is not finite."]);
    }
}
