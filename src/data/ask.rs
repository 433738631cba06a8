//! What a person types, as a question to the network.

use std::sync::Arc;

use thiserror::Error;

use super::{
    BadNumber, Frequency, Input, Moment, Part, Preparation, PrepareError, Question, RawSeries, Sequence, SequenceError,
    Series, Shown, Vocabulary,
};
use crate::{
    experiment::Task,
    wording::{are, counted},
};

/// Symbols of a text that is read as one sequence: enough for any what-if, and answered in a blink.
const MOST_SYMBOLS: usize = 2_000;

/// Why a text is no question, in one sentence.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum QuestionError {
    /// It is no sequence of numbers.
    #[error(transparent)]
    Numbers(#[from] SequenceError),
    /// There is no text.
    #[error("there is nothing to read: type a text")]
    Empty,
    /// More than a network is asked at once.
    #[error("{0} symbols are too many: at most {MOST_SYMBOLS}")]
    TooLong(usize),
    /// The numbers cannot be prepared.
    #[error(transparent)]
    Unprepared(#[from] PrepareError),
    /// Differences use up all there is.
    #[error("{} {} too few: the preparation and the window take {needed}", counted(*given, "step"), are(*given))]
    TooShort {
        /// Steps that there are.
        given: usize,
        /// Steps that are needed.
        needed: usize,
    },
    /// There is no series that a forecast could go on from.
    #[error("no series is kept with this model: give a CSV")]
    NoSeries,
}

impl QuestionError {
    /// The words that are no numbers, where that is what is wrong.
    #[must_use]
    pub fn bad_numbers(&self) -> &[BadNumber] {
        match self {
            Self::Numbers(SequenceError::NotNumbers(bad)) => bad,
            _ => &[],
        }
    }
}

impl Preparation {
    /// Reads a question as a person types it: numbers, a text, or for a forecast the values that come after the known
    /// series, if any.
    ///
    /// # Errors
    /// When the text is no such question.
    pub fn ask(&self, text: &str) -> Result<Question, QuestionError> {
        match (&self.vocabulary, self.task) {
            (Some(vocabulary), task) => ask_text(vocabulary, task, text),
            (None, Task::Forecast) => self.ask_what_follows(text),
            (None, _) => {
                let typed = self.typed(text)?;
                let columns = self.columns_of(&typed);
                self.ask_series(RawSeries::counted(columns))
            }
        }
    }

    /// Numbers as a person types them: as the file writes them, or plainly.
    ///
    /// # Errors
    /// When the text is no sequence of numbers.
    pub fn typed(&self, text: &str) -> Result<Sequence<f64>, SequenceError> {
        let format =
            |place: usize| self.sources.get(place % self.read.max(1)).and_then(|name| self.number_formats.get(name));
        let words = text.split(|character: char| character.is_whitespace() || character == ';');
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let read =
            |(place, word): (usize, &&str)| format(place).map_or_else(|| word.parse().ok(), |format| format.read(word));
        let values: Option<Vec<f64>> = words.iter().enumerate().map(read).collect();
        match values.filter(|values| !self.number_formats.is_empty() && values.iter().all(|value| value.is_finite())) {
            Some(values) if !values.is_empty() => {
                let numbers = values.len();
                Sequence::new(self.read, values).ok_or(SequenceError::Incomplete { numbers, features: self.read })
            }
            _ => Sequence::parse(text, self.read),
        }
    }

    /// A whole sequence of numbers as a question.
    ///
    /// # Errors
    /// When it cannot be prepared.
    pub fn ask_series(&self, raw: RawSeries) -> Result<Question, QuestionError> {
        let (rows, lost) = (raw.rows(), self.lost());
        let parts = vec![Part::Test; rows];
        let series = self.prepare(raw, parts)?;
        let shown = self.shown(&series.raw);
        let input = series.inputs.window(lost..rows);
        let input = input.ok_or(QuestionError::TooShort { given: rows, needed: lost + 1 })?;
        Ok(Question { input: Input::Numbers(input), shown: shown.ok_or(PrepareError::Empty)? })
    }

    /// What a person sees of a sequence: the columns that the inputs are made of.
    pub(super) fn shown(&self, raw: &RawSeries) -> Option<Shown> {
        let columns = raw.columns.get(..self.read).unwrap_or(&raw.columns);
        Sequence::by_row(columns, raw.rows()).map(Shown::Numbers)
    }

    /// A forecast from the end of the first known series, and what is typed after it.
    fn ask_what_follows(&self, text: &str) -> Result<Question, QuestionError> {
        let mut raw = self.observed(self.tails.first().ok_or(QuestionError::NoSeries)?.clone());
        if !text.trim().is_empty() {
            let typed = self.typed(text)?;
            let frequency = self.frequency_of(&raw.moments);
            let columns = self.columns_of(&typed);
            for row in 0..typed.steps() {
                let values: Vec<f64> = columns.iter().map(|column| column[row]).collect();
                let last = raw.moments.last().copied();
                raw.push(next_moment(frequency.as_ref(), last), &values);
            }
        }
        self.ask_end(raw)
    }

    /// A forecast of what follows the last row of a series that has a value of a target.
    ///
    /// # Errors
    /// When the series cannot be prepared or is too short.
    pub fn ask_end(&self, raw: RawSeries) -> Result<Question, QuestionError> {
        let raw = self.observed(raw);
        let rows = raw.rows();
        let series = Arc::new(self.prepare(raw, vec![Part::Test; rows])?);
        let too_short = QuestionError::TooShort { given: rows, needed: self.window + self.lost() };
        let last = rows.checked_sub(1).ok_or(PrepareError::Empty)?;
        self.ask_window(&series, last)?.ok_or(too_short)
    }

    /// A forecast of what follows one row of a series; `None` where too few rows come before.
    ///
    /// # Errors
    /// When the series cannot be prepared as it was known then.
    pub fn ask_window(&self, series: &Arc<Series>, last: usize) -> Result<Option<Question>, PrepareError> {
        let window = self.window_at(series, last)?;
        let shown = || Shown::Window { series: Arc::clone(series), last };
        Ok(window.map(|window| Question { input: Input::Numbers(window), shown: shown() }))
    }

    /// Typed numbers by source; sources that only targets are made of have none.
    fn columns_of(&self, typed: &Sequence<f64>) -> Vec<Vec<f64>> {
        let column = |at: usize| match at {
            _ if at < self.read => typed.column(at).collect(),
            _ => vec![f64::NAN; typed.steps()],
        };
        (0..self.sources.len()).map(column).collect()
    }
}

fn ask_text(vocabulary: &Vocabulary, task: Task, text: &str) -> Result<Question, QuestionError> {
    let symbols = vocabulary.read(text);
    match symbols.len() {
        0 if task != Task::Generate => return Err(QuestionError::Empty),
        count if count > MOST_SYMBOLS => return Err(QuestionError::TooLong(count)),
        _ => {}
    }
    Ok(Question { input: text_input(task, symbols), shown: Shown::Text(text.to_owned()) })
}

/// What the network reads of a text: where the next symbol is predicted, it begins after the end of another.
pub(super) fn text_input(task: Task, symbols: Vec<u32>) -> Input {
    let start = (task == Task::Generate).then_some(Vocabulary::END);
    Input::Symbols(start.into_iter().chain(symbols).collect())
}

/// The moment after the last of a series; rows are counted where times end.
pub(super) fn next_moment(frequency: Option<&Frequency>, last: Option<Moment>) -> Moment {
    let by_rule = frequency.zip(last).and_then(|(frequency, last)| frequency.next(last, 1));
    let counted = || Moment::counted(last.map_or(0, |last| last.ordinal().saturating_add(1)));
    by_rule.unwrap_or_else(counted)
}
