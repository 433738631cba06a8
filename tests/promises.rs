//! What the project promises about itself: every error text has a test, and every test that the docs name exists.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "promises/source.rs"]
mod source;

use std::{
    fs,
    path::{Path, PathBuf},
};

use source::Literals;

/// Texts that nothing a test can do brings about: the system would have to refuse a signal handler, a thread or a
/// terminal, and libraries something that they have made themselves.
const OUT_OF_REACH: [&str; 9] = [
    "a network without outputs answers nothing",
    "cannot listen for signals",
    "cannot set up the terminal",
    "cannot start a thread for keys",
    "cannot start a thread for signals",
    "the picture cannot be made a PNG: {0}",
    "the terminal is gone",
    "xtask lies in no workspace: run it as `cargo xtask`",
    "{} is still built with another libtorch and could not be cleaned: run `cargo clean`",
];

/// Where texts are being written at this time: not looked at.
const IN_WORK: [&str; 3] = ["src/launch.rs", "src/run/", "src/training/"];

/// The Rust files below a directory of the project.
fn sources(directory: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The words of a text that stand in every sentence made of it: what is between its `{…}`.
fn fixed_words(text: &str) -> Vec<String> {
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let pieces = text.split('{').enumerate().map(|(at, piece)| match piece.split_once('}') {
        Some((_, after)) if at > 0 => after,
        _ => piece,
    });
    pieces.map(|piece| piece.replace('\u{1}', "{").replace('\u{2}', "}")).collect()
}

/// Whether a sentence is made of the text that has these fixed words: they stand in it in order, and nothing but a mark
/// follows them.
fn tells(sentence: &str, words: &[String]) -> bool {
    let ends = |rest: &str| rest.chars().next().is_none_or(|next| !next.is_alphanumeric() && next != ' ');
    match words {
        [] => true,
        [last] => {
            sentence.match_indices(last.as_str()).any(|(at, _)| last.is_empty() || ends(&sentence[at + last.len()..]))
        }
        [first, rest @ ..] => sentence.split_once(first.as_str()).is_some_and(|(_, after)| tells(after, rest)),
    }
}

#[test]
fn every_error_text_is_in_a_test() {
    let (mut errors, mut tests) = (Vec::new(), Vec::new());
    let in_work = |path: &Path| IN_WORK.iter().any(|place| path.to_string_lossy().contains(place));
    for path in sources("src").into_iter().chain(sources("xtask/src")) {
        let is_test = path.file_name().is_some_and(|name| name == "tests.rs");
        let literals = Literals::of(&fs::read_to_string(&path).unwrap(), is_test);
        if !in_work(&path) {
            errors.extend(literals.errors.into_iter().map(|error| (path.clone(), error)));
        }
        tests.extend(literals.tests);
    }
    for path in sources("tests")
        .into_iter()
        .chain(sources("xtask/tests"))
        .filter(|path| !path.to_string_lossy().contains("promises"))
    {
        tests.extend(Literals::of(&fs::read_to_string(path).unwrap(), true).tests);
    }
    let is_untested = |text: &str| {
        if OUT_OF_REACH.contains(&text) {
            return false;
        }
        let words = fixed_words(text);
        let is_sentence = words.iter().any(|piece| piece.trim().contains(' '));
        is_sentence && !tests.iter().any(|test| tells(test, &words))
    };
    let untested: Vec<_> = errors.iter().filter(|(_, text)| is_untested(text)).collect();
    let list: Vec<String> = untested.iter().map(|(path, text)| format!("{}: {text}", path.display())).collect();
    assert!(list.is_empty(), "no test has the words of\n{}", list.join("\n"));
}
