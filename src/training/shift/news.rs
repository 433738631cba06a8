//! What the thread tells: steps, predictions, and answers to what a person asks.

use std::time::{Duration, Instant};

use crossbeam_channel::TrySendError;

use super::Shift;
use crate::{
    data::Sampling,
    training::{Delivery, Learner, LearnerError, Recorder, TrainingEvent},
};

/// About two frames of a screen: news come no more often.
const BETWEEN_NEWS: Duration = Duration::from_millis(33);
/// News take at most one part in so many of the time.
const NEWS_SHARE: u32 = 8;

impl<L: Learner, R: Recorder> Shift<'_, L, R> {
    /// Steps, predictions, the answer, and what goes on inside.
    pub(super) fn news(&mut self) -> Result<(), LearnerError> {
        let begun = Instant::now();
        self.send_steps();
        let trainer = &self.job.trainer;
        let answers = self.shown.iter().map(|question| trainer.answer(question, Sampling::likeliest()));
        let answers = answers.collect::<Result<Vec<_>, _>>()?;
        let scores = trainer.judge().scores_of(&self.job.info.test, &answers);
        self.tell(TrainingEvent::Predicted { step: self.steps(), answers, scores });
        self.answer();
        self.inspect();
        self.tell_marks();
        self.next_news = Instant::now() + BETWEEN_NEWS.max(begun.elapsed() * NEWS_SHARE);
        Ok(())
    }

    pub(super) fn send_steps(&mut self) {
        if !self.pending.is_empty() {
            let steps = self.pending.take();
            self.tell(TrainingEvent::Stepped(steps));
        }
    }

    /// Whether part of the what-if has not been answered at all.
    pub(super) fn is_asked(&self) -> bool {
        self.unanswered < self.what_if.1.len()
    }

    pub(super) fn answer_next(&mut self) {
        let (first, asked) = &self.what_if;
        if let Some((question, sampling)) = asked.get(self.unanswered) {
            let answer = self.job.trainer.answer(question, *sampling).map_err(|error| error.to_string());
            let event = TrainingEvent::Answered { id: first + self.unanswered as u64, step: self.steps(), answer };
            self.tell(event);
        }
        self.unanswered += 1;
    }

    /// Answers the whole what-if.
    pub(super) fn answer(&mut self) {
        self.unanswered = 0;
        while self.is_asked() {
            self.answer_next();
        }
    }

    pub(super) fn tell(&mut self, event: TrainingEvent) {
        self.outbox.push_back(event);
        self.deliver();
    }

    /// Sends what the channel takes; all of it when every event must arrive.
    pub(super) fn deliver(&mut self) {
        if self.delivery == Delivery::Complete {
            return self.deliver_all();
        }
        while let Some(event) = self.outbox.pop_front() {
            if let Err(TrySendError::Full(event)) = self.outlet.try_send(event) {
                self.outbox.push_front(event);
                break;
            }
        }
    }

    pub(super) fn deliver_all(&mut self) {
        for event in self.outbox.drain(..) {
            // A receiver that is gone also drops the command channel, which ends the thread.
            let _ = self.outlet.send(event);
        }
    }
}
