//! Every hyperparameter, the number of weights, and the gradient norm.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{
    Theme,
    axis::{figure, label, three_digits},
    fit, pane, sparkline, wrap,
};
use crate::{
    app::{App, History},
    experiment::{Batch, ClassWeights, Forecast, OptimizerKind, Pace, Patience, Schedule, Task, Training},
    model::Shape,
    training::{BETAS, EPSILON},
    wording::counted,
};

/// Columns for the names.
const NAMES: usize = 14;
/// Columns of the course of the gradient norm.
const COURSE: usize = 8;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, theme: Theme) {
    let block = pane(Line::styled(" Parameters ", theme.strong()), theme.frame(false));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let line = |(name, value): (&str, String)| {
        Line::from(vec![Span::styled(format!(" {name:NAMES$}"), theme.quiet()), Span::raw(value)])
    };
    let lines = lines(app, inner).into_iter().flat_map(|(name, values)| {
        let names = std::iter::once(name).chain(std::iter::repeat(""));
        names.zip(values).map(line).collect::<Vec<_>>()
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inner);
}

/// The name of what is drawn in a cell of the pane.
pub(super) fn name_at(area: Rect, app: &App, at: Position) -> Option<&'static str> {
    let inner = pane(Line::default(), ratatui::style::Style::new()).inner(area);
    let row = usize::from(at.y.checked_sub(inner.y)?);
    let names = lines(app, inner).into_iter().flat_map(|(name, values)| values.into_iter().map(move |_| name));
    names.take(inner.height.into()).nth(row)
}

/// Names and values, each in as many lines as it takes where there is room for all.
fn lines(app: &App, inner: Rect) -> Vec<(&'static str, Vec<String>)> {
    let room = usize::from(inner.width).saturating_sub(NAMES + 1);
    let rows = rows(app);
    let wrapped: Vec<Vec<String>> = rows.iter().map(|(_, value)| wrap(value, room)).collect();
    let fits = wrapped.iter().map(Vec::len).sum::<usize>() <= inner.height.into();
    let values = rows.into_iter().zip(wrapped);
    values.map(|((name, value), wrapped)| (name, if fits { wrapped } else { vec![fit(&value, room)] })).collect()
}

/// What matters most while watching comes first: a low screen cuts off the end. What is off is left out.
fn rows(app: &App) -> Vec<(&'static str, String)> {
    let training = &app.run.experiment.training;
    let pace = match app.pace {
        Pace::Max => "max".to_owned(),
        Pace::PerSecond(rate) => format!("{rate}/s"),
    };
    let mut rows = vec![
        ("learning rate", learning_rate(app)),
        ("gradient norm", gradient_norm(&app.run.gradient_norm)),
        ("clip", training.clip.to_string()),
        ("optimizer", optimizer(training)),
        ("batch", batch(app)),
        ("epochs", training.epochs.to_string()),
    ];
    if let Patience::Epochs(epochs) = training.patience {
        rows.push(("patience", counted(epochs as usize, "epoch")));
    }
    rows.extend(network(app));
    rows.push(("pace", pace));
    if let Some(info) = &app.run.info {
        rows.push(("device", info.device.clone()));
    }
    rows.push(("seed", training.seed.to_string()));
    rows.push(("init", app.run.experiment.model.init.to_string()));
    if let Some(info) = &app.run.info {
        rows.push(("weights", weights(&info.shape)));
    }
    rows.push(("loss", app.run.experiment.loss().in_words().to_owned()));
    if training.class_weights != ClassWeights::None {
        rows.push(("class weights", training.class_weights.to_string()));
    }
    rows.push(("optimizer ε", format!("{EPSILON:e}")));
    rows
}

fn batch(app: &App) -> String {
    match (app.run.experiment.training.batch, app.run.info.as_ref()) {
        (Batch::Full, Some(info)) => format!("full ({})", info.examples[0]),
        (Batch::Count(count), Some(info)) => format!("{count} of {}", info.examples[0]),
        (batch, None) => batch.to_string(),
    }
}

/// What is between input and output.
fn network(app: &App) -> Vec<(&'static str, String)> {
    let (data, model, training) = (&app.run.experiment.data, &app.run.experiment.model, &app.run.experiment.training);
    let layers = if model.layers > 1 { format!(" ×{}", model.layers) } else { String::new() };
    let both_ways = if model.bidirectional { ", both ways" } else { "" };
    let mut rows = vec![("cell", format!("{}{layers}{both_ways}", model.cell)), ("hidden", model.hidden.to_string())];
    if data.task == Task::Forecast {
        let Forecast { window, horizon, strategy, .. } = data.forecast;
        let how = if horizon > 1 { format!(", {strategy}") } else { String::new() };
        rows.push(("reads → says", format!("{window} → {horizon}{how}")));
    }
    if model.dropout > 0.0 {
        rows.push(("dropout", model.dropout.to_string()));
    }
    if let Some(embedding) = model.embedding {
        rows.push(("embedding", embedding.to_string()));
    }
    if let Some(pooling) = model.pooling.filter(|_| data.task == Task::Classify) {
        rows.push(("pooling", pooling.to_string()));
    }
    if training.noise > 0.0 {
        rows.push(("noise", training.noise.to_string()));
    }
    rows
}

/// How many numbers each part of the network has.
fn weights(shape: &Shape) -> String {
    let cell = shape.cell.to_string().to_uppercase();
    let of_part = |part| shape.weights_of(part);
    let embedding =
        Some(of_part("embedding")).filter(|&weights| weights > 0).map(|weights| format!("embedding {weights} "));
    format!("{}{cell} {} head {}", embedding.unwrap_or_default(), of_part("recurrent"), of_part("head"))
}

/// The update rule with the numbers that it has.
fn optimizer(training: &Training) -> String {
    let momentum = match (training.momentum > 0.0, training.nesterov) {
        (true, true) => format!(" nesterov {}", training.momentum),
        (true, false) => format!(" momentum {}", training.momentum),
        (false, _) => String::new(),
    };
    let own = match training.optimizer {
        OptimizerKind::Adam | OptimizerKind::AdamW => format!(" β {} {}", BETAS.0, BETAS.1),
        OptimizerKind::Sgd | OptimizerKind::RmsProp => momentum,
    };
    let decay = if training.weight_decay > 0.0 { format!(" decay {}", training.weight_decay) } else { String::new() };
    format!("{}{decay}{own}", training.optimizer)
}

/// The rate of the newest step where it changes, the rate of the experiment, and how it changes.
fn learning_rate(app: &App) -> String {
    let training = &app.run.experiment.training;
    let (full, schedule) = (training.learning_rate, training.schedule);
    let changes = schedule != Schedule::Constant || training.warmup > 0;
    let now = app.run.metrics.filter(|_| changes).map(|m| format!("{}/", label(three_digits(m.learning_rate))));
    let warmup = if training.warmup > 0 { format!(", warmup {}", training.warmup) } else { String::new() };
    format!("{}{full} {schedule}{warmup}", now.unwrap_or_default())
}

/// The course since step 0 as little bars, and the newest value.
fn gradient_norm(history: &History) -> String {
    let Some(last) = history.last() else { return "–".to_owned() };
    let norms: Vec<f64> = history.buckets().iter().map(|bucket| bucket.max).collect();
    format!("{} {}", sparkline::course(&norms, COURSE), figure(last))
}
