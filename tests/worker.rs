//! The training thread with a learner that only counts: commands in, events out, whatever the receiver does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use rnnlab::{
    data::{Answer, Dataset, Example, Input, Question, Sampling, Sequence},
    experiment::{Experiment, Override, Pace, Patience},
    launch,
    model::NamedTensor,
    training::{
        BatchLoss, Change, Delivery, Fault, Figures, Intervention, Job, Learner, LearnerError, Moments, NotFinite,
        Outcome, Past, Recorder, RunInfo, SAVE_EVERY, Snapshot, StepMetrics, Trainer, TrainingCommand as C,
        TrainingEvent as E, Update, Worker,
    },
};

/// Longer than any thread is kept from running on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// The loss is the number of the step; an answer is its input plus the steps taken, which are its one weight.
struct Counter {
    steps: u64,
    panics_at: Option<u64>,
    not_finite_at: Option<u64>,
    bad: NotFinite,
    /// The validation loss after each epoch of one step; 0 beyond.
    validation_losses: Vec<f64>,
}

impl Default for Counter {
    fn default() -> Self {
        Self { steps: 0, panics_at: None, not_finite_at: None, bad: NotFinite::Loss, validation_losses: Vec::new() }
    }
}

impl Learner for Counter {
    type Batch = ();

    fn batch(&self, _: &[&Example]) -> Result<(), LearnerError> {
        Ok(())
    }

    fn train_step(&mut self, (): &(), update: Update) -> Result<Outcome, LearnerError> {
        assert_ne!(self.panics_at, Some(self.steps), "the learner broke");
        // What is too large a learning rate for a step is none when it is a tenth.
        let diverges = self.not_finite_at == Some(self.steps) && update.learning_rate > 0.0005;
        let fault = diverges.then(|| Fault { what: self.bad, parameter: Some("steps".to_owned()) });
        let loss = if diverges { f64::NAN } else { self.steps as f64 };
        self.steps += u64::from(!diverges);
        Ok(Outcome { loss, gradient_norm: 1.0, fault })
    }

    fn evaluate(&self, (): &()) -> Result<BatchLoss, LearnerError> {
        let epoch = (self.steps as usize).checked_sub(1);
        let mean = epoch.and_then(|epoch| self.validation_losses.get(epoch)).copied().unwrap_or(0.0);
        Ok(BatchLoss { mean, count: 1.0, hits: None })
    }

    fn predict(&self, input: &Input) -> Result<Sequence, LearnerError> {
        let Input::Numbers(input) = input else { return Err(LearnerError("no numbers".to_owned())) };
        let values = input.values().iter().map(|value| value + self.steps as f32).collect();
        Sequence::new(1, values).ok_or_else(|| LearnerError("empty".to_owned()))
    }

    fn weights(&self) -> Result<Vec<NamedTensor>, LearnerError> {
        Ok(vec![NamedTensor { name: "steps".to_owned(), shape: vec![1], values: vec![self.steps as f32] }])
    }

    fn moments(&self) -> Result<Moments, LearnerError> {
        Ok(Moments { updates: self.steps, ..Moments::default() })
    }

    fn load(&mut self, weights: &[NamedTensor]) -> Result<(), LearnerError> {
        self.steps = weights[0].values[0] as u64;
        Ok(())
    }

    fn restore(&mut self, _: &Moments) -> Result<(), LearnerError> {
        Ok(())
    }
}

/// What was recorded, shared with the test.
#[derive(Clone, Default)]
struct Tape(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    steps: Vec<u64>,
    saved_at: Vec<u64>,
    /// The one weight that was saved last.
    saved: f32,
    concluded: Vec<Figures>,
    disk_is_full: bool,
    interventions: Vec<Intervention>,
    rewound_to: Vec<u64>,
}

impl Recorder for Tape {
    fn record(&mut self, metrics: &StepMetrics) -> Result<(), String> {
        self.0.lock().unwrap().steps.push(metrics.step);
        Ok(())
    }

    fn save(&mut self, snapshot: &Snapshot) -> Result<PathBuf, String> {
        let mut recorded = self.0.lock().unwrap();
        if recorded.disk_is_full {
            return Err("the disk is full".to_owned());
        }
        recorded.saved_at.push(snapshot.place.step);
        recorded.saved = snapshot.weights[0].values[0];
        Ok(PathBuf::from("last"))
    }

    fn intervene(&mut self, _: u64, change: &Intervention, _: &[Intervention]) -> Result<(), String> {
        self.0.lock().unwrap().interventions.push(*change);
        Ok(())
    }

    fn keep_mark(&mut self, _: &Snapshot) -> Result<(), String> {
        Ok(())
    }

    fn mark(&self, _: u64) -> Option<Snapshot> {
        None
    }

    fn rewind(&mut self, step: u64, _: u64) -> Result<(), String> {
        self.0.lock().unwrap().rewound_to.push(step);
        Ok(())
    }

    fn conclude(&mut self, figures: &Figures) -> Result<(), String> {
        self.0.lock().unwrap().concluded.push(figures.clone());
        Ok(())
    }
}

/// A worker over a counter, and what has been heard of it so far.
struct Bench {
    worker: Option<Worker>,
    tape: Tape,
    heard: Vec<E>,
}

impl Bench {
    fn start(epochs: u64, pace: Pace, delivery: Delivery, learner: Counter) -> Self {
        let change = |e: Experiment, key: &str, value: String| e.with(&Override::new(key, &value)).unwrap();
        let experiment = change(Experiment::open("series-sum").unwrap(), "epochs", epochs.to_string());
        Self::of(change(experiment, "pace", pace.to_string()), delivery, learner)
    }

    fn of(experiment: Experiment, delivery: Delivery, learner: Counter) -> Self {
        Self::at(experiment, delivery, learner, |_| Ok(()))
    }

    /// A run that has something behind it.
    fn at(
        experiment: Experiment,
        delivery: Delivery,
        learner: Counter,
        before: impl FnOnce(&mut Trainer<Counter>) -> Result<(), LearnerError> + Send + 'static,
    ) -> Self {
        let tape = Tape::default();
        let recorder = tape.clone();
        let worker = Worker::spawn(delivery, move || {
            let dataset = Arc::new(Dataset::load(&experiment).map_err(|error| error.to_string())?);
            let info = launch::info(&experiment, &dataset);
            let trainer = Trainer::new(learner, dataset, &experiment);
            let trainer = trainer.and_then(|mut trainer| before(&mut trainer).map(|()| trainer));
            let trainer = trainer.map_err(|error| error.to_string())?;
            let info = RunInfo { goal: trainer.goal(), ..info };
            Ok(Job { info, trainer, recorder, past: Past::default(), save_every: SAVE_EVERY })
        });
        Self { worker: Some(worker.unwrap()), tape, heard: Vec::new() }
    }

    /// So slow that without a command nothing happens within the patience of a test.
    fn paused(epochs: u64) -> Self {
        let mut bench = Self::start(epochs, Pace::PerSecond(0.001), Delivery::Thinned, Counter::default());
        bench.send(C::Pause);
        bench.until(|event| matches!(event, E::Paused { .. }));
        bench.send(C::SetPace(Pace::Max));
        bench
    }

    fn send(&self, command: C) {
        self.worker.as_ref().unwrap().send(command);
    }

    /// Hears events until one fits, and gives it.
    #[track_caller]
    fn until(&mut self, fits: impl Fn(&E) -> bool) -> E {
        loop {
            let event = match self.worker.as_ref().unwrap().events().recv_timeout(PATIENCE) {
                Ok(event) => event,
                Err(error) => unreachable!("{error} after {:?}", self.heard.iter().rev().take(5).collect::<Vec<_>>()),
            };
            self.heard.push(event.clone());
            if fits(&event) {
                return event;
            }
        }
    }

    fn steps_heard(&self) -> Vec<u64> {
        let batches =
            self.heard.iter().filter_map(|event| if let E::Stepped(steps) = event { Some(steps) } else { None });
        batches.flatten().map(|metrics| metrics.step).collect()
    }

    fn recorded_steps(&self) -> Vec<u64> {
        self.tape.0.lock().unwrap().steps.clone()
    }
}

fn finished(event: &E) -> bool {
    matches!(event, E::Finished(_))
}

/// A what-if of one number, as a person types it.
fn question(value: f32) -> (Question, Sampling) {
    let dataset = Dataset::load(&Experiment::open("series-sum").unwrap()).unwrap();
    (dataset.preparation.ask(&value.to_string()).unwrap(), Sampling::default())
}

fn answer(value: f64) -> Answer {
    Answer::Numbers(Sequence::new(1, vec![value]).unwrap())
}

#[test]
fn a_run_is_announced_trained_to_its_goal_saved_and_finished() {
    let mut bench = Bench::start(500, Pace::Max, Delivery::Complete, Counter::default());
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    assert!(matches!(bench.heard[0], E::Started(_)));
    assert_eq!((figures.steps, figures.loss), (500, Some(499.0)));
    assert_eq!(bench.steps_heard(), (0..500).collect::<Vec<_>>());
    assert_eq!(bench.recorded_steps(), (0..500).collect::<Vec<_>>());
    assert_eq!(bench.tape.0.lock().unwrap().saved_at, [0, 500]);
    assert_eq!(bench.tape.0.lock().unwrap().concluded, [*figures]);
}

#[test]
fn a_pause_is_confirmed_within_one_step_and_no_step_follows_it() {
    let mut bench = Bench::start(u64::MAX >> 1, Pace::Max, Delivery::Complete, Counter::default());
    bench.until(|event| matches!(event, E::Stepped(_)));
    bench.send(C::Pause);
    let E::Paused { step } = bench.until(|event| matches!(event, E::Paused { .. })) else { unreachable!() };
    // A round trip through the thread: whatever it did after the pause has happened by then.
    bench.send(C::WhatIf(1, vec![question(0.0)]));
    bench.until(|event| matches!(event, E::Answered { .. }));
    assert_eq!(bench.recorded_steps().len() as u64, step);
    assert_eq!(bench.steps_heard().last(), Some(&(step - 1)));
    bench.send(C::Resume);
    bench.until(|event| matches!(event, E::Resumed { .. }));
    bench.until(|event| matches!(event, E::Stepped(steps) if steps[0].step == step));
}

#[test]
fn a_pause_does_not_wait_for_a_slow_pace() {
    Bench::paused(1000);
}

#[test]
fn single_steps_and_n_steps_are_taken_exactly_and_end_in_a_pause() {
    let mut bench = Bench::paused(1000);
    let mut at = bench.recorded_steps().len() as u64;
    // Three at once: each is taken.
    (0..3).for_each(|_| bench.send(C::Step(1)));
    at += 3;
    bench.until(|event| *event == E::Paused { step: at });
    for steps in [1, 1, 25] {
        bench.send(C::Step(steps));
        at += steps;
        assert_eq!(bench.until(|event| matches!(event, E::Paused { .. })), E::Paused { step: at });
        assert_eq!(bench.recorded_steps().len() as u64, at);
    }
}

#[test]
fn a_finished_run_still_answers_and_takes_more_steps() {
    let mut bench = Bench::start(10, Pace::Max, Delivery::Thinned, Counter::default());
    bench.until(finished);
    bench.send(C::WhatIf(7, vec![question(0.5)]));
    let answered = |event: &E| matches!(event, E::Answered { .. });
    assert_eq!(bench.until(answered), E::Answered { id: 7, step: 10, answer: Ok(answer(10.5)) });
    bench.send(C::Step(5));
    assert_eq!(bench.until(|event| matches!(event, E::Resumed { .. })), E::Resumed { goal: 15 });
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    assert_eq!(figures.steps, 15);
    assert_eq!(bench.tape.0.lock().unwrap().saved_at, [0, 10, 15]);
}

#[test]
fn a_finished_run_whose_process_was_killed_before_the_summary_gets_it_when_it_is_opened_again() {
    let experiment = Experiment::open("series-sum").unwrap();
    let mut bench = Bench::at(experiment, Delivery::Thinned, Counter::default(), Trainer::finish);
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    let recorded = bench.tape.0.lock().unwrap();
    assert_eq!(recorded.concluded, [*figures]);
    assert!(recorded.saved_at.is_empty(), "its checkpoint is whole");
}

#[test]
fn a_what_if_is_answered_at_once_while_paused_and_again_as_training_goes_on() {
    let mut bench = Bench::paused(1_000_000);
    let at = bench.recorded_steps().len();
    bench.send(C::WhatIf(1, vec![question(1.0)]));
    let answered = |event: &E| matches!(event, E::Answered { .. });
    let answer = Ok(answer(1.0 + at as f64));
    assert_eq!(bench.until(answered), E::Answered { id: 1, step: at as u64, answer });
    bench.send(C::Resume);
    let E::Answered { id, step, .. } = bench.until(answered) else { unreachable!() };
    assert_eq!(id, 1);
    assert!(step > at as u64);
    bench.send(C::WhatIf(2, Vec::new()));
    let paused = |event: &E| matches!(event, E::Paused { .. });
    bench.send(C::Pause);
    bench.until(paused);
    bench.heard.clear();
    bench.send(C::Step(5));
    bench.until(paused);
    assert!(!bench.heard.iter().any(answered), "a question that was taken back is answered");
}

#[test]
fn a_checkpoint_is_saved_when_asked_for() {
    let mut bench = Bench::paused(1000);
    let saved = |event: &E| matches!(event, E::CheckpointSaved { .. });
    bench.until(saved);
    bench.send(C::SaveCheckpoint);
    bench.until(saved);
}

#[test]
fn a_stop_saves_and_ends_the_thread() {
    let mut bench = Bench::start(u64::MAX >> 1, Pace::Max, Delivery::Thinned, Counter::default());
    bench.until(|event| matches!(event, E::Stepped(_)));
    bench.send(C::Stop);
    let E::Stopped(figures) = bench.until(|event| matches!(event, E::Stopped(_))) else { unreachable!() };
    assert_eq!(bench.tape.0.lock().unwrap().saved_at, [0, figures.steps]);
    assert!(bench.worker.as_ref().unwrap().events().iter().next().is_none());
}

#[test]
fn a_worker_that_is_dropped_saves_first() {
    let mut bench = Bench::start(u64::MAX >> 1, Pace::Max, Delivery::Thinned, Counter::default());
    bench.until(|event| matches!(event, E::Stepped(_)));
    drop(bench.worker.take());
    let recorded = bench.tape.0.lock().unwrap();
    assert_eq!(recorded.saved_at, [0, recorded.steps.len() as u64]);
}

#[test]
fn a_receiver_that_hears_nothing_does_not_slow_training_and_no_recorded_step_is_lost() {
    let bench = Bench::start(200_000, Pace::Max, Delivery::Thinned, Counter::default());
    // Nothing is received until the whole run is recorded.
    let deadline = std::time::Instant::now() + PATIENCE;
    while bench.tape.0.lock().unwrap().concluded.is_empty() {
        assert!(std::time::Instant::now() < deadline, "training waits for its receiver");
        std::thread::yield_now();
    }
    let mut bench = bench;
    bench.until(finished);
    assert_eq!(bench.recorded_steps().len(), 200_000);
    let heard = bench.steps_heard();
    assert!(heard.is_sorted() && heard.last() == Some(&199_999));
    assert!(heard.len() < 200_000);
}

#[test]
fn the_pace_is_kept() {
    let mut bench = Bench::start(20, Pace::PerSecond(100.0), Delivery::Complete, Counter::default());
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    // The first step is taken at once; a busy machine may only be later.
    assert!(figures.seconds >= 0.18, "{} s", figures.seconds);
}

/// The generated sums have validation examples, and a full batch an epoch of one step.
fn with_patience(patience: u64) -> Experiment {
    let mut experiment = Experiment::open("series-sum-generated").unwrap();
    experiment.training.patience = Patience::Epochs(patience);
    experiment.training.batch = rnnlab::experiment::Batch::Full;
    experiment.training.epochs = 100;
    experiment
}

#[test]
fn when_patience_is_over_a_run_ends_with_its_best_weights_which_are_saved_measured_and_answer() {
    let learner = Counter { validation_losses: vec![5.0, 3.0, 4.0, 3.0, 3.5, 1.0], ..Counter::default() };
    let mut bench = Bench::of(with_patience(3), Delivery::Complete, learner);
    bench.send(C::WhatIf(1, vec![question(0.0)]));
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    // The fourth epoch only equals the second, and three epochs without a better one are the second's patience.
    assert_eq!(figures.steps, 5);
    let best = figures.best.unwrap();
    assert_eq!((best.epoch, best.step, best.validation_loss.to_bits()), (2, 2, 3.0_f64.to_bits()));
    assert_eq!(bench.tape.0.lock().unwrap().saved_at.last(), Some(&5));
    assert!((bench.tape.0.lock().unwrap().saved - 2.0).abs() < f32::EPSILON);
    let mut answers =
        bench.heard.iter().filter_map(|event| if let E::Answered { answer, .. } = event { Some(answer) } else { None });
    assert_eq!(answers.next_back(), Some(&Ok(answer(2.0))));
    let validation: Vec<Option<f64>> = bench
        .heard
        .iter()
        .filter_map(|event| if let E::Stepped(steps) = event { Some(steps) } else { None })
        .flatten()
        .map(|metrics| metrics.validation_loss)
        .collect();
    assert_eq!(validation, [5.0, 3.0, 4.0, 3.0, 3.5].map(Some));
}

#[test]
fn steps_that_are_asked_for_after_patience_is_over_are_all_taken() {
    let learner = Counter { validation_losses: vec![1.0; 100], ..Counter::default() };
    let mut bench = Bench::of(with_patience(2), Delivery::Complete, learner);
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    assert_eq!(figures.steps, 3);
    bench.send(C::Step(10));
    assert_eq!(bench.until(|event| matches!(event, E::Paused { .. })), E::Paused { step: 13 });
}

#[test]
fn patience_that_does_not_run_out_keeps_the_best_weights_at_the_goal() {
    let mut losses = vec![1.0; 100];
    losses[96] = 0.5;
    let learner = Counter { validation_losses: losses, ..Counter::default() };
    let mut bench = Bench::of(with_patience(200), Delivery::Complete, learner);
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    assert_eq!((figures.steps, figures.best.unwrap().epoch), (100, 97));
    assert!((bench.tape.0.lock().unwrap().saved - 97.0).abs() < f32::EPSILON);
}

#[test]
fn a_validation_loss_that_is_no_number_is_never_the_best() {
    let learner = Counter { validation_losses: vec![f64::NAN, 2.0, f64::NAN, 1.0, 3.0, 3.0], ..Counter::default() };
    let mut bench = Bench::of(with_patience(2), Delivery::Complete, learner);
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    assert_eq!((figures.steps, figures.best.unwrap().epoch), (6, 4));
}

#[test]
fn patience_without_validation_examples_is_a_failed_run_that_says_what_to_do() {
    let mut experiment = Experiment::open("series-sum").unwrap();
    experiment.training.patience = Patience::Epochs(5);
    let mut bench = Bench::of(experiment, Delivery::Complete, Counter::default());
    let E::Failed { reason } = bench.until(|event| matches!(event, E::Failed { .. })) else { unreachable!() };
    assert_eq!(
        reason,
        "training.patience and schedule = \"plateau\" watch the validation loss, and there are no validation examples: \
         leave some to `validation` under [split]"
    );
}

#[test]
fn the_learning_rate_is_halved_after_four_epochs_without_a_better_validation_loss() {
    let mut experiment = with_patience(50);
    experiment.training.patience = Patience::Off;
    experiment.training.schedule = rnnlab::experiment::Schedule::Plateau;
    experiment.training.learning_rate = 1.0;
    experiment.training.epochs = 12;
    let learner = Counter { validation_losses: [vec![2.0, 1.0], vec![1.5; 20]].concat(), ..Counter::default() };
    let mut bench = Bench::of(experiment, Delivery::Complete, learner);
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    assert_eq!(figures.best, None);
    let rates = bench.heard.iter().filter_map(|event| if let E::Stepped(steps) = event { Some(steps) } else { None });
    let rates: Vec<f64> = rates.flatten().map(|metrics| metrics.learning_rate).collect();
    // The second epoch is the best; the sixth is the fourth after it.
    assert_eq!(rates, [[1.0; 6].as_slice(), &[0.5; 4], &[0.25; 2]].concat());
}

#[test]
fn a_run_is_measured_when_asked_for() {
    let mut bench = Bench::paused(1000);
    bench.send(C::Evaluate);
    let E::Evaluated { step, judgement } = bench.until(|event| matches!(event, E::Evaluated { .. })) else {
        unreachable!()
    };
    assert_eq!((step, judgement.test.unwrap().examples), (bench.recorded_steps().len() as u64, 2));
}

#[test]
fn a_panic_of_the_learner_is_a_failed_run_with_its_message() {
    let learner = Counter { panics_at: Some(5), ..Counter::default() };
    let mut bench = Bench::start(10, Pace::Max, Delivery::Thinned, learner);
    let E::Failed { reason } = bench.until(|event| matches!(event, E::Failed { .. })) else { unreachable!() };
    let words = "the training thread panicked: assertion `left != right` failed: the learner broke\n  left: Some(5)\n right: \
                 Some(5)";
    assert_eq!(reason, words);
}

fn diverged(event: &E) -> bool {
    matches!(event, E::Diverged(_))
}

#[test]
fn what_is_not_finite_pauses_the_run_unsaved_and_the_way_back_is_a_mark_and_a_smaller_learning_rate() {
    for bad in [NotFinite::Loss, NotFinite::Gradient, NotFinite::Weight] {
        let learner = Counter { not_finite_at: Some(500), bad, ..Counter::default() };
        let mut bench = Bench::start(640, Pace::Max, Delivery::Complete, learner);
        bench.send(C::Change(Change::LearningRate(0.01)));
        let E::Diverged(divergence) = bench.until(diverged) else { unreachable!() };
        assert_eq!((divergence.step, divergence.fault.what, divergence.mark), (500, bad, 500));
        assert_eq!(divergence.fault.parameter.as_deref(), Some("steps"));
        assert_eq!(divergence.interventions.len(), 1);
        assert_eq!(bench.tape.0.lock().unwrap().saved_at, [0]);
        assert_eq!(bench.steps_heard().last(), Some(&499));
        // Asked to save, it does not.
        bench.send(C::SaveCheckpoint);
        bench.send(C::Change(Change::Rewind(divergence.mark)));
        bench.send(C::Change(Change::LearningRate(divergence.smaller_learning_rate())));
        bench.until(|event| {
            matches!(event, E::Intervened { made: Intervention { change: Change::LearningRate(_), step: 1.. }, .. })
        });
        assert_eq!(bench.tape.0.lock().unwrap().saved_at, [0, 500], "{bad:?}");
        bench.send(C::Resume);
        // A thousandth is still too much: the next mark to go back to is the one before.
        let E::Diverged(divergence) = bench.until(diverged) else { unreachable!() };
        assert_eq!(divergence.mark, 490, "{bad:?}");
        bench.send(C::Change(Change::Rewind(divergence.mark)));
        bench.send(C::Change(Change::LearningRate(divergence.smaller_learning_rate())));
        bench.send(C::Resume);
        let E::Finished(figures) = bench.until(finished) else { unreachable!() };
        assert_eq!(figures.steps, 640);
        assert_eq!(bench.tape.0.lock().unwrap().rewound_to, [500, 490]);
    }
}

#[test]
fn a_run_that_has_diverged_is_stopped_without_a_checkpoint_of_it() {
    let learner = Counter { not_finite_at: Some(500), bad: NotFinite::Weight, ..Counter::default() };
    let mut bench = Bench::start(640, Pace::Max, Delivery::Thinned, learner);
    bench.until(diverged);
    bench.send(C::Resume);
    let refused = bench.until(|event| matches!(event, E::Refused { .. }));
    let words = "there are no finite weights to go on with: go back to a mark first";
    assert_eq!(refused, E::Refused { reason: words.to_owned() });
    bench.send(C::Stop);
    let E::Stopped(figures) = bench.until(|event| matches!(event, E::Stopped(_))) else { unreachable!() };
    let words = "a weight is no finite number at step 500, first in steps; learning rate 0.001";
    assert_eq!(figures.divergence.as_deref(), Some(words));
    assert_eq!(bench.tape.0.lock().unwrap().saved_at, [0]);
}

#[test]
fn a_change_acts_at_the_next_step_and_is_kept_with_its_step() {
    let mut bench = Bench::paused(1000);
    let at = bench.recorded_steps().len() as u64;
    bench.send(C::Change(Change::LearningRate(0.5)));
    let change = Intervention { step: at, change: Change::LearningRate(0.5) };
    bench.until(|event| matches!(event, E::Intervened { made, .. } if *made == change));
    bench.send(C::Step(1));
    let E::Stepped(steps) = bench.until(|event| matches!(event, E::Stepped(_))) else { unreachable!() };
    assert_eq!((steps[0].step, steps[0].learning_rate.to_bits()), (at, 0.5_f64.to_bits()));
    let kept: Vec<_> = bench.tape.0.lock().unwrap().interventions.iter().map(|kept| kept.change).collect();
    assert_eq!(kept, [Change::Pause, Change::Pace(Pace::Max), Change::LearningRate(0.5), Change::Steps(1)]);
}

#[test]
fn fewer_epochs_than_were_taken_finish_the_run_and_more_let_it_go_on() {
    let mut bench = Bench::paused(1000);
    bench.send(C::Step(5));
    bench.until(|event| matches!(event, E::Paused { .. }));
    let at = bench.recorded_steps().len() as u64;
    bench.send(C::Change(Change::Epochs(1)));
    bench.send(C::Resume);
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    assert_eq!((figures.steps, figures.goal), (at, at));
    bench.send(C::Change(Change::Epochs(at + 3)));
    bench.send(C::Resume);
    let E::Finished(figures) = bench.until(finished) else { unreachable!() };
    assert_eq!((figures.steps, figures.goal), (at + 3, at + 3));
}

#[test]
fn what_cannot_be_changed_is_refused_in_one_sentence_and_not_kept() {
    let mut bench = Bench::paused(1000);
    let refused = |event: &E| matches!(event, E::Refused { .. });
    for (change, words) in [
        (Change::Rewind(77), "there is no mark at step 77 to go back to"),
        (
            Change::Patience(Patience::Epochs(3)),
            "patience watches the validation loss, and there are no validation examples: leave some to `validation` \
             under [split]",
        ),
    ] {
        bench.send(C::Change(change));
        assert_eq!(bench.until(refused), E::Refused { reason: words.to_owned() });
    }
    assert_eq!(bench.tape.0.lock().unwrap().interventions.len(), 2, "the pause and the pace");
}

#[test]
fn a_full_disk_is_told_once_and_training_goes_on() {
    let mut bench = Bench::paused(1000);
    bench.tape.0.lock().unwrap().disk_is_full = true;
    bench.send(C::SaveCheckpoint);
    bench.send(C::SaveCheckpoint);
    let failed = |event: &E| matches!(event, E::SaveFailed { .. });
    assert_eq!(bench.until(failed), E::SaveFailed { reason: "the disk is full".to_owned() });
    bench.send(C::Resume);
    bench.until(finished);
    assert_eq!(bench.heard.iter().filter(|event| failed(event)).count(), 1);
}

#[test]
fn a_job_that_cannot_be_built_is_a_failed_run_with_its_reason() {
    let build = || -> Result<Job<Counter, Tape>, String> { Err("no such column".to_owned()) };
    let worker = Worker::spawn(Delivery::Thinned, build).unwrap();
    let heard: Vec<_> = worker.events().iter().collect();
    assert_eq!(heard, [E::Failed { reason: "no such column".to_owned() }]);
}

#[test]
fn the_last_change_is_taken_back_with_the_steps_since_and_then_the_one_before_it() {
    let mut bench = Bench::paused(1000);
    let rate = |bench: &mut Bench, rate: f64| {
        let same = |live: f64| (live - rate).abs() < f64::EPSILON;
        bench.until(|event| matches!(event, E::Intervened { live, .. } if same(live.learning_rate)));
    };
    bench.send(C::Undo);
    let words = "there is no change to take back".to_owned();
    bench.until(|event| *event == E::Refused { reason: words.clone() });
    let at = bench.recorded_steps().len() as u64;
    for (learning_rate, steps) in [(0.1, 3), (0.2, 0), (0.3, 4)] {
        bench.send(C::Change(Change::LearningRate(learning_rate)));
        if steps > 0 {
            bench.send(C::Step(steps));
            bench.until(|event| matches!(event, E::Paused { .. }));
        }
    }
    // Of the two that were made before the same step, one after the other.
    for (learning_rate, step) in [(0.2, at + 3), (0.1, at + 3), (0.001, at)] {
        bench.send(C::Undo);
        rate(&mut bench, learning_rate);
        bench.send(C::Evaluate);
        let E::Evaluated { step: now, .. } = bench.until(|event| matches!(event, E::Evaluated { .. })) else {
            unreachable!()
        };
        assert_eq!(now, step, "{learning_rate}");
    }
}

/// The answer to the what-if of 0, which is the steps taken, and the step that it says it is of.
fn answered_at(bench: &mut Bench) -> (u64, f64) {
    let answered = bench.until(|event| matches!(event, E::Answered { .. }));
    let E::Answered { step, answer: Ok(Answer::Numbers(numbers)), .. } = answered else { unreachable!("{answered:?}") };
    (step, numbers.rows().next().unwrap()[0])
}

#[test]
fn a_look_back_answers_by_the_weights_of_a_mark_and_leaves_the_run_as_it_was() {
    let mut bench = Bench::start(u64::MAX >> 1, Pace::Max, Delivery::Thinned, Counter::default());
    bench.send(C::WhatIf(1, vec![question(0.0)]));
    bench.until(|event| matches!(event, E::Stepped(_)));
    bench.send(C::Mark);
    let marked = bench.until(|event| matches!(event, E::Marked(marks) if marks.iter().any(|mark| mark.by_hand)));
    let E::Marked(marks) = marked else { unreachable!() };
    let kept = marks.iter().find(|mark| mark.by_hand).unwrap().step;
    bench.until(|event| matches!(event, E::Stepped(_)));
    bench.send(C::Visit(Some(kept)));
    let E::Paused { step: now } = bench.until(|event| matches!(event, E::Paused { .. })) else { unreachable!() };
    assert!(now > kept);
    bench.until(|event| *event == E::Visiting { step: Some(kept) });
    assert_eq!(answered_at(&mut bench), (kept, kept as f64));
    // Looking further back, and what is asked meanwhile.
    bench.send(C::Visit(Some(0)));
    bench.until(|event| *event == E::Visiting { step: Some(0) });
    assert_eq!(answered_at(&mut bench), (0, 0.0));
    bench.send(C::WhatIf(2, vec![question(5.0)]));
    assert_eq!(answered_at(&mut bench), (0, 5.0));
    // A checkpoint is one of the present.
    bench.send(C::SaveCheckpoint);
    bench.until(|event| matches!(event, E::CheckpointSaved { step, .. } if *step == now));
    assert!((bench.tape.0.lock().unwrap().saved - now as f32).abs() < f32::EPSILON);
    bench.send(C::Visit(Some(now + 1)));
    let reason = format!("there is no mark at step {} to look at", now + 1);
    bench.until(|event| *event == E::Refused { reason: reason.clone() });
    // To go on is to come back first.
    bench.send(C::Step(1));
    bench.until(|event| *event == E::Visiting { step: None });
    assert_eq!(answered_at(&mut bench), (now, 5.0 + now as f64));
    bench.until(|event| *event == E::Paused { step: now + 1 });
    assert_eq!(bench.recorded_steps().last(), Some(&now));
}

#[test]
fn a_look_back_can_be_trained_on_from() {
    let mut bench = Bench::paused(1_000_000);
    bench.send(C::Step(100));
    bench.until(|event| matches!(event, E::Paused { .. }));
    bench.send(C::Visit(Some(0)));
    bench.until(|event| *event == E::Visiting { step: Some(0) });
    let taken = bench.recorded_steps().len();
    bench.send(C::Branch(0));
    bench.until(|event| *event == E::Visiting { step: None });
    bench.until(|event| matches!(event, E::Resumed { .. }));
    bench.until(|event| matches!(event, E::Stepped(_)));
    assert_eq!(bench.tape.0.lock().unwrap().rewound_to, [0]);
    assert_eq!(bench.recorded_steps()[taken], 0);
}

#[test]
fn where_there_is_no_mark_to_train_on_from_nothing_is_trained() {
    let mut bench = Bench::paused(1_000_000);
    let at = bench.recorded_steps().len() as u64;
    for step in [at + 1, 1_000_000] {
        bench.send(C::Branch(step));
        let reason = format!("there is no mark at step {step} to go back to");
        bench.until(|event| *event == E::Refused { reason: reason.clone() });
        bench.until(|event| *event == E::Paused { step: at });
    }
    assert_eq!(bench.recorded_steps().len() as u64, at);
}

#[test]
fn a_run_that_diverged_is_gone_back_from_rather_than_looked_back_at() {
    let learner = Counter { not_finite_at: Some(30), ..Counter::default() };
    let mut bench = Bench::start(1000, Pace::Max, Delivery::Thinned, learner);
    bench.until(diverged);
    bench.send(C::Visit(Some(0)));
    let reason = "what is not finite is not left for a look back: go back to a mark first".to_owned();
    bench.until(|event| *event == E::Refused { reason: reason.clone() });
}
