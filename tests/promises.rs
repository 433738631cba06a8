//! What the project promises about itself: every error text has a test of its words, and every promise of the docs one
//! that exists.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "promises/source.rs"]
mod source;

use std::{
    fs,
    path::{Path, PathBuf},
};

use source::Literals;

/// Texts that nothing a test can do brings about: the system would have to refuse a signal handler, a thread or a
/// terminal, and libraries something that they have made themselves.
const OUT_OF_REACH: [&str; 16] = [
    "cannot hear the target",
    "cannot start cargo",
    "cannot wait for the target",
    "the fuzz targets were not built: is cargo-fuzz there? `cargo install cargo-fuzz` fetches it",
    "{target}: a finding after {inputs} inputs; the input is in fuzz/artifacts/{target}",
    "a network without outputs answers nothing",
    "an update was broken off, so the weights are not saved",
    "cannot write",
    "cannot listen for signals",
    "cannot save the screen: {error}",
    "cannot set up the terminal",
    "cannot start a thread for keys",
    "cannot start a thread for signals",
    "cannot start a thread for the runs",
    "the picture cannot be made a PNG: {0}",
    "xtask lies in no workspace: run it as `cargo xtask`",
];

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

/// Every literal of the program, of its tools, and of their tests.
fn literals() -> Literals {
    let of = |path: PathBuf, is_test: bool| Literals::of(&fs::read_to_string(path).unwrap(), is_test);
    let mut all = Literals::default();
    for path in sources("src").into_iter().chain(sources("xtask/src")) {
        let is_test = path.file_name().is_some_and(|name| name == "tests.rs");
        let found = of(path, is_test);
        all.errors.extend(found.errors);
        all.tests.extend(found.tests);
    }
    // What is listed here is no test of it.
    let of_tests = sources("tests").into_iter().chain(sources("xtask/tests"));
    for path in of_tests.filter(|path| !path.ends_with("tests/promises.rs")) {
        all.tests.extend(of(path, true).tests);
    }
    all
}

/// Sees what `Literals` takes for an error text, and not whether a test compares the whole of it or ever runs. A text of a
/// single word, or one that is put together elsewhere, is not seen.
#[test]
fn every_error_text_is_in_a_test() {
    let Literals { errors, tests } = literals();
    for text in OUT_OF_REACH {
        assert!(errors.iter().any(|error| error == text), "there is no text '{text}' any more");
    }
    let is_untested = |text: &&String| {
        let words = fixed_words(text);
        let is_sentence = words.iter().any(|piece| piece.trim().contains(' '));
        is_sentence && !OUT_OF_REACH.contains(&text.as_str()) && !tests.iter().any(|test| tells(test, &words))
    };
    let untested: Vec<&String> = errors.iter().filter(is_untested).collect();
    assert!(untested.is_empty(), "no test has the words of\n{untested:#?}");
}

/// A test as the page names it: `file::name`.
fn exists(test: &str) -> bool {
    let Some((file, name)) = test.split_once("::") else { return false };
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap_or_default();
    source.contains(&format!("fn {name}("))
}

#[test]
fn every_test_that_the_page_of_promises_names_exists_and_no_promise_is_without_one() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/promises.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| promise |"));
    let mut promises = 0;
    for row in rows.filter(|line| !line.starts_with("| --- |")) {
        let [_, _, tests, _] = row.split('|').collect::<Vec<_>>()[..] else { panic!("two columns: {row}") };
        for test in tests.split(", ") {
            let name = test.trim().strip_prefix('`').and_then(|test| test.strip_suffix('`'));
            assert!(name.is_some_and(exists), "there is no test {test} (of {row})");
        }
        promises += 1;
    }
    assert!(promises > 50, "{promises} promises are found: is the page read?");
}
