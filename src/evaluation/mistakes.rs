//! Answers that are wrong though the network was sure of them.

use serde::{Deserialize, Serialize};

use super::asked::{Asked, Said};
use crate::data::{Example, Input, Preparation, Target, Vocabulary};
use crate::experiment::Task;

/// Mistakes that are kept.
pub(super) const MOST: usize = 32;
/// Characters of an example that are kept.
const LONGEST: usize = 80;

/// A wrong answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// Number of the example in its part, from 1.
    pub example: usize,
    /// Number of the step, from 1, where each step is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// What was read: of a text that is continued, up to there.
    pub shown: String,
    /// What would be right.
    pub truth: String,
    /// What was said.
    pub said: String,
    /// The probability it was said with.
    pub probability: f64,
    /// The probability that the right one was given.
    pub of_truth: f64,
}

/// The mistakes with the largest probability, in falling order; of equals the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Mistakes {
    /// Probability, what was said, what was asked, and the example.
    found: Vec<(Said, Asked)>,
}

impl Mistakes {
    /// Takes in what was said, unless it is right or surer mistakes are enough.
    pub(super) fn add(&mut self, said: Said, asked: Asked) {
        if said.right || !said.confidence.is_finite() {
            return;
        }
        let place = self.found.partition_point(|(other, _)| other.confidence >= said.confidence);
        if place < MOST {
            self.found.insert(place, (said, asked));
            self.found.truncate(MOST);
        }
    }

    /// The same in the words of a person.
    pub(super) fn in_words(&self, preparation: &Preparation, examples: &[Example]) -> Vec<Mistake> {
        let of_one = |(said, asked): &(Said, Asked)| {
            let example = examples.get(asked.example)?;
            Some(Mistake {
                example: asked.example + 1,
                step: asked.step.filter(|_| preparation.task == Task::Transform).map(|step| step + 1),
                shown: shown(preparation, example, asked.step),
                truth: name(preparation, example, said.asked),
                said: name(preparation, example, said.answer),
                probability: said.confidence,
                of_truth: said.probability,
            })
        };
        self.found.iter().filter_map(of_one).collect()
    }
}

/// What a person sees of the example: of a text that is to be continued, what comes before the mistake.
fn shown(preparation: &Preparation, example: &Example, step: Option<usize>) -> String {
    match (&example.question.input, &preparation.vocabulary, step) {
        (Input::Symbols(symbols), Some(vocabulary), Some(step)) if preparation.task == Task::Generate => {
            let before = vocabulary.write(&symbols[1..=step.min(symbols.len() - 1)]);
            let left_out = before.chars().count().saturating_sub(LONGEST);
            before.chars().skip(left_out).collect()
        }
        _ => preparation.show(&example.question).chars().take(LONGEST).collect(),
    }
}

fn brief(name: &str) -> String {
    name.chars().take(LONGEST).collect()
}

fn name(preparation: &Preparation, example: &Example, number: u32) -> String {
    match (&example.target, &preparation.vocabulary) {
        (Target::Class(_), _) => {
            preparation.classes.get(number as usize).map_or_else(String::new, |class| brief(class))
        }
        (_, Some(vocabulary)) if number != Vocabulary::NONE => brief(vocabulary.symbol(number)),
        _ => String::new(),
    }
}
