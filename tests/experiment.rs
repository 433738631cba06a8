//! What an experiment file may say, and the exact words for what it may not.

#![expect(clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::Path;

use rnnlab::experiment::{
    ColumnPrepare, Experiment, ExperimentError, Forecast, Loss, Missing, OutlierAction, OutlierMethod, Outliers,
    Override, Patience, Pooling, Rule, Scale, Season, Share, Source, Split, Strategy, Symbols, Transform, builtins,
};

const SEQUENCES: &str = "name = 'x'
[data]
file = 'x.csv'
task = 'transform'
inputs = 'a'
target = 'b'
[split]
by = 'column'
column = 'part'
";

const FORECAST: &str = "name = 'x'
[data]
file = 'x.csv'
task = 'forecast'
time = 't'
target = 'a'
[split]
by = 'time'
";

const CLASSES: &str = "name = 'x'
[data]
file = 'x.csv'
task = 'classify'
inputs = 'a'
target = 'b'
[split]
by = 'random'
";

const TEXTS: &str = "name = 'x'
[data]
file = 'x.csv'
task = 'generate'
inputs = 'a'
symbols = 'characters'
[split]
by = 'random'
";

const GENERATED: &str = "name = 'x'
[data]
task = 'transform'
generate = { rule = 'pairwise-sum', sequences = 10, length = [2, 3], values = [0, 9] }
[split]
by = 'random'
";

#[track_caller]
fn parsed(text: &str) -> Experiment {
    Experiment::parse(text, "x.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The refusal of a text, with the line alone.
#[track_caller]
fn refused(text: &str) -> String {
    match Experiment::parse(text, "x.toml") {
        Err(ExperimentError::Invalid { source_name, place, problem }) => {
            format!("{source_name}, line {}: {problem}", place.line)
        }
        Err(error) => error.to_string(),
        Ok(experiment) => panic!("it was taken: {experiment:?}"),
    }
}

/// Texts with what is replaced in them, and the words and line of the refusal.
#[track_caller]
fn assert_refused(cases: &[(&str, &str, &str, usize, &str)]) {
    for (text, from, to, line, words) in cases {
        assert!(text.contains(from), "{from}");
        let text = text.replacen(from, to, 1);
        assert_eq!(refused(&text), format!("x.toml, line {line}: {words}"), "{text}");
    }
}

#[test]
fn every_contradiction_of_the_data_is_told_in_one_sentence() {
    let no_source = "say where the sequences come from: `file` or `generate`";
    let columns = "with `generate` there are no columns to name: leave out `test_file`, `id`, `time`, `inputs`, `target`, \
                   `symbols` and `rule`";
    let one_class = "task = \"classify\" wants one column in `target`, the one that says the class";
    let windows = "`window`, `horizon`, `strategy` and `season` are for task = \"forecast\"";
    let of_rule = "`rule` is for task = \"transform\"";
    assert_refused(&[
        (GENERATED, "task", "file = 'x.csv'\ntask", 2, "say `file` or `generate`, not both"),
        (SEQUENCES, "file = 'x.csv'\n", "", 2, no_source),
        (GENERATED, "task", "inputs = 'a'\ntask", 2, columns),
        (GENERATED, "task", "rule = 'running-sum'\ntask", 2, columns),
        (GENERATED, "task", "symbols = 'words'\ntask", 2, columns),
        (GENERATED, "'transform'", "'forecast'", 2, "generated sequences are for task = \"transform\""),
        (
            GENERATED,
            "sequences = 10, length = [2, 3]",
            "sequences = 1000000, length = [2, 10000]",
            2,
            "`generate` asks for more than 50 million numbers: take fewer sequences, or shorter ones",
        ),
        (
            GENERATED,
            "pairwise-sum",
            "copy-memory",
            2,
            "rule = \"copy-memory\" wants `remember`, the number of symbols to be copied, from 1 to 1000",
        ),
        (
            GENERATED,
            "'pairwise-sum', sequences = 10, length = [2, 3], values = [0, 9]",
            "'copy-memory', remember = 2, sequences = 10, length = [2, 3], values = [0, 10000]",
            2,
            "rule = \"copy-memory\" has a symbol for each of its `values`: at most 10000",
        ),
        (
            GENERATED,
            "'pairwise-sum', sequences = 10, length = [2, 3]",
            "'adding-problem', sequences = 10, length = [1, 3]",
            2,
            "rule = \"adding-problem\" adds two numbers: `length` begins at 2 or above",
        ),
        (GENERATED, "sequences", "remember = 2, sequences", 2, "`remember` is for rule = \"copy-memory\" alone"),
        (SEQUENCES, "target = 'b'\n", "", 2, "name at least one column in `target`"),
        (SEQUENCES, "inputs = 'a'\n", "", 2, "name at least one column in `inputs`"),
        (FORECAST, "target = 'a'\n", "", 2, "name at least one column in `target`"),
        (CLASSES, "target = 'b'\n", "", 2, one_class),
        (CLASSES, "target = 'b'", "target = ['b', 'c']", 2, one_class),
        (
            TEXTS,
            "inputs",
            "target = 'b'\ninputs",
            2,
            "task = \"generate\" predicts the next symbol of its input: leave out `target`",
        ),
        (TEXTS, "symbols = 'characters'\n", "", 2, "task = \"generate\" wants `symbols`: \"characters\" or \"words\""),
        (
            SEQUENCES,
            "inputs",
            "symbols = 'words'\ninputs",
            2,
            "`symbols` are for the tasks \"classify\" and \"generate\"",
        ),
        (
            TEXTS,
            "inputs = 'a'",
            "inputs = ['a', 'b']",
            2,
            "with `symbols` each row is a sequence: name one column in `inputs`, and no `id`",
        ),
        (
            TEXTS,
            "inputs",
            "id = 'b'\ninputs",
            2,
            "with `symbols` each row is a sequence: name one column in `inputs`, and no `id`",
        ),
        (
            FORECAST,
            "time = 't'",
            "time = ['a', 'b', 'c', 'd', 'e', 'f', 'g']",
            2,
            "`time` is one column, a date and its time of day, or a year and its quarter, week, or month, day and hour",
        ),
        (FORECAST, "target", "rule = 'running-sum'\ntarget", 2, of_rule),
        (CLASSES, "target", "rule = 'running-sum'\ntarget", 2, of_rule),
        (
            SEQUENCES,
            "target",
            "rule = 'adding-problem'\ntarget",
            2,
            "a file's `rule` is \"pairwise-sum\" or \"running-sum\"; the others are for `generate`",
        ),
        (SEQUENCES, "target", "window = 3\ntarget", 2, windows),
        (CLASSES, "target", "season = 3\ntarget", 2, windows),
    ]);
}

#[test]
fn every_contradiction_of_the_split_is_told_in_one_sentence() {
    let all = "with by = \"column\" the column says it all: leave out `validation`, `test` and `seed`";
    assert_refused(&[
        (
            SEQUENCES,
            "column = 'part'",
            "",
            7,
            "by = \"column\" wants `column`, the one that says train, validation or test",
        ),
        (SEQUENCES, "column = 'part'", "column = 'part'\ntest = 1", 7, all),
        (SEQUENCES, "column = 'part'", "column = 'part'\nseed = 1", 7, all),
        (CLASSES, "by = 'random'", "by = 'random'\ncolumn = 'a'", 7, "`column` is for by = \"column\" alone"),
        (
            FORECAST,
            "by = 'time'",
            "by = 'time'\nseed = 1",
            7,
            "`seed` is for by = \"random\" alone: times are not drawn",
        ),
        (
            FORECAST,
            "'time'",
            "'tine'",
            8,
            "unknown value `tine`, did you mean `time`? (valid: `column`, `random`, `time`)",
        ),
        (FORECAST, "by = 'time'", "by = 'time'\ntest = 1.5", 9, "1.5 is neither a count nor a fraction from 0 to 1"),
        (
            CLASSES,
            "by = 'random'",
            "by = 'time'",
            7,
            "by = \"time\" is for task = \"forecast\": whole sequences are split by = \"random\" or \"column\"",
        ),
        (
            FORECAST,
            "by = 'time'",
            "by = 'random'",
            7,
            "by = \"random\" would put windows that overlap into different parts: write by = \"time\"",
        ),
        (
            GENERATED,
            "by = 'random'",
            "by = 'column'\ncolumn = 'part'",
            5,
            "generated sequences have no columns to be split by: write by = \"random\" under [split]",
        ),
        (
            SEQUENCES,
            "inputs",
            "test_file = 'y.csv'\ninputs",
            8,
            "`test_file` says which sequences test: split the others by = \"random\", with `validation` alone",
        ),
        (
            CLASSES,
            "target = 'b'\n[split]\n",
            "target = 'b'\ntest_file = 'y.csv'\n[split]\ntest = 0.1\n",
            8,
            "`test_file` says which sequences test: leave out `test`",
        ),
        (
            FORECAST,
            "target",
            "test_file = 'y.csv'\ntarget",
            8,
            "`test_file` is for whole sequences, and by = \"time\" is not",
        ),
    ]);
}

#[test]
fn every_contradiction_of_the_preparation_is_told_in_one_sentence() {
    let difference = "a difference cannot be undone at every step of task = \"transform\": leave `difference` out";
    let calendar = "`calendar` reads the times of a forecast: name their column in `time` under [data]";
    assert_refused(&[
        (
            TEXTS,
            "[split]",
            "[prepare]\nscale = 'standard'\n[split]",
            7,
            "[prepare] is for numbers, and the inputs are symbols: leave it out",
        ),
        (SEQUENCES, "[split]", "[prepare]\ntransform = [{ difference = 1 }]\n[split]", 7, difference),
        (SEQUENCES, "[split]", "[prepare.columns.a]\ntransform = [{ difference = 1 }]\n[split]", 7, difference),
        (SEQUENCES, "[split]", "[prepare]\ncalendar = ['month']\n[split]", 7, calendar),
        (FORECAST, "time = 't'\ntarget = 'a'\n", "target = 'a'\n[prepare]\ncalendar = ['month']\n", 6, calendar),
        (
            FORECAST,
            "[split]",
            "inputs = ['a', 'b']\nstrategy = 'recursive'\n[prepare]\n[split]",
            9,
            "strategy = \"recursive\" reads its own answers: `inputs` have to be the same as `target`",
        ),
        (
            FORECAST,
            "[split]",
            "[prepare.columns.b]\nscale = 'none'\n[split]",
            7,
            "the column 'b' under [prepare.columns] is neither among `inputs` nor `target` under [data]",
        ),
        (
            FORECAST,
            "[split]",
            "[prepare]\ntransform = ['sqrt']\n[split]",
            8,
            "there is no transform 'sqrt': \"log\" or { difference = LAG }",
        ),
        (
            FORECAST,
            "[split]",
            "[prepare]\ntransform = [{ difference = 0 }]\n[split]",
            8,
            "difference = 0 is not a lag from 1 to 10000",
        ),
        (
            FORECAST,
            "[split]",
            "[prepare]\noutliers = { method = 'hampel', threshold = 0 }\n[split]",
            8,
            "0 is not a number above 0",
        ),
        (
            FORECAST,
            "[split]",
            "[prepare]\nmisssing = 'drop'\n[split]",
            8,
            "unknown key `misssing`, did you mean `missing`? (valid: `missing`, `outliers`, `transform`, `scale`, \
             `calendar`, `columns`)",
        ),
    ]);
}

#[test]
fn every_contradiction_of_model_and_training_is_told_in_one_sentence() {
    let numbers = "loss = \"cross-entropy\" is for classes and symbols: \"mse\", \"mae\" or \"huber\" for numbers";
    let classes = "classes and symbols have loss = \"cross-entropy\"";
    let (model, training) = ("[model]\n", "[training]\n");
    let cases = [
        (SEQUENCES, model, "embedding = 4", "`embedding` is for symbols, and the inputs are numbers: leave it out"),
        (SEQUENCES, model, "pooling = 'mean'", "`pooling` is for task = \"classify\": leave it out"),
        (
            TEXTS,
            model,
            "bidirectional = true",
            "bidirectional = true would read the symbols that are to be predicted: leave it out",
        ),
        (SEQUENCES, training, "loss = 'cross-entropy'", numbers),
        (FORECAST, training, "loss = 'cross-entropy'", numbers),
        (CLASSES, training, "loss = 'mse'", classes),
        (TEXTS, training, "loss = 'huber'", classes),
        (SEQUENCES, training, "class_weights = 'balanced'", "class_weights = \"balanced\" is for task = \"classify\""),
        (TEXTS, training, "noise = 1.0", "of symbols `noise` is the part that is hidden in each step: below 1"),
        (
            SEQUENCES,
            training,
            "momentum = 0.9",
            "`momentum` is for optimizer = \"sgd\" or \"rmsprop\", and adam has its own: leave it out",
        ),
        (SEQUENCES, training, "nesterov = true", "`nesterov` is for optimizer = \"sgd\": leave it out"),
        (
            SEQUENCES,
            training,
            "optimizer = 'sgd'\nnesterov = true",
            "`nesterov` looks ahead along the momentum: give `momentum` too, such as 0.9",
        ),
    ];
    for (text, section, key, words) in cases {
        let line = text.lines().count() + 1;
        assert_eq!(refused(&format!("{text}{section}{key}\n")), format!("x.toml, line {line}: {words}"));
    }
}

#[test]
fn a_value_that_is_impossible_is_told_at_its_own_line() {
    let cases = [
        ("hidden = 0", "0 is too small: at least 1"),
        ("hidden = 9000", "9000 is too large: at most 8192"),
        ("layers = 33", "33 is too large: at most 32"),
        ("dropout = 1", "1 is not from 0 to below 1"),
        ("hidden = 'ten'", "invalid type: string \"ten\", expected a whole number"),
        (
            "hiden = 3",
            "unknown key `hiden`, did you mean `hidden`? (valid: `cell`, `hidden`, `layers`, `bidirectional`, \
                       `dropout`, `embedding`, `pooling`, `init`)",
        ),
        ("cell = 'lst'", "unknown value `lst`, did you mean `lstm`? (valid: `lstm`, `gru`, `rnn`)"),
    ];
    for (key, words) in cases {
        assert_eq!(refused(&format!("{SEQUENCES}[model]\n{key}\n")), format!("x.toml, line 11: {words}"));
    }
    let cases = [
        ("batch = 0", "0 is too small: at least 1"),
        ("batch = 'half'", "expected \"full\" or a number above 0"),
        ("patience = 0", "0 is too small: at least 1"),
        ("clip = -1", "-1 is not a number above 0"),
        ("noise = -0.1", "-0.1 is not a number from 0 up"),
        ("learning_rate = 0", "0 is not a number above 0"),
        ("epochs = 0", "0 is too small: at least 1"),
        ("epochs = 99999999999999999999", "99999999999999999999 is too large: at most 9223372036854775807"),
        ("seed = -99999999999999999999", "-99999999999999999999 is too small: at least -9223372036854775808"),
        (
            "learning_rate = inf",
            "the number is beyond the largest there is, 1.7976931348623157e308: write a smaller one",
        ),
        (
            "learning_rate = 1e999",
            "the number is beyond the largest there is, 1.7976931348623157e308: write a smaller one",
        ),
        ("noise = inf", "the number is beyond the largest there is, 1.7976931348623157e308: write a smaller one"),
        ("clip = nan", "NaN is not a number above 0"),
        ("device = 'gpu'", "there is no device 'gpu': auto, cpu, cuda, cuda:1 and so on, or mps"),
    ];
    for (key, words) in cases {
        assert_eq!(refused(&format!("{SEQUENCES}[training]\n{key}\n")), format!("x.toml, line 11: {words}"));
    }
}

#[test]
fn a_place_within_a_line_is_told_with_its_column() {
    let words =
        |key: &str| Experiment::parse(&format!("{SEQUENCES}[model]\n{key}\n"), "x.toml").unwrap_err().to_string();
    assert_eq!(words("hidden = 0"), "x.toml, line 11, column 10: 0 is too small: at least 1");
    assert_eq!(words("'hidden' = [[[1]]]").split(": ").next(), Some("x.toml, line 11, column 12"));
    // The first column says no more than the line.
    assert!(words("hiden = 3").starts_with("x.toml, line 11: unknown key `hiden`"));
}

#[test]
fn shares_that_leave_nothing_to_train_on_are_told() {
    let words = "`validation` and `test` together leave nothing to train on: make them smaller than 1 together";
    for text in [FORECAST, CLASSES] {
        let refusal = refused(&format!("{text}validation = 0.5\ntest = 0.5\n"));
        assert!(refusal.ends_with(words), "{refusal}");
    }
}

#[test]
fn a_key_of_another_task_says_so_where_it_is_set() {
    let set = |text: &str, change: &str| parsed(text).with(&change.parse().unwrap()).unwrap_err().to_string();
    assert_eq!(
        set(SEQUENCES, "window=5"),
        "--set window=5: `window`, `horizon`, `strategy` and `season` are for task = \"forecast\""
    );
    assert_eq!(
        set(SEQUENCES, "learning_rate=1e999"),
        "--set learning_rate=1e999: the number is beyond the largest there is, 1.7976931348623157e308: write a smaller one"
    );
}

#[test]
fn defaults_follow_from_the_task_and_are_written_out() {
    let sequences = parsed(SEQUENCES);
    assert_eq!(
        (sequences.training.loss, sequences.model.embedding, sequences.model.pooling),
        (Some(Loss::Mse), None, None)
    );
    let classes = parsed(CLASSES);
    assert_eq!((classes.training.loss, classes.model.pooling), (Some(Loss::CrossEntropy), Some(Pooling::Last)));
    assert_eq!(classes.split, Split::Random { validation: Share::Fraction(0.0), test: Share::Fraction(0.0), seed: 1 });
    let texts = parsed(TEXTS);
    assert_eq!((texts.training.loss, texts.model.embedding), (Some(Loss::CrossEntropy), Some(16)));
    let forecast = parsed(FORECAST);
    assert_eq!(forecast.data.inputs, ["a"]);
    assert_eq!(
        forecast.data.forecast,
        Forecast { window: 24, horizon: 1, strategy: Strategy::Direct, season: Season::Auto }
    );
    let written = forecast.to_toml().unwrap();
    for line in [
        "inputs = [\"a\"]",
        "window = 24",
        "horizon = 1",
        "strategy = \"direct\"",
        "season = \"auto\"",
        "missing = \"error\"",
        "transform = []",
        "scale = \"none\"",
        "calendar = []",
        "validation = 0.0",
        "cell = \"lstm\"",
        "hidden = 10",
        "loss = \"mse\"",
        "class_weights = \"none\"",
        "patience = \"off\"",
        "pace = \"max\"",
    ] {
        assert!(written.lines().any(|found| found == line), "{line} is not in\n{written}");
    }
}

#[test]
fn copy_memory_is_about_symbols_and_the_other_generators_are_about_numbers() {
    let rule = |rule: &str| parsed(&GENERATED.replacen("'pairwise-sum'", rule, 1));
    let copy = rule("'copy-memory', remember = 3");
    assert_eq!(
        (copy.data.symbols, copy.loss(), copy.answers_classes()),
        (Some(Symbols::Words), Loss::CrossEntropy, true)
    );
    let adding = rule("'adding-problem'");
    assert_eq!((adding.data.symbols, adding.loss()), (None, Loss::Mse));
    assert_eq!(adding.data.inputs, ["value", "marker"]);
}

#[test]
fn every_built_in_experiment_is_valid_and_comes_back_from_its_own_text() {
    assert!(builtins().count() >= 14);
    for builtin in builtins() {
        let experiment = Experiment::open(builtin.name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(experiment.name, builtin.name);
        let written = experiment.to_toml().unwrap();
        assert_eq!(Experiment::parse(&written, "written").unwrap(), experiment, "{written}");
        // Nothing is left to be completed a second time.
        assert_eq!(Experiment::parse(&written, "written").unwrap().to_toml().unwrap(), written);
    }
}

#[test]
fn an_experiment_with_every_key_comes_back_from_its_own_text() {
    let text = "name = 'all'
about = 'every key'
[data]
file = 'x.csv'
task = 'forecast'
id = 'i'
time = ['year', 'quarter']
inputs = ['a', 'b', 'level']
target = ['a', 'b']
window = 3
horizon = 2
strategy = 'direct'
season = 4
[prepare]
missing = 'linear'
outliers = { method = 'zscore', threshold = 2.5, action = 'missing' }
transform = ['log', { difference = 4 }]
scale = 'robust'
calendar = ['month']
[prepare.columns.level]
of = 'a'
missing = 'forward'
outliers = { method = 'iqr' }
transform = []
scale = 'minmax'
[split]
by = 'random'
validation = 0.25
test = 3
seed = 5
[model]
cell = 'gru'
hidden = 7
layers = 2
bidirectional = true
dropout = 0.5
init = 'chrono'
[training]
loss = 'huber'
optimizer = 'sgd'
momentum = 0.9
nesterov = true
weight_decay = 0.1
learning_rate = 0.5
schedule = 'cosine'
warmup = 3
batch = 8
epochs = 2
clip = 1.5
noise = 0.1
patience = 4
seed = 9
device = 'cuda:1'
pace = 12.5
";
    let experiment = parsed(text);
    assert_eq!(Experiment::parse(&experiment.to_toml().unwrap(), "written").unwrap(), experiment);
    let level = experiment.prepare.of_column("level");
    let expected = ColumnPrepare {
        of: Some("a".to_owned()),
        missing: Some(Missing::Forward),
        outliers: Some(Outliers { method: OutlierMethod::Iqr, threshold: 3.0, action: OutlierAction::Clip }),
        transform: Some(Vec::new()),
        scale: Some(Scale::MinMax),
    };
    assert_eq!(level, expected);
    let a = experiment.prepare.of_column("a");
    assert_eq!((a.of.as_deref(), a.scale), (Some("a"), Some(Scale::Robust)));
}

fn changed(text: &str, key: &str, value: &str) -> Result<Experiment, String> {
    parsed(text).with(&Override::new(key, &value)).map_err(|error| error.to_string())
}

#[test]
fn any_key_can_be_changed_with_its_section_or_without_where_that_is_clear() {
    let scale = |experiment: Experiment| experiment.prepare.scale;
    assert_eq!(changed(FORECAST, "prepare.scale", "standard").map(scale), Ok(Scale::Standard));
    assert_eq!(changed(FORECAST, "scale", "robust").map(scale), Ok(Scale::Robust));
    let transform = |experiment: Experiment| experiment.prepare.transform;
    let expected = vec![Transform::Log, Transform::Difference(12)];
    assert_eq!(changed(FORECAST, "transform", "['log', { difference = 12 }]").map(transform), Ok(expected));
    assert_eq!(changed(FORECAST, "window", "7").map(|experiment| experiment.data.forecast.window), Ok(7));
    assert_eq!(
        changed(GENERATED, "generate.sequences", "5")
            .map(|e| matches!(e.data.source, Source::Generate(g) if g.sequences == 5)),
        Ok(true)
    );
    let with_columns = FORECAST.replace("[split]", "[prepare.columns.a]\nscale = 'none'\n[split]");
    let of_column = changed(&with_columns, "prepare.columns.a.scale", "minmax").unwrap();
    assert_eq!(of_column.prepare.of_column("a").scale, Some(Scale::MinMax));
    assert_eq!(
        changed(FORECAST, "patience", "7").map(|experiment| experiment.training.patience),
        Ok(Patience::Epochs(7))
    );
}

#[test]
fn a_key_that_is_written_only_where_it_is_given_can_be_given_too() {
    let outliers = changed(FORECAST, "outliers", "{ method = 'iqr', threshold = 2 }").unwrap().prepare.outliers;
    assert_eq!(outliers, Some(Outliers { method: OutlierMethod::Iqr, threshold: 2.0, action: OutlierAction::Clip }));
    assert_eq!(changed(FORECAST, "data.id", "k").map(|experiment| experiment.data.id), Ok(Some("k".to_owned())));
    assert_eq!(changed(SEQUENCES, "time", "t").map(|experiment| experiment.data.time), Ok(vec!["t".to_owned()]));
    assert_eq!(changed(SEQUENCES, "rule", "running-sum").map(|e| e.data.rule), Ok(Some(Rule::RunningSum)));
    let symbols = changed(SEQUENCES, "symbols", "words").unwrap_err();
    assert_eq!(symbols, "--set symbols=words: `symbols` are for the tasks \"classify\" and \"generate\"");
}

#[test]
fn a_change_that_does_not_fit_says_why() {
    for (text, key, value, words) in [
        (FORECAST, "hiden", "3", "there is no such key, did you mean hidden?"),
        (CLASSES, "seed", "3", "say which section: split.seed or training.seed"),
        (FORECAST, "scale", "big", "unknown value `big` (valid: `none`, `standard`, `minmax`, `robust`)"),
        (FORECAST, "window", "0", "0 is too small: at least 1"),
        (FORECAST, "strategy", "both", "unknown value `both` (valid: `direct`, `recursive`)"),
        (
            FORECAST,
            "loss",
            "cross-entropy",
            "loss = \"cross-entropy\" is for classes and symbols: \"mse\", \"mae\" or \"huber\" for numbers",
        ),
        (
            TEXTS,
            "bidirectional",
            "true",
            "bidirectional = true would read the symbols that are to be predicted: leave it out",
        ),
    ] {
        assert_eq!(changed(text, key, value), Err(format!("--set {key}={value}: {words}")));
    }
}

#[test]
fn a_share_is_a_count_or_a_part_rounded_down() {
    for (share, of, expected) in [
        (Share::Count(5), 3, 3),
        (Share::Count(5), 30, 5),
        (Share::Fraction(0.1), 29, 2),
        (Share::Fraction(0.0), 29, 0),
    ] {
        assert_eq!(share.of(of), expected);
    }
    let split =
        |share: &str| parsed(&CLASSES.replace("by = 'random'", &format!("by = 'random'\ntest = {share}"))).split;
    let of = |test| Split::Random { validation: Share::default(), test, seed: 1 };
    assert_eq!(split("0.25"), of(Share::Fraction(0.25)));
    assert_eq!(split("25"), of(Share::Count(25)));
    assert_eq!(split("0"), of(Share::Fraction(0.0)));
}

#[test]
fn files_are_looked_for_beside_the_experiment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    std::fs::write(&path, CLASSES.replace("inputs", "test_file = 'y.csv'\ninputs")).unwrap();
    let experiment = Experiment::open(path.to_str().unwrap()).unwrap();
    let Source::File { path, test } = &experiment.data.source else { panic!("files") };
    assert_eq!(
        (path.as_path(), test.as_deref()),
        (folder.path().join("x.csv").as_path(), Some(folder.path().join("y.csv").as_path()))
    );
    // A built-in dataset is taken where there is no file of its name.
    let other = folder.path().join("other.toml");
    std::fs::write(&other, SEQUENCES.replace("x.csv", "series-sum.csv")).unwrap();
    let Source::File { path, .. } = Experiment::open(other.to_str().unwrap()).unwrap().data.source else {
        panic!("a file")
    };
    assert_eq!(path, Path::new("series-sum.csv"));
}
