//! What is found, what is chosen, and what becomes of the present run.

use super::*;
use crate::{
    app::{App, Context, Effect, Key, KeyCode, Message, Phase, Then, update},
    evaluation::Judgement,
    training::{Figures, TrainingCommand, TrainingEvent},
};

fn app(phase: Phase) -> App {
    let mut app = App::new(Experiment::open("series-sum").unwrap());
    app.run.phase = phase;
    app
}

fn press(app: &mut App, key: Key) -> Vec<Effect> {
    update(app, Message::Key(key))
}

fn picking(phase: Phase, text: &str) -> App {
    let mut app = app(phase);
    assert_eq!(press(&mut app, Key::char('o')), [Effect::ListRecent]);
    let recent = ["/home/ada/stars.toml", "/home/ada/tides.toml"].map(str::to_owned);
    update(&mut app, Message::Recent(recent.to_vec()));
    text.chars().for_each(|character| drop(press(&mut app, Key::char(character))));
    app
}

fn picker(app: &App) -> &Picker {
    match &app.mode {
        crate::app::Mode::Pick(picker) => picker,
        other => panic!("{other:?}"),
    }
}

fn opened(name: &str) -> Message {
    Message::Opened(Ok(Box::new(Experiment::open(name).unwrap())))
}

fn stopped() -> Message {
    let figures = Figures {
        steps: 7,
        goal: 7,
        loss: None,
        best: None,
        judgement: Judgement::default(),
        seconds: 1.0,
        divergence: None,
    };
    Message::Training(TrainingEvent::Stopped(Box::new(figures)))
}

#[test]
fn every_built_in_experiment_is_offered_and_then_those_opened_before() {
    let app = picking(Phase::Running, "");
    let choices = picker(&app).choices();
    let kinds: Vec<Kind> = choices.iter().map(|choice| choice.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Builtin).count(), builtins().count());
    assert_eq!(kinds[kinds.len() - 2..], [Kind::Recent, Kind::Recent]);
    assert!(choices.iter().all(|choice| choice.kind == Kind::Recent || !choice.about.is_empty()));
}

#[test]
fn words_filter_by_name_and_by_what_an_experiment_is_about_and_a_path_is_a_choice_of_its_own() {
    let table: &[(&str, &[&str])] = &[
        ("surn gen", &["surnames-generate"]),
        ("SPEAKERS", &["japanese-vowels"]),
        ("tides", &["/home/ada/tides.toml"]),
        ("mine.toml", &["mine.toml"]),
        ("/home/ada/", &["/home/ada/", "/home/ada/stars.toml", "/home/ada/tides.toml"]),
        ("/home/ada/tides.toml", &["/home/ada/tides.toml"]),
        ("surnames.csv", &["surnames.csv"]),
        ("xyzzy", &["xyzzy"]),
    ];
    for (text, names) in table {
        let app = picking(Phase::Running, text);
        let found: Vec<String> = picker(&app).choices().into_iter().map(|choice| choice.name).collect();
        assert_eq!(found, *names, "{text:?}");
    }
}

#[test]
fn the_mark_moves_to_the_ends_and_back_to_the_first_when_the_text_changes() {
    let mut app = picking(Phase::Running, "co");
    let count = picker(&app).choices().len();
    press(&mut app, Key::plain(KeyCode::Up));
    assert_eq!(picker(&app).finder().marked(), 0);
    (0..count + 3).for_each(|_| drop(press(&mut app, Key::plain(KeyCode::Down))));
    assert_eq!(picker(&app).finder().marked(), count - 1);
    press(&mut app, Key::char('2'));
    assert_eq!(picker(&app).chosen().map(|choice| choice.name), Some("co2".to_owned()));
}

#[test]
fn a_choice_asks_once_while_training_saves_the_run_and_starts_the_other_at_its_pace() {
    for (phase, asks) in [(Phase::Running, true), (Phase::Paused, false), (Phase::Finished, false)] {
        let mut app = picking(phase.clone(), "co2-y");
        assert_eq!(press(&mut app, Key::plain(KeyCode::Enter)), [Effect::Open("co2-year".to_owned())]);
        let mut effects = update(&mut app, opened("co2-year"));
        if asks {
            assert_eq!((effects, app.context()), (vec![], Context::Confirm), "{phase:?}");
            effects = press(&mut app, Key::char('y'));
        }
        assert_eq!(effects, [Effect::Command(TrainingCommand::Stop)], "{phase:?}");
        let other = Box::new(Experiment::open("co2-year").unwrap());
        assert_eq!(app.run.phase, Phase::Stopping(Then::Open(other.clone())));
        assert_eq!(update(&mut app, stopped()), [Effect::Start(other.clone())]);
        assert_eq!(
            (&app.run.experiment, app.run.phase.clone(), app.pace),
            (&*other, Phase::Starting, other.training.pace)
        );
    }
}

#[test]
fn a_failed_run_gives_way_at_once() {
    let mut app = picking(Phase::Failed("broken".to_owned()), "sunspots");
    let effects = update(&mut app, opened("sunspots"));
    assert!(matches!(effects.as_slice(), [Effect::Start(_)]), "{effects:?}");
}

#[test]
fn a_no_to_the_question_and_a_way_back_leave_the_run_as_it_was() {
    let mut app = picking(Phase::Running, "co2");
    update(&mut app, opened("co2"));
    assert_eq!(press(&mut app, Key::char('n')), []);
    assert_eq!((app.run.phase.clone(), app.context()), (Phase::Running, Context::Watch));
    for key in [Key::plain(KeyCode::Esc), Key::ctrl('c')] {
        let mut app = picking(Phase::Running, "co2");
        assert_eq!(press(&mut app, key), []);
        assert_eq!((app.run.phase.clone(), app.context()), (Phase::Running, Context::Watch));
        assert_eq!(update(&mut app, opened("co2")), [], "too late");
    }
}

#[test]
fn what_cannot_be_read_is_told_in_the_list_until_the_next_key_and_nothing_is_lost() {
    let mut app = picking(Phase::Paused, "none.toml");
    assert_eq!(press(&mut app, Key::plain(KeyCode::Enter)), [Effect::Open("none.toml".to_owned())]);
    assert_eq!(update(&mut app, Message::Opened(Err("there is none".to_owned()))), []);
    assert_eq!((picker(&app).finder().problem(), app.run.phase.clone()), (Some("there is none"), Phase::Paused));
    press(&mut app, Key::plain(KeyCode::Backspace));
    assert_eq!((picker(&app).finder().problem(), picker(&app).finder().input().value()), (None, "none.tom"));
}

#[test]
fn what_was_typed_for_one_network_is_not_asked_of_another_but_comes_back() {
    let mut app = app(Phase::Paused);
    press(&mut app, Key::char('i'));
    press(&mut app, Key::char('7'));
    press(&mut app, Key::plain(KeyCode::Esc));
    press(&mut app, Key::char('o'));
    update(&mut app, opened("surnames"));
    update(&mut app, stopped());
    assert_eq!(app.what_if.input().value(), "");
    press(&mut app, Key::char('i'));
    press(&mut app, Key::plain(KeyCode::Up));
    assert_eq!(app.what_if.input().value(), "7");
}

#[test]
fn no_key_that_is_typed_is_a_command_and_a_paste_is_one_line() {
    let mut app = picking(Phase::Running, "");
    for character in ' '..='~' {
        assert_eq!(press(&mut app, Key::char(character)), [], "{character:?}");
    }
    assert_eq!(app.context(), Context::Pick);
    press(&mut app, Key::ctrl('u'));
    update(&mut app, Message::Paste("/tmp/a b.toml\n".to_owned()));
    assert_eq!(picker(&app).finder().input().value(), "/tmp/a b.toml");
}
