//! When a run is saved, and what becomes of it where it cannot be.

use std::time::{Duration, Instant};

use super::{Gait, Shift};
use crate::{
    evaluation::Judgement,
    training::{Figures, Learner, LearnerError, Recorder, Snapshot, TrainingEvent},
};

/// What could not be saved is tried again after so long.
pub(super) const BETWEEN_TRIES: Duration = Duration::from_secs(5);
/// Whoever asks for the end waits no longer for figures.
const LAST_FIGURES: Duration = Duration::from_millis(700);

impl<L: Learner, R: Recorder> Shift<'_, L, R> {
    pub(super) fn stop(&mut self) -> Result<(), LearnerError> {
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

    /// Saves the run as it stands. Where there is a deadline the figures are left out if they are not there by then.
    pub(super) fn conclude(&mut self, deadline: Option<Instant>) -> Result<Figures, LearnerError> {
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

    pub(super) fn figures(&self, judgement: Option<Judgement>) -> Figures {
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

    /// The present state.
    pub(super) fn snapshot(&self) -> Result<Snapshot, LearnerError> {
        if let Some(present) = &self.present {
            return Ok(present.clone());
        }
        let (interventions, seconds) = (self.job.past.interventions, self.seconds());
        Ok(Snapshot { interventions, seconds, ..self.job.trainer.snapshot()? })
    }

    /// Saves a checkpoint, unless something in it is not finite, and says whether it is on disk.
    pub(super) fn save(&mut self) -> bool {
        if self.divergence.is_some() {
            return false;
        }
        self.last_save = Instant::now();
        let snapshot = self.snapshot().map_err(|error| error.to_string());
        let saved = snapshot.and_then(|snapshot| Ok((self.job.recorder.save(&snapshot)?, snapshot.place.step)));
        match saved {
            Ok((path, step)) => {
                self.save_failure = None;
                // Of those that nobody has heard of yet the newest is enough.
                self.outbox.retain(|event| !matches!(event, TrainingEvent::CheckpointSaved { .. }));
                self.tell(TrainingEvent::CheckpointSaved { path, step });
                true
            }
            Err(reason) => {
                self.note_failure(Some(reason));
                false
            }
        }
    }

    /// Saves again what could not be saved.
    pub(super) fn try_again(&mut self) {
        if self.save_failure.is_some() && self.last_save.elapsed() >= BETWEEN_TRIES && self.divergence.is_none() {
            self.save();
        }
    }

    /// Tells of a failure to save, but of the same one only once.
    pub(super) fn note_failure(&mut self, reason: Option<String>) {
        if reason.is_some() && reason != self.save_failure {
            self.save_failure.clone_from(&reason);
            self.outbox.extend(reason.map(|reason| TrainingEvent::SaveFailed { reason }));
        }
    }
}
