//! The page Inspect: what a person has chosen to look at, and what has been heard of it.

use super::{App, History, Scale};
use crate::{
    data::Question,
    experiment::Task,
    model::{Inspection, Spread},
    training::TrainingCommand,
};

/// What is shown of the network's inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aspect {
    /// Gates and states over time.
    #[default]
    Gates,
    /// What each step weighs in the answer.
    Influence,
    /// How weights and gradients are spread.
    Weights,
}

impl Aspect {
    /// All of them, in the order in which a key goes through them.
    pub const ALL: [Self; 3] = [Self::Gates, Self::Influence, Self::Weights];

    /// The one after it; after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gates => "Gates",
            Self::Influence => "Influence",
            Self::Weights => "Weights",
        }
    }
}

/// Which sequence is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Subject {
    /// The one in the input pane; while there is none, the first that is pinned, or the first example.
    #[default]
    WhatIf,
    /// A pinned one, by its place.
    Pin(usize),
    /// A test example that is shown, by its place.
    Example(usize),
}

/// What a person has chosen to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inspect {
    /// What is shown.
    pub aspect: Aspect,
    /// Of which sequence.
    pub subject: Subject,
    /// Which direction of which layer, by its place; there may be fewer.
    pub pass: usize,
    /// The gate that is shown alone, by its place; all of them side by side where there is none.
    pub gate: Option<usize>,
    /// The parameter that is shown large, by its place; there may be fewer.
    pub parameter: usize,
    /// How the axis of the influence is divided.
    pub scale: Scale,
}

impl Default for Inspect {
    fn default() -> Self {
        let (aspect, subject) = (Aspect::default(), Subject::default());
        Self { aspect, subject, pass: 0, gate: None, parameter: 0, scale: Scale::Linear }
    }
}

/// What has been heard of the inside of one run's network.
#[derive(Debug, Clone, Default)]
pub struct Inspected {
    /// What the thread was asked last.
    asked: Option<(Subject, Question)>,
    /// By what that was decided.
    pub(super) reason: Option<Reason>,
    /// Number of the newest question, and of the newest that was answered.
    id: u64,
    answered: u64,
    /// The newest that was heard.
    seen: Option<Seen>,
    /// Why nothing could be heard of what was asked last.
    problem: Option<String>,
    /// By parameter.
    norms: Vec<Norms>,
}

/// What the question depends on: it is made anew only when one of these changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reason {
    pub subject: Subject,
    pub what_if: u64,
}

/// What goes on inside the network while it reads something.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Which sequence it is.
    pub subject: Subject,
    /// What is read.
    pub question: Question,
    /// Steps taken so far.
    pub step: u64,
    /// What goes on.
    pub inspection: Inspection,
}

/// The norms of one parameter by step, for as long as somebody looked.
#[derive(Debug, Clone, Default)]
pub struct Norms {
    /// Of its weights.
    pub weights: History,
    /// Of their gradients.
    pub gradients: History,
}

impl Inspected {
    /// The newest that was heard; of the question before while there is no answer to the newest one.
    #[must_use]
    pub fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()
    }

    /// Why nothing can be shown of what was asked last, in one sentence.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The course of the norms, by parameter in the order of the newest inspection.
    #[must_use]
    pub fn norms(&self) -> &[Norms] {
        &self.norms
    }

    /// Whether something was asked that has not been answered.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.asked.is_some() && self.answered != self.id
    }

    /// Goes over to another sequence, or to none: what the thread has to be told, if anything.
    pub(super) fn ask(&mut self, subject: Option<(Subject, Question)>) -> Option<TrainingCommand> {
        if subject.is_none() && self.asked.is_none() {
            return None;
        }
        self.id += 1;
        let asked = subject.as_ref().map(|(_, question)| Box::new(question.clone()));
        (self.asked, self.problem) = (subject, None);
        Some(TrainingCommand::Inspect(self.id, asked))
    }

    /// Takes in what goes on inside after so many steps; what is of the past is no part of the course of the norms.
    pub(super) fn hear(&mut self, id: u64, step: u64, found: Result<Inspection, String>, is_present: bool) {
        let Some((subject, question)) = self.asked.as_ref().filter(|_| id == self.id) else { return };
        self.answered = id;
        match found {
            Ok(inspection) => {
                self.norms.resize_with(inspection.spreads.len(), Norms::default);
                let norms = self.norms.iter_mut().filter(|_| is_present);
                norms.zip(&inspection.spreads).for_each(|(norms, spread)| norms.push(step, spread));
                self.seen = Some(Seen { subject: *subject, question: question.clone(), step, inspection });
                self.problem = None;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// Forgets the course of the norms from a step on.
    pub(super) fn rewind(&mut self, step: u64) {
        for norms in &mut self.norms {
            norms.weights.rewind(step);
            norms.gradients.rewind(step);
        }
    }
}

impl Norms {
    fn push(&mut self, step: u64, spread: &Spread) {
        self.weights.push(step, spread.weights.norm);
        // Before the first step there are none.
        if spread.gradients.norm > 0.0 {
            self.gradients.push(step, spread.gradients.norm);
        }
    }
}

impl App {
    /// The sequence that is looked into: what a person chose, or the first there is where there is no such.
    pub(super) fn subject(&self) -> Option<(Subject, Question)> {
        let info = self.run.info.as_ref()?;
        let example = |place: usize| {
            let example = info.test.get(place)?;
            Some((Subject::Example(place), info.preparation.prompt(example)))
        };
        let pin = |place: usize| {
            let pin = self.what_if.pins().get(place)?;
            Some((Subject::Pin(place), pin.question().clone()))
        };
        // A forecast goes on from the end of its series, so that nothing has to be typed.
        let is_typed = !self.what_if.input().value().trim().is_empty() || info.preparation.task == Task::Forecast;
        let what_if = || self.what_if.question(&info.preparation).ok().filter(|_| is_typed);
        let chosen = match self.inspect.subject {
            Subject::WhatIf => what_if().map(|question| (Subject::WhatIf, question)),
            Subject::Pin(place) => pin(place),
            Subject::Example(place) => example(place),
        };
        chosen.or_else(|| pin(0)).or_else(|| example(0))
    }
}
