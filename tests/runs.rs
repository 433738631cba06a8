//! The tab Runs with made-up runs, at all sizes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/picture.rs"]
mod picture;

use std::path::PathBuf;

use picture::{picture, screen, text};
use ratatui::layout::Rect;
use rnnlab::{
    app::{App, Effect, Errand, Key, KeyCode, LossCurve, Message, RunNews, Target, update},
    data::Dataset,
    experiment::{Experiment, Override},
    launch::info,
    run::{Overview, RunDirectory, RunState, Summary},
    training::{RunInfo, StepMetrics, TrainingEvent},
    tui::{Theme, target},
};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 36), (40, 10), (200, 60)];

#[track_caller]
fn assert_screens(name: &str, app: &App) {
    for size in SIZES {
        let buffer = screen(app, size, Theme::new(true));
        insta::assert_snapshot!(format!("{name} {}x{}", size.0, size.1), picture(&buffer));
    }
}

fn metrics(step: u64, slowness: f64) -> StepMetrics {
    let loss = 100.0 * (-0.008 / slowness * step as f64).exp() + 0.5 * slowness + 0.2 * (step as f64 / 7.0).sin();
    StepMetrics {
        step,
        epoch: step,
        loss,
        validation_loss: (slowness > 1.5).then_some(loss * 1.5 + 1.0),
        validation_accuracy: None,
        learning_rate: 0.001,
        gradient_norm: 1.0,
        seconds: step as f64 / 200.0,
    }
}

fn experiment(name: &str, set: &[(&str, &str)]) -> Experiment {
    set.iter().fold(Experiment::open(name).unwrap(), |experiment, (key, value)| {
        experiment.with(&Override::new(*key, value)).unwrap()
    })
}

fn summary(steps: u64, rmse: f64, verdict: &str) -> Summary {
    let json = format!(
        r#"{{"steps":{steps},"goal":1000,"loss":0.5,"best":null,"intervals":null,"seconds":5,"rnnlab":"0","device":"cpu",
        "platform":"linux","test":{{"mse":{},"rmse":{rmse},"mae":1.1}},"metric":"rmse","examples":4,"baselines":{{}},
        "best_baseline":"last value","skill":0.31,"verdict":"{verdict}","interval":null}}"#,
        rmse * rmse
    );
    serde_json::from_str(&json).unwrap()
}

/// A run that took so many steps, with a summary where it came to its end.
fn run(time: &str, experiment: Experiment, steps: u64, slowness: f64, rmse: Option<f64>) -> Overview {
    let name = format!("{time}-{}", experiment.name);
    Overview {
        directory: RunDirectory::at(PathBuf::from("runs").join(&name)),
        run: name,
        values: experiment.values(),
        experiment: Some(Box::new(experiment)),
        state: if steps >= 1000 { RunState::Finished } else { RunState::Stopped },
        last: Some(metrics(steps - 1, slowness)),
        summary: rmse.map(|rmse| Box::new(summary(steps, rmse, "31% better than last value"))),
        note: String::new(),
        problem: None,
        size_of_metrics: steps,
    }
}

fn runs() -> Vec<Overview> {
    let hidden = [("model.hidden", "40"), ("training.learning_rate", "0.01")];
    let mut first = run("20261124-090000", experiment("series-sum", &[]), 1000, 1.0, Some(1.234));
    "as it comes".clone_into(&mut first.note);
    let mut other = run("20261124-100000", experiment("series-sum", &hidden), 700, 2.0, None);
    "twice as many units,\u{1b}[31m faster at first; größer und 速い".clone_into(&mut other.note);
    let mut diverged = run("20261124-103000", experiment("series-sum", &[("training.seed", "7")]), 30, 3.0, None);
    diverged.state = RunState::Diverged;
    let mut damaged = run("20261124-110000", experiment("surnames", &[]), 30, 1.0, None);
    damaged.state = RunState::Damaged;
    let path = "runs/20261124-110000-surnames/summary.json";
    damaged.problem =
        Some(format!("{path} is damaged or not rnnlab's: EOF while parsing an object at line 1 column 1"));
    let mut elsewhere = run("20261124-113000", experiment("airpassengers", &[]), 400, 1.3, None);
    elsewhere.state = RunState::Running;
    let open = run("20261124-120000", experiment("series-sum", &[]), 600, 1.2, None);
    vec![first, other, diverged, damaged, elsewhere, open]
}

fn slowness(run: &str) -> f64 {
    if run.contains("-10") { 2.0 } else { 1.0 }
}

/// Tells the app, and reads the curves that it asks for.
fn tell(app: &mut App, message: Message) {
    for effect in update(app, message) {
        let Effect::Runs(Errand::Curve(run)) = effect else { continue };
        let steps = app.runs.all().iter().find(|row| row.run == run).unwrap().steps().unwrap();
        let mut curve = LossCurve::default();
        for metrics in (0..steps).map(|step| metrics(step, slowness(&run))) {
            curve.training.push(metrics.step, metrics.loss);
            metrics.validation_loss.into_iter().for_each(|loss| curve.validation.push(metrics.step, loss));
        }
        tell(app, Message::Runs(RunNews::Curve(run, Ok(Box::new(curve)))));
    }
}

fn press(app: &mut App, code: KeyCode) {
    tell(app, Message::Key(Key::plain(code)));
}

/// The page while the newest run is trained.
fn page(rows: Result<Vec<Overview>, String>) -> App {
    let experiment = Experiment::open("series-sum").unwrap();
    let info = info(&experiment, &Dataset::load(&experiment).unwrap());
    let directory = Some(PathBuf::from("runs/20261124-120000-series-sum"));
    let mut app = App::new(experiment);
    let info = RunInfo { directory, goal: 1000, device: "cpu".to_owned(), ..info };
    tell(&mut app, Message::Training(TrainingEvent::Started(Box::new(info))));
    let steps = (0..640).map(|step| metrics(step, 1.2)).collect();
    tell(&mut app, Message::Training(TrainingEvent::Stepped(steps)));
    press(&mut app, KeyCode::Char('5'));
    tell(&mut app, Message::Runs(RunNews::Listed(rows)));
    app
}

#[test]
fn the_runs_are_listed_and_the_one_under_the_cursor_is_drawn_beside_the_open_one() {
    let mut app = page(Ok(runs()));
    press(&mut app, KeyCode::End);
    assert_screens("list", &app);
}

#[test]
fn marked_runs_lie_over_each_other_with_their_names_and_differences() {
    let mut app = page(Ok(runs()));
    press(&mut app, KeyCode::Char(' '));
    press(&mut app, KeyCode::End);
    press(&mut app, KeyCode::Char(' '));
    press(&mut app, KeyCode::Up);
    press(&mut app, KeyCode::Char(' '));
    assert_screens("marked", &app);
    press(&mut app, KeyCode::Char('l'));
    press(&mut app, KeyCode::Char('s'));
    press(&mut app, KeyCode::Char('a'));
    assert_screens("linear", &app);
}

#[test]
fn a_filter_and_a_note_are_typed_below_the_list() {
    let mut app = page(Ok(runs()));
    press(&mut app, KeyCode::Char('/'));
    "series UNITS".chars().for_each(|character| press(&mut app, KeyCode::Char(character)));
    assert_screens("filter", &app);
    press(&mut app, KeyCode::Enter);
    press(&mut app, KeyCode::Char('n'));
    assert_screens("note", &app);
}

#[test]
fn a_run_is_deleted_after_a_question_that_names_it() {
    let mut app = page(Ok(runs()));
    press(&mut app, KeyCode::Down);
    press(&mut app, KeyCode::Char('d'));
    assert_screens("delete", &app);
}

#[test]
fn what_there_is_instead_of_a_list_is_said() {
    let reason = "cannot read runs: Permission denied (os error 13)".to_owned();
    for (rows, said) in [(Err(reason.clone()), reason.as_str()), (Ok(Vec::new()), "there are no runs yet")] {
        let app = page(rows);
        for size in SIZES {
            let shown = text(&screen(&app, size, Theme::new(false)));
            let shown = shown.replace("│\n│ ", "");
            assert!(said.split(' ').all(|word| shown.contains(word)), "{said}:\n{shown}");
        }
    }
    let mut app = page(Ok(runs()));
    press(&mut app, KeyCode::Char('/'));
    press(&mut app, KeyCode::Char('§'));
    let shown = text(&screen(&app, (80, 24), Theme::new(false)));
    assert!(shown.contains("no run has that in its name, task, state or note"), "{shown}");
}

#[test]
fn of_a_thousand_runs_those_around_the_cursor_are_shown() {
    let many = |at: u64| run(&format!("20261124-{at:06}"), experiment("series-sum", &[]), at + 1, 1.0, None);
    let mut app = page(Ok((0..1000).map(many).collect()));
    (0..50).for_each(|_| press(&mut app, KeyCode::PageDown));
    for size in SIZES {
        let shown = text(&screen(&app, size, Theme::new(false)));
        let at = shown.lines().find(|line| line.contains('▸')).unwrap().to_owned();
        assert!(at.contains("000499"), "{shown}");
        assert!(shown.contains("1000 runs"), "{shown}");
    }
}

#[test]
fn the_mouse_finds_rows_and_headings_where_they_are_drawn() {
    let mut app = page(Ok(runs()));
    for notice in [None, Some("something to know".to_owned())] {
        app.notice = notice;
        let shown = text(&screen(&app, (120, 36), Theme::new(false)));
        let lines: Vec<&str> = shown.lines().collect();
        let at = |line: &str, words: &str| line[..line.find(words).unwrap()].chars().count() as u16 + 1;
        let (row, line) = lines.iter().enumerate().find(|(_, line)| line.contains("20261124-103000")).unwrap();
        let found = target(&app, Rect::new(0, 0, 120, 36), (at(line, "2026"), row as u16));
        assert_eq!(found, Some(Target::Run(3)), "{shown}");
        let (row, head) = lines.iter().enumerate().find(|(_, line)| line.contains(" state ")).unwrap();
        let found = target(&app, Rect::new(0, 0, 120, 36), (at(head, "steps"), row as u16));
        assert_eq!(found, Some(Target::Heading(rnnlab::app::Column::Steps)), "{shown}");
    }
}
