//! The input pane for every task, and the list of experiments, at three sizes, with their colours.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/picture.rs"]
mod picture;

use std::{path::PathBuf, sync::Arc};

use picture::{picture, screen, text};
use rnnlab::{
    app::{App, Effect, Key, KeyCode, Message, update},
    data::{Answer, Dataset, Input, PrepareError, Question, Sampling, Sequence},
    experiment::{Experiment, Task},
    launch::info,
    model::Shape,
    training::{RunInfo, StepMetrics, TrainingCommand, TrainingEvent},
    tui::Theme,
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (40, 10)];

#[track_caller]
fn assert_screens(name: &str, app: &App) {
    for size in SIZES {
        insta::assert_snapshot!(format!("{name} {}x{}", size.0, size.1), picture(&screen(app, size, Theme::new(true))));
    }
}

/// A dashboard whose questions are answered by a network that has learned nothing, the same in every test.
struct Bench {
    app: App,
    measured: bool,
    /// How sure the network is: grows with the steps.
    strength: f32,
    /// What it was asked last.
    asked: (u64, Vec<(Question, Sampling)>),
}

impl Bench {
    fn open(name: &str) -> Self {
        let experiment = Experiment::open(name).unwrap();
        let known = info(&experiment, &Dataset::load(&experiment).unwrap());
        let directory = Some(PathBuf::from(format!("runs/20261124-120000-{name}")));
        let started = RunInfo { directory, goal: 1000, device: "cpu (no CUDA or MPS device)".to_owned(), ..known };
        let app = App::new(experiment);
        let mut bench = Self { app, measured: false, strength: 1.0, asked: (0, Vec::new()) };
        bench.tell(Message::Training(TrainingEvent::Started(Box::new(started))));
        bench
    }

    /// The same, typing.
    fn trying(name: &str, typed: &str) -> Self {
        let mut bench = Self::open(name);
        bench.press(Key::char('i'));
        bench.enter(typed);
        bench
    }

    /// The same, once the errors of forecasts are known.
    fn measured(name: &str, typed: &str) -> Self {
        let mut bench = Self::open(name);
        bench.measured = true;
        bench.press(Key::char('i'));
        bench.press(Key::ctrl('t'));
        bench.enter(typed);
        bench
    }

    fn press(&mut self, key: Key) {
        self.tell(Message::Key(key));
    }

    fn enter(&mut self, text: &str) {
        text.chars().for_each(|character| self.press(Key::char(character)));
    }

    fn tell(&mut self, message: Message) {
        for effect in update(&mut self.app, message) {
            let Effect::Command(TrainingCommand::WhatIf(first, asked)) = effect else { continue };
            self.asked = (first, asked);
            self.answer_all(0);
        }
    }

    fn answer_all(&mut self, step: u64) {
        let (first, asked) = self.asked.clone();
        for (id, (question, sampling)) in (first..).zip(asked) {
            let answer = Ok(self.answer(&question, sampling));
            update(&mut self.app, Message::Training(TrainingEvent::Answered { id, step, answer }));
        }
    }

    /// Steps, five an epoch, after each of which all is answered anew.
    fn train(&mut self, steps: u64) {
        for step in 0..steps {
            let metrics = StepMetrics {
                step,
                epoch: step / 5,
                loss: 10.0 / (step + 1) as f64,
                validation_loss: None,
                validation_accuracy: None,
                learning_rate: 0.001,
                gradient_norm: 1.0,
                seconds: step as f64 / 100.0,
            };
            update(&mut self.app, Message::Training(TrainingEvent::Stepped(vec![metrics])));
            self.strength = 1.0 + (step as f32 / 10.0).sqrt();
            self.answer_all(step + 1);
        }
    }

    fn answer(&self, question: &Question, sampling: Sampling) -> Answer {
        let info = self.app.run.info.as_ref().unwrap();
        let preparation = Arc::clone(&info.preparation);
        let predict = |input: &Input| Ok::<_, PrepareError>(said(&info.experiment, &info.shape, input, self.strength));
        let mut answer = preparation.respond(question, sampling, predict).unwrap();
        if let (Answer::Forecast(outlook), true) = (&mut answer, self.measured) {
            let around = |(step, value): (usize, &f64)| Some((value - 20.0 - step as f64, value + 20.0 + step as f64));
            outlook.ranges =
                outlook.values.iter().map(|values| values.iter().enumerate().map(around).collect()).collect();
        }
        answer
    }
}

/// A wave for numbers, and for symbols and classes one that is by far the likeliest; a text ends after nine symbols.
fn said(experiment: &Experiment, shape: &Shape, input: &Input, strength: f32) -> Sequence {
    let whole = matches!(experiment.data.task, Task::Transform | Task::Generate);
    let steps = if whole { input.steps() } else { 1 };
    let value = |step: usize, output: usize| {
        let at = if whole { step } else { input.steps() };
        let wave = strength * ((at * 5 + output * 3) as f32).sin();
        match experiment.data.task {
            Task::Forecast => 0.2 * wave,
            Task::Generate if output == 1 => at as f32 - 5.0,
            _ if experiment.answers_classes() => 3.0 * wave,
            _ => wave,
        }
    };
    let values = (0..steps).flat_map(|step| (0..shape.outputs).map(move |output| value(step, output)));
    Sequence::new(shape.outputs, values.collect()).unwrap()
}

#[test]
fn classes_are_bars_and_a_symbol_that_is_unknown_is_marked_where_it_stands() {
    assert_screens("classes", &Bench::trying("surnames", "Schmi☃t").app);
}

#[test]
fn the_class_of_a_test_example_stands_beside_its_bar() {
    let mut bench = Bench::trying("japanese-vowels", "");
    bench.press(Key::ctrl('t'));
    assert_screens("example", &bench.app);
}

#[test]
fn what_is_pinned_is_answered_below_the_predictions_with_its_change_and_its_course() {
    for (name, texts) in [
        ("series-sum", ["1 2 5 6", "9 9"]),
        ("airpassengers", ["450 420 480", ""]),
        ("surnames", ["Schmidt", "Mac"]),
        ("surnames-generate", ["Mac", "Schm"]),
    ] {
        let mut bench = Bench::open(name);
        bench.press(Key::char('i'));
        for text in texts {
            bench.press(Key::ctrl('u'));
            bench.enter(text);
            bench.press(Key::ctrl('p'));
        }
        bench.press(Key::plain(KeyCode::Esc));
        bench.train(60);
        assert_screens(&format!("pinned {name}"), &bench.app);
    }
}

#[test]
fn a_forecast_goes_on_from_what_is_typed() {
    assert_screens("forecast", &Bench::trying("airpassengers", "450 420 480").app);
}

#[test]
fn a_forecast_without_a_text_goes_on_from_the_end_and_its_interval_is_drawn_once_it_is_known() {
    assert_screens("interval", &Bench::measured("airpassengers", "").app);
    assert_screens("one step", &Bench::measured("sunspots", "10").app);
}

#[test]
fn continuations_stand_below_each_other_with_temperature_and_seed() {
    assert_screens("continuations", &Bench::trying("surnames-generate", "Mac").app);
}

#[test]
fn the_likeliest_continuation_stands_alone_and_beside_the_truth_of_an_example() {
    let mut bench = Bench::trying("surnames-generate", "");
    (0..8).for_each(|_| bench.press(Key::plain(KeyCode::PageDown)));
    bench.press(Key::ctrl('t'));
    assert_screens("likeliest", &bench.app);
}

#[test]
fn what_a_step_is_made_of_is_told_and_only_what_is_asked_is_compared() {
    assert_screens("steps of two", &Bench::trying("adding-problem", "0.5 1 0.25 0 0.125 1").app);
    let mut bench = Bench::trying("copy-memory", "");
    bench.press(Key::ctrl('t'));
    assert_screens("symbols", &bench.app);
}

#[test]
fn while_nothing_is_typed_the_pane_says_what_to_type() {
    let hints = [
        ("series-sum", "press i and type numbers", "or ctrl-t for an example"),
        ("adding-problem", "press i and type value marker …", "or ctrl-t for an example"),
        ("copy-memory", "press i and type symbols", "or ctrl-t for an example"),
        ("japanese-vowels", "press i, ctrl-t for an example", "or ctrl-t for an example"),
        ("surnames", "press i and type a surname", "or ctrl-t for an example"),
        ("surnames-generate", "press i and begin a surname", "or ctrl-t for an example"),
        ("airpassengers", "press i and add passengers", "after 1960-12: passengers"),
    ];
    for (name, before, typing) in hints {
        let mut bench = Bench::open(name);
        let size = (120, 36);
        assert!(text(&screen(&bench.app, size, Theme::new(true))).contains(&format!("› {before} ")), "{name}");
        bench.press(Key::char('i'));
        assert!(text(&screen(&bench.app, size, Theme::new(true))).contains(&format!("› {typing} ")), "{name}");
    }
}

fn picking(typed: &str) -> Bench {
    let mut bench = Bench::open("series-sum");
    bench.press(Key::char('o'));
    let recent = ["/home/ada/experiments/stars.toml", "/home/ada/experiments/tides.toml"];
    bench.tell(Message::Recent(recent.map(str::to_owned).to_vec()));
    bench.enter(typed);
    bench
}

#[test]
fn every_experiment_is_listed_and_the_marked_one_is_seen() {
    assert_screens("list", &picking("").app);
    let mut bench = picking("");
    (0..50).for_each(|_| bench.press(Key::plain(KeyCode::Down)));
    assert_screens("end of the list", &bench.app);
}

#[test]
fn a_wrong_path_is_told_in_words() {
    let mut bench = picking("nowhere/stars.toml");
    let problem = Experiment::open("nowhere/stars.toml").unwrap_err().to_string();
    bench.tell(Message::Opened(Err(problem)));
    assert_screens("wrong path", &bench.app);
}

#[test]
fn another_experiment_is_asked_about_by_its_name() {
    let mut bench = picking("surnames");
    bench.tell(Message::Opened(Ok(Box::new(Experiment::open("surnames").unwrap()))));
    assert_screens("confirm", &bench.app);
}

#[test]
fn no_size_panics_in_any_of_these_states() {
    let mut example = Bench::trying("japanese-vowels", "");
    example.press(Key::ctrl('t'));
    let mut problem = picking("x/y");
    problem.tell(Message::Opened(Err("a problem that takes some words to tell".to_owned())));
    let benches = vec![
        Bench::trying("surnames", "☃"),
        example,
        Bench::measured("airpassengers", "450 420"),
        Bench::measured("sunspots", ""),
        Bench::trying("us-macro", ""),
        Bench::trying("surnames-generate", "a rather long text that has no room in any of the lines of the pane"),
        Bench::trying("adding-problem", "0.5 1 0.25 0"),
        Bench::trying("copy-memory", "1 2"),
        picking(""),
        problem,
    ];
    for bench in benches {
        for (width, height) in
            (1..=130).step_by(6).flat_map(|width| (1..=45).step_by(2).map(move |height| (width, height)))
        {
            screen(&bench.app, (width, height), Theme::new(true));
        }
    }
}
