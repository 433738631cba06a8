//! What is said when something is wrong, word for word, as a script meets it: one sentence on standard error, nothing on
//! standard output, and an exit code that tells a wrong command line (2) from all else (1).

use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

use rnnlab::run::{Checkpoint, RunDirectory};

use crate::lab::Lab;

/// Twelve rows of a table.
fn rows(head: &str, row: impl Fn(usize) -> String) -> String {
    (0..12).fold(format!("{head}\n"), |csv, at| csv + &row(at) + "\n")
}

#[test]
fn a_wrong_command_line_says_what_is_wrong_with_which_argument() {
    let lab = Lab::new();
    for (arguments, words) in [
        (
            &["train", "--set", "window"] as &[&str],
            "invalid value 'window' for '--set <KEY=VALUE>': write it as KEY=VALUE, such as training.learning_rate=0.01",
        ),
        (
            &["new", "x.csv", "--task", "sing"],
            "invalid value 'sing' for '--task <TASK>': it is transform, forecast, classify or generate",
        ),
        (
            &["predict", "last", "--temperature=-1"],
            "invalid value '-1' for '--temperature <TEMPERATURE>': it is a number from 0 up",
        ),
        (
            &["screenshot", "--size", "big"],
            "invalid value 'big' for '--size <COLUMNSxROWS>': write it as COLUMNSxROWS, such as 120x36",
        ),
        (
            &["screenshot", "--size", "0x5"],
            "invalid value '0x5' for '--size <COLUMNSxROWS>': '0' is not a number from 1 to 1000",
        ),
        (
            &["screenshot", "--tab", "gates"],
            "invalid value 'gates' for '--tab <TAB>': there is no tab 'gates': train, data, inspect, evaluate or runs",
        ),
        (
            &["train", "--save-every", "soon"],
            "invalid value 'soon' for '--save-every <SECONDS>': it is a number of seconds from 0 up",
        ),
        (&["predict", "last", "--count", "0"], "invalid value '0' for '--count <COUNT>': 0 is not in 1..=1000"),
        (&["--no-such-flag"], "unexpected argument '--no-such-flag' found"),
        (&["predict"], "the following required arguments were not provided:"),
    ] {
        let output = lab.command(arguments).assert().code(2).get_output().clone();
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.lines().next(), Some(format!("error: {words}").as_str()), "{arguments:?}");
    }
}

#[test]
fn a_value_that_an_experiment_cannot_have_is_told_with_its_key() {
    let lab = Lab::new();
    let keys = "about, data.file, data.id, data.inputs, data.rule, data.target, data.task, model.bidirectional, \
                model.cell, model.dropout, model.hidden, model.init, model.layers, name, prepare.calendar, \
                prepare.missing, prepare.scale, prepare.transform, split.by, split.column, training.batch, \
                training.class_weights, training.clip, training.device, training.epochs, training.learning_rate, \
                training.loss, training.momentum, training.nesterov, training.noise, training.optimizer, \
                training.pace, training.patience, training.schedule, training.seed, training.warmup, \
                training.weight_decay";
    for (experiment, change, words) in [
        ("series-sum", "zzz=1", format!("there is no such key; there are {keys}").as_str()),
        ("series-sum", "data.inputs=3", "expected a column's name, or a list of names"),
        (
            "series-sum",
            "name=../x",
            "a name is 1 to 64 letters, digits, '-', '_' or '.', and begins with none of the dots: it names a directory",
        ),
        ("series-sum", "transform=[3]", "expected \"log\" or { difference = LAG }"),
        ("series-sum-generated", "generate.values=[9, 0]", "values are [smallest, largest] whole number"),
        (
            "airpassengers",
            "prepare.outliers.threshold=2",
            "there are no `outliers` to change: give the whole, such as prepare.outliers={ method = \"iqr\" }",
        ),
    ] {
        assert_eq!(lab.fails(&["train", experiment, "--set", change]), format!("rnnlab: --set {change}: {words}"));
    }
    assert_eq!(
        lab.fails(&["train", "series-sum-generated", "--set", "transform=['log']", "--set", "generate.values=[0, 9]"]),
        "rnnlab: the generated sequences cannot be prepared: column 'value' is 0, and only numbers above 0 have a \
         logarithm: leave \"log\" out of `transform`"
    );
}

#[test]
fn a_table_that_does_not_fit_the_task_that_is_asked_for_says_what_it_lacks() {
    let lab = Lab::new();
    lab.write("words.csv", &rows("word,n", |at| format!("w{at}x,{}", at * at % 7)));
    lab.write("steps.csv", &rows("id,x", |at| format!("{},{}.5", ["a", "b"][at / 6], at * at % 11)));
    lab.write("texts.csv", &rows("text", |at| format!("name number {at}")));
    lab.write("numbers.csv", &rows("t,x", |at| format!("{at},{}", at * at % 7)));
    lab.write("nothing.csv", &rows("a,b", |_| ",".to_owned()));
    for (file, task, words) in [
        ("words.csv", "forecast", "cannot be for task = \"forecast\": column 'word' has no numbers"),
        ("words.csv", "transform", "cannot be for task = \"transform\": column 'word' is no number at every step"),
        (
            "steps.csv",
            "classify",
            "cannot be for task = \"classify\": no column says the same class in all rows of a sequence: name one with \
             --target",
        ),
        (
            "steps.csv",
            "transform",
            "cannot be for task = \"transform\": beside 'x' there is no column of numbers to be read",
        ),
        ("texts.csv", "classify", "cannot be for task = \"classify\": no column says a class: name it with --target"),
        ("numbers.csv", "generate", "cannot be for task = \"generate\": no column has texts that differ"),
        (
            "nothing.csv",
            "forecast",
            "has neither numbers nor texts to be predicted: rnnlab reads one row a time step, or a text in each row",
        ),
    ] {
        let target: &[&str] = if file == "words.csv" { &["--target", "word"] } else { &[] };
        let arguments = [&["new", file, "--task", task], target].concat();
        assert_eq!(lab.fails(&arguments), format!("rnnlab: {file} {words}"));
    }
    assert!(!lab.path().join("words.toml").exists());
}

#[test]
fn an_experiment_that_would_not_train_is_not_written() {
    let lab = Lab::new();
    let part = |at: usize| if at < 8 { "train" } else { "test" };
    let class = |at: usize| if at < 8 { ["x", "y"][at % 2] } else { "z" };
    lab.write("lost.csv", &rows("text,class,part", |at| format!("name number {at},{},{}", class(at), part(at))));
    assert_eq!(
        lab.fails(&["new", "lost.csv", "--task", "classify", "--target", "class"]),
        "rnnlab: no experiment is written for lost.csv: the class 'z' is in no training sequence: leave some of it to \
         training under [split]"
    );
    assert!(!lab.path().join("lost.toml").exists());
    // A file name of any bytes is read, but an experiment file could not name it.
    let name = OsStr::from_bytes(b"n\xff.csv");
    std::fs::write(lab.path().join(name), rows("t,x", |at| format!("{at},{}", at * at % 7))).unwrap();
    let assert = lab.command(&["new", "-o", "n.toml"]).arg(name).assert().code(1).stdout("");
    assert.stderr("rnnlab: the path n\u{fffd}.csv is not Unicode: give the file another name\n");
}

/// A classifier of texts that has learned next to nothing.
fn reader() -> Lab {
    let lab = Lab::new();
    lab.write("texts.csv", &rows("text,class", |at| format!("{}{at},{}", ["a", "b"][at % 2], ["x", "y"][at % 2])));
    lab.write(
        "texts.toml",
        "name = \"texts\"\n[data]\nfile = \"texts.csv\"\ntask = \"classify\"\ninputs = \"text\"\ntarget = \"class\"\n\
         symbols = \"characters\"\n[split]\nby = \"random\"\ntest = 4\n[model]\nhidden = 4\n[training]\nepochs = 1\n",
    );
    lab.run(&["train", "texts.toml"]);
    lab
}

#[test]
fn a_text_that_cannot_be_read_is_told_by_its_place() {
    let lab = reader();
    let long = "a".repeat(2001);
    lab.write("long.csv", &format!("text\nab\n{long}\n"));
    for (text, words) in [
        ("", "sequence 1: there is nothing to read: type a text"),
        (&long, "sequence 1: 2001 symbols are too many: at most 2000"),
        ("long.csv", "long.csv, line 3: column 'text' cannot be read: 2001 symbols are too many: at most 2000"),
    ] {
        assert_eq!(lab.fails(&["predict", "last", text]), format!("rnnlab: {words}"));
    }
    let assert = lab.command(&["predict", "last"]).write_stdin(*b"\xff\n").assert().code(1).stdout("");
    assert.stderr("rnnlab: cannot read standard input: line 1 is not UTF-8 text\n");
}

#[test]
fn data_that_changed_since_the_training_are_not_measured() {
    let lab = reader();
    lab.write("texts.csv", &lab.read("texts.csv").replace("a0,x", "c0,x"));
    let file = lab.path().canonicalize().unwrap().join("texts.csv");
    assert_eq!(
        lab.fails(&["evaluate", "last"]),
        format!(
            "rnnlab: the data of this run have changed since it was trained: train again, or put {} back as it was",
            file.display()
        )
    );
    // What was learned is there all the same.
    lab.run(&["predict", "last", "ab"]);
}

#[test]
fn fewer_steps_than_the_preparation_takes_are_too_few() {
    let lab = Lab::new();
    lab.write("steps.csv", &rows("id,x,class", |at| format!("{},{},{}", at / 4, at * at % 7, ["x", "y"][at / 4 % 2])));
    lab.write(
        "steps.toml",
        "name = \"steps\"\n[data]\nfile = \"steps.csv\"\ntask = \"classify\"\nid = \"id\"\ninputs = \"x\"\n\
         target = \"class\"\n[prepare]\ntransform = [{ difference = 2 }]\n[split]\nby = \"random\"\n\
         [model]\nhidden = 4\n[training]\nepochs = 1\n",
    );
    lab.run(&["train", "steps.toml"]);
    lab.write("short.csv", "id,x\na,1\na,2\n");
    for (asked, place) in [("1 2", "sequence 1"), ("short.csv", "short.csv, line 2")] {
        assert_eq!(
            lab.fails(&["predict", "last", asked]),
            format!("rnnlab: {place}: 2 steps are too few: the preparation and the window take 3")
        );
    }
    assert_eq!(
        lab.fails(&["predict", "last", " "]),
        "rnnlab: sequence 1: there are no numbers: write some, separated by spaces or commas"
    );
}

#[test]
fn without_a_terminal_the_dashboard_names_the_way_that_needs_none() {
    let lab = Lab::new();
    assert_eq!(
        lab.fails(&[]),
        "rnnlab: the dashboard needs a terminal, and this is none: `rnnlab train series-sum` trains without one"
    );
    assert!(!lab.path().join("runs").exists());
    assert_eq!(lab.run(&["runs"]), "there are no runs in runs yet: make one with `rnnlab train series-sum`\n");
}

#[test]
fn a_picture_that_cannot_be_written_says_why() {
    let lab = Lab::new();
    assert_eq!(
        lab.fails(&["screenshot", "-o", "x.jpg"]),
        "rnnlab: cannot tell the kind of picture from x.jpg: name it .svg or .png"
    );
    assert_eq!(
        lab.fails(&["screenshot", "-o", "nowhere/x.svg", "--steps", "1"]),
        "rnnlab: cannot write nowhere/x.svg: No such file or directory (os error 2)"
    );
    let output = lab.command(&["screenshot", "-o", "x.svg"]).env("TMPDIR", "/nowhere").assert().code(1).stdout("");
    let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    // The name of the directory is drawn.
    let words = "rnnlab: cannot make a temporary directory: No such file or directory (os error 2) at path \"/nowhere/";
    assert!(said.starts_with(words), "{said}");
}

/// A run of ten steps.
fn run_of(lab: &Lab) -> RunDirectory {
    lab.run(&["train", "--json", "--set", "epochs=10"]);
    RunDirectory::list(&lab.path().join("runs")).unwrap().remove(0)
}

/// What is said on standard error by a command that has begun to train.
#[track_caller]
fn fails_midway(lab: &Lab, arguments: &[&str]) -> String {
    let output = lab.command(arguments).assert().code(1).get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_damaged_checkpoint_is_told_by_every_command_that_reads_it() {
    let lab = Lab::new();
    let file = run_of(&lab).file(Checkpoint::LAST);
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let file = file.strip_prefix(lab.path()).unwrap().display().to_string();
    let words = format!("rnnlab: {file} is damaged or not rnnlab's: its bytes are not those that were written");
    for arguments in [["evaluate", "last", "--json"], ["predict", "last", "1 2"], ["resume", "last", "--plain"]] {
        assert_eq!(lab.fails(&arguments), words, "{arguments:?}");
    }
    assert_eq!(lab.fails(&["replay", "last"]), words);
}

#[test]
fn changes_that_are_not_those_of_the_run_are_told_when_it_goes_on() {
    let [more, early, back] = [(10, "steps", 5), (3, "steps", 1), (10, "rewind", 7)]
        .map(|(step, change, to)| format!("{{\"step\":{step},\"change\":{{\"{change}\":{to}}}}}\n"));
    for (lines, words) in [
        (
            more + &early,
            "interventions.jsonl has '1 step at step 3' where the run is at step 10 already: it is not this run's",
        ),
        (back, "the mark at step 7, which the run goes back to, is gone"),
    ] {
        let lab = Lab::new();
        std::fs::write(run_of(&lab).file("interventions.jsonl"), lines).unwrap();
        assert_eq!(fails_midway(&lab, &["resume", "last", "--plain"]), format!("rnnlab: {words}\n"));
    }
}

#[test]
fn a_replay_that_comes_to_other_weights_says_so() {
    let lab = Lab::new();
    let run = run_of(&lab);
    let file = run.file(Checkpoint::LAST);
    let mut checkpoint = Checkpoint::read(&file).unwrap();
    checkpoint.snapshot.weights[0].values[0] += 1.0;
    checkpoint.write(&file).unwrap();
    assert_eq!(
        fails_midway(&lab, &["replay", "last"]),
        format!(
            "rnnlab: the weights are not those of {}: another version, machine or libtorch computes otherwise\n",
            run.name()
        )
    );
}

#[test]
fn a_run_that_diverges_says_where_and_what_to_do() {
    let lab = Lab::new();
    let arguments = ["train", "--json", "--set", "learning_rate=1e30"];
    let fault = "the loss is no finite number at step 1, first in the gradient of lstm.weight_ih_l0; learning rate ";
    let said = fails_midway(&lab, &arguments);
    let run = RunDirectory::list(&lab.path().join("runs")).unwrap().remove(0).name();
    assert_eq!(
        said,
        format!(
            "rnnlab: {fault}1e30; nothing of it was saved, and `rnnlab resume {run} --plain \
             --on-divergence rewind` goes back to a finite state and on with a tenth of the learning rate\n"
        )
    );
    let said = fails_midway(&lab, &[&arguments[..], &["--on-divergence", "rewind"]].concat());
    // Where the run went back to is a question of time.
    let (begin, rest) = said.split_once("; last changes: ").unwrap();
    let (_, end) = rest.split_once("; nothing of it was saved, and ").unwrap();
    assert_eq!(begin, format!("rnnlab: {fault}1e22"));
    assert_eq!(end, "going back 8 times did not help, so look at the data or the network\n");
}
