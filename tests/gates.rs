//! What is told of a network's inside, against PyTorch's formulas (`tests/golden/gates.py` made the numbers), against what the
//! network answers, and against finite differences.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "gates/reference.rs"]
mod reference;

use std::sync::Arc;

use reference::Reference;
use rnnlab::{
    data::{Dataset, Example, Input, Question, Sequence, Shown, Target},
    experiment::{Cell, Clip, Experiment, Init, Training},
    launch::{Keeping, launch},
    model::{Answers, Chosen, Gate, Inspection, NamedTensor, Network, Pass, Reads, Shape},
    training::{Delivery, Learner, SAVE_EVERY, TorchLearner, TrainingCommand, TrainingEvent, Update},
};
use serde_json::Value;
use tch::Device;

/// Largest distance to PyTorch's gates.
const TOLERANCE: f64 = 1e-6;
/// Largest relative distance of a gradient in single precision to finite differences in double precision.
const SHARE: f64 = 1e-4;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/gates.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn singles(value: &Value) -> Vec<f32> {
    numbers(value).into_iter().map(|number| number as f32).collect()
}

fn size(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn network(golden: &Value, kind: &Value) -> Network {
    let sizes = |name: &str| size(&golden["sizes"][name]);
    let symbols = Reads::Symbols { vocabulary: sizes("vocabulary"), embedding: sizes("embedding") };
    let shape = Shape {
        reads: if kind["symbols"].as_bool().unwrap() { symbols } else { Reads::Numbers(sizes("inputs")) },
        cell: match kind["cell"].as_str().unwrap() {
            "lstm" => Cell::Lstm,
            "gru" => Cell::Gru,
            _ => Cell::Rnn,
        },
        hidden: sizes("hidden"),
        layers: sizes("layers"),
        bidirectional: true,
        answers: Answers::EveryStep,
        outputs: sizes("outputs"),
    };
    let tensor = |value: &Value| NamedTensor {
        name: value["name"].as_str().unwrap().to_owned(),
        shape: value["shape"].as_array().unwrap().iter().map(size).collect(),
        values: singles(&value["values"]),
    };
    let weights: Vec<NamedTensor> = kind["weights"].as_array().unwrap().iter().map(tensor).collect();
    Network::with_weights(shape, &weights, Device::Cpu).unwrap()
}

fn input(golden: &Value, kind: &Value) -> Input {
    if kind["symbols"].as_bool().unwrap() {
        return Input::Symbols(golden["symbols"].as_array().unwrap().iter().map(|value| size(value) as u32).collect());
    }
    let steps = golden["numbers"].as_array().unwrap();
    Input::Numbers(Sequence::new(2, steps.iter().flat_map(singles).collect()).unwrap())
}

/// Calls `check` with every golden network, what it reads, what PyTorch says, and its kind in words.
fn for_every_kind(check: impl Fn(&Network, &Input, &Value, &str)) {
    let golden = golden();
    for kind in golden["networks"].as_array().unwrap() {
        let words = format!("{} of symbols: {}", kind["cell"], kind["symbols"]);
        check(&network(&golden, kind), &input(&golden, kind), kind, &words);
    }
}

fn map(pass: &Pass, gate: Gate) -> &[f32] {
    &pass.maps.iter().find(|map| map.gate == gate).unwrap().values
}

#[test]
fn every_gate_of_two_layers_in_both_directions_is_what_pytorchs_formulas_give() {
    for_every_kind(|network, input, kind, words| {
        let told = network.inspect(input, Chosen::First).unwrap();
        let theirs = kind["passes"].as_array().unwrap();
        let directions: Vec<(usize, bool)> = told.passes.iter().map(|pass| (pass.layer, pass.backward)).collect();
        assert_eq!(directions, [(0, false), (0, true), (1, false), (1, true)]);
        for (pass, theirs) in told.passes.iter().zip(theirs) {
            assert_eq!(pass.maps.len(), theirs.as_object().unwrap().len(), "{words}");
            for map in &pass.maps {
                let theirs = numbers(&theirs[map.gate.to_string().as_str()]);
                assert_eq!(map.values.len(), theirs.len());
                for (ours, theirs) in map.values.iter().zip(theirs) {
                    let (layer, backward) = (pass.layer, pass.backward);
                    let is_close = (f64::from(*ours) - theirs).abs() <= TOLERANCE;
                    assert!(is_close, "{words}, {} {layer} {backward}: {ours} is not {theirs}", map.gate);
                }
            }
        }
    });
}

#[test]
fn hidden_states_are_those_that_the_network_answers_from() {
    for_every_kind(|network, input, _, words| {
        let told = network.inspect(input, Chosen::First).unwrap();
        let answer = network.predict(input).unwrap();
        let weights = network.weights().unwrap();
        let of = |name: &str| &weights.iter().find(|weight| weight.name == name).unwrap().values;
        let (weight, bias) = (of("head.weight"), of("head.bias"));
        let [forward, backward] = [2, 3].map(|at| map(&told.passes[at], Gate::Hidden).chunks(told.units));
        for ((forward, backward), said) in forward.zip(backward).zip(answer.rows()) {
            for (output, said) in said.iter().enumerate() {
                let state = forward.iter().chain(backward);
                let row = &weight[output * 2 * told.units..][..2 * told.units];
                let ours = bias[output] + row.iter().zip(state).map(|(weight, state)| weight * state).sum::<f32>();
                assert!((ours - said).abs() < 1e-6, "{words}: {ours} is not {said}");
            }
        }
    });
}

#[test]
fn the_gates_make_the_hidden_state() {
    for_every_kind(|network, input, kind, words| {
        let told = network.inspect(input, Chosen::First).unwrap();
        for pass in &told.passes {
            let hidden = map(pass, Gate::Hidden);
            let of = |gate| map(pass, gate);
            let before = |at: usize| {
                let before = if pass.backward { Some(at + told.units) } else { at.checked_sub(told.units) };
                before.and_then(|at| hidden.get(at)).copied().unwrap_or(0.0)
            };
            for (at, hidden) in hidden.iter().enumerate() {
                let made = match kind["cell"].as_str().unwrap() {
                    "lstm" => of(Gate::Output)[at] * of(Gate::Cell)[at].tanh(),
                    "gru" => {
                        let update = of(Gate::Update)[at];
                        (1.0 - update) * of(Gate::Candidate)[at] + update * before(at)
                    }
                    _ => *hidden,
                };
                assert!((made - hidden).abs() < 1e-6, "{words}: {made} is not {hidden}");
            }
        }
    });
}

#[test]
fn influence_is_the_gradient_that_pytorch_gives() {
    for_every_kind(|network, input, kind, words| {
        for (at, chosen) in [Chosen::First, Chosen::Likeliest].into_iter().enumerate() {
            let influence = network.inspect(input, chosen).unwrap().influence;
            let theirs = &kind["influence"][at];
            assert_eq!(influence.output, size(&theirs["output"]), "{words}");
            for (ours, theirs) in influence.by_step.iter().zip(numbers(&theirs["by_step"])) {
                assert!((f64::from(*ours) - theirs).abs() <= TOLERANCE, "{words}: {ours} is not {theirs}");
            }
        }
    });
}

/// The network with vectors of numbers in place of symbols, and the vectors of what it reads: those can be moved a little.
fn of_numbers(network: &Network, input: &Input) -> (Network, Sequence) {
    let weights = network.weights().unwrap();
    let (Input::Symbols(symbols), Reads::Symbols { embedding, .. }) = (input, network.shape().reads) else {
        let Input::Numbers(sequence) = input else { unreachable!("symbols are read by a network that reads them") };
        return (Network::with_weights(network.shape().clone(), &weights, Device::Cpu).unwrap(), sequence.clone());
    };
    let vector = |&symbol: &u32| &weights[0].values[symbol as usize * embedding..][..embedding];
    let vectors = symbols.iter().flat_map(vector).copied().collect();
    let shape = Shape { reads: Reads::Numbers(embedding), ..network.shape().clone() };
    (Network::with_weights(shape, &weights[1..], Device::Cpu).unwrap(), Sequence::new(embedding, vectors).unwrap())
}

/// |∂ output / ∂ x\[t\]| by central differences in double precision. Their error is about MOVED² and 1e-16 / MOVED.
fn differences(network: &Network, input: &Input, output: usize) -> Vec<f64> {
    const MOVED: f64 = 1e-5;
    let (network, read) = of_numbers(network, input);
    let weights = network.weights().unwrap();
    let reference = Reference::new(network.shape(), &weights);
    let inputs: Vec<Vec<f64>> = read.rows().map(|row| row.iter().copied().map(f64::from).collect()).collect();
    let said = f64::from(network.predict(&Input::Numbers(read)).unwrap().rows().last().unwrap()[output]);
    assert!((reference.answer(&inputs)[output] - said).abs() <= TOLERANCE, "the reference is another network");
    let moved = |step: usize, at: usize, by: f64| {
        let mut inputs = inputs.clone();
        inputs[step][at] += by;
        reference.answer(&inputs)[output]
    };
    let slope = |step, at| (moved(step, at, MOVED) - moved(step, at, -MOVED)) / (2.0 * MOVED);
    let norm = |step: usize| (0..inputs[step].len()).map(|at| slope(step, at).powi(2)).sum::<f64>().sqrt();
    (0..inputs.len()).map(norm).collect()
}

#[track_caller]
fn assert_differences(network: &Network, input: &Input, chosen: Chosen, words: &str) {
    let Inspection { influence, .. } = network.inspect(input, chosen).unwrap();
    let expected = differences(network, input, influence.output);
    assert_eq!(influence.by_step.len(), expected.len());
    for (ours, expected) in influence.by_step.iter().zip(expected) {
        let is_close = (f64::from(*ours) - expected).abs() <= TOLERANCE + SHARE * expected;
        assert!(is_close, "{words}: {ours} is not {expected}");
    }
}

#[test]
fn influence_is_what_finite_differences_give() {
    for_every_kind(|network, input, _, words| {
        for chosen in [Chosen::First, Chosen::Likeliest] {
            assert_differences(network, input, chosen, words);
        }
    });
    let input = Input::Numbers(Sequence::new(3, (0..36).map(|t| (t as f32 * 0.7).sin()).collect()).unwrap());
    for cell in [Cell::Lstm, Cell::Gru, Cell::Rnn] {
        for (answers, bidirectional) in [(Answers::Last, false), (Answers::Last, true), (Answers::Mean, false)] {
            let reads = Reads::Numbers(3);
            let shape = Shape { reads, cell, hidden: 8, layers: 2, bidirectional, answers, outputs: 4 };
            let words = format!("{shape:?}");
            let network = Network::new(shape, Init::Pytorch, 12, 3, Device::Cpu).unwrap();
            let weights: Vec<NamedTensor> = network.weights().unwrap();
            let louder = |weight: NamedTensor| NamedTensor {
                // So that influence is large enough, twelve steps back, for single precision to measure it.
                values: weight.values.iter().map(|value| value * 2.0).collect(),
                ..weight
            };
            network.load(&weights.into_iter().map(louder).collect::<Vec<_>>()).unwrap();
            assert_differences(&network, &input, Chosen::Likeliest, &words);
        }
    }
}

#[test]
fn looking_inside_changes_nothing_and_the_gradients_are_those_of_the_last_step() {
    let sequence = |phase: f32| Sequence::new(1, (0..6).map(|t| (t as f32 + phase).sin()).collect()).unwrap();
    let in_file = |phase| Sequence::new(1, sequence(phase).column(0).collect()).unwrap();
    let example = Example {
        question: Question { input: Input::Numbers(sequence(0.0)), shown: Shown::Numbers(in_file(0.0)) },
        target: Target::Numbers { prepared: sequence(1.0), truth: in_file(1.0) },
    };
    let learner = || {
        let shape = Shape {
            reads: Reads::Numbers(1),
            cell: Cell::Lstm,
            hidden: 4,
            layers: 1,
            bidirectional: false,
            answers: Answers::EveryStep,
            outputs: 1,
        };
        let network = Network::new(shape, Init::Pytorch, 6, 1, Device::Cpu).unwrap();
        TorchLearner::with_network(network, &Training::default()).unwrap()
    };
    let (mut looked_at, mut left_alone) = (learner(), learner());
    let untrained = looked_at.inspect(&example.question.input).unwrap().unwrap();
    assert!(untrained.spreads.iter().all(|spread| spread.weights.norm > 0.0 && spread.gradients.norm == 0.0));
    let update = Update { learning_rate: 0.01, clip: Clip::Off, dropout: 0.0, draw: 1 };
    for _ in 0..3 {
        let batch = looked_at.batch(&[&example]).unwrap();
        let outcome = looked_at.train_step(&batch, update).unwrap();
        left_alone.train_step(&batch, update).unwrap();
        let told = looked_at.inspect(&example.question.input).unwrap().unwrap();
        let squares = told.spreads.iter().map(|spread| spread.gradients.norm.powi(2));
        assert!((squares.sum::<f64>().sqrt() - outcome.gradient_norm).abs() < 1e-6);
        assert_eq!(looked_at.inspect(&example.question.input).unwrap().unwrap(), told);
    }
    assert_eq!(looked_at.weights().unwrap(), left_alone.weights().unwrap());
    let names: Vec<&str> = untrained.spreads.iter().map(|spread| spread.name.as_str()).collect();
    let expected = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"].map(|name| format!("lstm.{name}"));
    assert_eq!(names[..4], expected);
    assert_eq!(names[4..], ["head.weight", "head.bias"]);
}

#[test]
fn the_thread_tells_what_goes_on_for_as_long_as_it_is_asked() {
    let experiment = Experiment::open("series-sum").unwrap();
    let experiment = experiment.with(&"epochs=100000".parse().unwrap()).unwrap();
    let experiment = experiment.with(&"pace=max".parse().unwrap()).unwrap();
    let dataset = Arc::new(Dataset::load(&experiment).unwrap());
    let question = dataset.preparation.ask("2 4 6 8").unwrap();
    let runs_dir = tempfile::tempdir().unwrap();
    let keeping = Keeping { runs_dir: runs_dir.path().to_owned(), save_every: SAVE_EVERY };
    let worker = launch(experiment, dataset, &keeping, Delivery::Complete).unwrap();
    worker.send(TrainingCommand::Inspect(7, Some(Box::new(question.clone()))));
    let told = || {
        worker.events().iter().find_map(|event| match event {
            TrainingEvent::Inspected { id, step, found } => Some((id, step, found)),
            _ => None,
        })
    };
    let (id, first, found) = told().unwrap();
    assert_eq!((id, found.unwrap().steps), (7, 4));
    // With all news, as the weights change.
    while told().unwrap().1 <= first {}
    let symbols = Question { input: Input::Symbols(vec![1]), ..question };
    worker.send(TrainingCommand::Inspect(8, Some(Box::new(symbols))));
    let refused = std::iter::repeat_with(|| told().unwrap()).find(|(id, ..)| *id == 8).unwrap().2;
    assert_eq!(refused.unwrap_err(), "the network reads numbers, but the sequence holds symbols");
    worker.send(TrainingCommand::Inspect(9, None));
    worker.send(TrainingCommand::Pause);
    let is_pause = |event: &TrainingEvent| matches!(event, TrainingEvent::Paused { .. });
    worker.events().iter().find(is_pause).unwrap();
    worker.send(TrainingCommand::Step(3));
    let events: Vec<TrainingEvent> = worker.events().iter().take_while(|event| !is_pause(event)).collect();
    assert!(!events.iter().any(|event| matches!(event, TrainingEvent::Inspected { .. })), "{events:?}");
}
