//! What goes on inside the network, for whoever looks at it.

use super::Shift;
use crate::{
    data::Question,
    training::{Learner, Recorder, TrainingEvent},
};

impl<L: Learner, R: Recorder> Shift<'_, L, R> {
    /// Tells what goes on while this is read, from now on; of none, no more.
    pub(super) fn look_into(&mut self, id: u64, asked: Option<Box<Question>>) {
        self.inspected = (id, asked);
        self.inspect();
    }

    /// Tells what goes on now; costs nothing while nobody looks.
    pub(super) fn inspect(&mut self) {
        let (id, Some(question)) = &self.inspected else { return };
        let found = self.job.trainer.inspect(question).map_err(|error| error.to_string());
        if let Some(found) = found.transpose() {
            self.tell(TrainingEvent::Inspected { id: *id, step: self.steps(), found: found.map(Box::new) });
        }
    }
}
