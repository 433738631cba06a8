//! What is asked of networks of every task, and which answers count.

use super::*;
use crate::{
    app::{App, Effect, Gesture, Message, Pointer, update},
    data::Dataset,
    experiment::Experiment,
    launch,
    training::{TrainingCommand, TrainingEvent},
};

/// An app in whose input pane a text can be typed.
fn trying(experiment: &str) -> App {
    let experiment = Experiment::open(experiment).unwrap();
    let info = launch::info(&experiment, &Dataset::load(&experiment).unwrap());
    let mut app = App::new(experiment);
    update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info))));
    press(&mut app, Key::char('i'));
    app
}

fn press(app: &mut App, key: Key) -> Vec<Effect> {
    update(app, Message::Key(key))
}

fn type_text(app: &mut App, text: &str) {
    text.chars().for_each(|character| drop(press(app, Key::char(character))));
}

/// What a key asks the network.
fn asked(app: &mut App, key: Key) -> (u64, Vec<(Question, Sampling)>) {
    match press(app, key).as_slice() {
        [Effect::Command(TrainingCommand::WhatIf(id, asked))] => (*id, asked.clone()),
        other => panic!("{other:?}"),
    }
}

fn hear(app: &mut App, id: u64, text: &str) {
    let answer = Ok(Answer::Text(text.to_owned()));
    update(app, Message::Training(TrainingEvent::Answered { id, step: 1, answer }));
}

#[test]
fn continuations_are_asked_by_a_seed_each_and_drawn_anew_by_the_next() {
    let mut app = trying("surnames-generate");
    let (_, drawn) = asked(&mut app, Key::char('A'));
    let of = |drawn: &[(Question, Sampling)]| drawn.iter().map(|(_, s)| (s.temperature, s.seed)).collect::<Vec<_>>();
    assert_eq!(of(&drawn), [(0.8, 1), (0.8, 2), (0.8, 3), (0.8, 4)]);
    let (_, anew) = asked(&mut app, Key::ctrl('r'));
    assert_eq!(of(&anew), [(0.8, 5), (0.8, 6), (0.8, 7), (0.8, 8)]);
    let (_, hotter) = asked(&mut app, Key::plain(KeyCode::PageUp));
    assert_eq!(of(&hotter)[0], (0.9, 5));
}

#[test]
fn the_temperature_goes_from_the_likeliest_alone_to_two_and_no_further() {
    let mut app = trying("surnames-generate");
    (0..8).for_each(|_| drop(press(&mut app, Key::plain(KeyCode::PageDown))));
    assert!(app.what_if.sampling().temperature.abs() < 1e-12);
    assert_eq!(press(&mut app, Key::plain(KeyCode::PageDown)), []);
    assert_eq!(asked(&mut app, Key::char('A')).1.len(), 1, "all would be the same");
    (0..30).for_each(|_| drop(press(&mut app, Key::plain(KeyCode::PageUp))));
    assert!((app.what_if.sampling().temperature - HOTTEST).abs() < 1e-12);
}

#[test]
fn each_continuation_comes_back_by_its_number_and_older_ones_stand_until_it_does() {
    let mut app = trying("surnames-generate");
    let (first, _) = asked(&mut app, Key::char('A'));
    hear(&mut app, first, "nn");
    hear(&mut app, first + 2, "da");
    let texts =
        |app: &App| -> Vec<Option<Answer>> { app.what_if.newest_answers().map(Option::<&Answer>::cloned).collect() };
    let text = |text: &str| Some(Answer::Text(text.to_owned()));
    assert_eq!(texts(&app), [text("nn"), None, text("da"), None]);
    let (second, _) = asked(&mut app, Key::char('b'));
    assert!(second >= first + 4);
    assert_eq!((texts(&app)[0].clone(), app.what_if.answer()), (text("nn"), None));
    hear(&mut app, first + 1, "too late");
    hear(&mut app, second, "el");
    assert_eq!(texts(&app), [text("el"), None, text("da"), None]);
}

#[test]
fn test_examples_are_taken_one_after_the_other_with_their_truth_until_the_text_changes() {
    for name in ["series-sum", "surnames", "surnames-generate", "copy-memory", "japanese-vowels"] {
        let mut app = trying(name);
        let (_, first) = asked(&mut app, Key::ctrl('t'));
        let info = app.run.info.clone().unwrap();
        let input = |asked: &[(Question, Sampling)]| asked[0].0.input.clone();
        assert_eq!(input(&first).steps(), info.preparation.prompt(&info.test[0]).input.steps(), "{name}");
        assert_eq!(app.what_if.example(), Some(&info.test[0]), "{name}");
        let (_, second) = asked(&mut app, Key::ctrl('t'));
        assert_ne!(input(&first), input(&second), "{name}");
        assert_eq!(app.what_if.example(), Some(&info.test[1]), "{name}");
        press(&mut app, Key::char('1'));
        assert_eq!(app.what_if.example(), None, "{name}");
        press(&mut app, Key::plain(KeyCode::Up));
        assert_eq!(input(&first), app.what_if.question(&info.preparation).unwrap().input, "{name}: ↑ brings it back");
    }
}

#[test]
fn of_a_forecast_the_line_is_cleared_and_the_end_of_the_series_asked() {
    let mut app = trying("airpassengers-one-step");
    "600 x".chars().for_each(|character| drop(press(&mut app, Key::char(character))));
    let (_, asked) = asked(&mut app, Key::ctrl('t'));
    assert_eq!((app.what_if.input().value(), asked.len(), app.what_if.example()), ("", 1, None));
}

#[test]
fn the_truth_follows_the_rule_and_the_example() {
    let mut app = trying("adding-problem");
    "0.5 1 0.25 0 0.125 1".chars().for_each(|character| drop(press(&mut app, Key::char(character))));
    let truth = |app: &App| {
        let truth = app.what_if.truth(&app.run.info.as_ref().unwrap().preparation, app.run.experiment.data.rule);
        truth.unwrap().values().last().copied()
    };
    assert_eq!(truth(&app), Some(0.625));
}

fn answered(app: &mut App, id: u64, step: u64, value: f64) {
    let answer = Ok(Answer::Numbers(Sequence::new(1, vec![value]).unwrap()));
    update(app, Message::Training(TrainingEvent::Answered { id, step, answer }));
}

#[test]
fn what_is_pinned_is_asked_after_what_is_typed_and_goes_on_being_answered() {
    let mut app = trying("series-sum");
    type_text(&mut app, "1 2");
    let (first, pinned) = asked(&mut app, Key::ctrl('p'));
    assert_eq!(pinned.len(), 2, "as it is typed, and as it is pinned");
    answered(&mut app, first + 1, 10, 5.0);
    assert_eq!(app.what_if.pins()[0].course(), [5.0]);
    // Another text, and one that is no question: the pin is answered all the same.
    let (id, two) = asked(&mut app, Key::char('7'));
    assert_eq!(two.len(), 2);
    answered(&mut app, first + 1, 11, 9.0);
    assert_eq!(app.what_if.pins()[0].course(), [5.0], "an answer to an older question");
    answered(&mut app, id + 1, 11, 6.0);
    let (id, one) = asked(&mut app, Key::char('x'));
    assert_eq!(one, pinned[1..]);
    answered(&mut app, id, 12, 7.0);
    assert_eq!(app.what_if.pins()[0].course(), [5.0, 6.0, 7.0]);
    assert_eq!(app.what_if.answer(), None);
}

#[test]
fn what_is_pinned_once_more_is_taken_off_and_there_is_an_end_to_pins() {
    let mut app = trying("series-sum");
    for number in 1..=9 {
        press(&mut app, Key::ctrl('u'));
        type_text(&mut app, &number.to_string());
        press(&mut app, Key::ctrl('p'));
    }
    assert_eq!(app.what_if.pins().len(), 8);
    let words = "8 sequences are pinned: take one off first, by typing it and pinning it again";
    assert_eq!(app.notice.as_deref(), Some(words));
    asked(&mut app, Key::ctrl('u'));
    type_text(&mut app, "3");
    assert_eq!(asked(&mut app, Key::ctrl('p')).1.len(), 8);
    assert!(app.what_if.pins().iter().all(|pin| pin.text != "3"));
    asked(&mut app, Key::ctrl('u'));
    assert_eq!(press(&mut app, Key::ctrl('p')), []);
    assert_eq!(
        app.notice.as_deref(),
        Some("this cannot be pinned: there are no numbers: write some, separated by spaces or commas")
    );
}

#[test]
fn a_text_and_the_same_with_a_space_at_its_end_are_two_pins() {
    let mut app = trying("surnames-generate");
    type_text(&mut app, "Mac ");
    press(&mut app, Key::ctrl('p'));
    press(&mut app, Key::plain(KeyCode::Backspace));
    press(&mut app, Key::ctrl('p'));
    let texts: Vec<&str> = app.what_if.pins().iter().map(|pin| pin.text.as_str()).collect();
    assert_eq!(texts, ["Mac ", "Mac"]);
}

#[test]
fn a_click_on_a_pin_takes_its_text_up_for_editing_and_another_run_is_asked_it_anew() {
    let mut app = trying("series-sum");
    type_text(&mut app, "1 2");
    asked(&mut app, Key::ctrl('p'));
    asked(&mut app, Key::ctrl('u'));
    press(&mut app, Key::plain(KeyCode::Esc));
    let pointer = Pointer { gesture: Gesture::Press, at: (3, 20), target: Some(crate::app::Target::Pin(0)) };
    update(&mut app, Message::Pointer(pointer));
    assert_eq!((app.context(), app.what_if.input().value()), (crate::app::Context::Try, "1 2"));
    let info = app.run.info.clone().unwrap();
    let effects = update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info))));
    let Effect::Command(TrainingCommand::WhatIf(_, again)) = &effects[0] else { panic!("{effects:?}") };
    assert_eq!((again.len(), app.what_if.pins()[0].course()), (2, Vec::new()));
}
