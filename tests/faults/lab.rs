//! A program that runs while a test does something to it, and the directory that it runs in.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use rnnlab::run::{Checkpoint, RunDirectory};
use tempfile::TempDir;

/// Longer than a busy machine ever takes; a test that passes waits for none of it.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// A training that no test outlives, and that says something at every step.
pub const ENDLESS: &[&str] =
    &["train", "series-sum", "--every", "1", "--save-every", "0.1", "--set", "epochs=1000000000"];

/// A place of its own for each test.
pub struct Lab {
    dir: TempDir,
}

impl Lab {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rnnlab"));
        command.current_dir(self.path()).args(arguments);
        command
    }

    /// Runs a command to its end.
    pub fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// What a command that succeeds prints.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The one sentence with which a command fails.
    #[track_caller]
    pub fn fails(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let words = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {words}");
        assert_eq!(words.lines().count(), 1, "{words}");
        words.trim_end().strip_prefix("rnnlab: ").unwrap_or_else(|| panic!("{words}")).to_owned()
    }

    /// Starts a command and goes on.
    pub fn start(&self, arguments: &[&str]) -> Program {
        Program::start(self.command(arguments))
    }

    /// Starts an endless training and waits until a step of it is saved.
    #[track_caller]
    pub fn train(&self) -> (Program, RunDirectory) {
        let program = self.start(ENDLESS);
        program.see("a directory", || self.runs().len() == 1);
        let run = self.runs().remove(0);
        program.see("a checkpoint", || saved(&run).is_some_and(|step| step > 0));
        (program, run)
    }

    /// A run that has come to its end.
    #[track_caller]
    pub fn trained(&self) -> RunDirectory {
        self.run(&["train", "series-sum", "--set", "epochs=20"]);
        self.runs().pop().unwrap()
    }

    /// All runs, oldest first.
    pub fn runs(&self) -> Vec<RunDirectory> {
        RunDirectory::list(&self.path().join("runs")).unwrap()
    }
}

/// Waits for something that no program says.
#[track_caller]
pub fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}");
        thread::yield_now();
    }
}

/// The step of a run's last checkpoint, which is whole whenever somebody looks.
pub fn saved(run: &RunDirectory) -> Option<u64> {
    let path = run.file(Checkpoint::LAST);
    path.exists().then(|| Checkpoint::read(&path).unwrap_or_else(|error| panic!("{error}")).snapshot.place.step)
}

/// What is in a run's file.
pub fn text(run: &RunDirectory, file: &str) -> String {
    fs::read_to_string(run.file(file)).unwrap()
}

/// Steps of the rows of `metrics.csv`.
pub fn recorded(run: &RunDirectory) -> Vec<u64> {
    steps_of(&text(run, "metrics.csv"))
}

/// Steps of the rows of such a file.
pub fn steps_of(text: &str) -> Vec<u64> {
    text.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect()
}

/// All columns but the time that it took.
pub fn found(run: &RunDirectory) -> Vec<String> {
    text(run, "metrics.csv").lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned()).collect()
}

/// A program at work. Where a test fails it is killed.
pub struct Program {
    child: Child,
    lines: Receiver<String>,
    errors: Receiver<String>,
}

impl Program {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (lines, errors) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Self { child, lines, errors }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Time that it has kept a processor busy, in whole seconds.
    pub fn processor_seconds(&self) -> u64 {
        let ps = Command::new("ps").args(["-o", "cputimes=", "-p", &self.pid().to_string()]).output().unwrap();
        String::from_utf8(ps.stdout).unwrap().trim().parse().unwrap()
    }

    /// The next line of its output; `None` after the last.
    #[track_caller]
    pub fn line(&self) -> Option<String> {
        next(&self.lines)
    }

    /// The next line of what it says on standard error.
    #[track_caller]
    pub fn error(&self) -> String {
        next(&self.errors).unwrap_or_else(|| panic!("the program ended, and said no more"))
    }

    /// Waits until it has taken so many more steps, each of which it says.
    #[track_caller]
    pub fn take_steps(&self, steps: usize) {
        self.lines.try_iter().for_each(drop);
        for _ in 0..steps {
            assert!(self.line().is_some(), "the program ended: {}", self.error());
        }
    }

    /// Waits until something is so. It is looked at whenever the program says something: its training goes on.
    #[track_caller]
    pub fn see(&self, what: &str, condition: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !condition() {
            assert!(Instant::now() < deadline, "not within {PATIENCE:?}: {what}");
            assert!(self.line().is_some(), "before {what} the program ended: {}", self.error());
            // What was said meanwhile tells nothing new.
            self.lines.try_iter().for_each(drop);
        }
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.pid());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success(), "{kill}");
    }

    /// Waits for its end.
    #[track_caller]
    pub fn end(mut self) -> End {
        let last = std::iter::from_fn(|| self.line()).last().unwrap_or_default();
        let errors = std::iter::from_fn(|| next(&self.errors)).collect::<Vec<_>>().join("\n");
        End { code: self.child.wait().unwrap().code(), last, errors }
    }

    /// Ends it as a crash of the machine does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().signal(), Some(9));
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a program came to its end.
#[derive(Debug)]
pub struct End {
    pub code: Option<i32>,
    /// The last line of its output.
    pub last: String,
    /// What it said on standard error, without what was read before.
    pub errors: String,
}

fn lines(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        let all = BufReader::new(pipe).lines().map_while(Result::ok);
        // A test that is over listens no more.
        all.map(|line| sender.send(line)).take_while(Result::is_ok).for_each(drop);
    });
    lines
}

#[track_caller]
fn next(lines: &Receiver<String>) -> Option<String> {
    match lines.recv_timeout(PATIENCE) {
        Ok(line) => Some(line),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => panic!("nothing was said within {PATIENCE:?}"),
    }
}
