//! What the dashboard and its input pane say when something is wrong, word for word; what a script meets stands in
//! `commands/refusals.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/written.rs"]
mod written;

use std::{
    io::{self, Write},
    os::unix::ffi::OsStrExt,
    sync::Arc,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, unbounded};
use ratatui::{
    Terminal, TerminalOptions, Viewport,
    backend::{CrosstermBackend, TestBackend},
    layout::Rect,
};
use rnnlab::{
    app::{App, Key, Message, Phase, update},
    data::{Dataset, QuestionError, RawSeries},
    evaluation::Judgement,
    experiment::{Experiment, Override, Source},
    launch::{Keeping, info, launch},
    training::{BestEpoch, Delivery, Figures, RunInfo, TrainingEvent as E, Worker},
    tui::{self, Depth, Theme},
};

fn experiment() -> Experiment {
    Experiment::open("series-sum").unwrap()
}

fn running(experiment: &Experiment) -> App {
    let mut app = App::new(experiment.clone());
    let known = info(experiment, &Dataset::load(experiment).unwrap());
    hear(&mut app, E::Started(Box::new(RunInfo { goal: 1000, ..known })));
    app
}

fn hear(app: &mut App, event: E) {
    update(app, Message::Training(event));
}

fn figures(steps: u64, best: Option<BestEpoch>) -> Box<Figures> {
    let judgement = Judgement::default();
    Box::new(Figures { steps, goal: 1000, loss: Some(0.5), best, judgement, seconds: 5.0, divergence: None })
}

#[test]
fn each_notice_is_one_sentence() {
    let mut app = running(&experiment());
    update(&mut app, Message::Paste("1 2 3 4".to_owned()));
    assert_eq!(app.notice.as_deref(), Some("press i first to paste a sequence"));
    let best = BestEpoch { epoch: 7, step: 7, validation_loss: 0.25 };
    hear(&mut app, E::Finished(figures(20, Some(best))));
    assert_eq!(
        app.notice.as_deref(),
        Some("validation stood still: stopped early, and the weights of epoch 7 are kept")
    );
    update(&mut app, Message::Key(Key::char('o')));
    update(&mut app, Message::Opened(Ok(Box::new(Experiment::open("co2").unwrap()))));
    hear(&mut app, E::Stopped(figures(20, None)));
    assert_eq!(app.notice.as_deref(), Some("reading the data of co2"));
}

#[test]
fn a_run_that_ends_unasked_has_failed_and_says_so() {
    let mut app = running(&experiment());
    hear(&mut app, E::Stopped(figures(20, None)));
    assert_eq!(app.run.phase, Phase::Failed("the run was stopped".to_owned()));
}

#[test]
fn a_run_without_test_examples_says_where_to_get_some() {
    let without = Experiment::open("airpassengers").unwrap().with(&Override::new("split.test", &0)).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(200, 60)).unwrap();
    terminal.draw(|frame| tui::draw(frame, &running(&without), Theme::new(true))).unwrap();
    let seen = terminal.backend().to_string();
    assert!(
        seen.contains("no test examples: leave some to `test` under [split], or write 'test' into its column"),
        "{seen}"
    );
}

#[test]
fn what_no_network_can_be_asked_is_told_in_the_input_pane() {
    let forecast =
        "name = 'x'\n[data]\nfile = 'x.csv'\ntask = 'forecast'\ntarget = 'y'\nwindow = 2\n[split]\nby = 'time'\n";
    let (_, dataset) = written::load(forecast, &[("x.csv", "y\n1\n2\n3\n4\n5\n")]).unwrap();
    let mut preparation = (*dataset.preparation).clone();
    assert_eq!(
        preparation.ask_series(RawSeries::counted(vec![Vec::new()])).unwrap_err().to_string(),
        "there are no rows"
    );
    preparation.tails.clear();
    assert_eq!(preparation.ask("").unwrap_err().to_string(), "no series is kept with this model: give a CSV");
    assert_eq!(QuestionError::TooLong(3000).to_string(), "3000 symbols are too many: at most 2000");
}

#[test]
fn a_path_that_is_not_unicode_cannot_be_kept_in_an_experiment() {
    let mut experiment = experiment();
    experiment.data.source = Source::File { path: std::ffi::OsStr::from_bytes(b"\xff.csv").into(), test: None };
    assert_eq!(
        experiment.to_toml().unwrap_err().to_string(),
        "cannot write the experiment as TOML: path contains invalid UTF-8 characters"
    );
}

/// What the dashboard is told.
fn inputs() -> (Sender<Message>, Receiver<Message>) {
    unbounded()
}

fn no_thread() -> io::Error {
    io::Error::other("no thread is left")
}

#[test]
fn a_first_run_that_cannot_be_started_ends_the_dashboard_with_the_reason() {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let refuse = |_: Experiment| -> io::Result<Worker> { Err(no_thread()) };
    let (_sender, inputs) = inputs();
    let error = tui::run(&mut terminal, App::new(experiment()), &inputs, refuse, Depth::Full).unwrap_err();
    assert_eq!(format!("{error:#}"), "cannot start the training: no thread is left");
}

/// Trains one epoch, in a run that is thrown away.
fn short_run(runs_dir: &std::path::Path) -> io::Result<Worker> {
    let experiment = experiment().with(&Override::new("epochs", &1)).unwrap();
    let dataset = Arc::new(Dataset::load(&experiment).unwrap());
    let keeping = Keeping { runs_dir: runs_dir.to_owned(), save_every: Duration::from_mins(1) };
    launch(experiment, dataset, &keeping, Delivery::Thinned)
}

#[test]
fn a_later_run_that_cannot_be_started_is_told_on_the_screen() {
    let mut terminal = Terminal::new(TestBackend::new(120, 24)).unwrap();
    let (sender, inputs) = inputs();
    let runs_dir = tempfile::tempdir().unwrap();
    let mut started = false;
    let launcher = |_: Experiment| {
        if std::mem::replace(&mut started, true) {
            // It comes after the next screen.
            sender.send(Message::Key(Key::char('q'))).unwrap();
            return Err(no_thread());
        }
        // The run fails before anything is heard of it, and a person starts over.
        sender.send(Message::Training(E::Failed { reason: "it broke".to_owned() })).unwrap();
        sender.send(Message::Key(Key::char('r'))).unwrap();
        short_run(runs_dir.path())
    };
    tui::run(&mut terminal, App::new(experiment()), &inputs, launcher, Depth::Full).unwrap();
    let seen = terminal.backend().to_string();
    assert!(seen.contains("cannot start the training: no thread is left"), "{seen}");
}

/// A terminal that takes nothing.
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("it is gone"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::Error::other("it is gone"))
    }
}

#[test]
fn a_terminal_that_cannot_be_drawn_on_ends_the_dashboard_with_the_reason() {
    let viewport = Viewport::Fixed(Rect::new(0, 0, 80, 24));
    let mut terminal = Terminal::with_options(CrosstermBackend::new(Gone), TerminalOptions { viewport }).unwrap();
    let runs_dir = tempfile::tempdir().unwrap();
    let (_sender, inputs) = inputs();
    let launcher = |_: Experiment| short_run(runs_dir.path());
    let error = tui::run(&mut terminal, App::new(experiment()), &inputs, launcher, Depth::Full).unwrap_err();
    assert_eq!(format!("{error:#}"), "cannot draw on the terminal: it is gone");
}
