//! The chart of a run's figures: which figure, over which steps, how smooth, and where the cursor stands.

use serde::{Deserialize, Serialize};

use super::Scale;

/// Fewer steps than these are not shown.
const LEAST_STEPS: u64 = 4;
/// Recent is the last such part of a run.
const RECENT: u64 = 5;
/// The cursor goes through a view in so many strides.
const STRIDES: u64 = 60;

/// What the chart shows and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The figure.
    pub metric: Metric,
    /// How its axis is divided.
    pub scale: Scale,
    /// How much of its ups and downs is evened out.
    pub smoothing: Smoothing,
    view: View,
    cursor: Option<u64>,
    /// The step that a drag holds.
    held: Option<u64>,
}

/// A figure of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// Training and validation loss beside the best baseline.
    #[default]
    Loss,
    /// Part of the validation examples' classes or symbols that are right.
    ValidationAccuracy,
    /// Norm of the gradient of all parameters.
    GradientNorm,
    /// Learning rate of the update.
    LearningRate,
    /// Steps a second.
    Rate,
}

impl Metric {
    const ALL: [Self; 5] = [Self::Loss, Self::ValidationAccuracy, Self::GradientNorm, Self::LearningRate, Self::Rate];

    /// The one after it; after the last the first. Not every job has an accuracy.
    pub(super) fn next(self, has_accuracy: bool) -> Self {
        match Self::ALL[(self as usize + 1) % Self::ALL.len()] {
            Self::ValidationAccuracy if !has_accuracy => Self::GradientNorm,
            next => next,
        }
    }
}

/// How much of the ups and downs of a curve is evened out, in steps of an exponential moving average.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Smoothing {
    /// Nothing.
    #[default]
    Off,
    /// What comes and goes within some ten steps.
    Little,
    /// What comes and goes within some hundred steps.
    Much,
    /// What comes and goes within some thousand steps.
    Most,
}

impl Smoothing {
    /// Steps that the average is taken over, if it is.
    #[must_use]
    pub fn steps(self) -> Option<u32> {
        match self {
            Self::Off => None,
            Self::Little => Some(10),
            Self::Much => Some(100),
            Self::Most => Some(1000),
        }
    }

    pub(super) fn next(self) -> Self {
        match self {
            Self::Off => Self::Little,
            Self::Little => Self::Much,
            Self::Much => Self::Most,
            Self::Most => Self::Off,
        }
    }
}

/// The steps that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    /// All of them, also those that are to come.
    Full,
    /// The last part, also of those that are to come.
    Recent,
    /// These, whatever comes.
    Zoomed { from: u64, to: u64 },
}

impl Default for Chart {
    fn default() -> Self {
        Self {
            metric: Metric::default(),
            scale: Scale::Log,
            smoothing: Smoothing::default(),
            view: View::Full,
            cursor: None,
            held: None,
        }
    }
}

impl Chart {
    /// The first and the last step that are shown of a run up to step `last`; they are apart.
    #[must_use]
    pub fn steps(&self, last: u64) -> (u64, u64) {
        match self.view {
            View::Full => (0, last.max(1)),
            View::Recent => (last - last / RECENT.min(last.max(1)), last.max(1)),
            View::Zoomed { from, to } => (from, to),
        }
    }

    /// Whether all steps are shown.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.view == View::Full
    }

    /// Whether the last steps are shown.
    #[must_use]
    pub fn is_recent(&self) -> bool {
        self.view == View::Recent
    }

    /// The step that the cursor stands on, if there is a cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<u64> {
        self.cursor
    }

    /// Puts the cursor on a step and brings it into view, or takes it away.
    pub(super) fn put_cursor(&mut self, step: Option<u64>, last: u64) {
        self.cursor = step.map(|step| step.min(last));
        let (from, to) = self.steps(last);
        match self.cursor {
            Some(step) if step < from => self.show(step, step + (to - from), last),
            Some(step) if step > to => self.show(step - (to - from), step, last),
            _ => {}
        }
    }

    /// Moves the cursor by strides; the first time it appears at the last step that is shown.
    pub(super) fn move_cursor(&mut self, strides: i64, last: u64) {
        let (from, to) = self.steps(last);
        let stride = ((to - from) / STRIDES).max(1) as i64;
        let step = self.cursor.map_or(to.min(last), |step| step.saturating_add_signed(strides * stride));
        self.put_cursor(Some(step), last);
    }

    /// Shows half as many steps, or twice as many, around the cursor or a step.
    pub(super) fn zoom(&mut self, closer: bool, around: Option<u64>, last: u64) {
        let (from, to) = self.steps(last);
        let around = around.or(self.cursor).unwrap_or(to).clamp(from, to);
        let width = to - from;
        let wanted = if closer { width / 2 } else { width.saturating_mul(2) }.max(LEAST_STEPS);
        // What stands under the cursor stays where it is.
        let before = (u128::from(around - from) * u128::from(wanted) / u128::from(width.max(1))) as u64;
        let from = around.saturating_sub(before);
        self.show(from, from.saturating_add(wanted), last);
    }

    /// Moves the view by some quarters of itself.
    pub(super) fn pan(&mut self, quarters: i64, last: u64) {
        let (from, to) = self.steps(last);
        let by = ((to - from) / 4).max(1) as i64 * quarters;
        let from = from.saturating_add_signed(by);
        self.show(from, from + (to - self.steps(last).0), last);
    }

    /// Takes hold of what stands at a share of the width, from 0 to 1, and puts the cursor there.
    pub(super) fn hold(&mut self, share: f64, last: u64) {
        let step = self.step_at(share, last);
        self.held = Some(step);
        self.put_cursor(Some(step), last);
    }

    /// Drags what is held to a share of the width.
    pub(super) fn drag(&mut self, share: f64, last: u64) {
        let Some(held) = self.held else { return };
        let (from, to) = self.steps(last);
        let new_from = from.saturating_add(held).saturating_sub(self.step_at(share, last));
        if new_from != from {
            self.show(new_from, new_from + (to - from), last);
        }
    }

    /// The step at a share of the width.
    pub(super) fn step_at(&self, share: f64, last: u64) -> u64 {
        let (from, to) = self.steps(last);
        from + ((to - from) as f64 * share.clamp(0.0, 1.0)).round() as u64
    }

    /// All steps; or, if that is what is shown, the last ones.
    pub(super) fn toggle_recent(&mut self) {
        self.view = if self.view == View::Recent { View::Full } else { View::Recent };
    }

    /// Shows all steps.
    pub(super) fn show_all(&mut self) {
        self.view = View::Full;
    }

    /// Another run is shown from now on.
    pub(super) fn begin_anew(&mut self) {
        (self.view, self.cursor, self.held) = (View::Full, None, None);
    }

    /// Steps after the last one are gone.
    pub(super) fn rewind(&mut self, last: u64) {
        self.cursor = self.cursor.filter(|&step| step <= last);
        if let View::Zoomed { from, to } = self.view {
            self.show(from, to, last);
        }
    }

    /// Shows some steps as far as they exist; where all are shown, those that come will be too.
    fn show(&mut self, from: u64, to: u64, last: u64) {
        let width = (to - from).max(LEAST_STEPS);
        let from = from.min(last.saturating_sub(width));
        let to = from + width;
        self.view = if from == 0 && to >= last { View::Full } else { View::Zoomed { from, to } };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zooming_keeps_what_is_under_the_cursor_in_its_place_and_new_steps_change_nothing() {
        let mut chart = Chart::default();
        chart.put_cursor(Some(250), 1000);
        chart.zoom(true, None, 1000);
        assert_eq!(chart.steps(1000), (125, 625), "a quarter from the left, before and after");
        assert_eq!(chart.steps(5000), (125, 625));
        chart.zoom(false, None, 1000);
        assert!(chart.is_full(), "all steps there are");
        assert_eq!(chart.steps(5000), (0, 5000), "and those that come");
    }

    #[test]
    fn the_cursor_takes_the_view_along() {
        let mut chart = Chart::default();
        chart.zoom(true, Some(1000), 1000);
        assert_eq!(chart.steps(1000), (500, 1000));
        chart.move_cursor(-1, 1000);
        assert_eq!(chart.cursor(), Some(1000), "it appears where the view ends");
        (0..70).for_each(|_| chart.move_cursor(-1, 1000));
        assert_eq!((chart.cursor(), chart.steps(1000)), (Some(440), (440, 940)));
        chart.pan(4, 1000);
        assert_eq!(chart.steps(1000), (500, 1000), "no further than the last step");
    }

    #[test]
    fn a_drag_moves_the_view_with_the_mouse() {
        let mut chart = Chart::default();
        chart.zoom(true, Some(500), 1000);
        assert_eq!(chart.steps(1000), (250, 750));
        chart.hold(0.5, 1000);
        chart.drag(0.7, 1000);
        assert_eq!((chart.cursor(), chart.steps(1000)), (Some(500), (150, 650)));
    }

    #[test]
    fn after_a_rewind_the_view_is_of_steps_that_exist() {
        let mut chart = Chart::default();
        chart.put_cursor(Some(900), 1000);
        chart.zoom(true, None, 1000);
        chart.rewind(100);
        assert_eq!((chart.cursor(), chart.is_full()), (None, true));
    }

    #[test]
    fn metrics_and_smoothing_go_round() {
        assert_eq!(Metric::ALL.map(|metric| metric.next(true))[4], Metric::Loss);
        assert_eq!(Metric::Loss.next(false), Metric::GradientNorm);
        let round = std::iter::successors(Some(Smoothing::Off), |&smoothing| Some(smoothing.next()));
        let steps: Vec<_> = round.map(Smoothing::steps).take(5).collect();
        assert_eq!(steps, [None, Some(10), Some(100), Some(1000), None]);
    }

    proptest! {
        #[test]
        fn whatever_is_done_the_steps_that_are_shown_are_apart_and_exist(
            last in 0..100_000_u64,
            acts in prop::collection::vec((0..6_u8, -3..4_i64, 0.0..1.0_f64), 0..40),
        ) {
            let mut chart = Chart::default();
            for (act, by, share) in acts {
                match act {
                    0 => chart.zoom(by > 0, None, last),
                    1 => chart.pan(by, last),
                    2 => chart.move_cursor(by, last),
                    3 => chart.hold(share, last),
                    4 => chart.drag(share, last),
                    _ => chart.toggle_recent(),
                }
                let (from, to) = chart.steps(last);
                prop_assert!(from < to && to <= last.max(LEAST_STEPS), "{act} {chart:?}");
                prop_assert!(chart.cursor().is_none_or(|step| step <= last), "{chart:?}");
            }
        }
    }
}
