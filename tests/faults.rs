//! What can go wrong around a training without a dashboard: disks, directories, other processes, signals, damaged files,
//! numbers that are none. Nothing that was saved is lost, and everything is said in one sentence.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed, in its helpers too")]

#[path = "faults/damage.rs"]
mod damage;
#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/divergence.rs"]
mod divergence;
#[path = "faults/lab.rs"]
mod lab;
#[path = "faults/processes.rs"]
mod processes;
#[path = "support/protect.rs"]
mod protect;
#[path = "faults/replaying.rs"]
mod replaying;
#[path = "faults/resuming.rs"]
mod resuming;
#[path = "faults/signals.rs"]
mod signals;
