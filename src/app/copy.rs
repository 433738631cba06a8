//! What can be copied: tables with tabs between their columns, as a spreadsheet takes them.

use super::{App, Tab, predictions};
use crate::{
    data::{Answer, Column, Outlook, Preparation},
    evaluation::{Evaluation, metrics::Metric},
    run::Overview,
};

/// Something that can be copied.
#[derive(Debug, Clone, Copy)]
pub struct Copyable {
    /// What it is.
    pub what: &'static str,
    /// Its text.
    pub text: fn(&App) -> String,
}

/// What the page that is shown has to copy.
#[must_use]
pub fn copyable(app: &App) -> Option<Copyable> {
    match app.tab {
        Tab::Train if app.chart.cursor().is_some() => {
            Some(Copyable { what: "the figures at the cursor", text: figures_at_cursor })
        }
        Tab::Train if app.run.info.is_some() && !app.run.answers.is_empty() => {
            Some(Copyable { what: "the predictions", text: predicted })
        }
        Tab::Evaluate if evaluation(app).is_some() => Some(Copyable { what: "the figures", text: figures }),
        Tab::Runs if app.runs.shown().len() > 0 => Some(Copyable { what: "the list of runs", text: runs }),
        _ => None,
    }
}

/// Rows of cells as lines of text.
pub(super) fn table<C: AsRef<str>>(rows: impl IntoIterator<Item = impl IntoIterator<Item = C>>) -> String {
    // What ends a cell or a row must not stand within one.
    let cell = |cell: C| cell.as_ref().replace(['\t', '\n', '\r'], " ");
    let row = |row: Vec<String>| row.join("\t") + "\n";
    rows.into_iter().map(|cells| row(cells.into_iter().map(cell).collect())).collect()
}

/// Every figure of the step under the cursor, or of the steps that are kept as one with it.
fn figures_at_cursor(app: &App) -> String {
    let (run, step) = (&app.run, app.chart.cursor().unwrap_or_default());
    let figures = [
        ("training loss", &run.loss),
        ("validation loss", &run.validation_loss),
        ("validation accuracy", &run.validation_accuracy),
        ("gradient norm", &run.gradient_norm),
        ("learning rate", &run.learning_rate),
        ("steps a second", &run.rates),
    ];
    let rows = figures.into_iter().filter_map(|(name, history)| {
        let bucket = history.at(step)?;
        let [first, last] = [bucket.first_step, bucket.last_step].map(|step| step.to_string());
        Some([name.to_owned(), first, last, bucket.min.to_string(), bucket.max.to_string()])
    });
    table(std::iter::once(["figure", "from step", "to step", "smallest", "largest"].map(str::to_owned)).chain(rows))
}

fn predicted(app: &App) -> String {
    let Some(info) = &app.run.info else { return String::new() };
    let [input, target, answer, error, _] = predictions::headings(info);
    let heading = [input, target, answer, error].map(str::to_owned);
    table(std::iter::once(heading).chain(predictions::rows(info, &app.run.answers, Column::show_exactly)))
}

fn evaluation(app: &App) -> Option<&Evaluation> {
    let (_, judgement) = app.run.judgement.as_ref()?;
    judgement.test.as_ref().or(judgement.validation.as_ref())
}

/// The network, the baselines, and the network target by target and series by series, with every figure that one of them has.
fn figures(app: &App) -> String {
    let Some(evaluation) = evaluation(app) else { return String::new() };
    let network = ("network".to_owned(), &evaluation.scores);
    let baselines = evaluation.baselines.iter().map(|(name, scores)| (name.clone(), scores));
    let by_target = evaluation.by_target.iter().map(|(name, scores)| (format!("network, {name}"), scores));
    let by_series = evaluation.by_series.iter().map(|(name, scores)| (format!("network, series {name}"), scores));
    let models: Vec<_> = std::iter::once(network).chain(baselines).chain(by_target).chain(by_series).collect();
    let mut metrics: Vec<Metric> = Vec::new();
    for metric in models.iter().flat_map(|(_, scores)| scores.iter()).map(|(metric, _)| metric) {
        if !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    let heading =
        std::iter::once(evaluation.part.to_string()).chain(metrics.iter().map(|metric| metric.key().to_owned()));
    let rows = models.iter().map(|(name, scores)| {
        let value = |metric: &Metric| scores.get(*metric).map_or_else(String::new, |value| value.to_string());
        std::iter::once(name.clone()).chain(metrics.iter().map(value)).collect::<Vec<_>>()
    });
    table(std::iter::once(heading.collect::<Vec<_>>()).chain(rows))
}

/// The runs that are listed.
fn runs(app: &App) -> String {
    let heading = ["run", "state", "steps", "training loss", "validation loss", "note"].map(str::to_owned);
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let row = |run: &Overview| {
        let last = run.last.as_ref();
        let steps = last.map_or(0, |last| last.step.saturating_add(1)).to_string();
        let losses = [last.map(|last| last.loss), last.and_then(|last| last.validation_loss)].map(number);
        let [training, validation] = losses;
        [run.run.clone(), run.state.word().to_owned(), steps, training, validation, run.note.clone()]
    };
    table(std::iter::once(heading).chain(app.runs.shown().map(row)))
}

/// What the network makes of the sequence that is typed.
pub(super) fn answer(app: &App) -> Option<String> {
    let preparation = app.preparation()?;
    Some(match app.what_if.answer()?.as_ref().ok()? {
        Answer::Numbers(numbers) => table(numbers.rows().map(|row| row.iter().map(ToString::to_string))),
        Answer::Forecast(outlook) => forecast(outlook, preparation),
        Answer::Classes(probabilities) => table(
            preparation.ranked(probabilities).into_iter().map(|(name, part)| [name.to_string(), part.to_string()]),
        ),
        Answer::Symbols(symbols) => symbols.join(" "),
        Answer::Text(text) => text.clone(),
    })
}

fn forecast(outlook: &Outlook, preparation: &Preparation) -> String {
    let heading =
        std::iter::once("time".to_owned()).chain(preparation.targets.iter().map(|target| target.name.clone()));
    let steps = outlook.values.first().map_or(0, Vec::len);
    let rows = (0..steps).map(|step| {
        let moment = outlook.times.get(step).cloned().unwrap_or_else(|| (step + 1).to_string());
        let values = outlook.values.iter().map(|values| values[step].to_string());
        std::iter::once(moment).chain(values).collect::<Vec<_>>()
    });
    table(std::iter::once(heading.collect::<Vec<_>>()).chain(rows))
}
