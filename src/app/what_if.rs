//! The input pane: a question as it is typed, what is wrong with it, and what the network makes of it.

mod pin;

use tui_input::{Input, InputRequest};

pub use pin::Pin;

use super::{Key, KeyCode};
use crate::{
    data::{Answer, Example, Preparation, Question, QuestionError, Sampling, Sequence, Shown, Target},
    experiment::{Rule, Task},
};

/// Texts that ↑ brings back.
const MOST_REMEMBERED: usize = 100;
/// Bytes in the line; more than the longest sequence that is answered needs.
const MOST_BYTES: usize = 100_000;

/// Sequences that are pinned at the most: each is answered as often as the typed one.
const MOST_PINS: usize = 8;

/// Continuations that are drawn at once, each by a seed of its own.
const CONTINUATIONS: u64 = 4;
/// Symbols of a continuation; more have no room beside each other.
const LONGEST: usize = 40;
/// The largest temperature: beyond it all symbols are about equally likely.
const HOTTEST: f64 = 2.0;

/// The state of the input pane.
#[derive(Debug, Clone)]
pub struct WhatIf {
    input: Input,
    /// Earlier texts, oldest first.
    remembered: Vec<String>,
    /// Which earlier text is shown, and the text that was there before.
    recalled: Option<(usize, String)>,
    /// How texts are continued.
    sampling: Sampling,
    /// Number of the first of the newest questions, and how many there are; answers to older ones are out of date.
    id: u64,
    asked: usize,
    /// The newest answer to each of them, perhaps to older ones.
    answers: Vec<Option<Heard>>,
    /// The test example that was taken last, and its text.
    example: Option<(String, Example)>,
    /// Place of the next one.
    next_example: usize,
    /// Sequences that are answered besides.
    pins: Vec<Pin>,
}

#[derive(Debug, Clone)]
struct Heard {
    id: u64,
    answer: Result<Answer, String>,
}

impl Default for WhatIf {
    fn default() -> Self {
        Self {
            input: Input::default(),
            remembered: Vec::new(),
            recalled: None,
            sampling: Sampling { longest: LONGEST, ..Sampling::default() },
            id: 0,
            asked: 1,
            answers: Vec::new(),
            example: None,
            next_example: 0,
            pins: Vec::new(),
        }
    }
}

impl WhatIf {
    /// The line as it is edited.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// How a text is continued; the seed is that of the first continuation.
    #[must_use]
    pub fn sampling(&self) -> Sampling {
        self.sampling
    }

    /// The text as a question, or what is wrong with it.
    ///
    /// # Errors
    /// When the text is no question for a network whose data are prepared so.
    pub fn question(&self, preparation: &Preparation) -> Result<Question, QuestionError> {
        preparation.ask(self.input.value())
    }

    /// What the network makes of the question; `None` until it has said.
    #[must_use]
    pub fn answer(&self) -> Option<&Result<Answer, String>> {
        let heard = self.answers.first()?.as_ref()?;
        (heard.id == self.id).then_some(&heard.answer)
    }

    /// The newest answer to each question that was asked, or to the text before the last key while there is none: what is
    /// shown should not blink with every key.
    pub fn newest_answers(&self) -> impl Iterator<Item = Option<&Answer>> {
        (0..self.asked).map(|row| self.answers.get(row)?.as_ref()?.answer.as_ref().ok())
    }

    /// The test example that the text is, as long as it is unchanged.
    #[must_use]
    pub fn example(&self) -> Option<&Example> {
        self.example.as_ref().filter(|(text, _)| text == self.input.value()).map(|(_, example)| example)
    }

    /// What would be right, where the rule is known or the text is a test example.
    #[must_use]
    pub fn truth(&self, preparation: &Preparation, rule: Option<Rule>) -> Option<Sequence<f64>> {
        match (self.question(preparation).ok()?.shown, self.example().map(|example| &example.target)) {
            (Shown::Numbers(_), Some(Target::Numbers { truth, .. })) => Some(truth.clone()),
            (Shown::Numbers(numbers), _) => rule?.truth(&numbers),
            _ => None,
        }
    }

    /// The pinned sequences, in the order in which they were pinned.
    #[must_use]
    pub fn pins(&self) -> &[Pin] {
        &self.pins
    }

    /// Number of the question that now stands.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The text as it now stands is asked: the number of the first question, and the questions. What was answered before
    /// is out of date.
    pub(super) fn ask_anew(&mut self, preparation: Option<&Preparation>) -> (u64, Vec<(Question, Sampling)>) {
        let question = preparation.and_then(|preparation| self.question(preparation).ok());
        // At temperature 0 all continuations are the same.
        let draws = preparation.is_some_and(|of| of.task == Task::Generate) && self.sampling.temperature > 0.0;
        let rows = if draws { CONTINUATIONS } else { 1 };
        self.id += (self.asked + self.pins.len()) as u64;
        self.asked = rows as usize;
        self.answers.resize_with(self.asked, || None);
        let seed = |row| Sampling { seed: self.sampling.seed.wrapping_add(row), ..self.sampling };
        let pinned = self.pins.iter().map(|pin| (pin.question.clone(), pin.sampling));
        match question {
            // What is typed is answered before what is pinned.
            Some(question) => (self.id, (0..rows).map(|row| (question.clone(), seed(row))).chain(pinned).collect()),
            None => (self.id + rows, pinned.collect()),
        }
    }

    /// An answer that was given after so many steps, in this epoch.
    pub(super) fn hear(&mut self, id: u64, step: u64, epoch: Option<u64>, answer: Result<Answer, String>) {
        let Some(place) = id.checked_sub(self.id).map(|place| place as usize) else { return };
        if let Some(row) = self.answers.get_mut(place) {
            *row = Some(Heard { id, answer });
        } else if let Some(pin) = self.pins.get_mut(place - self.answers.len()) {
            pin.hear(step, epoch, answer);
        }
    }

    /// Pins what is typed, or takes it off where it is pinned; says what cannot be done.
    pub(super) fn pin(&mut self, preparation: &Preparation) -> Result<(), String> {
        let text = self.input.value().to_owned();
        if let Some(place) = self.pins.iter().position(|pin| pin.text == text && pin.sampling == self.sampling) {
            // Numbers of questions that are on their way must not become those of others.
            self.id += 1;
            self.pins.remove(place);
            return Ok(());
        }
        if self.pins.len() == MOST_PINS {
            return Err(format!(
                "{MOST_PINS} sequences are pinned: take one off first, by typing it and pinning it again"
            ));
        }
        let question = self.question(preparation).map_err(|problem| format!("this cannot be pinned: {problem}"))?;
        self.remember();
        self.pins.push(Pin::new(text, question, self.sampling));
        Ok(())
    }

    /// Puts the text of a pin into the line.
    pub(super) fn take_pin(&mut self, place: usize) {
        if let Some(pin) = self.pins.get(place) {
            let (text, sampling) = (pin.text.clone(), pin.sampling);
            self.remember();
            self.set(text);
            self.sampling = sampling;
        }
    }

    /// The run goes on from a step.
    pub(super) fn rewind(&mut self, step: u64) {
        self.pins.iter_mut().for_each(|pin| pin.rewind(step));
    }

    /// Another run begins: what is pinned is asked of it anew, as far as it can be.
    pub(super) fn begin_anew(&mut self, preparation: &Preparation) {
        let pins = std::mem::take(&mut self.pins).into_iter();
        let anew = |pin: Pin| Some(Pin::new(pin.text.clone(), preparation.ask(&pin.text).ok()?, pin.sampling));
        self.id += MOST_PINS as u64;
        self.pins = pins.filter_map(anew).collect();
    }

    /// What was typed and answered was meant for another network.
    pub(super) fn forget(&mut self) {
        self.remember();
        self.set(String::new());
        self.answers.clear();
        self.pins.clear();
        (self.example, self.next_example) = (None, 0);
    }

    /// Puts the next test example into the line, or clears it where examples are no text.
    pub(super) fn take_example(&mut self, preparation: &Preparation, examples: &[Example]) {
        self.remember();
        let example = examples.get(self.next_example % examples.len().max(1));
        self.next_example = self.next_example.wrapping_add(1);
        self.example = example.and_then(|example| match preparation.prompt(example).shown {
            Shown::Text(text) => Some((text, example.clone())),
            Shown::Numbers(numbers) => Some((numbers.to_string(), example.clone())),
            Shown::Window { .. } => None,
        });
        self.set(self.example.as_ref().map(|(text, _)| text.clone()).unwrap_or_default());
    }

    /// Changes the temperature by so many tenths; says whether it has changed.
    pub(super) fn heat(&mut self, tenths: i8) -> bool {
        let before = self.sampling.temperature;
        let tenth = (before * 10.0).round() + f64::from(tenths);
        self.sampling.temperature = (tenth / 10.0).clamp(0.0, HOTTEST);
        self.sampling.temperature.total_cmp(&before).is_ne()
    }

    /// Goes on to seeds that have not been drawn by.
    pub(super) fn draw_anew(&mut self) {
        self.sampling.seed = self.sampling.seed.wrapping_add(CONTINUATIONS);
    }

    /// Edits the text; says whether it has changed.
    pub(super) fn edit(&mut self, key: Key) -> bool {
        match key.code {
            KeyCode::Up => self.recall(-1),
            KeyCode::Down => self.recall(1),
            _ => {
                let request = request(key);
                let full = self.input.value().len() >= MOST_BYTES;
                let refused = full && matches!(request, Some(InputRequest::InsertChar(_)));
                let response = request.filter(|_| !refused).and_then(|request| self.input.handle(request));
                response.is_some_and(|changed| changed.value)
            }
        }
    }

    /// Puts a pasted text at the cursor; line ends and control characters become spaces.
    pub(super) fn paste(&mut self, text: &str) {
        let room = MOST_BYTES.saturating_sub(self.input.value().len());
        let mut end = 0;
        let fits = |character: &char| {
            end += character.len_utf8();
            end <= room
        };
        let clean: String = text.chars().take_while(fits).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (before, after): (String, String) = {
            let mut characters = self.input.value().chars();
            (characters.by_ref().take(self.input.cursor()).collect(), characters.collect())
        };
        let cursor = self.input.cursor() + clean.chars().count();
        self.set(format!("{before}{clean}{after}"));
        self.input.handle(InputRequest::SetCursor(cursor));
    }

    /// Remembers the text for ↑.
    pub(super) fn remember(&mut self) {
        let text = self.input.value().trim();
        if !text.is_empty() && self.remembered.last().is_none_or(|last| last != text) {
            self.remembered.push(text.to_owned());
        }
        if self.remembered.len() > MOST_REMEMBERED {
            self.remembered.remove(0);
        }
        self.recalled = None;
    }

    /// Moves through the remembered texts; past the newest the text that was there before comes back.
    fn recall(&mut self, by: isize) -> bool {
        let (place, draft) =
            self.recalled.take().unwrap_or_else(|| (self.remembered.len(), self.input.value().to_owned()));
        let place = place.saturating_add_signed(by).min(self.remembered.len());
        let text = self.remembered.get(place).unwrap_or(&draft).clone();
        let changed = text != self.input.value();
        self.set(text);
        self.recalled = Some((place, draft));
        changed
    }

    pub(super) fn set(&mut self, text: String) {
        self.input = Input::new(text);
    }
}

/// What a key does in a line of text: as in a shell.
pub(super) fn request(key: Key) -> Option<InputRequest> {
    use InputRequest as R;
    let by_word = key.ctrl || key.alt;
    Some(match key.code {
        KeyCode::Left if by_word => R::GoToPrevWord,
        KeyCode::Right if by_word => R::GoToNextWord,
        KeyCode::Left => R::GoToPrevChar,
        KeyCode::Right => R::GoToNextChar,
        KeyCode::Home => R::GoToStart,
        KeyCode::End => R::GoToEnd,
        KeyCode::Backspace if by_word => R::DeletePrevWord,
        KeyCode::Delete if by_word => R::DeleteNextWord,
        KeyCode::Backspace => R::DeletePrevChar,
        KeyCode::Delete => R::DeleteNextChar,
        KeyCode::Char(character) if key.ctrl => match character {
            'a' => R::GoToStart,
            'e' => R::GoToEnd,
            'b' => R::GoToPrevChar,
            'f' => R::GoToNextChar,
            'd' => R::DeleteNextChar,
            'h' => R::DeletePrevChar,
            'w' => R::DeletePrevWord,
            'u' => R::DeleteFromStart,
            'k' => R::DeleteTillEnd,
            'y' => R::Yank,
            _ => return None,
        },
        KeyCode::Char(character) if key.alt => match character {
            'b' => R::GoToPrevWord,
            'f' => R::GoToNextWord,
            'd' => R::DeleteNextWord,
            _ => return None,
        },
        KeyCode::Char(character) => R::InsertChar(character),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
