//! What the fuzz targets hold for any bytes, held here for some: bytes at random, seeds that were changed at random, and
//! every input that once found a bug (`fuzz/README.md`).

#![expect(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test that cannot go on has failed")]

#[path = "../fuzz/src/lib.rs"]
mod bodies;

use std::{fs, path::Path};

use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};

/// Pieces that mean something in one of the inputs.
const PIECES: [&str; 16] = [
    "\n",
    ",",
    "\"",
    " ",
    "=",
    "[",
    "{",
    "-",
    "nan",
    "1e39",
    "-0",
    "2020-02-30",
    "\u{1b}[2J",
    "\u{301}",
    "漢",
    "99999999999999999999",
];

/// Some bytes of an input in the place of others; none in the place of some takes them away.
#[derive(Debug, Clone)]
struct Edit {
    at: Index,
    length: usize,
    bytes: Vec<u8>,
}

impl Edit {
    fn any() -> impl Strategy<Value = Self> {
        let piece = prop::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec());
        let bytes = prop_oneof![prop::collection::vec(any::<u8>(), 0..4), piece];
        (any::<Index>(), prop_oneof![0..2_usize, 0..40_usize], bytes).prop_map(|(at, length, bytes)| Self {
            at,
            length,
            bytes,
        })
    }

    fn apply(&self, input: &mut Vec<u8>) {
        let at = self.at.index(input.len() + 1);
        let end = (at + self.length).min(input.len());
        input.splice(at..end, self.bytes.iter().copied());
    }
}

/// The inputs that are kept of a target in a folder of `fuzz/`; none where there is no such folder.
fn kept(folder: &str, target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder).join(target);
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn holds(target: &str, body: fn(&[u8]), cases: u32) {
    for input in kept("regressions", target) {
        body(&input);
    }
    let seeds = kept("seeds", target);
    for input in &seeds {
        body(input);
    }
    let at_random = prop::collection::vec(any::<u8>(), 0..300);
    let changed =
        (prop::sample::select(seeds), prop::collection::vec(Edit::any(), 0..6)).prop_map(|(mut seed, edits)| {
            for edit in &edits {
                edit.apply(&mut seed);
            }
            seed
        });
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let input = prop_oneof![1 => at_random, 4 => changed];
    runner
        .run(&input, |input| {
            body(&input);
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_bytes_as_a_data_file_give_examples_or_one_sentence() {
    holds("table", bodies::table, 300);
}

#[test]
fn any_text_as_an_experiment_is_refused_in_one_sentence_or_read_written_and_read_again() {
    holds("experiment", bodies::experiment, 2000);
}

#[test]
fn any_text_as_a_question_is_answered_or_refused_in_one_sentence() {
    holds("question", bodies::question, 500);
}

#[test]
fn any_stream_of_keys_and_events_leaves_a_dashboard_that_can_be_drawn_at_any_size() {
    holds("dashboard", bodies::dashboard, 200);
}

#[test]
fn any_bytes_as_a_checkpoint_are_refused_in_a_few_words_or_are_a_run_that_goes_on() {
    holds("checkpoint", bodies::checkpoint, 300);
}
