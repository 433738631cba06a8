//! Files of a run that are not what they were: each command says so in one sentence, or goes on without harm.

use std::fs;

use rnnlab::run::{Checkpoint, RunDirectory};

use crate::lab::{Lab, found, recorded, saved, text};

const READERS: [&[&str]; 4] =
    [&["predict", "last", "1 2 3"], &["evaluate", "last"], &["resume", "last", "--plain"], &["replay", "last"]];

/// Asks everything that reads a checkpoint of one with these bytes.
#[track_caller]
fn refused(lab: &Lab, run: &RunDirectory, bytes: &[u8], problem: &str) {
    let path = run.file(Checkpoint::LAST);
    fs::write(&path, bytes).unwrap();
    let shown = path.strip_prefix(lab.path()).unwrap().display().to_string();
    for arguments in READERS {
        let words = lab.fails(arguments);
        assert_eq!(words, format!("{shown} is damaged or not rnnlab's: {problem}"), "{arguments:?}");
    }
    assert_eq!(fs::read(&path).unwrap(), bytes, "nobody writes over what may be mended");
    assert_eq!(lab.runs(), std::slice::from_ref(run), "nothing was begun");
}

#[test]
fn a_checkpoint_that_is_corrupt_or_cut_off_is_refused_by_everything_that_reads_it() {
    let lab = Lab::new();
    let run = lab.trained();
    let mut bytes = fs::read(run.file(Checkpoint::LAST)).unwrap();
    refused(&lab, &run, &bytes[..bytes.len() - 1], "incomplete metadata, file not fully covered");
    refused(&lab, &run, &[], "header too small");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    refused(&lab, &run, &bytes, "its bytes are not those that were written");
    let table = lab.run(&["runs"]);
    assert!(table.contains(&run.name()) && table.contains("20/20"), "{table}");
}

#[test]
fn a_run_whose_data_have_changed_is_not_gone_on_with() {
    let lab = Lab::new();
    lab.run(&["experiments", "--write", "series-sum"]);
    lab.run(&["train", "series-sum.toml", "--set", "epochs=20"]);
    let data = lab.path().join("series-sum.csv");
    let before = fs::read_to_string(&data).unwrap();
    fs::write(&data, before.replace("1,train,2,3\n", "1,train,2,4\n")).unwrap();
    let words = lab.fails(&["resume", "last", "--plain"]);
    assert!(words.contains("series-sum.csv") && words.contains("changed"), "{words}");
    fs::remove_file(&data).unwrap();
    let words = lab.fails(&["resume", "last", "--plain"]);
    assert!(words.contains("series-sum.csv") && words.contains("No such file"), "{words}");
    // With the data as they were it goes on.
    fs::write(&data, before).unwrap();
    lab.run(&["resume", "last", "--plain"]);
}

/// A run that was killed on its way, and what it has recorded until its last checkpoint.
fn killed(lab: &Lab) -> (RunDirectory, Vec<String>) {
    let (program, run) = lab.train();
    program.kill();
    let steps = saved(&run).unwrap() as usize;
    (run.clone(), found(&run).into_iter().take(steps + 1).collect())
}

/// Goes on with a run until some later checkpoint.
#[track_caller]
fn go_on(lab: &Lab, run: &RunDirectory) {
    let before = saved(run).unwrap();
    let program = lab.start(&["resume", "last", "--plain", "--every", "1", "--save-every", "0.1"]);
    program.see("a later checkpoint", || saved(run).unwrap() > before);
    program.signal("TERM");
    let end = program.end();
    assert_eq!((end.code, end.errors.as_str()), (Some(130), ""));
}

#[test]
fn a_row_of_metrics_that_is_torn_is_recorded_anew() {
    let lab = Lab::new();
    let (run, before) = killed(&lab);
    let torn = text(&run, "metrics.csv") + "999,99,0.1";
    fs::write(run.file("metrics.csv"), torn).unwrap();
    go_on(&lab, &run);
    assert_eq!(recorded(&run), (0..saved(&run).unwrap()).collect::<Vec<_>>());
    assert_eq!(found(&run)[..before.len()], before);
}

#[test]
fn a_run_goes_on_without_its_earlier_metrics_where_these_are_missing_or_garbage() {
    for garbage in [None, Some(&b"\xff\xfe no,rows\n1,2\n\0\0\0\n"[..]), Some(b"")] {
        let lab = Lab::new();
        let (run, _) = killed(&lab);
        let before = saved(&run).unwrap();
        let path = run.file("metrics.csv");
        match garbage {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        go_on(&lab, &run);
        let bytes = fs::read(&path).unwrap();
        let rows: Vec<_> = String::from_utf8_lossy(&bytes).lines().map(ToOwned::to_owned).collect();
        let from = rows.iter().position(|row| row.starts_with(&format!("{before},"))).unwrap();
        let steps: Vec<u64> = rows[from..].iter().map(|row| row.split(',').next().unwrap().parse().unwrap()).collect();
        assert_eq!(steps, (before..saved(&run).unwrap()).collect::<Vec<_>>(), "{garbage:?}");
    }
}

#[test]
fn changes_that_cannot_be_read_are_told_with_their_line_and_a_torn_last_line_is_none() {
    let lab = Lab::new();
    let (run, _) = killed(&lab);
    let path = run.file("interventions.jsonl");
    fs::write(&path, "garbage\n").unwrap();
    let words = lab.fails(&["resume", "last", "--plain"]);
    let shown = path.strip_prefix(lab.path()).unwrap().display().to_string();
    assert!(words.starts_with(&format!("{shown} is damaged or not rnnlab's: line 1: ")), "{words}");
    assert_eq!(text(&run, "interventions.jsonl"), "garbage\n", "nobody writes over what may be mended");
    fs::write(&path, r#"{"step":5,"chan"#).unwrap();
    go_on(&lab, &run);
    assert_eq!(text(&run, "interventions.jsonl"), "");
}
