//! What the README promises of a script: an end when it is asked for, pictures, sequences that begin with a minus.

use std::{
    io::{BufRead, BufReader, Read},
    process::{self, Stdio},
};

use crate::lab::Lab;

#[test]
fn a_signal_ends_a_training_with_its_run_saved_and_an_exit_code_of_its_own() {
    let lab = Lab::new();
    for signal in ["INT", "TERM", "HUP"] {
        let mut program = process::Command::new(env!("CARGO_BIN_EXE_rnnlab"));
        program.args(["train", "--every", "1", "--set", "epochs=1000000000"]).current_dir(lab.path());
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let kill = format!("kill -{signal} {}", child.id());
        assert!(process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(130), ""), "{signal}");
        let last = rest.lines().last().unwrap();
        let (steps, directory) = last.strip_prefix("stopped after ").unwrap().split_once(" steps; saved in ").unwrap();
        let newest = lab.json(&["runs", "--json"]).pop().unwrap();
        assert_eq!(newest["steps"].to_string(), steps, "{signal}");
        assert!(lab.path().join(directory).join("last.safetensors").is_file(), "{last}");
    }
}

#[test]
fn a_picture_of_the_dashboard_is_written_in_either_form_and_keeps_no_run() {
    let lab = Lab::new();
    let arguments = ["screenshot", "series-sum", "--steps", "3", "--size", "80x24", "--tab", "data", "-o"];
    assert_eq!(lab.run(&[&arguments[..], &["data.svg"]].concat()), "");
    let svg = lab.read("data.svg");
    assert!(svg.starts_with("<svg ") && svg.contains(">series-sum.csv<"), "{svg}");
    lab.run(&[&arguments[..], &["data.png"]].concat());
    assert!(std::fs::read(lab.path().join("data.png")).unwrap().starts_with(b"\x89PNG\r\n"));
    assert!(!lab.path().join("runs").exists());
}

#[test]
fn a_sequence_may_begin_with_a_minus_after_two_of_them() {
    let lab = Lab::new();
    lab.run(&["train", "--json", "--set", "epochs=2"]);
    assert_eq!(lab.json(&["predict", "last", "--json", "--", "-1 2"])[0]["input"], serde_json::json!([-1.0, 2.0]));
}
