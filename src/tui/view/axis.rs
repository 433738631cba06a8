//! An axis: from where to where, and which round numbers stand beside it.

use crate::{app::Scale, numbers::NumberStyle};

/// Values beyond it are not on an axis: the arithmetic on its ends would be infinite.
const LARGEST: f64 = 1e300;
/// A range that is a smaller part of its level is taken for none.
const MIN_RANGE: f64 = 1e-9;
/// The part of a step by which a label may be off its tick.
const LABEL_TOLERANCE: f64 = 0.05;

/// An axis that covers some values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    /// How it is divided; linear where a logarithm does not exist.
    pub scale: Scale,
    /// Ends of the axis, in divisions (a logarithm where the scale is logarithmic).
    pub bounds: [f64; 2],
    /// Round numbers within the bounds, ascending.
    pub ticks: Vec<f64>,
}

impl Axis {
    /// An axis for values from `low` to `high` with at most `most` ticks. Values at or below 0 have no logarithm, so the
    /// axis is linear then.
    pub(super) fn new(scale: Scale, low: f64, high: f64, most: usize) -> Self {
        let scale = if low > 0.0 { scale } else { Scale::Linear };
        let (low, high) = apart(low, high);
        let (from, to) = (divide(scale, low), divide(scale, high));
        let margin = (to - from) * 0.04;
        let bounds = [from - margin, to + margin];
        let ticks = match scale {
            Scale::Linear => linear_ticks(bounds, most),
            Scale::Log => log_ticks(bounds, most),
        };
        Self { scale, bounds, ticks }
    }

    /// What stands beside each tick: short, but never the same at two of them.
    pub(super) fn labels(&self) -> Vec<String> {
        labels(&self.ticks)
    }

    /// Where a value stands, in divisions.
    pub(super) fn place(&self, value: f64) -> f64 {
        divide(self.scale, value)
    }
}

/// Ends that are apart even where all values are the same.
fn apart(low: f64, high: f64) -> (f64, f64) {
    let least = if low > 0.0 { f64::MIN_POSITIVE } else { -LARGEST };
    let (low, high) = (low.clamp(least, LARGEST), high.clamp(least, LARGEST));
    let least = (low.abs().max(high.abs()) * MIN_RANGE).max(f64::MIN_POSITIVE * 1e9);
    if high - low >= least {
        (low, high)
    } else if low > 0.0 {
        (low / 1.1, high * 1.1)
    } else {
        (low - low.abs().max(1.0) * 0.1, high + high.abs().max(1.0) * 0.1)
    }
}

fn divide(scale: Scale, value: f64) -> f64 {
    match scale {
        Scale::Linear => value,
        Scale::Log => value.log10(),
    }
}

/// Multiples of 1, 2 or 5 times a power of ten.
pub(super) fn linear_ticks([from, to]: [f64; 2], most: usize) -> Vec<f64> {
    let rough = (to - from) / most.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(10.0 * power);
    let (first, last) = ((from / step).ceil() as i64, (to / step).floor() as i64);
    // Ticks of a step that vanishes beside the bounds would not end.
    if last.saturating_sub(first) > 1000 {
        return Vec::new();
    }
    (first..=last).map(|multiple| multiple as f64 * step).collect()
}

/// Powers of ten with their doubles and fivefolds; where these are too many, powers of ten alone; where there are fewer than
/// two, the ticks of a linear axis.
fn log_ticks([from, to]: [f64; 2], most: usize) -> Vec<f64> {
    let within = |value: &f64| (from..=to).contains(&value.log10());
    let powers = from.floor() as i32..=to.ceil() as i32;
    let finer = powers.flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * 10_f64.powi(power)));
    let finer: Vec<f64> = finer.filter(within).collect();
    if (2..=most.max(2)).contains(&finer.len()) {
        return finer;
    }
    let decades: Vec<i32> = (from.ceil() as i32..=to.floor() as i32).collect();
    if decades.len() >= 2 {
        let every = decades.len().div_ceil(most.max(1));
        return decades.into_iter().step_by(every).map(|power| 10_f64.powi(power)).collect();
    }
    linear_ticks([10_f64.powf(from), 10_f64.powf(to)], most).into_iter().filter(within).collect()
}

/// What stands beside ticks. Ticks of a high level that are close together need more digits than others.
pub(super) fn labels(ticks: &[f64]) -> Vec<String> {
    let short: Vec<String> = ticks.iter().copied().map(label).collect();
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let is_off = |(text, tick): (&String, &f64)| {
        text.parse::<f64>().is_ok_and(|value| (value - tick).abs() > step * LABEL_TOLERANCE)
    };
    if step.is_finite() && short.iter().zip(ticks).any(is_off) {
        let style = NumberStyle::of_spread(step, 2);
        return ticks.iter().map(|tick| style.format_short(*tick, 1)).collect();
    }
    short
}

/// A number with three digits or more, however small it is.
pub(super) fn figure(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e6).contains(&size) { format!("{value:.2e}") } else { label(value) }
}

/// A number in at most seven characters, without digits that say nothing.
pub(super) fn label(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e6).contains(&size) {
        return format!("{value:.0e}");
    }
    let decimals = if size == 0.0 { 0 } else { (3 - size.log10().floor() as i32).clamp(0, 6) as usize };
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number rounded to three digits.
pub(super) fn three_digits(value: f64) -> f64 {
    let scale = 10_f64.powf(2.0 - value.abs().log10().floor());
    if scale.is_finite() { (value * scale).round() / scale } else { value }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(scale: Scale, low: f64, high: f64, most: usize) -> Vec<String> {
        Axis::new(scale, low, high, most).labels()
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(labels(Scale::Linear, 0.0, 103.0, 5), ["0", "50", "100"]);
        assert_eq!(labels(Scale::Linear, 0.0, 1000.0, 8), ["0", "200", "400", "600", "800", "1000"]);
        assert_eq!(labels(Scale::Log, 0.6, 103.0, 5), ["1", "10", "100"]);
        assert_eq!(labels(Scale::Log, 2.0, 103.0, 10), ["2", "5", "10", "20", "50", "100"]);
        assert_eq!(labels(Scale::Log, 1.5, 8.0, 5), ["2", "5"]);
        assert_eq!(labels(Scale::Log, 0.84, 0.88, 5), ["0.84", "0.85", "0.86", "0.87", "0.88"]);
        assert_eq!(labels(Scale::Log, 1e-9, 1e9, 4), ["1e-9", "0.0001", "10", "1e6"]);
    }

    #[test]
    fn ticks_of_a_high_level_have_labels_that_differ() {
        assert_eq!(labels(Scale::Linear, 1e8, 1e8 + 6.0, 4), ["100000000", "100000002", "100000004", "100000006"]);
        assert_eq!(labels(Scale::Linear, 0.123_451, 0.123_453, 3), ["0.123451", "0.123452", "0.123453"]);
    }

    #[test]
    fn an_axis_without_a_logarithm_is_linear() {
        assert_eq!(Axis::new(Scale::Log, 0.0, 5.0, 5).scale, Scale::Linear);
        assert_eq!(Axis::new(Scale::Log, 0.1, 5.0, 5).scale, Scale::Log);
    }

    #[test]
    fn the_largest_and_smallest_numbers_there_are_leave_a_finite_axis() {
        let extremes = [f64::MIN, -1.0, 0.0, 5e-324, f64::MIN_POSITIVE, 1.0, f64::MAX];
        for (low, high) in extremes.into_iter().flat_map(|low| extremes.map(|high| (low, high))) {
            for scale in [Scale::Linear, Scale::Log] {
                let axis = Axis::new(scale, low.min(high), low.max(high), 10);
                assert!(axis.bounds[0] < axis.bounds[1], "{axis:?}");
                let numbers = axis.bounds.iter().chain(&axis.ticks);
                assert!(numbers.clone().all(|number| number.is_finite()) && numbers.count() < 100, "{axis:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_values_lie_within_the_bounds_and_so_do_all_ticks(
            low in prop::num::f64::NORMAL.prop_map(|v| v % 1e12),
            spread in 0.0..1e12_f64,
            most in 0_usize..20,
            log: bool,
        ) {
            let axis = Axis::new(if log { Scale::Log } else { Scale::Linear }, low, low + spread, most);
            let [from, to] = axis.bounds;
            prop_assert!(from < to, "{axis:?}");
            for value in axis.ticks.iter().copied().chain([low, low + spread]) {
                let place = axis.place(value);
                let slack = (to - from) * 1e-6 + place.abs() * 1e-9;
                prop_assert!(from - slack <= place && place <= to + slack, "{value} in {axis:?}");
            }
        }
    }
}
