//! What the training thread does from its first event to its last: a step, a command, news, a checkpoint, as each is due.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError};

use super::{
    Delivery, Figures, Job, Learner, LearnerError, Recorder, TrainingCommand, TrainingEvent, pending::Pending,
};
use crate::{
    data::{Question, Sampling},
    experiment::Pace,
};

/// About two frames of a screen: news come no more often.
const BETWEEN_NEWS: Duration = Duration::from_millis(33);
/// News take at most one part in so many of the time.
const NEWS_SHARE: u32 = 8;
/// How much of a run a power cut may cost.
const BETWEEN_CHECKPOINTS: Duration = Duration::from_secs(30);
/// A run that cannot keep its pace may catch up by this much, so that a hiccup of the machine does not show.
const CATCH_UP: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gait {
    Running,
    Waiting,
    Over,
}

/// One thread's work from its first event to its last.
pub(super) struct Shift<'a, L: Learner, R> {
    job: Job<L, R>,
    inbox: &'a Receiver<TrainingCommand>,
    outlet: &'a Sender<TrainingEvent>,
    delivery: Delivery,
    gait: Gait,
    pace: Pace,
    goal: u64,
    pause_at: Option<u64>,
    what_if: (u64, Vec<(Question, Sampling)>),
    /// The first of the what-if's questions that has not been answered at all.
    unanswered: usize,
    /// What answers are shown for.
    shown: Vec<Question>,
    pending: Pending,
    /// Events that did not fit the channel yet.
    outbox: VecDeque<TrainingEvent>,
    next_step: Instant,
    next_news: Instant,
    last_save: Instant,
    /// Training time of earlier stretches, and since when this one has been going.
    trained: Duration,
    stretch: Instant,
    save_failure: Option<String>,
    /// The step at which the run was last saved whole.
    concluded: Option<u64>,
}

impl<'a, L: Learner, R: Recorder> Shift<'a, L, R> {
    pub(super) fn new(
        job: Job<L, R>,
        delivery: Delivery,
        inbox: &'a Receiver<TrainingCommand>,
        outlet: &'a Sender<TrainingEvent>,
    ) -> Self {
        let now = Instant::now();
        Self {
            inbox,
            outlet,
            delivery,
            gait: Gait::Running,
            pace: job.info.experiment.training.pace,
            goal: job.info.goal,
            pause_at: None,
            what_if: (0, Vec::new()),
            unanswered: 0,
            shown: job.info.test.iter().map(|example| job.info.preparation.prompt(example)).collect(),
            pending: Pending::default(),
            outbox: VecDeque::new(),
            next_step: now,
            next_news: now,
            last_save: now,
            trained: Duration::ZERO,
            stretch: now,
            save_failure: None,
            concluded: None,
            job,
        }
    }

    pub(super) fn run(mut self) -> Result<(), String> {
        self.tell(TrainingEvent::Started(Box::new(self.job.info.clone())));
        let result = self.work().map_err(|error| error.to_string());
        self.send_steps();
        if result.is_err() {
            // The weights are those before the step that failed.
            self.save();
        }
        self.deliver_all();
        result
    }

    fn work(&mut self) -> Result<(), LearnerError> {
        self.news()?;
        // From its first moment on a run has weights that can be used.
        self.save();
        while self.gait != Gait::Over {
            match self.next_command() {
                Some(command) => self.obey(command)?,
                None if self.is_asked() => self.answer_next(),
                None if self.gait == Gait::Running => self.step()?,
                None => {}
            }
            self.deliver();
        }
        Ok(())
    }

    /// The next command, if there is one before there is something else to do.
    fn next_command(&mut self) -> Option<TrainingCommand> {
        let received = match self.gait {
            // Of what is typed quickly only the newest is answered.
            _ if self.is_asked() => self.inbox.recv_timeout(Duration::ZERO),
            Gait::Running => self.inbox.recv_deadline(self.next_step),
            // With events left over the channel has to be tried again soon.
            _ if !self.outbox.is_empty() => self.inbox.recv_timeout(Duration::from_millis(10)),
            _ => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match received {
            Ok(command) => Some(command),
            Err(RecvTimeoutError::Timeout) => None,
            // Whoever gave the commands is gone.
            Err(RecvTimeoutError::Disconnected) => Some(TrainingCommand::Stop),
        }
    }

    fn obey(&mut self, command: TrainingCommand) -> Result<(), LearnerError> {
        match command {
            TrainingCommand::Pause if self.gait == Gait::Running => self.pause()?,
            TrainingCommand::Resume if self.steps() < self.goal => self.go_on(None),
            TrainingCommand::Step(steps) => {
                // Steps that were asked for before and are not taken yet are taken too.
                let from = self.pause_at.filter(|_| self.gait == Gait::Running).unwrap_or_else(|| self.steps());
                self.go_on(Some(from.saturating_add(steps)));
            }
            TrainingCommand::Pause | TrainingCommand::Resume => {}
            TrainingCommand::SetPace(pace) => {
                self.pace = pace;
                self.next_step = Instant::now();
            }
            TrainingCommand::WhatIf(id, asked) => {
                self.what_if = (id, asked);
                self.unanswered = 0;
            }
            TrainingCommand::Evaluate => {
                let judgement = Box::new(self.job.trainer.evaluate()?);
                self.tell(TrainingEvent::Evaluated { step: self.steps(), judgement });
                // Now there are intervals.
                self.answer();
            }
            TrainingCommand::SaveCheckpoint => self.save(),
            TrainingCommand::Stop => {
                let figures = self.conclude()?;
                self.tell(TrainingEvent::Stopped(Box::new(figures)));
                self.gait = Gait::Over;
            }
        }
        Ok(())
    }

    fn steps(&self) -> u64 {
        self.job.trainer.steps()
    }

    /// Training time so far.
    fn seconds(&self) -> f64 {
        let stretch = if self.gait == Gait::Running { self.stretch.elapsed() } else { Duration::ZERO };
        (self.trained + stretch).as_secs_f64()
    }

    fn wait(&mut self) {
        if self.gait == Gait::Running {
            self.trained += self.stretch.elapsed();
            self.gait = Gait::Waiting;
        }
    }

    fn pause(&mut self) -> Result<(), LearnerError> {
        self.wait();
        self.news()?;
        self.tell(TrainingEvent::Paused { step: self.steps() });
        self.save();
        Ok(())
    }

    fn go_on(&mut self, pause_at: Option<u64>) {
        self.goal = self.goal.max(pause_at.unwrap_or(0));
        self.pause_at = pause_at;
        let now = Instant::now();
        if self.gait != Gait::Running {
            (self.gait, self.stretch, self.next_step) = (Gait::Running, now, now);
        }
        self.tell(TrainingEvent::Resumed { goal: self.goal });
    }

    fn step(&mut self) -> Result<(), LearnerError> {
        let metrics = self.job.trainer.step(self.seconds())?;
        let recorded = self.job.recorder.record(&metrics);
        self.note_failure(recorded.err());
        self.pending.push(metrics);
        self.schedule_next();
        // Who asks for so many steps has the patience for them.
        let out_of_patience = self.pause_at.is_none() && self.job.trainer.is_out_of_patience();
        if self.steps() >= self.goal || out_of_patience {
            self.pause_at = None;
            self.finish()
        } else if self.pause_at == Some(self.steps()) {
            self.pause()
        } else {
            self.keep_up()
        }
    }

    fn schedule_next(&mut self) {
        let now = Instant::now();
        self.next_step = match self.pace {
            Pace::Max => now,
            Pace::PerSecond(rate) => {
                let interval = Duration::try_from_secs_f64(1.0 / rate).unwrap_or(Duration::MAX);
                let next = self.next_step.checked_add(interval).unwrap_or(now + Duration::from_hours(24));
                if next + CATCH_UP < now { now } else { next }
            }
        };
    }

    /// What is due by the clock.
    fn keep_up(&mut self) -> Result<(), LearnerError> {
        let full = self.delivery == Delivery::Complete && self.pending.is_full();
        if full || Instant::now() >= self.next_news {
            self.deliver();
            // A receiver that is behind gets its news when it has caught up.
            if self.outbox.is_empty() {
                self.news()?;
            }
        }
        if self.last_save.elapsed() >= BETWEEN_CHECKPOINTS {
            self.save();
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), LearnerError> {
        self.wait();
        self.job.trainer.keep_best()?;
        let figures = self.conclude()?;
        self.news()?;
        self.tell(TrainingEvent::Finished(Box::new(figures)));
        Ok(())
    }

    /// Saves the run as it stands.
    fn conclude(&mut self) -> Result<Figures, LearnerError> {
        let seconds = self.seconds();
        let is_new = self.concluded != Some(self.steps());
        if is_new {
            // Figures take their time; the weights are safe before.
            self.save();
        }
        let figures = self.job.trainer.figures(seconds)?;
        self.send_steps();
        if !is_new {
            return Ok(figures);
        }
        self.concluded = Some(self.steps());
        let concluded = self.job.recorder.conclude(&figures);
        self.note_failure(concluded.err());
        Ok(figures)
    }

    fn save(&mut self) {
        self.last_save = Instant::now();
        let snapshot = self.job.trainer.snapshot().map_err(|error| error.to_string());
        match snapshot.and_then(|snapshot| self.job.recorder.save(&snapshot)) {
            Ok(path) => {
                self.save_failure = None;
                self.tell(TrainingEvent::CheckpointSaved { path, step: self.steps() });
            }
            Err(reason) => self.note_failure(Some(reason)),
        }
    }

    /// Tells of a failure to save, but of the same one only once.
    fn note_failure(&mut self, reason: Option<String>) {
        if reason.is_some() && reason != self.save_failure {
            self.save_failure.clone_from(&reason);
            self.outbox.extend(reason.map(|reason| TrainingEvent::SaveFailed { reason }));
        }
    }

    /// Steps, predictions and the answer.
    fn news(&mut self) -> Result<(), LearnerError> {
        let begun = Instant::now();
        self.send_steps();
        let trainer = &self.job.trainer;
        let answers = self.shown.iter().map(|question| trainer.answer(question, Sampling::likeliest()));
        let answers = answers.collect::<Result<Vec<_>, _>>()?;
        let scores = trainer.judge().scores_of(&self.job.info.test, &answers);
        self.tell(TrainingEvent::Predicted { step: self.steps(), answers, scores });
        self.answer();
        self.next_news = Instant::now() + BETWEEN_NEWS.max(begun.elapsed() * NEWS_SHARE);
        Ok(())
    }

    fn send_steps(&mut self) {
        if !self.pending.is_empty() {
            let steps = self.pending.take();
            self.tell(TrainingEvent::Stepped(steps));
        }
    }

    /// Whether part of the what-if has not been answered at all.
    fn is_asked(&self) -> bool {
        self.unanswered < self.what_if.1.len()
    }

    fn answer_next(&mut self) {
        let (first, asked) = &self.what_if;
        if let Some((question, sampling)) = asked.get(self.unanswered) {
            let answer = self.job.trainer.answer(question, *sampling).map_err(|error| error.to_string());
            let event = TrainingEvent::Answered { id: first + self.unanswered as u64, step: self.steps(), answer };
            self.tell(event);
        }
        self.unanswered += 1;
    }

    /// Answers the whole what-if.
    fn answer(&mut self) {
        self.unanswered = 0;
        while self.is_asked() {
            self.answer_next();
        }
    }

    fn tell(&mut self, event: TrainingEvent) {
        self.outbox.push_back(event);
        self.deliver();
    }

    /// Sends what the channel takes; all of it when every event must arrive.
    fn deliver(&mut self) {
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

    fn deliver_all(&mut self) {
        for event in self.outbox.drain(..) {
            // A receiver that is gone also drops the command channel, which ends the thread.
            let _ = self.outlet.send(event);
        }
    }
}
