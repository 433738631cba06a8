//! Figures of networks and baselines on small data, beside the same figures computed by hand.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "evaluation/reference.rs"]
mod reference;
#[path = "support/written.rs"]
mod written;

use std::{fmt::Write as _, sync::Arc};

use rnnlab::{
    data::{Answer, Dataset, Input, Part, PrepareError, Sequence},
    evaluation::{
        Evaluation, Findings, Judge, Judgement, Report,
        metrics::{Metric, Scores},
    },
    experiment::Experiment,
};
use written::load;

/// Nothing can go wrong when these networks are asked.
#[derive(Debug)]
struct Never(PrepareError);

impl From<PrepareError> for Never {
    fn from(error: PrepareError) -> Self {
        Self(error)
    }
}

fn judged(dataset: &Arc<Dataset>, predict: impl Fn(&Input) -> Sequence) -> Judgement {
    let judged: Result<_, Never> = Judge::new(Arc::clone(dataset)).judge(|input| Ok(predict(input)));
    judged.unwrap_or_else(|Never(error)| panic!("{error}"))
}

fn numbers(input: &Input) -> &Sequence {
    match input {
        Input::Numbers(numbers) => numbers,
        Input::Symbols(_) => panic!("symbols"),
    }
}

/// The last number that is read, and so much more.
fn last_and(input: &Input, more: &[f32]) -> Sequence {
    let last = *numbers(input).values().last().unwrap();
    Sequence::new(more.len(), more.iter().map(|more| last + more).collect()).unwrap()
}

fn dataset(toml: &str, csv: &str) -> Arc<Dataset> {
    Arc::new(load(toml, &[("data.csv", csv)]).unwrap().1)
}

fn forecast(values: &[f64], keys: &str) -> Arc<Dataset> {
    Arc::new(with_experiment(values, keys).1)
}

fn with_experiment(values: &[f64], keys: &str) -> (Experiment, Dataset) {
    let mut csv = "y\n".to_owned();
    for value in values {
        writeln!(csv, "{value}").unwrap();
    }
    let toml = format!("name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntarget = 'y'\nwindow = 2\n{keys}");
    load(&toml, &[("data.csv", &csv)]).unwrap()
}

#[track_caller]
fn assert_close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{what}: {found} is not {expected}");
}

fn rmse(errors: &[f64]) -> f64 {
    (errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64).sqrt()
}

fn figure(scores: &Scores, metric: Metric) -> f64 {
    scores.get(metric).unwrap_or_else(|| panic!("no {metric:?}"))
}

fn baseline<'a>(evaluation: &'a Evaluation, name: &str) -> &'a Scores {
    let found = evaluation.baselines.iter().find(|(of, _)| of == name);
    &found.unwrap_or_else(|| panic!("no {name} in {:?}", evaluation.baselines)).1
}

/// Two tests after two validations after eight that train; a season of two on a trend.
const VALUES: [f64; 12] = [1.0, 5.0, 2.0, 6.5, 3.0, 7.0, 4.5, 8.0, 5.0, 9.0, 6.0, 12.0];

#[test]
fn a_forecast_and_each_baseline_have_the_figures_of_their_definitions_on_the_same_rows() {
    let dataset = forecast(&VALUES, "season = 2\n[split]\nby = 'time'\nvalidation = 2\ntest = 2\n");
    let test = judged(&dataset, |input| last_and(input, &[1.0])).test.unwrap();
    assert_eq!((test.part, test.examples, test.metric), (Part::Test, 2, Metric::Rmse));
    // The truth is 6 and 12; the network says 9 + 1 and 6 + 1.
    assert_close(figure(&test.scores, Metric::Rmse), rmse(&[4.0, 5.0]), "RMSE");
    assert_close(figure(&test.scores, Metric::Mae), 4.5, "MAE");
    assert_close(figure(&test.scores, Metric::MaxError), 5.0, "largest error");
    // The mean change over a season in the training rows, all of them upwards: 1, 1.5, 1, 0.5, 1.5 and 1.
    let scale = 6.5 / 6.0;
    assert_close(figure(&test.scores, Metric::Mase), 4.5 / scale, "MASE");
    let mean = VALUES[..8].iter().sum::<f64>() / 8.0;
    let drift = [(9.0 - 1.0) / 9.0, (6.0 - 1.0) / 10.0];
    for (name, errors) in [
        ("persistence", [3.0, 6.0]),
        ("mean", [6.0 - mean, 12.0 - mean]),
        ("drift", [9.0 + drift[0] - 6.0, 6.0 + drift[1] - 12.0]),
        ("seasonal naive", [1.0, 3.0]),
        ("seasonal naive with drift", [5.0 + scale - 6.0, 9.0 + scale - 12.0]),
    ] {
        assert_close(figure(baseline(&test, name), Metric::Rmse), rmse(&errors), name);
    }
    assert_eq!(test.baselines.len(), 5);
    let (best, value) = test.best_baseline().unwrap();
    assert_eq!(best, "seasonal naive with drift");
    let drifted = rmse(&[scale - 1.0, scale - 3.0]);
    assert_close(value, drifted, best);
    assert_close(test.skill().unwrap(), 1.0 - rmse(&[4.0, 5.0]) / drifted, "skill");
    assert_eq!(test.verdict().unwrap(), "no better than seasonal naive with drift");
    let course = test.course.unwrap();
    assert_eq!((course.truth, course.forecast), (vec![6.0, 12.0], vec![10.0, 7.0]));
    assert_eq!(course.times, ["10", "11"]);
}

#[test]
fn validation_is_measured_as_test_is_and_on_its_own_rows() {
    let dataset = forecast(&VALUES, "season = 2\n[split]\nby = 'time'\nvalidation = 2\ntest = 2\n");
    let validation = judged(&dataset, |input| last_and(input, &[1.0])).validation.unwrap();
    assert_close(figure(&validation.scores, Metric::Rmse), rmse(&[4.0, 3.0]), "RMSE");
    assert_close(figure(baseline(&validation, "persistence"), Metric::Rmse), rmse(&[3.0, 4.0]), "persistence");
}

#[test]
fn figures_are_taken_in_the_units_of_the_file_whatever_the_network_reads() {
    let plain = forecast(&VALUES, "season = 2\n[split]\nby = 'time'\nvalidation = 2\ntest = 2\n");
    let prepared = "season = 2\n[split]\nby = 'time'\nvalidation = 2\ntest = 2\n[prepare]\n\
                    transform = ['log', { difference = 1 }]\nscale = 'standard'\n";
    let prepared = forecast(&VALUES, prepared);
    // A network that says what stands for no change is persistence.
    let no_change = prepared
        .preparation
        .in_network_units(&prepared.series[0], 5, &[vec![prepared.series[0].known[0][5]]])
        .unwrap()
        .unwrap();
    let test = judged(&prepared, |_| no_change.clone()).test.unwrap();
    let expected = judged(&plain, |input| last_and(input, &[0.0])).test.unwrap();
    for (metric, value) in expected.scores.iter() {
        assert_close(figure(&test.scores, metric), value, metric.key());
    }
    // Differences alone: the mean change of the logarithms, which is what a standard scale makes of 0.
    let zero = Sequence::new(1, vec![0.0]).unwrap();
    let zero = judged(&prepared, |_| zero.clone()).test.unwrap();
    let alone = figure(baseline(&test, "differences alone"), Metric::Rmse);
    assert_close(alone, figure(&zero.scores, Metric::Rmse), "differences alone");
    let change = (8.0_f64.ln() - 1.0_f64.ln()) / 7.0;
    assert_close(alone, rmse(&[9.0 * change.exp() - 6.0, 6.0 * change.exp() - 12.0]), "differences alone");
}

#[test]
fn a_horizon_is_measured_as_a_whole_and_step_by_step() {
    let dataset = forecast(&VALUES, "season = 2\nhorizon = 2\n[split]\nby = 'time'\ntest = 3\n");
    let test = judged(&dataset, |input| last_and(input, &[1.0, 3.0])).test.unwrap();
    // From 5: 6 and 8 where 9 and 6 come; from 9: 10 and 12 where 6 and 12 come.
    let (origin, truth) = ([5.0, 9.0], [[9.0, 6.0], [6.0, 12.0]]);
    let errors = |step: usize, more: f64| {
        origin.iter().zip(truth).map(|(from, truth)| truth[step] - from - more).collect::<Vec<f64>>()
    };
    assert_eq!(test.examples, 2);
    let (first, second) = (errors(0, 1.0), errors(1, 3.0));
    assert_close(figure(&test.scores, Metric::Rmse), rmse(&[first.clone(), second.clone()].concat()), "all");
    assert_eq!(test.by_step.len(), 2);
    assert_close(figure(&test.by_step[0], Metric::Rmse), rmse(&first), "first step");
    assert_close(figure(&test.by_step[1], Metric::Rmse), rmse(&second), "second step");
    // Seasonal naive repeats the last two values.
    assert_close(
        figure(baseline(&test, "seasonal naive"), Metric::Rmse),
        rmse(&[1.0, 1.0, 1.0, 3.0]),
        "seasonal naive",
    );
}

#[test]
fn several_targets_are_measured_each_by_itself_too() {
    let csv = "t,y,z\n1,1,10\n2,2,20\n3,3,30\n4,4,40\n5,5,50\n6,7,80\n";
    let toml = "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntime = 't'\ntarget = ['y', 'z']\nwindow = 1\n\
                season = 1\n[split]\nby = 'time'\ntest = 1\n";
    let test = judged(&dataset(toml, csv), |input| numbers(input).clone()).test.unwrap();
    let by_target: Vec<(&str, f64)> =
        test.by_target.iter().map(|(name, scores)| (name.as_str(), figure(scores, Metric::Mae))).collect();
    assert_eq!(by_target, [("y", 2.0), ("z", 30.0)]);
    assert_eq!(test.scores.get(Metric::Mase), None, "targets of several units have no common scale");
    assert_close(figure(&test.scores, Metric::Mae), 16.0, "both");
}

#[test]
fn numbers_at_every_step_stand_beside_the_mean_and_their_own_input() {
    let csv = "id,x,y,part\na,1,2,train\na,3,NA,train\nb,5,6,train\nc,2,3,test\nc,4,NA,test\nc,6,8,test\n";
    let toml = "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'transform'\nid = 'id'\ninputs = 'x'\ntarget = 'y'\n\
                [split]\nby = 'column'\ncolumn = 'part'\n";
    let double =
        |input: &Input| Sequence::new(1, numbers(input).values().iter().map(|value| value * 2.0).collect()).unwrap();
    let judgement = judged(&dataset(toml, csv), double);
    assert_eq!(judgement.validation, None);
    let test = judgement.test.unwrap();
    assert_close(figure(&test.scores, Metric::Rmse), rmse(&[1.0, 4.0]), "network");
    assert_close(figure(baseline(&test, "mean"), Metric::Rmse), rmse(&[1.0, 4.0]), "mean");
    assert_close(figure(baseline(&test, "last value"), Metric::Rmse), rmse(&[1.0, 2.0]), "last value");
    assert_eq!(test.verdict().unwrap(), "no better than last value");
}

const CLASSES: &str = "id,x,class,part\n1,1,a,train\n2,2,a,train\n3,3,a,train\n4,9,b,train\n\
                       5,1,a,test\n6,9,b,test\n7,8,b,test\n8,7,a,test\n";

#[test]
fn classes_stand_beside_the_majority_class() {
    let toml = "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'classify'\nid = 'id'\ninputs = 'x'\ntarget = 'class'\n\
                [split]\nby = 'column'\ncolumn = 'part'\n";
    // Above 5 it is b, with odds of e² to 1.
    let network = |input: &Input| {
        let b = numbers(input).values()[0] > 5.0;
        Sequence::new(2, if b { vec![0.0, 2.0] } else { vec![2.0, 0.0] }).unwrap()
    };
    let test = judged(&dataset(toml, CLASSES), network).test.unwrap();
    assert_eq!(test.metric, Metric::Accuracy);
    assert_close(figure(&test.scores, Metric::Accuracy), 0.75, "accuracy");
    assert_close(figure(&test.scores, Metric::BalancedAccuracy), 0.75, "balanced accuracy");
    let right = -(2.0_f64.exp() / (2.0_f64.exp() + 1.0)).ln();
    assert_close(figure(&test.scores, Metric::LogLoss), (3.0 * right + (right + 2.0)) / 4.0, "log loss");
    let majority = baseline(&test, "majority class");
    assert_close(figure(majority, Metric::Accuracy), 0.5, "majority class");
    let loss = -(0.75_f64.ln() + 0.25_f64.ln()) / 2.0;
    assert_close(figure(majority, Metric::LogLoss), loss, "majority class");
    assert_eq!(test.classes.as_ref().unwrap().confusion, [[1, 1], [0, 2]]);
    assert_close(test.skill().unwrap(), 0.5, "skill");
    assert_eq!(test.verdict().unwrap(), "50% fewer mistakes than majority class");
}

#[test]
fn a_network_that_says_all_symbols_alike_has_the_bits_of_their_number() {
    let csv = "text,part\nab,train\nabb,train\nba,test\nb,test\n";
    let toml = "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'generate'\ninputs = 'text'\nsymbols = 'characters'\n\
                [split]\nby = 'column'\ncolumn = 'part'\n";
    let dataset = dataset(toml, csv);
    // a, b, the end, and what is unknown.
    let uniform = |input: &Input| Sequence::new(4, vec![0.7; 4 * input.steps()]).unwrap();
    let test = judged(&dataset, uniform).test.unwrap();
    assert_close(figure(&test.scores, Metric::BitsPerSymbol), 2.0, "bits");
    assert_close(figure(&test.scores, Metric::Perplexity), 4.0, "perplexity");
    // Unigrams of Witten and Bell: a 2, b 3, end 2 of 7, three kinds, a quarter for each symbol.
    let probability = |count: f64| (count + 3.0 * 0.25) / 10.0;
    let [a, b, end] = [2.0, 3.0, 2.0].map(|count| -probability(count).log2());
    let unigram = baseline(&test, "unigram");
    assert_close(figure(unigram, Metric::BitsPerSymbol), (b + a + end + b + end) / 5.0, "unigram");
    assert_close(figure(unigram, Metric::Accuracy), 0.4, "unigram");
    let names: Vec<&str> = test.baselines.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["unigram", "bigram", "trigram"]);
    // Bigrams rest on them, by what followed: after the start a a, after a b b, after b the end, b and the end.
    let after = |count: f64, all: f64, kinds: f64, shorter: f64| -((count + kinds * shorter) / (all + kinds)).log2();
    let [a, b, end] = [2.0, 3.0, 2.0].map(probability);
    let bits = [
        after(0.0, 2.0, 1.0, b),
        after(0.0, 3.0, 2.0, a),
        after(0.0, 2.0, 1.0, end),
        after(0.0, 2.0, 1.0, b),
        after(2.0, 3.0, 2.0, end),
    ];
    assert_close(figure(baseline(&test, "bigram"), Metric::BitsPerSymbol), bits.iter().sum::<f64>() / 5.0, "bigram");
    assert_eq!(test.verdict().unwrap(), "no better than unigram");
}

#[test]
fn symbols_that_are_asked_for_at_some_steps_are_counted_there_alone() {
    let toml = "name = 'test'\n[data]\ntask = 'transform'\n\
                generate = { rule = 'copy-memory', sequences = 10, length = [3, 3], values = [0, 7], remember = 2 }\n\
                [split]\nby = 'random'\ntest = 5\n";
    let dataset = dataset(toml, "");
    let symbols = dataset.preparation.vocabulary.as_ref().unwrap().len();
    // It remembers the first of the two and says it twice.
    let network = |input: &Input| {
        let Input::Symbols(read) = input else { panic!("symbols") };
        let row: Vec<f32> = (0..symbols).map(|symbol| if symbol == read[0] as usize { 30.0 } else { 0.0 }).collect();
        Sequence::new(symbols, row.repeat(read.len())).unwrap()
    };
    let test = judged(&dataset, network).test.unwrap();
    assert_eq!(test.metric, Metric::Accuracy);
    let right: Vec<bool> = dataset
        .test
        .iter()
        .flat_map(|example| {
            let Input::Symbols(read) = &example.question.input else { panic!("symbols") };
            [true, read[0] == read[1]]
        })
        .collect();
    let share = right.iter().filter(|right| **right).count() as f64 / 10.0;
    assert_close(figure(&test.scores, Metric::Accuracy), share, "accuracy");
    assert_eq!(test.baselines[0].0, "commonest symbol");
}

#[test]
fn intervals_are_as_wide_as_validation_errors_and_their_coverage_is_counted_on_test_rows() {
    // Persistence is off by 1 to 10 on ten validation rows, and on the test rows by 1, 10, 11 and 10.
    let mut values = vec![0.0, 0.0, 0.0, 0.0];
    for change in (1..=10).chain([1, 10, 11, 10]) {
        values.push(values.last().unwrap() + f64::from(change));
    }
    let dataset = forecast(&values, "season = 1\n[split]\nby = 'time'\nvalidation = 10\ntest = 4\n");
    let judgement = judged(&dataset, |input| last_and(input, &[0.0]));
    let interval = judgement.test.as_ref().unwrap().interval.unwrap();
    // Of ten errors the ⌈11 · 0.9⌉-th, which is the largest.
    assert_eq!((interval.nominal, interval.covered), (0.9, 0.75));
    let ranges = judgement.test.as_ref().unwrap().course.as_ref().unwrap().ranges.clone();
    assert_eq!(
        ranges,
        [(55.0, 10.0), (56.0, 10.0), (66.0, 10.0), (77.0, 10.0)].map(|(at, half)| Some((at - half, at + half)))
    );
    assert_eq!(judgement.validation.unwrap().interval, None);
}

#[test]
fn too_few_validation_errors_make_no_interval() {
    let dataset = forecast(&VALUES, "season = 2\n[split]\nby = 'time'\nvalidation = 2\ntest = 2\n");
    let judgement = judged(&dataset, |input| last_and(input, &[1.0]));
    assert_eq!((judgement.intervals, judgement.test.unwrap().interval), (None, None));
}

#[test]
fn where_logarithms_are_taken_an_interval_grows_with_its_forecast() {
    // Doubles or stays: errors of persistence are ratios of 1 or 2.
    let values: Vec<f64> = (0..18)
        .scan(1.0, |level, step| {
            *level *= if step % 2 == 0 { 2.0 } else { 1.0 };
            Some(*level)
        })
        .collect();
    let keys = "season = 1\n[split]\nby = 'time'\nvalidation = 10\ntest = 2\n[prepare]\ntransform = ['log']\n";
    let judgement = judged(&forecast(&values, keys), |input| last_and(input, &[0.0]));
    let course = judgement.test.unwrap().course.unwrap();
    for (forecast, range) in course.forecast.iter().zip(course.ranges) {
        let (low, high) = range.unwrap();
        assert_close(low, forecast / 2.0, "low");
        assert_close(high, forecast * 2.0, "high");
    }
}

#[test]
fn an_answer_that_is_no_number_is_the_worst_and_never_looks_good() {
    let dataset = forecast(&VALUES, "season = 2\n[split]\nby = 'time'\nvalidation = 2\ntest = 2\n");
    let test = judged(&dataset, |_| Sequence::new(1, vec![f32::NAN]).unwrap()).test.unwrap();
    assert!(test.value().is_infinite());
    assert_eq!(test.skill(), None);
    assert!(test.verdict().unwrap().starts_with("no better than "));
}

fn evaluation(metric: Metric, value: f64, baselines: &[(&str, f64)]) -> Evaluation {
    let scores = |value: f64| [(metric, value)].into_iter().collect::<Scores>();
    Evaluation {
        part: Part::Test,
        examples: 1,
        metric,
        scores: scores(value),
        by_step: Vec::new(),
        by_target: Vec::new(),
        by_series: Vec::new(),
        classes: None,
        baselines: baselines.iter().map(|(name, value)| ((*name).to_owned(), scores(*value))).collect(),
        interval: None,
        course: None,
        findings: Findings::default(),
    }
}

#[test]
fn a_verdict_is_one_clause_beside_the_best_baseline() {
    use Metric::{Accuracy, BitsPerSymbol, Rmse};
    for (metric, value, baselines, expected) in [
        (Rmse, 7.7, &[("persistence", 10.0), ("mean", 20.0)][..], Some("23% better than persistence")),
        (Rmse, 9.95, &[("mean", 20.0), ("persistence", 10.0)], Some("no better than persistence")),
        (Rmse, 9.89, &[("persistence", 10.0)], Some("1% better than persistence")),
        (Rmse, 30.0, &[("persistence", 10.0)], Some("no better than persistence")),
        (Accuracy, 0.9, &[("majority class", 0.6)], Some("75% fewer mistakes than majority class")),
        (Accuracy, 0.9, &[("worse", 0.1), ("better", 0.8)], Some("50% fewer mistakes than better")),
        (BitsPerSymbol, 2.0, &[("trigram", 2.5)], Some("20% fewer bits than trigram")),
        (Rmse, 1.0, &[], None),
        (Rmse, 1.0, &[("persistence", 0.0)], Some("no better than persistence")),
    ] {
        let verdict = evaluation(metric, value, baselines).verdict();
        assert_eq!(verdict.as_deref(), expected, "{metric:?} {value}");
    }
}

#[test]
fn a_report_has_the_keys_that_scripts_read_and_comes_back_as_it_was() {
    let dataset = forecast(&VALUES, "season = 2\n[split]\nby = 'time'\nvalidation = 2\ntest = 2\n");
    let judgement = judged(&dataset, |input| last_and(input, &[1.0]));
    let report = Report::of(&judgement).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["best_baseline"], "seasonal naive with drift");
    assert_close(json["test"]["rmse"].as_f64().unwrap(), rmse(&[4.0, 5.0]), "test");
    assert_close(json["baselines"]["persistence"]["rmse"].as_f64().unwrap(), rmse(&[3.0, 6.0]), "persistence");
    assert!(json["skill"].as_f64().unwrap() < 0.0);
    assert_eq!((&json["interval"], &json["metric"], &json["examples"]), (&().into(), &"rmse".into(), &2.into()));
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    assert_eq!(Report::of(&Judgement::default()), None);
}

#[test]
fn a_recursive_forecast_reads_its_own_answers_as_if_they_had_happened() {
    let values = [1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 20.0, 25.0, 30.0];
    let keys = "horizon = 3\nstrategy = 'recursive'\nseason = 1\n[split]\nby = 'time'\ntest = 3\n[prepare]\n\
                transform = [{ difference = 1 }]\n";
    let dataset = forecast(&values, keys);
    // The last change and one more: after 16, which came with 5, come 22, 29 and 37.
    let question = &dataset.test[0].question;
    let answer = dataset
        .preparation
        .respond::<Never>(question, rnnlab::data::Sampling::default(), |input| Ok(last_and(input, &[1.0])));
    let Ok(Answer::Forecast(outlook)) = answer else { panic!("a forecast") };
    assert_eq!(outlook.values, [[22.0, 29.0, 37.0]]);
    let test = judged(&dataset, |input| last_and(input, &[1.0])).test.unwrap();
    assert_close(figure(&test.scores, Metric::Rmse), rmse(&[2.0, 4.0, 7.0]), "RMSE");
    assert_close(figure(&test.by_step[2], Metric::Mae), 7.0, "third step");
}

#[test]
fn a_baseline_has_the_loss_that_the_network_would_have_for_saying_the_same() {
    let keys = "season = 2\n[split]\nby = 'time'\nvalidation = 2\ntest = 2\n[prepare]\nscale = 'standard'\n";
    let (experiment, dataset) = with_experiment(&VALUES, keys);
    let dataset = Arc::new(dataset);
    let judge = Judge::new(Arc::clone(&dataset));
    let (name, loss) = judge.baselines().best_loss(&experiment, &dataset.preparation, &dataset.validation).unwrap();
    assert_eq!(name, "seasonal naive with drift");
    // Last season's 4.5 and 8 and the mean change of 6.5/6, where 5 and 9 come; in deviations of the training rows.
    let training = &VALUES[..8];
    let mean = training.iter().sum::<f64>() / 8.0;
    let variance = training.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 8.0;
    assert_close(loss, rmse(&[6.5 / 6.0 - 0.5, 6.5 / 6.0 - 1.0]).powi(2) / variance, "loss");
}

#[test]
fn residuals_are_truth_minus_answer_and_their_memory_is_that_of_the_first_step_of_windows_in_a_row() {
    let values: Vec<f64> = (0..60).map(|row| f64::from(row) + 3.0 * (f64::from(row) * 0.7).sin()).collect();
    let dataset = forecast(&values, "horizon = 2\nseason = 1\n[split]\nby = 'time'\nvalidation = 10\ntest = 22\n");
    let test = judged(&dataset, |input| last_and(input, &[0.0, 0.0])).test.unwrap();
    let [residuals] = test.findings.residuals.as_slice() else { panic!("one target") };
    assert_eq!((residuals.target.as_str(), residuals.count), ("y", 42));
    let squares = residuals.mean.powi(2) + residuals.deviation.powi(2);
    assert_close(squares.sqrt(), figure(&test.scores, Metric::Rmse), "RMSE");
    // What persistence misses of the first step ahead is the change.
    let largest = &residuals.largest;
    assert_eq!(largest.len(), 32);
    let size = |at: usize| (largest[at].truth - largest[at].said).abs();
    assert_close(size(0), figure(&test.scores, Metric::MaxError), "largest error");
    assert!((1..32).all(|at| size(at - 1) >= size(at)));
    for error in largest {
        let row = 38 + error.example - 1 + error.step - 1;
        assert_eq!(error.time, row.to_string());
        assert_close(error.truth, values[row], "truth");
    }
    let changes: Vec<f64> = (38..59).map(|row| values[row] - values[row - 1]).collect();
    let mean = changes.iter().sum::<f64>() / changes.len() as f64;
    let sum = |lag: usize| changes.iter().zip(&changes[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
    let memory = residuals.autocorrelation.as_ref().unwrap();
    assert_eq!((memory.count, memory.values.len()), (21, 5));
    for (place, value) in memory.values.iter().enumerate() {
        assert_close(*value, sum(place + 1) / sum(0), "autocorrelation");
    }
    assert!(memory.in_words(1).starts_with("errors follow one another"), "{memory:?}");
}

#[test]
fn the_coverage_at_the_probability_of_the_intervals_is_that_of_the_intervals_and_grows_with_it() {
    let values: Vec<f64> = (0..120).map(|row| 20.0 + 5.0 * (f64::from(row * row) * 0.37).sin()).collect();
    for prepare in ["", "[prepare]\ntransform = ['log']\n"] {
        let keys = format!("horizon = 2\nseason = 1\n[split]\nby = 'time'\nvalidation = 40\ntest = 40\n{prepare}");
        let test = judged(&forecast(&values, &keys), |input| last_and(input, &[0.0, 0.1])).test.unwrap();
        let coverages = &test.findings.coverages;
        let measured = test.interval.unwrap();
        assert!(coverages.contains(&measured), "{measured:?} in {coverages:?}");
        assert_eq!(coverages.len(), 10);
        assert!(coverages.windows(2).all(|two| two[0].nominal < two[1].nominal && two[0].covered <= two[1].covered));
    }
}

#[test]
fn the_surest_mistakes_come_first_and_the_calibration_counts_all_answers() {
    let mut csv = "text,class\n".to_owned();
    (0..40).for_each(|row| writeln!(csv, "{},{}", "ab".repeat(row + 1), ["x", "y"][row % 2]).unwrap());
    let toml = "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'classify'\ninputs = 'text'\nsymbols = 'characters'\n\
                target = 'class'\n[split]\nby = 'random'\ntest = 20\n";
    let dataset = dataset(toml, &csv);
    // Surer the longer the text.
    let said = |input: &Input| Sequence::new(2, vec![input.steps() as f32 / 20.0, 0.0]).unwrap();
    let test = judged(&dataset, said).test.unwrap();
    let (findings, accuracy) = (&test.findings, figure(&test.scores, Metric::Accuracy));
    let calibration = findings.calibration.as_ref().unwrap();
    assert_eq!(calibration.count, 20);
    assert_close(calibration.accuracy, accuracy, "accuracy");
    assert_eq!(findings.mistakes.len(), 20 - (accuracy * 20.0).round() as usize);
    for mistake in &findings.mistakes {
        assert_eq!((mistake.truth.as_str(), mistake.said.as_str(), mistake.step), ("y", "x", None));
        assert_close(mistake.probability + mistake.of_truth, 1.0, "probabilities");
        assert_eq!(dataset.preparation.show(&dataset.test[mistake.example - 1].question), mistake.shown);
    }
    assert!(findings.mistakes.windows(2).all(|two| two[0].probability >= two[1].probability));
    assert!(findings.residuals.is_empty() && findings.coverages.is_empty());
    let report = Report::of(&Judgement { test: Some(test), ..Judgement::default() }).unwrap();
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
}

#[test]
fn a_mistake_in_a_text_that_is_continued_says_what_came_before_it() {
    let csv = "text\nabc\nabd\nabc\nabd\nabc\nabd\n";
    let toml = "name = 'test'\n[data]\nfile = 'data.csv'\ntask = 'generate'\ninputs = 'text'\nsymbols = 'characters'\n\
                [split]\nby = 'random'\ntest = 2\n";
    let dataset = dataset(toml, csv);
    let vocabulary = dataset.preparation.vocabulary.as_ref().unwrap();
    let number = |symbol: &str| vocabulary.read(symbol)[0] as usize;
    // After each symbol always the same one, the surer the later.
    let said = |input: &Input| {
        let Input::Symbols(read) = input else { panic!("numbers") };
        let row = |(step, symbol): (usize, &u32)| {
            let next = match vocabulary.symbol(*symbol) {
                "a" => number("b"),
                "c" | "d" => 1,
                _ => number("a"),
            };
            (0..vocabulary.len()).map(move |at| if at == next { 1.0 + step as f32 } else { 0.0 }).collect::<Vec<_>>()
        };
        Sequence::new(vocabulary.len(), read.iter().enumerate().flat_map(row).collect()).unwrap()
    };
    let test = judged(&dataset, said).test.unwrap();
    let [first, second] = test.findings.mistakes.as_slice() else { panic!("{:?}", test.findings.mistakes) };
    for mistake in [first, second] {
        assert_eq!((mistake.shown.as_str(), mistake.said.as_str(), mistake.step), ("ab", "a", None));
        assert!(["c", "d"].contains(&mistake.truth.as_str()));
    }
    assert_eq!(test.findings.calibration.unwrap().count, 8);
}
