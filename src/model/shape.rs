//! The sizes of a network, and from them the name and dimensions of every parameter.

use std::fmt;

use crate::{
    data::Preparation,
    experiment::{Cell, Experiment, Model, Pooling, Strategy, Task},
};

/// Kind and sizes of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What is read at each step.
    pub reads: Reads,
    /// Kind of recurrent cell.
    pub cell: Cell,
    /// Units in a recurrent layer, for each direction.
    pub hidden: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Whether each layer also reads from the end to the beginning.
    pub bidirectional: bool,
    /// Which hidden states the linear layer turns into answers.
    pub answers: Answers,
    /// Numbers in an answer.
    pub outputs: usize,
}

/// What a network reads at each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// This many numbers.
    Numbers(usize),
    /// One symbol, from 0 to below `vocabulary`, that becomes a vector of `embedding` numbers.
    Symbols {
        /// How many symbols there are.
        vocabulary: usize,
        /// Numbers in the vector of a symbol.
        embedding: usize,
    },
}

/// Which hidden states the linear layer turns into answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// Every one: an answer for every step.
    EveryStep,
    /// The last one of each direction, which is PyTorch's `h_n`: forward the state after the last real step, backward
    /// the state after the first.
    Last,
    /// The mean over the real steps.
    Mean,
}

impl Shape {
    /// The kind and sizes that an experiment asks for, with what its preparation reads and answers.
    #[must_use]
    pub fn of(experiment: &Experiment, preparation: &Preparation) -> Self {
        let model = &experiment.model;
        let reads = match &preparation.vocabulary {
            Some(vocabulary) => {
                Reads::Symbols { vocabulary: vocabulary.len(), embedding: model.embedding.unwrap_or(1) }
            }
            None => Reads::Numbers(preparation.features()),
        };
        let answers = match (preparation.task, model.pooling) {
            (Task::Transform | Task::Generate, _) => Answers::EveryStep,
            (Task::Classify, Some(Pooling::Mean)) => Answers::Mean,
            (Task::Classify | Task::Forecast, _) => Answers::Last,
        };
        let outputs = match (preparation.task, &preparation.vocabulary) {
            (Task::Classify, _) => preparation.classes.len(),
            (_, Some(vocabulary)) => vocabulary.len(),
            (Task::Forecast, _) if preparation.strategy == Strategy::Direct => {
                preparation.horizon * preparation.targets.len()
            }
            _ => preparation.targets.len(),
        };
        let &Model { cell, hidden, layers, bidirectional, .. } = model;
        Self { reads, cell, hidden, layers, bidirectional, answers, outputs }
    }

    /// Name and dimensions of every parameter, in PyTorch's order.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, Vec<usize>)> {
        let mut parameters = Vec::new();
        if let Reads::Symbols { vocabulary, embedding } = self.reads {
            parameters.push(("embedding.weight".to_owned(), vec![vocabulary, embedding]));
        }
        for layer in 0..self.layers {
            for direction in self.directions() {
                let of_direction = self.of_direction(layer, direction).into_iter();
                parameters.extend(of_direction.map(|(name, dims)| (format!("{}.{name}", self.cell_name()), dims)));
            }
        }
        parameters.push(("head.weight".to_owned(), vec![self.outputs, self.features()]));
        parameters.push(("head.bias".to_owned(), vec![self.outputs]));
        parameters
    }

    /// The variable that holds a parameter: every direction of every layer is a layer of its own, `lstm.weight_ih_l1_reverse`
    /// being `weight_ih_l0` of `lstm.l1_reverse`.
    pub(super) fn variable(parameter: &str) -> String {
        let layer_of = parameter.rsplit_once("_l").and_then(|(name, layer)| Some((name.split_once('.')?, layer)));
        match layer_of {
            Some(((cell, name), layer)) => format!("{cell}.l{layer}.{name}_l0"),
            None => parameter.to_owned(),
        }
    }

    /// How many numbers the parameters of one part hold: `embedding`, `recurrent` or `head`.
    #[must_use]
    pub fn weights_of(&self, part: &str) -> usize {
        let part = if part == "recurrent" { self.cell_name() } else { part };
        let of_part = |(name, _): &(String, Vec<usize>)| name.split('.').next() == Some(part);
        self.parameters().into_iter().filter(of_part).map(|(_, dims)| dims.iter().product::<usize>()).sum()
    }

    /// What PyTorch programs call a layer of these cells; the names of its parameters begin with it.
    pub(super) fn cell_name(&self) -> &'static str {
        match self.cell {
            Cell::Lstm => "lstm",
            Cell::Gru => "gru",
            Cell::Rnn => "rnn",
        }
    }

    /// Rows of a kernel for one unit. PyTorch's order is input, forget, candidate, output in an LSTM and reset, update,
    /// candidate in a GRU.
    pub(super) fn gates(&self) -> usize {
        match self.cell {
            Cell::Lstm => 4,
            Cell::Gru => 3,
            Cell::Rnn => 1,
        }
    }

    /// What the names of a direction's parameters end with, for every direction.
    pub(super) fn directions(&self) -> &'static [&'static str] {
        if self.bidirectional { &["", "_reverse"] } else { &[""] }
    }

    /// Name (without the cell's) and dimensions of the parameters of one direction of one layer.
    fn of_direction(&self, layer: usize, direction: &str) -> [(String, Vec<usize>); 4] {
        let rows = self.gates() * self.hidden;
        let named = |name, dims| (format!("{name}_l{layer}{direction}"), dims);
        [
            named("weight_ih", vec![rows, self.layer_inputs(layer)]),
            named("weight_hh", vec![rows, self.hidden]),
            named("bias_ih", vec![rows]),
            named("bias_hh", vec![rows]),
        ]
    }

    /// Numbers that a recurrent layer reads at each step.
    pub(super) fn layer_inputs(&self, layer: usize) -> usize {
        match self.reads {
            _ if layer > 0 => self.features(),
            Reads::Numbers(inputs) => inputs,
            Reads::Symbols { embedding, .. } => embedding,
        }
    }

    /// Numbers in the hidden states of all directions together.
    pub(super) fn features(&self) -> usize {
        self.directions().len() * self.hidden
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reads {
            Reads::Numbers(inputs) => write!(f, "{inputs}→")?,
            Reads::Symbols { vocabulary, embedding } => write!(f, "{vocabulary} symbols→{embedding}→")?,
        }
        write!(f, "{}", self.hidden)?;
        if self.layers > 1 {
            write!(f, "×{}", self.layers)?;
        }
        if self.bidirectional {
            f.write_str(" both ways")?;
        }
        write!(f, "→{}", self.outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Shape = Shape {
        reads: Reads::Numbers(1),
        cell: Cell::Lstm,
        hidden: 10,
        layers: 1,
        bidirectional: false,
        answers: Answers::EveryStep,
        outputs: 1,
    };

    #[test]
    fn a_shape_reads_from_left_to_right_like_the_network() {
        let vowels =
            Shape { reads: Reads::Numbers(12), hidden: 100, layers: 2, bidirectional: true, outputs: 9, ..SMALL };
        let names = Shape { reads: Reads::Symbols { vocabulary: 57, embedding: 16 }, hidden: 64, outputs: 18, ..SMALL };
        assert_eq!(SMALL.to_string(), "1→10→1");
        assert_eq!(vowels.to_string(), "12→100×2 both ways→9");
        assert_eq!(names.to_string(), "57 symbols→16→64→18");
    }

    #[test]
    fn parameters_have_the_names_and_the_order_that_pytorch_gives_them() {
        let shape = Shape {
            reads: Reads::Symbols { vocabulary: 5, embedding: 2 },
            cell: Cell::Gru,
            hidden: 3,
            layers: 2,
            bidirectional: true,
            ..SMALL
        };
        let names: Vec<String> = shape.parameters().into_iter().map(|(name, _)| name).collect();
        let direction = |suffix: &str| {
            ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(|name| format!("gru.{name}_{suffix}")).to_vec()
        };
        let recurrent = ["l0", "l0_reverse", "l1", "l1_reverse"].map(direction).concat();
        let expected = [vec!["embedding.weight".to_owned()], recurrent, vec!["head.weight".into(), "head.bias".into()]];
        assert_eq!(names, expected.concat());
    }

    #[test]
    fn weights_are_counted_by_part() {
        let shape = Shape { reads: Reads::Symbols { vocabulary: 5, embedding: 2 }, ..SMALL };
        assert_eq!(["embedding", "recurrent", "head"].map(|part| SMALL.weights_of(part)), [0, 520, 11]);
        assert_eq!(["embedding", "recurrent", "head"].map(|part| shape.weights_of(part)), [10, 560, 11]);
        let both_ways = Shape { cell: Cell::Rnn, layers: 2, bidirectional: true, ..SMALL };
        assert_eq!(both_ways.weights_of("recurrent"), 2 * (10 + 100 + 20) + 2 * (200 + 100 + 20));
        assert_eq!(both_ways.weights_of("head"), 21);
    }
}
