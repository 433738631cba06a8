//! Any bytes as input: an answer or one clear error, quickly, and nothing that a terminal would act on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "other tests use more of it")]
#[path = "commands/lab.rs"]
mod lab;
#[expect(dead_code, reason = "other tests use more of it")]
#[path = "support/picture.rs"]
mod picture;

#[path = "inputs/csv.rs"]
mod csv;
#[path = "inputs/experiment.rs"]
mod experiment;
#[path = "inputs/terminal.rs"]
mod terminal;
#[path = "inputs/typed.rs"]
mod typed;

use lab::Lab;

/// An experiment on `data.csv`; `keys` goes on in `[data]`.
const NUMBERS: &str = "name = 'x'\n[data]\nfile = 'data.csv'\ntask = 'transform'\nid = 'id'\ninputs = 'a'\ntarget = 'b'\n\
                       [split]\nby = 'random'\n";

/// What `rnnlab check x.toml` says of these files, without the folder that they stand in.
#[track_caller]
fn refused(files: &[(&str, &[u8])]) -> String {
    let lab = Lab::new();
    for (name, bytes) in files {
        std::fs::write(lab.path().join(name), bytes).unwrap();
    }
    let words = lab.fails(&["check", "x.toml"]);
    let folder = lab.path().canonicalize().unwrap();
    let words = words.replace(&format!("{}/", folder.display()), "").replace(&format!("{}/", lab.path().display()), "");
    assert_eq!(words.lines().count(), 1, "{words}");
    words.strip_prefix("rnnlab: ").unwrap().to_owned()
}
