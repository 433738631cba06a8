//! Networks of every kind against PyTorch's own numbers (`tests/golden/network.py` made them), and what a network
//! promises whatever its kind.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rnnlab::{
    data::{Input, Sequence},
    experiment::{Cell, Init},
    model::{Answers, ModelError, NamedTensor, Network, Reading, Reads, Shape},
};
use serde_json::Value;
use tch::{Device, Kind, Tensor};

/// A batch of sequences of unequal lengths, padded at the end with 0.
fn padded(inputs: &[Input]) -> Reading {
    let lengths: Vec<i64> = inputs.iter().map(|input| steps(input) as i64).collect();
    let longest = lengths.iter().max().unwrap();
    let rows: Vec<Tensor> = inputs
        .iter()
        .map(|input| match input {
            Input::Numbers(sequence) => {
                let values = Tensor::from_slice(sequence.values()).view([-1, sequence.features() as i64]);
                values.constant_pad_nd([0, 0, 0, longest - steps(input) as i64])
            }
            Input::Symbols(symbols) => {
                let symbols: Vec<i64> = symbols.iter().map(|&symbol| i64::from(symbol)).collect();
                Tensor::from_slice(&symbols).constant_pad_nd([0, longest - steps(input) as i64])
            }
        })
        .collect();
    Reading { values: Tensor::stack(&rows, 0), lengths: Some(Tensor::from_slice(&lengths)) }
}

fn steps(input: &Input) -> usize {
    match input {
        Input::Numbers(sequence) => sequence.steps(),
        Input::Symbols(symbols) => symbols.len(),
    }
}

fn flat(tensor: &Tensor) -> Vec<f32> {
    Vec::try_from(tensor.flatten(0, -1)).unwrap()
}

/// The answers that count, example by example: padded steps cut off.
fn answers(network: &Network, inputs: &[Input], outputs: &Tensor) -> Vec<Tensor> {
    let of_example = |(example, input)| {
        let answer = outputs.get(example);
        match network.shape().answers {
            Answers::EveryStep => answer.narrow(0, 0, steps(input) as i64),
            Answers::Last | Answers::Mean => answer,
        }
    };
    (0..).zip(inputs).map(of_example).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn size(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn singles(value: &Value) -> Vec<f32> {
    numbers(value).into_iter().map(|number| number as f32).collect()
}

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/network.json")).unwrap()
}

fn network(golden: &Value, kind: &Value, answers: &str) -> Network {
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
        layers: size(&kind["layers"]),
        bidirectional: kind["bidirectional"].as_bool().unwrap(),
        answers: match answers {
            "every step" => Answers::EveryStep,
            "last" => Answers::Last,
            _ => Answers::Mean,
        },
        outputs: sizes("outputs"),
    };
    let tensor = |value: &Value| NamedTensor {
        name: value["name"].as_str().unwrap().to_owned(),
        shape: value["shape"].as_array().unwrap().iter().map(size).collect(),
        values: singles(&value["values"]),
    };
    let weights: Vec<NamedTensor> = kind["weights"].as_array().unwrap().iter().map(tensor).collect();
    let named = weights.iter().map(|weight| (weight.name.clone(), weight.shape.clone()));
    assert_eq!(shape.parameters(), named.collect::<Vec<_>>());
    Network::with_weights(shape, &weights, Device::Cpu).unwrap()
}

fn inputs(golden: &Value, kind: &Value) -> Vec<Input> {
    let numbers = |sequence: &Value| {
        let steps = sequence.as_array().unwrap();
        Input::Numbers(Sequence::new(2, steps.iter().flat_map(singles).collect()).unwrap())
    };
    let symbols = |sequence: &Value| {
        Input::Symbols(sequence.as_array().unwrap().iter().map(|symbol| size(symbol) as u32).collect())
    };
    if kind["symbols"].as_bool().unwrap() {
        golden["symbols"].as_array().unwrap().iter().map(symbols).collect()
    } else {
        golden["numbers"].as_array().unwrap().iter().map(numbers).collect()
    }
}

/// Calls `check` with every kind of network, its inputs, what PyTorch says, and the kind in words.
fn for_every_kind(check: impl Fn(&Network, &[Input], &Value, &str)) {
    let golden = golden();
    let kinds = golden["networks"].as_array().unwrap();
    assert_eq!(kinds.len(), 3 * 2 * 2 * 2);
    for kind in kinds {
        for (answers, theirs) in kind["answers"].as_object().unwrap() {
            let network = network(&golden, kind, answers);
            let words = format!("{} {} {answers}", kind["cell"], network.shape());
            check(&network, &inputs(&golden, kind), theirs, &words);
        }
    }
}

#[track_caller]
fn assert_close(ours: &[f32], theirs: &[f64], tolerance: f64, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (at, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        assert!((f64::from(*ours) - theirs).abs() <= tolerance, "{what} {at}: {ours} is not {theirs}");
    }
}

#[test]
fn every_kind_of_network_answers_a_padded_batch_as_pytorch_does() {
    for_every_kind(|network, inputs, theirs, kind| {
        let outputs = network.forward(&padded(inputs), 0.0).unwrap();
        let ours: Vec<f32> = answers(network, inputs, &outputs).iter().flat_map(flat).collect();
        assert_close(&ours, &numbers(&theirs["outputs"]), 1e-6, kind);
    });
}

#[test]
fn every_kind_of_network_has_the_gradients_that_pytorch_has() {
    for_every_kind(|network, inputs, theirs, kind| {
        let outputs = network.forward(&padded(inputs), 0.0).unwrap();
        let squares = answers(network, inputs, &outputs).into_iter().map(|answer| answer.square().sum(Kind::Float));
        squares.reduce(|sum, square| sum + square).unwrap().backward();
        let mut theirs = numbers(&theirs["gradients"]).into_iter();
        for (name, parameter) in network.parameters().unwrap() {
            let theirs: Vec<f64> = theirs.by_ref().take(parameter.numel()).collect();
            let largest = theirs.iter().fold(0.0, |largest: f64, gradient| largest.max(gradient.abs()));
            assert_close(&flat(&parameter.grad()), &theirs, 1e-5 * largest, &format!("{kind}: {name}"));
        }
        assert_eq!(theirs.next(), None, "{kind}");
    });
}

#[test]
fn an_answer_does_not_depend_on_padding() {
    for_every_kind(|network, inputs, _, kind| {
        let outputs = network.forward(&padded(inputs), 0.0).unwrap();
        for (input, answer) in inputs.iter().zip(answers(network, inputs, &outputs)) {
            let alone = network.predict(input).unwrap();
            assert_eq!(alone.features(), network.shape().outputs, "{kind}");
            let alone: Vec<f64> = alone.values().iter().copied().map(f64::from).collect();
            assert_close(&flat(&answer), &alone, 1e-6, kind);
        }
    });
}

#[test]
fn what_stands_in_the_padding_does_not_matter() {
    for_every_kind(|network, inputs, _, kind| {
        let zeros = padded(inputs);
        let (lengths, steps) = (zeros.lengths.as_ref().unwrap(), zeros.values.size()[1]);
        let mut padding = Tensor::arange(steps, (Kind::Int64, Device::Cpu)).ge_tensor(&lengths.unsqueeze(1));
        if zeros.values.dim() == 3 {
            padding = padding.unsqueeze(2);
        }
        let ones = Reading { values: zeros.values.masked_fill(&padding, 1), lengths: Some(lengths.shallow_clone()) };
        let [zeros, ones] = [zeros, ones].map(|reading| network.forward(&reading, 0.0).unwrap());
        for (zeros, ones) in answers(network, inputs, &zeros).iter().zip(answers(network, inputs, &ones)) {
            assert_eq!(flat(zeros), flat(&ones), "{kind}");
        }
    });
}

#[test]
fn without_dropout_an_answer_is_the_same_bit_for_bit() {
    for_every_kind(|network, inputs, _, kind| {
        let reading = padded(inputs);
        let [first, second] = [(); 2].map(|()| flat(&network.forward(&reading, 0.0).unwrap()));
        assert_eq!(first, second, "{kind}");
    });
}

const TWO_LAYERS: Shape = Shape {
    reads: Reads::Numbers(1),
    cell: Cell::Lstm,
    hidden: 20,
    layers: 2,
    bidirectional: false,
    answers: Answers::Last,
    outputs: 1,
};

fn drawn(shape: Shape) -> Network {
    Network::new(shape, Init::Textbook, 4, 1, Device::Cpu).unwrap()
}

#[test]
fn dropout_repeats_with_the_seed_and_changes_without_it() {
    let network = drawn(TWO_LAYERS);
    let reading = padded(&[Input::Numbers(Sequence::new(1, vec![1.0, 2.0, 3.0]).unwrap())]);
    let seeded = |seed| {
        tch::manual_seed(seed);
        flat(&network.forward(&reading, 0.5).unwrap())
    };
    assert_eq!(seeded(1), seeded(1));
    assert_ne!(seeded(1), seeded(2));
}

#[test]
fn dropout_acts_before_the_linear_layer_of_a_single_layer_too() {
    let network = drawn(Shape { layers: 1, ..TWO_LAYERS });
    let reading = padded(&[Input::Numbers(Sequence::new(1, vec![1.0, 2.0, 3.0]).unwrap())]);
    assert_ne!(flat(&network.forward(&reading, 0.5).unwrap()), flat(&network.forward(&reading, 0.0).unwrap()));
}

fn refused(change: impl Fn(&mut Vec<NamedTensor>)) -> String {
    let mut weights = drawn(TWO_LAYERS).weights().unwrap();
    change(&mut weights);
    Network::with_weights(TWO_LAYERS, &weights, Device::Cpu).unwrap_err().to_string()
}

#[test]
fn weights_that_are_missing_or_of_another_shape_are_refused_in_one_sentence() {
    let begin = "the saved weights do not fit the experiment: ";
    let missing = refused(|weights| weights.retain(|weight| weight.name != "lstm.bias_hh_l1"));
    assert_eq!(missing, format!("{begin}lstm.bias_hh_l1 is missing"));
    let misshapen = refused(|weights| weights[0].shape = vec![1, 80]);
    assert_eq!(misshapen, format!("{begin}lstm.weight_ih_l0 is [1, 80] where [80, 1] is expected"));
    let short = refused(|weights| weights[0].values.truncate(3));
    assert_eq!(short, format!("{begin}lstm.weight_ih_l0 is [80, 1] but has 3 numbers"));
}

#[test]
fn weights_taken_from_a_network_make_the_same_network() {
    for_every_kind(|network, inputs, _, kind| {
        let copy = Network::with_weights(network.shape().clone(), &network.weights().unwrap(), Device::Cpu).unwrap();
        assert_eq!(network.predict(&inputs[0]).unwrap(), copy.predict(&inputs[0]).unwrap(), "{kind}");
    });
}

#[test]
fn a_sequence_that_the_network_does_not_read_is_refused_in_one_sentence() {
    let of_numbers = drawn(TWO_LAYERS);
    let of_symbols = drawn(Shape { reads: Reads::Symbols { vocabulary: 4, embedding: 2 }, ..TWO_LAYERS });
    let pairs = Input::Numbers(Sequence::new(2, vec![1.0, 2.0]).unwrap());
    let refused = |network: &Network, input: &Input| network.predict(input).unwrap_err().to_string();
    assert_eq!(refused(&of_numbers, &pairs), "the network reads 1 numbers a step, but the sequence has 2");
    assert_eq!(
        refused(&of_numbers, &Input::Symbols(vec![0])),
        "the network reads numbers, but the sequence holds symbols"
    );
    assert_eq!(refused(&of_symbols, &pairs), "the network reads symbols, but the sequence holds numbers");
    assert_eq!(
        refused(&of_symbols, &Input::Symbols(vec![3, 4])),
        "the network knows 4 symbols, numbered from 0, but the sequence holds number 4"
    );
    assert_eq!(refused(&of_symbols, &Input::Symbols(Vec::new())), "the sequence is empty: give at least one symbol");
}

#[test]
fn a_batch_that_does_not_fit_is_an_error_of_one_line() {
    let of_numbers = drawn(TWO_LAYERS);
    let of_symbols = drawn(Shape { reads: Reads::Symbols { vocabulary: 4, embedding: 2 }, ..TWO_LAYERS });
    let refused = |network: &Network, values: Tensor, lengths: Option<Tensor>| {
        let error = ModelError::from(network.forward(&Reading { values, lengths }, 0.0).unwrap_err()).to_string();
        assert!(error.starts_with("libtorch: ") && error.lines().count() == 1, "{error}");
        error
    };
    let numbers = |dims: &[i64]| Tensor::zeros(dims, (Kind::Float, Device::Cpu));
    let wide = refused(&of_numbers, numbers(&[1, 3, 7]), None);
    assert_eq!(wide, "libtorch: invalid shape: a network 1→20×2→1 reads numbers, but was given [1, 3, 7] of Float");
    refused(&of_numbers, numbers(&[1, 3]), None);
    refused(&of_numbers, numbers(&[1, 0, 1]), None);
    refused(&of_numbers, numbers(&[1, 3, 1]), Some(Tensor::from_slice(&[4_i64])));
    refused(&of_symbols, numbers(&[1, 3]), None);
    refused(&of_symbols, Tensor::from_slice(&[0_i64, 4]).view([1, 2]), None);
}
