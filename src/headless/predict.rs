//! `rnnlab predict`: a saved network applied to sequences, texts, or the end of the series it knows.

use std::{
    io::{BufRead, ErrorKind, Write},
    path::Path,
};

use anyhow::{Context, Result, anyhow, bail};
use serde::{Serialize, Serializer};

use super::{csv, layout::Grid};
use crate::{
    cli::PredictArgs,
    data::{Answer, Column, Outlook, Preparation, Question, Sampling, Shown},
    evaluation::NOMINAL,
    experiment::{Symbols, Task},
    numbers::percent,
    predict::Predictor,
    run::RunDirectory,
};

/// Answers the arguments: sequences, texts, or a CSV. Without any, each line of `input`; a forecast goes on from the known
/// series instead, and a text is made from nothing.
///
/// # Errors
/// When the run cannot be read, or a sequence is not one; earlier sequences are answered by then.
pub fn predict(args: &PredictArgs, runs_dir: &Path, input: impl BufRead, out: &mut impl Write) -> Result<()> {
    let predictor = Predictor::load(&RunDirectory::find(runs_dir, &args.run)?)?;
    let task = predictor.preparation().task;
    check_flags(args, task)?;
    if let Some(file) = args.sequences.iter().find(|text| csv::is_file(text)) {
        return csv::predict(args, &predictor, Path::new(file), out);
    }
    let mut asked = Asked { predictor: &predictor, args, out };
    for (place, text) in args.sequences.iter().enumerate() {
        asked.answer(text).with_context(|| format!("sequence {}", place + 1))?;
    }
    match task {
        _ if !args.sequences.is_empty() => Ok(()),
        Task::Forecast => asked.continue_series(),
        Task::Generate => asked.answer(""),
        Task::Transform | Task::Classify => asked.lines(input),
    }
}

/// Whether a CSV is answered, which comes back as one.
#[must_use]
pub fn is_csv(args: &PredictArgs) -> bool {
    args.sequences.iter().any(|text| csv::is_file(text))
}

/// Flags that mean nothing here are mistakes.
fn check_flags(args: &PredictArgs, task: Task) -> Result<()> {
    if task != Task::Generate && (args.temperature.is_some() || args.seed.is_some() || args.count.is_some()) {
        bail!(
            "--temperature, --seed and --count are for runs with task = \"generate\", and this one has task = \"{task}\""
        );
    }
    let is_csv = is_csv(args);
    if args.output.is_some() && !is_csv {
        bail!("--output is for the answers to a CSV: name one that is there");
    }
    if is_csv && args.sequences.len() > 1 {
        bail!("a CSV is answered alone: call `rnnlab predict` once for each");
    }
    if is_csv && (args.json || args.count.is_some_and(|count| count > 1)) {
        bail!("a CSV comes back as a CSV, with one answer: leave out --json and --count");
    }
    Ok(())
}

/// How a text is continued, as the arguments say.
pub(super) fn sampling(args: &PredictArgs) -> Sampling {
    let default = Sampling::default();
    Sampling {
        temperature: args.temperature.unwrap_or(default.temperature),
        seed: args.seed.unwrap_or(default.seed),
        ..default
    }
}

struct Asked<'a, W> {
    predictor: &'a Predictor,
    args: &'a PredictArgs,
    out: &'a mut W,
}

/// Numbers, or a text.
#[derive(Serialize)]
#[serde(untagged)]
enum JsonInput<'a> {
    Numbers(&'a [f64]),
    Text(&'a str),
}

#[derive(Serialize)]
struct JsonAnswer<'a, T> {
    input: JsonInput<'a>,
    output: T,
}

#[derive(Serialize)]
struct JsonClasses<'a> {
    input: JsonInput<'a>,
    classes: Named<f64>,
    /// None where nothing was asked.
    class: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonText<'a> {
    input: &'a str,
    seed: u64,
    continuation: &'a str,
    text: String,
}

#[derive(Serialize)]
struct JsonForecast<'a> {
    /// Its id, where there are several.
    series: Option<&'a str>,
    time: Vec<String>,
    values: Named<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<Named<Vec<Option<f64>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<Named<Vec<Option<f64>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nominal: Option<f64>,
}

/// A map that keeps its order.
struct Named<T>(Vec<(String, T)>);

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<W: Write> Asked<'_, W> {
    fn preparation(&self) -> &Preparation {
        self.predictor.preparation()
    }

    fn lines(&mut self, input: impl BufRead) -> Result<()> {
        for (place, line) in input.lines().enumerate() {
            let line = line.map_err(|error| match error.kind() {
                ErrorKind::InvalidData => anyhow!("cannot read standard input: line {} is not UTF-8 text", place + 1),
                _ => anyhow!("cannot read standard input: {error}"),
            })?;
            if line.trim().is_empty() {
                self.nothing()?;
            } else {
                self.answer(&line).with_context(|| format!("line {}", place + 1))?;
            }
        }
        Ok(())
    }

    /// The answer to an empty line, so that answers stand in the lines of what was asked.
    fn nothing(&mut self) -> Result<()> {
        let is_of_text = self.preparation().vocabulary.is_some();
        let input = if is_of_text { JsonInput::Text("") } else { JsonInput::Numbers(&[]) };
        match self.preparation().task {
            _ if !self.args.json => writeln!(self.out)?,
            Task::Classify => {
                let nothing = JsonClasses { input, classes: Named(Vec::new()), class: None };
                writeln!(self.out, "{}", serde_json::to_string(&nothing)?)?;
            }
            _ => writeln!(self.out, "{}", serde_json::to_string(&JsonAnswer { input, output: None::<()> })?)?,
        }
        Ok(self.out.flush()?)
    }

    fn answer(&mut self, text: &str) -> Result<()> {
        let is_forecast = self.preparation().task == Task::Forecast;
        if csv::is_called_csv(text) {
            bail!("there is no file '{text}'");
        }
        if is_forecast && self.preparation().tails.len() > 1 {
            bail!(
                "the run knows {} series, and numbers do not say which they go on: give a CSV with the rows of all",
                self.preparation().tails.len()
            );
        }
        let question = self.preparation().ask(text)?;
        for turn in 0..self.args.count.unwrap_or(1) {
            let sampling = sampling(self.args);
            let sampling = Sampling { seed: sampling.seed.wrapping_add(turn), ..sampling };
            let answer = self.predictor.answer(&question, sampling)?;
            if self.args.json {
                self.json(&question, &answer, sampling)?;
            } else {
                self.plain(&question, &answer)?;
            }
        }
        Ok(self.out.flush()?)
    }

    /// A forecast from the end of each known series.
    fn continue_series(&mut self) -> Result<()> {
        if self.preparation().tails.is_empty() {
            bail!("no series is kept with this model: give a CSV");
        }
        for (place, tail) in self.preparation().tails.clone().into_iter().enumerate() {
            let question = self.preparation().ask_end(tail)?;
            let answer = self.predictor.answer(&question, Sampling::default())?;
            if self.args.json {
                self.json(&question, &answer, Sampling::default())?;
            } else {
                if place > 0 {
                    writeln!(self.out)?;
                }
                self.plain(&question, &answer)?;
            }
        }
        Ok(self.out.flush()?)
    }

    fn plain(&mut self, question: &Question, answer: &Answer) -> Result<()> {
        match (answer, &question.shown) {
            (Answer::Forecast(outlook), _) => {
                if !outlook.name.is_empty() {
                    writeln!(self.out, "series {}", outlook.name)?;
                }
                forecast(self.preparation(), outlook).write(self.out)?;
            }
            (Answer::Text(continuation), Shown::Text(text)) => {
                writeln!(self.out, "{}", self.continued(text, continuation))?;
            }
            _ => writeln!(self.out, "{}", self.preparation().show_answer(answer, Column::show))?,
        }
        Ok(())
    }

    fn json(&mut self, question: &Question, answer: &Answer, sampling: Sampling) -> Result<()> {
        let input = match &question.shown {
            Shown::Numbers(numbers) => JsonInput::Numbers(numbers.values()),
            Shown::Text(text) => JsonInput::Text(text),
            Shown::Window { .. } => JsonInput::Numbers(&[]),
        };
        let line = match (answer, &question.shown) {
            (Answer::Numbers(output), _) => serde_json::to_string(&JsonAnswer { input, output: output.values() }),
            (Answer::Symbols(output), _) => serde_json::to_string(&JsonAnswer { input, output }),
            (Answer::Classes(probabilities), _) => {
                let ranked = self.preparation().ranked(probabilities);
                let class = ranked.first().map(|(name, _)| *name);
                let classes = Named(ranked.iter().map(|(name, part)| ((*name).to_owned(), *part)).collect());
                serde_json::to_string(&JsonClasses { input, classes, class })
            }
            (Answer::Text(continuation), shown) => {
                let input = if let Shown::Text(text) = shown { text.as_str() } else { "" };
                let text = self.continued(input, continuation);
                serde_json::to_string(&JsonText { input, seed: sampling.seed, continuation, text })
            }
            (Answer::Forecast(outlook), _) => serde_json::to_string(&json_forecast(self.preparation(), outlook)),
        }?;
        Ok(writeln!(self.out, "{line}")?)
    }

    /// A text and what comes after it.
    fn continued(&self, text: &str, continuation: &str) -> String {
        let of_words = self.preparation().vocabulary.as_ref().is_some_and(|v| v.kind() == Symbols::Words);
        let space = if of_words && !text.is_empty() && !continuation.is_empty() { " " } else { "" };
        format!("{text}{space}{continuation}")
    }
}

/// A forecast as a table: a row for each step ahead, and the bounds where they are known.
fn forecast(preparation: &Preparation, outlook: &Outlook) -> Grid {
    let has_ranges = !outlook.ranges.is_empty();
    let heads = preparation.targets.iter().flat_map(|target| {
        let bounds = [format!("{} from", percent(NOMINAL)), "to".to_owned()].into_iter().filter(|_| has_ranges);
        std::iter::once(target.name.clone()).chain(bounds)
    });
    // By the median step, where no rule says when the next row is.
    let is_irregular = preparation.frequency().is_some_and(|frequency| frequency.is_irregular());
    let time = if is_irregular { "about" } else { "time" };
    let mut grid = Grid::new(1, std::iter::once(time.to_owned()).chain(heads));
    for (step, time) in outlook.times.iter().enumerate() {
        let cells = outlook.values.iter().enumerate().flat_map(|(target, values)| {
            let range = outlook.ranges.get(target).and_then(|ranges| ranges.get(step).copied().flatten());
            let bounds = [range.map(|range| range.0), range.map(|range| range.1)].into_iter().filter(|_| has_ranges);
            let number = |value: Option<f64>| preparation.targets[target].show(value.unwrap_or(f64::NAN));
            std::iter::once(values.get(step).copied()).chain(bounds).map(number).collect::<Vec<_>>()
        });
        grid.push(std::iter::once(time.clone()).chain(cells));
    }
    grid
}

fn json_forecast<'a>(preparation: &Preparation, outlook: &'a Outlook) -> JsonForecast<'a> {
    let has_ranges = !outlook.ranges.is_empty();
    let names = || preparation.targets.iter().map(|target| target.name.clone());
    let bound = |end: fn((f64, f64)) -> f64| {
        let of_target = |ranges: &Vec<Option<(f64, f64)>>| ranges.iter().map(|range| range.map(end)).collect();
        has_ranges.then(|| Named(names().zip(outlook.ranges.iter().map(of_target)).collect()))
    };
    JsonForecast {
        series: Some(outlook.name.as_str()).filter(|name| !name.is_empty()),
        time: outlook.times.clone(),
        values: Named(names().zip(outlook.values.iter().cloned()).collect()),
        low: bound(|range| range.0),
        high: bound(|range| range.1),
        nominal: has_ranges.then_some(NOMINAL),
    }
}
