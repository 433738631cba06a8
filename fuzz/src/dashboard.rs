//! Any stream of keys, pastes and training events into `update`, drawn at any size.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use ratatui::layout::Rect;
use rnnlab::{
    app::{App, BINDINGS, Effect, Gesture, Key, KeyCode, Message, Pointer, update},
    data::{Answer, Part, Question, Sampling},
    evaluation::{Judge, Judgement, metrics::Scores},
    experiment::{Batch, Experiment, Pace},
    launch::info,
    training::{
        BaselineLoss, BestEpoch, Change, Divergence, Fault, Figures, Intervention, Live, NotFinite, RunInfo,
        StepMetrics, TrainingCommand, TrainingEvent,
    },
    tui::target,
};

use super::{
    bytes::Bytes,
    checks::check_screen,
    jobs::{Job, jobs},
    network::Stub,
    shelf,
};

/// Screens of one stream: they take most of the time.
const MOST_SCREENS: usize = 4;
/// Values that a loss, a norm or a rate may have.
const VALUES: [f64; 14] = [
    0.5,
    1.0,
    2.0,
    0.0,
    -1.0,
    1e-12,
    1e300,
    5e-324,
    f64::MAX,
    f64::MIN_POSITIVE,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    100.0,
];

/// The first byte chooses the experiment; what is left is what happens.
pub fn body(bytes: &[u8]) {
    let mut events = Bytes(bytes);
    let mut stream = Stream::open(events.below(jobs().len()));
    while !events.is_empty() && !stream.ended {
        stream.happen(&mut events);
    }
    if stream.screens == 0 {
        check_screen(&stream.app, (80, 24));
    }
}

/// A job as a training thread would tell of it.
struct Told {
    info: RunInfo,
    /// By the manner in which the network answers.
    said: Vec<Said>,
}

struct Said {
    answers: Vec<Answer>,
    scores: Option<Scores>,
    judgement: Judgement,
}

fn told(job: usize) -> &'static Told {
    static ALL: OnceLock<Vec<Told>> = OnceLock::new();
    &ALL.get_or_init(|| jobs().iter().map(Told::new).collect())[job]
}

impl Told {
    fn new(Job { experiment, dataset }: &Job) -> Self {
        let judge = Judge::new(Arc::clone(dataset));
        let best = judge.baselines().best_loss(experiment, &dataset.preparation, &dataset.train);
        let baseline = best.map(|(name, loss)| BaselineLoss { name, loss, part: Part::Train });
        let info = RunInfo { baseline, device: "cpu".to_owned(), goal: 1000, ..info(experiment, dataset) };
        let said = |manner| {
            let stub = Stub::new(experiment, &dataset.preparation, manner);
            let answer = |example| {
                let question = dataset.preparation.prompt(example);
                let answer = dataset.preparation.respond(&question, Sampling::likeliest(), |input| stub.say(input));
                answer.expect("whatever the network says is an answer")
            };
            let answers: Vec<Answer> = info.test.iter().map(answer).collect();
            let scores = judge.scores_of(&info.test, &answers);
            let judgement = judge.judge(|input| stub.say(input)).expect("whatever the network says is measured");
            Said { answers, scores, judgement }
        };
        let said = (0..Stub::MANNERS).map(said).collect();
        Self { info, said }
    }
}

/// The dashboard, and the training thread that it believes in.
struct Stream {
    app: App,
    /// The job that the thread trains.
    job: usize,
    step: u64,
    asked: (u64, Vec<(Question, Sampling)>),
    screens: usize,
    ended: bool,
}

impl Stream {
    fn open(job: usize) -> Self {
        let app = App::new(jobs()[job].experiment.clone());
        Self { app, job, step: 0, asked: (0, Vec::new()), screens: 0, ended: false }
    }

    fn happen(&mut self, events: &mut Bytes<'_>) {
        match events.byte() {
            // So that a stream of a person's keys is found soon.
            byte @ b' '..=b'~' => self.tell(Message::Key(Key::char(char::from(byte)))),
            byte @ 0x80..=0xff => self.tell(Message::Key(bound(byte))),
            0 => self.tell(Message::Key(key(events))),
            1 => self.tell(Message::Paste(events.text())),
            2 => self.draw(events),
            3 => self.tell(Message::Recent((0..events.below(4)).map(|_| events.text()).collect())),
            4 => self.tell(Message::NotStarted(events.text())),
            5 => self.tell(Message::Terminate),
            6 => self.tell(Message::TrainingGone),
            7 => self.tell(events.choose(&[Message::Resized, Message::Woken])),
            8 => self.tell(Message::Silence(events.number() >> events.below(64))),
            31 => self.point(events),
            kind => self.hear(kind & 0x1f, events),
        }
    }

    fn hear(&mut self, kind: u8, events: &mut Bytes<'_>) {
        let event = event(self, kind, events);
        self.tell(Message::Training(event));
    }

    fn draw(&mut self, events: &mut Bytes<'_>) {
        self.screens += 1;
        let size = (1 + events.below(220) as u16, 1 + events.below(70) as u16);
        if self.screens <= MOST_SCREENS {
            check_screen(&self.app, size);
        }
    }

    /// Uses the mouse somewhere on a screen of some size.
    fn point(&mut self, events: &mut Bytes<'_>) {
        let size = Rect::new(0, 0, 1 + events.below(220) as u16, 1 + events.below(70) as u16);
        let at = (events.below(size.width.into()) as u16, events.below(size.height.into()) as u16);
        let gesture = events.choose(&[Gesture::Press, Gesture::Drag, Gesture::WheelUp, Gesture::WheelDown]);
        self.tell(Message::Pointer(Pointer { gesture, at, target: target(&self.app, size, at) }));
    }

    /// Tells the dashboard, and does what it asks for as the program does.
    fn tell(&mut self, message: Message) {
        for effect in update(&mut self.app, message) {
            match effect {
                Effect::Command(TrainingCommand::WhatIf(id, questions)) => self.asked = (id, questions),
                Effect::Command(_) | Effect::ListRecent => {}
                Effect::Open(name) => {
                    let opened = find(&name).map(|job| Box::new(jobs()[job].experiment.clone()));
                    self.tell(Message::Opened(opened.ok_or(format!("there is no {name}"))));
                }
                Effect::Start(experiment) | Effect::Resume(_, experiment) => {
                    (self.job, self.step) = (of(&experiment).unwrap_or(self.job), 0);
                    self.asked = (0, Vec::new());
                }
                Effect::Runs(errand) => self.tell(Message::Runs(shelf::news(errand))),
                Effect::SaveScreen { name, .. } => self.tell(Message::ScreenSaved(Ok(PathBuf::from(name)))),
                Effect::Copy(text) => assert!(text.len() <= 1 << 16, "more is copied than a terminal takes"),
                Effect::Quit | Effect::Leave => self.ended = true,
            }
        }
    }
}

/// The job that opens under a name: every name opens one, so that none has to be typed.
fn find(name: &str) -> Option<usize> {
    let sum = name.bytes().fold(0_usize, |sum, byte| sum.wrapping_add(usize::from(byte)));
    (!sum.is_multiple_of(5)).then_some(sum % jobs().len())
}

fn of(experiment: &Experiment) -> Option<usize> {
    jobs().iter().position(|job| job.experiment.name == experiment.name)
}

/// A key that the program listens to.
fn bound(byte: u8) -> Key {
    let keys: Vec<&Key> = BINDINGS.iter().flat_map(|binding| binding.keys).collect();
    *keys[usize::from(byte & 0x7f) % keys.len()]
}

/// Any key.
fn key(events: &mut Bytes<'_>) -> Key {
    use KeyCode as K;
    let held = events.byte();
    let named = [
        K::Enter,
        K::Esc,
        K::Tab,
        K::BackTab,
        K::Backspace,
        K::Delete,
        K::Left,
        K::Right,
        K::Up,
        K::Down,
        K::Home,
        K::End,
        K::PageUp,
        K::PageDown,
    ];
    let code = match held & 4 {
        0 => events.choose(&named),
        _ => K::Char(
            char::from_u32(events.take(3).iter().fold(0, |code, byte| code << 8 | u32::from(*byte))).unwrap_or('a'),
        ),
    };
    Key { code, ctrl: held & 1 > 0, alt: held & 2 > 0 }
}

/// Something that the training thread says.
fn event(stream: &mut Stream, kind: u8, events: &mut Bytes<'_>) -> TrainingEvent {
    let told = told(stream.job);
    let said = |events: &mut Bytes<'_>| &told.said[events.below(Stub::MANNERS)];
    let step = stream.step;
    match kind % 20 {
        0..=3 => {
            let resumed_at = events.choose(&[None, None, None, Some(step)]);
            TrainingEvent::Started(Box::new(RunInfo { resumed_at, ..told.info.clone() }))
        }
        4..=6 => TrainingEvent::Stepped((0..events.below(9)).map(|_| metrics(&mut stream.step, events)).collect()),
        7 => {
            let Said { answers, scores, .. } = said(events);
            TrainingEvent::Predicted { step, answers: answers.clone(), scores: scores.clone() }
        }
        8 => TrainingEvent::Evaluated { step, judgement: Box::new(said(events).judgement.clone()) },
        9 => TrainingEvent::Paused { step },
        10 => TrainingEvent::Resumed { goal: events.number() },
        11 => TrainingEvent::CheckpointSaved { path: PathBuf::from(events.text()), step },
        12 => TrainingEvent::SaveFailed { reason: events.text() },
        13 => TrainingEvent::Failed { reason: events.text() },
        14 => answered(stream, events),
        15 => TrainingEvent::Refused { reason: events.text() },
        16 => {
            let live = Live::of(&told.info.experiment);
            TrainingEvent::Intervened { made: intervention(step, events), live, goal: events.number() }
        }
        17 => TrainingEvent::Diverged(Box::new(divergence(step, events))),
        kind => {
            let figures = Box::new(figures(step, said(events), events));
            if kind == 18 { TrainingEvent::Finished(figures) } else { TrainingEvent::Stopped(figures) }
        }
    }
}

fn intervention(step: u64, events: &mut Bytes<'_>) -> Intervention {
    let number = events.number() >> events.below(64);
    let changes = [
        Change::Pause,
        Change::Steps(number),
        Change::Pace(Pace::Max),
        Change::LearningRate(events.choose(&VALUES)),
        Change::Batch(Batch::Count(number)),
        Change::Epochs(number),
        Change::Rewind(number),
    ];
    let change = events.choose(&changes);
    if let Change::Rewind(to) = change {
        return Intervention { step: to, change };
    }
    Intervention { step, change }
}

fn divergence(step: u64, events: &mut Bytes<'_>) -> Divergence {
    let what = events.choose(&[NotFinite::Loss, NotFinite::Gradient, NotFinite::Weight]);
    let parameter = events.choose(&[Some("head.bias"), None]).map(str::to_owned);
    let interventions = (0..events.below(5)).map(|_| intervention(step, events)).collect();
    let learning_rate = events.choose(&VALUES);
    Divergence { step, fault: Fault { what, parameter }, learning_rate, interventions, mark: events.number() }
}

/// An answer to one of the questions that were asked last, or to none.
fn answered(stream: &Stream, events: &mut Bytes<'_>) -> TrainingEvent {
    let Job { experiment, dataset } = &jobs()[stream.job];
    let stub = Stub::new(experiment, &dataset.preparation, events.below(Stub::MANNERS));
    let row = events.below(6);
    let (first, questions) = &stream.asked;
    let answer = match questions.get(row) {
        Some((question, sampling)) => {
            let answer = dataset.preparation.respond(question, *sampling, |input| stub.say(input));
            answer.map_err(|error| error.to_string())
        }
        None => Err(events.text()),
    };
    TrainingEvent::Answered { id: first.wrapping_add(row as u64), step: stream.step, answer }
}

fn metrics(step: &mut u64, events: &mut Bytes<'_>) -> StepMetrics {
    // Some are left out where the screen is slow.
    *step = step.saturating_add(1 + u64::from(events.choose(&[0_u32, 0, 1, 1000, u32::MAX]))).min(u64::MAX >> 1);
    let [loss, validation_loss, learning_rate, gradient_norm, seconds] = [(); 5].map(|()| events.choose(&VALUES));
    let validation_loss = (validation_loss > 0.0).then_some(validation_loss);
    StepMetrics {
        step: *step - 1,
        epoch: *step / 4,
        loss,
        validation_loss,
        validation_accuracy: validation_loss,
        learning_rate,
        gradient_norm,
        seconds,
    }
}

fn figures(steps: u64, said: &Said, events: &mut Bytes<'_>) -> Figures {
    let [loss, validation_loss, seconds] = [(); 3].map(|()| events.choose(&VALUES));
    let best = (seconds > 0.0).then_some(BestEpoch { epoch: steps / 4, step: steps, validation_loss });
    Figures {
        steps,
        goal: events.number(),
        loss: Some(loss),
        best,
        judgement: said.judgement.clone(),
        seconds,
        divergence: None,
    }
}
