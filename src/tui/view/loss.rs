//! The loss chart: every step since step 0 in the columns of the screen, each column from its smallest to its largest
//! loss, beside what no learning gets.

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Paragraph,
};

use unicode_width::UnicodeWidthStr;

use super::{
    Theme,
    axis::{Axis, figure},
    chart::{self, Course, Curve, Entry, Layer, Pen, Room},
    pane,
};
use crate::{
    app::{App, History, RunView, Scale},
    experiment::Patience,
    training::{BaselineLoss, Change, Intervention, short},
};

/// Fewer rows than this and a curve says nothing.
const LEAST_ROWS: u16 = 3;
/// A baseline that is further off than this factor would press the curves flat.
const FAR: f64 = 30.0;
/// The same on a linear axis, where it shows sooner.
const FAR_LINEAR: f64 = 3.0;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let mut curves = curves(&app.run, theme);
    let losses = chart::range(&curves);
    let baseline = app.run.info.as_ref().and_then(|info| info.baseline.as_ref());
    let away = baseline.zip(losses).map_or(Away::Not, |(baseline, losses)| away(baseline.loss, losses, app.scale));
    if let Some(baseline) = baseline.filter(|_| away == Away::Not) {
        // Below the curves: these cross it.
        let level = Curve { course: Course::Level(baseline.loss), pen: Pen::Dotted, style: theme.baseline() };
        curves.insert(0, Layer::Curves(vec![level]));
    }
    let plot_rows = area.height.saturating_sub(3);
    let axis = losses
        .and_then(|_| chart::range(&curves))
        .map(|(low, high)| Axis::new(app.scale, low, high, (plot_rows / 2).into()));
    let block = pane(title(app, axis.as_ref(), area.width.into(), theme), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if inner.height < LEAST_ROWS {
        return;
    }
    let Some(axis) = axis else {
        return frame.render_widget(Paragraph::new(" waiting for the first step").style(theme.quiet()), inner);
    };
    let Room { labels, plot, below } = Room::of(inner, 1);
    let last_step = app.run.step.saturating_sub(1).max(1);
    let buffer = frame.buffer_mut();
    chart::draw(buffer, plot, &curves, &axis, last_step);
    marks(buffer, plot, &app.run, last_step, theme);
    chart::draw_value_axis(buffer, labels, &axis, theme);
    chart::draw_step_axis(buffer, below, last_step, theme);
    chart::draw_legend(buffer, plot, &legend(&app.run, baseline.map(|baseline| (baseline, away)), theme));
}

/// What a person changed, at its step in the last row of the plot; in words as far as there is room before the next.
fn marks(buffer: &mut Buffer, plot: Rect, run: &RunView, last_step: u64, theme: Theme) {
    let column = |step: u64| {
        let part = step.min(last_step) as f64 / last_step as f64;
        plot.x + (part * f64::from(plot.width.saturating_sub(1))).round() as u16
    };
    let row = plot.bottom().saturating_sub(1);
    let marks: Vec<_> = run.interventions.iter().filter_map(|made| Some((column(place(made)), mark(made)?))).collect();
    for (at, (x, (sign, words))) in marks.iter().enumerate() {
        let until = marks[at + 1..].iter().map(|(next, _)| *next).find(|next| next > x).unwrap_or(plot.right());
        buffer.set_string(*x, row, sign, theme.notice());
        let words = format!(" {words} ");
        // The newest of several at one place has the word.
        let is_newest = marks.get(at + 1).is_none_or(|(next, _)| next > x);
        if is_newest && words.len() > 2 && usize::from(until - x) > words.width() {
            buffer.set_string(x + 1, row, words, theme.notice());
        }
    }
}

/// Where a change stands: of a rewind, where it led to.
fn place(made: &Intervention) -> u64 {
    if let Change::Rewind(step) = made.change { step } else { made.step }
}

/// A sign and words for a change.
fn mark(made: &Intervention) -> Option<(&'static str, String)> {
    match made.change {
        Change::Pace(_) => None,
        Change::Pause => Some(("‖", String::new())),
        Change::Steps(_) => Some(("»", String::new())),
        Change::Rewind(_) => Some(("↶", "back".to_owned())),
        Change::LearningRate(rate) => Some(("▲", format!("lr {}", short(rate)))),
        edit => Some(("▲", edit.to_string())),
    }
}

/// What is made small, and how the axis is divided; as much of it as there is room for.
fn title(app: &App, axis: Option<&Axis>, width: usize, theme: Theme) -> Line<'static> {
    let scale = match axis.map_or(app.scale, |axis| axis.scale) {
        Scale::Log => "log",
        Scale::Linear if app.scale == Scale::Log => "linear: no logarithm at or below 0",
        Scale::Linear => "linear",
    };
    let loss = app.run.experiment.loss().in_words();
    let title = |about: String| Line::from(vec![Span::styled(" Loss ", theme.strong()), Span::raw(about)]);
    let full = title(format!("({loss}, {scale}) "));
    if full.width() + 2 <= width { full } else { title(format!("({scale}) ")) }
}

fn curves(run: &RunView, theme: Theme) -> Vec<Layer<'_>> {
    let training = (&run.loss, Pen::Solid, theme.training());
    // One figure an epoch would vanish behind one a step, so it is drawn last.
    let validation = (&run.validation_loss, Pen::Dashed, theme.validation());
    let some = [training, validation].into_iter().filter(|(history, ..)| history.last().is_some());
    some.map(|(history, pen, style)| {
        let course = Course::Steps { buckets: history.buckets().into(), reach: u64::MAX };
        Layer::Curves(vec![Curve { course, pen, style }])
    })
    .collect()
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
    [training, validation, baseline].into_iter().flatten().collect()
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
