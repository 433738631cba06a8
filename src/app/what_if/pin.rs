//! A sequence that is pinned: its live answer, and how that has moved.

use crate::data::{Answer, Outlook, Question, Sampling};

/// Answers that are remembered of a pinned sequence; of more every other is left out.
const MOST_POINTS: usize = 64;

/// A sequence that a person pinned.
#[derive(Debug, Clone)]
pub struct Pin {
    /// What was typed.
    pub text: String,
    pub(super) question: Question,
    /// How it is continued, where it is.
    pub(super) sampling: Sampling,
    /// The newest answer; `None` until there is one.
    pub(super) answer: Option<Result<Answer, String>>,
    /// Earlier answers and the steps taken then.
    course: Vec<(u64, Answer)>,
    /// The epoch that the newest answer belongs to, and the last answer of the one before.
    epoch: Option<u64>,
    before: Option<Answer>,
}

impl Pin {
    pub(super) fn new(text: String, question: Question, sampling: Sampling) -> Self {
        Self { text, question, sampling, answer: None, course: Vec::new(), epoch: None, before: None }
    }

    /// What the network makes of it, or why nothing.
    #[must_use]
    pub fn answer(&self) -> Option<&Result<Answer, String>> {
        self.answer.as_ref()
    }

    /// What is asked.
    #[must_use]
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// One figure of the answers so far, oldest first: the last number, the next value, the probability of the class that is
    /// likeliest now, or how much of the symbols or of the text stood already.
    #[must_use]
    pub fn course(&self) -> Vec<f64> {
        let Some(Ok(now)) = &self.answer else { return Vec::new() };
        self.course.iter().map(|(_, answer)| figure(answer, now)).collect()
    }

    /// How far that figure has moved since the last answer of an earlier epoch.
    #[must_use]
    pub fn change(&self) -> Option<f64> {
        let Some(Ok(now)) = &self.answer else { return None };
        Some(figure(now, now) - figure(self.before.as_ref()?, now))
    }

    /// Takes in an answer that was given after so many steps, in this epoch.
    pub(super) fn hear(&mut self, step: u64, epoch: Option<u64>, answer: Result<Answer, String>) {
        // A look back is no part of the course.
        let is_new = self.course.last().is_none_or(|(last, _)| *last < step);
        if let Ok(answer) = answer.as_ref()
            && is_new
        {
            if epoch != self.epoch {
                (self.epoch, self.before) = (epoch, self.course.last().map(|(_, answer)| answer.clone()));
            }
            self.course.push((step, without_past(answer)));
            if self.course.len() > MOST_POINTS {
                // The newest stays.
                let mut place = MOST_POINTS;
                self.course.retain(|_| {
                    place += 1;
                    place % 2 == 1
                });
            }
        }
        self.answer = Some(answer);
    }

    /// The run goes on from a step.
    pub(super) fn rewind(&mut self, step: u64) {
        self.course.retain(|(at, _)| *at <= step);
        (self.epoch, self.before) = (None, None);
    }
}

/// A forecast without the steps that are known.
fn without_past(answer: &Answer) -> Answer {
    match answer {
        Answer::Forecast(outlook) => Answer::Forecast(Outlook::of_values(outlook.values.clone())),
        other => other.clone(),
    }
}

/// The figure of an answer, seen from the one of now.
fn figure(answer: &Answer, now: &Answer) -> f64 {
    match (answer, now) {
        (Answer::Numbers(numbers), _) => numbers.rows().last().and_then(|row| row.first()).copied().unwrap_or(f64::NAN),
        (Answer::Forecast(outlook), _) => {
            outlook.values.first().and_then(|values| values.first()).copied().unwrap_or(f64::NAN)
        }
        (Answer::Classes(then), Answer::Classes(now)) => {
            let best = now.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(class, _)| class);
            best.and_then(|class| then.get(class)).copied().unwrap_or(f64::NAN)
        }
        (Answer::Symbols(then), Answer::Symbols(now)) => {
            let same = then.iter().zip(now).filter(|(then, now)| then == now).count();
            same as f64 / now.len().max(1) as f64
        }
        (Answer::Text(then), Answer::Text(now)) => {
            let same = then.chars().zip(now.chars()).take_while(|(then, now)| then == now).count();
            let longest = then.chars().count().max(now.chars().count());
            if longest == 0 { 1.0 } else { same as f64 / longest as f64 }
        }
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Input, Sequence, Shown};

    fn pin() -> Pin {
        let input = Input::Numbers(Sequence::new(1, vec![1.0]).unwrap());
        let question = Question { input, shown: Shown::Numbers(Sequence::new(1, vec![1.0]).unwrap()) };
        Pin::new("1".to_owned(), question, Sampling::default())
    }

    fn numbers(value: f64) -> Answer {
        Answer::Numbers(Sequence::new(1, vec![0.0, value]).unwrap())
    }

    #[test]
    fn the_course_keeps_its_newest_answer_however_many_there_are() {
        let mut pin = pin();
        (0..1000).for_each(|step| pin.hear(step, Some(step / 10), Ok(numbers(step as f64))));
        let course = pin.course();
        assert!(course.len() <= MOST_POINTS && course.len() >= MOST_POINTS / 2, "{}", course.len());
        assert_eq!(course.last(), Some(&999.0));
        assert!(course.is_sorted());
    }

    #[test]
    fn the_change_is_that_since_the_last_answer_of_an_earlier_epoch() {
        let mut pin = pin();
        for (step, epoch, value) in [(1, 0, 1.0), (2, 0, 2.0), (3, 1, 5.0), (4, 1, 7.0)] {
            pin.hear(step, Some(epoch), Ok(numbers(value)));
        }
        assert_eq!((pin.change(), pin.course()), (Some(5.0), vec![1.0, 2.0, 5.0, 7.0]));
    }

    #[test]
    fn a_look_back_shows_its_answer_and_is_no_part_of_the_course() {
        let mut pin = pin();
        (0..4).for_each(|step| pin.hear(step, None, Ok(numbers(step as f64))));
        pin.hear(1, None, Ok(numbers(1.0)));
        assert_eq!((pin.answer(), pin.course().len()), (Some(&Ok(numbers(1.0))), 4));
        pin.rewind(1);
        assert_eq!(pin.course(), [0.0, 1.0]);
    }

    #[test]
    fn the_course_of_classes_symbols_and_texts_is_seen_from_the_answer_of_now() {
        let classes = |parts: [f64; 2]| Answer::Classes(parts.to_vec());
        assert!((figure(&classes([0.9, 0.1]), &classes([0.2, 0.8])) - 0.1).abs() < 1e-12);
        let symbols = |text: &str| Answer::Symbols(text.chars().map(String::from).collect());
        assert!((figure(&symbols("abcd"), &symbols("abxd")) - 0.75).abs() < 1e-12);
        let text = |text: &str| Answer::Text(text.to_owned());
        assert!((figure(&text("abcd"), &text("abxd")) - 0.5).abs() < 1e-12);
        assert!((figure(&text(""), &text("")) - 1.0).abs() < 1e-12);
    }
}
