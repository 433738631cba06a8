//! The whole program on a real terminal: the built binary in a pseudo-terminal, keys in, screens out.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

#[path = "terminal/asking.rs"]
mod asking;
#[path = "terminal/charting.rs"]
mod charting;
#[path = "terminal/comfort.rs"]
mod comfort;
#[path = "terminal/editing.rs"]
mod editing;
#[path = "terminal/endings.rs"]
mod endings;
#[path = "terminal/findings.rs"]
mod findings;
#[path = "terminal/inspecting.rs"]
mod inspecting;
#[path = "terminal/lab.rs"]
mod lab;
#[path = "terminal/mashing.rs"]
mod mashing;
#[path = "terminal/opening.rs"]
mod opening;
#[path = "support/protect.rs"]
mod protect;
#[path = "terminal/resuming.rs"]
mod resuming;
#[path = "terminal/runs.rs"]
mod runs;
#[path = "terminal/sight.rs"]
mod sight;
#[path = "terminal/troubles.rs"]
mod troubles;
#[path = "terminal/watching.rs"]
mod watching;
