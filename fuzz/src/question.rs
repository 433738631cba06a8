//! Any text as a question to a network of each task, and what is shown of it and of its answer.

use std::sync::OnceLock;

use rnnlab::{
    app::{App, Effect, Key, Message, update},
    data::{Column, Sampling},
    launch::info,
    training::{TrainingCommand, TrainingEvent},
};

use super::{
    bytes::Bytes,
    checks::{check_screen, check_sentence},
    jobs::{Job, jobs},
    network::Stub,
};

/// Most are not drawn: that takes most of the time.
const SIZES: [Option<(u16, u16)>; 16] = {
    let mut sizes = [None; 16];
    (sizes[3], sizes[4], sizes[5]) = (Some((40, 10)), Some((80, 24)), Some((120, 36)));
    sizes
};

/// The first bytes choose network, how it answers and the size of the screen; what is left is the text.
pub fn body(bytes: &[u8]) {
    let mut choices = Bytes(bytes);
    let at = choices.below(jobs().len());
    let Job { experiment, dataset } = &jobs()[at];
    let preparation = &dataset.preparation;
    let stub = Stub::new(experiment, preparation, choices.below(Stub::MANNERS));
    let sampling = Sampling { temperature: f64::from(choices.byte()) / 100.0, seed: 1, longest: 24 };
    let size = choices.choose(&SIZES);
    let text = String::from_utf8_lossy(choices.0);
    match preparation.ask(&text) {
        Ok(question) => {
            drop(preparation.show(&question));
            let answer = preparation.respond(&question, sampling, |input| stub.say(input));
            drop(preparation.show_answer(&answer.expect("whatever the network says is an answer"), Column::show));
        }
        Err(error) => check_sentence(&error),
    }
    if let Some(size) = size {
        check_screen(&asked(at, &text, &stub), size);
    }
}

/// The dashboard after the text was pasted and answered.
fn asked(at: usize, text: &str, stub: &Stub) -> App {
    static TRYING: OnceLock<Vec<App>> = OnceLock::new();
    let mut app = TRYING.get_or_init(|| jobs().iter().map(trying).collect())[at].clone();
    for effect in update(&mut app, Message::Paste(text.to_owned())) {
        let Effect::Command(TrainingCommand::WhatIf(first, questions)) = effect else { continue };
        for (id, (question, sampling)) in (first..).zip(questions) {
            let preparation = &jobs()[at].dataset.preparation;
            let answer = preparation.respond(&question, sampling, |input| stub.say(input));
            let answer = answer.map_err(|error| error.to_string());
            update(&mut app, Message::Training(TrainingEvent::Answered { id, step: 1, answer }));
        }
    }
    app
}

fn trying(job: &Job) -> App {
    let mut app = App::new(job.experiment.clone());
    update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info(&job.experiment, &job.dataset)))));
    update(&mut app, Message::Key(Key::char('i')));
    app
}
