//! What each fact changes and what it asks others to do, as tables.

use std::path::PathBuf;

use super::*;
use crate::{
    app::{BINDINGS, Gesture, Metric, Pointer, Question, Scale, Smoothing, Target},
    data::{self, Answer, Dataset, Sampling, Sequence},
    evaluation::Judgement,
    launch,
    training::{
        Change, Divergence, Fault, Figures, Intervention, Live, Mark, NotFinite, RunInfo, StepMetrics, TrainingEvent,
    },
};

fn experiment() -> Experiment {
    Experiment::open("series-sum").unwrap()
}

fn info() -> RunInfo {
    RunInfo {
        directory: Some(PathBuf::from("runs/20261124-120000-series-sum")),
        device: "cpu".to_owned(),
        goal: 1000,
        ..launch::info(&experiment(), &Dataset::load(&experiment()).unwrap())
    }
}

fn app(phase: Phase) -> App {
    let mut app = App::new(experiment());
    update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info()))));
    app.run.phase = phase;
    app
}

fn metrics(step: u64) -> StepMetrics {
    StepMetrics {
        step,
        epoch: step,
        loss: 100.0 / (step + 1) as f64,
        validation_loss: None,
        validation_accuracy: None,
        learning_rate: 0.001,
        gradient_norm: 2.0,
        seconds: step as f64 / 200.0,
    }
}

fn figures(steps: u64) -> Figures {
    Figures {
        steps,
        goal: 1000,
        loss: Some(0.5),
        best: None,
        judgement: Judgement::default(),
        seconds: 5.0,
        divergence: None,
    }
}

fn question(text: &str) -> Vec<(data::Question, Sampling)> {
    vec![(info().preparation.ask(text).unwrap(), App::new(experiment()).what_if.sampling())]
}

fn press(app: &mut App, key: Key) -> Vec<Effect> {
    update(app, Message::Key(key))
}

fn type_text(app: &mut App, text: &str) -> Vec<Effect> {
    text.chars().flat_map(|character| press(app, Key::char(character))).collect()
}

fn hear(app: &mut App, event: TrainingEvent) -> Vec<Effect> {
    update(app, Message::Training(event))
}

fn command(command: TrainingCommand) -> Vec<Effect> {
    vec![Effect::Command(command)]
}

#[test]
fn a_key_asks_and_the_phase_says_so_until_the_thread_confirms() {
    use TrainingCommand as C;
    let table = [
        // before, key, asked, phase while asked, confirmation, phase after it
        (Phase::Running, ' ', C::Pause, Phase::Pausing, TrainingEvent::Paused { step: 7 }, Phase::Paused),
        (Phase::Paused, ' ', C::Resume, Phase::Resuming, TrainingEvent::Resumed { goal: 1000 }, Phase::Running),
        (Phase::Pausing, ' ', C::Resume, Phase::Resuming, TrainingEvent::Resumed { goal: 1000 }, Phase::Running),
        (Phase::Resuming, ' ', C::Pause, Phase::Pausing, TrainingEvent::Paused { step: 7 }, Phase::Paused),
        (Phase::Paused, 's', C::Step(1), Phase::Resuming, TrainingEvent::Resumed { goal: 1000 }, Phase::Running),
        (Phase::Finished, 's', C::Step(1), Phase::Resuming, TrainingEvent::Resumed { goal: 1001 }, Phase::Running),
    ];
    for (before, key, asked, meanwhile, confirmation, after) in table {
        let mut app = app(before.clone());
        assert_eq!(press(&mut app, Key::char(key)), command(asked), "{before:?} {key:?}");
        assert_eq!(app.run.phase, meanwhile, "{before:?} {key:?}");
        hear(&mut app, confirmation);
        assert_eq!(app.run.phase, after, "{before:?} {key:?}");
    }
}

#[test]
fn a_key_that_means_nothing_now_asks_nothing() {
    let table = [
        (Phase::Running, "sn"),
        (Phase::Starting, " snw"),
        (Phase::Finished, " p"),
        (Phase::Failed("x".to_owned()), " snw"),
        (Phase::Stopping(Then::Quit), " snw"),
    ];
    for (phase, keys) in table {
        for key in keys.chars() {
            let mut app = app(phase.clone());
            assert_eq!(press(&mut app, Key::char(key)), [], "{phase:?} {key:?}");
            assert_eq!((app.run.phase.clone(), app.context()), (phase.clone(), Context::Watch), "{phase:?} {key:?}");
        }
    }
}

#[test]
fn a_finished_run_that_is_to_go_on_says_how() {
    let mut app = app(Phase::Finished);
    assert_eq!(press(&mut app, Key::char(' ')), []);
    assert_eq!(app.notice.as_deref(), Some("all steps are taken: n takes more, r starts over"));
}

#[test]
fn quitting_asks_once_while_training_and_not_otherwise() {
    let table = [
        (Phase::Starting, true),
        (Phase::Running, true),
        (Phase::Pausing, true),
        (Phase::Resuming, true),
        (Phase::Paused, false),
        (Phase::Finished, false),
    ];
    for (phase, asks) in table {
        for key in [Key::char('q'), Key::ctrl('c')] {
            let mut app = app(phase.clone());
            let mut effects = press(&mut app, key);
            if asks {
                assert_eq!((effects, app.context()), (vec![], Context::Confirm), "{phase:?}");
                effects = press(&mut app, Key::char('y'));
            }
            assert_eq!(effects, command(TrainingCommand::Stop), "{phase:?}");
            assert_eq!(app.run.phase, Phase::Stopping(Then::Quit), "{phase:?}");
            assert_eq!(hear(&mut app, TrainingEvent::Stopped(Box::new(figures(7)))), [Effect::Quit], "{phase:?}");
        }
    }
}

#[test]
fn who_asks_twice_to_leave_leaves_and_the_same_key_is_a_no_to_any_other_question() {
    for key in [Key::char('q'), Key::ctrl('c')] {
        let mut leaving = app(Phase::Running);
        press(&mut leaving, Key::char('q'));
        assert_eq!(press(&mut leaving, key), command(TrainingCommand::Stop));
        let mut starting_over = app(Phase::Running);
        press(&mut starting_over, Key::char('r'));
        assert_eq!(press(&mut starting_over, key), []);
        assert_eq!((starting_over.run.phase.clone(), starting_over.context()), (Phase::Running, Context::Watch));
    }
}

#[test]
fn a_no_leaves_all_as_it_was() {
    for key in [Key::char('n'), Key::plain(KeyCode::Esc)] {
        for question in ['q', 'r'] {
            let mut app = app(Phase::Running);
            press(&mut app, Key::char(question));
            assert_eq!(press(&mut app, key), []);
            assert_eq!((app.run.phase.clone(), app.context()), (Phase::Running, Context::Watch));
        }
    }
}

#[test]
fn a_failed_run_is_left_without_waiting_for_its_thread() {
    let mut app = app(Phase::Failed("broken".to_owned()));
    assert_eq!(press(&mut app, Key::char('q')), [Effect::Quit]);
}

#[test]
fn a_signal_stops_saves_and_leaves_without_a_question() {
    let mut app = app(Phase::Running);
    assert_eq!(update(&mut app, Message::Terminate), command(TrainingCommand::Stop));
    assert_eq!(hear(&mut app, TrainingEvent::Stopped(Box::new(figures(7)))), [Effect::Quit]);
}

#[test]
fn starting_over_saves_first_then_takes_the_next_seed_at_the_present_pace() {
    for (phase, asks) in [(Phase::Running, true), (Phase::Finished, false)] {
        let mut app = app(phase);
        press(&mut app, Key::char('>'));
        let mut effects = press(&mut app, Key::char('r'));
        if asks {
            effects = press(&mut app, Key::char('y'));
        }
        assert_eq!(effects, command(TrainingCommand::Stop));
        let mut expected = experiment();
        (expected.training.seed, expected.training.pace) = (2, Pace::PerSecond(500.0));
        let effects = hear(&mut app, TrainingEvent::Stopped(Box::new(figures(7))));
        assert_eq!(effects, [Effect::Start(Box::new(expected))]);
        assert_eq!((app.run.phase.clone(), app.run.step), (Phase::Starting, 0));
        assert_eq!(app.run.loss.last(), None);
    }
}

#[test]
fn what_was_typed_is_asked_of_a_new_run_too() {
    let mut app = app(Phase::Finished);
    press(&mut app, Key::char('i'));
    type_text(&mut app, "1 2");
    let effects = hear(&mut app, TrainingEvent::Started(Box::new(info())));
    assert_eq!(effects, command(TrainingCommand::WhatIf(app.what_if.id(), question("1 2"))));
}

#[test]
fn every_change_of_the_text_is_asked_and_only_the_newest_answer_counts() {
    let mut app = app(Phase::Paused);
    press(&mut app, Key::char('i'));
    let effects = type_text(&mut app, "12");
    let first = app.what_if.id() - 1;
    let asked = |id, text| Effect::Command(TrainingCommand::WhatIf(id, question(text)));
    assert_eq!(effects, [asked(first, "1"), asked(first + 1, "12")]);
    let said = |value: f64| Answer::Numbers(Sequence::new(1, vec![value]).unwrap());
    let answer = |id, value| TrainingEvent::Answered { id, step: 5, answer: Ok(said(value)) };
    hear(&mut app, answer(first, 3.0));
    assert_eq!(app.what_if.answer(), None);
    hear(&mut app, answer(first + 1, 4.0));
    assert_eq!(app.what_if.answer(), Some(&Ok(said(4.0))));
    press(&mut app, Key::plain(KeyCode::Left));
    assert!(app.what_if.answer().is_some(), "moving the cursor asks nothing");
    type_text(&mut app, "x");
    assert_eq!(app.what_if.answer(), None);
}

#[test]
fn no_key_that_is_typed_is_a_command() {
    let mut app = app(Phase::Running);
    press(&mut app, Key::char('i'));
    let commands: String = (' '..='~').collect();
    for effect in type_text(&mut app, &commands) {
        assert!(matches!(effect, Effect::Command(TrainingCommand::WhatIf(..))), "{effect:?}");
    }
    assert_eq!(app.what_if.input().value(), commands);
    assert_eq!((app.run.phase.clone(), app.context(), app.chart.scale), (Phase::Running, Context::Try, Scale::Log));
}

#[test]
fn a_line_is_edited_as_in_a_shell() {
    let (left, right) = (KeyCode::Left, KeyCode::Right);
    let plain = Key::plain;
    let with_ctrl = |code| Key { code, ctrl: true, alt: false };
    let with_alt = |code| Key { code, ctrl: false, alt: true };
    let table: &[(&[Key], &str)] = &[
        (&[plain(KeyCode::Backspace)], "12 34 5|"),
        (&[plain(left), plain(KeyCode::Backspace)], "12 34 |6"),
        (&[plain(KeyCode::Home), plain(KeyCode::Delete)], "|2 34 56"),
        (&[plain(KeyCode::Home), plain(right), plain(KeyCode::End)], "12 34 56|"),
        (&[with_ctrl(left)], "12 34 |56"),
        (&[with_alt(left), with_alt(left)], "12 |34 56"),
        (&[plain(KeyCode::Home), with_ctrl(right)], "12 |34 56"),
        (&[Key::ctrl('w')], "12 34 |"),
        (&[with_alt(KeyCode::Backspace)], "12 34 |"),
        (&[plain(KeyCode::Home), with_alt(KeyCode::Char('d'))], "|34 56"),
        (&[Key::ctrl('a'), plain(right), Key::ctrl('k')], "1|"),
        (&[plain(left), Key::ctrl('u')], "|6"),
    ];
    for (keys, expected) in table {
        let mut app = app(Phase::Running);
        press(&mut app, Key::char('i'));
        type_text(&mut app, "12 34 56");
        for key in *keys {
            press(&mut app, *key);
        }
        let mut text = app.what_if.input().value().to_owned();
        text.insert(app.what_if.input().cursor(), '|');
        assert_eq!(text, *expected, "{keys:?}");
    }
}

#[test]
fn up_and_down_bring_back_earlier_sequences_and_then_the_draft() {
    let mut app = app(Phase::Running);
    for text in ["1 2", "3 4"] {
        press(&mut app, Key::char('i'));
        press(&mut app, Key::ctrl('u'));
        type_text(&mut app, text);
        press(&mut app, Key::plain(KeyCode::Enter));
    }
    press(&mut app, Key::char('i'));
    press(&mut app, Key::ctrl('u'));
    type_text(&mut app, "5");
    let (up, down) = (Key::plain(KeyCode::Up), Key::plain(KeyCode::Down));
    for (key, expected) in [(up, "3 4"), (up, "1 2"), (up, "1 2"), (down, "3 4"), (down, "5"), (down, "5")] {
        press(&mut app, key);
        assert_eq!(app.what_if.input().value(), expected);
    }
}

#[test]
fn a_paste_goes_in_at_the_cursor_in_one_line_and_nowhere_else() {
    let mut app = app(Phase::Running);
    assert_eq!(update(&mut app, Message::Paste("qqq".to_owned())), []);
    assert_eq!(app.run.phase, Phase::Running);
    press(&mut app, Key::char('i'));
    type_text(&mut app, "1 9");
    press(&mut app, Key::plain(KeyCode::Left));
    let effects = update(&mut app, Message::Paste("2\n3\t\u{1b}4 ".to_owned()));
    assert_eq!(app.what_if.input().value(), "1 2 3  4 9");
    assert_eq!(app.what_if.input().cursor(), 9);
    assert_eq!(effects, command(TrainingCommand::WhatIf(app.what_if.id(), question("1 2 3 4 9"))));
}

#[test]
fn a_number_of_steps_takes_digits_only_and_without_any_it_is_ten() {
    let table = [("25", Some(25)), ("x2y5", Some(25)), ("", Some(10)), ("0", None), ("1234567890", Some(123_456_789))];
    for (typed, steps) in table {
        let mut app = app(Phase::Paused);
        press(&mut app, Key::char('n'));
        type_text(&mut app, typed);
        let effects = press(&mut app, Key::plain(KeyCode::Enter));
        let expected = steps.map(|steps| Effect::Command(TrainingCommand::Step(steps)));
        assert_eq!(effects, expected.into_iter().collect::<Vec<_>>(), "{typed:?}");
    }
}

#[test]
fn the_pace_goes_up_to_max_and_down_to_one_step_a_second() {
    let mut app = app(Phase::Running);
    let mut paces = |key| {
        (0..12).map(|_| press(&mut app, Key::char(key))).last();
        app.pace
    };
    assert_eq!(paces('>'), Pace::Max);
    assert_eq!(paces('<'), Pace::PerSecond(1.0));
    assert_eq!(press(&mut app, Key::char('.')), command(TrainingCommand::SetPace(Pace::PerSecond(2.0))));
}

#[test]
fn steps_are_all_counted_and_the_rate_and_the_rest_of_the_time_follow() {
    let mut app = app(Phase::Running);
    for first in [0, 100, 200] {
        hear(&mut app, TrainingEvent::Stepped((first..first + 100).map(metrics).collect()));
    }
    assert_eq!((app.run.step, app.run.loss.buckets().len()), (300, 300));
    assert!((app.run.rate.per_second().unwrap() - 200.0).abs() < 1.0);
    assert!((app.run.eta_seconds().unwrap() - 3.5).abs() < 0.1);
    app.run.phase = Phase::Paused;
    assert_eq!(app.run.eta_seconds(), None);
}

#[test]
fn a_checkpoint_that_was_asked_for_is_told_of_and_others_are_not() {
    let mut app = app(Phase::Running);
    let saved = |step| TrainingEvent::CheckpointSaved { path: PathBuf::from("last.safetensors"), step };
    hear(&mut app, saved(0));
    assert_eq!(app.notice, None);
    assert_eq!(press(&mut app, Key::char('w')), command(TrainingCommand::SaveCheckpoint));
    hear(&mut app, saved(7));
    assert_eq!(app.notice.as_deref(), Some("saved at step 7"));
}

#[test]
fn steps_asked_for_in_one_burst_are_all_taken() {
    let mut app = app(Phase::Paused);
    for _ in 0..3 {
        assert_eq!(press(&mut app, Key::char('s')), command(TrainingCommand::Step(1)));
    }
}

#[test]
fn what_cannot_be_saved_is_told_until_it_is_saved_and_training_goes_on() {
    let mut app = app(Phase::Running);
    let failed = || TrainingEvent::SaveFailed { reason: "cannot write runs: disk full".to_owned() };
    hear(&mut app, failed());
    let told = |rest: &str| {
        Some(format!("not saved: cannot write runs: disk full. Training goes on and saving is tried again; {rest}"))
    };
    assert_eq!(app.alert(), told("nothing is saved yet"));
    press(&mut app, Key::char('l'));
    assert_eq!((app.alert(), &app.run.phase), (told("nothing is saved yet"), &Phase::Running));
    hear(&mut app, TrainingEvent::CheckpointSaved { path: PathBuf::from("last.safetensors"), step: 64 });
    assert_eq!(app.alert(), None);
    hear(&mut app, failed());
    assert_eq!(app.alert(), told("what is saved is step 64"));
}

fn divergence() -> Divergence {
    Divergence {
        step: 64,
        fault: Fault { what: NotFinite::Loss, parameter: None },
        learning_rate: 0.1,
        interventions: Vec::new(),
        mark: 60,
    }
}

#[test]
fn a_run_that_has_diverged_is_taken_back_by_one_key() {
    let mut app = app(Phase::Running);
    let steps = (0..64).map(metrics).collect();
    hear(&mut app, TrainingEvent::Stepped(steps));
    assert_eq!(press(&mut app, Key::char('b')), []);
    app.mode = Mode::Confirm(Question::Stop(Then::Quit));
    hear(&mut app, TrainingEvent::Diverged(Box::new(divergence())));
    assert_eq!(app.context(), Context::Watch);
    let words = "the loss is no finite number at step 64; learning rate 0.1. Nothing of it is saved: b goes back to step 60 \
                 and on with learning rate 0.01";
    assert_eq!(app.alert().as_deref(), Some(words));
    for key in [' ', 's', 'n', 'w'] {
        assert_eq!(press(&mut app, Key::char(key)), [], "{key}");
    }
    let (rewind, smaller) = (Change::Rewind(60), Change::LearningRate(0.01));
    let commands = [TrainingCommand::Change(rewind), TrainingCommand::Change(smaller), TrainingCommand::Resume];
    assert_eq!(press(&mut app, Key::char('b')), commands.map(Effect::Command));
    let live = Live { learning_rate: 0.5, ..Live::of(&experiment()) };
    let made = Intervention { step: 64, change: rewind };
    hear(&mut app, TrainingEvent::Intervened { made, live, goal: 1000 });
    assert!((app.run.experiment.training.learning_rate - 0.5).abs() < f64::EPSILON);
    assert_eq!((app.run.step, app.run.loss.buckets().len(), &app.run.phase), (60, 60, &Phase::Resuming));
    hear(&mut app, TrainingEvent::Resumed { goal: 1000 });
    assert_eq!((app.run.phase, app.run.goal), (Phase::Running, 1000));
}

#[test]
fn a_run_that_has_diverged_is_left_without_a_question() {
    let mut app = app(Phase::Running);
    hear(&mut app, TrainingEvent::Diverged(Box::new(divergence())));
    assert_eq!(press(&mut app, Key::char('q')), command(TrainingCommand::Stop));
    assert_eq!(app.run.phase, Phase::Stopping(Then::Quit));
}

#[test]
fn a_thread_that_does_not_answer_is_told_of_and_can_be_left_once_it_was_asked_to_end() {
    let mut app = app(Phase::Running);
    let silent = |app: &mut App, seconds| update(app, Message::Silence(seconds));
    silent(&mut app, 4);
    assert_eq!(app.alert(), None);
    silent(&mut app, 7);
    assert_eq!(app.alert().as_deref(), Some("nothing heard of step 0 for 7 s"));
    press(&mut app, Key::char('q'));
    press(&mut app, Key::char('y'));
    silent(&mut app, 4);
    // Whoever is impatient does not lose what is being saved.
    assert_eq!(press(&mut app, Key::char('q')), command(TrainingCommand::Stop));
    silent(&mut app, 9);
    let words = "step 0 has not ended for 9 s: q leaves without waiting for it; nothing is saved yet";
    assert_eq!(app.alert().as_deref(), Some(words));
    assert_eq!(press(&mut app, Key::char('q')), [Effect::Leave]);
    hear(&mut app, TrainingEvent::Stepped(vec![metrics(0)]));
    assert_eq!(app.alert(), None);
}

#[test]
fn silence_means_nothing_while_the_run_waits_or_its_pace_is_slow() {
    for (phase, pace, heard_of) in [
        (Phase::Paused, Pace::Max, false),
        (Phase::Finished, Pace::Max, false),
        (Phase::Starting, Pace::Max, false),
        (Phase::Running, Pace::PerSecond(0.01), false),
        (Phase::Running, Pace::PerSecond(1.0), true),
    ] {
        let mut app = app(phase.clone());
        app.pace = pace;
        update(&mut app, Message::Silence(60));
        assert_eq!(app.alert().is_some(), heard_of, "{phase:?} {pace}");
    }
}

#[test]
fn what_is_refused_is_told() {
    let mut app = app(Phase::Paused);
    hear(&mut app, TrainingEvent::Refused { reason: "there is no mark at step 7 to go back to".to_owned() });
    assert_eq!(app.alert().as_deref(), Some("there is no mark at step 7 to go back to"));
}

#[test]
fn a_thread_that_ends_without_being_asked_is_a_failed_run_with_its_reason() {
    let mut failed = app(Phase::Running);
    hear(&mut failed, TrainingEvent::Failed { reason: "the loss is NaN".to_owned() });
    update(&mut failed, Message::TrainingGone);
    assert_eq!(failed.run.phase, Phase::Failed("the loss is NaN".to_owned()));
    let mut gone = app(Phase::Running);
    update(&mut gone, Message::TrainingGone);
    assert_eq!(gone.run.phase, Phase::Failed("the training thread ended without a word".to_owned()));
}

#[test]
fn a_failure_does_not_turn_what_is_being_typed_into_commands() {
    let mut app = app(Phase::Running);
    press(&mut app, Key::char('i'));
    hear(&mut app, TrainingEvent::Failed { reason: "broken".to_owned() });
    for effect in type_text(&mut app, "q r") {
        assert!(matches!(effect, Effect::Command(TrainingCommand::WhatIf(..))), "{effect:?}");
    }
    assert_eq!(app.what_if.input().value(), "q r");
}

#[test]
fn leaving_is_not_taken_back_by_starting_over() {
    let mut app = app(Phase::Paused);
    press(&mut app, Key::char('q'));
    press(&mut app, Key::char('r'));
    assert_eq!(hear(&mut app, TrainingEvent::Stopped(Box::new(figures(7)))), [Effect::Quit]);
}

#[test]
fn a_question_about_a_training_that_finishes_meanwhile_can_still_be_answered() {
    let mut app = app(Phase::Running);
    press(&mut app, Key::char('q'));
    hear(&mut app, TrainingEvent::Finished(Box::new(figures(1000))));
    assert_eq!(press(&mut app, Key::char('y')), command(TrainingCommand::Stop));
    assert_eq!(hear(&mut app, TrainingEvent::Stopped(Box::new(figures(1000)))), [Effect::Quit]);
}

#[test]
fn at_no_moment_does_a_key_stand_for_two_things() {
    let phases = [Phase::Starting, Phase::Running, Phase::Paused, Phase::Finished, Phase::Failed("x".to_owned())];
    for (tab, phase, sought) in Tab::ALL
        .into_iter()
        .flat_map(|tab| phases.iter().map(move |phase| (tab, phase.clone())))
        .flat_map(|(tab, phase)| [None, Some(0)].map(|sought| (tab, phase.clone(), sought)))
    {
        let mut app = app(phase.clone());
        hear(&mut app, TrainingEvent::Stepped(vec![metrics(0), metrics(1)]));
        hear(&mut app, TrainingEvent::Marked(vec![Mark { step: 0, by_hand: false }]));
        (app.tab, app.run.phase, app.run.sought) = (tab, phase, sought);
        let holds = |binding: &&Binding| binding.word(&app).is_some();
        let holding: Vec<_> = BINDINGS.iter().filter(holds).collect();
        for (at, binding) in holding.iter().enumerate() {
            for other in &holding[..at] {
                let both = binding.keys.iter().find(|key| binding.context == other.context && other.keys.contains(key));
                assert_eq!(both, None, "{:?} and {:?} on {tab}", binding.action, other.action);
            }
        }
    }
}

#[test]
fn the_help_opens_scrolls_and_closes() {
    let mut app = app(Phase::Running);
    press(&mut app, Key::char('?'));
    press(&mut app, Key::char('j'));
    assert!(matches!(app.mode, Mode::Help { scroll: 1 }));
    press(&mut app, Key::plain(KeyCode::Esc));
    assert_eq!((app.context(), app.run.phase.clone()), (Context::Watch, Phase::Running));
}

#[test]
fn the_tabs_have_keys_of_their_own_and_go_round() {
    let table = [
        (Tab::Train, Key::char('2'), Tab::Data),
        (Tab::Data, Key::char('1'), Tab::Train),
        (Tab::Train, Key::char('4'), Tab::Evaluate),
        (Tab::Evaluate, Key::plain(KeyCode::Tab), Tab::Runs),
        (Tab::Train, Key::plain(KeyCode::BackTab), Tab::Runs),
        (Tab::Data, Key::char('i'), Tab::Train),
    ];
    for (before, key, after) in table {
        let mut app = app(Phase::Running);
        (app.tab, app.scroll) = (before, 3);
        press(&mut app, key);
        assert_eq!((app.tab, app.scroll), (after, 0), "{before:?} {key:?}");
    }
}

fn evaluated(step: u64) -> TrainingEvent {
    TrainingEvent::Evaluated { step, judgement: Box::default() }
}

#[test]
fn looking_at_the_evaluation_measures_weights_that_were_not_measured_yet_and_only_once() {
    let mut app = app(Phase::Running);
    hear(&mut app, TrainingEvent::Stepped(vec![metrics(0)]));
    assert_eq!(press(&mut app, Key::char('4')), command(TrainingCommand::Evaluate));
    assert_eq!(press(&mut app, Key::char('2')), []);
    assert_eq!(press(&mut app, Key::char('4')), [], "it is being done");
    assert_eq!(press(&mut app, Key::char('m')), [], "it is being done");
    hear(&mut app, evaluated(1));
    press(&mut app, Key::char('1'));
    assert_eq!(press(&mut app, Key::char('4')), [], "no step since");
    assert_eq!(press(&mut app, Key::char('m')), command(TrainingCommand::Evaluate), "asked for");
    hear(&mut app, evaluated(1));
    hear(&mut app, TrainingEvent::Stepped(vec![metrics(1)]));
    assert!(app.run.is_judgement_old());
    assert_eq!(hear(&mut app, TrainingEvent::Paused { step: 2 }), command(TrainingCommand::Evaluate), "at a pause");
}

#[test]
fn a_run_that_has_no_thread_any_more_is_not_measured() {
    for phase in [Phase::Stopping(Then::Quit), Phase::Failed("broken".to_owned())] {
        let mut app = app(phase);
        assert_eq!(press(&mut app, Key::char('4')), []);
        assert_eq!(press(&mut app, Key::char('m')), []);
    }
    let mut starting = App::new(experiment());
    assert_eq!(press(&mut starting, Key::char('4')), []);
    let effects = hear(&mut starting, TrainingEvent::Started(Box::new(info())));
    assert_eq!(effects.last(), Some(&Effect::Command(TrainingCommand::Evaluate)), "once there is one");
    hear(&mut starting, TrainingEvent::Failed { reason: "broken".to_owned() });
    assert!(!starting.run.measuring);
}

#[test]
fn keys_of_one_tab_do_nothing_on_another() {
    for (tab, keys) in [(Tab::Train, "j"), (Tab::Data, "el"), (Tab::Evaluate, "l")] {
        for key in keys.chars() {
            let mut app = app(Phase::Running);
            (app.tab, app.run.judgement) = (tab, Some((0, Judgement::default())));
            assert_eq!(press(&mut app, Key::char(key)), [], "{tab} {key}");
            assert_eq!((app.scroll, app.chart.scale), (0, Scale::Log), "{tab} {key}");
        }
    }
}

#[test]
fn the_chart_zooms_reads_and_comes_back_while_steps_go_on_coming() {
    let mut app = app(Phase::Running);
    hear(&mut app, TrainingEvent::Stepped((0..=1000).map(metrics).collect()));
    let chart = |app: &App| (app.chart.cursor(), app.chart.steps(app.run.last_step()));
    press(&mut app, Key::char('+'));
    assert_eq!(chart(&app), (None, (500, 1000)), "around the newest step");
    press(&mut app, Key::plain(KeyCode::Left));
    press(&mut app, Key::plain(KeyCode::Left));
    assert_eq!(chart(&app), (Some(992), (500, 1000)));
    hear(&mut app, TrainingEvent::Stepped((1001..=2000).map(metrics).collect()));
    assert_eq!(chart(&app), (Some(992), (500, 1000)), "a person's view stays");
    press(&mut app, Key::char('('));
    press(&mut app, Key::plain(KeyCode::Esc));
    assert_eq!(chart(&app), (None, (375, 875)));
    press(&mut app, Key::char('0'));
    assert_eq!(chart(&app), (None, (0, 2000)));
    press(&mut app, Key::char('v'));
    assert_eq!(chart(&app).1, (1600, 2000));
    press(&mut app, Key::char('c'));
    press(&mut app, Key::char('a'));
    assert_eq!((app.chart.metric, app.chart.smoothing), (Metric::GradientNorm, Smoothing::Little));
}

#[test]
fn the_wheel_zooms_the_chart_where_the_mouse_is_and_a_drag_moves_it() {
    let mut app = app(Phase::Running);
    hear(&mut app, TrainingEvent::Stepped((0..=1000).map(metrics).collect()));
    let point = |app: &mut App, gesture, share| {
        let pointer = Pointer { gesture, at: (20, 5), target: Some(Target::Chart(share)) };
        assert_eq!(update(app, Message::Pointer(pointer)), []);
        (app.chart.cursor(), app.chart.steps(app.run.last_step()))
    };
    assert_eq!(point(&mut app, Gesture::WheelUp, 0.5), (None, (250, 750)));
    assert_eq!(point(&mut app, Gesture::Press, 0.5), (Some(500), (250, 750)));
    assert_eq!(point(&mut app, Gesture::Drag, 0.6), (Some(500), (200, 700)));
    assert_eq!(point(&mut app, Gesture::WheelDown, 0.0), (Some(500), (0, 1000)), "as far as there are steps");
}

#[test]
fn the_past_is_looked_at_mark_by_mark_and_trained_on_from_after_a_question() {
    let mut app = app(Phase::Running);
    hear(&mut app, TrainingEvent::Stepped((0..100).map(metrics).collect()));
    assert_eq!(press(&mut app, Key::char('t')), [], "there is nothing to look back at");
    let marks = [0, 30, 60, 90].map(|step| Mark { step, by_hand: step == 30 });
    hear(&mut app, TrainingEvent::Marked(marks.to_vec()));
    let visit = |step| command(TrainingCommand::Visit(Some(step)));
    assert_eq!(press(&mut app, Key::char('t')), visit(90));
    assert_eq!(press(&mut app, Key::plain(KeyCode::Left)), visit(60), "before the thread has answered");
    hear(&mut app, TrainingEvent::Visiting { step: Some(60) });
    assert_eq!((app.run.visiting, app.chart.cursor()), (Some(60), Some(60)));
    assert_eq!(press(&mut app, Key::plain(KeyCode::Home)), visit(0));
    assert_eq!(press(&mut app, Key::plain(KeyCode::Left)), [], "there is no mark before the first");
    assert_eq!(press(&mut app, Key::plain(KeyCode::Right)), visit(30));
    // The tabs and the input pane go on working meanwhile.
    press(&mut app, Key::char('4'));
    press(&mut app, Key::plain(KeyCode::Enter));
    assert!(matches!(app.mode, Mode::Confirm(Question::GoBack(30))));
    assert_eq!(press(&mut app, Key::char('n')), []);
    press(&mut app, Key::plain(KeyCode::Enter));
    assert_eq!(press(&mut app, Key::char('y')), command(TrainingCommand::Branch(30)));
    hear(&mut app, TrainingEvent::Visiting { step: None });
    assert_eq!((app.run.sought, app.run.visiting, app.chart.cursor()), (None, None, None));
}

#[test]
fn what_is_asked_of_the_past_in_a_hurry_ends_where_the_thread_is() {
    let mut app = app(Phase::Paused);
    hear(&mut app, TrainingEvent::Stepped((0..100).map(metrics).collect()));
    hear(&mut app, TrainingEvent::Marked([0, 30, 60].map(|step| Mark { step, by_hand: false }).to_vec()));
    press(&mut app, Key::char('t'));
    hear(&mut app, TrainingEvent::Visiting { step: Some(60) });
    // Back to now and at once to an earlier mark.
    press(&mut app, Key::char('t'));
    press(&mut app, Key::plain(KeyCode::Left));
    hear(&mut app, TrainingEvent::Visiting { step: None });
    hear(&mut app, TrainingEvent::Visiting { step: Some(30) });
    assert_eq!((app.run.sought, app.run.visiting), (Some(30), Some(30)));
    // A mark that is gone, and a run that breaks.
    press(&mut app, Key::plain(KeyCode::Left));
    hear(&mut app, TrainingEvent::Refused { reason: "there is no mark at step 0 to look at".to_owned() });
    assert_eq!(app.run.sought, Some(30));
    hear(&mut app, TrainingEvent::Failed { reason: "it broke".to_owned() });
    assert_eq!((app.run.sought, app.run.visiting), (None, None));
}

#[test]
fn the_way_back_to_now_asks_nothing() {
    for key in [Key::plain(KeyCode::Esc), Key::char('t')] {
        let mut app = app(Phase::Paused);
        hear(&mut app, TrainingEvent::Stepped((0..100).map(metrics).collect()));
        hear(&mut app, TrainingEvent::Marked(vec![Mark { step: 0, by_hand: false }]));
        press(&mut app, Key::char('t'));
        hear(&mut app, TrainingEvent::Visiting { step: Some(0) });
        assert_eq!(press(&mut app, key), command(TrainingCommand::Visit(None)));
        hear(&mut app, TrainingEvent::Visiting { step: None });
        assert_eq!(press(&mut app, Key::char('k')), command(TrainingCommand::Mark));
        assert_eq!(app.notice, None, "not before it is kept");
        let marks = [0, 102].map(|step| Mark { step, by_hand: step > 0 });
        hear(&mut app, TrainingEvent::Marked(marks.to_vec()));
        assert_eq!(app.notice.as_deref(), Some("kept a mark at step 102: t looks back"));
    }
}

#[test]
fn what_the_run_went_back_from_stays_as_a_branch() {
    let mut app = app(Phase::Running);
    hear(&mut app, TrainingEvent::Stepped((0..100).map(metrics).collect()));
    for _ in 0..10 {
        let made = Intervention { step: 100, change: Change::Rewind(40) };
        hear(&mut app, TrainingEvent::Intervened { made, live: Live::of(&experiment()), goal: 1000 });
        hear(&mut app, TrainingEvent::Stepped((40..100).map(metrics).collect()));
    }
    assert_eq!(app.run.branches.len(), 8);
    let branch = &app.run.branches[0].loss;
    assert_eq!((branch.buckets()[0].first_step, branch.buckets().len()), (39, 61), "with where it began");
    assert_eq!(app.run.loss.buckets().len(), 100);
}

fn edits(app: &mut App, text: &str) -> Vec<Effect> {
    let mut effects = type_text(app, text);
    effects.extend(press(app, Key::plain(KeyCode::Enter)));
    effects
}

#[test]
fn an_edit_of_what_is_live_is_told_at_once_and_is_shown_when_it_is_made() {
    let mut app = app(Phase::Running);
    press(&mut app, Key::char('e'));
    assert_eq!(app.context(), Context::Edit);
    let change = Change::LearningRate(0.5);
    assert_eq!(edits(&mut app, "0.5"), command(TrainingCommand::Change(change)));
    let live = Live { learning_rate: 0.5, ..Live::of(&experiment()) };
    hear(&mut app, TrainingEvent::Intervened { made: Intervention { step: 7, change }, live, goal: 1000 });
    assert!((app.run.experiment.training.learning_rate - 0.5).abs() < f64::EPSILON);
    press(&mut app, Key::plain(KeyCode::Esc));
    assert_eq!(app.context(), Context::Watch);
    assert_eq!(press(&mut app, Key::char('u')), command(TrainingCommand::Undo));
    let live = Live::of(&experiment());
    hear(
        &mut app,
        TrainingEvent::Intervened { made: Intervention { step: 9, change: Change::Rewind(7) }, live, goal: 1000 },
    );
    assert_eq!(app.run.interventions, [Intervention { step: 9, change: Change::Rewind(7) }]);
    assert!((app.run.experiment.training.learning_rate - 0.001).abs() < f64::EPSILON);
    assert_eq!(press(&mut app, Key::char('u')), [], "there is nothing to take back");
}

#[test]
fn a_step_of_the_pace_is_told_as_a_pace() {
    let mut app = app(Phase::Running);
    press(&mut app, Key::char('e'));
    (0..6).for_each(|_| drop(press(&mut app, Key::plain(KeyCode::Down))));
    assert_eq!(press(&mut app, Key::char('-')), command(TrainingCommand::SetPace(Pace::PerSecond(100.0))));
    assert_eq!(app.pace, Pace::PerSecond(100.0));
}

#[test]
fn an_edit_that_needs_a_new_run_asks_for_one_and_no_leaves_all_as_it_is() {
    for (answer, opens) in [('y', true), ('n', false)] {
        let mut app = app(Phase::Running);
        press(&mut app, Key::char('e'));
        while !matches!(&app.mode, Mode::Edit(editor) if editor.parameters()[editor.row()].name == "hidden") {
            press(&mut app, Key::plain(KeyCode::Down));
        }
        assert_eq!(edits(&mut app, "20"), []);
        type_text(&mut app, "3");
        press(&mut app, Key::plain(KeyCode::Esc));
        assert_eq!(app.context(), Context::Edit, "what is typed goes first");
        press(&mut app, Key::plain(KeyCode::Esc));
        assert_eq!(app.context(), Context::Confirm);
        press(&mut app, Key::char(answer));
        assert_eq!(matches!(&app.run.phase, Phase::Stopping(Then::Open(other)) if other.model.hidden == 20), opens);
        assert_eq!(app.run.experiment.model.hidden, 10);
    }
}

#[test]
fn of_very_many_changes_the_newest_are_shown() {
    let mut app = app(Phase::Running);
    for step in 0..1000 {
        let made = Intervention { step, change: Change::Pause };
        hear(&mut app, TrainingEvent::Intervened { made, live: Live::of(&experiment()), goal: 1000 });
    }
    assert_eq!((app.run.interventions.len(), app.run.interventions[0].step), (200, 800));
}
