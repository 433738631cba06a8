//! Every state of the screen at three sizes, with its colours. A second block under the text says the style of each cell
//! by a letter: c cyan, g green, m magenta, y yellow, r red, d dark grey, . none; capital where bold, _ where underlined.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fmt::Write, path::PathBuf};

use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};
use rnnlab::{
    app::{App, Key, KeyCode, Message, update},
    data::{Dataset, Sequence},
    experiment::Experiment,
    training::{Figures, RunInfo, StepMetrics, TestFigures, TrainingEvent},
    tui::{Theme, draw},
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (40, 10)];

fn letter(cell: &Cell) -> char {
    let letter = match cell.fg {
        Color::Cyan => 'c',
        Color::Green => 'g',
        Color::Magenta => 'm',
        Color::Yellow => 'y',
        Color::Red => 'r',
        Color::DarkGray => 'd',
        Color::Reset => '.',
        other => unreachable!("{other:?} has no letter"),
    };
    match (cell.modifier.contains(Modifier::UNDERLINED), cell.modifier.contains(Modifier::BOLD)) {
        (true, _) => '_',
        (false, true) => {
            if letter == '.' {
                'B'
            } else {
                letter.to_ascii_uppercase()
            }
        }
        (false, false) => letter,
    }
}

fn block(buffer: &Buffer, of_cell: impl Fn(&Cell) -> String) -> String {
    let mut text = String::new();
    for row in buffer.content.chunks(usize::from(buffer.area.width)) {
        let line: String = row.iter().map(&of_cell).collect();
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}

fn screen(app: &App, (width, height): (u16, u16), theme: Theme) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, app, theme)).unwrap();
    terminal.backend().buffer().clone()
}

#[track_caller]
fn assert_screens(name: &str, app: &App) {
    for size in SIZES {
        let buffer = screen(app, size, Theme::new(true));
        let picture =
            block(&buffer, |cell| cell.symbol().to_owned()) + "\n" + &block(&buffer, |cell| letter(cell).to_string());
        insta::assert_snapshot!(format!("{name} {}x{}", size.0, size.1), picture);
    }
}

fn sequence(values: &[f32]) -> Sequence {
    Sequence::new(1, values.to_vec()).unwrap()
}

fn hear(app: &mut App, event: TrainingEvent) {
    update(app, Message::Training(event));
}

fn press(app: &mut App, code: KeyCode) {
    update(app, Message::Key(Key::plain(code)));
}

fn type_text(app: &mut App, text: &str) {
    text.chars().for_each(|character| press(app, KeyCode::Char(character)));
}

fn starting() -> App {
    App::new(Experiment::open("series-sum").unwrap())
}

fn metrics(step: u64, validated: bool) -> StepMetrics {
    let loss = 100.0 * (-0.008 * step as f64).exp() + 0.5 + 0.2 * (step as f64 / 7.0).sin();
    StepMetrics {
        step,
        epoch: step,
        loss,
        validation_loss: validated.then_some(loss * 1.5 + 1.0),
        learning_rate: 0.001,
        gradient_norm: loss.sqrt(),
        seconds: step as f64 / 200.0,
    }
}

fn running(steps: u64, validated: bool) -> App {
    let mut app = starting();
    let experiment = app.run.experiment.clone();
    let info = RunInfo {
        directory: Some(PathBuf::from("runs/20261124-120000-series-sum")),
        device: "cpu (no CUDA device)".to_owned(),
        recurrent_weights: 520,
        head_weights: 11,
        training_examples: 3,
        test_examples: 2,
        goal: 1000,
        test: Dataset::load(&experiment).unwrap().test,
        experiment,
    };
    hear(&mut app, TrainingEvent::Started(Box::new(info)));
    hear(&mut app, TrainingEvent::Stepped((0..steps).map(|step| metrics(step, validated)).collect()));
    let predictions = vec![sequence(&[0.867, 2.793, 5.308, 7.302]), sequence(&[4.073, 9.084, 11.937, 12.944])];
    let figures = Some(TestFigures { mse: 0.0351, mae: 0.154, max_error: 0.308 });
    hear(&mut app, TrainingEvent::Predicted { step: steps, predictions, figures });
    app
}

fn trying(text: &str) -> App {
    let mut app = running(640, false);
    press(&mut app, KeyCode::Char('i'));
    type_text(&mut app, text);
    app
}

fn answered() -> App {
    let mut app = trying("2 4 6 8");
    let id = app.what_if.id();
    hear(&mut app, TrainingEvent::Answered { id, step: 640, answer: Ok(sequence(&[2.1, 5.9, 9.8, 13.7])) });
    app
}

#[test]
fn while_the_run_starts_the_experiment_is_named() {
    assert_screens("starting", &starting());
}

#[test]
fn while_training_the_loss_falls_and_the_predictions_stand_beside_the_targets() {
    assert_screens("running", &running(640, false));
}

#[test]
fn a_validation_curve_is_told_apart_by_its_line() {
    assert_screens("validation", &running(640, true));
}

#[test]
fn the_loss_axis_can_be_linear() {
    let mut app = running(640, false);
    press(&mut app, KeyCode::Char('l'));
    assert_screens("linear", &app);
}

#[test]
fn while_paused_the_header_says_so_and_the_keys_change() {
    let mut app = running(640, false);
    press(&mut app, KeyCode::Char(' '));
    hear(&mut app, TrainingEvent::Paused { step: 640 });
    let path = PathBuf::from("runs/20261124-120000-series-sum/last.safetensors");
    hear(&mut app, TrainingEvent::CheckpointSaved { path, step: 640 });
    assert_screens("paused", &app);
}

#[test]
fn an_answer_stands_beside_the_truth() {
    assert_screens("answered", &answered());
}

#[test]
fn what_is_not_a_number_is_marked_where_it_stands() {
    assert_screens("marked", &trying("2 four 6"));
}

#[test]
fn a_finished_run_says_so() {
    let mut app = running(1000, false);
    let test = Some(TestFigures { mse: 0.0351, mae: 0.154, max_error: 0.308 });
    hear(&mut app, TrainingEvent::Finished(Figures { steps: 1000, loss: Some(0.7), test, seconds: 5.0 }));
    assert_screens("finished", &app);
}

#[test]
fn a_failed_run_says_why() {
    let mut app = running(50, false);
    let reason = "the loss is NaN at step 50: set training.learning_rate below 0.001 or training.clip to a number such \
                  as 1; the weights of the step before are kept";
    hear(&mut app, TrainingEvent::Failed { reason: reason.to_owned() });
    assert_screens("failed", &app);
}

#[test]
fn leaving_while_training_asks_once() {
    let mut app = running(640, false);
    press(&mut app, KeyCode::Char('q'));
    assert_screens("confirm", &app);
}

#[test]
fn a_number_of_steps_is_asked_for() {
    let mut app = running(640, false);
    hear(&mut app, TrainingEvent::Paused { step: 640 });
    press(&mut app, KeyCode::Char('n'));
    assert_screens("steps", &app);
}

#[test]
fn the_help_lists_every_key() {
    let mut app = running(640, false);
    press(&mut app, KeyCode::Char('?'));
    assert_screens("help", &app);
}

#[test]
fn a_spike_of_one_step_in_a_million_is_seen() {
    let spike = |step| StepMetrics { loss: if step == 500_000 { 90.0 } else { 1.0 }, ..metrics(step, false) };
    let mut app = starting();
    press(&mut app, KeyCode::Char('l'));
    hear(&mut app, TrainingEvent::Stepped((0..1_000_000).map(spike).collect()));
    let buffer = screen(&app, (120, 36), Theme::new(true));
    let is_braille = |cell: &Cell| cell.symbol().chars().all(|c| ('\u{2801}'..='\u{28ff}').contains(&c));
    let highest = (0..buffer.area.height).find(|&row| (0..buffer.area.width).any(|x| is_braille(&buffer[(x, row)])));
    // The rows above it are header, frame, and the margin over the largest loss.
    assert!(highest.unwrap() <= 4, "{highest:?}");
}

#[test]
fn a_large_screen_is_filled() {
    let buffer = screen(&answered(), (200, 60), Theme::new(true));
    insta::assert_snapshot!("answered 200x60", block(&buffer, |cell| cell.symbol().to_owned()));
}

#[test]
fn a_terminal_that_is_too_small_is_told_what_is_missing() {
    let buffer = screen(&running(640, false), (30, 8), Theme::new(true));
    assert!(block(&buffer, |cell| cell.symbol().to_owned()).starts_with("rnnlab needs 40×10, not 30×8\n"));
}

#[test]
fn no_size_panics_in_any_state() {
    let mut help = running(640, false);
    press(&mut help, KeyCode::Char('?'));
    let mut steps = answered();
    press(&mut steps, KeyCode::Esc);
    hear(&mut steps, TrainingEvent::Paused { step: 640 });
    press(&mut steps, KeyCode::Char('n'));
    for app in [starting(), running(1, false), running(2000, true), answered(), trying("x"), help, steps] {
        for (width, height) in (0..=130).step_by(3).flat_map(|width| (0..=45).map(move |height| (width, height))) {
            if width > 0 && height > 0 {
                screen(&app, (width, height), Theme::new(true));
            }
        }
    }
}

#[test]
fn without_colours_no_cell_has_one() {
    let buffer = screen(&answered(), (120, 36), Theme::new(false));
    assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
}

#[test]
fn the_cursor_stands_behind_what_is_typed_however_wide_it_is() {
    for (text, column) in [("", 3), ("2 4", 6), ("2 日本", 9)] {
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        let app = trying(text);
        terminal.draw(|frame| draw(frame, &app, Theme::new(true))).unwrap();
        let position = terminal.get_cursor_position().unwrap();
        assert_eq!((position.x, position.y), (45 + column, 18), "{text:?}");
    }
}
