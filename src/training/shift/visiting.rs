//! Looks back: answers by the weights of a mark, while the training waits at its present state.

use super::{Gait, Shift};
use crate::training::{Change, Learner, LearnerError, Recorder, TrainingCommand, TrainingEvent};

/// Whether a command is about the present state.
pub(super) fn acts(command: &TrainingCommand) -> bool {
    use TrainingCommand as C;
    !matches!(command, C::Visit(_) | C::WhatIf(..) | C::Inspect(..) | C::Evaluate | C::SaveCheckpoint)
}

impl<L: Learner, R: Recorder> Shift<'_, L, R> {
    /// Answers by the weights of the mark at a step from now on, or by the present ones.
    pub(super) fn visit(&mut self, step: Option<u64>) -> Result<(), LearnerError> {
        let Some(step) = step else { return self.come_back() };
        if self.divergence.is_some() {
            let reason = "what is not finite is not left for a look back: go back to a mark first".to_owned();
            self.tell(TrainingEvent::Refused { reason });
            return Ok(());
        }
        let Some(mark) = self.mark_at(step) else {
            let reason = format!("there is no mark at step {step} to look at");
            self.tell(TrainingEvent::Refused { reason });
            return Ok(());
        };
        if self.gait == Gait::Running {
            self.intervene(Change::Pause)?;
            self.pause()?;
        }
        if self.present.is_none() {
            self.present = Some(self.snapshot()?);
        }
        self.job.trainer.restore(&mark)?;
        self.tell(TrainingEvent::Visiting { step: Some(step) });
        self.news()
    }

    /// Trains on from the mark at a step.
    pub(super) fn branch(&mut self, step: u64) -> Result<(), LearnerError> {
        if let Err(reason) = self.check(Change::Rewind(step)) {
            self.tell(TrainingEvent::Refused { reason });
            self.tell(TrainingEvent::Paused { step: self.steps() });
            return Ok(());
        }
        self.intervene(Change::Rewind(step))?;
        self.go_on();
        Ok(())
    }

    /// Back to the present state, if it was left.
    pub(super) fn come_back(&mut self) -> Result<(), LearnerError> {
        let Some(present) = &self.present else { return Ok(()) };
        self.job.trainer.restore(present)?;
        self.present = None;
        self.tell(TrainingEvent::Visiting { step: None });
        self.news()
    }

    /// Keeps the present state for as long as the run is on its way, on the disk too.
    pub(super) fn mark_by_hand(&mut self) -> Result<(), LearnerError> {
        let snapshot = self.snapshot()?;
        let kept = self.job.recorder.keep_mark(&snapshot);
        self.note_failure(kept.err());
        self.marks.keep(snapshot);
        self.marks.spare(self.steps());
        self.tell_marks();
        Ok(())
    }

    /// Tells of the marks where they are others than before.
    pub(super) fn tell_marks(&mut self) {
        if let Some(marks) = self.marks.news() {
            self.tell(TrainingEvent::Marked(marks));
        }
    }
}
