//! The page Inspect for every task and every cell, at every size, with its colours.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/inside.rs"]
mod inside;
#[path = "support/picture.rs"]
mod picture;

use inside::inside;
use picture::{picture, screen, text};
use ratatui::style::Color;
use rnnlab::{
    app::{App, Effect, Gesture, Glance, Key, KeyCode, Message, Pointer, Target, update},
    data::Dataset,
    experiment::Experiment,
    launch::info,
    model::{Inspection, Shape},
    training::{TrainingCommand, TrainingEvent},
    tui::{Theme, draw, target},
};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 36), (200, 60), (40, 10)];
const ASPECTS: [&str; 3] = ["gates", "influence", "weights"];

/// A run of an experiment with some of its keys changed.
fn open(name: &str, changes: &[&str]) -> App {
    let with = |experiment: Experiment, change: &&str| experiment.with(&change.parse().unwrap()).unwrap();
    let experiment = changes.iter().fold(Experiment::open(name).unwrap(), with);
    let dataset = Dataset::load(&experiment).unwrap();
    let info = rnnlab::training::RunInfo { goal: 1000, ..info(&experiment, &dataset) };
    let mut app = App::new(experiment);
    hear(&mut app, TrainingEvent::Started(Box::new(info)));
    app
}

fn hear(app: &mut App, event: TrainingEvent) {
    update(app, Message::Training(event));
}

/// Presses a key; where the inside is asked for then, it is told, three times with three steps between.
fn press(app: &mut App, code: KeyCode) {
    for effect in update(app, Message::Key(Key::plain(code))) {
        if let Effect::Command(TrainingCommand::Inspect(id, Some(question))) = effect {
            let info = app.run.info.as_ref().unwrap();
            let shape = Shape::of(&info.experiment, &info.preparation);
            for step in [634_u32, 637, 640] {
                let mut found = inside(&shape, question.input.steps());
                found.spreads.iter_mut().for_each(|spread| spread.weights.norm += f64::from(step) / 640.0);
                hear(app, TrainingEvent::Inspected { id, step: step.into(), found: Ok(Box::new(found)) });
            }
        }
    }
}

fn keys(app: &mut App, keys: &str) {
    keys.chars().for_each(|key| press(app, KeyCode::Char(key)));
}

/// What is found of the sequence that is looked into.
fn tell(app: &mut App, change: impl FnOnce(&mut Inspection)) {
    let seen = app.run.inspected.seen().unwrap();
    let mut found = seen.inspection.clone();
    change(&mut found);
    hear(app, TrainingEvent::Inspected { id: 1, step: 640, found: Ok(Box::new(found)) });
}

#[track_caller]
fn assert_screens(name: &str, app: &App) {
    for size in SIZES {
        let picture = picture(&screen(app, size, Theme::new(true)));
        insta::assert_snapshot!(format!("{name} {}x{}", size.0, size.1), picture);
    }
}

#[track_caller]
fn assert_aspects(name: &str, app: &mut App) {
    keys(app, "3");
    for aspect in ASPECTS {
        assert_screens(&format!("{aspect} {name}"), app);
        keys(app, "v");
    }
}

#[test]
fn numbers_are_looked_into() {
    let mut app = open("series-sum", &[]);
    keys(&mut app, "i");
    "2 4 6 8".chars().for_each(|key| press(&mut app, KeyCode::Char(key)));
    press(&mut app, KeyCode::Esc);
    assert_aspects("series-sum", &mut app);
}

#[test]
fn forecasts_are_looked_into() {
    assert_aspects("airpassengers", &mut open("airpassengers", &[]));
}

#[test]
fn classes_are_looked_into() {
    assert_aspects("surnames", &mut open("surnames", &[]));
}

#[test]
fn texts_that_are_continued_are_looked_into() {
    assert_aspects("surnames-generate", &mut open("surnames-generate", &[]));
}

#[test]
fn a_gru_of_two_layers_that_read_both_ways_shows_what_it_has() {
    let mut app = open("airpassengers", &["cell=gru", "layers=2", "bidirectional=true"]);
    keys(&mut app, "3]]]");
    assert_screens("gates gru", &app);
    keys(&mut app, "gg");
    assert_screens("one gate gru", &app);
}

#[test]
fn a_plain_network_has_its_hidden_state_alone() {
    let mut app = open("surnames", &["cell=rnn"]);
    keys(&mut app, "3");
    assert_screens("gates rnn", &app);
}

#[test]
fn units_that_there_is_no_room_for_are_scrolled_to() {
    let mut app = open("surnames", &[]);
    keys(&mut app, "3jjj");
    assert_screens("gates scrolled", &app);
}

#[test]
fn influence_on_a_logarithmic_axis_shows_what_has_vanished() {
    let mut app = open("airpassengers", &[]);
    keys(&mut app, "3vl");
    assert_screens("influence log", &app);
}

#[test]
fn before_anything_is_found_the_page_says_what_it_waits_for() {
    let mut app = open("series-sum", &[]);
    update(&mut app, Message::Key(Key::char('3')));
    assert_screens("looking", &app);
    let problem = "the network reads numbers, but the sequence holds symbols".to_owned();
    hear(&mut app, TrainingEvent::Inspected { id: 1, step: 0, found: Err(problem) });
    assert_screens("not looked into", &app);
}

#[test]
fn without_colours_gates_are_shades() {
    let mut app = open("series-sum", &[]);
    keys(&mut app, "3");
    for aspect in ASPECTS {
        let buffer = screen(&app, (80, 24), Theme::new(false));
        assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
        insta::assert_snapshot!(format!("{aspect} without colours 80x24"), text(&buffer));
        keys(&mut app, "v");
    }
}

#[test]
fn numbers_that_are_not_finite_are_marked_and_no_sentence_is_made_of_them() {
    let mut app = open("series-sum", &[]);
    keys(&mut app, "3");
    tell(&mut app, |found| {
        found.passes[0].maps.iter_mut().for_each(|map| map.values.fill(f32::NAN));
        found.influence.by_step.fill(f32::NAN);
        found.spreads.iter_mut().for_each(|spread| {
            (spread.weights.norm, spread.weights.edge) = (f64::NAN, 0.0);
            spread.weights.counts.clear();
        });
    });
    for aspect in ASPECTS {
        let buffer = screen(&app, (80, 24), Theme::new(false));
        insta::assert_snapshot!(format!("{aspect} not finite 80x24"), text(&buffer));
        keys(&mut app, "v");
    }
}

#[test]
fn what_is_drawn_can_be_clicked() {
    let mut app = open("series-sum", &[]);
    keys(&mut app, "3");
    let (width, height) = (120, 36);
    let click = |app: &mut App, words: &str| {
        let lines: Vec<String> =
            text(&screen(app, (width, height), Theme::new(true))).lines().map(str::to_owned).collect();
        let (row, line) = lines.iter().enumerate().find(|(_, line)| line.contains(words)).unwrap();
        let column = line[..line.find(words).unwrap()].chars().count() as u16;
        let at = (column, row as u16);
        let target = target(app, ratatui::layout::Rect::new(0, 0, width, height), at);
        update(app, Message::Pointer(Pointer { gesture: Gesture::Press, at, target }));
        target
    };
    assert_eq!(click(&mut app, "candidate"), Some(Target::Inspect(Glance::Gate(3))));
    assert_eq!(app.inspect.gate, Some(3));
    click(&mut app, "candidate");
    assert_eq!(app.inspect.gate, None);
    click(&mut app, "Weights");
    assert_eq!(click(&mut app, "lstm.bias_ih_l0"), Some(Target::Inspect(Glance::Parameter(2))));
    assert_eq!(app.inspect.parameter, 2);
    click(&mut app, "Influence");
    assert!(text(&screen(&app, (width, height), Theme::new(true))).contains("|∂ answer / ∂ x[t]|"));
}

#[test]
fn no_size_panics_whatever_is_looked_into() {
    let long = |found: &mut Inspection| {
        (found.steps, found.stride) = (100_000, 200);
        found.passes.iter_mut().flat_map(|pass| &mut pass.maps).for_each(|map| map.values = vec![0.5; 500 * 10]);
        (found.influence.stride, found.influence.by_step) = (13, vec![1.0; 7693]);
    };
    let empty = |found: &mut Inspection| {
        found.passes.clear();
        found.influence.by_step.clear();
        found.spreads.clear();
    };
    for change in [|_: &mut Inspection| {}, long, empty] {
        let mut app = open("series-sum", &["bidirectional=true"]);
        keys(&mut app, "3");
        tell(&mut app, change);
        for _ in ASPECTS {
            for (width, height) in (38..=200).step_by(18).flat_map(|width| (9..=60).step_by(6).map(move |h| (width, h)))
            {
                app.scroll = width;
                for theme in [Theme::new(true), Theme::new(false)] {
                    let mut terminal =
                        ratatui::Terminal::new(ratatui::backend::TestBackend::new(width, height)).unwrap();
                    terminal.draw(|frame| draw(frame, &app, theme)).unwrap();
                    let area = ratatui::layout::Rect::new(0, 0, width, height);
                    for row in (0..height).step_by(7) {
                        let _ = target(&app, area, (width / 2, row));
                    }
                }
            }
            keys(&mut app, "v");
        }
    }
}
