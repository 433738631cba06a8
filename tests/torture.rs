//! A run that is killed and goes on, a few times; `cargo xtask torture` does it hundreds of times.

#[path = "../xtask/src/torture/course.rs"]
mod course;
#[path = "../xtask/src/torture/dice.rs"]
mod dice;
#[path = "../xtask/src/torture/outcome.rs"]
mod outcome;

use std::path::Path;

use course::{Course, Kind};
use dice::Dice;
use outcome::Outcome;

/// Of each of the two runs.
const KILLS: u32 = 3;

#[test]
fn a_run_that_is_killed_at_any_moment_and_goes_on_ends_as_one_that_nobody_disturbed() {
    let program = Path::new(env!("CARGO_BIN_EXE_rnnlab"));
    let directory = tempfile::tempdir().unwrap();
    let course = Course::new(program, directory.path()).unwrap();
    for (kind, made) in [(Kind::Plain, "0 changes, 0"), (Kind::Changed, "11 changes, 2")] {
        let (run, time) = course.undisturbed(kind).unwrap();
        let undisturbed = Outcome::of(program, &run).unwrap();
        assert!(undisturbed.words().ends_with(&format!(" steps, {made} of them ways back")), "{}", undisturbed.words());
        let name = format!("{kind:?}-killed");
        let (run, kills) = course.killed(kind, &name, time.mul_f64(0.6), KILLS, &mut Dice(1)).unwrap();
        assert!(kills.all > 0, "it was never killed");
        assert_eq!(undisturbed.difference(&Outcome::of(program, &run).unwrap()), None);
    }
}

#[test]
fn a_program_that_cannot_be_started_and_one_that_fails_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let words = |program: &str| {
        let course = Course::new(Path::new(program), directory.path()).unwrap();
        course.undisturbed(Kind::Changed).unwrap_err().to_string()
    };
    assert_eq!(words("/nowhere/rnnlab"), "cannot start /nowhere/rnnlab");
    assert_eq!(words("false"), "a run ended with exit status: 1: ");
}
