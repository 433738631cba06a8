//! Which curves there are of a figure, what they cover, and their names.

use ratatui::style::Style;

use super::super::{
    Theme,
    axis::figure,
    chart::{self, Course, Curve, Entry, Layer, Pen, Steps},
};
use crate::{
    app::{App, History, Metric, RunView, Scale},
    experiment::Patience,
    training::BaselineLoss,
};

/// A baseline that is further off than this factor would press the curves flat.
const FAR: f64 = 30.0;
/// The same on a linear axis, where it shows sooner.
const FAR_LINEAR: f64 = 3.0;

/// What is drawn of a figure.
pub(super) struct Shown<'a> {
    pub layers: Vec<Layer<'a>>,
    /// What the axis has to cover; `None` while there is nothing.
    pub range: Option<(f64, f64)>,
    /// Names and newest values.
    pub entries: Vec<Entry>,
}

impl<'a> Shown<'a> {
    pub(super) fn of(app: &'a App, steps: Steps, theme: Theme) -> Self {
        let run = &app.run;
        match app.chart.metric {
            Metric::Loss => Self::losses(app, steps, theme),
            Metric::ValidationAccuracy => Self::one(app, &run.validation_accuracy, "validation accuracy", steps, theme),
            Metric::GradientNorm => Self::one(app, &run.gradient_norm, "gradient norm", steps, theme),
            Metric::LearningRate => Self::one(app, &run.learning_rate, "learning rate", steps, theme),
            Metric::Rate => Self::one(app, &run.rates, "steps a second", steps, theme),
        }
    }

    fn one(app: &App, history: &'a History, name: &str, steps: Steps, theme: Theme) -> Self {
        let is_validated = app.chart.metric == Metric::ValidationAccuracy;
        let style = if is_validated { theme.validation() } else { theme.training() };
        let layers = smooth(app, history, Pen::Solid, style, theme);
        let texts = history.last().map(|value| vec![format!("{name} {}", figure(value))]);
        let entry = texts.map(|texts| Entry { pen: Pen::Solid, style, texts });
        Self { range: chart::range(&layers, steps), layers, entries: entry.into_iter().collect() }
    }

    fn losses(app: &'a App, steps: Steps, theme: Theme) -> Self {
        let run = &app.run;
        let mut layers = smooth(app, &run.loss, Pen::Solid, theme.training(), theme);
        // One figure an epoch would vanish behind one a step, so it is drawn last.
        layers.extend(smooth(app, &run.validation_loss, Pen::Dashed, theme.validation(), theme));
        let losses = chart::range(&layers, steps);
        let baseline = run.info.as_ref().and_then(|info| info.baseline.as_ref());
        let baseline = baseline.map(|baseline| {
            (baseline, losses.map_or(Away::Not, |losses| away(baseline.loss, losses, app.chart.scale)))
        });
        let near = baseline.filter(|(_, away)| losses.is_some() && *away == Away::Not);
        if let Some((baseline, _)) = near {
            // Below the curves: these cross it.
            let level = Curve { course: Course::Level(baseline.loss), pen: Pen::Dotted, style: theme.baseline() };
            layers.insert(0, Layer::Curves(vec![level]));
        }
        let range = losses.and_then(|_| chart::range(&layers, steps));
        // What the run went back from may be anywhere, and is no reason to press the rest flat.
        let branches = run.branches.iter().flat_map(|branch| {
            let of = |history, pen| curve(history, pen, theme.quiet());
            [of(&branch.loss, Pen::Solid), of(&branch.validation_loss, Pen::Dashed)]
        });
        layers.insert(0, Layer::Curves(branches.collect()));
        Self { layers, range, entries: legend(run, baseline, theme) }
    }
}

/// A curve; evened out, above the one as it is.
fn smooth<'a>(app: &App, history: &'a History, pen: Pen, style: Style, theme: Theme) -> Vec<Layer<'a>> {
    if history.last().is_none() {
        return Vec::new();
    }
    let Some(steps) = app.chart.smoothing.steps() else {
        return vec![Layer::Curves(vec![curve(history, pen, style)])];
    };
    let course = Course::Steps { buckets: history.smoothed(steps.into()).into(), reach: u64::MAX };
    let raw = curve(history, Pen::Solid, theme.quiet());
    vec![Layer::Curves(vec![raw]), Layer::Curves(vec![Curve { course, pen, style }])]
}

fn curve(history: &History, pen: Pen, style: Style) -> Curve<'_> {
    Curve { course: Course::Steps { buckets: history.buckets().into(), reach: u64::MAX }, pen, style }
}

/// Whether a baseline is too far from the curves to be drawn, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Away {
    Not,
    Above,
    Below,
}

fn away(baseline: f64, (low, high): (f64, f64), scale: Scale) -> Away {
    match scale {
        Scale::Log if low > 0.0 && baseline < low / FAR => Away::Below,
        Scale::Log if low > 0.0 && baseline > high * FAR => Away::Above,
        // A linear axis begins near 0 in any case.
        Scale::Linear if baseline > high * FAR_LINEAR => Away::Above,
        _ => Away::Not,
    }
}

/// Names and newest values.
fn legend(run: &RunView, baseline: Option<(&BaselineLoss, Away)>, theme: Theme) -> Vec<Entry> {
    let newest = |history: &History| history.last().map(figure);
    let entry = |pen, style, texts| Entry { pen, style, texts };
    let training = newest(&run.loss).map(|loss| entry(Pen::Solid, theme.training(), vec![format!("training {loss}")]));
    let validation = newest(&run.validation_loss).map(|loss| {
        let short = format!("validation {loss}");
        let watched = run.experiment.training.patience != Patience::Off;
        let best = run.validation_loss.range().filter(|_| watched);
        let long = best.map(|(best, _)| format!("{short}, best {}", figure(best)));
        entry(Pen::Dashed, theme.validation(), long.into_iter().chain([short]).collect())
    });
    let baseline = baseline.map(|(baseline, away)| {
        let arrow = match away {
            Away::Not => "",
            Away::Above => "↑ ",
            Away::Below => "↓ ",
        };
        let BaselineLoss { name, loss, part } = baseline;
        let short = format!("{arrow}baseline {}", figure(*loss));
        let texts = vec![format!("{short} ({name}, {part})"), format!("{short} ({name})"), short];
        entry(Pen::Dotted, theme.baseline(), texts)
    });
    let branches =
        (!run.branches.is_empty()).then(|| entry(Pen::Solid, theme.quiet(), vec!["gone back from".to_owned()]));
    [training, validation, baseline, branches].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_that_would_press_the_curves_flat_is_left_to_the_legend() {
        for (baseline, scale, expected) in [
            (12.0, Scale::Log, Away::Not),
            (2900.0, Scale::Log, Away::Not),
            (3100.0, Scale::Log, Away::Above),
            (0.01, Scale::Log, Away::Below),
            (0.01, Scale::Linear, Away::Not),
            (290.0, Scale::Linear, Away::Not),
            (310.0, Scale::Linear, Away::Above),
        ] {
            assert_eq!(away(baseline, (0.5, 100.0), scale), expected, "{baseline} {scale:?}");
        }
    }
}
