//! The program without a dashboard, as a script runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "commands/apply.rs"]
mod apply;
#[path = "commands/check.rs"]
mod check;
#[path = "commands/compare.rs"]
mod compare;
#[path = "commands/evaluate.rs"]
mod evaluate;
#[path = "commands/lab.rs"]
mod lab;
#[path = "commands/new.rs"]
mod new;
#[path = "commands/numbers.rs"]
mod numbers;
#[path = "commands/reading.rs"]
mod reading;
#[path = "commands/refusals.rs"]
mod refusals;
#[path = "commands/script.rs"]
mod script;
#[path = "commands/times.rs"]
mod times;

use std::fs;

use assert_cmd::Command;
use lab::Lab;

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[test]
fn train_prints_iteration_and_loss_then_the_saved_model_and_its_answers_to_the_test_sequences() {
    let lab = Lab::new();
    let text = lab.run(&["train", "series-sum"]);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 18, "{text}");
    let mut losses = Vec::new();
    for (at, line) in lines[..10].iter().enumerate() {
        let words = words(line);
        assert_eq!((words.len(), words[0].parse::<usize>().unwrap()), (2, at * 100));
        losses.push(words[1].parse::<f64>().unwrap());
    }
    assert!(losses[9] < losses[0] / 20.0, "{losses:?}");
    let model = lines[10].strip_prefix("model saved to ").unwrap();
    assert!(lab.path().join(model).is_file(), "{model}");
    for (at, input, truth) in [(11, "1 2 3 4", "1 3 5 7"), (14, "4 5 6 7", "4 9 11 13")] {
        assert_eq!(lines[at], format!("input        {input}"));
        assert_eq!(lines[at + 1], format!("ground truth {truth}"));
        assert_eq!(words(lines[at + 2]).len(), 5, "{}", lines[at + 2]);
    }
    let (figure, verdict) = lines[17].split_once(": ").unwrap();
    assert!(figure.starts_with("test RMSE ") && verdict.contains("% better than last value (3.373)"), "{}", lines[17]);
}

#[test]
fn train_in_json_prints_an_object_a_line_and_at_last_the_figures() {
    let lab = Lab::new();
    let lines = lab.json(&["train", "series-sum", "--json", "--every", "40", "--set", "epochs=100", "--seed", "3"]);
    assert_eq!(lines.len(), 4);
    for (line, step) in lines.iter().zip([0, 40, 80]) {
        assert_eq!((&line["event"], &line["step"], &line["epoch"]), (&"step".into(), &step.into(), &step.into()));
        assert!(line["loss"].as_f64().unwrap() > 0.0 && line["gradient_norm"].as_f64().unwrap() > 0.0);
    }
    let end = &lines[3];
    assert_eq!((&end["event"], &end["steps"]), (&"finished".into(), &100.into()));
    assert!(["mse", "rmse", "mae", "max_error"].iter().all(|key| end["test"][key].as_f64().unwrap() > 0.0));
    assert!(end["loss"].is_f64() && end["seconds"].is_f64());
    let run = lab.path().join(end["run"].as_str().unwrap());
    for file in ["experiment.toml", "metrics.csv", "last.safetensors", "summary.json"] {
        assert!(run.join(file).is_file(), "{file}");
    }
    let metrics = fs::read_to_string(run.join("metrics.csv")).unwrap();
    assert_eq!(metrics.lines().count(), 101);
    assert!(fs::read_to_string(run.join("experiment.toml")).unwrap().contains("seed = 3\n"));
}

#[test]
fn the_same_seed_gives_the_same_losses_to_the_last_bit_in_two_processes() {
    let lab = Lab::new();
    let losses = || -> Vec<String> {
        let lines = lab.json(&["train", "--json", "--every", "1", "--set", "epochs=200", "--seed", "9"]);
        lines.iter().map(|line| line["loss"].to_string()).collect()
    };
    let first = losses();
    assert_eq!(first.len(), 201);
    assert_eq!(first, losses());
}

#[test]
fn predict_in_a_new_process_equals_the_runs_own_answers_to_the_last_bit() {
    let lab = Lab::new();
    let end = lab.json(&["train", "--json", "--seed", "4"]).pop().unwrap();
    let answers = lab.json(&["predict", "last", "1 2 3 4", "4,5,6,7", "--json"]);
    let outputs: Vec<_> = answers.iter().flat_map(|line| line["output"].as_array().unwrap().clone()).collect();
    assert_eq!(answers[1]["input"], serde_json::json!([4.0, 5.0, 6.0, 7.0]));
    // The figures of the run are sums over its own answers: one bit more or less in any of these would show.
    let errors = outputs.iter().zip([1.0, 3.0, 5.0, 7.0, 4.0, 9.0, 11.0, 13.0]);
    let squares: Vec<f64> = errors
        .map(|(output, truth)| {
            let output: f32 = output.to_string().parse().unwrap();
            (f64::from(output) - truth).powi(2)
        })
        .collect();
    let mse = squares.iter().sum::<f64>() / 8.0;
    assert_eq!(end["test"]["mse"].as_f64().unwrap().to_bits(), mse.to_bits());
    assert_eq!(lab.json(&["evaluate", "last", "--json"])[0]["test"], end["test"]);
}

#[test]
fn predict_answers_arguments_and_lines_of_standard_input_alike() {
    let lab = Lab::new();
    lab.run(&["train", "--json", "--set", "epochs=5"]);
    let arguments = lab.run(&["predict", "last", "1 2 3 4", "0,2"]);
    let output =
        lab.command(&["predict", "last"]).write_stdin("1 2 3 4\n\n0 2\n").assert().success().get_output().clone();
    // An empty line has an empty answer.
    assert_eq!(String::from_utf8(output.stdout).unwrap(), arguments.replacen('\n', "\n\n", 1));
    assert_eq!(arguments.lines().map(|line| words(line).len()).collect::<Vec<_>>(), [4, 2]);
}

#[test]
fn runs_are_listed_oldest_first_with_their_figures() {
    let lab = Lab::new();
    assert!(lab.run(&["runs"]).starts_with("there are no runs in runs yet"));
    for seed in ["1", "2"] {
        lab.run(&["train", "--json", "--set", "epochs=5", "--seed", seed]);
    }
    let lines = lab.json(&["runs", "--json"]);
    assert_eq!((&lines[0]["experiment"], &lines[0]["metric"]), (&"series-sum".into(), &"rmse".into()));
    assert_eq!(lines.iter().map(|line| line["seed"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    assert!(lines[1]["test"]["mse"].is_f64());
    let text = lab.run(&["runs"]);
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains("5/5") && text.contains("RMSE ") && text.contains("no better than last value"), "{text}");
}

#[test]
fn evaluate_prints_the_figures_beside_those_of_the_baselines() {
    let lab = Lab::new();
    lab.run(&["train", "--json", "--set", "epochs=5"]);
    let text = lab.run(&["evaluate", "last"]);
    assert!(text.starts_with("test RMSE ") && text.contains(": no better than last value (3.373)\n"), "{text}");
    let rows: Vec<Vec<&str>> = text.lines().map(words).collect();
    assert!(rows.contains(&vec!["network", "mean", "last", "value"]), "{text}");
    assert!(rows.iter().any(|row| row.len() == 4 && row[..] == ["RMSE", row[1], "4.198", "3.373"]), "{text}");
}

#[test]
fn a_built_in_experiment_copied_out_is_edited_and_trained() {
    let lab = Lab::new();
    let list = lab.run(&["experiments"]);
    let names: Vec<_> = list.lines().map(|line| words(line)[0]).collect();
    assert_eq!(names.len(), 14, "{list}");
    assert!(names.is_sorted() && names.contains(&"airpassengers-one-step"), "{list}");
    assert!(list.lines().all(|line| words(line[..25].trim_end()).len() == 1 && line.len() > 30), "{list}");
    lab.run(&["experiments", "--write", "series-sum"]);
    let file = lab.path().join("series-sum.toml");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("epochs = 1000", "epochs = 7")
        .replace("batch = \"full\"", "batch = 2");
    fs::write(&file, text).unwrap();
    let end = lab.json(&["train", "series-sum.toml", "--json"]).pop().unwrap();
    assert_eq!(end["steps"], 14, "7 epochs of two batches");
    lab.run(&["experiments", "--write", "series-sum-generated"]);
    let again = lab.fails(&["experiments", "--write", "series-sum"]);
    assert_eq!(again, "rnnlab: cannot write series-sum.toml (move it away first): File exists (os error 17)");
}

#[test]
fn an_experiments_data_are_found_beside_its_file_from_any_directory() {
    let lab = Lab::new();
    let inner = lab.path().join("inner");
    fs::create_dir(&inner).unwrap();
    lab.command(&["experiments", "--write", "series-sum"]).current_dir(&inner).assert().success();
    let csv = fs::read_to_string(inner.join("series-sum.csv")).unwrap();
    fs::write(inner.join("mine.csv"), csv).unwrap();
    let toml = fs::read_to_string(inner.join("series-sum.toml")).unwrap().replace("series-sum.csv", "mine.csv");
    fs::write(inner.join("series-sum.toml"), toml).unwrap();
    lab.run(&["train", "inner/series-sum.toml", "--json", "--set", "epochs=3"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let runs = lab.path().join("runs");
    let arguments = ["evaluate", "last", "--json", "--runs-dir", runs.to_str().unwrap()];
    lab.command(&arguments).current_dir(elsewhere.path()).assert().success();
}

#[test]
fn each_mistake_is_one_sentence_that_says_where_and_what_to_do() {
    let lab = Lab::new();
    fs::write(lab.path().join("numbers.csv"), "a\n1\n").unwrap();
    fs::write(lab.path().join("typo.toml"), "name = \"x\"\n\n[data]\nfil = \"x.csv\"\n").unwrap();
    fs::write(lab.path().join("value.toml"), experiment("hidden = 0")).unwrap();
    fs::write(lab.path().join("word.toml"), experiment("cell = \"lsmt\"")).unwrap();
    fs::write(lab.path().join("gone.toml"), experiment("hidden = 2")).unwrap();
    let gone = lab.path().canonicalize().unwrap().join("gone.csv");
    let table = [
        (
            vec!["train", "numbers.csv"],
            "numbers.csv holds data, not an experiment: `rnnlab new numbers.csv` writes one for it".to_owned(),
        ),
        (vec!["train", "serie-sum"], "there is no experiment 'serie-sum': did you mean 'series-sum'?".to_owned()),
        (
            vec!["train", "nothing.toml"],
            "cannot read the experiment nothing.toml: No such file or directory (os error 2); give the path of a TOML \
             file or a name that `rnnlab experiments` lists"
                .to_owned(),
        ),
        (
            vec!["train", "typo.toml"],
            "typo.toml, line 4: unknown key `fil`, did you mean `file`? (valid: `file`, `test_file`, `generate`, \
             `task`, `id`, `time`, `inputs`, `target`, `symbols`, `window`, `horizon`, `strategy`, `season`, `rule`)"
                .to_owned(),
        ),
        (vec!["train", "value.toml"], "value.toml, line 11, column 10: 0 is too small: at least 1".to_owned()),
        (
            vec!["train", "word.toml"],
            "word.toml, line 11, column 8: unknown value `lsmt`, did you mean `lstm`? (valid: `lstm`, `gru`, `rnn`)".to_owned(),
        ),
        (
            vec!["train", "gone.toml"],
            format!(
                "cannot read the data file {}: No such file or directory (os error 2); check `file` under [data]",
                gone.display()
            ),
        ),
        (
            vec!["train", "--set", "training.learnig_rate=1"],
            "--set training.learnig_rate=1: there is no such key, did you mean training.learning_rate?".to_owned(),
        ),
        (
            vec!["train", "--set", "hidden=many"],
            "--set hidden=many: invalid type: string \"many\", expected a whole number".to_owned(),
        ),
        (
            vec!["train", "--set", "split.by=random"],
            "--set split.by=random: `column` is for by = \"column\" alone".to_owned(),
        ),
        (
            vec!["train", "series-sum-generated", "--set", "split.validation=1.5"],
            "--set split.validation=1.5: 1.5 is neither a count nor a fraction from 0 to 1".to_owned(),
        ),
        (
            vec!["train", "series-sum-generated", "--set", "split.test=2000"],
            "there is nothing to train on: leave some sequences to it under [split], or write 'train' into its column"
                .to_owned(),
        ),
        (
            vec!["train", "series-sum-generated", "--set", "generate.length=[5, 2]"],
            "--set generate.length=[5, 2]: length is [fewest, most] steps, from 1 to 10000".to_owned(),
        ),
        (
            vec!["train", "series-sum-generated", "--set", "generate.sequences=1000000", "--set", "generate.length=[4, 51]"],
            "--set generate.length=[4, 51]: `generate` asks for more than 50 million numbers: take fewer sequences, or \
             shorter ones"
                .to_owned(),
        ),
        (vec!["train", "--set", "pace=slow"], "--set pace=slow: expected \"max\" or a number above 0".to_owned()),
        (
            vec!["predict", "last", "1 2"],
            "there are no runs in runs: make one with `rnnlab train series-sum`, or say --runs-dir".to_owned(),
        ),
        (vec!["evaluate", "x"], "there is no run 'x' in runs: `rnnlab runs` lists them".to_owned()),
        (
            vec!["experiments", "--write", "x"],
            "there is no built-in experiment 'x': `rnnlab experiments` lists them".to_owned(),
        ),
    ];
    for (arguments, sentence) in table {
        assert_eq!(lab.fails(&arguments), format!("rnnlab: {sentence}"), "{arguments:?}");
    }
}

/// An experiment whose data are gone, with a line under [model], which is line 11.
fn experiment(model: &str) -> String {
    format!(
        "name = \"x\"\n[data]\nfile = \"gone.csv\"\ntask = \"transform\"\ninputs = [\"a\"]\ntarget = [\"b\"]\n[split]\n\
         by = \"column\"\ncolumn = \"s\"\n[model]\n{model}\n"
    )
}

#[test]
fn a_sequence_that_is_none_is_named_by_its_place() {
    let lab = Lab::new();
    lab.run(&["train", "--json", "--set", "epochs=2"]);
    let assert = lab.command(&["predict", "last", "1 2", "1 x"]).assert().code(1);
    assert_eq!(String::from_utf8_lossy(&assert.get_output().stderr), "rnnlab: sequence 2: 'x' is not a number\n");
    let assert = lab.command(&["predict", "last"]).write_stdin("1 2\n1 zwei\n").assert().code(1);
    assert_eq!(String::from_utf8_lossy(&assert.get_output().stderr), "rnnlab: line 2: 'zwei' is not a number\n");
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    let lab = Lab::new();
    for arguments in [vec!["train", "--every", "0"], vec!["--no-such-flag"], vec!["predict"]] {
        lab.command(&arguments).assert().code(2);
    }
}

#[test]
fn a_reader_that_stops_reading_stops_no_training() {
    let lab = Lab::new();
    let program = env!("CARGO_BIN_EXE_rnnlab");
    let script = format!("'{program}' train --json --every 1; echo \"code $?\" >&2");
    let mut shell = Command::new("sh");
    let assert = shell.current_dir(lab.path()).args(["-c", &format!("({script}) | head -1")]).assert().success();
    assert_eq!(String::from_utf8_lossy(&assert.get_output().stderr), "code 0\n");
    assert_eq!(lab.json(&["runs", "--json"])[0]["steps"], 1000);
}

#[test]
fn the_runs_directory_may_stand_before_or_after_the_command() {
    let lab = Lab::new();
    // A directory may even be called as a command is.
    lab.run(&["--runs-dir", "runs", "train", "--json", "--set", "epochs=2"]);
    lab.run(&["train", "--json", "--set", "epochs=2", "--runs-dir", "runs"]);
    assert_eq!(lab.json(&["--runs-dir", "runs", "runs", "--json"]).len(), 2);
}

#[test]
fn without_a_terminal_a_name_that_is_none_is_told_before_the_missing_terminal() {
    let lab = Lab::new();
    let problem = lab.fails(&["tran"]);
    let words =
        "rnnlab: there is no experiment 'tran': give the path of a TOML file or one of the built-in adding-problem, ";
    assert!(problem.starts_with(words), "{problem}");
}
