//! The loss curves of some runs over each other, each with a letter and a colour of its own.

use std::borrow::Cow;

use ratatui::{
    Frame,
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{
    super::{
        Theme,
        axis::{Axis, figure},
        chart::{self, Course, Curve, Entry, Layer, Pen, Room},
        pane,
    },
    letter,
};
use crate::{
    app::{App, Bucket, History, Scale},
    run::Overview,
    wording::visible,
};

/// Fewer rows than this and a curve says nothing.
const LEAST_ROWS: u16 = 3;

/// A run that is compared, and as much of its losses as is known.
struct Compared<'a> {
    run: &'a Overview,
    letter: char,
    style: Style,
    losses: Losses<'a>,
}

enum Losses<'a> {
    Known { training: Cow<'a, [Bucket]>, validation: &'a [Bucket] },
    Awaited,
    Unreadable,
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let compared = compared(app, theme);
    let layers = layers(&compared);
    let plot_rows = area.height.saturating_sub(3);
    let last_step = compared.iter().filter_map(Compared::last).map(|(step, _)| step).max().unwrap_or(0).max(1);
    let axis = chart::range(&layers, (0, last_step))
        .map(|(low, high)| Axis::new(app.runs.scale, low, high, (plot_rows / 2).into()));
    let block = pane(title(app, &compared, axis.as_ref(), theme), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if inner.height < LEAST_ROWS {
        return;
    }
    let Some(axis) = axis else {
        let text = if compared.is_empty() { " no run to draw" } else { " no losses yet" };
        return frame.render_widget(Paragraph::new(text).style(theme.quiet()), inner);
    };
    let Room { labels, plot, below } = Room::of(inner, 1);
    let buffer = frame.buffer_mut();
    chart::draw(buffer, plot, &layers, &axis, (0, last_step));
    draw_letters(buffer, plot, &compared, &axis, last_step);
    chart::draw_value_axis(buffer, labels, &axis, theme);
    chart::draw_step_axis(buffer, below, (0, last_step), theme);
    chart::draw_legend(buffer, plot, &legend(&compared, plot.height, theme));
}

fn compared(app: &App, theme: Theme) -> Vec<Compared<'_>> {
    let runs = app.runs.compared(&app.run).into_iter().enumerate();
    runs.map(|(place, run)| {
        let (letter, style) = letter(place, theme);
        let losses = match app.runs.curve(run) {
            _ if app.run.is(run) => known(app, &app.run.loss, &app.run.validation_loss),
            Some(Ok(curve)) => known(app, &curve.training, &curve.validation),
            Some(Err(_)) => Losses::Unreadable,
            None => Losses::Awaited,
        };
        Compared { run, letter, style, losses }
    })
    .collect()
}

fn known<'a>(app: &App, training: &'a History, validation: &'a History) -> Losses<'a> {
    let training = match app.runs.smoothing.steps() {
        Some(steps) => training.smoothed(steps.into()).into(),
        None => training.buckets().into(),
    };
    Losses::Known { training, validation: validation.buckets() }
}

impl Compared<'_> {
    /// Its last step and the loss of that.
    fn last(&self) -> Option<(u64, f64)> {
        let Losses::Known { training, .. } = &self.losses else { return None };
        training.last().map(|bucket| (bucket.last_step, bucket.last))
    }
}

fn layers<'a>(compared: &'a [Compared<'_>]) -> Vec<Layer<'a>> {
    let mut layers = Vec::new();
    for Compared { style, losses, .. } in compared {
        let Losses::Known { training, validation } = losses else { continue };
        let pens = [(&**training, Pen::Solid), (*validation, Pen::Dashed)];
        let some = pens.into_iter().filter(|(buckets, _)| !buckets.is_empty());
        layers.extend(some.map(|(buckets, pen)| {
            let course = Course::Steps { buckets: buckets.into(), reach: u64::MAX };
            Layer::Curves(vec![Curve { course, pen, style: *style }])
        }));
    }
    layers
}

/// The letter of each run where its curve ends, so that they are told apart without colours.
fn draw_letters(buffer: &mut Buffer, plot: Rect, compared: &[Compared<'_>], axis: &Axis, last_step: u64) {
    let [from, to] = axis.bounds;
    for (of, (step, loss)) in compared.iter().filter_map(|of| Some((of, of.last()?))) {
        let across = step as f64 / last_step as f64 * f64::from(plot.width.saturating_sub(1));
        let down = (1.0 - (axis.place(loss) - from) / (to - from)) * f64::from(plot.height) - 0.5;
        let row = (down.round().max(0.0) as u16).min(plot.height.saturating_sub(1));
        buffer.set_string(plot.x + across.round() as u16, plot.y + row, of.letter.to_string(), of.style);
    }
}

fn title(app: &App, compared: &[Compared<'_>], axis: Option<&Axis>, theme: Theme) -> Line<'static> {
    let mut losses: Vec<&str> =
        compared.iter().filter_map(|of| of.run.experiment.as_ref()).map(|of| of.loss().in_words()).collect();
    losses.dedup();
    let loss = match losses[..] {
        [one] => one,
        [] => "loss",
        _ => "different losses",
    };
    let scale = if axis.is_some_and(|axis| axis.scale == Scale::Log) { "log" } else { "linear" };
    let smooth = app.runs.smoothing.steps().map(|steps| format!(", mean of {steps} steps")).unwrap_or_default();
    let curves = if compared.len() > 1 { " Losses " } else { " Loss " };
    Line::from(vec![Span::styled(curves, theme.strong()), Span::raw(format!("({loss}, {scale}{smooth}) "))])
}

/// What follows the date in the name of a run.
fn without_date(name: &str) -> Option<&str> {
    let (date, rest) = name.split_once('-')?;
    (date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}

/// Letters, names and last losses; names in full while they leave half of the plot free.
fn legend(compared: &[Compared<'_>], rows: u16, theme: Theme) -> Vec<Entry> {
    let has_room = compared.len() * 2 <= usize::from(rows);
    let mut entries: Vec<Entry> = compared
        .iter()
        .map(|of| {
            let said = match &of.losses {
                Losses::Known { training, .. } => {
                    training.last().map_or("no steps yet".to_owned(), |bucket| figure(bucket.last))
                }
                Losses::Awaited => "…".to_owned(),
                Losses::Unreadable => "no metrics".to_owned(),
            };
            let (letter, name) = (of.letter, visible(&of.run.run));
            let full = has_room.then(|| format!("{letter} {name} {said}"));
            let of_day = has_room.then(|| without_date(&name)).flatten().map(|name| format!("{letter} {name} {said}"));
            let short = of.run.experiment.as_ref().map(|experiment| format!("{letter} {} {said}", experiment.name));
            let texts = full.into_iter().chain(of_day).chain(short).chain([format!("{letter} {said}")]).collect();
            Entry { pen: Pen::Solid, style: of.style, texts }
        })
        .collect();
    let is_validated =
        |of: &Compared<'_>| matches!(of.losses, Losses::Known { validation, .. } if !validation.is_empty());
    if compared.iter().any(is_validated) {
        entries.push(Entry { pen: Pen::Dashed, style: theme.quiet(), texts: vec!["validation".to_owned()] });
    }
    entries
}
