//! The palette, the mouse, what is copied and saved, and the theme.

use std::path::PathBuf;

use crate::{
    app::{
        Action, App, BINDINGS, Binding, Context, Effect, Gesture, Key, KeyCode, Look, Message, Mode, PARAMETERS, Phase,
        Pointer, Settings, Tab, Target, update,
    },
    data::{Answer, Dataset, Sequence},
    experiment::Experiment,
    launch,
    training::{RunInfo, StepMetrics, TrainingCommand, TrainingEvent},
};

fn app() -> App {
    let experiment = Experiment::open("series-sum").unwrap();
    let info = launch::info(&experiment, &Dataset::load(&experiment).unwrap());
    let info = RunInfo { directory: Some(PathBuf::from("runs/1-series-sum")), ..info };
    let mut app = App::new(experiment);
    update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info))));
    app
}

fn press(app: &mut App, key: Key) -> Vec<Effect> {
    update(app, Message::Key(key))
}

fn type_text(app: &mut App, text: &str) -> Vec<Effect> {
    text.chars().flat_map(|character| press(app, Key::char(character))).collect()
}

fn enter(app: &mut App) -> Vec<Effect> {
    press(app, Key::plain(KeyCode::Enter))
}

fn point(app: &mut App, gesture: Gesture, target: Option<Target>) -> Vec<Effect> {
    update(app, Message::Pointer(Pointer { gesture, at: (0, 0), target }))
}

fn click(app: &mut App, target: Target) -> Vec<Effect> {
    point(app, Gesture::Press, Some(target))
}

fn predicted(app: &mut App) {
    let answers = [[0.867, 2.793, 5.308, 7.302], [4.073, 9.084, 11.937, 12.944]];
    let answers = answers.map(|values| Answer::Numbers(Sequence::new(1, values.to_vec()).unwrap())).to_vec();
    update(app, Message::Training(TrainingEvent::Predicted { step: 640, answers, scores: None }));
}

#[test]
fn every_action_of_the_dashboard_is_in_the_palette_by_its_name() {
    let mut app = app();
    press(&mut app, Key::char(':'));
    let Mode::Palette(palette) = &app.mode else { panic!("{:?}", app.mode) };
    let offers = palette.offers(&app);
    let is_listed = |binding: &&Binding| binding.context == Context::Watch && binding.action != Action::Palette;
    for binding in BINDINGS.iter().filter(is_listed) {
        let is_offered = offers.iter().any(|offer| offer.binding.action == binding.action);
        assert!(is_offered, "{:?} is missing", binding.action);
        let mut finding = app.clone();
        type_text(&mut finding, binding.about);
        let Mode::Palette(palette) = &finding.mode else { panic!("{:?}", finding.mode) };
        let found = palette.offers(&finding);
        assert!(found.iter().any(|offer| offer.binding.action == binding.action), "{:?}", binding.about);
    }
}

#[test]
fn words_in_any_order_find_an_action_and_enter_does_it() {
    for (text, asked) in [("training pause", TrainingCommand::Pause), ("checkpoint", TrainingCommand::SaveCheckpoint)] {
        let mut app = app();
        press(&mut app, Key::ctrl('p'));
        type_text(&mut app, text);
        assert_eq!(enter(&mut app), [Effect::Command(asked)], "{text}");
        assert_eq!(app.context(), Context::Watch, "{text}");
    }
    let mut app = app();
    press(&mut app, Key::char(':'));
    type_text(&mut app, "inside network");
    enter(&mut app);
    assert_eq!((app.tab, app.context()), (Tab::Inspect, Context::Watch));
}

#[test]
fn what_does_nothing_now_stands_last_and_says_so_and_escape_leaves() {
    let mut app = app();
    press(&mut app, Key::char(':'));
    let Mode::Palette(palette) = &app.mode else { panic!() };
    let holds: Vec<bool> = palette.offers(&app).iter().map(|offer| offer.holds).collect();
    assert!(holds.contains(&true) && holds.contains(&false) && holds.is_sorted_by(|a, b| a >= b));
    type_text(&mut app, "measure");
    assert_eq!(enter(&mut app), []);
    let Mode::Palette(palette) = &app.mode else { panic!() };
    assert_eq!(palette.finder().problem(), Some("that does nothing now; it does on the tab Evaluate"));
    press(&mut app, Key::plain(KeyCode::Backspace));
    let Mode::Palette(palette) = &app.mode else { panic!() };
    assert_eq!(palette.finder().problem(), None);
    press(&mut app, Key::plain(KeyCode::Esc));
    assert_eq!(app.context(), Context::Watch);
}

#[test]
fn from_the_input_pane_the_palette_leads_back_to_it_and_copies_the_answer() {
    let mut app = app();
    press(&mut app, Key::char('i'));
    type_text(&mut app, "2 4");
    let id = app.what_if.id();
    let answer = Ok(Answer::Numbers(Sequence::new(1, vec![2.5, 6.0]).unwrap()));
    update(&mut app, Message::Training(TrainingEvent::Answered { id, step: 7, answer }));
    press(&mut app, Key::ctrl('x'));
    type_text(&mut app, "copy answer");
    assert_eq!(enter(&mut app), [Effect::Copy("2.5\n6\n".to_owned())]);
    assert_eq!(app.context(), Context::Try);
    assert_eq!(app.notice.as_deref(), Some("copied the answer, where the terminal allows it (OSC 52)"));
    press(&mut app, Key::ctrl('x'));
    press(&mut app, Key::plain(KeyCode::Esc));
    assert_eq!((app.context(), app.what_if.input().value()), (Context::Try, "2 4"));
}

#[test]
fn the_table_of_the_page_is_copied_with_tabs_and_a_heading() {
    let mut app = app();
    assert_eq!(press(&mut app, Key::char('y')), [], "nothing is there yet");
    predicted(&mut app);
    let [Effect::Copy(text)] = &press(&mut app, Key::char('y'))[..] else { panic!() };
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "input\ttarget\tprediction\tmax error");
    assert_eq!(lines[1], "1 2 3 4\t1 3 5 7\t0.867 2.793 5.308 7.302\t0.308");
    assert_eq!(lines.len(), 3);
    for tab in [Tab::Data, Tab::Inspect, Tab::Runs] {
        app.tab = tab;
        let copies = |effect: &Effect| matches!(effect, Effect::Copy(_));
        assert!(!press(&mut app, Key::char('y')).iter().any(copies), "{tab}");
    }
}

#[test]
fn the_figures_of_the_step_under_the_cursor_are_copied_while_there_is_one() {
    let mut app = app();
    predicted(&mut app);
    let metrics = |step| StepMetrics {
        step,
        epoch: step,
        loss: 0.5,
        validation_loss: None,
        validation_accuracy: None,
        learning_rate: 0.001,
        gradient_norm: 2.0,
        seconds: step as f64 / 200.0,
    };
    update(&mut app, Message::Training(TrainingEvent::Stepped((0..5).map(metrics).collect())));
    press(&mut app, Key::plain(KeyCode::Home));
    let [Effect::Copy(text)] = &press(&mut app, Key::char('y'))[..] else { panic!() };
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..2], ["figure\tfrom step\tto step\tsmallest\tlargest", "training loss\t0\t0\t0.5\t0.5"]);
    assert!(lines.contains(&"gradient norm\t0\t0\t2\t2"), "{text}");
    press(&mut app, Key::plain(KeyCode::Esc));
    assert!(matches!(&press(&mut app, Key::char('y'))[..], [Effect::Copy(text)] if text.starts_with("input")));
}

#[test]
fn words_that_stand_for_an_action_elsewhere_find_it_too() {
    for (text, action) in [
        ("undo", Action::Undo),
        ("quit", Action::Quit),
        ("help", Action::Help),
        ("restart", Action::StartOver),
        ("tab runs", Action::Show(Tab::Runs)),
        ("directory copy", Action::CopyDirectory),
    ] {
        let mut app = app();
        press(&mut app, Key::char(':'));
        type_text(&mut app, text);
        let Mode::Palette(palette) = &app.mode else { panic!() };
        assert!(palette.offers(&app).iter().any(|offer| offer.binding.action == action), "{text}");
    }
    let mut app = app();
    press(&mut app, Key::char(':'));
    type_text(&mut app, "directory copy");
    assert_eq!(enter(&mut app), [Effect::Copy("runs/1-series-sum".to_owned())]);
}

#[test]
fn more_than_a_terminal_takes_is_cut_between_rows_and_the_notice_says_so() {
    let mut app = app();
    let row = "1\t2\n";
    let effects = super::copy_text(&mut app, "the table", row.repeat(30_000));
    let [Effect::Copy(text)] = &effects[..] else { panic!() };
    assert_eq!((text.len(), text.ends_with(row)), (65_536, true));
    let notice = "copied the first 65536 of 120000 bytes of the table, where the terminal allows it (OSC 52)";
    assert_eq!(app.notice.as_deref(), Some(notice));
    let effects = super::copy_text(&mut app, "the text", "é".repeat(40_000));
    let [Effect::Copy(text)] = &effects[..] else { panic!() };
    assert_eq!(text.len(), 65_536);
}

#[test]
fn a_picture_of_the_screen_is_named_by_step_and_page_and_the_notice_says_where_it_is() {
    let mut app = app();
    app.run.step = 640;
    let asked = Effect::SaveScreen {
        directory: Some(PathBuf::from("runs/1-series-sum")),
        name: "screen-000640-train".to_owned(),
    };
    assert_eq!(press(&mut app, Key::ctrl('s')), [asked]);
    update(&mut app, Message::ScreenSaved(Ok(PathBuf::from("runs/1-series-sum/screen-000640-train"))));
    let notice = "the screen is saved as runs/1-series-sum/screen-000640-train.svg and .png";
    assert_eq!(app.notice.as_deref(), Some(notice));
    update(&mut app, Message::ScreenSaved(Err("cannot write it".to_owned())));
    assert_eq!(app.notice.as_deref(), Some("cannot write it"));
}

#[test]
fn a_key_goes_through_the_themes_and_each_has_a_name_in_the_palette() {
    let mut app = app();
    let mut looks = Vec::new();
    for _ in Look::ALL {
        press(&mut app, Key::char('T'));
        looks.push(app.look());
    }
    assert_eq!(looks, [Look::Light, Look::ColourBlind, Look::None, Look::Dark]);
    for (text, look) in
        [("theme light", Look::Light), ("theme colour-blind", Look::ColourBlind), ("theme without", Look::None)]
    {
        press(&mut app, Key::char(':'));
        type_text(&mut app, text);
        enter(&mut app);
        assert_eq!(app.look(), look);
    }
}

#[test]
fn no_color_holds_until_a_person_chooses_and_is_not_remembered_as_a_choice() {
    let mut app = app();
    (app.look, app.no_color) = (Look::Light, true);
    assert_eq!((app.look(), Settings::of(&app).theme), (Look::None, Look::Light));
    press(&mut app, Key::char('T'));
    assert_eq!((app.look(), Settings::of(&app).theme), (Look::Dark, Look::Dark));
}

#[test]
fn settings_make_a_new_dashboard_as_the_old_one_was_left() {
    let mut left = app();
    for key in ['T', 'l', '2'] {
        press(&mut left, Key::char(key));
    }
    let mut new = app();
    Settings::of(&left).put_into(&mut new);
    assert_eq!(Settings::of(&new), Settings::of(&left));
    assert_ne!(Settings::of(&new), Settings::default());
}

#[test]
fn the_first_key_or_click_takes_the_hint_away_and_does_what_it_does() {
    let mut app = app();
    app.hint = true;
    assert_eq!(press(&mut app, Key::char(' ')), [Effect::Command(TrainingCommand::Pause)]);
    assert!(!app.hint);
    app.hint = true;
    click(&mut app, Target::Tab(Tab::Data));
    assert_eq!((app.hint, app.tab), (false, Tab::Data));
}

#[test]
fn a_click_does_what_stands_there() {
    let mut app = app();
    assert_eq!(click(&mut app, Target::Action(Action::PauseOrResume)), [Effect::Command(TrainingCommand::Pause)]);
    click(&mut app, Target::Input);
    assert_eq!(app.context(), Context::Try);
    click(&mut app, Target::Tab(Tab::Data));
    assert_eq!((app.context(), app.tab), (Context::Watch, Tab::Data), "the input pane stands on another page");
    click(&mut app, Target::Tab(Tab::Train));
    click(&mut app, Target::Parameter("clip"));
    let Mode::Edit(editor) = &app.mode else { panic!("{:?}", app.mode) };
    assert_eq!(PARAMETERS[editor.row()].name, "clip");
}

#[test]
fn in_the_editor_a_click_marks_and_the_wheel_gives_the_next_value() {
    let mut app = app();
    press(&mut app, Key::char('e'));
    click(&mut app, Target::Choice(2));
    let Mode::Edit(editor) = &app.mode else { panic!() };
    assert_eq!(editor.row(), 2);
    let effects = point(&mut app, Gesture::WheelUp, Some(Target::Choice(0)));
    assert!(matches!(effects[..], [Effect::Command(TrainingCommand::Change(_))]), "{effects:?}");
    let Mode::Edit(editor) = &app.mode else { panic!() };
    assert_eq!((editor.row(), editor.draft().training.learning_rate), (0, 0.002));
    type_text(&mut app, "3");
    click(&mut app, Target::Choice(0));
    let Mode::Edit(editor) = &app.mode else { panic!() };
    assert_eq!(editor.typed().map(tui_input::Input::value), Some("3"), "a click where the mark is drops nothing");
}

#[test]
fn in_a_list_a_click_marks_and_another_chooses_and_the_wheel_goes_through_it() {
    let mut app = app();
    press(&mut app, Key::char('o'));
    assert_eq!(click(&mut app, Target::Choice(3)), []);
    let Mode::Pick(picker) = &app.mode else { panic!() };
    let name = picker.chosen().unwrap().name;
    assert_eq!(click(&mut app, Target::Choice(3)), [Effect::Open(name)]);
    point(&mut app, Gesture::WheelUp, None);
    let Mode::Pick(picker) = &app.mode else { panic!() };
    assert_eq!(picker.finder().marked(), 2);
    click(&mut app, Target::Choice(10_000));
    let Mode::Pick(picker) = &app.mode else { panic!() };
    assert_eq!(picker.finder().marked(), 2);
}

#[test]
fn a_click_beside_a_window_leaves_it_as_escape_does() {
    for (key, context) in [('o', Context::Pick), (':', Context::Palette), ('q', Context::Confirm), ('?', Context::Help)]
    {
        let mut app = app();
        press(&mut app, Key::char(key));
        assert_eq!(app.context(), context);
        assert_eq!(click(&mut app, Target::Outside), []);
        assert_eq!(app.context(), Context::Watch, "{context:?}");
    }
    let mut app = app();
    app.run.phase = Phase::Paused;
    press(&mut app, Key::char('n'));
    click(&mut app, Target::Outside);
    assert_eq!(app.context(), Context::Watch);
}

#[test]
fn a_key_of_one_tab_does_nothing_on_another() {
    let mut app = app();
    for tab in Tab::ALL {
        app.tab = tab;
        for binding in BINDINGS.iter().filter(|binding| binding.context == Context::Watch) {
            let found = binding.keys.first().and_then(|key| Binding::find(&app, *key));
            assert!(found.is_none_or(|found| found.tab.is_none_or(|of| of == tab)), "{:?} on {tab}", binding.action);
        }
    }
}
