//! The input pane: a question as it is typed, what is wrong with it, and what the network makes of it.

use tui_input::{Input, InputRequest};

use super::{Key, KeyCode};
use crate::{
    data::{Answer, Preparation, Question, QuestionError, Sequence, Shown},
    experiment::Rule,
};

/// Texts that ↑ brings back.
const MOST_REMEMBERED: usize = 100;
/// Characters in the line; more than the longest sequence that is answered needs.
const MOST_CHARACTERS: usize = 100_000;

/// The state of the input pane.
#[derive(Debug, Clone, Default)]
pub struct WhatIf {
    input: Input,
    /// Earlier texts, oldest first.
    remembered: Vec<String>,
    /// Which earlier text is shown, and the text that was there before.
    recalled: Option<(usize, String)>,
    /// Number of the newest question; answers to older ones are out of date.
    id: u64,
    answer: Option<Result<Answer, String>>,
}

impl WhatIf {
    /// The line as it is edited.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
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
        self.answer.as_ref()
    }

    /// What would be right, where the rule is known.
    #[must_use]
    pub fn truth(&self, preparation: &Preparation, rule: Option<Rule>) -> Option<Sequence> {
        match self.question(preparation).ok()?.shown {
            Shown::Numbers(numbers) => rule?.truth(&numbers),
            _ => None,
        }
    }

    /// Number of the question that now stands.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// A new question stands; what was answered before is out of date.
    pub(super) fn ask_anew(&mut self) {
        self.id += 1;
        self.answer = None;
    }

    pub(super) fn hear(&mut self, id: u64, answer: Result<Answer, String>) {
        if id == self.id {
            self.answer = Some(answer);
        }
    }

    /// Edits the text; says whether it has changed.
    pub(super) fn edit(&mut self, key: Key) -> bool {
        match key.code {
            KeyCode::Up => self.recall(-1),
            KeyCode::Down => self.recall(1),
            _ => {
                let request = request(key);
                let full = self.input.value().len() >= MOST_CHARACTERS;
                let refused = full && matches!(request, Some(InputRequest::InsertChar(_)));
                let response = request.filter(|_| !refused).and_then(|request| self.input.handle(request));
                response.is_some_and(|changed| changed.value)
            }
        }
    }

    /// Puts a pasted text at the cursor; line ends and control characters become spaces.
    pub(super) fn paste(&mut self, text: &str) {
        let room = MOST_CHARACTERS.saturating_sub(self.input.value().len());
        let clean: String = text.chars().take(room).map(|c| if c.is_control() { ' ' } else { c }).collect();
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
