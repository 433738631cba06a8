//! Any bytes as a CSV.

use std::fmt::Write as _;

use crate::{NUMBERS, experiment::make_pipe, lab::Lab, refused};

#[track_caller]
fn assert_refused(csv: &[u8], words: &str) {
    assert_eq!(refused(&[("x.toml", NUMBERS.as_bytes()), ("data.csv", csv)]), words);
}

const ENDLESS: &str = "the row that begins here is longer than 1000000 bytes: is a quote (\") not closed, or are there too \
                       many columns?";

#[test]
fn what_is_no_text_or_no_number_is_told_with_line_and_column() {
    assert_refused(
        b"id,a,b\n1,2,3\n1,\xff,3\n",
        "data.csv, line 3: column 'a' is not UTF-8 text, but may be Windows-1252 (Latin-1), 'ÿ': save the file as UTF-8, or \
         convert it, iconv -f WINDOWS-1252 -t UTF-8 data.csv > utf8.csv",
    );
    assert_refused(
        b"id,\xff,b\n",
        "data.csv, line 1: column 2 is not UTF-8 text, but may be Windows-1252 (Latin-1), 'ÿ': save the file as UTF-8, or \
         convert it, iconv -f WINDOWS-1252 -t UTF-8 data.csv > utf8.csv",
    );
    assert_refused(b"id,a,b\n1,\x002,3\n", "data.csv, line 2: column 'a' has '\\u{0}2', which is not a finite number");
    assert_refused(
        b"\0\0\0\n\0",
        "data.csv: this is a binary file, and rnnlab reads CSV: convert it to CSV with the program that wrote it",
    );
    let long = format!("id,a,b\n1,{},3\n", "x".repeat(100_000));
    let words = format!("data.csv, line 2: column 'a' has '{}…', which is not a finite number", "x".repeat(60));
    assert_refused(long.as_bytes(), &words);
}

#[test]
fn a_row_without_an_end_is_refused_where_it_begins() {
    assert_refused(&b"x".repeat(3_000_000), &format!("data.csv, line 1: {ENDLESS}"));
    let mut csv = b"id,a,b\n1,2,3\n1,\"2,3\n".to_vec();
    csv.extend(b"a,b\n".repeat(300_000));
    assert_refused(&csv, &format!("data.csv, line 3: {ENDLESS}"));
}

#[test]
fn a_row_of_just_the_length_is_read_and_one_byte_more_is_not() {
    // With the end of the line, which does not count.
    let csv = |length: usize| format!("id,a,b\n1,2,3\n1,2,{}3\n", " ".repeat(length - 6));
    let lab = Lab::new();
    lab.write("x.toml", NUMBERS);
    lab.write("data.csv", &csv(1_000_001));
    lab.run(&["check", "x.toml"]);
    assert_refused(csv(1_000_002).as_bytes(), &format!("data.csv, line 3: {ENDLESS}"));
}

#[test]
fn columns_beyond_the_limit_are_refused() {
    let mut csv: String = (0..10_001).fold(String::new(), |mut csv, number| {
        let _ = write!(csv, "c{number},");
        csv
    });
    csv.pop();
    assert_refused(
        csv.as_bytes(),
        "data.csv, line 1: there are 10001 columns, and rnnlab reads 10000: leave out those without use",
    );
    let million: Vec<String> = (0..1_000_000).map(|number| format!("c{number}")).collect();
    assert_refused(million.join(",").as_bytes(), &format!("data.csv, line 1: {ENDLESS}"));
}

#[test]
fn of_many_columns_the_first_are_named() {
    let columns: Vec<String> = (0..9000).map(|number| format!("c{number}")).collect();
    let row = vec!["1"; 9000].join(",");
    let words =
        refused(&[("x.toml", NUMBERS.as_bytes()), ("data.csv", format!("{}\n{row}\n", columns.join(",")).as_bytes())]);
    assert!(words.starts_with("data.csv has no column 'a' (data.inputs): it has c0, c1, "), "{words}");
    assert!(words.ends_with(", c19 and 8980 more"), "{words}");
}

#[test]
fn a_sequence_beyond_the_limit_is_refused() {
    let mut csv = "id,a,b\n".to_owned();
    csv.push_str(&"7,1,2\n".repeat(100_001));
    assert_refused(
        csv.as_bytes(),
        "data.csv, line 100002: the sequence '7' has 100001 rows, and a network reads 100000 as one: name the column that \
         tells sequences apart in `id` under [data], or write task = \"forecast\", which reads windows",
    );
}

#[test]
fn texts_symbols_and_classes_beyond_the_limit_are_refused() {
    let texts = "name = 'x'\n[data]\nfile = 'data.csv'\ntask = 'generate'\nsymbols = 'words'\ninputs = 't'\n[split]\nby = \
                 'random'\n";
    let letters = texts.replace("words", "characters");
    let long = format!("t\nab\n{}\n", "ä".repeat(100_001));
    assert_eq!(
        refused(&[("x.toml", letters.as_bytes()), ("data.csv", long.as_bytes())]),
        "data.csv, line 3: column 't' has a text of 100001 symbols, and a network reads 100000: cut it into several rows"
    );
    let words: Vec<String> = (0..50_000).map(|number| format!("w{number}")).collect();
    let many = format!("t\n{}\n", words.join("\n"));
    assert_eq!(
        refused(&[("x.toml", texts.as_bytes()), ("data.csv", many.as_bytes())]),
        "the training texts have 50002 different symbols, and a network knows 50000: take fewer texts, or write symbols = \
         \"characters\""
    );
    let classes = letters.replace("'generate'", "'classify'").replace("inputs", "target = 'c'\ninputs");
    let many = (0..1001).fold("t,c\n".to_owned(), |mut csv, number| {
        let _ = writeln!(csv, "ab,{number}");
        csv
    });
    assert_eq!(
        refused(&[("x.toml", classes.as_bytes()), ("data.csv", many.as_bytes())]),
        "there are 1001 classes, such as '0' and '1', and a network tells 1000 apart: name a column of fewer in `target` under \
         [data]"
    );
}

#[test]
fn windows_that_ask_for_more_than_is_kept_are_refused() {
    let forecast = "name = 'x'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntarget = 'y'\nhorizon = 10000\n[split]\nby = \
                    'time'\n";
    let csv = "y\n".to_owned() + &"1\n".repeat(20_001);
    assert_eq!(
        refused(&[("x.toml", forecast.as_bytes()), ("data.csv", csv.as_bytes())]),
        "the windows ask for 200010000 numbers, 20001 rows with a horizon of 10000 and 1 target, and rnnlab keeps 200000000: \
         make `horizon` under [data] smaller"
    );
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let lab = Lab::new();
    lab.write("x.toml", NUMBERS);
    std::fs::File::create(lab.path().join("data.csv")).unwrap().set_len(40_000_000_000).unwrap();
    let words = lab.fails(&["check", "x.toml"]);
    assert!(words.ends_with("data.csv holds 40 GB, and rnnlab reads 4.0 GB: take fewer rows or columns"), "{words}");
}

#[test]
fn a_directory_a_device_and_a_pipe_are_no_data() {
    let lab = Lab::new();
    make_pipe(&lab, "pipe");
    for (file, reason) in [
        ("/tmp", "Is a directory (os error 21)"),
        ("/dev/zero", "it is a pipe or a device, and no file"),
        ("pipe", "it is a pipe or a device, and no file"),
    ] {
        lab.write("x.toml", &NUMBERS.replace("data.csv", file));
        let words = lab.fails(&["check", "x.toml"]);
        assert!(words.starts_with("rnnlab: cannot read the data file "), "{words}");
        assert!(words.ends_with(&format!("{file}: {reason}; check `file` under [data]")), "{words}");
        assert_eq!(lab.fails(&["new", file, "-o", "y.toml"]), format!("rnnlab: cannot read {file}: {reason}"));
    }
}
