//! A program in a pseudo-terminal, and the directory of its runs.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use rnnlab::run::{Checkpoint, RunDirectory, Summary};
use tempfile::TempDir;
use termlens::{Key, Screen, Terminal, TerminalBuilder};

use crate::sight;

/// Longer than a busy machine ever takes; a test that passes waits for none of it.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// A training that no test outlives.
pub const ENDLESS: &[&str] = &["--set", "epochs=1000000000"];

/// Notes the settings of the terminal before and after the program, and the program's process.
const SHELL: &str = r#"
dir=$1; shift
tty > "$dir/tty"; stty -a > "$dir/before"
sh -c 'echo $$ > "$0/pid"; exec "$@"' "$dir" "$@"
code=$?
stty -a > "$dir/after"; exit $code
"#;

/// A program in a terminal of its own, with runs of its own.
pub struct Lab {
    terminal: Terminal,
    dir: TempDir,
}

impl Lab {
    /// Opens the dashboard of `rnnlab` at 80×24 with these arguments.
    pub fn open(args: &[&str]) -> Self {
        Self::open_as(args, |terminal| terminal)
    }

    /// Opens the dashboard of `rnnlab` in a terminal with other settings.
    pub fn open_as(args: &[&str], settings: impl FnOnce(TerminalBuilder) -> TerminalBuilder) -> Self {
        Self::open_in(tempfile::tempdir().unwrap(), args, settings)
    }

    /// Opens the dashboard of `rnnlab` where there may be runs already.
    pub fn open_in(dir: TempDir, args: &[&str], settings: impl FnOnce(TerminalBuilder) -> TerminalBuilder) -> Self {
        let runs_dir = ["--runs-dir".to_owned(), runs_dir(dir.path()).display().to_string()];
        let args = args.iter().map(ToString::to_string).chain(runs_dir).collect();
        Self::start(dir, env!("CARGO_BIN_EXE_rnnlab").as_ref(), settings, args)
    }

    /// Opens the dashboard of an example. The directory of its runs is its last argument.
    pub fn open_example(name: &str, args: &[&str], settings: impl FnOnce(TerminalBuilder) -> TerminalBuilder) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let args = args.iter().map(ToString::to_string).chain([runs_dir(dir.path()).display().to_string()]).collect();
        let example = Path::new(env!("CARGO_BIN_EXE_rnnlab")).with_file_name("examples").join(name);
        assert!(example.exists(), "{} is not built: run `cargo build --example {name}`", example.display());
        Self::start(dir, &example, settings, args)
    }

    fn start(
        dir: TempDir,
        program: &Path,
        settings: impl FnOnce(TerminalBuilder) -> TerminalBuilder,
        args: Vec<String>,
    ) -> Self {
        // Nothing of the environment the tests run in, such as NO_COLOR, but what finds `sh` and `stty`.
        let builder = Terminal::builder().size(80, 24).timeout(PATIENCE).env_clear();
        let builder = builder.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let builder = settings(builder.env("XDG_STATE_HOME", not_for_the_first_time(dir.path())));
        let terminal = builder.args(["-c", SHELL, "sh"]).arg(dir.path()).arg(program).args(args).spawn("sh");
        let mut lab = Self { terminal: terminal.unwrap(), dir };
        lab.wait("the dashboard", |screen| screen.alternate_screen() && sight::takes_commands(screen));
        lab
    }

    /// Waits until something can be seen, and gives it.
    #[track_caller]
    pub fn see<T>(&mut self, what: &str, mut look: impl FnMut(&Screen) -> Option<T>) -> T {
        let mut seen = None;
        let waited = self.terminal.wait_until(|screen| {
            seen = look(screen);
            seen.is_some()
        });
        match (waited, seen) {
            (Ok(()), Some(seen)) => seen,
            (waited, _) => panic!("did not see {what}: {}", waited.err().map(|e| e.to_string()).unwrap_or_default()),
        }
    }

    /// Waits until the screen is as it should be, and gives it.
    #[track_caller]
    pub fn wait(&mut self, what: &str, sight: impl Fn(&Screen) -> bool) -> Screen {
        self.see(what, |screen| sight(screen).then(|| screen.clone()))
    }

    /// Types characters.
    #[track_caller]
    pub fn keys(&mut self, keys: &str) {
        self.terminal.send_str(keys).unwrap_or_else(|error| panic!("cannot type {keys:?}: {error}"));
    }

    #[track_caller]
    pub fn press(&mut self, key: Key) {
        self.terminal.send(key).unwrap_or_else(|error| panic!("cannot press {key:?}: {error}"));
    }

    /// Clicks where a text begins, so many columns further right.
    #[track_caller]
    pub fn click(&mut self, text: &str, further: u16) {
        let (row, column) = self.see(text, |screen| screen.find(text));
        self.terminal.click(column + further, row).unwrap_or_else(|error| panic!("cannot click {text:?}: {error}"));
    }

    #[track_caller]
    pub fn paste(&mut self, text: &str) {
        self.terminal.paste(text).unwrap_or_else(|error| panic!("cannot paste {text:?}: {error}"));
    }

    #[track_caller]
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.resize(columns, rows).unwrap_or_else(|error| panic!("cannot resize: {error}"));
    }

    /// Opens and closes the help, so that all that was asked for before has certainly been seen to; gives the screen
    /// after it.
    #[track_caller]
    pub fn read_help(&mut self) -> Screen {
        self.keys("?");
        let open = self.wait("the help", |screen| screen.contains(" esc close "));
        assert!(open.contains("pause training, or go on"), "{open}");
        self.press(Key::Esc);
        self.wait("the dashboard after the help", sight::takes_commands)
    }

    /// The terminal as a device, for what no [`Terminal`] does.
    pub fn tty(&self) -> File {
        let path = fs::read_to_string(self.dir.path().join("tty")).unwrap();
        File::options().read(true).write(true).open(path.trim()).unwrap()
    }

    /// The present settings of the terminal.
    pub fn settings(&self) -> String {
        let stty = Command::new("stty").arg("-a").stdin(self.tty()).output().unwrap();
        String::from_utf8(stty.stdout).unwrap()
    }

    /// The program's own process: the terminal knows only that of the shell around it.
    pub fn pid(&self) -> String {
        fs::read_to_string(self.dir.path().join("pid")).unwrap().trim().to_owned()
    }

    /// Sends the program a signal.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.pid());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success(), "{kill}");
    }

    /// Takes the terminal away from the program, as a closed window does; gives the directory of the runs.
    pub fn close_terminal(self) -> TempDir {
        drop(self.terminal);
        self.dir
    }

    /// Where the runs are.
    pub fn runs_dir(&self) -> PathBuf {
        runs_dir(self.dir.path())
    }

    /// Opens another dashboard on the same runs, in a wide terminal of its own.
    pub fn beside(&self, args: &[&str]) -> Self {
        let runs_dir = self.runs_dir().display().to_string();
        let args = args.iter().map(ToString::to_string).chain(["--runs-dir".to_owned(), runs_dir]).collect();
        let wide = |terminal: TerminalBuilder| terminal.size(250, 30);
        Self::start(tempfile::tempdir().unwrap(), env!("CARGO_BIN_EXE_rnnlab").as_ref(), wide, args)
    }

    /// Opens the dashboard once more on what this one left, now that it has ended.
    pub fn again(self, args: &[&str]) -> Self {
        Self::open_in(self.close_terminal(), args, |terminal| terminal)
    }

    /// Waits for the end; gives the exit code when the terminal is as it was before the program.
    #[track_caller]
    pub fn exit_code(&mut self) -> Option<u32> {
        let status = self.terminal.wait_exit().unwrap_or_else(|error| panic!("the program goes on: {error}"));
        let screen = self.terminal.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left\n{screen}");
        assert!(screen.cursor_visible(), "the cursor is shown\n{screen}");
        assert!(!screen.bracketed_paste(), "bracketed paste is off\n{screen}");
        assert!(screen.mouse_modes().is_empty(), "the mouse is the terminal's\n{screen}");
        assert!(!screen.contains("panicked"), "{screen}");
        let settings = |name| fs::read_to_string(self.dir.path().join(name)).unwrap();
        assert!(settings("before").contains(" icanon"), "{}", settings("before"));
        assert_eq!(settings("after"), settings("before"), "\n{screen}");
        status.code()
    }

    /// Quits while no steps are taken, which is not asked about.
    #[track_caller]
    pub fn quit_at_once(&mut self) {
        self.keys("q");
        assert_eq!(self.exit_code(), Some(0));
    }

    /// Whether the program has ended, or ends unless asked something: the question is left open.
    #[track_caller]
    pub fn asks_before_it_ends(&mut self) -> bool {
        let question = |screen: &Screen| screen.contains("Stop training and leave?");
        match self.terminal.wait_until(question) {
            Ok(()) => true,
            Err(termlens::Error::Eof { .. }) => false,
            Err(error) => panic!("neither a question nor an end: {error}"),
        }
    }

    /// All runs, oldest first.
    pub fn runs(&self) -> Vec<RunDirectory> {
        runs(self.dir.path())
    }

    /// Where standard error and the log go while the dashboard is up.
    pub fn log(&self) -> String {
        fs::read_to_string(self.runs_dir().join("rnnlab.log")).unwrap()
    }
}

/// Where the program keeps how it was left; it has been left before, so that no first hint is in the way.
fn not_for_the_first_time(dir: &Path) -> PathBuf {
    let state = dir.join("state");
    let settings = state.join("rnnlab/settings.toml");
    if !settings.exists() {
        fs::create_dir_all(state.join("rnnlab")).unwrap();
        fs::write(settings, "").unwrap();
    }
    state
}

fn runs_dir(dir: &Path) -> PathBuf {
    dir.join("runs")
}

/// All runs kept below a directory, oldest first.
pub fn runs(dir: &Path) -> Vec<RunDirectory> {
    RunDirectory::list(&runs_dir(dir)).unwrap()
}

/// What a run's directory says of its end; `None` unless all of it is saved.
pub fn saved(run: &RunDirectory) -> Option<Summary> {
    run.summary().unwrap().filter(|_| run.file(Checkpoint::LAST).is_file())
}
