//! `cargo xtask torture`: kills trainings at random moments, goes on with them, and compares what they come to with
//! trainings that nobody disturbed.

mod course;
mod dice;
mod outcome;

use std::{ffi::OsString, time::Duration};

use anyhow::{Result, ensure};

use self::{
    course::{Course, Kills, Kind},
    dice::Dice,
    outcome::Outcome,
};
use crate::{arguments::Arguments, program, report::say, workspace::Workspace};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torture {
    kills: u32,
    seed: u64,
}

impl Torture {
    /// Reads the words after `cargo xtask torture`.
    pub fn parse(words: &[OsString]) -> Result<Self, String> {
        let mut arguments = Arguments::of("torture", words);
        let asked = Self { kills: arguments.number("--kills", 200)?, seed: arguments.number("--seed", 1)? };
        arguments.end().map(|()| asked)
    }

    /// Builds the program, and kills.
    ///
    /// # Errors
    /// When a run is lost, or comes to something else than an undisturbed one.
    pub fn perform(&self, workspace: &Workspace) -> Result<()> {
        let program = program::build(workspace)?;
        let mut directory = tempfile::tempdir()?;
        let course = Course::new(&program, directory.path())?;
        let mut undisturbed = Vec::new();
        let mut longest = Duration::MAX;
        for kind in [Kind::Plain, Kind::Changed] {
            let (run, time) = course.undisturbed(kind)?;
            let outcome = Outcome::of(&program, &run)?;
            say(&format!("undisturbed: {} in {:.1} s", outcome.words(), time.as_secs_f64()));
            // Saving often, a run that is to be killed takes longer than this.
            longest = longest.min(time);
            undisturbed.push((kind, outcome));
        }
        say(&format!(
            "{} kills, each within {:.1} s of a start; seed {}",
            self.kills,
            longest.as_secs_f64(),
            self.seed
        ));
        let (mut dice, mut kills, mut runs) = (Dice(self.seed), Kills::default(), 0);
        while kills.all < self.kills {
            let (kind, expected) = &undisturbed[runs % undisturbed.len()];
            let name = format!("killed-{runs}");
            let (run, more) = course.killed(*kind, &name, longest, self.kills - kills.all, &mut dice)?;
            let what = expected.difference(&Outcome::of(&program, &run)?);
            directory.disable_cleanup(what.is_some());
            ensure!(
                what.is_none(),
                "run {runs} has another {} than the undisturbed one: see {}",
                what.unwrap_or_default(),
                run.display()
            );
            (kills.all, kills.torn, runs) = (kills.all + more.all, kills.torn + more.torn, runs + 1);
            let Kills { all, torn } = kills;
            say(&format!("{all:3} kills, {torn:3} during a write: {runs} runs equal ({} kills in the last)", more.all));
        }
        let Kills { all, torn } = kills;
        say(&format!(
            "{all} of {} kills: {runs} runs equal to the undisturbed one, none lost; {torn} during a file's writing",
            self.kills
        ));
        Ok(())
    }
}
