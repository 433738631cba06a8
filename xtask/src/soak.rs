//! `cargo xtask soak`: lets the dashboard run for millions of steps in a pseudo-terminal, and watches how much memory it
//! takes.

mod screen;

use std::{
    ffi::OsString,
    fs,
    path::Path,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};

use self::screen::Screen;
use crate::{arguments::Arguments, program, report::say, workspace::Workspace};

/// The job with the quickest steps: one unit, one example of one step.
const EXPERIMENT: &str = r#"
name = "soak"
[data]
file = "soak.csv"
task = "transform"
id = "sequence"
inputs = ["value"]
target = ["sum"]
[split]
by = "column"
column = "split"
[model]
cell = "rnn"
hidden = 1
[training]
optimizer = "sgd"
batch = "full"
epochs = 1000000000
pace = "max"
"#;
const DATA: &str = "sequence,split,value,sum\na,train,1,1\n";

/// Steps from one look at the memory to the next.
const BETWEEN_LOOKS: u64 = 100_000;
/// What is done between two looks, one thing each time: all tabs, the help, what-ifs, the other axis, a pause.
const KEYS: [&str; 12] = ["2", "3", "1", "?", "\x1b", "i1\r", "l", "w", "m", "1", "i0.5\r", " "];
const BETWEEN_KEYS: Duration = Duration::from_secs(5);
/// The terminal is read so often.
const BETWEEN_GLANCES: Duration = Duration::from_millis(200);
/// A training that takes no step for so long is stuck.
const PATIENCE: Duration = Duration::from_mins(5);
/// Memory at the end, as a multiple of that after the first hundred thousand steps.
const MOST: f64 = 1.05;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Soak {
    steps: u64,
    /// With a learner that costs next to nothing, so that millions of steps take minutes.
    without_libtorch: bool,
}

impl Soak {
    /// Reads the words after `cargo xtask soak`.
    pub fn parse(words: &[OsString]) -> Result<Self, String> {
        let mut arguments = Arguments::of("soak", words);
        let steps = arguments.number("--steps", 10_000_000)?;
        let asked = Self { steps, without_libtorch: arguments.is_given("--without-libtorch") };
        arguments.end().map(|()| asked)
    }

    /// Builds the program, and watches it.
    ///
    /// # Errors
    /// When it takes more memory at the end, stops on its way, or fails.
    pub fn perform(&self, workspace: &Workspace) -> Result<()> {
        let directory = tempfile::tempdir()?;
        fs::write(directory.path().join("soak.toml"), EXPERIMENT)?;
        fs::write(directory.path().join("soak.csv"), DATA)?;
        let (experiment, runs) = (directory.path().join("soak.toml"), directory.path().join("runs"));
        let mut command;
        if self.without_libtorch {
            command = Command::new(program::build_example(workspace, "tireless_learner")?);
            command.arg(experiment).arg(runs);
        } else {
            command = Command::new(program::build(workspace)?);
            command.arg(experiment).arg("--runs-dir").arg(runs);
        }
        let (screen, mut child) = Screen::open(command)?;
        let watched = self.watch(&screen, &child);
        let ended = if watched.is_ok() { leave(&screen, &mut child) } else { Ok(child.kill()?) };
        let looks = watched?;
        ended?;
        let written = metrics_bytes(directory.path())?;
        say(&format!("metrics.csv has {} MB, {} bytes a step", written / 1_000_000, written / self.steps.max(1)));
        verdict(&looks)
    }

    /// Presses keys and looks at the memory until enough steps are taken.
    fn watch(&self, screen: &Screen, child: &Child) -> Result<Vec<Look>> {
        let begun = Instant::now();
        let (mut looks, mut next_look, mut moved) = (Vec::new(), BETWEEN_LOOKS, (0, begun));
        let (mut next_key, mut pressed) = (begun, 0);
        loop {
            thread::sleep(BETWEEN_GLANCES);
            let step = screen.step().unwrap_or(moved.0);
            if step > moved.0 {
                moved = (step, Instant::now());
            }
            ensure!(moved.1.elapsed() < PATIENCE, "no step was taken for {} s\n{}", PATIENCE.as_secs(), screen.text());
            if step >= next_look {
                // Quick steps may have passed more than one place to look at.
                next_look = (step / BETWEEN_LOOKS + 1) * BETWEEN_LOOKS;
                let look = Look { step, kilobytes: resident(child.id())? };
                let (million, minutes) = (step as f64 / 1e6, begun.elapsed().as_secs_f64() / 60.0);
                say(&format!("{million:5.1} million steps: {} kB, {minutes:.1} min", look.kilobytes));
                looks.push(look);
            }
            if step >= self.steps {
                return Ok(looks);
            }
            if screen.text().contains("▮▮ paused") || screen.text().contains("paused  step") {
                screen.press(" ")?;
                next_key = Instant::now() + BETWEEN_KEYS;
            } else if Instant::now() >= next_key {
                screen.press(KEYS[pressed % KEYS.len()])?;
                (pressed, next_key) = (pressed + 1, Instant::now() + BETWEEN_KEYS);
            }
        }
    }
}

/// Memory at a step.
#[derive(Debug, Clone, Copy)]
struct Look {
    step: u64,
    kilobytes: u64,
}

/// The figures, and whether they are good.
fn verdict(looks: &[Look]) -> Result<()> {
    let [first, .., last] = looks else {
        say("these are too few steps to compare the memory");
        return Ok(());
    };
    for at in [100_000, 1_000_000, 5_000_000, last.step] {
        if let Some(look) = looks.iter().find(|look| look.step >= at) {
            say(&format!("resident after {:>9} steps: {} kB", look.step, look.kilobytes));
        }
    }
    let growth = last.kilobytes as f64 / first.kilobytes as f64;
    say(&format!("from the first look to the last {:+.1} %", 100.0 * (growth - 1.0)));
    ensure!(growth <= MOST, "resident memory grew by more than 5 %");
    Ok(())
}

/// Leaves as a person does.
fn leave(screen: &Screen, child: &mut Child) -> Result<()> {
    let begun = Instant::now();
    for key in ["\x1b", "q", "y"] {
        screen.press(key)?;
        thread::sleep(Duration::from_secs(1));
    }
    while begun.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "rnnlab ended with {status}");
            return Ok(());
        }
        thread::sleep(BETWEEN_GLANCES);
    }
    Err(anyhow!(screen.text()))
}

/// Resident memory of a process.
fn resident(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    line.trim().trim_end_matches(" kB").parse().context("VmRSS")
}

fn metrics_bytes(directory: &Path) -> Result<u64> {
    let runs = fs::read_dir(directory.join("runs"))?.filter_map(Result::ok);
    Ok(runs.filter_map(|run| run.path().join("metrics.csv").metadata().ok()).map(|metadata| metadata.len()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_may_end_five_percent_above_the_first_look_and_no_more() {
        let looks = |last| [(100_000, 1000), (200_000, 1500), (300_000, last)];
        let verdict = |last| verdict(&looks(last).map(|(step, kilobytes)| Look { step, kilobytes }));
        assert!(verdict(1050).is_ok());
        assert_eq!(verdict(1051).unwrap_err().to_string(), "resident memory grew by more than 5 %");
    }
}
