//! A run that is killed again and again until it comes to its end.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use super::dice::Dice;

/// All that a step can depend on is at work in it: batches of sequences of different lengths, dropout, noise, validation,
/// patience that ends the run, a schedule that follows the validation loss, warm-up, clipping, weight decay.
const EXPERIMENT: &str = r#"
name = "torture"
[data]
generate = { rule = "pairwise-sum", sequences = 600, length = [3, 8], values = [0, 9] }
task = "transform"
[split]
by = "random"
validation = 0.2
test = 0.1
[model]
hidden = 6
dropout = 0.1
[training]
batch = 32
epochs = 60
noise = 0.05
patience = 6
schedule = "plateau"
warmup = 20
weight_decay = 0.001
learning_rate = 0.01
clip = 1.0
"#;

/// Changes such as a person makes: each kind that learning depends on, some amid an epoch, and two ways back.
const CHANGES: &str = r#"{"step":50,"change":{"learning_rate":0.02}}
{"step":97,"change":{"batch":20}}
{"step":150,"change":{"dropout":0.3}}
{"step":230,"change":{"rewind":180}}
{"step":190,"change":{"clip":"off"}}
{"step":205,"change":"pause"}
{"step":205,"change":{"steps":40}}
{"step":260,"change":{"patience":9}}
{"step":300,"change":{"epochs":30}}
{"step":320,"change":{"rewind":260}}
{"step":270,"change":{"batch":32}}
"#;

/// Seconds from one checkpoint to the next: a run that is killed writes most of the time.
const SAVE_EVERY: &str = "0.02";
/// Longer than any run takes on a busy machine with a slow disk.
const PATIENCE: Duration = Duration::from_mins(10);
/// Part of the kills that wait for a file that is being written.
const AT_A_WRITE: f64 = 0.6;

/// Whether a run is changed on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As the experiment says from the first step to the last.
    Plain,
    /// With changes at some of its steps.
    Changed,
}

/// Kills, and how many of them came while a file was being written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kills {
    /// All of them.
    pub all: u32,
    /// Those that left a temporary file.
    pub torn: u32,
}

/// The program and the directory that its runs are kept in.
#[derive(Debug)]
pub struct Course {
    program: PathBuf,
    directory: PathBuf,
}

impl Course {
    /// Runs of `program` in an empty directory.
    pub fn new(program: &Path, directory: &Path) -> Result<Self> {
        fs::write(directory.join("torture.toml"), EXPERIMENT)?;
        Ok(Self { program: program.to_owned(), directory: directory.to_owned() })
    }

    /// Trains without a kill; gives the run and the time it took.
    pub fn undisturbed(&self, kind: Kind) -> Result<(PathBuf, Duration)> {
        let begun = Instant::now();
        let (run, _) = self.killed(kind, &format!("{kind:?}-undisturbed"), Duration::ZERO, 0, &mut Dice(0))?;
        Ok((run, begun.elapsed()))
    }

    /// Trains and kills, at most so many times and each time within `longest` of the start, until the run has come to its
    /// end.
    pub fn killed(
        &self,
        kind: Kind,
        name: &str,
        longest: Duration,
        most: u32,
        dice: &mut Dice,
    ) -> Result<(PathBuf, Kills)> {
        let runs_dir = self.directory.join(name);
        if kind == Kind::Changed {
            self.lay_out(&runs_dir.join("changed"))?;
        }
        let mut kills = Kills::default();
        loop {
            let run = only_run(&runs_dir)?;
            let before = run.as_deref().map(temporary_files).unwrap_or_default();
            let moment = (kills.all < most).then(|| (longest.mul_f64(dice.part()), dice.part() < AT_A_WRITE));
            let start = Start { runs_dir: &runs_dir, run: run.as_deref(), before: &before };
            let is_over = self.start(&start, moment)?;
            let run = only_run(&runs_dir)?;
            if let (true, Some(run)) = (is_over, &run) {
                ensure!(temporary_files(run).is_empty(), "temporary files are left in {}", run.display());
                return Ok((run.clone(), kills));
            }
            ensure!(!is_over, "a run ended without a directory in {}", runs_dir.display());
            kills.all += 1;
            kills.torn += u32::from(run.is_some_and(|run| !temporary_files(&run).is_subset(&before)));
        }
    }

    /// A run directory as it is before the first step, with the changes to come in it.
    fn lay_out(&self, run: &Path) -> Result<()> {
        fs::create_dir_all(run)?;
        fs::copy(self.directory.join("torture.toml"), run.join("experiment.toml"))?;
        Ok(fs::write(run.join("interventions.jsonl"), CHANGES)?)
    }

    /// Starts the program, on a run if there is one already, and kills it at a moment; says whether it came to its end
    /// before.
    fn start(&self, start: &Start<'_>, moment: Option<(Duration, bool)>) -> Result<bool> {
        let words = self.directory.join("words");
        let mut command = Command::new(&self.program);
        match start.run {
            Some(run) => command.arg("resume").arg(run).arg("--plain"),
            None => command.arg("train").arg(self.directory.join("torture.toml")),
        };
        // One that is not to be killed need not.
        if moment.is_some() {
            command.args(["--save-every", SAVE_EVERY]);
        }
        command.arg("--runs-dir").arg(start.runs_dir);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&words)?);
        let mut child = command.spawn().with_context(|| format!("cannot start {}", self.program.display()))?;
        let status = end(&mut child, start, moment)?;
        match status.signal() {
            Some(9) if moment.is_some() => Ok(false),
            None if status.success() => Ok(true),
            _ => bail!("a run ended with {status}: {}", fs::read_to_string(&words)?.trim()),
        }
    }
}

/// What is there when the program is started.
struct Start<'a> {
    runs_dir: &'a Path,
    run: Option<&'a Path>,
    /// Temporary files that an earlier kill left.
    before: &'a BTreeSet<PathBuf>,
}

/// Waits for the end or for the moment of a kill: so long after the start, or at the next write after that.
fn end(child: &mut Child, start: &Start<'_>, moment: Option<(Duration, bool)>) -> Result<ExitStatus> {
    let begun = Instant::now();
    let is_writing = || {
        let run = start.run.map(Path::to_owned).or_else(|| only_run(start.runs_dir).ok().flatten());
        run.is_some_and(|run| !temporary_files(&run).is_subset(start.before))
    };
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        let is_due =
            moment.is_some_and(|(delay, at_a_write)| begun.elapsed() >= delay && (!at_a_write || is_writing()));
        if is_due || begun.elapsed() > PATIENCE {
            child.kill()?;
            return Ok(child.wait()?);
        }
        thread::sleep(Duration::from_micros(200));
    }
}

/// The run in a directory of its own, once there is one.
fn only_run(runs_dir: &Path) -> Result<Option<PathBuf>> {
    let Ok(entries) = fs::read_dir(runs_dir) else { return Ok(None) };
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut runs = paths.into_iter().filter(|path| path.join("experiment.toml").exists());
    let run = runs.next();
    ensure!(runs.next().is_none(), "there are two runs in {}", runs_dir.display());
    Ok(run)
}

/// Files of a run that are being written, or were when it was killed.
fn temporary_files(run: &Path) -> BTreeSet<PathBuf> {
    let entries = [run.to_owned(), run.join("marks")].into_iter().filter_map(|path| fs::read_dir(path).ok()).flatten();
    let is_temporary = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".tmp"));
    entries.flatten().map(|entry| entry.path()).filter(is_temporary).collect()
}
