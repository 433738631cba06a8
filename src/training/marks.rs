//! Earlier states of a run that it can go back to: a bounded number, the older the farther apart.

use std::{collections::BTreeMap, sync::Arc};

use super::Snapshot;

/// Marks that are kept at the most.
const MOST: usize = 64;
/// Bytes that they may take; of a large network there are fewer.
const MOST_BYTES: usize = 256 << 20;

/// Earlier states by their step.
#[derive(Debug, Default)]
pub(super) struct Marks {
    by_step: BTreeMap<u64, Arc<Snapshot>>,
}

impl Marks {
    /// Keeps a state. The first one ever stays, and so does the newest.
    pub(super) fn keep(&mut self, snapshot: Snapshot) {
        let most = (MOST_BYTES / snapshot.bytes().max(1)).clamp(2, MOST);
        self.by_step.insert(snapshot.place.step, Arc::new(snapshot));
        while self.by_step.len() > most {
            self.thin();
        }
    }

    /// Leaves out the one that is missed least: its neighbours are near to each other for their age.
    fn thin(&mut self) {
        let steps: Vec<u64> = self.by_step.keys().copied().collect();
        let newest = steps.last().copied().unwrap_or(0);
        let gap = |three: &[u64]| (three[2] - three[0]) as f64 / (newest - three[1] + 1) as f64;
        let least = steps.windows(3).min_by(|a, b| gap(a).total_cmp(&gap(b)));
        if let Some(three) = least {
            self.by_step.remove(&three[1]);
        } else {
            self.by_step.pop_first();
        }
    }

    /// The state at a step, if it is kept.
    pub(super) fn at(&self, step: u64) -> Option<Arc<Snapshot>> {
        self.by_step.get(&step).cloned()
    }

    /// The step of the newest.
    pub(super) fn newest(&self) -> Option<u64> {
        self.by_step.keys().next_back().copied()
    }

    /// Forgets what came after a step, for the run goes on from there.
    pub(super) fn forget_after(&mut self, step: u64) {
        self.by_step.retain(|&marked, _| marked <= step);
    }

    /// Forgets the state at a step where it is not the only one, and gives the step of the newest that is left.
    pub(super) fn drop_newest(&mut self) -> Option<u64> {
        if self.by_step.len() > 1 {
            self.by_step.pop_last();
        }
        self.newest()
    }
}
