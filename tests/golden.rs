//! Numbers written down from PyTorch itself; `tests/golden/*.py` made them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rnnlab::{
    data::{Example, Input, Question, Sequence, Shown, Target},
    experiment::{Cell, Clip, OptimizerKind, Training},
    model::{Answers, NamedTensor, Network, Reads, Shape},
    training::{Learner, Optimizer, TorchLearner, Update},
};
use serde_json::Value;
use tch::{Device, Tensor};

const TOLERANCE: f64 = 1e-6;

/// The same numbers in double precision.
fn in_file(sequence: &Sequence) -> Sequence<f64> {
    Sequence::new(sequence.features(), sequence.values().iter().copied().map(f64::from).collect()).unwrap()
}

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/lstm.json")).unwrap()
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

fn tensors(value: &Value) -> Vec<NamedTensor> {
    let tensor = |value: &Value| NamedTensor {
        name: value["name"].as_str().unwrap().to_owned(),
        shape: value["shape"].as_array().unwrap().iter().map(size).collect(),
        values: singles(&value["values"]),
    };
    value.as_array().unwrap().iter().map(tensor).collect()
}

fn network(golden: &Value, training: &Value) -> Network {
    let shape = &golden["shape"];
    let shape = Shape {
        reads: Reads::Numbers(size(&shape["inputs"])),
        cell: Cell::Lstm,
        hidden: size(&shape["hidden"]),
        layers: size(&shape["layers"]),
        bidirectional: false,
        answers: Answers::EveryStep,
        outputs: size(&shape["outputs"]),
    };
    Network::with_weights(shape, &tensors(&training["before"]), Device::Cpu).unwrap()
}

fn examples(training: &Value) -> Vec<Example> {
    let sequence = |value: &Value| Sequence::new(2, singles(value)).unwrap();
    let example = |pair: &Value| {
        let (input, target) = (sequence(&pair["input"]), sequence(&pair["target"]));
        Example {
            question: Question { shown: Shown::Numbers(in_file(&input)), input: Input::Numbers(input) },
            target: Target::Numbers { truth: in_file(&target), prepared: target },
        }
    };
    training["sequences"].as_array().unwrap().iter().map(example).collect()
}

#[track_caller]
fn assert_close(ours: &[f32], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert!((f64::from(*ours) - theirs).abs() <= TOLERANCE, "{what}: {ours} is not {theirs}");
    }
}

#[track_caller]
fn assert_weights(learner: &TorchLearner, theirs: &Value) {
    for (ours, theirs) in learner.weights().unwrap().iter().zip(tensors(theirs)) {
        assert_eq!((&ours.name, &ours.shape), (&theirs.name, &theirs.shape));
        let expected: Vec<f64> = theirs.values.iter().copied().map(f64::from).collect();
        assert_close(&ours.values, &expected, &ours.name);
    }
}

#[test]
fn a_two_layer_lstm_answers_as_pytorch_does() {
    let golden = golden();
    let training = &golden["trainings"][0];
    let network = network(&golden, training);
    for (example, theirs) in examples(training).iter().zip(training["outputs"].as_array().unwrap()) {
        let ours = network.predict(&example.question.input).unwrap();
        assert_close(ours.values(), &numbers(theirs), "output");
    }
}

#[test]
fn a_training_step_changes_every_weight_as_pytorch_does_with_and_without_clipping() {
    let golden = golden();
    let learning_rate = golden["learning_rate"].as_f64().unwrap();
    for training in golden["trainings"].as_array().unwrap() {
        let clip = training["clip"].as_f64().map_or(Clip::Off, Clip::Norm);
        let mut learner = TorchLearner::with_network(network(&golden, training), &Training::default()).unwrap();
        let examples = examples(training);
        let batch = learner.batch(&examples.iter().collect::<Vec<_>>()).unwrap();
        for (at, (loss, norm)) in numbers(&training["losses"]).iter().zip(numbers(&training["norms"])).enumerate() {
            let update = Update { learning_rate, clip, dropout: 0.0, draw: 1 };
            let outcome = learner.train_step(&batch, update).unwrap();
            assert!((outcome.loss - loss).abs() <= TOLERANCE, "loss {at}: {} is not {loss}", outcome.loss);
            assert!(
                (outcome.gradient_norm - norm).abs() <= TOLERANCE,
                "norm {at}: {} is not {norm}",
                outcome.gradient_norm
            );
            if at == 0 {
                assert_weights(&learner, &training["after_one"]);
            }
        }
        assert_weights(&learner, &training["after_all"]);
        let moments = learner.moments().unwrap();
        assert_close(&moments.first, &numbers(&training["exp_avg"]), "first moment");
        assert_close(&moments.second, &numbers(&training["exp_avg_sq"]), "second moment");
    }
}

#[test]
fn every_optimizer_takes_the_course_that_pytorch_takes() {
    let golden: Value = serde_json::from_str(include_str!("golden/optimizers.json")).unwrap();
    let with = |optimizer, momentum, nesterov, weight_decay| Training {
        optimizer,
        momentum,
        nesterov,
        weight_decay,
        ..Training::default()
    };
    let cases = [
        ("adam", with(OptimizerKind::Adam, 0.0, false, 0.0)),
        ("adamw", with(OptimizerKind::AdamW, 0.0, false, 0.01)),
        ("sgd", with(OptimizerKind::Sgd, 0.0, false, 0.0)),
        ("sgd, momentum", with(OptimizerKind::Sgd, 0.9, false, 0.01)),
        ("sgd, nesterov", with(OptimizerKind::Sgd, 0.9, true, 0.0)),
        ("rmsprop", with(OptimizerKind::RmsProp, 0.0, false, 0.0)),
        ("rmsprop, momentum", with(OptimizerKind::RmsProp, 0.9, false, 0.0)),
    ];
    assert_eq!(golden["courses"].as_object().unwrap().len(), cases.len());
    for (name, training) in cases {
        let mut values = Tensor::from_slice(&singles(&golden["start"]));
        let mut optimizer = Optimizer::new(&values, &training).unwrap();
        let steps = golden["gradients"].as_array().unwrap().iter().zip(golden["courses"][name].as_array().unwrap());
        for (gradients, theirs) in steps {
            let mut gradients = Tensor::from_slice(&singles(gradients));
            optimizer.update(&mut values, &mut gradients, golden["learning_rate"].as_f64().unwrap()).unwrap();
            assert_close(&Vec::try_from(&values).unwrap(), &numbers(theirs), name);
        }
    }
}
