//! Any bytes as an experiment file.

use rnnlab::experiment::Experiment;

use crate::{lab::Lab, refused};

#[track_caller]
fn assert_refused(text: &[u8], words: &str) {
    assert_eq!(refused(&[("x.toml", text)]), words);
}

#[test]
fn what_is_no_text_is_told_with_its_place() {
    assert_refused(
        b"name = 'x'\nabout = '\xc3\xa4\xff'\n",
        "x.toml, line 2, column 11: this is not UTF-8 text: save the file as UTF-8",
    );
    let nul = refused(&[("x.toml", b"name = 'x\0'\n")]);
    assert!(nul.starts_with("x.toml, line 1, column 10: "), "{nul}");
}

#[test]
fn lists_tables_and_keys_that_stand_in_one_another_without_end_are_refused() {
    let many = 200_000;
    let words = "keys and lists stand within one another too deep";
    let lists = format!("a = {}{}", "[".repeat(many), "]".repeat(many));
    let tables = format!("a = {}1{}", "{a=".repeat(many), "}".repeat(many));
    for text in [lists, tables, format!("a{} = 1", ".a".repeat(many)), format!("[a{}]\n", ".a".repeat(many))] {
        let refusal = refused(&[("x.toml", text.as_bytes())]);
        assert!(refusal.starts_with("x.toml, line 1") && refusal.ends_with(words), "{refusal}");
    }
}

#[test]
fn a_file_that_is_far_too_large_is_not_read() {
    let lab = Lab::new();
    std::fs::File::create(lab.path().join("x.toml")).unwrap().set_len(100_000_000_000).unwrap();
    assert_eq!(
        lab.fails(&["check", "x.toml"]),
        "rnnlab: cannot read the experiment x.toml: it holds more than 1 MB, the most that an experiment may; give the path \
         of a TOML file or a name that `rnnlab experiments` lists"
    );
}

#[test]
fn a_directory_a_device_and_a_pipe_are_no_experiment() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path().join("x.toml")).unwrap();
    let hint = "; give the path of a TOML file or a name that `rnnlab experiments` lists";
    let words = |what: &str, reason: &str| format!("rnnlab: cannot read the experiment {what}: {reason}{hint}");
    assert_eq!(lab.fails(&["check", "x.toml"]), words("x.toml", "Is a directory (os error 21)"));
    assert_eq!(lab.fails(&["check", "/dev/zero"]), words("/dev/zero", "it is a pipe or a device, and no file"));
    make_pipe(&lab, "pipe");
    assert_eq!(lab.fails(&["check", "./pipe"]), words("./pipe", "it is a pipe or a device, and no file"));
}

/// Reading a pipe that nobody writes to would wait for ever.
pub fn make_pipe(lab: &Lab, name: &str) {
    let made = std::process::Command::new("mkfifo").arg(lab.path().join(name)).status().unwrap();
    assert!(made.success());
}

#[test]
fn an_experiment_beyond_the_memory_is_refused_with_the_arithmetic_before_it_starts() {
    let lab = Lab::new();
    let text = "name = 'x'\n[data]\ntask = 'transform'\ngenerate = { rule = 'running-sum', sequences = 30, length = \
                [10000, 10000], values = [0, 9] }\n[split]\nby = 'random'\n[model]\nhidden = 870\nlayers = 32\n[training]\ndevice = \
                'cpu'\n";
    lab.write("x.toml", text);
    let words = lab.fails(&["train", "x.toml"]);
    let begin = "rnnlab: this experiment needs about 260 GB: 16 GB for 190965871 weights with gradients, moments, copies and \
                 marks, 244 GB for a batch of 30 sequences of 10000 steps through 32 layers of 870 units; ";
    let end = " are free: make training.batch or model.hidden smaller, or the sequences shorter";
    assert!(words.starts_with(begin) && words.ends_with(end), "{words}");
    // Nothing was begun.
    assert!(!lab.path().join("runs").exists());
    let checked = lab.run(&["check", "x.toml", "--json"]);
    assert!(checked.contains("this experiment needs about 260 GB"), "{checked}");
}

#[test]
fn names_lead_out_of_no_directory() {
    for name in ["../x", "..", "a/b", ".x", "/tmp/x", "a\\u001b[31m", "a\\u0000"] {
        let words = Experiment::parse(&format!("name = \"{name}\"\n"), "x.toml").unwrap_err().to_string();
        assert!(words.ends_with("and begins with none of the dots: it names a directory"), "{words}");
    }
    let lab = Lab::new();
    for name in ["../x", "/etc/passwd", "series-sum.toml"] {
        let words = lab.fails(&["experiments", "--write", name]);
        let expected = format!("rnnlab: there is no built-in experiment '{name}': `rnnlab experiments` lists them");
        assert_eq!(words, expected);
    }
    assert_eq!(std::fs::read_dir(lab.path()).unwrap().count(), 0);
}
