//! Any text as an experiment: what is read can be written and read again, and is the same.

use rnnlab::experiment::Experiment;

use super::checks::check_sentence;

pub fn body(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let experiment = match Experiment::parse(&text, "any.toml") {
        Ok(experiment) => experiment,
        Err(error) => return check_sentence(&error),
    };
    let written = experiment.to_toml().expect("what was read can be written");
    let again = Experiment::parse(&written, "again.toml").expect("what was written can be read");
    assert_eq!(experiment, again);
    assert_eq!(written, again.to_toml().expect("what was read can be written"));
}
