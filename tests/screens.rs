//! Every state of the screen at three sizes, with its colours.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/picture.rs"]
mod picture;

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use picture::{picture, screen, text};
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    layout::Rect,
    style::Color,
};
use rnnlab::{
    app::{App, Gesture, Key, KeyCode, Look, Message, Mode, Phase, Pointer, Tab, update},
    data::{Answer, Dataset, Example, Input, Part, PrepareError, Sampling, Sequence, Target, Vocabulary},
    evaluation::{Judge, Judgement},
    experiment::{Clip, Experiment, Strategy, Task},
    launch::info,
    model::Shape,
    training::{
        BaselineLoss, Change, Divergence, Fault, Figures, Intervention, Live, Mark, NotFinite, RunInfo, StepMetrics,
        TrainingEvent,
    },
    tui::{Depth, Theme, draw, target},
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (40, 10)];

#[track_caller]
fn assert_screens(name: &str, app: &App) {
    for size in SIZES {
        let buffer = screen(app, size, Theme::new(true));
        let picture = picture(&buffer);
        insta::assert_snapshot!(format!("{name} {}x{}", size.0, size.1), picture);
    }
}

fn sequence(values: &[f64]) -> Sequence<f64> {
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

/// An experiment with its data.
struct Job {
    experiment: Experiment,
    dataset: Arc<Dataset>,
}

impl Job {
    fn open(name: &str) -> Self {
        let experiment = Experiment::open(name).unwrap();
        let dataset = Arc::new(Dataset::load(&experiment).unwrap());
        Self { experiment, dataset }
    }

    fn info(&self, judge: &Judge) -> RunInfo {
        let part = if self.dataset.validation.is_empty() { Part::Train } else { Part::Validation };
        let examples = self.dataset.part(part);
        let best = judge.baselines().best_loss(&self.experiment, &self.dataset.preparation, examples);
        RunInfo {
            directory: Some(PathBuf::from(format!("runs/20261124-120000-{}", self.experiment.name))),
            device: "cpu (no CUDA or MPS device)".to_owned(),
            goal: 1000,
            baseline: best.map(|(name, loss)| BaselineLoss { name, loss, part }),
            ..info(&self.experiment, &self.dataset)
        }
    }

    /// What a network would say that is right most of the time; for numbers a wave of which nothing is known.
    fn said(&self, example: &Example, input: &Input, at: usize) -> Sequence {
        let outputs = Shape::of(&self.experiment, &self.dataset.preparation).outputs;
        let loud = |symbol: usize, strength: f32| {
            (0..outputs)
                .map(move |output| if output == symbol { strength } else { 0.3 * ((output * 7 + at) as f32).sin() })
        };
        let row = |step: usize| -> Vec<f32> {
            match &example.target {
                Target::Class(class) => {
                    let class = *class as usize;
                    let said = if at % 5 == 4 { (class + 1 + at / 5 % 3) % outputs } else { class };
                    loud(said, 2.0 + (at % 7) as f32).collect()
                }
                Target::Symbols(asked) => {
                    let right = asked.get(step).copied().unwrap_or(Vocabulary::END) as usize;
                    loud(if (step + at) % 6 == 5 { 2 + right % 3 } else { right.min(outputs - 1) }, 4.0).collect()
                }
                Target::Numbers { .. } => {
                    (0..outputs).map(|output| 0.2 * ((at + step + output) as f32).sin()).collect()
                }
            }
        };
        let rows =
            if matches!(self.experiment.data.task, Task::Transform | Task::Generate) { input.steps() } else { 1 };
        Sequence::new(outputs, (0..rows).flat_map(row).collect()).unwrap()
    }

    fn judgement(&self, judge: &Judge) -> Judgement {
        let mut asked: Vec<&Example> = self.dataset.validation.iter().chain(&self.dataset.test).collect();
        // A forecast that is made step by step asks for each.
        let again = if self.experiment.data.forecast.strategy == Strategy::Recursive {
            self.experiment.data.forecast.horizon
        } else {
            1
        };
        asked = asked.into_iter().flat_map(|example| std::iter::repeat_n(example, again)).collect();
        let mut asked = asked.into_iter().enumerate();
        judge
            .judge(|input| {
                let (at, example) = asked.next().unwrap();
                Ok::<_, PrepareError>(self.said(example, input, at))
            })
            .unwrap()
    }

    fn answers(&self, shown: &[Example]) -> Vec<Answer> {
        let preparation = &self.dataset.preparation;
        let answer = |(at, example): (usize, &Example)| {
            let predict = |input: &Input| Ok::<_, PrepareError>(self.said(example, input, at));
            preparation.respond(&preparation.prompt(example), Sampling::likeliest(), predict).unwrap()
        };
        shown.iter().enumerate().map(answer).collect()
    }

    /// After 640 steps, measured after so many.
    fn running(&self, measured: Option<u64>) -> App {
        let judge = Judge::new(Arc::clone(&self.dataset));
        let info = self.info(&judge);
        let answers = self.answers(&info.test);
        let scores = judge.scores_of(&info.test, &answers);
        let mut app = App::new(self.experiment.clone());
        let validated = !self.dataset.validation.is_empty();
        hear(&mut app, TrainingEvent::Started(Box::new(info)));
        hear(&mut app, TrainingEvent::Stepped((0..640).map(|step| metrics(step, validated)).collect()));
        hear(&mut app, TrainingEvent::Predicted { step: 640, answers, scores });
        if let Some(step) = measured {
            hear(&mut app, TrainingEvent::Evaluated { step, judgement: Box::new(self.judgement(&judge)) });
        }
        app
    }
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
        validation_accuracy: None,
        learning_rate: 0.001,
        gradient_norm: loss.sqrt(),
        seconds: step as f64 / 200.0,
    }
}

fn running(steps: u64, validated: bool) -> App {
    let mut app = starting();
    let job = Job::open("series-sum");
    let info = job.info(&Judge::new(Arc::clone(&job.dataset)));
    hear(&mut app, TrainingEvent::Started(Box::new(info)));
    hear(&mut app, TrainingEvent::Stepped((0..steps).map(|step| metrics(step, validated)).collect()));
    let answers = [[0.867, 2.793, 5.308, 7.302], [4.073, 9.084, 11.937, 12.944]];
    let answers: Vec<Answer> = answers.iter().map(|values| Answer::Numbers(sequence(values))).collect();
    let judge = Judge::new(job.dataset);
    let scores = judge.scores_of(&app.run.info.as_ref().unwrap().test, &answers);
    hear(&mut app, TrainingEvent::Predicted { step: steps, answers, scores });
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
    hear(
        &mut app,
        TrainingEvent::Answered { id, step: 640, answer: Ok(Answer::Numbers(sequence(&[2.1, 5.9, 9.8, 13.7]))) },
    );
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
    let job = Job::open("series-sum");
    let judgement = job.judgement(&Judge::new(Arc::clone(&job.dataset)));
    let figures =
        Figures { steps: 1000, goal: 1000, loss: Some(0.7), best: None, judgement, seconds: 5.0, divergence: None };
    hear(&mut app, TrainingEvent::Finished(Box::new(figures)));
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
fn a_run_that_diverged_says_what_is_not_finite_and_which_key_goes_back() {
    let mut app = running(640, false);
    let divergence = Divergence {
        step: 640,
        fault: Fault { what: NotFinite::Loss, parameter: Some("lstm.weight_hh_l0".to_owned()) },
        learning_rate: 0.1,
        interventions: vec![Intervention { step: 600, change: Change::LearningRate(0.1) }],
        mark: 630,
    };
    hear(&mut app, TrainingEvent::Diverged(Box::new(divergence)));
    assert_screens("diverged", &app);
}

#[test]
fn a_run_that_cannot_be_saved_says_so_and_goes_on() {
    let mut app = running(640, false);
    let path = PathBuf::from("runs/20261124-120000-series-sum/last.safetensors");
    hear(&mut app, TrainingEvent::CheckpointSaved { path, step: 600 });
    let reason = "cannot write runs/20261124-120000-series-sum/last.safetensors: No space left on device (os error 28); \
                  see to it, or choose another place with --runs-dir";
    hear(&mut app, TrainingEvent::SaveFailed { reason: reason.to_owned() });
    assert_screens("not saved", &app);
}

#[test]
fn a_training_thread_that_does_not_answer_is_told_of() {
    let mut app = running(640, false);
    update(&mut app, Message::Silence(12));
    assert_screens("silent", &app);
}

#[test]
fn changes_stand_on_the_chart_at_their_steps_and_hyperparameters_are_edited_beside_it() {
    let mut app = running(640, true);
    let changes = [(100, Change::Pause), (250, Change::LearningRate(0.01)), (500, Change::Clip(Clip::Norm(1.0)))];
    for (step, change) in changes {
        let live = Live::of(&app.run.experiment);
        hear(&mut app, TrainingEvent::Intervened { made: Intervention { step, change }, live, goal: 1000 });
    }
    assert_screens("changed", &app);
    press(&mut app, KeyCode::Char('e'));
    press(&mut app, KeyCode::Down);
    "-3".chars().for_each(|character| press(&mut app, KeyCode::Char(character)));
    press(&mut app, KeyCode::Backspace);
    "-4".chars().for_each(|character| press(&mut app, KeyCode::Char(character)));
    assert_screens("edited", &app);
}

/// A learning rate that was raised at step 400 and a way back from there at step 520.
fn branched() -> App {
    let mut app = running(640, true);
    let make = |app: &mut App, step, change| {
        let live = Live::of(&app.run.experiment);
        hear(app, TrainingEvent::Intervened { made: Intervention { step, change }, live, goal: 1000 });
    };
    make(&mut app, 200, Change::LearningRate(0.01));
    make(&mut app, 640, Change::Rewind(400));
    let steps = (400..520).map(|step| StepMetrics { loss: 2.0, ..metrics(step, true) });
    hear(&mut app, TrainingEvent::Stepped(steps.collect()));
    app
}

#[test]
fn what_the_run_went_back_from_is_a_curve_of_its_own() {
    assert_screens("branched", &branched());
}

#[test]
fn a_look_back_shows_where_it_is_among_the_marks() {
    let mut app = running(640, true);
    let marks = (0..640).step_by(15).map(|step| Mark { step, by_hand: step == 210 });
    hear(&mut app, TrainingEvent::Marked(marks.collect()));
    hear(&mut app, TrainingEvent::Paused { step: 640 });
    press(&mut app, KeyCode::Char('t'));
    (0..12).for_each(|_| press(&mut app, KeyCode::Left));
    let step = app.run.sought;
    hear(&mut app, TrainingEvent::Visiting { step });
    assert_screens("looking back", &app);
    press(&mut app, KeyCode::Enter);
    assert_screens("train on from there", &app);
}

#[test]
fn a_part_of_the_curve_is_looked_at_closely_and_the_cursor_reads_it() {
    let mut app = branched();
    "++".chars().for_each(|key| press(&mut app, KeyCode::Char(key)));
    (0..40).for_each(|_| press(&mut app, KeyCode::Left));
    assert_screens("zoomed", &app);
    press(&mut app, KeyCode::Esc);
    press(&mut app, KeyCode::Char('v'));
    assert_screens("recent", &app);
}

#[test]
fn a_smoothed_curve_keeps_the_one_as_it_is_behind_it() {
    let mut app = running(640, false);
    let ripple = |step: u64| StepMetrics {
        loss: 5.0 + 3.0 * (step as f64 * 1.7).sin(),
        ..metrics(step, step.is_multiple_of(20))
    };
    hear(&mut app, TrainingEvent::Stepped((640..900).map(ripple).collect()));
    "aa".chars().for_each(|key| press(&mut app, KeyCode::Char(key)));
    assert_screens("smoothed", &app);
}

#[test]
fn other_figures_of_the_run_are_a_key_away() {
    let mut app = running(640, false);
    for name in ["gradient norm", "learning rate", "steps a second"] {
        press(&mut app, KeyCode::Char('c'));
        assert_screens(name, &app);
    }
}

#[test]
fn a_loss_that_is_not_finite_is_a_gap_and_the_axis_stays() {
    let mut app = running(300, false);
    let broken = |step: u64| StepMetrics {
        loss: if (300..340).contains(&step) { f64::NAN } else { 10.0 },
        ..metrics(step, false)
    };
    hear(&mut app, TrainingEvent::Stepped((300..640).map(broken).collect()));
    assert_screens("gap", &app);
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
fn the_palette_lists_every_action_and_what_is_typed_finds_one() {
    let mut app = running(640, false);
    press(&mut app, KeyCode::Char(':'));
    assert_screens("palette", &app);
    type_text(&mut app, "theme");
    press(&mut app, KeyCode::Down);
    assert_screens("palette found", &app);
}

#[test]
fn the_first_start_shows_the_first_keys_to_know() {
    let mut app = running(640, false);
    app.hint = true;
    assert_screens("first start", &app);
}

#[test]
fn every_theme_says_the_same_in_its_own_colours() {
    let app = running(640, true);
    for size in [(80, 24), (120, 36)] {
        let dark = picture(&screen(&app, size, Theme::new(true)));
        for look in [Look::Light, Look::ColourBlind] {
            let in_it = picture(&screen(&app, size, Theme::of(look, Depth::Full)));
            insta::assert_snapshot!(format!("theme {look} {}x{}", size.0, size.1), in_it);
            assert_eq!(in_it, dark, "{look}");
        }
        let without = screen(&app, size, Theme::of(Look::None, Depth::Full));
        insta::assert_snapshot!(format!("theme without colours {}x{}", size.0, size.1), picture(&without));
        assert_eq!(text(&without), dark[..text(&without).len()]);
    }
}

#[test]
fn a_theme_with_a_ground_of_its_own_leaves_no_cell_to_the_terminal() {
    for key in ['1', ':', '?', 'q', 'o', 'e'] {
        let mut app = running(640, true);
        press(&mut app, KeyCode::Char(key));
        for depth in [Depth::Full, Depth::Indexed] {
            let buffer = screen(&app, (80, 24), Theme::of(Look::Light, depth));
            assert!(buffer.content.iter().all(|cell| cell.fg != Color::Reset && cell.bg != Color::Reset), "{key}");
        }
    }
}

/// The cell in which a text begins on the screen.
fn find(buffer: &Buffer, wanted: &str) -> (u16, u16) {
    let text = text(buffer);
    let place = text.lines().enumerate().find_map(|(row, line)| {
        let column = line.find(wanted)?;
        Some((line[..column].chars().count() as u16, row as u16))
    });
    place.unwrap_or_else(|| unreachable!("no {wanted:?} in\n{text}"))
}

/// Clicks where a text begins, so many columns further right.
fn click(app: &mut App, wanted: &str, further: u16) {
    let size = (80, 24);
    let (column, row) = find(&screen(app, size, Theme::new(true)), wanted);
    let at = (column + further, row);
    let target = target(app, Rect::new(0, 0, size.0, size.1), at);
    update(app, Message::Pointer(Pointer { gesture: Gesture::Press, at, target }));
}

#[test]
fn a_click_on_what_is_drawn_does_what_that_says() {
    let mut app = running(640, false);
    click(&mut app, "3 Inspect", 2);
    assert_eq!(app.tab, Tab::Inspect);
    click(&mut app, "1 Train", 0);
    click(&mut app, "Try a sequence", 0);
    assert!(matches!(app.mode, Mode::Try));
    click(&mut app, "esc back", 0);
    assert!(matches!(app.mode, Mode::Watch));
    click(&mut app, "optimizer ", 20);
    let Mode::Edit(editor) = &app.mode else { unreachable!("{:?}", app.mode) };
    assert_eq!(editor.parameters()[editor.row()].name, "optimizer");
    click(&mut app, "  patience", 0);
    let Mode::Edit(editor) = &app.mode else { unreachable!("{:?}", app.mode) };
    assert_eq!(editor.parameters()[editor.row()].name, "patience");
    click(&mut app, "esc back", 0);
    click(&mut app, "▶ training", 3);
    assert_eq!(app.run.phase, Phase::Pausing);
    click(&mut app, "64%", 0);
    assert_eq!(app.run.phase, Phase::Resuming);
}

#[test]
fn a_click_in_a_window_is_for_the_window() {
    let mut app = running(640, false);
    press(&mut app, KeyCode::Char('q'));
    click(&mut app, "Stop training", 0);
    assert!(matches!(app.mode, Mode::Confirm(_)));
    click(&mut app, "n no", 3);
    assert!(matches!(app.mode, Mode::Watch));
    press(&mut app, KeyCode::Char(':'));
    type_text(&mut app, "tab");
    click(&mut app, "the tab before", 3);
    click(&mut app, "▸ the tab before", 3);
    assert!(matches!(app.mode, Mode::Watch));
    assert_eq!(app.tab, Tab::Runs);
    press(&mut app, KeyCode::Char('o'));
    click(&mut app, "co2-year", 0);
    let Mode::Pick(picker) = &app.mode else { unreachable!("{:?}", app.mode) };
    assert_eq!(picker.chosen().unwrap().name, "co2-year");
    click(&mut app, "1 Train", 0);
    assert!(matches!(app.mode, Mode::Watch), "beside the window");
    press(&mut app, KeyCode::Char('q'));
    click(&mut app, "y yes", 0);
    assert!(matches!(app.run.phase, Phase::Stopping(_)));
}

/// One experiment of every kind, with the tasks and looks of data that the panes have to fit.
const JOBS: [&str; 8] = [
    "series-sum-generated",
    "airpassengers",
    "co2",
    "us-macro",
    "japanese-vowels",
    "surnames",
    "surnames-generate",
    "copy-memory",
];

/// Each of them after 640 steps, measured then. Their data are read once for all tests.
fn jobs() -> impl Iterator<Item = (&'static str, App)> {
    static APPS: OnceLock<Vec<App>> = OnceLock::new();
    let apps = APPS.get_or_init(|| JOBS.iter().map(|job| Job::open(job).running(Some(640))).collect());
    JOBS.into_iter().zip(apps.iter().cloned())
}

fn assert_tab(name: &str, key: char) {
    for (job, mut app) in jobs() {
        press(&mut app, KeyCode::Char(key));
        assert_screens(&format!("{name} {job}"), &app);
    }
}

/// A tab on a large screen, and every further view of it; of jobs that look alike, the views of one.
fn assert_views(name: &str, key: char) {
    for (job, mut app) in jobs() {
        press(&mut app, KeyCode::Char(key));
        assert_large(&format!("{name} {job}"), &app);
        if ["surnames", "co2"].contains(&job) {
            continue;
        }
        let first = app.looking;
        for view in 2.. {
            press(&mut app, KeyCode::Char('v'));
            if app.looking == first {
                break;
            }
            assert_screens(&format!("{name} {view} {job}"), &app);
        }
    }
}

fn assert_large(name: &str, app: &App) {
    let buffer = screen(app, (200, 60), Theme::new(true));
    insta::assert_snapshot!(format!("{name} 200x60"), picture(&buffer));
}

#[test]
fn every_task_is_watched_in_its_own_words() {
    assert_tab("train", '1');
    for (job, app) in jobs() {
        assert_large(&format!("train {job}"), &app);
    }
}

#[test]
fn what_was_found_in_the_data_and_done_to_them_is_shown() {
    assert_tab("data", '2');
}

#[test]
fn a_network_is_measured_beside_what_no_learning_gets() {
    assert_tab("evaluate", '4');
}

#[test]
fn errors_calibration_and_mistakes_have_views_of_their_own() {
    assert_views("evaluate", '4');
}

#[test]
fn columns_before_and_after_and_examples_have_views_of_their_own() {
    assert_views("data", '2');
}

#[test]
fn the_evaluation_says_that_it_is_under_way() {
    let mut app = running(640, false);
    press(&mut app, KeyCode::Char('4'));
    assert_screens("measuring", &app);
}

#[test]
fn figures_of_earlier_weights_say_so() {
    let (_, mut app) = jobs().find(|(name, _)| *name == "airpassengers").unwrap();
    press(&mut app, KeyCode::Char('4'));
    hear(&mut app, TrainingEvent::Stepped((640..700).map(|step| metrics(step, true)).collect()));
    assert_screens("earlier weights", &app);
}

#[test]
fn a_long_page_scrolls_to_its_end() {
    let (_, mut app) = jobs().find(|(name, _)| *name == "japanese-vowels").unwrap();
    for (key, name) in [('2', "data scrolled"), ('4', "evaluate scrolled")] {
        press(&mut app, KeyCode::Char(key));
        (0..60).for_each(|_| press(&mut app, KeyCode::Down));
        assert_screens(name, &app);
    }
}

#[test]
fn without_test_examples_the_evaluation_says_what_to_do() {
    let experiment = Experiment::open("series-sum-generated").unwrap();
    let only_validation = experiment.with(&"split.test=0".parse().unwrap()).unwrap();
    let neither = only_validation.with(&"split.validation=0".parse().unwrap()).unwrap();
    for (name, experiment) in [("validation only", only_validation), ("neither part", neither)] {
        let dataset = Arc::new(Dataset::load(&experiment).unwrap());
        let mut app = Job { experiment, dataset }.running(Some(640));
        press(&mut app, KeyCode::Char('4'));
        assert_screens(name, &app);
    }
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
    insta::assert_snapshot!("answered 200x60", text(&buffer));
}

#[test]
fn a_terminal_that_is_too_small_is_told_what_is_missing() {
    let buffer = screen(&running(640, false), (30, 8), Theme::new(true));
    assert!(text(&buffer).starts_with("rnnlab needs 40×10, not 30×8\n"));
}

#[test]
fn no_size_panics_in_any_state() {
    let help = || {
        let mut help = running(640, false);
        press(&mut help, KeyCode::Char('?'));
        help
    };
    let steps = || {
        let mut steps = answered();
        press(&mut steps, KeyCode::Esc);
        hear(&mut steps, TrainingEvent::Paused { step: 640 });
        press(&mut steps, KeyCode::Char('n'));
        steps
    };
    let palette = || {
        let mut palette = running(640, false);
        press(&mut palette, KeyCode::Char(':'));
        palette.hint = true;
        palette
    };
    let states: [fn() -> App; 8] =
        [starting, || running(1, false), || running(2000, true), answered, || trying("x"), help, steps, palette];
    for state in states {
        let app = state();
        for (width, height) in (0..=130).step_by(3).flat_map(|width| (0..=45).map(move |height| (width, height))) {
            if width > 0 && height > 0 {
                screen(&app, (width, height), Theme::new(true));
                let _ = target(&app, Rect::new(0, 0, width, height), (width / 2, height / 2));
            }
        }
    }
}

#[test]
fn no_size_panics_on_any_tab_of_any_task() {
    for (_, mut app) in jobs().chain([("", starting()), ("", running(1, false))]) {
        for tab in ['1', '2', '3', '4', '5'] {
            press(&mut app, KeyCode::Char(tab));
            for (width, height) in (38..=200).step_by(18).flat_map(|width| (9..=60).step_by(6).map(move |h| (width, h)))
            {
                app.scroll = width;
                screen(&app, (width, height), Theme::new(true));
            }
        }
    }
}

#[test]
fn no_size_panics_in_any_view_of_data_and_evaluate() {
    for (_, mut app) in jobs() {
        for key in ['2', 'v', 'v', '4', 'v', 'v', 'v'] {
            press(&mut app, KeyCode::Char(key));
            for (width, height) in (38..=206).step_by(24).flat_map(|width| (9..=63).step_by(9).map(move |h| (width, h)))
            {
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
