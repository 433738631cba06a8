//! Names, cells and arguments with characters that a terminal would act on.

use rnnlab::{
    app::{App, Key, KeyCode, Message, update},
    data::Dataset,
    experiment::{Experiment, Source},
    launch::info,
    training::TrainingEvent,
    tui::Theme,
    wording::is_unsafe,
};
use serde_json::Value;
use std::sync::Arc;

use crate::{lab::Lab, picture};

/// Clears the screen, sets the title, goes back, is a control sequence of one byte, and writes from right to left.
const EVIL: &str = "x\u{1b}[2J\u{1b}]0;t\u{7}\r\u{8}\u{9b}31m\u{7f}\u{202e}\u{2066}y";

fn experiment() -> String {
    let escaped: String =
        EVIL.chars().map(|c| if is_unsafe(c) { format!("\\u{:04X}", c as u32) } else { c.into() }).collect();
    format!(
        "name = 'x'\nabout = \"{escaped}\"\n[data]\nfile = 'data.csv'\ntask = 'classify'\nid = 'id'\ninputs = \"{escaped}\"\n\
         target = 'class'\n[split]\nby = 'random'\ntest = 2\n[training]\nepochs = 2\n"
    )
}

fn lab() -> Lab {
    let lab = Lab::new();
    lab.write("x.toml", &experiment());
    let row = |id: usize| format!("\"{id}{EVIL}\",{id},\"{EVIL}{}\"\n", id % 2);
    let rows: String = (0..8).map(row).collect();
    lab.write("data.csv", &format!("id,\"{EVIL}\",class\n{rows}"));
    lab
}

#[track_caller]
fn assert_harmless(text: &str) {
    let found = text.chars().find(|&character| is_unsafe(character) && !matches!(character, '\n' | '\t'));
    assert_eq!(found, None, "{text:?}");
}

#[test]
fn nothing_that_is_printed_for_a_person_acts_on_the_terminal() {
    let lab = lab();
    for arguments in [&["check", "x.toml"][..], &["train", "x.toml"], &["runs"], &["evaluate", "last"]] {
        let text = lab.run(arguments);
        assert_harmless(&text);
        assert!(arguments[0] == "runs" || text.contains("\\u{1b}[2J"), "{text}");
    }
    assert_harmless(&lab.fails(&["check", EVIL]));
    assert_harmless(&lab.fails(&["evaluate", EVIL]));
    assert_harmless(&lab.fails(&["check", "x.toml", "--set", &format!("{EVIL}=1")]));
    assert_harmless(&lab.fails(&["new", EVIL]));
    assert_harmless(&lab.run(&["runs", "--runs-dir", EVIL]));
    let misused = lab.command(&["check", &format!("--{EVIL}")]).assert().code(2).get_output().clone();
    assert_harmless(&String::from_utf8(misused.stderr).unwrap());
}

#[test]
fn json_says_the_same_strings_without_a_raw_character() {
    let lab = lab();
    let text = lab.run(&["check", "x.toml", "--json"]);
    assert_harmless(&text);
    let ledger: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(ledger["columns"][0]["name"], EVIL.trim());
    lab.run(&["train", "x.toml", "--json"]).lines().for_each(assert_harmless);
    let answer = lab.run(&["predict", "last", "--json", "1 2"]);
    assert_harmless(&answer);
}

#[test]
fn a_csv_goes_to_a_file_or_a_pipe_byte_for_byte() {
    let lab = lab();
    lab.run(&["train", "x.toml"]);
    let answered = lab.run(&["predict", "last", "data.csv"]);
    assert!(answered.contains(EVIL), "{answered:?}");
    lab.run(&["predict", "last", "data.csv", "-o", "answers.csv"]);
    assert_eq!(lab.read("answers.csv"), answered);
}

/// The app on the evil data, as it is when training begins.
fn app(lab: &Lab) -> App {
    let mut experiment = Experiment::parse(&experiment(), "x.toml").unwrap();
    experiment.data.source = Source::File { path: lab.path().join("data.csv"), test: None };
    let dataset = Arc::new(Dataset::load(&experiment).unwrap());
    let mut app = App::new(experiment.clone());
    update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info(&experiment, &dataset)))));
    app
}

#[test]
fn no_cell_of_the_dashboard_holds_what_a_terminal_would_act_on() {
    let lab = lab();
    let mut app = app(&lab);
    for tab in ['1', '2', '3', '4', '5'] {
        update(&mut app, Message::Key(Key::plain(KeyCode::Char(tab))));
        for size in [(40, 10), (80, 24), (200, 60)] {
            let buffer = picture::screen(&app, size, Theme::new(true));
            let drawn = picture::text(&buffer);
            assert_harmless(&drawn);
            assert!(tab != '2' || size.0 < 80 || drawn.contains("x[2J"), "{drawn}");
        }
    }
}

#[test]
fn a_picture_of_such_data_is_well_formed() {
    let lab = lab();
    lab.run(&["screenshot", "x.toml", "-o", "x.svg", "--steps", "2", "--tab", "data", "--what-if", EVIL]);
    let svg = lab.read("x.svg");
    assert_harmless(&svg);
    resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
}
