//! What the training thread does from its first event to its last: a step, a command, news, a checkpoint, as each is due.

mod changes;
mod inspecting;
mod news;
mod saving;
mod visiting;

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use self::saving::BETWEEN_TRIES;
use super::{
    Change, Delivery, Divergence, Job, Learner, LearnerError, Next, Pending, Recorder, Snapshot, Step, TrainingCommand,
    TrainingEvent, marks::Marks, worker::caught,
};
use crate::{
    data::{Question, Sampling},
    experiment::Pace,
};

/// A mark is kept after every such part of a run.
const MARKS: u64 = 64;
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
    marks: Marks,
    /// The present state while answers are those of a mark.
    present: Option<Snapshot>,
    /// Something was not finite, and the run has not gone back yet.
    divergence: Option<Divergence>,
    /// The mark that the run went back to last because something was not finite.
    fell_back_to: Option<u64>,
    what_if: (u64, Vec<(Question, Sampling)>),
    /// The first of the what-if's questions that has not been answered at all.
    unanswered: usize,
    /// What is looked into.
    inspected: (u64, Option<Box<Question>>),
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
            marks: Marks::default(),
            present: None,
            divergence: None,
            fell_back_to: None,
            what_if: (0, Vec::new()),
            unanswered: 0,
            inspected: (0, None),
            shown: job.info.test.iter().map(|example| job.info.preparation.prompt(example)).collect(),
            pending: Pending::default(),
            outbox: VecDeque::new(),
            next_step: now,
            next_news: now,
            last_save: now,
            trained: Duration::from_secs_f64(job.past.seconds),
            stretch: now,
            save_failure: None,
            concluded: None,
            job,
        }
    }

    pub(super) fn run(mut self) -> Result<(), String> {
        self.tell(TrainingEvent::Started(Box::new(self.job.info.clone())));
        let steps = std::mem::take(&mut self.job.past.steps);
        if !steps.is_empty() {
            self.tell(TrainingEvent::Stepped(steps));
        }
        for mark in std::mem::take(&mut self.job.past.marks) {
            let step = mark.place.step;
            self.marks.keep(mark);
            self.marks.spare(step);
        }
        let result = caught(|| self.work().map_err(|error| error.to_string()));
        self.send_steps();
        if result.is_err() {
            // The weights are those before the step that failed, or there is nothing to save.
            let _ = caught(|| {
                self.save();
                Ok(())
            });
        }
        self.deliver_all();
        result
    }

    fn work(&mut self) -> Result<(), LearnerError> {
        // What is not this run's is found before anything of it is taken for done.
        self.check_script()?;
        if self.job.trainer.place().finished && !self.is_due() {
            self.gait = Gait::Waiting;
            let judgement = self.job.trainer.evaluate()?;
            let figures = self.figures(Some(judgement));
            self.concluded = Some(self.steps());
            // A kill may have come between the last checkpoint and the summary.
            let concluded = self.job.recorder.conclude(&figures);
            self.note_failure(concluded.err());
            self.news()?;
            self.tell(TrainingEvent::Finished(Box::new(figures)));
        } else {
            // From its first moment on a run has weights that can be used: predictions of a large network take time.
            self.save();
            self.news()?;
        }
        self.mark();
        while self.gait != Gait::Over {
            match self.next_command() {
                Some(command) => self.obey(command)?,
                None if self.is_asked() => self.answer_next(),
                None if self.gait == Gait::Running => self.step()?,
                None => self.try_again(),
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
            _ if self.save_failure.is_some() => self.inbox.recv_timeout(BETWEEN_TRIES),
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
        if visiting::acts(&command) {
            self.come_back()?;
        }
        match command {
            TrainingCommand::Pause if self.gait == Gait::Running => {
                self.intervene(Change::Pause)?;
                self.pause()?;
            }
            TrainingCommand::Resume if !self.job.trainer.place().finished => self.go_on(),
            TrainingCommand::Step(steps) => {
                self.intervene(Change::Steps(steps))?;
                self.go_on();
            }
            TrainingCommand::Pause | TrainingCommand::Resume => {}
            TrainingCommand::SetPace(pace) if pace == self.pace => {}
            TrainingCommand::SetPace(pace) => self.intervene(Change::Pace(pace))?,
            TrainingCommand::Change(change) => self.intervene(change)?,
            TrainingCommand::Undo => self.undo()?,
            TrainingCommand::Branch(step) => self.branch(step)?,
            TrainingCommand::WhatIf(id, asked) => {
                self.what_if = (id, asked);
                self.unanswered = 0;
            }
            TrainingCommand::Inspect(id, asked) => self.look_into(id, asked),
            TrainingCommand::Evaluate => {
                let judgement = Box::new(self.job.trainer.evaluate()?);
                self.tell(TrainingEvent::Evaluated { step: self.steps(), judgement });
                // Now there are intervals.
                self.answer();
            }
            TrainingCommand::Mark => self.mark_by_hand()?,
            TrainingCommand::Visit(step) => self.visit(step)?,
            TrainingCommand::SaveCheckpoint => drop(self.save()),
            TrainingCommand::Stop => self.stop()?,
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

    fn go_on(&mut self) {
        if self.job.trainer.is_broken() {
            let reason = "there are no finite weights to go on with: go back to a mark first".to_owned();
            return self.tell(TrainingEvent::Refused { reason });
        }
        self.divergence = None;
        let now = Instant::now();
        if self.gait != Gait::Running {
            (self.gait, self.stretch, self.next_step) = (Gait::Running, now, now);
        }
        self.tell(TrainingEvent::Resumed { goal: self.job.trainer.place().end });
    }

    fn step(&mut self) -> Result<(), LearnerError> {
        self.enact()?;
        if self.job.trainer.whats_next() == Next::Finish {
            return self.finish();
        }
        if self.job.past.until == Some(self.steps()) && self.job.past.script.is_empty() {
            return self.stop();
        }
        let metrics = match self.job.trainer.step(self.seconds())? {
            Step::Taken(metrics) => metrics,
            Step::Diverged(fault, learning_rate) => return self.diverge(fault, learning_rate),
        };
        let recorded = self.job.recorder.record(&metrics);
        self.note_failure(recorded.err());
        self.pending.push(metrics);
        self.schedule_next();
        if self.steps().is_multiple_of((self.job.trainer.goal() / MARKS).max(1)) {
            self.mark();
        }
        self.mark_for_later();
        match self.job.trainer.whats_next() {
            Next::Finish => self.finish(),
            // A pause of the past is nobody's wish any more.
            Next::Pause if !self.is_due() => self.pause(),
            Next::Pause | Next::Step => self.keep_up(),
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
        self.try_again();
        if self.last_save.elapsed() >= self.job.save_every {
            self.save();
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), LearnerError> {
        self.job.trainer.finish()?;
        self.enact()?;
        if !self.job.trainer.place().finished {
            return Ok(());
        }
        self.wait();
        let figures = self.conclude(None)?;
        self.news()?;
        self.tell(TrainingEvent::Finished(Box::new(figures)));
        Ok(())
    }
}
