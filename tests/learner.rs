//! The learner on libtorch: losses and gradients as PyTorch has them (`tests/golden/learner.py` made the numbers), padding
//! that never counts, and randomness that repeats.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/written.rs"]
mod written;

use rnnlab::{
    data::{Dataset, Example, Target, Vocabulary},
    experiment::{Clip, Experiment, Override},
    model::NamedTensor,
    training::{BatchLoss, Hits, Learner, NotFinite, TorchLearner, Update},
};
use serde::Deserialize;
use written::load;

#[derive(Deserialize)]
struct Golden {
    name: String,
    toml: String,
    csv: String,
    weights: Vec<Weight>,
    loss: f64,
    norm: f64,
    count: f64,
}

#[derive(Deserialize)]
struct Weight {
    name: String,
    shape: Vec<usize>,
    values: Vec<f32>,
}

/// Every golden experiment, with a learner of its weights and its training examples.
fn for_every_golden(check: impl Fn(&Golden, TorchLearner, &Dataset)) {
    let all: Vec<Golden> = serde_json::from_str(include_str!("golden/learner.json")).unwrap();
    assert_eq!(all.len(), 10);
    for golden in all {
        let (experiment, dataset) = load(&golden.toml, &[("data.csv", &golden.csv)]).unwrap();
        let (mut learner, _) = TorchLearner::new(&experiment, &dataset).unwrap();
        let weights: Vec<NamedTensor> = golden
            .weights
            .iter()
            .map(|w| NamedTensor { name: w.name.clone(), shape: w.shape.clone(), values: w.values.clone() })
            .collect();
        learner.load(&weights).unwrap();
        check(&golden, learner, &dataset);
    }
}

fn batch(learner: &TorchLearner, examples: &[Example]) -> <TorchLearner as Learner>::Batch {
    learner.batch(&examples.iter().collect::<Vec<_>>()).unwrap()
}

fn update(dropout: f64, draw: u64) -> Update {
    Update { learning_rate: 0.01, clip: Clip::Off, dropout, draw }
}

#[track_caller]
fn assert_close(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= 2e-6 * theirs.abs().max(1.0), "{what}: {ours} is not {theirs}");
}

#[test]
fn losses_and_gradients_are_those_of_pytorch_with_missing_targets_class_weights_and_symbols() {
    for_every_golden(|golden, mut learner, dataset| {
        let batch = batch(&learner, &dataset.train);
        let BatchLoss { mean, count, .. } = learner.evaluate(&batch).unwrap();
        assert_close(mean, golden.loss, &golden.name);
        assert_close(count, golden.count, &golden.name);
        let outcome = learner.train_step(&batch, update(0.0, 1)).unwrap();
        assert_close(outcome.loss, golden.loss, &golden.name);
        assert_close(outcome.gradient_norm, golden.norm, &golden.name);
    });
}

/// The losses of the examples one by one, put together.
fn one_by_one(learner: &TorchLearner, examples: &[Example]) -> BatchLoss {
    let (mut sum, mut count) = (0.0, 0.0);
    for example in examples {
        let one = learner.evaluate(&learner.batch(&[example]).unwrap()).unwrap();
        if one.count > 0.0 {
            (sum, count) = (sum + one.mean * one.count, count + one.count);
        }
    }
    BatchLoss { mean: sum / count, count, hits: hits(learner, examples) }
}

/// How many right classes or symbols are the likeliest in the answers to the examples.
fn hits(learner: &TorchLearner, examples: &[Example]) -> Option<Hits> {
    let mut hits = None;
    for Example { question, target } in examples {
        let wanted = match target {
            Target::Numbers { .. } => return None,
            Target::Class(class) => vec![*class],
            Target::Symbols(symbols) => symbols.clone(),
        };
        let said = learner.predict(&question.input).unwrap();
        let hits: &mut Hits = hits.get_or_insert_default();
        for (row, wanted) in said.rows().zip(wanted).filter(|(_, wanted)| *wanted != Vocabulary::NONE) {
            let likeliest = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]).then(b.cmp(&a))).unwrap();
            hits.of += 1;
            hits.right += u64::from(likeliest == wanted as usize);
        }
    }
    hits
}

#[test]
fn a_batch_of_unequal_lengths_has_the_mean_loss_of_its_examples_one_by_one() {
    for_every_golden(|golden, learner, dataset| {
        let together = learner.evaluate(&batch(&learner, &dataset.train)).unwrap();
        let alone = one_by_one(&learner, &dataset.train);
        assert_close(together.mean, alone.mean, &golden.name);
        assert_close(together.count, alone.count, &golden.name);
        assert_eq!(together.hits, alone.hits, "{}", golden.name);
    });
    let generate = |rule: &str, rest: &str| format!("generate = {{ rule = '{rule}', sequences = 40, {rest} }}");
    let sources = [
        generate("running-sum", "length = [1, 9], values = [-3, 3]"),
        generate("adding-problem", "length = [2, 9], values = [0, 1]"),
        generate("copy-memory", "length = [1, 9], values = [0, 3], remember = 2"),
    ];
    for source in &sources {
        for model in ["cell = 'lstm'", "cell = 'gru'", "cell = 'rnn'"] {
            for more in ["", "bidirectional = true", "bidirectional = true\nlayers = 2"] {
                let toml = format!(
                    "name = 'test'\n[data]\ntask = 'transform'\n{source}\n[split]\nby = 'random'\n[model]\n{model}\n{more}\n"
                );
                let (experiment, dataset) = load(&toml, &[]).unwrap();
                let (learner, _) = TorchLearner::new(&experiment, &dataset).unwrap();
                let together = learner.evaluate(&batch(&learner, &dataset.train)).unwrap();
                let alone = one_by_one(&learner, &dataset.train);
                let what = format!("{source}, {model}, {more}");
                assert!((together.mean - alone.mean).abs() <= 1e-5 * alone.mean, "{what}: {together:?} {alone:?}");
                assert_close(together.count, alone.count, &what);
            }
        }
    }
}

fn with_chance(changes: &[(&str, &str)]) -> (Experiment, Dataset) {
    let experiment = Experiment::open("series-sum").unwrap();
    let change = |e: Experiment, (key, value): &(&str, &str)| e.with(&Override::new(*key, value)).unwrap();
    let experiment = changes.iter().fold(experiment, change);
    let dataset = Dataset::load(&experiment).unwrap();
    (experiment, dataset)
}

#[test]
fn dropout_and_noise_are_decided_by_the_draw_of_the_step_alone() {
    for chance in [("dropout", "0.5"), ("noise", "0.5")] {
        let (experiment, dataset) = with_chance(&[chance]);
        let loss = |before: i64, draw: u64| {
            let (mut learner, _) = TorchLearner::new(&experiment, &dataset).unwrap();
            // Whatever was drawn before.
            tch::manual_seed(before);
            let batch = batch(&learner, &dataset.train);
            learner.train_step(&batch, update(experiment.model.dropout, draw)).unwrap().loss.to_bits()
        };
        assert_eq!(loss(1, 7), loss(2, 7), "{chance:?}");
        assert_ne!(loss(1, 7), loss(1, 8), "{chance:?}");
    }
}

#[test]
fn noise_hides_symbols_by_the_draw_of_the_step_alone() {
    let toml = "name = 'test'\n[data]\ntask = 'transform'\n\
                generate = { rule = 'copy-memory', sequences = 20, length = [1, 5], values = [0, 3], remember = 4 }\n\
                [split]\nby = 'random'\n[training]\nnoise = 0.3\n";
    let (experiment, dataset) = load(toml, &[]).unwrap();
    let loss = |draw: u64| {
        let (mut learner, _) = TorchLearner::new(&experiment, &dataset).unwrap();
        let batch = batch(&learner, &dataset.train);
        learner.train_step(&batch, update(0.0, draw)).unwrap().loss.to_bits()
    };
    assert_eq!(loss(7), loss(7));
    assert_ne!(loss(7), loss(8));
}

#[test]
fn nothing_is_dropped_or_added_when_a_loss_is_measured_or_an_answer_given() {
    let (experiment, dataset) = with_chance(&[("dropout", "0.5"), ("noise", "0.5"), ("layers", "2")]);
    let (learner, _) = TorchLearner::new(&experiment, &dataset).unwrap();
    let (plain, _) = with_chance(&[("layers", "2")]);
    let (without, _) = TorchLearner::new(&plain, &dataset).unwrap();
    let [first, second] =
        [&learner, &without].map(|learner| learner.evaluate(&batch(learner, &dataset.train)).unwrap());
    assert_eq!(first, second);
    let input = &dataset.test[0].question.input;
    assert_eq!(learner.predict(input).unwrap(), without.predict(input).unwrap());
}

#[test]
fn a_batch_without_any_target_changes_no_weight() {
    let toml = "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'transform'\nid = 'id'\ninputs = 'x'\ntarget = 'y'\n\
                [split]\nby = 'column'\ncolumn = 'part'\n";
    let csv = "id,x,y,part\na,1,NA,train\na,2,NA,train\nb,1,1,train\n";
    let (experiment, dataset) = load(toml, &[("data.csv", csv)]).unwrap();
    let (mut learner, _) = TorchLearner::new(&experiment, &dataset).unwrap();
    let before = learner.weights().unwrap();
    let empty = batch(&learner, &dataset.train[..1]);
    assert_eq!(learner.evaluate(&empty).unwrap(), BatchLoss { mean: 0.0, count: 0.0, hits: None });
    let outcome = learner.train_step(&empty, update(0.0, 1)).unwrap();
    assert_eq!((outcome.loss.to_bits(), outcome.gradient_norm.to_bits()), (0, 0));
    assert_eq!(learner.weights().unwrap(), before);
}

#[test]
fn what_is_not_finite_is_named_and_only_a_weight_that_is_not_costs_the_weights() {
    let (experiment, dataset) = with_chance(&[]);
    let (mut learner, _) = TorchLearner::new(&experiment, &dataset).unwrap();
    let batch = batch(&learner, &dataset.train);
    let before = learner.weights().unwrap();
    let with = |name: &str, value: f32| {
        let mut weights = before.clone();
        weights.iter_mut().find(|weight| weight.name == name).unwrap().values[0] = value;
        weights
    };
    // A loss that is too large for 32 bits has gradients that are not.
    learner.load(&with("head.bias", 1e30)).unwrap();
    let fault = learner.train_step(&batch, update(0.0, 1)).unwrap().fault.unwrap();
    assert_eq!((fault.what, fault.parameter), (NotFinite::Loss, None));
    assert_eq!(learner.weights().unwrap(), with("head.bias", 1e30));
    learner.load(&with("head.bias", f32::NAN)).unwrap();
    let fault = learner.train_step(&batch, update(0.0, 1)).unwrap().fault.unwrap();
    assert_eq!((fault.what, fault.parameter.as_deref()), (NotFinite::Loss, Some("lstm.weight_ih_l0")));
    learner.load(&before).unwrap();
    let too_far = Update { learning_rate: f64::MAX, ..update(0.0, 1) };
    let fault = learner.train_step(&batch, too_far).unwrap().fault.unwrap();
    assert_eq!((fault.what, fault.parameter.as_deref()), (NotFinite::Weight, Some("lstm.weight_ih_l0")));
}
