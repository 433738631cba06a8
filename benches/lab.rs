//! What a step, an answer and a frame cost.

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::{Terminal, backend::TestBackend};
use rnnlab::{
    app::{App, Message, update},
    data::{Dataset, Sampling},
    experiment::Experiment,
    training::{StepMetrics, TorchLearner, Trainer, TrainingEvent},
    tui::{Theme, draw},
};

fn training(criterion: &mut Criterion) {
    let experiment = Experiment::open("series-sum").expect("a built-in experiment");
    let dataset = Arc::new(Dataset::load(&experiment).expect("built-in data"));
    let question = dataset.test[0].question.clone();
    let (learner, _) = TorchLearner::new(&experiment, &dataset).expect("libtorch");
    let mut trainer = Trainer::new(learner, dataset, &experiment).expect("room");
    criterion.bench_function("a step of series-sum", |bencher| bencher.iter(|| trainer.step(0.0)));
    criterion.bench_function("an answer of series-sum", |bencher| {
        bencher.iter(|| trainer.answer(&question, Sampling::default()));
    });
}

/// A frame must not take longer because the run is longer.
fn drawing(criterion: &mut Criterion) {
    for steps in [1_000, 1_000_000] {
        let mut app = App::new(Experiment::open("series-sum").expect("a built-in experiment"));
        let stepped = TrainingEvent::Stepped((0..steps).map(metrics).collect());
        update(&mut app, Message::Training(stepped));
        let mut terminal = Terminal::new(TestBackend::new(200, 60)).expect("a screen in memory");
        criterion.bench_function(&format!("a frame of 200×60 after {steps} steps"), |bencher| {
            bencher.iter(|| terminal.draw(|frame| draw(frame, black_box(&app), Theme::new(true))).map(|_| ()));
        });
    }
}

fn metrics(step: u64) -> StepMetrics {
    StepMetrics {
        step,
        epoch: step,
        loss: 1.0 + (step as f64).sin().abs(),
        validation_loss: None,
        validation_accuracy: None,
        learning_rate: 0.001,
        gradient_norm: 1.0,
        seconds: step as f64 / 4000.0,
    }
}

criterion_group!(benches, training, drawing);
criterion_main!(benches);
