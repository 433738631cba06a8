//! Changes that a person makes during a run, those of the past that are made again, and what is done about a divergence.

use std::{sync::Arc, time::Instant};

use super::{Gait, Shift};
use crate::training::{
    Change, Divergence, Fault, Intervention, Learner, LearnerError, Recorder, Snapshot, TrainingEvent, add_to_course,
};

/// Changes that can be taken back, one after the other.
const MOST_EDITS: usize = 64;

impl<L: Learner, R: Recorder> Shift<'_, L, R> {
    /// Makes a change that a person asks for, and keeps it with the run.
    pub(super) fn intervene(&mut self, change: Change) -> Result<(), LearnerError> {
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
        if change.is_edit() {
            past.edits.push((intervention.step, self.job.trainer.place().live));
            if past.edits.len() > MOST_EDITS {
                past.edits.remove(0);
            }
            self.mark_for_undo();
        }
        let past = &mut self.job.past;
        let kept = self.job.recorder.intervene(past.interventions, &intervention, past.script.make_contiguous());
        self.note_failure(kept.err());
        self.make(intervention)?;
        // What is shown belongs to other weights now, and no step will bring news.
        if matches!(change, Change::Rewind(_)) && self.gait == Gait::Waiting { self.news() } else { Ok(()) }
    }

    /// The state before a change, unless there is one of this step already; on the disk too, for marks in memory thin out.
    fn mark_for_undo(&mut self) {
        if self.marks.at(self.steps()).is_none() {
            self.mark();
        }
        self.keep_mark(self.steps());
    }

    /// Has a mark outlive the process.
    fn keep_mark(&mut self, step: u64) {
        let kept = self.mark_at(step).map_or(Ok(()), |mark| self.job.recorder.keep_mark(&mark));
        self.note_failure(kept.err());
    }

    /// Takes back the last change of a hyperparameter: the steps since, and then the value, for others may have been
    /// changed before the same step.
    pub(super) fn undo(&mut self) -> Result<(), LearnerError> {
        let Some((step, before)) = self.job.past.edits.pop() else {
            let reason = "there is no change to take back".to_owned();
            self.tell(TrainingEvent::Refused { reason });
            return Ok(());
        };
        let edits = std::mem::take(&mut self.job.past.edits);
        if step < self.steps() {
            self.intervene(Change::Rewind(step))?;
        }
        for change in before.changes_since(self.job.trainer.place().live) {
            self.intervene(change)?;
        }
        self.job.past.edits = edits;
        Ok(())
    }

    /// Why a change cannot be made, if it cannot.
    pub(super) fn check(&mut self, change: Change) -> Result<(), String> {
        match change {
            Change::Rewind(step) => {
                // A later state is none that the run has come from.
                if step > self.steps() || self.mark_at(step).is_none() {
                    return Err(format!("there is no mark at step {step} to go back to"));
                }
                // Now that it is known that the run goes back there.
                self.keep_mark(step);
                Ok(())
            }
            _ => self.job.trainer.check(change),
        }
    }

    pub(super) fn mark_at(&self, step: u64) -> Option<Arc<Snapshot>> {
        self.marks.at(step).or_else(|| self.job.recorder.mark(step).map(Arc::new))
    }

    /// Makes a change that is kept with the run.
    pub(super) fn make(&mut self, intervention: Intervention) -> Result<(), LearnerError> {
        let past = &mut self.job.past;
        past.interventions += 1;
        add_to_course(&mut past.course, intervention);
        match intervention.change {
            Change::Rewind(step) => self.rewind(step)?,
            Change::Pace(pace) => {
                self.pace = pace;
                self.next_step = Instant::now();
            }
            change => self.job.trainer.apply(change),
        }
        let place = self.job.trainer.place();
        let (live, goal) = (place.live, place.end);
        self.tell(TrainingEvent::Intervened { made: intervention, live, goal });
        Ok(())
    }

    /// Whether a change of the past is to be made again before the next step.
    pub(super) fn is_due(&self) -> bool {
        self.job.past.script.front().is_some_and(|next| next.step == self.steps())
    }

    /// Makes the changes of the past that are due again; nobody waits at their pauses or at their pace.
    pub(super) fn enact(&mut self) -> Result<(), LearnerError> {
        while self.is_due() {
            let Some(intervention) = self.job.past.script.pop_front() else { break };
            let pace = self.pace;
            self.make(intervention)?;
            self.pace = pace;
        }
        self.check_script()
    }

    /// A change of the past that could not be made any more is none of this run.
    pub(super) fn check_script(&self) -> Result<(), LearnerError> {
        match self.job.past.script.front() {
            Some(missed) if missed.step < self.steps() => Err(LearnerError(format!(
                "interventions.jsonl has '{missed}' where the run is at step {} already: it is not this run's",
                self.steps()
            ))),
            _ => Ok(()),
        }
    }

    pub(super) fn rewind(&mut self, step: u64) -> Result<(), LearnerError> {
        self.send_steps();
        let mark = self
            .mark_at(step)
            .ok_or_else(|| LearnerError(format!("the mark at step {step}, which the run goes back to, is gone")))?;
        self.job.trainer.restore(&mark)?;
        self.job.past.edits.retain(|(edited_at, _)| *edited_at < step);
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

    /// Waits before anything is saved.
    pub(super) fn diverge(&mut self, fault: Fault, learning_rate: f64) -> Result<(), LearnerError> {
        self.wait();
        self.send_steps();
        // A mark that led here once more is not the way back.
        let again = self.fell_back_to.is_some_and(|step| self.marks.newest() == Some(step));
        let mark = if again { self.marks.drop_newest() } else { self.marks.newest() };
        let interventions = self.job.past.course.clone();
        let (step, mark) = (self.steps(), mark.unwrap_or(0));
        let divergence = Divergence { step, fault, learning_rate, interventions, mark };
        self.divergence = Some(divergence.clone());
        self.tell(TrainingEvent::Diverged(Box::new(divergence)));
        if self.job.trainer.is_broken() { Ok(()) } else { self.news() }
    }

    pub(super) fn mark(&mut self) {
        if let Ok(snapshot) = self.snapshot() {
            self.marks.keep(snapshot);
        }
    }

    /// Keeps the state that a change of the past will go back to, on the disk too: others may take its place in memory.
    pub(super) fn mark_for_later(&mut self) {
        let here = Change::Rewind(self.steps());
        if self.job.past.script.iter().any(|later| later.change == here) {
            self.mark();
            self.keep_mark(self.steps());
        }
    }
}
