//! What a person changes during a run, as data: kept with the run by step, so that it can be done again.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::experiment::{Batch, Clip, Experiment, Pace, Patience, range};

/// A change and the step before which it was made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intervention {
    /// Steps taken before it.
    pub step: u64,
    /// What was changed.
    pub change: Change,
}

/// What can be changed during a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Training waits.
    Pause,
    /// So many steps are taken, whatever patience says, and beyond the goal if need be.
    Steps(u64),
    /// At most so many steps a second.
    Pace(Pace),
    /// The learning rate that the schedule is a part of.
    LearningRate(#[serde(deserialize_with = "range::positive")] f64),
    /// Largest gradient norm.
    Clip(Clip),
    /// Examples a step; what is left of the epoch is cut anew.
    Batch(Batch),
    /// Part of the hidden values that each step leaves out.
    Dropout(#[serde(deserialize_with = "range::part")] f64),
    /// Epochs without a better validation loss after which the run ends.
    Patience(Patience),
    /// Passes over the training examples, those already taken included.
    Epochs(#[serde(deserialize_with = "range::epochs")] u64),
    /// Back to the mark at this step: weights, optimizer and all the rest as they were.
    Rewind(u64),
}

/// Changes of a course that are kept at the most; more have no room on a chart.
const MOST_OF_COURSE: usize = 200;

/// Adds a change to those that have led to where a run now is, oldest first; of very many the newest are kept. What was
/// changed after the step that a rewind leads to belongs to steps that are no more; the pace, which is of no step, stays.
pub fn add_to_course(course: &mut Vec<Intervention>, made: Intervention) {
    if let Change::Rewind(step) = made.change {
        course.retain(|earlier| earlier.step < step || matches!(earlier.change, Change::Pace(_)));
    }
    course.push(made);
    course.drain(..course.len().saturating_sub(MOST_OF_COURSE));
}

impl Change {
    /// Whether it gives a hyperparameter another value.
    #[must_use]
    pub fn is_edit(self) -> bool {
        matches!(
            self,
            Self::LearningRate(_)
                | Self::Clip(_)
                | Self::Batch(_)
                | Self::Dropout(_)
                | Self::Patience(_)
                | Self::Epochs(_)
        )
    }

    /// Whether what is learned depends on it.
    #[must_use]
    pub fn acts_on_learning(self) -> bool {
        !matches!(self, Self::Pause | Self::Pace(_))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pause => f.write_str("pause"),
            Self::Steps(1) => f.write_str("1 step"),
            Self::Steps(steps) => write!(f, "{steps} steps"),
            Self::Pace(pace) => write!(f, "pace {pace}"),
            Self::LearningRate(rate) => write!(f, "learning rate {}", short(*rate)),
            Self::Clip(clip) => write!(f, "clip {clip}"),
            Self::Batch(batch) => write!(f, "batch {batch}"),
            Self::Dropout(dropout) => write!(f, "dropout {dropout}"),
            Self::Patience(patience) => write!(f, "patience {patience}"),
            Self::Epochs(epochs) => write!(f, "epochs {epochs}"),
            Self::Rewind(step) => write!(f, "rewind to step {step}"),
        }
    }
}

/// A number as a person writes it: one with many zeros as a power of ten.
#[must_use]
pub fn short(number: f64) -> String {
    if (1e-4..1e6).contains(&number.abs()) || number == 0.0 { number.to_string() } else { format!("{number:e}") }
}

impl fmt::Display for Intervention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at step {}", self.change, self.step)
    }
}

/// The hyperparameters that act at the next step when they are changed, as they are now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Live {
    /// The learning rate that the schedule is a part of.
    #[serde(deserialize_with = "range::positive")]
    pub learning_rate: f64,
    /// Largest gradient norm.
    pub clip: Clip,
    /// Examples a step.
    pub batch: Batch,
    /// Part of the hidden values that each step leaves out.
    #[serde(deserialize_with = "range::part")]
    pub dropout: f64,
    /// Epochs without a better validation loss after which the run ends.
    pub patience: Patience,
    /// Passes over the training examples.
    #[serde(deserialize_with = "range::epochs")]
    pub epochs: u64,
}

impl Live {
    /// Writes them into an experiment.
    pub fn put_into(self, experiment: &mut Experiment) {
        let training = &mut experiment.training;
        (training.learning_rate, training.clip, training.batch) = (self.learning_rate, self.clip, self.batch);
        (training.patience, training.epochs) = (self.patience, self.epochs);
        experiment.model.dropout = self.dropout;
    }

    /// The changes that lead from other values to these.
    #[must_use]
    pub fn changes_since(self, before: Self) -> Vec<Change> {
        let changes = [
            (self.learning_rate.to_bits() != before.learning_rate.to_bits(), Change::LearningRate(self.learning_rate)),
            (self.clip != before.clip, Change::Clip(self.clip)),
            (self.batch != before.batch, Change::Batch(self.batch)),
            (self.dropout.to_bits() != before.dropout.to_bits(), Change::Dropout(self.dropout)),
            (self.patience != before.patience, Change::Patience(self.patience)),
            (self.epochs != before.epochs, Change::Epochs(self.epochs)),
        ];
        changes.into_iter().filter_map(|(differs, change)| differs.then_some(change)).collect()
    }

    /// Those that an experiment begins with.
    #[must_use]
    pub fn of(experiment: &Experiment) -> Self {
        let training = &experiment.training;
        Self {
            learning_rate: training.learning_rate,
            clip: training.clip,
            batch: training.batch,
            dropout: experiment.model.dropout,
            patience: training.patience,
            epochs: training.epochs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_one_line_that_is_read_back() {
        let lines = [
            (Change::Pause, r#"{"step":7,"change":"pause"}"#),
            (Change::Steps(5), r#"{"step":7,"change":{"steps":5}}"#),
            (Change::Pace(Pace::Max), r#"{"step":7,"change":{"pace":"max"}}"#),
            (Change::LearningRate(0.1), r#"{"step":7,"change":{"learning_rate":0.1}}"#),
            (Change::Clip(Clip::Off), r#"{"step":7,"change":{"clip":"off"}}"#),
            (Change::Batch(Batch::Count(2)), r#"{"step":7,"change":{"batch":2}}"#),
            (Change::Dropout(0.5), r#"{"step":7,"change":{"dropout":0.5}}"#),
            (Change::Patience(Patience::Epochs(3)), r#"{"step":7,"change":{"patience":3}}"#),
            (Change::Epochs(9), r#"{"step":7,"change":{"epochs":9}}"#),
            (Change::Rewind(3), r#"{"step":7,"change":{"rewind":3}}"#),
        ];
        for (change, line) in lines {
            let intervention = Intervention { step: 7, change };
            assert_eq!(serde_json::to_string(&intervention).unwrap(), line);
            assert_eq!(serde_json::from_str::<Intervention>(line).unwrap(), intervention);
        }
    }

    #[test]
    fn a_rewind_leaves_what_led_to_its_step_and_of_very_many_changes_the_newest_stay() {
        let mut course = Vec::new();
        for (step, change) in [
            (3, Change::Clip(Clip::Off)),
            (5, Change::Dropout(0.5)),
            (6, Change::Pace(Pace::Max)),
            (9, Change::Rewind(5)),
        ] {
            add_to_course(&mut course, Intervention { step, change });
        }
        assert_eq!(course.iter().map(|made| made.step).collect::<Vec<_>>(), [3, 6, 9]);
        (0..1000).for_each(|step| add_to_course(&mut course, Intervention { step, change: Change::Pause }));
        assert_eq!((course.len(), course[0].step), (MOST_OF_COURSE, 800));
    }

    #[test]
    fn a_number_with_many_zeros_is_a_power_of_ten() {
        for (number, words) in [(0.001, "0.001"), (0.0, "0"), (250.0, "250"), (1e36, "1e36"), (1e-7, "1e-7")] {
            assert_eq!(short(number), words);
        }
    }

    #[test]
    fn an_impossible_value_is_refused() {
        for (line, problem) in [
            (r#"{"step":7,"change":{"learning_rate":-1.0}}"#, "-1 is not a number above 0 at line 1 column 41"),
            (r#"{"step":7,"change":{"dropout":1.0}}"#, "1 is not from 0 to below 1 at line 1 column 34"),
            (r#"{"step":7,"change":{"epochs":0}}"#, "0 is too small: at least 1 at line 1 column 31"),
        ] {
            let words = serde_json::from_str::<Intervention>(line).unwrap_err().to_string();
            assert_eq!(words, problem);
        }
    }
}
