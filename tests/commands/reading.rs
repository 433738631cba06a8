//! CSVs of every kind, through the commands that read them.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::json;

use crate::lab::{Lab, cells};

/// A table of two columns, the second made of the row.
fn table(row: impl Fn(usize) -> String) -> String {
    (0..80).fold("t,x\n".to_owned(), |csv, at| csv + &format!("{at},{}\n", row(at)))
}

/// What `rnnlab new` says of a file that it refuses.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let lab = Lab::new();
    std::fs::write(lab.path().join(name), bytes).unwrap();
    lab.fails(&["new", name]).strip_prefix("rnnlab: ").unwrap().to_owned()
}

#[test]
fn an_unclosed_quote_in_the_last_column_swallows_no_rows() {
    let csv = table(|at| if at == 45 { "\"3.5".to_owned() } else { format!("{}.5", at % 7) });
    let words = "data.csv, line 47: a quote (\") opens here and is not closed before line 48, which is a row: close it";
    assert_eq!(refused("data.csv", csv.as_bytes()), words);
    assert_eq!(refused("data.csv", csv.replace('\n', "\r\n").as_bytes()), words);
    let quoted = table(|at| if at == 45 { "\"3.5".to_owned() } else { format!("\"{}.5\"", at % 7) });
    assert_eq!(
        refused("data.csv", quoted.as_bytes()),
        "data.csv, line 47: a quote (\") opens here and closes only in line 48: close it where its cell ends, or write the \
         cell without line breaks"
    );
}

#[test]
fn a_column_of_texts_over_several_lines_is_read() {
    let lab = Lab::new();
    lab.write("data.csv", &table(|at| format!("\"{}\nand \"\"more\"\"\"", at * 7 % 81)).replace("t,x", "t,note"));
    assert!(lab.run(&["new", "data.csv", "--task", "generate"]).starts_with("data.csv: 80 rows, 2 columns\n"));
}

#[test]
fn a_csv_in_a_gzip_archive_and_one_on_standard_input_are_read_everywhere() {
    let lab = Lab::new();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(table(|at| format!("{}.5", at % 7)).as_bytes()).unwrap();
    let bytes = encoder.finish().unwrap();
    std::fs::write(lab.path().join("data.csv.gz"), &bytes).unwrap();
    assert!(lab.run(&["new", "data.csv.gz"]).contains("wrote data.toml"));
    lab.run(&["check", "data.toml"]);
    let piped = |arguments: &[&str]| {
        let output = lab.command(arguments).write_stdin(bytes.clone()).assert().success().get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(piped(&["new", "-", "-o", "piped.toml"]).starts_with("standard input: 80 rows, 2 columns\n"));
    assert!(lab.read("piped.toml").contains("file = \"-\""));
    assert!(piped(&["check", "piped.toml"]).contains("1 sequence of 80 rows"));
    piped(&["train", "piped.toml", "--set", "epochs=1"]);
    piped(&["evaluate", "last"]);
    assert_eq!(piped(&["predict", "last", "-"]), lab.run(&["predict", "last", "data.csv.gz"]));
    let alone = lab.command(&["new", "-"]).write_stdin(bytes.clone()).assert().code(1).stdout("");
    alone.stderr("rnnlab: standard input has no name: say with --output what to write\n");
    let nothing = lab.command(&["check", "piped.toml"]).write_stdin("").assert().code(1).stdout("");
    nothing.stderr("rnnlab: standard input, line 1: the file is empty: its first line names the columns\n");
}

#[test]
fn a_file_of_another_format_is_named_with_the_way_to_a_csv() {
    assert_eq!(
        refused("data.xlsx", b"PK\x03\x04\x14\0[Content_Types].xml"),
        "data.xlsx: this is an Excel workbook (.xlsx), and rnnlab reads CSV: save the sheet as CSV in the spreadsheet, or \
         convert it with pandas: pd.read_excel(\"data.xlsx\").to_csv(\"data.csv\", index=False)"
    );
    assert_eq!(
        refused("data.csv", b"PAR1\x15\x04"),
        "data.csv: this is a Parquet file, and rnnlab reads CSV: convert it with pandas: \
         pd.read_parquet(\"data.parquet\").to_csv(\"data.csv\", index=False)"
    );
}

#[test]
fn numbers_with_marks_between_thousands_are_read_by_every_command() {
    let lab = Lab::new();
    lab.write("plain.csv", &table(|at| format!("{}", 1000 * (at % 7) + 1_000_000)));
    lab.write("marks.csv", &table(|at| format!("\"1,00{},000\"", at % 7)));
    let max = |csv: &str| {
        lab.run(&["new", csv, "-o", &format!("{csv}.toml")]);
        lab.json(&["check", &format!("{csv}.toml"), "--json"])[0]["columns"][0]["before"]["max"].as_f64().unwrap()
    };
    assert_eq!([max("plain.csv"), max("marks.csv")].map(f64::to_bits), [1_006_000.0_f64.to_bits(); 2]);
}

#[test]
fn a_csv_to_be_answered_has_its_numbers_read_as_the_training_had() {
    let lab = Lab::new();
    lab.write("data.csv", &table(|at| format!("\"{},{:03}.5\"", at % 7 + 1, at)));
    lab.run(&["new", "data.csv"]);
    lab.run(&["train", "data.toml", "--json", "--set", "epochs=1"]);
    let newer =
        |mark: &str| (0..40).fold("t,x\n".to_owned(), |csv, at| csv + &format!("{at},\"{}{mark}000\"\n", at % 7 + 1));
    lab.write("marks.csv", &newer(","));
    lab.write("plain.csv", &newer(""));
    let answers = |csv: &str| {
        let text = lab.run(&["predict", "last", csv]);
        text.lines().map(|line| line.rsplit(',').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(answers("marks.csv"), answers("plain.csv"));
}

/// Learns what follows a number; `numbers.toml` is in its folder.
fn learner(csv: &str, keys: &str) -> Lab {
    let lab = Lab::new();
    lab.write("numbers.csv", csv);
    lab.write(
        "numbers.toml",
        &format!(
            "name = \"numbers\"\n[data]\nfile = \"numbers.csv\"\n{keys}\n[model]\nhidden = 4\n[training]\nepochs = 2\n"
        ),
    );
    lab
}

const FORECAST: &str = "task = \"forecast\"\ntarget = \"x\"\nwindow = 4\n[split]\nby = \"time\"\ntest = 4";
const SEQUENCES: &str = "task = \"transform\"\nid = \"id\"\ninputs = \"x\"\ntarget = \"y\"\n[prepare]\nmissing = \"drop\"\n[split]\nby = \"random\"\ntest = 1";

#[test]
fn blank_lines_of_one_column_are_missing_values_and_keep_their_places() {
    let numbers =
        |blank: &str| (0..40).fold("x\n".to_owned(), |csv, at| csv + if at == 20 { blank } else { "7" } + "\n");
    let lab = learner(&numbers(""), FORECAST);
    let words = lab.fails(&["check", "numbers.toml"]);
    assert!(words.contains("numbers.csv, line 22: column 'x' has no value"), "{words}");
    let filled = ["--set", "prepare.missing=linear"];
    let ledger = lab.json(&[&["check", "numbers.toml", "--json"], &filled[..]].concat()).remove(0);
    assert_eq!((&ledger["rows"], &ledger["columns"][0]["missing"]), (&json!(40), &json!(1)));
    lab.run(&[&["train", "numbers.toml"], &filled[..]].concat());
    let text = lab.run(&["predict", "last", "numbers.csv"]);
    let rows = cells(&text);
    assert_eq!((rows.len(), rows[21][0], rows[22][0]), (42, "", "7"));
}

#[test]
fn every_line_of_standard_input_has_a_line_of_answers() {
    let lab = Lab::new();
    lab.run(&["train", "series-sum", "--json", "--set", "epochs=2"]);
    let answers = |flags: &[&str]| {
        let command = &mut lab.command(&[&["predict", "last"], flags].concat());
        let output = command.write_stdin("1 2\n\n  \n3 4\n").assert().success().get_output().clone();
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let plain = answers(&[]);
    assert_eq!((plain.len(), plain[0].is_empty(), &plain[1..3]), (4, false, &[String::new(), String::new()][..]));
    let objects = answers(&["--json"]);
    assert_eq!((objects.len(), objects[1].as_str()), (4, "{\"input\":[],\"output\":null}"));
}

#[test]
fn rows_and_sequences_that_are_dropped_are_counted_and_named() {
    let csv = "id,x,y\na,1,1\na,,2\nb,,1\nb,,2\nc,3,3\nc,4,4\nd,5,5\n";
    let lab = learner(csv, SEQUENCES);
    let rows = "3 rows are left out: a value of an input is missing, and missing = \"drop\" (line 3, line 4, line 5)";
    let sequences = "1 sequence is left out: no row of it has all values ('b')";
    let ledger = lab.json(&["check", "numbers.toml", "--json"]).remove(0);
    assert_eq!((&ledger["dropped"][0]["count"], &ledger["dropped"][0]["lines"]), (&json!(3), &json!([3, 4, 5])));
    assert_eq!((&ledger["dropped"][1]["kind"], &ledger["dropped"][1]["names"]), (&json!("sequence"), &json!(["b"])));
    let shown = lab.run(&["check", "numbers.toml"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(rows) && shown.contains(sequences), "{shown}");
    assert!(lab.run(&["train", "numbers.toml"]).starts_with(&format!("{rows}\n{sequences}\n")));
    let event = lab.json(&["train", "numbers.toml", "--json"]).remove(0);
    assert_eq!((&event["event"], &event["dropped"]), (&json!("dropped"), &ledger["dropped"]));
    let output = lab.command(&["predict", "last", "numbers.csv"]).assert().success().get_output().clone();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "rnnlab: 3 rows are left out: a value or the text is missing, or the row is beyond the horizon, so the answer is empty (line 3, line 4, line 5)\n"
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let answered: Vec<bool> = cells(&text)[1..].iter().map(|row| !row[3].is_empty()).collect();
    assert_eq!(answered, [true, false, false, false, true, true, true]);
}

#[test]
fn series_and_windows_without_an_example_are_counted_and_named() {
    let row = |id: &str, at: usize| {
        format!("{id},{},{}\n", at * at % 7, if at == 30 { String::new() } else { at.to_string() })
    };
    let mut csv = "id,x,y\n".to_owned();
    (0..40).for_each(|at| csv += &row("long", at));
    (0..3).for_each(|at| csv += &row("short", at));
    let keys = "task = \"forecast\"\nid = \"id\"\ninputs = \"x\"\ntarget = \"y\"\nwindow = 4\n[split]\nby = \"time\"\ntest = 4";
    let lab = learner(&csv, keys);
    let ledger = lab.json(&["check", "numbers.toml", "--json"]).remove(0);
    assert_eq!((&ledger["sequences"], &ledger["rows"]), (&json!(1), &json!(40)));
    let shown = lab.run(&["check", "numbers.toml"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("1 series is left out: fewer rows than window and horizon take, 5 ('short')"), "{shown}");
    assert!(shown.contains("1 window is left out: no target has a value in their horizon"), "{shown}");
    // Its end is nothing that a forecast goes on from.
    lab.run(&["train", "numbers.toml", "--json"]);
    assert_eq!(lab.json(&["predict", "last", "--json"]).len(), 1);
}

#[test]
fn blank_lines_between_texts_are_left_out_and_counted() {
    let csv = (0..40).fold("t\n".to_owned(), |csv, at| csv + if at == 9 { "" } else { ["ab", "ba"][at % 2] } + "\n");
    let lab = learner(
        &csv,
        "task = \"generate\"\nsymbols = \"characters\"\ninputs = \"t\"\n[split]\nby = \"random\"\ntest = 4",
    );
    let words = "1 text is left out: there is none in the line (line 11)\n";
    assert!(lab.run(&["train", "numbers.toml"]).starts_with(words));
    let output = lab.command(&["predict", "last", "numbers.csv"]).assert().success().get_output().clone();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 41);
}

#[test]
fn a_sequence_without_a_value_is_told_by_its_name() {
    let csv = "id,x,y\na,1,1\na,2,2\nb,,1\nb,,2\nc,3,\nc,4,\nd,5,5\nd,6,6\n";
    let lab = learner(csv, &SEQUENCES.replace("drop", "linear").replace("test = 1", "test = 0"));
    let words = lab.fails(&["check", "numbers.toml"]);
    let (_, words) = words.split_once("numbers.csv, ").unwrap();
    assert_eq!(
        words,
        "line 4: the sequence 'b' that begins here has no value in column 'x' to fill the others from: leave it out, or write \
         missing = \"mean\" under [prepare]"
    );
    let ledger = lab.json(&["check", "numbers.toml", "--json", "--set", "prepare.missing=mean"]).remove(0);
    assert_eq!(
        ledger["warnings"],
        json!(["1 sequence to train on has no value of a target, such as 'c': nothing is learned there"])
    );
}

#[test]
fn a_test_file_is_read_as_the_file_to_learn_from() {
    let keys = SEQUENCES.replace("test = 1", "test = 0").replace("task", "test_file = \"test.csv\"\ntask");
    let lab = learner("id,x,y\na,\"1,234.5\",1\na,2,2\nb,3,3\n", &keys);
    lab.write("test.csv", "id,x,y\nc,\"1,000\",1\nc,\"2,000\",2\n");
    let ledger = lab.json(&["check", "numbers.toml", "--json"]).remove(0);
    assert_eq!(ledger["parts"][2]["rows"], 2);
    lab.write("test.csv", "id,x,y\nc,\"1,000\",1\nc,\"2,5\",2\n");
    lab.run(&["check", "numbers.toml"]);
}

#[test]
fn typed_numbers_are_read_as_the_file_writes_them() {
    let lab = Lab::new();
    let rows: Vec<String> = (0..40).map(|row| format!("{row};{},5", row * row % 7)).collect();
    lab.write("data.csv", &format!("t;y\n{}\n", rows.join("\n")));
    let keys = "name = 'data'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntime = 't'\ntarget = 'y'\nwindow = 2\n\
                [split]\nby = 'time'\ntest = 5\n[training]\nepochs = 1\n";
    lab.write("data.toml", keys);
    lab.run(&["train", "data.toml", "--json"]);
    let time = |typed: &str| lab.json(&["predict", "last", typed, "--json"])[0]["time"][0].clone();
    assert_eq!((time("1,5 2,5"), time("1.5 2.5"), time("1,5")), ("42".into(), "42".into(), "41".into()));
}

#[test]
fn columns_of_words_and_whole_quoted_lines_are_told_apart_from_numbers() {
    let lab = Lab::new();
    let noted = |row: usize| {
        format!("2020-01-{:02},{}.5,{}", row + 1, row * row % 7, if row == 9 { "\"1,000\"" } else { "word" })
    };
    let rows: Vec<String> = (0..28).map(noted).collect();
    lab.write("noted.csv", &format!("day,v,note\n{}\n", rows.join("\n")));
    lab.run(&["new", "noted.csv", "--target", "v"]);
    lab.write("quoted.csv", &format!("\"day,v\"\n{}\n", ["\"2020-01-01,10\""; 20].join("\n")));
    assert_eq!(
        lab.fails(&["new", "quoted.csv"]),
        "rnnlab: quoted.csv, line 2: the header 'day,v' and this row are one cell each: take out the quotes around whole lines"
    );
    let rows: Vec<String> = (0..28).map(|row| format!("2020-01-{:02},{} kg", row + 1, row * row % 7 + 10)).collect();
    lab.write("units.csv", &format!("day,v\n{}\n", rows.join("\n")));
    assert!(lab.fails(&["new", "units.csv"]).starts_with("rnnlab: units.csv has '10 kg' in column 'v', line 2"));
    let rows: Vec<String> = (0..40)
        .map(|row| format!("{row},{}", if row < 20 { 900 + 5 * row } else { 0 }))
        .map(|line| line.replace(",0", ",1.005"))
        .collect();
    lab.write("crossing.csv", &format!("t,v\n{}\n", rows.join("\n")));
    assert_eq!(
        lab.fails(&["new", "crossing.csv"]),
        "rnnlab: crossing.csv, line 22: column 'v' has '1.005', which may be 1005 with a '.' between thousands, or 1.005 with \
         decimals, and no cell of the column says which: write 1005 or 1.005"
    );
}
