//! What the training thread does from its first event to its last: a step, a command, news, a checkpoint, as each is due.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError};

use super::{
    Change, Delivery, Divergence, Fault, Figures, Intervention, Job, Learner, LearnerError, Next, Pending, Recorder,
    Snapshot, Step, TrainingCommand, TrainingEvent, marks::Marks, worker::caught,
};
use crate::{
    data::{Question, Sampling},
    evaluation::Judgement,
    experiment::Pace,
};

/// About two frames of a screen: news come no more often.
const BETWEEN_NEWS: Duration = Duration::from_millis(33);
/// News take at most one part in so many of the time.
const NEWS_SHARE: u32 = 8;
/// What could not be saved is tried again after so long.
const BETWEEN_TRIES: Duration = Duration::from_secs(5);
/// Whoever asks for the end waits no longer for figures.
const LAST_FIGURES: Duration = Duration::from_millis(700);
/// A mark is kept after every such part of a run.
const MARKS: u64 = 64;
/// Changes that a report of a divergence may name.
const MOST_REMEMBERED: usize = 8;
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
    /// Something was not finite, and the run has not gone back yet.
    divergence: Option<Divergence>,
    /// The mark that the run went back to last because something was not finite.
    fell_back_to: Option<u64>,
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
            marks: Marks::default(),
            divergence: None,
            fell_back_to: None,
            what_if: (0, Vec::new()),
            unanswered: 0,
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
        self.news()?;
        if self.job.trainer.place().finished && !self.is_due() {
            self.wait();
            let judgement = self.job.trainer.evaluate()?;
            let figures = self.figures(Some(judgement));
            self.concluded = Some(self.steps());
            self.tell(TrainingEvent::Finished(Box::new(figures)));
        } else {
            // From its first moment on a run has weights that can be used.
            self.save();
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
            TrainingCommand::SaveCheckpoint => drop(self.save()),
            TrainingCommand::Stop => self.stop()?,
        }
        Ok(())
    }

    /// Makes a change that a person asks for, and keeps it with the run.
    fn intervene(&mut self, change: Change) -> Result<(), LearnerError> {
        if let Err(reason) = self.check(change) {
            self.tell(TrainingEvent::Refused { reason });
            return Ok(());
        }
        let intervention = Intervention { step: self.steps(), change };
        let past = &mut self.job.past;
        if change.acts_on_learning() {
            // What a person does now takes the place of what was done once.
            past.script.clear();
        }
        let kept = self.job.recorder.intervene(past.interventions, &intervention, past.script.make_contiguous());
        self.note_failure(kept.err());
        self.make(intervention)?;
        // What is shown belongs to other weights now, and no step will bring news.
        if matches!(change, Change::Rewind(_)) && self.gait == Gait::Waiting { self.news() } else { Ok(()) }
    }

    /// Why a change cannot be made, if it cannot.
    fn check(&mut self, change: Change) -> Result<(), String> {
        match change {
            Change::Rewind(step) => {
                let mark =
                    self.mark_at(step).ok_or_else(|| format!("there is no mark at step {step} to go back to"))?;
                // Once it is known that the run goes back there, the mark must outlive the process.
                let kept = self.job.recorder.keep_mark(&mark);
                self.note_failure(kept.err());
                Ok(())
            }
            _ => self.job.trainer.check(change),
        }
    }

    fn mark_at(&self, step: u64) -> Option<Arc<Snapshot>> {
        self.marks.at(step).or_else(|| self.job.recorder.mark(step).map(Arc::new))
    }

    /// Makes a change that is kept with the run.
    fn make(&mut self, intervention: Intervention) -> Result<(), LearnerError> {
        let past = &mut self.job.past;
        past.interventions += 1;
        past.last_interventions.push(intervention);
        if past.last_interventions.len() > MOST_REMEMBERED {
            past.last_interventions.remove(0);
        }
        match intervention.change {
            Change::Rewind(step) => self.rewind(step)?,
            Change::Pace(pace) => {
                self.pace = pace;
                self.next_step = Instant::now();
            }
            change => self.job.trainer.apply(change),
        }
        self.tell(TrainingEvent::Intervened(intervention));
        Ok(())
    }

    /// Whether a change of the past is to be made again before the next step.
    fn is_due(&self) -> bool {
        self.job.past.script.front().is_some_and(|next| next.step == self.steps())
    }

    /// Makes the changes of the past that are due again; nobody waits at their pauses or at their pace.
    fn enact(&mut self) -> Result<(), LearnerError> {
        while self.is_due() {
            let Some(intervention) = self.job.past.script.pop_front() else { break };
            let pace = self.pace;
            self.make(intervention)?;
            self.pace = pace;
        }
        match self.job.past.script.front() {
            Some(missed) if missed.step < self.steps() => Err(LearnerError(format!(
                "interventions.jsonl has '{missed}' where the run is at step {} already: it is not this run's",
                self.steps()
            ))),
            _ => Ok(()),
        }
    }

    fn rewind(&mut self, step: u64) -> Result<(), LearnerError> {
        self.send_steps();
        let mark = self
            .mark_at(step)
            .ok_or_else(|| LearnerError(format!("the mark at step {step}, which the run goes back to, is gone")))?;
        self.job.trainer.restore(&mark)?;
        self.marks.keep(Snapshot::clone(&mark));
        self.marks.forget_after(step);
        self.concluded = None;
        if self.divergence.take().is_some() {
            self.fell_back_to = Some(step);
        }
        let noted = self.job.recorder.rewind(step, self.job.past.interventions);
        self.note_failure(noted.err());
        self.save();
        Ok(())
    }

    fn stop(&mut self) -> Result<(), LearnerError> {
        let figures = if let Some(divergence) = &self.divergence {
            let divergence = Some(divergence.to_string());
            let figures = Figures { divergence, ..self.figures(None) };
            let concluded = self.job.recorder.conclude(&figures);
            self.note_failure(concluded.err());
            figures
        } else {
            self.conclude(Some(Instant::now() + LAST_FIGURES))?
        };
        self.tell(TrainingEvent::Stopped(Box::new(figures)));
        self.gait = Gait::Over;
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
        if self.steps().is_multiple_of((self.job.trainer.goal() / MARKS).max(1)) || self.will_go_back_here() {
            self.mark();
        }
        match self.job.trainer.whats_next() {
            Next::Finish => self.finish(),
            // A pause of the past is nobody's wish any more.
            Next::Pause if !self.is_due() => self.pause(),
            Next::Pause | Next::Step => self.keep_up(),
        }
    }

    fn will_go_back_here(&self) -> bool {
        let step = self.steps();
        self.job.past.script.iter().any(|later| later.change == Change::Rewind(step))
    }

    fn mark(&mut self) {
        if let Ok(snapshot) = self.snapshot() {
            self.marks.keep(snapshot);
        }
    }

    fn snapshot(&self) -> Result<Snapshot, LearnerError> {
        let (interventions, seconds) = (self.job.past.interventions, self.seconds());
        Ok(Snapshot { interventions, seconds, ..self.job.trainer.snapshot()? })
    }

    /// Waits before anything is saved.
    fn diverge(&mut self, fault: Fault, learning_rate: f64) -> Result<(), LearnerError> {
        self.wait();
        self.send_steps();
        // A mark that led here once more is not the way back.
        let again = self.fell_back_to.is_some_and(|step| self.marks.newest() == Some(step));
        let mark = if again { self.marks.drop_newest() } else { self.marks.newest() };
        let interventions = self.job.past.last_interventions.clone();
        let (step, mark) = (self.steps(), mark.unwrap_or(0));
        let divergence = Divergence { step, fault, learning_rate, interventions, mark };
        self.divergence = Some(divergence.clone());
        self.tell(TrainingEvent::Diverged(Box::new(divergence)));
        if self.job.trainer.is_broken() { Ok(()) } else { self.news() }
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

    /// Saves again what could not be saved.
    fn try_again(&mut self) {
        if self.save_failure.is_some() && self.last_save.elapsed() >= BETWEEN_TRIES && self.divergence.is_none() {
            self.save();
        }
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

    /// Saves the run as it stands. Where there is a deadline the figures are left out if they are not there by then.
    fn conclude(&mut self, deadline: Option<Instant>) -> Result<Figures, LearnerError> {
        let is_new = self.concluded != Some(self.steps());
        if is_new || self.save_failure.is_some() {
            // Figures take their time; the weights are safe before.
            self.save();
        }
        let judgement = match deadline {
            None => Some(self.job.trainer.evaluate()?),
            Some(deadline) => self.job.trainer.evaluate_until(deadline)?,
        };
        let is_measured = judgement.is_some();
        let figures = self.figures(judgement);
        self.send_steps();
        if is_new || is_measured {
            self.concluded = Some(self.steps());
            let concluded = self.job.recorder.conclude(&figures);
            self.note_failure(concluded.err());
        }
        Ok(figures)
    }

    fn figures(&self, judgement: Option<Judgement>) -> Figures {
        let place = self.job.trainer.place();
        Figures {
            steps: place.step,
            goal: place.goal,
            loss: place.loss,
            best: self.job.trainer.best(),
            judgement: judgement.unwrap_or_default(),
            seconds: self.seconds(),
            divergence: None,
        }
    }

    /// Saves a checkpoint, unless something in it is not finite, and says whether it is on disk.
    fn save(&mut self) -> bool {
        if self.divergence.is_some() {
            return false;
        }
        self.last_save = Instant::now();
        let snapshot = self.snapshot().map_err(|error| error.to_string());
        match snapshot.and_then(|snapshot| self.job.recorder.save(&snapshot)) {
            Ok(path) => {
                self.save_failure = None;
                // Of those that nobody has heard of yet the newest is enough.
                self.outbox.retain(|event| !matches!(event, TrainingEvent::CheckpointSaved { .. }));
                self.tell(TrainingEvent::CheckpointSaved { path, step: self.steps() });
                true
            }
            Err(reason) => {
                self.note_failure(Some(reason));
                false
            }
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
