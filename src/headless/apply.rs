//! `rnnlab predict` and `rnnlab evaluate`: a saved network applied.

use std::{
    io::{BufRead, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use crate::{
    cli::{EvaluateArgs, PredictArgs},
    data::{Answer, Sampling, Shown},
    evaluation::Report,
    predict::Predictor,
    run::RunDirectory,
};

/// Answers the sequences of the arguments, or each line of `input` where there are none.
///
/// # Errors
/// When the run cannot be read, or a sequence is not one; earlier sequences are answered by then.
pub fn predict(args: &PredictArgs, runs_dir: &Path, input: impl BufRead, out: &mut impl Write) -> Result<()> {
    let predictor = load(&args.run, runs_dir)?;
    for (place, text) in args.sequences.iter().enumerate() {
        answer(&predictor, text, args.json, out).with_context(|| format!("sequence {}", place + 1))?;
    }
    if args.sequences.is_empty() {
        for (place, line) in input.lines().enumerate() {
            let line = line.context("cannot read standard input")?;
            if !line.trim().is_empty() {
                answer(&predictor, &line, args.json, out).with_context(|| format!("line {}", place + 1))?;
            }
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct JsonAnswer<'a> {
    input: &'a [f32],
    output: &'a [f32],
}

fn answer(predictor: &Predictor, text: &str, json: bool, out: &mut impl Write) -> Result<()> {
    let preparation = predictor.preparation();
    let question = preparation.ask(text)?;
    let answer = predictor.answer(&question, Sampling::default())?;
    match (&question.shown, &answer) {
        (Shown::Numbers(input), Answer::Numbers(output)) if json => {
            let line = JsonAnswer { input: input.values(), output: output.values() };
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        }
        _ => writeln!(out, "{}", preparation.show_answer(&answer, 3))?,
    }
    Ok(out.flush()?)
}

/// Measures a run's network on its test sequences.
///
/// # Errors
/// When the run or its data cannot be read, or there are no test sequences.
pub fn evaluate(args: &EvaluateArgs, runs_dir: &Path, out: &mut impl Write) -> Result<()> {
    let judgement = load(&args.run, runs_dir)?.evaluate()?;
    let (Some(report), Some(test)) = (Report::of(&judgement), &judgement.test) else {
        bail!(
            "the experiment has no test sequences: leave some to `test` under [split], or write 'test' into its column"
        );
    };
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
        return Ok(());
    }
    writeln!(out, "{}", super::standing(test))?;
    for (metric, value) in test.scores.iter() {
        writeln!(out, "{:32} {}", metric.label(), metric.format(value))?;
    }
    Ok(())
}

fn load(run: &str, runs_dir: &Path) -> Result<Predictor> {
    let run = RunDirectory::find(runs_dir, run)?;
    Ok(Predictor::load(&run)?)
}
