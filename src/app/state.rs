//! All that the dashboard knows.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tui_input::Input;

use super::{
    Chart, Context, Editor, History, Inspect, Inspected, Look, Looking, Note, Palette, Phase, Picker, Runs, Tab, Then,
    WhatIf, rate::Rate,
};
use crate::{
    data::{Answer, Preparation},
    evaluation::{Judgement, metrics::Scores},
    experiment::{Experiment, Pace},
    training::{Intervention, Mark, RunInfo, StepMetrics, short},
};

/// Seconds without a word after which a person is told.
pub(super) const PATIENCE: u64 = 5;

/// All that the dashboard knows.
#[derive(Debug, Clone)]
pub struct App {
    /// The run on the screen.
    pub run: RunView,
    /// The page that is shown.
    pub tab: Tab,
    /// Lines of the page above the screen.
    pub scroll: u16,
    /// What of the pages Data and Evaluate is looked at.
    pub looking: Looking,
    /// What is being typed or asked.
    pub mode: Mode,
    /// The input pane.
    pub what_if: WhatIf,
    /// The chart of the run's figures.
    pub chart: Chart,
    /// All runs of the directory.
    pub runs: Runs,
    /// What is looked at on the page Inspect.
    pub inspect: Inspect,
    /// Steps a second that are wanted.
    pub pace: Pace,
    /// What a person asked for and has not been told of yet.
    pub awaited: Awaited,
    /// Something a person should know, until the next key.
    pub notice: Option<String>,
    /// The theme that a person chose.
    pub look: Look,
    /// The environment asks for no colours, until a person chooses a theme.
    pub no_color: bool,
    /// The first keys to know are shown, until one is pressed.
    pub hint: bool,
}

impl App {
    /// The app before the first event of a run of `experiment`.
    #[must_use]
    pub fn new(experiment: Experiment) -> Self {
        Self {
            pace: experiment.training.pace,
            run: RunView::new(experiment),
            tab: Tab::default(),
            scroll: 0,
            looking: Looking::default(),
            mode: Mode::Watch,
            what_if: WhatIf::default(),
            chart: Chart::default(),
            runs: Runs::default(),
            inspect: Inspect::default(),
            awaited: Awaited::default(),
            notice: None,
            look: Look::default(),
            no_color: false,
            hint: false,
        }
    }

    /// The theme to draw with.
    #[must_use]
    pub fn look(&self) -> Look {
        if self.no_color { Look::None } else { self.look }
    }

    /// The fitted preparation of the run, once it has begun.
    #[must_use]
    pub fn preparation(&self) -> Option<&Preparation> {
        self.run.info.as_ref().map(|info| &*info.preparation)
    }

    /// What a person should know: why the run cannot go on, or is not saved, or does not answer; or else the notice.
    #[must_use]
    pub fn alert(&self) -> Option<String> {
        let RunView { phase, save_failure, silence, step, .. } = &self.run;
        match (phase, save_failure) {
            (Phase::Failed(reason), _) => Some(reason.clone()),
            (Phase::Diverged(divergence), _) => {
                let (mark, rate) = (divergence.mark, short(divergence.smaller_learning_rate()));
                Some(format!(
                    "{divergence}. Nothing of it is saved: b goes back to step {mark} and on with learning rate {rate}"
                ))
            }
            (Phase::Stopping(_), _) if *silence >= PATIENCE => Some(format!(
                "step {step} has not ended for {silence} s: q leaves without waiting for it; {}",
                self.saved_in_words()
            )),
            _ if *silence >= PATIENCE => Some(format!("nothing heard of step {step} for {silence} s")),
            (_, Some(reason)) => Some(format!(
                "not saved: {reason}. Training goes on and saving is tried again; {}",
                self.saved_in_words()
            )),
            _ => self.notice.clone(),
        }
    }

    /// Why the run as it stands is not saved, and what is, if it is not.
    #[must_use]
    pub fn unsaved(&self) -> Option<String> {
        let reason = self.run.save_failure.as_ref()?;
        Some(format!("not saved: {reason}; {}", self.saved_in_words()))
    }

    fn saved_in_words(&self) -> String {
        match &self.run.saved {
            Some((_, step)) => format!("what is saved is step {step}"),
            None => "nothing is saved yet".to_owned(),
        }
    }

    /// Where keys go.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.mode {
            Mode::Watch => Context::Watch,
            Mode::Try => Context::Try,
            Mode::AskSteps { .. } => Context::AskSteps,
            Mode::Confirm(_) => Context::Confirm,
            Mode::Filter => Context::Filter,
            Mode::Note(_) => Context::Note,
            Mode::Pick(_) => Context::Pick,
            Mode::Palette(_) => Context::Palette,
            Mode::Edit(_) => Context::Edit,
            Mode::Help { .. } => Context::Help,
        }
    }
}

/// What a person asked for and has not been told of yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Awaited {
    /// A mark.
    pub mark: bool,
    /// A checkpoint.
    pub save: bool,
}

/// What is being typed or asked.
#[derive(Debug, Clone)]
pub enum Mode {
    /// Nothing: keys are commands.
    Watch,
    /// A sequence is typed.
    Try,
    /// A number of steps is typed.
    AskSteps {
        /// The digits.
        input: Input,
        /// Taken when there are none.
        default: u64,
    },
    /// A question is answered with yes or no.
    Confirm(Question),
    /// A text is typed to find runs.
    Filter,
    /// Something is written of a run.
    Note(Note),
    /// Another experiment is picked.
    Pick(Picker),
    /// An action is found by its name.
    Palette(Palette),
    /// Hyperparameters are edited.
    Edit(Box<Editor>),
    /// The help is read, scrolled down by some lines.
    Help {
        /// Lines above the screen.
        scroll: u16,
    },
}

/// A question that is answered with yes or no.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Whether to stop the run, which is saved, for what comes then.
    Stop(Then),
    /// Whether to train on from a mark, and put the steps since aside.
    GoBack(u64),
    /// Whether to delete the run of this name.
    Delete(String),
}

/// How an axis is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Equal differences are equally far apart.
    Linear,
    /// Equal ratios are equally far apart.
    #[default]
    Log,
}

impl Scale {
    /// The one that it is not.
    #[must_use]
    pub fn other(self) -> Self {
        if self == Self::Log { Self::Linear } else { Self::Log }
    }
}

/// A course of the loss that the run went back from.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Training loss by step, from the step that the run went back to.
    pub loss: History,
    /// Validation loss by step.
    pub validation_loss: History,
}

/// What is known of one run.
#[derive(Debug, Clone)]
pub struct RunView {
    /// The complete experiment.
    pub experiment: Experiment,
    /// What the thread said when it began.
    pub info: Option<RunInfo>,
    /// What it is doing.
    pub phase: Phase,
    /// Steps taken.
    pub step: u64,
    /// Steps to be taken in all.
    pub goal: u64,
    /// The newest step.
    pub metrics: Option<StepMetrics>,
    /// Changes that a person made, oldest first; of very many the newest.
    pub interventions: Vec<Intervention>,
    /// Training loss by step.
    pub loss: History,
    /// Validation loss by step.
    pub validation_loss: History,
    /// Validation accuracy by step, of classes and symbols.
    pub validation_accuracy: History,
    /// Gradient norm by step.
    pub gradient_norm: History,
    /// Learning rate by step.
    pub learning_rate: History,
    /// Steps a second by step.
    pub rates: History,
    /// Earlier states that can be looked at and gone back to, oldest first.
    pub marks: Vec<Mark>,
    /// The mark whose answers are asked for, instead of those of the present weights.
    pub sought: Option<u64>,
    /// The mark whose answers are shown.
    pub visiting: Option<u64>,
    /// Courses of the loss that the run went back from, oldest first; of many the newest.
    pub branches: Vec<Branch>,
    /// Steps a second.
    pub rate: Rate,
    /// Answers to the test examples that are shown.
    pub answers: Vec<Answer>,
    /// How good these are.
    pub scores: Option<Scores>,
    /// How good the weights were when they were last measured, and after how many steps that was.
    pub judgement: Option<(u64, Judgement)>,
    /// The weights are being measured.
    pub measuring: bool,
    /// What goes on inside the network.
    pub inspected: Inspected,
    /// The newest checkpoint and its step.
    pub saved: Option<(PathBuf, u64)>,
    /// Why what is newer could not be saved, until it is.
    pub save_failure: Option<String>,
    /// Seconds for which nothing has been heard of the training though something should have been; 0 while all is well.
    pub silence: u64,
}

impl RunView {
    /// A run of which nothing has been heard.
    #[must_use]
    pub fn new(experiment: Experiment) -> Self {
        Self {
            goal: 0,
            info: None,
            phase: Phase::Starting,
            step: 0,
            metrics: None,
            interventions: Vec::new(),
            loss: History::default(),
            validation_loss: History::default(),
            validation_accuracy: History::default(),
            gradient_norm: History::default(),
            learning_rate: History::default(),
            rates: History::default(),
            marks: Vec::new(),
            sought: None,
            visiting: None,
            branches: Vec::new(),
            rate: Rate::default(),
            answers: Vec::new(),
            scores: None,
            judgement: None,
            measuring: false,
            inspected: Inspected::default(),
            saved: None,
            save_failure: None,
            silence: 0,
            experiment,
        }
    }

    /// Whether there is a thread that could measure the weights and is not at it: it does so between steps, also while it
    /// waits.
    #[must_use]
    pub fn is_measurable(&self) -> bool {
        self.info.is_some() && !self.measuring && !matches!(self.phase, Phase::Stopping(_) | Phase::Failed(_))
    }

    /// Whether the weights that answer are others than those that were last measured.
    #[must_use]
    pub fn is_judgement_old(&self) -> bool {
        self.judgement.as_ref().is_none_or(|(step, _)| *step != self.visiting.unwrap_or(self.step))
    }

    /// The step that was taken last, from 0.
    #[must_use]
    pub fn last_step(&self) -> u64 {
        self.step.saturating_sub(1)
    }

    /// Seconds until the goal at the present rate, while steps are taken.
    #[must_use]
    pub fn eta_seconds(&self) -> Option<f64> {
        let rate = self.rate.per_second().filter(|_| self.phase == Phase::Running)?;
        Some(self.goal.saturating_sub(self.step) as f64 / rate)
    }
}
