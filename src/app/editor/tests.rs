use super::*;
use crate::{
    app::KeyCode,
    experiment::{Clip, Pace, Patience},
};

fn editor(name: &str) -> Editor {
    Editor::new(Experiment::open(name).unwrap())
}

fn at(name: &str, parameter: &str) -> Editor {
    let mut editor = editor(name);
    let row = editor.parameters().iter().position(|offered| offered.name == parameter).unwrap();
    editor.go(row.cast_signed());
    editor
}

fn type_text(editor: &mut Editor, text: &str) {
    text.chars().for_each(|character| editor.edit(Key::char(character)));
}

#[test]
fn what_is_typed_for_a_live_parameter_is_told_at_once_and_what_is_not_needs_a_new_run() {
    use TrainingCommand::{Change as C, SetPace};
    for (parameter, text, edit) in [
        ("learning rate", "0.5", Edit::Now(C(Change::LearningRate(0.5)))),
        ("clip", "1.5", Edit::Now(C(Change::Clip(Clip::Norm(1.5))))),
        ("dropout", "0.25", Edit::Now(C(Change::Dropout(0.25)))),
        ("patience", "7", Edit::Now(C(Change::Patience(Patience::Epochs(7))))),
        ("epochs", "77", Edit::Now(C(Change::Epochs(77)))),
        ("pace", "3", Edit::Now(SetPace(Pace::PerSecond(3.0)))),
        ("hidden", "12", Edit::Later),
        ("cell", "gru", Edit::Later),
    ] {
        let mut editor = at("series-sum-generated", parameter);
        type_text(&mut editor, text);
        assert_eq!(editor.problem(), None, "{parameter}");
        assert_eq!(editor.take(), Some(edit.clone()), "{parameter}");
        assert_eq!(editor.needs_new_run(), edit == Edit::Later, "{parameter}");
        let marked = editor.marked().unwrap();
        assert_eq!(marked.value(editor.draft()).as_deref(), Some(text), "{parameter}");
    }
}

#[test]
fn a_value_that_cannot_be_is_told_as_it_is_typed_and_not_taken() {
    let mut editor = at("series-sum", "learning rate");
    type_text(&mut editor, "-");
    assert!(editor.problem().is_some());
    type_text(&mut editor, "1");
    assert_eq!(editor.problem(), Some("-1 is not a number above 0"));
    assert_eq!(editor.take(), None);
    assert!((editor.draft().training.learning_rate - 0.001).abs() < f64::EPSILON);
    assert!(editor.clear() && editor.problem().is_none() && !editor.clear());
}

#[test]
fn deleting_starts_from_the_present_value() {
    let mut editor = at("series-sum", "hidden");
    editor.edit(Key::plain(KeyCode::Backspace));
    assert_eq!(editor.typed().map(Input::value), Some("1"));
}

#[test]
fn one_step_after_the_other_leads_through_sensible_values() {
    for (parameter, value, up, down) in [
        ("learning rate", "0.001", Some("0.002"), Some("0.0005")),
        ("learning rate", "0.003", Some("0.005"), Some("0.002")),
        ("clip", "1000000", Some("off"), Some("500000")),
        ("clip", "off", None, Some("100")),
        ("batch", "32", Some("50"), Some("20")),
        ("batch", "1", Some("2"), None),
        ("dropout", "0.5", Some("0.55"), Some("0.45")),
        ("dropout", "0", Some("0.05"), None),
        ("dropout", "0.95", None, Some("0.9")),
        ("layers", "2", Some("3"), Some("1")),
        ("cell", "gru", Some("rnn"), Some("lstm")),
        ("both ways", "false", Some("true"), None),
    ] {
        let parameter = PARAMETERS.into_iter().find(|offered| offered.name == parameter).unwrap();
        assert_eq!(parameter.next(value, true).as_deref(), up, "{value} {}", parameter.name);
        assert_eq!(parameter.next(value, false).as_deref(), down, "{value} {}", parameter.name);
    }
}

#[test]
fn a_step_is_an_edit_and_one_that_leads_nowhere_is_none() {
    let mut editor = at("series-sum", "learning rate");
    assert_eq!(editor.nudge(true), Some(Edit::Now(TrainingCommand::Change(Change::LearningRate(0.002)))));
    let mut editor = at("series-sum", "cell");
    assert_eq!(editor.nudge(false), None);
    let mut editor = at("series-sum", "layers");
    assert_eq!(editor.nudge(false), None);
    assert_eq!(editor.problem(), Some("0 is too small: at least 1"));
}

#[test]
fn the_marked_one_stays_among_those_that_the_experiment_has() {
    let mut editor = editor("surnames");
    assert!(editor.parameters().iter().all(|parameter| parameter.name != "window"));
    editor.go(-1);
    assert_eq!(editor.row(), 0);
    editor.go(100);
    assert_eq!(editor.row(), editor.parameters().len() - 1);
    assert!(at("airpassengers", "window").marked().is_some());
}
