//! How much memory a training takes, said before it starts: the system would end it in the middle, without a word.

use super::marks;
use crate::{
    data::Dataset,
    experiment::{Cell, Experiment, Task},
    model::{Answers, Reads, Shape},
    wording::{bytes, counted},
};

/// Weights of a network at the most.
pub const MOST_WEIGHTS: u64 = 200_000_000;
/// Bytes of a number in a tensor.
const NUMBER: u64 = 4;
/// How often each weight is there at the same time, beside the marks: value, gradient, what backpropagation adds up, two
/// moments, the best weights, and the copies of a checkpoint that is being written. Measured: 12 to 15.
const COPIES: u64 = 15;
/// How often each weight is in a mark: itself and two moments.
const IN_A_MARK: u64 = 3;
/// Numbers that are kept for each output of each step: what is said, its loss, its gradient.
const OF_OUTPUTS: u64 = 3;
/// The same for each input: as it is padded, as a tensor, with noise.
const OF_INPUTS: u64 = 3;
/// The same for each unit that dropout may leave out.
const OF_DROPOUT: u64 = 2;
/// Examples that validation reads at once.
const VALIDATED: u64 = super::validation::BATCH as u64;

/// The memory that a training takes beside its data, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    weights: u64,
    /// Each weight in all of its copies.
    of_weights: u64,
    /// Everything that is kept of a batch until its gradient is known, or to measure validation, whichever is more.
    of_batch: u64,
    /// What the batch is, in words.
    batch: String,
    /// What would make it smaller, in words.
    remedy: &'static str,
}

impl Need {
    /// What an experiment takes on the CPU.
    ///
    /// With S examples a batch of T steps (the longest), H units, D directions and L layers:
    /// weights · (15 + 3 · marks) · 4 bytes, and S · T · (H · (kept · D · L + passing) + 3 · inputs + 3 · outputs) · 4 bytes, where libtorch
    /// keeps 7 numbers for a unit of an LSTM at each step until its gradient is known, 9 of a GRU and 3 of a plain network,
    /// and 10, 4 and 1 more while it is at work on a layer. Measured; `docs/experiment.md` has the measurements.
    #[must_use]
    pub fn of(experiment: &Experiment, dataset: &Dataset) -> Self {
        let shape = Shape::of(experiment, &dataset.preparation);
        let all = dataset.train.len() as u64;
        let examples = match experiment.training.batch {
            crate::experiment::Batch::Full => all,
            crate::experiment::Batch::Count(count) => count.min(all),
        };
        let steps = dataset.longest() as u64;
        let dropped = experiment.model.dropout > 0.0;
        let trained = at_each_step(&shape, true, dropped).saturating_mul(steps);
        let longest = dataset.validation.iter().map(|example| example.question.input.steps()).max().unwrap_or(0) as u64;
        let validated = at_each_step(&shape, false, false).saturating_mul(longest);
        let validated = validated.saturating_mul(VALIDATED.min(dataset.validation.len() as u64));
        let of_batch = trained.saturating_mul(examples).max(validated).saturating_mul(NUMBER);
        let weights = shape.parameters().iter().map(|(_, sizes)| sizes.iter().product::<usize>() as u64).sum();
        let units = counted(shape.hidden, "unit");
        let layers = if shape.layers > 1 { format!("{} layers of {units}", shape.layers) } else { units };
        let both_ways = if shape.bidirectional { " in two directions" } else { "" };
        Self {
            weights,
            of_weights: of_weights(weights),
            of_batch,
            batch: format!(
                "{} of {} through {layers}{both_ways}",
                counted(examples as usize, "sequence"),
                counted(steps as usize, "step")
            ),
            remedy: match experiment.data.task {
                Task::Forecast => "make training.batch, model.hidden or data.window smaller",
                _ => "make training.batch or model.hidden smaller, or the sequences shorter",
            },
        }
    }

    /// Whether the network is one of those that can be trained here, with so many bytes free.
    ///
    /// # Errors
    /// When it is too large, with the arithmetic.
    pub fn check(&self, free: Option<u64>) -> Result<(), String> {
        if self.weights > MOST_WEIGHTS {
            return Err(format!(
                "the network has {} weights, and rnnlab trains {MOST_WEIGHTS}: make model.hidden or model.layers smaller, \
                 or ask for fewer outputs",
                self.weights
            ));
        }
        let need = self.of_weights.saturating_add(self.of_batch);
        match free.filter(|&free| need > free) {
            Some(free) => Err(format!(
                "this experiment needs about {}: {} for {} weights with gradients, moments, copies and marks, {} for a batch \
                 of {}; {} are free: {}",
                bytes(need),
                bytes(self.of_weights),
                self.weights,
                bytes(self.of_batch),
                self.batch,
                bytes(free),
                self.remedy
            )),
            None => Ok(()),
        }
    }
}

/// Each weight in all of its copies.
fn of_weights(weights: u64) -> u64 {
    let of_mark = weights.saturating_mul(IN_A_MARK * NUMBER);
    let marks = marks::most(usize::try_from(of_mark).unwrap_or(usize::MAX)) as u64;
    weights.saturating_mul(COPIES * NUMBER).saturating_add(of_mark.saturating_mul(marks))
}

/// Numbers that are kept for each step of an example.
fn at_each_step(shape: &Shape, is_learned_from: bool, dropped: bool) -> u64 {
    let (kept, passing) = match shape.cell {
        Cell::Lstm => (7, 10),
        Cell::Gru => (9, 4),
        Cell::Rnn => (3, 1),
    };
    let states = (shape.layers * if shape.bidirectional { 2 } else { 1 }) as u64;
    let dropout = if dropped { OF_DROPOUT * states } else { 0 };
    // What is only measured keeps the states of a layer and its inputs alone.
    let of_unit = if is_learned_from { kept * states + passing + dropout } else { passing };
    let inputs = match shape.reads {
        Reads::Numbers(inputs) => inputs,
        Reads::Symbols { embedding, .. } => embedding,
    } as u64;
    let outputs = match shape.answers {
        Answers::EveryStep => shape.outputs as u64,
        Answers::Last | Answers::Mean => 0,
    };
    shape.hidden as u64 * of_unit + OF_INPUTS * inputs + OF_OUTPUTS * outputs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(model: &str, batch: &str) -> Need {
        let text = format!(
            "name = \"x\"\n[data]\ntask = \"transform\"\ngenerate = {{ rule = \"running-sum\", sequences = 50, length = \
             [40, 40], values = [0, 9] }}\n[split]\nby = \"random\"\ntest = 10\n[model]\n{model}\n[training]\nbatch = {batch}\n"
        );
        let experiment = Experiment::parse(&text, "x.toml").unwrap();
        Need::of(&experiment, &Dataset::load(&experiment).unwrap())
    }

    #[test]
    fn the_need_follows_the_formula() {
        let lstm = need("hidden = 32", "\"full\"");
        assert_eq!(lstm.weights, 4 * (32 * 33 + 64) + 33);
        assert_eq!(lstm.of_weights, lstm.weights * 4 * (15 + 64 * 3));
        assert_eq!(lstm.of_batch, 40 * 40 * (32 * 17 + 3 + 3) * 4);
        let deep = need("cell = \"gru\"\nhidden = 8\nlayers = 2\nbidirectional = true\ndropout = 0.5", "16");
        assert_eq!(deep.of_batch, 16 * 40 * (8 * (9 * 4 + 4 + 2 * 4) + 3 + 3) * 4);
        assert_eq!(need("cell = \"rnn\"\nhidden = 8", "1000").of_batch, 40 * 40 * (8 * 4 + 6) * 4);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_arithmetic() {
        let deep = need("hidden = 256\nlayers = 2", "16");
        assert_eq!(deep.check(Some(1_000_000_000)), Ok(()));
        assert_eq!(deep.check(None), Ok(()));
        assert_eq!(
            deep.check(Some(300_000_000)).unwrap_err(),
            "this experiment needs about 329 MB: 314 MB for 791809 weights with gradients, moments, copies and marks, 16 MB \
             for a batch of 16 sequences of 40 steps through 2 layers of 256 units; 300 MB are free: make training.batch or \
             model.hidden smaller, or the sequences shorter"
        );
    }

    #[test]
    fn a_network_beyond_the_limit_is_refused_whatever_is_free() {
        assert_eq!(
            need("hidden = 8192", "1").check(None).unwrap_err(),
            "the network has 268541953 weights, and rnnlab trains 200000000: make model.hidden or model.layers smaller, or \
             ask for fewer outputs"
        );
    }
}
