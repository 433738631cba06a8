//! Any bytes as a checkpoint: refused in a few words, or a run that can be asked, gone on with and saved again.

use std::sync::{Arc, OnceLock};

use rnnlab::{
    data::{Column, Dataset, Example, Input, Sampling, Sequence},
    experiment::Experiment,
    model::{NamedTensor, Shape},
    run::Checkpoint,
    training::{BatchLoss, Learner, LearnerError, Moments, Next, Outcome, Step, Trainer, Update},
};

use super::{
    bytes::Bytes,
    checks::check_sentence,
    jobs::{Job, jobs},
    network::Stub,
};

/// Steps that a run is gone on with.
const STEPS: usize = 3;

/// The first byte chooses: what follows is the file, or it changes the valid file of a job.
pub fn body(bytes: &[u8]) {
    let mut choices = Bytes(bytes);
    let at = choices.below(jobs().len() + 1);
    let file = match files().get(at) {
        None => choices.0.to_vec(),
        Some(valid) => changed(valid, &mut choices),
    };
    let checkpoint = match Checkpoint::from_bytes(file) {
        Ok(checkpoint) => checkpoint,
        Err(problem) => return check_sentence(&problem),
    };
    check_again(&checkpoint);
    let Checkpoint { experiment, preparation, .. } = &checkpoint;
    let stub = Stub::new(experiment, preparation, 0);
    for text in ["", "1 2 3 4", "ada"] {
        match preparation.ask(text) {
            Ok(question) => match preparation.respond(&question, Sampling::likeliest(), |input| stub.say(input)) {
                Ok(answer) => drop(preparation.show_answer(&answer, Column::show)),
                Err(error) => check_sentence(&error),
            },
            Err(error) => check_sentence(&error),
        }
    }
    let same_data = |job: &&Job| {
        let of = &job.experiment;
        (&of.data, &of.prepare, &of.split) == (&experiment.data, &experiment.prepare, &experiment.split)
    };
    if let Some(job) = jobs().iter().find(same_data) {
        go_on(&checkpoint, &job.dataset);
    }
}

/// What was read is written and read again as it is.
fn check_again(checkpoint: &Checkpoint) {
    let written = checkpoint.to_bytes().expect("what was read can be written");
    let read = Checkpoint::from_bytes(written.clone()).expect("what was written can be read");
    // Not the checkpoints themselves: a weight that is not a number differs from itself.
    assert!(in_order(&written) == in_order(&read.to_bytes().expect("what was read can be written")));
}

fn go_on(checkpoint: &Checkpoint, dataset: &Arc<Dataset>) {
    let Checkpoint { experiment, snapshot, .. } = checkpoint;
    let learner = Still::new(experiment, dataset);
    let mut trainer = match Trainer::new(learner, Arc::clone(dataset), experiment) {
        Ok(trainer) => trainer,
        Err(error) => return check_sentence(&error),
    };
    let gone_on = trainer.restore(snapshot).and_then(|()| {
        for _ in 0..STEPS {
            if trainer.whats_next() != Next::Step {
                return trainer.finish();
            }
            let Step::Taken(_) = trainer.step(snapshot.seconds)? else { return Ok(()) };
        }
        trainer.snapshot().map(drop)
    });
    gone_on.unwrap_or_else(|error| check_sentence(&error));
}

/// A valid file of each job.
fn files() -> &'static [Vec<u8>] {
    static ALL: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    ALL.get_or_init(|| jobs().iter().map(valid).collect())
}

fn valid(Job { experiment, dataset }: &Job) -> Vec<u8> {
    let mut experiment = experiment.clone();
    // Nearly all of the file is header then.
    (experiment.model.hidden, experiment.model.embedding) = (1, experiment.model.embedding.map(|_| 1));
    let learner = Still::new(&experiment, dataset);
    let trainer = Trainer::new(learner, Arc::clone(dataset), &experiment).expect("a trainer");
    let preparation = (*dataset.preparation).clone();
    let snapshot = trainer.snapshot().expect("a snapshot");
    Checkpoint { snapshot, experiment, preparation, fingerprint: 1 }
        .to_bytes()
        .map(|file| in_order(&file))
        .expect("a file")
}

/// A file with the keys of its header in order: else no two files of one checkpoint are the same.
fn in_order(file: &[u8]) -> Vec<u8> {
    let (header, numbers) = file[8..].split_at(header_of(file));
    let header: serde_json::Value = serde_json::from_slice(header).expect("a header");
    let header = header.to_string().into_bytes();
    let mut file = [&(header.len() as u64).to_le_bytes()[..], &header, numbers].concat();
    Checkpoint::seal(&mut file);
    file
}

/// Bytes of a valid file's header.
fn header_of(file: &[u8]) -> usize {
    u64::from_le_bytes(file[..8].try_into().expect("eight bytes")) as usize
}

/// The file with other bytes in some places, its length and checksum as they should be unless the bytes choose otherwise.
fn changed(valid: &[u8], choices: &mut Bytes<'_>) -> Vec<u8> {
    let whole = choices.byte();
    let mut file = valid[8..].to_vec();
    let mut header = header_of(valid);
    while !choices.is_empty() {
        let at = usize::from(choices.byte()) << 8 | usize::from(choices.byte());
        let (at, taken) = (at % (file.len() + 1), usize::from(choices.byte()));
        let given = choices.text();
        let end = (at + taken).min(file.len());
        file.splice(at..end, given.bytes());
        if at < header {
            header = header + given.len() - (end.min(header) - at);
        }
    }
    let mut file = [&(header as u64).to_le_bytes()[..], &file].concat();
    if whole & 1 == 0 {
        Checkpoint::seal(&mut file);
    }
    if whole & 2 > 0 {
        file.truncate(file.len() * usize::from(whole) / 256);
    }
    file
}

/// A learner that learns nothing, with weights of the right shape.
struct Still {
    shape: Shape,
    weights: Vec<NamedTensor>,
}

impl Still {
    fn new(experiment: &Experiment, dataset: &Dataset) -> Self {
        let shape = Shape::of(experiment, &dataset.preparation);
        let zeros = |shape: &[usize]| vec![0.0; shape.iter().product()];
        let tensor = |(name, shape): (String, Vec<usize>)| NamedTensor { name, values: zeros(&shape), shape };
        let is_small = experiment.model.hidden == 1 && experiment.model.layers == 1;
        let weights = if is_small { shape.parameters().into_iter().map(tensor).collect() } else { Vec::new() };
        Self { shape, weights }
    }
}

impl Learner for Still {
    type Batch = ();

    fn batch(&self, _: &[&Example]) -> Result<(), LearnerError> {
        Ok(())
    }

    fn train_step(&mut self, (): &(), update: Update) -> Result<Outcome, LearnerError> {
        Ok(Outcome { loss: update.learning_rate, gradient_norm: update.dropout, fault: None })
    }

    fn evaluate(&self, (): &()) -> Result<BatchLoss, LearnerError> {
        Ok(BatchLoss { mean: 1.0, count: 1.0, hits: None })
    }

    fn predict(&self, _: &Input) -> Result<Sequence, LearnerError> {
        Err(LearnerError("it is not asked".to_owned()))
    }

    fn weights(&self) -> Result<Vec<NamedTensor>, LearnerError> {
        Ok(self.weights.clone())
    }

    fn moments(&self) -> Result<Moments, LearnerError> {
        Ok(Moments::default())
    }

    fn load(&mut self, weights: &[NamedTensor]) -> Result<(), LearnerError> {
        self.shape.check(weights).map_err(|error| LearnerError(error.to_string()))?;
        self.weights = weights.to_vec();
        Ok(())
    }

    fn restore(&mut self, _: &Moments) -> Result<(), LearnerError> {
        Ok(())
    }
}
