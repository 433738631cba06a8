//! Test examples and the answers to them, as texts.

use crate::{
    data::{Answer, Example, Outlook, Preparation, Sequence, ShowNumber, Shown, Target, Vocabulary, show_error},
    experiment::Task,
    training::RunInfo,
    wording::counted,
};

/// Whether all there is to test is one forecast, of which each step has a row.
#[must_use]
pub fn is_single_forecast(info: &RunInfo) -> bool {
    info.preparation.task == Task::Forecast && info.test.len() == 1
}

/// Of input, target, answer and error; the last once more in short.
#[must_use]
pub fn headings(info: &RunInfo) -> [&'static str; 5] {
    match (info.preparation.task, &info.preparation.vocabulary) {
        (Task::Forecast, _) if info.preparation.horizon == 1 || is_single_forecast(info) => {
            ["time", "target", "prediction", "error", "error"]
        }
        (Task::Forecast, _) => ["from", "target", "prediction", "max error", "error"],
        (Task::Classify, Some(_)) => ["text", "class", "prediction", "right class", "right"],
        (Task::Classify, None) => ["sequence", "class", "prediction", "right class", "right"],
        (Task::Generate, _) => ["beginning", "goes on", "prediction", "right", "right"],
        (_, Some(_)) => ["input", "target", "prediction", "right", "right"],
        _ => ["input", "target", "prediction", "max error", "error"],
    }
}

/// Input, target, answer and error of each test example that is shown, answers written by `show`.
#[must_use]
pub fn rows(info: &RunInfo, answers: &[Answer], show: ShowNumber) -> Vec<[String; 4]> {
    let preparation: &Preparation = &info.preparation;
    let of_one = |(example, answer): (&Example, &Answer)| match (&example.target, answer) {
        (Target::Numbers { truth, .. }, Answer::Forecast(outlook)) if is_single_forecast(info) => {
            (0..preparation.horizon).map(|step| of_step(preparation, truth, outlook, step, show)).collect()
        }
        (Target::Numbers { truth, .. }, Answer::Forecast(outlook)) => {
            let (first, last) = (0, preparation.horizon.saturating_sub(1));
            let [time, target, said, _] = of_step(preparation, truth, outlook, first, show);
            let [_, last_target, last_said, _] = of_step(preparation, truth, outlook, last, show);
            let path = |from: String, to: String| if last == 0 { from } else { format!("{from}…{to}") };
            vec![[time, path(target, last_target), path(said, last_said), preparation.show_error(example, answer)]]
        }
        (Target::Symbols(asked), Answer::Symbols(said)) => {
            let (asked, said) = symbols(preparation, asked, said);
            vec![[preparation.show(&preparation.prompt(example)), asked, said, preparation.show_error(example, answer)]]
        }
        _ => vec![[
            match &example.question.shown {
                // Of its many numbers no one can be read here.
                Shown::Numbers(numbers) if preparation.task == Task::Classify => counted(numbers.steps(), "step"),
                _ => preparation.show(&preparation.prompt(example)),
            },
            preparation.show_target(example),
            preparation.show_answer(answer, show),
            preparation.show_error(example, answer),
        ]],
    };
    info.test.iter().zip(answers).flat_map(of_one).collect()
}

/// One step of a forecast: its time, what came, what was said, and how far that is off.
fn of_step(
    preparation: &Preparation,
    truth: &Sequence<f64>,
    outlook: &Outlook,
    step: usize,
    show: ShowNumber,
) -> [String; 4] {
    let truths = truth.rows().nth(step).unwrap_or_default();
    let predicted = |target: usize| outlook.values[target].get(step).copied().unwrap_or(f64::NAN);
    let predictions: Vec<f64> = (0..outlook.values.len()).map(predicted).collect();
    let errors = truths.iter().zip(&predictions).map(|(truth, predicted)| (truth - predicted).abs());
    let error = errors.filter(|error| !error.is_nan()).reduce(f64::max);
    let targets = || preparation.targets.iter();
    let truths = targets().zip(truths).map(|(target, value)| target.show_exactly(*value));
    let predictions = targets().zip(predictions).map(|(target, value)| show(target, value));
    [
        outlook.times.get(step).cloned().unwrap_or_default(),
        truths.collect::<Vec<_>>().join(" "),
        predictions.collect::<Vec<_>>().join(" "),
        show_error(error.unwrap_or(f64::NAN)),
    ]
}

/// The symbols that are asked for, and what is said in their places.
fn symbols(preparation: &Preparation, asked: &[u32], said: &[String]) -> (String, String) {
    let Some(vocabulary) = &preparation.vocabulary else { return Default::default() };
    let wanted = asked.iter().zip(said).filter(|(symbol, _)| **symbol != Vocabulary::NONE);
    let (asked, said): (Vec<&str>, Vec<&str>) =
        wanted.map(|(&symbol, said)| (vocabulary.symbol(symbol), said.as_str())).unzip();
    // A space tells apart what is longer than a character.
    let short = asked.iter().chain(&said).all(|symbol| symbol.chars().count() == 1);
    let between = if short { "" } else { " " };
    (asked.join(between), said.join(between))
}
