//! Any text in the input pane, and any argument.

use std::{ffi::OsStr, os::unix::ffi::OsStrExt, sync::Arc};

use proptest::{
    prelude::any,
    test_runner::{Config, TestRunner},
};
use rnnlab::{
    app::{App, Key, KeyCode, Message, update},
    data::Dataset,
    experiment::Experiment,
    launch::info,
    training::TrainingEvent,
    tui::Theme,
};

use crate::{lab::Lab, picture};

fn typing(name: &str) -> App {
    let experiment = Experiment::open(name).unwrap();
    let dataset = Arc::new(Dataset::load(&experiment).unwrap());
    let mut app = App::new(experiment.clone());
    update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info(&experiment, &dataset)))));
    update(&mut app, Message::Key(Key::plain(KeyCode::Char('i'))));
    app
}

fn draw(app: &App) -> String {
    picture::text(&picture::screen(app, (80, 24), Theme::new(true)))
}

#[test]
fn a_megabyte_that_is_pasted_is_cut_and_its_end_is_seen() {
    for name in ["series-sum", "surnames", "airpassengers"] {
        for text in ["12 ", "語 ", "e\u{301}", "\u{5d0}\u{202e}\u{5d1} "] {
            let mut app = typing(name);
            update(&mut app, Message::Paste(text.repeat(1_000_000 / text.len())));
            draw(&app);
            assert!(app.what_if.input().value().len() <= 100_000);
            update(&mut app, Message::Key(Key::plain(KeyCode::Backspace)));
            update(&mut app, Message::Key(Key::plain(KeyCode::Char('Z'))));
            let drawn = draw(&app);
            assert!(drawn.contains('Z'), "{name} {text:?}\n{drawn}");
        }
    }
}

#[test]
fn arguments_that_are_no_text_are_told() {
    let lab = Lab::new();
    let mut command = lab.command(&[]);
    let output = command.arg(OsStr::from_bytes(b"\xff\x1b[31m")).assert().code(2).get_output().clone();
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.starts_with("error: invalid UTF-8 was detected in one or more arguments"), "{words}");
    // A path may be anything, and comes back as far as it can be shown.
    let output = lab.command(&["new"]).arg(OsStr::from_bytes(b"\xff.csv")).assert().code(1).get_output().clone();
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(words, "rnnlab: cannot read \u{fffd}.csv: No such file or directory (os error 2)\n");
}

#[test]
fn any_text_is_a_question_or_told() {
    for name in ["series-sum", "surnames-generate", "airpassengers"] {
        let app = typing(name);
        let text_is_taken = |text: String| {
            let mut app = app.clone();
            update(&mut app, Message::Paste(text));
            draw(&app);
            Ok(())
        };
        TestRunner::new(Config::with_cases(64)).run(&any::<String>(), text_is_taken).unwrap();
    }
}
