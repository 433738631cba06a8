//! What keys and news of the page Runs change and ask for, as tables.

use std::{collections::BTreeMap, path::PathBuf};

use super::*;
use crate::{
    app::{App, Context, Effect, Gesture, KeyCode, Message, Mode, Phase, Pointer, Question, Tab, Target, Then, update},
    data::Dataset,
    experiment::Override,
    launch,
    run::{RunDirectory, RunState},
    training::{RunInfo, StepMetrics, TrainingCommand, TrainingEvent},
};

fn step(step: u64, loss: f64) -> StepMetrics {
    StepMetrics {
        step,
        epoch: step,
        loss,
        validation_loss: None,
        validation_accuracy: None,
        learning_rate: 0.1,
        gradient_norm: 1.0,
        seconds: 1.0,
    }
}

/// A run of so many steps that came to this loss.
fn run(name: &str, steps: u64, loss: f64) -> Overview {
    let experiment = Experiment::open("series-sum").unwrap().with(&Override::new("training.seed", &steps)).unwrap();
    Overview {
        directory: RunDirectory::at(PathBuf::from("runs").join(name)),
        run: name.to_owned(),
        values: experiment.values(),
        experiment: Some(Box::new(experiment)),
        state: RunState::Stopped,
        last: Some(step(steps - 1, loss)),
        summary: None,
        note: String::new(),
        problem: None,
        size_of_metrics: steps * 100,
    }
}

fn info(directory: &str) -> RunInfo {
    let experiment = Experiment::open("series-sum").unwrap();
    let info = launch::info(&experiment, &Dataset::load(&experiment).unwrap());
    RunInfo { directory: Some(PathBuf::from("runs").join(directory)), goal: 1000, ..info }
}

/// The page with three runs, the newest of which, `c`, is open.
fn app() -> App {
    let mut app = App::new(Experiment::open("series-sum").unwrap());
    update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info("c")))));
    assert_eq!(press(&mut app, '5'), [Effect::Runs(Errand::List)]);
    list(&mut app, vec![run("a", 30, 1.0), run("b", 10, 3.0), run("c", 20, 2.0)]);
    app
}

fn list(app: &mut App, rows: Vec<Overview>) -> Vec<Effect> {
    tell(app, RunNews::Listed(Ok(rows)))
}

fn tell(app: &mut App, news: RunNews) -> Vec<Effect> {
    update(app, Message::Runs(news))
}

fn press(app: &mut App, character: char) -> Vec<Effect> {
    update(app, Message::Key(Key::char(character)))
}

fn key(app: &mut App, code: KeyCode) -> Vec<Effect> {
    update(app, Message::Key(Key::plain(code)))
}

fn names(app: &App) -> Vec<&str> {
    app.runs.shown().map(|run| run.run.as_str()).collect()
}

fn current(app: &App) -> &str {
    &app.runs.current().unwrap().run
}

fn compared(app: &App) -> Vec<&str> {
    app.runs.compared(&app.run).iter().map(|run| run.run.as_str()).collect()
}

/// A run's losses were read.
fn read(run: &str, loss: f64) -> RunNews {
    let mut curve = LossCurve::default();
    curve.training.push(0, loss);
    RunNews::Curve(run.to_owned(), Ok(Box::new(curve)))
}

#[test]
fn a_dashboard_that_begins_on_the_page_asks_once_which_runs_there_are() {
    let mut app = App::new(Experiment::open("series-sum").unwrap());
    app.tab = Tab::Runs;
    assert_eq!(update(&mut app, Message::Silence(0)), [Effect::Runs(Errand::List)]);
    assert_eq!(update(&mut app, Message::Silence(0)), []);
}

#[test]
fn the_newest_stands_first_and_keys_move_no_further_than_the_ends() {
    let mut app = app();
    assert_eq!(names(&app), ["c", "b", "a"]);
    let table = [
        (KeyCode::Up, "c"),
        (KeyCode::Down, "b"),
        (KeyCode::Char('j'), "a"),
        (KeyCode::Char('j'), "a"),
        (KeyCode::Char('k'), "b"),
        (KeyCode::PageDown, "a"),
        (KeyCode::PageUp, "c"),
        (KeyCode::End, "a"),
        (KeyCode::Home, "c"),
    ];
    for (code, at) in table {
        key(&mut app, code);
        assert_eq!(current(&app), at, "{code:?}");
    }
}

#[test]
fn each_column_sorts_and_what_has_nothing_there_stands_last_either_way() {
    let mut app = app();
    let mut empty = run("d", 1, 0.0);
    empty.last = None;
    let mut noted = run("b", 10, 3.0);
    noted.note = "best so far".to_owned();
    list(&mut app, vec![run("a", 30, 1.0), noted, run("c", 20, 2.0), empty]);
    let table = [
        (Column::State, "dcba", "dcba"),
        (Column::Test, "dcba", "dcba"),
        (Column::Verdict, "dcba", "dcba"),
        (Column::Steps, "acbd", "bcad"),
        (Column::Loss, "acbd", "bcad"),
        (Column::Seed, "dbca", "acbd"),
        (Column::Time, "cbad", "cbad"),
        (Column::Note, "bdca", "bdca"),
        (Column::Run, "dcba", "abcd"),
    ];
    for (column, first, turned) in table {
        press(&mut app, 's');
        assert_eq!((app.runs.sorted().0, names(&app).concat().as_str()), (column, first));
        press(&mut app, 'S');
        assert_eq!((names(&app).concat().as_str(), current(&app)), (turned, "c"), "{column:?}");
    }
}

#[test]
fn a_filter_finds_by_every_word_and_escape_shows_all_again() {
    let mut app = app();
    let mut noted = run("b", 10, 3.0);
    noted.note = "Larger network".to_owned();
    list(&mut app, vec![run("a", 30, 1.0), noted, run("c", 20, 2.0)]);
    press(&mut app, '/');
    assert_eq!(app.context(), Context::Filter);
    for (typed, found) in [("network", "b"), (" transform", "b"), (" x", "")] {
        let effects: Vec<_> = typed.chars().flat_map(|character| press(&mut app, character)).collect();
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Command(_))), "{effects:?}");
        assert_eq!(names(&app).concat(), found, "{typed}");
    }
    key(&mut app, KeyCode::Esc);
    assert_eq!((names(&app).concat().as_str(), app.context()), ("cba", Context::Watch));
    press(&mut app, '/');
    update(&mut app, Message::Paste("series-sum\n".to_owned()));
    key(&mut app, KeyCode::Down);
    key(&mut app, KeyCode::Enter);
    assert_eq!((names(&app).concat().as_str(), current(&app), app.context()), ("cba", "b", Context::Watch));
}

#[test]
fn space_marks_runs_to_be_compared_and_without_marks_it_is_this_one_and_the_open_one() {
    let mut app = app();
    assert_eq!(compared(&app), ["c"]);
    key(&mut app, KeyCode::Down);
    assert_eq!(compared(&app), ["b", "c"]);
    press(&mut app, ' ');
    assert_eq!(compared(&app), ["b"]);
    key(&mut app, KeyCode::Down);
    press(&mut app, ' ');
    assert_eq!(compared(&app), ["b", "a"]);
    assert_eq!(app.run.phase, Phase::Running, "space does not pause here");
    assert_eq!(press(&mut app, 'p'), [Effect::Command(TrainingCommand::Pause)]);
    press(&mut app, ' ');
    assert_eq!(compared(&app), ["b"]);
    let many = (0..7).map(|at| run(&format!("r{at}"), 10, 1.0)).collect();
    list(&mut app, many);
    key(&mut app, KeyCode::Home);
    (0..7).for_each(|_| {
        press(&mut app, ' ');
        key(&mut app, KeyCode::Down);
    });
    assert_eq!(compared(&app).len(), MOST_COMPARED);
    press(&mut app, ' ');
    let words = "6 runs are compared at the most: space on one of them takes it out";
    assert_eq!(app.notice.as_deref(), Some(words));
}

#[test]
fn one_curve_at_a_time_is_read_those_that_are_known_are_not_and_grown_ones_are_again() {
    let mut app = app();
    let asked = |name: &str| vec![Effect::Runs(Errand::Curve(name.to_owned()))];
    assert_eq!(key(&mut app, KeyCode::Down), asked("b"));
    assert_eq!(key(&mut app, KeyCode::Down), [], "one is under way");
    assert_eq!(tell(&mut app, read("b", 3.0)), asked("a"));
    assert_eq!(tell(&mut app, RunNews::Curve("a".to_owned(), Err("no".to_owned()))), []);
    assert_eq!(key(&mut app, KeyCode::Up), [], "it is known");
    let row = app.runs.current().unwrap();
    assert_eq!(app.runs.curve(row).unwrap().unwrap().training.last(), Some(3.0));
    let rows = vec![run("a", 30, 1.0), run("b", 11, 3.0), run("c", 20, 2.0)];
    assert_eq!(list(&mut app, rows), asked("b"), "it has grown");
    let kept = app.runs.curve(app.runs.current().unwrap());
    assert!(kept.is_some(), "what is known is shown meanwhile");
}

#[test]
fn curves_that_nobody_looks_at_any_more_are_forgotten_in_the_end() {
    let mut app = app();
    list(&mut app, (0..50).map(|at| run(&format!("r{at:02}"), 10, 1.0)).collect());
    for _ in 0..50 {
        if let Some(name) = app.runs.current().map(|run| run.run.clone()) {
            tell(&mut app, read(&name, 1.0));
        }
        key(&mut app, KeyCode::Down);
    }
    assert_eq!(app.runs.curves.len(), MOST_CURVES);
}

#[test]
fn another_run_goes_on_once_the_present_one_is_saved() {
    let mut app = app();
    key(&mut app, KeyCode::Down);
    let effects = key(&mut app, KeyCode::Enter);
    assert!(effects.contains(&Effect::Runs(Errand::Open("b".to_owned()))), "{effects:?}");
    let experiment = app.runs.current().unwrap().experiment.clone().unwrap();
    tell(&mut app, RunNews::Opened("b".to_owned(), Ok(experiment.clone())));
    assert!(matches!(&app.mode, Mode::Confirm(Question::Stop(Then::Resume(..)))));
    assert!(press(&mut app, 'y').contains(&Effect::Command(TrainingCommand::Stop)));
    let effects = update(&mut app, Message::TrainingGone);
    assert_eq!(effects, [Effect::Resume("b".to_owned(), experiment)]);
    assert_eq!(app.notice.as_deref(), Some("going on with b"));
    assert_eq!((app.tab, &app.run.phase, app.run.experiment.training.seed), (Tab::Train, &Phase::Starting, 10));
}

#[test]
fn the_open_run_is_gone_back_to_and_one_that_cannot_go_on_says_why() {
    let mut app = app();
    assert_eq!(key(&mut app, KeyCode::Enter), []);
    assert_eq!(app.tab, Tab::Train);
    press(&mut app, '5');
    let effects = tell(&mut app, RunNews::Opened("b".to_owned(), Err("it is being written".to_owned())));
    assert_eq!(effects, [Effect::Runs(Errand::List)]);
    assert_eq!(app.notice.as_deref(), Some("it is being written"));
    press(&mut app, '1');
    let experiment = Box::new(app.run.experiment.clone());
    tell(&mut app, RunNews::Opened("b".to_owned(), Ok(experiment)));
    assert!(matches!(app.mode, Mode::Watch), "the person has gone elsewhere");
}

#[test]
fn a_run_is_deleted_after_a_yes_and_the_open_one_never() {
    let mut app = app();
    press(&mut app, 'd');
    assert!(matches!(app.mode, Mode::Watch));
    assert_eq!(app.notice.as_deref(), Some("c is open: open another run before you delete it"));
    key(&mut app, KeyCode::End);
    for no in ['n', 'q'] {
        press(&mut app, 'd');
        assert!(matches!(&app.mode, Mode::Confirm(Question::Delete(run)) if run == "a"));
        assert_eq!(press(&mut app, no), []);
        assert!(matches!(app.mode, Mode::Watch));
    }
    press(&mut app, 'd');
    assert_eq!(press(&mut app, 'y'), [Effect::Runs(Errand::Delete("a".to_owned()))]);
    assert_eq!(names(&app), ["c", "b", "a"], "it is there until it is gone");
    tell(&mut app, RunNews::Deleted("a".to_owned(), Ok(())));
    assert_eq!((names(&app), current(&app)), (vec!["c", "b"], "b"));
    assert_eq!(app.notice.as_deref(), Some("a is deleted"));
    let effects = tell(&mut app, RunNews::Deleted("b".to_owned(), Err("it is not empty".to_owned())));
    assert!(effects.contains(&Effect::Runs(Errand::List)));
    assert_eq!((names(&app), app.notice.as_deref()), (vec!["c", "b"], Some("it is not empty")));
}

#[test]
fn a_note_is_edited_in_place_and_no_key_of_it_is_a_command() {
    let mut app = app();
    press(&mut app, 'n');
    "sq d5/ ".chars().for_each(|character| assert_eq!(press(&mut app, character), []));
    assert_eq!(key(&mut app, KeyCode::Enter), [Effect::Runs(Errand::Note("c".to_owned(), "sq d5/ ".to_owned()))]);
    assert_eq!(app.runs.current().unwrap().note, "sq d5/");
    press(&mut app, 'n');
    key(&mut app, KeyCode::Backspace);
    key(&mut app, KeyCode::Esc);
    assert_eq!(app.runs.current().unwrap().note, "sq d5/");
    press(&mut app, 'n');
    update(&mut app, Message::Paste("x".repeat(1000)));
    let Mode::Note(note) = &app.mode else { panic!("{:?}", app.mode) };
    assert_eq!(note.input.value().len(), LONGEST_NOTE);
}

#[test]
fn the_list_is_read_anew_when_asked_and_when_the_open_run_is_saved_but_not_on_other_pages() {
    let mut app = app();
    let saved = || TrainingEvent::CheckpointSaved { path: PathBuf::from("runs/c/last.safetensors"), step: 20 };
    let reads = [Effect::Runs(Errand::List)];
    assert_eq!(press(&mut app, 'g'), reads);
    assert_eq!(key(&mut app, KeyCode::F(5)), reads);
    assert_eq!(update(&mut app, Message::Training(saved())), reads);
    press(&mut app, '1');
    assert_eq!(update(&mut app, Message::Training(saved())), []);
}

#[test]
fn a_directory_that_cannot_be_read_says_so_until_it_can() {
    let mut app = app();
    tell(&mut app, RunNews::Listed(Err("cannot read runs".to_owned())));
    assert_eq!(app.runs.listing(), &Listing::Failed("cannot read runs".to_owned()));
    list(&mut app, Vec::new());
    assert_eq!((app.runs.listing(), app.runs.current()), (&Listing::Known, None));
    for code in
        [KeyCode::Enter, KeyCode::Down, KeyCode::End, KeyCode::Char('d'), KeyCode::Char('n'), KeyCode::Char(' ')]
    {
        assert_eq!(key(&mut app, code), [], "{code:?}");
    }
}

#[test]
fn the_axis_and_the_average_of_the_curves_are_the_pages_own() {
    let mut app = app();
    press(&mut app, 'l');
    press(&mut app, 'a');
    assert_eq!((app.runs.scale, app.runs.smoothing), (Scale::Linear, Smoothing::Little));
    assert_eq!((app.chart.scale, app.chart.smoothing), (Scale::Log, Smoothing::Off));
}

#[test]
fn the_mouse_moves_the_cursor_marks_and_sorts() {
    let mut app = app();
    let mut point = |gesture, target| {
        update(&mut app, Message::Pointer(Pointer { gesture, at: (0, 0), target }));
        (current(&app).to_owned(), compared(&app).concat())
    };
    let said = |current: &str, compared: &str| (current.to_owned(), compared.to_owned());
    assert_eq!(point(Gesture::Press, Some(Target::Run(2))), said("a", "ac"));
    assert_eq!(point(Gesture::Press, Some(Target::Run(2))), said("a", "a"));
    assert_eq!(point(Gesture::WheelUp, None), said("b", "a"));
    assert_eq!(point(Gesture::Press, Some(Target::Heading(Column::Loss))), said("b", "a"));
    assert_eq!(names(&app), ["a", "c", "b"]);
}

#[test]
fn a_run_that_is_gone_is_marked_no_more_and_the_cursor_stays_on_its_run() {
    let mut app = app();
    key(&mut app, KeyCode::Down);
    press(&mut app, ' ');
    list(&mut app, vec![run("a", 30, 1.0), run("b", 10, 3.0), run("c", 20, 2.0), run("d", 1, 1.0)]);
    assert_eq!((current(&app), compared(&app)), ("b", vec!["b"]));
    list(&mut app, vec![run("a", 30, 1.0), run("c", 20, 2.0)]);
    assert_eq!((current(&app), compared(&app)), ("a", vec!["a", "c"]));
    assert!(app.runs.rows.iter().all(|row| row.values != BTreeMap::new()));
}
