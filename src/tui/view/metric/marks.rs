//! What stands on the chart besides curves: what a person changed, the best step, the cursor and what it reads.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use super::{
    super::{
        Theme,
        axis::{Axis, figure},
        chart::{Steps, is_blank},
    },
    column,
};
use crate::{
    app::{App, Bucket, History, Metric, RunView},
    training::{Change, Intervention, short},
};

pub(super) fn draw(buffer: &mut Buffer, plot: Rect, app: &App, axis: &Axis, steps: Steps, theme: Theme) {
    if let Some(x) = app.chart.cursor().and_then(|step| column(plot, steps, step)) {
        for row in plot.rows() {
            if is_blank(buffer[(x, row.y)].symbol()) {
                buffer.set_string(x, row.y, "│", theme.notice());
            }
        }
    }
    if app.chart.metric == Metric::Loss {
        best(buffer, plot, &app.run, axis, steps, theme);
    }
    changes(buffer, plot, &app.run, steps, theme);
}

/// The smallest loss: that of the validation examples where there is one.
fn best(buffer: &mut Buffer, plot: Rect, run: &RunView, axis: &Axis, steps: Steps, theme: Theme) {
    let is_validated = run.validation_loss.last().is_some();
    let (history, style) =
        if is_validated { (&run.validation_loss, theme.validation()) } else { (&run.loss, theme.training()) };
    let Some((step, value)) = history.lowest() else { return };
    let [from, to] = axis.bounds;
    let below_top = (to - axis.place(value)) / (to - from) * f64::from(plot.height);
    let is_inside = (0.0..f64::from(plot.height)).contains(&below_top);
    if let Some(x) = column(plot, steps, step).filter(|_| is_inside) {
        buffer.set_string(x, plot.y + below_top as u16, "★", style);
    }
}

/// What a person changed, at its step in the last row of the plot; in words as far as there is room before the next.
fn changes(buffer: &mut Buffer, plot: Rect, run: &RunView, steps: Steps, theme: Theme) {
    let row = plot.bottom().saturating_sub(1);
    for kept in run.marks.iter().filter(|mark| mark.by_hand) {
        if let Some(x) = column(plot, steps, kept.step.min(run.last_step())) {
            buffer.set_string(x, row, "◆", theme.notice());
        }
    }
    // What is changed before the next step has been taken stands at the end.
    let mark = |made: &Intervention| Some((column(plot, steps, place(made).min(run.last_step()))?, mark(made)?));
    let marks: Vec<_> = run.interventions.iter().filter_map(mark).collect();
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

/// What there is at the cursor, in full or as short as that takes: the step, its figures, and what a person changed in its
/// column.
pub(super) fn reading(app: &App, step: u64, (from, to): Steps, width: u16) -> String {
    let run = &app.run;
    let figures: &[(&str, &str, &History)] = match app.chart.metric {
        Metric::Loss => &[("training", "train", &run.loss), ("validation", "val", &run.validation_loss)],
        Metric::ValidationAccuracy => &[("validation accuracy", "acc", &run.validation_accuracy)],
        Metric::GradientNorm => &[("gradient norm", "norm", &run.gradient_norm)],
        Metric::LearningRate => &[("learning rate", "lr", &run.learning_rate)],
        Metric::Rate => &[("steps a second", "steps/s", &run.rates)],
    };
    let near = (to - from) / u64::from(width.max(1)) / 2;
    let made = run.interventions.iter().filter(|made| place(made).abs_diff(step) <= near);
    let made: Vec<String> = made.filter_map(|made| Some(format!("{} {}", mark(made)?.0, made))).collect();
    let text = |is_short: bool| {
        let figure = |(long, short, history): &(&str, &str, &History)| {
            Some(format!("{} {}", if is_short { short } else { long }, value(history.at(step)?, step)))
        };
        let figures = figures.iter().filter_map(figure);
        let parts: Vec<String> = std::iter::once(format!("step {step}")).chain(figures).chain(made.clone()).collect();
        format!(" {} ", parts.join(if is_short { " " } else { " · " }))
    };
    let full = text(false);
    if full.width() + 2 <= width.into() { full } else { text(true) }
}

/// The exact value at a step; from the smallest to the largest where several steps are kept as one; or that of the step
/// before it, with its number.
fn value(bucket: &Bucket, step: u64) -> String {
    let Bucket { first_step, last_step, min, max, .. } = *bucket;
    let text = if first_step == last_step { exact(min) } else { format!("{} to {}", figure(min), figure(max)) };
    match (first_step..=last_step).contains(&step) {
        true if first_step == last_step => text,
        true => format!("{text} (steps {first_step}–{last_step})"),
        false => format!("{text} (step {last_step})"),
    }
}

/// A number in six digits.
fn exact(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e6).contains(&size) {
        return format!("{value:.5e}");
    }
    let decimals = if size == 0.0 { 1 } else { (5 - size.log10().floor() as i32).max(1) as usize };
    format!("{value:.decimals$}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
