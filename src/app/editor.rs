//! Hyperparameters edited in place: which there are, what is typed, and what each edit comes to.

use tui_input::{Input, InputRequest};

use super::{Key, what_if::request};
use crate::{
    experiment::{Experiment, ExperimentError, Override},
    training::{Change, Live, TrainingCommand},
};

/// Characters of a value; more than any has.
const MOST_CHARACTERS: usize = 40;

/// A hyperparameter that can be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its key in the experiment file.
    pub key: &'static str,
    /// Its name on the screen.
    pub name: &'static str,
    /// Whether it acts at the next step; all others need a new run.
    pub is_live: bool,
    steps: Steps,
}

/// The values that one key press after the other goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Steps {
    /// 1, 2, 5, 10, 20, 50 and so on, also below 1; the word stands beyond the largest.
    Ladder(Option<&'static str>),
    /// The same in whole numbers.
    WholeLadder(Option<&'static str>),
    /// By so many hundredths.
    Hundredths(u8),
    /// One by one.
    One,
    /// One word after the other.
    Words(&'static [&'static str]),
}

const fn live(key: &'static str, name: &'static str, steps: Steps) -> Parameter {
    Parameter { key, name, is_live: true, steps }
}

const fn fixed(key: &'static str, name: &'static str, steps: Steps) -> Parameter {
    Parameter { key, name, is_live: false, steps }
}

/// The hyperparameters that can be edited, in the order of the screen.
pub const PARAMETERS: [Parameter; 19] = [
    live("training.learning_rate", "learning rate", Steps::Ladder(None)),
    live("training.clip", "clip", Steps::Ladder(Some("off"))),
    live("training.batch", "batch", Steps::WholeLadder(Some("full"))),
    live("model.dropout", "dropout", Steps::Hundredths(5)),
    live("training.patience", "patience", Steps::WholeLadder(Some("off"))),
    live("training.epochs", "epochs", Steps::WholeLadder(None)),
    live("training.pace", "pace", Steps::Ladder(Some("max"))),
    fixed("training.optimizer", "optimizer", Steps::Words(&["adam", "adamw", "sgd", "rmsprop"])),
    fixed("training.weight_decay", "weight decay", Steps::Hundredths(1)),
    fixed("training.schedule", "schedule", Steps::Words(&["constant", "step", "cosine", "plateau"])),
    fixed("training.warmup", "warmup", Steps::WholeLadder(None)),
    fixed("training.noise", "noise", Steps::Hundredths(1)),
    fixed("training.seed", "seed", Steps::One),
    fixed("model.cell", "cell", Steps::Words(&["lstm", "gru", "rnn"])),
    fixed("model.hidden", "hidden", Steps::WholeLadder(None)),
    fixed("model.layers", "layers", Steps::One),
    fixed("model.bidirectional", "both ways", Steps::Words(&["false", "true"])),
    fixed("model.init", "init", Steps::Words(&["textbook", "pytorch", "chrono"])),
    fixed("data.window", "window", Steps::One),
];

impl Parameter {
    /// Its value in an experiment; `None` where the experiment has no such key.
    #[must_use]
    pub fn value(&self, experiment: &Experiment) -> Option<String> {
        experiment.value_of(self.key)
    }

    /// The value that comes after or before another, if there is one.
    fn next(&self, value: &str, up: bool) -> Option<String> {
        match self.steps {
            Steps::Words(words) => {
                let place = words.iter().position(|word| *word == value)?;
                let next = if up { place.checked_add(1) } else { place.checked_sub(1) };
                next.and_then(|next| words.get(next)).map(|word| (*word).to_owned())
            }
            Steps::One => {
                let number: i64 = value.parse().ok()?;
                number.checked_add(if up { 1 } else { -1 }).map(|number| number.to_string())
            }
            Steps::Hundredths(step) => {
                let hundredths = (value.parse::<f64>().ok()? * 100.0).round();
                let next = hundredths + f64::from(step) * if up { 1.0 } else { -1.0 };
                (0.0..100.0).contains(&next).then(|| (next / 100.0).to_string())
            }
            Steps::Ladder(word) => ladder(value, up, word, 1e-9),
            Steps::WholeLadder(word) => ladder(value, up, word, 1.0),
        }
    }
}

/// The largest number of a ladder.
const TOP: f64 = 1e6;

fn ladder(value: &str, up: bool, word: Option<&str>, least: f64) -> Option<String> {
    let Ok(number) = value.parse::<f64>() else {
        // Beyond the largest number stands the word; below it, a number that most runs can use.
        return (!up).then(|| "100".to_owned());
    };
    let rungs = (-9..=6).flat_map(|power: i32| [1.0, 2.0, 5.0].map(|digit| (digit, power)));
    // By way of a decimal, so that 0.3 is none and 0.2 is exactly that.
    let rungs = rungs.filter_map(|(digit, power)| format!("{digit}e{power}").parse::<f64>().ok());
    let mut rungs = rungs.filter(|rung| (least..=TOP).contains(rung));
    let next = if up { rungs.find(|rung| *rung > number) } else { rungs.rfind(|rung| *rung < number) };
    match next {
        Some(next) => Some(next.to_string()),
        None => word.filter(|_| up).map(str::to_owned),
    }
}

/// What an edit comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// The training thread is told.
    Now(TrainingCommand),
    /// The experiment is another one, to be trained in a run of its own.
    Later,
}

/// The state of the editor.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The experiment as it is edited.
    draft: Experiment,
    row: usize,
    typed: Option<Input>,
    problem: Option<String>,
    needs_new_run: bool,
}

impl Editor {
    /// An editor of an experiment as it now is.
    #[must_use]
    pub fn new(experiment: Experiment) -> Self {
        Self { draft: experiment, row: 0, typed: None, problem: None, needs_new_run: false }
    }

    /// The parameters that this experiment has.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        PARAMETERS.into_iter().filter(|parameter| parameter.value(&self.draft).is_some()).collect()
    }

    /// Place of the marked one.
    #[must_use]
    pub fn row(&self) -> usize {
        self.row
    }

    /// What is typed for it, if anything.
    #[must_use]
    pub fn typed(&self) -> Option<&Input> {
        self.typed.as_ref()
    }

    /// Why what is typed, or the last step, cannot be.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The experiment as it is edited.
    #[must_use]
    pub fn draft(&self) -> &Experiment {
        &self.draft
    }

    /// Whether something was edited that only a new run can have.
    #[must_use]
    pub fn needs_new_run(&self) -> bool {
        self.needs_new_run
    }

    /// Marks another.
    pub fn go(&mut self, by: isize) {
        self.mark(self.row.saturating_add_signed(by));
    }

    /// Marks the one at a place, or the last. What is typed is dropped.
    pub fn mark(&mut self, row: usize) {
        self.row = row.min(self.parameters().len().saturating_sub(1));
        (self.typed, self.problem) = (None, None);
    }

    /// Takes back what is typed; whether there was something.
    pub fn clear(&mut self) -> bool {
        self.problem = None;
        self.typed.take().is_some()
    }

    /// A key that edits the value of the marked one.
    pub fn edit(&mut self, key: Key) {
        let Some(request) = request(key) else { return };
        let Some(marked) = self.marked() else { return };
        let present = || Input::new(marked.value(&self.draft).unwrap_or_default());
        // Whoever types a character means a new value; whoever deletes or moves, the present one.
        let is_character = matches!(request, InputRequest::InsertChar(_));
        let mut input = self.typed.take().unwrap_or_else(|| if is_character { Input::default() } else { present() });
        if !is_character || input.value().chars().count() < MOST_CHARACTERS {
            input.handle(request);
        }
        self.problem = self.with(marked, input.value()).err();
        self.typed = Some(input);
    }

    fn marked(&self) -> Option<Parameter> {
        self.parameters().get(self.row).copied()
    }

    fn with(&self, parameter: Parameter, value: &str) -> Result<Experiment, String> {
        self.draft.with(&Override::new(parameter.key, &value.trim())).map_err(|error| match error {
            ExperimentError::Override { problem, .. } => problem,
            other => other.to_string(),
        })
    }

    /// Gives the marked one the value that is typed.
    pub fn take(&mut self) -> Option<Edit> {
        let value = self.typed.as_ref()?.value().to_owned();
        self.set(&value)
    }

    /// Gives the marked one its next value, up or down.
    pub fn nudge(&mut self, up: bool) -> Option<Edit> {
        let marked = self.marked()?;
        let next = marked.next(&marked.value(&self.draft)?, up)?;
        self.set(&next)
    }

    fn set(&mut self, value: &str) -> Option<Edit> {
        let marked = self.marked()?;
        match self.with(marked, value) {
            Ok(edited) => {
                let before = std::mem::replace(&mut self.draft, edited);
                (self.typed, self.problem) = (None, None);
                if before == self.draft {
                    return None;
                }
                self.needs_new_run |= !marked.is_live;
                Some(self.edit_since(&before, marked))
            }
            Err(problem) => {
                self.problem = Some(problem);
                None
            }
        }
    }

    fn edit_since(&self, before: &Experiment, marked: Parameter) -> Edit {
        if marked.key == "training.pace" {
            return Edit::Now(TrainingCommand::SetPace(self.draft.training.pace));
        }
        let change = Live::of(&self.draft).changes_since(Live::of(before)).into_iter().next();
        change.map_or(Edit::Later, |change: Change| Edit::Now(TrainingCommand::Change(change)))
    }
}

#[cfg(test)]
mod tests;
