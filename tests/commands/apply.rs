//! `rnnlab predict` for every task: arguments, standard input, a CSV in and a CSV out.

use crate::lab::{Lab, cells};

fn trained(arguments: &[&str]) -> Lab {
    let lab = Lab::new();
    lab.run(&[&["train", "--json", "--every", "100000"], arguments].concat());
    lab
}

fn forecaster() -> Lab {
    let lab = trained(&["airpassengers", "--set", "epochs=3", "--set", "horizon=3"]);
    lab.run(&["experiments", "--write", "airpassengers"]);
    lab
}

fn namer() -> Lab {
    let lab = Lab::new();
    lab.run(&["experiments", "--write", "surnames-generate"]);
    let csv = lab.read("surnames.csv");
    let some: Vec<&str> = csv.lines().step_by(60).filter_map(|line| line.split(',').next()).collect();
    lab.write("some.csv", &some.join("\n"));
    lab.run(&["new", "some.csv"]);
    lab.run(&["train", "some.toml", "--json", "--set", "epochs=20", "--set", "hidden=16"]);
    lab
}

#[test]
fn a_forecast_goes_on_from_the_end_of_the_known_series() {
    let lab = forecaster();
    let text = lab.run(&["predict", "last"]);
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["time", "passengers", "90%", "from", "to"]);
    assert_eq!([rows[1][0], rows[2][0], rows[3][0]], ["1961-01", "1961-02", "1961-03"]);
    let number = |text: &str| text.parse::<f64>().unwrap();
    assert!(number(rows[1][2]) < number(rows[1][1]) && number(rows[1][1]) < number(rows[1][3]), "{text}");
    let object = lab.json(&["predict", "last", "--json"]).remove(0);
    assert_eq!(object["time"], serde_json::json!(["1961-01", "1961-02", "1961-03"]));
    assert_eq!((&object["nominal"], object["series"].is_null()), (&0.9.into(), true));
    for key in ["values", "low", "high"] {
        assert_eq!(object[key]["passengers"].as_array().unwrap().len(), 3, "{key}");
    }
}

#[test]
fn values_that_came_after_the_known_series_move_a_forecast_on() {
    let lab = forecaster();
    let object = lab.json(&["predict", "last", "450 420", "--json"]).remove(0);
    assert_eq!(object["time"][0], "1961-03");
}

#[test]
fn a_csv_of_a_series_comes_back_with_forecasts_of_its_rows_and_of_what_comes_next() {
    let lab = forecaster();
    let text = lab.run(&["predict", "last", "airpassengers.csv"]);
    let own = lab.read("airpassengers.csv");
    let (rows, own) = (cells(&text), cells(&own));
    assert_eq!(rows[0], ["month", "passengers", "passengers forecast", "passengers low", "passengers high"]);
    assert_eq!(rows.len(), own.len() + 3);
    assert!(rows.iter().zip(&own).all(|(row, own)| row[..2] == own[..]));
    // The window is 24 rows long, and a difference takes 12 more.
    assert!(rows[36][2..].iter().all(|cell| cell.is_empty()) && rows[37][2..].iter().all(|cell| !cell.is_empty()));
    let ends = lab.json(&["predict", "last", "--json"]).remove(0);
    for (step, row) in rows[own.len()..].iter().enumerate() {
        assert_eq!((ends["time"][step].as_str().unwrap(), row[1]), (row[0], ""));
        let forecast = ends["values"]["passengers"][step].as_f64().unwrap();
        assert!((row[2].parse::<f64>().unwrap() - forecast).abs() < 1e-3 * forecast);
    }
}

#[test]
fn the_first_rows_of_a_csv_have_the_same_forecasts_whatever_comes_after() {
    let lab = forecaster();
    let own = lab.read("airpassengers.csv");
    let shorter: Vec<&str> = own.lines().take(61).collect();
    lab.write("short.csv", &shorter.join("\n"));
    let (long, short) =
        (lab.run(&["predict", "last", "airpassengers.csv"]), lab.run(&["predict", "last", "short.csv"]));
    assert!(long.lines().take(61).eq(short.lines().take(61)));
    assert!(short.lines().nth(61).unwrap().starts_with("1954-01,,"), "{short}");
}

#[test]
fn classes_come_with_their_probabilities() {
    let lab = trained(&["japanese-vowels", "--set", "epochs=1", "--set", "hidden=8"]);
    let steps = ["1 0 0 0 0 0 0 0 0 0 0 0"; 7].join(" ");
    let object = lab.json(&["predict", "last", &steps, "--json"]).remove(0);
    let classes = object["classes"].as_object().unwrap();
    let sum: f64 = classes.values().map(|part| part.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-6 && classes.len() == 9);
    let best = classes.iter().max_by(|a, b| a.1.as_f64().unwrap().total_cmp(&b.1.as_f64().unwrap())).unwrap();
    assert_eq!(object["class"], best.0.as_str());
    let plain = lab.run(&["predict", "last", &steps]);
    assert!(plain.starts_with(&format!("{} ", best.0)) && plain.matches('%').count() == 3, "{plain}");
}

#[test]
fn a_csv_of_sequences_gets_one_class_for_all_rows_of_a_sequence_without_a_column_of_classes() {
    let lab = trained(&["japanese-vowels", "--set", "epochs=1", "--set", "hidden=8"]);
    lab.run(&["experiments", "--write", "japanese-vowels"]);
    let own = lab.read("japanese_vowels_test.csv");
    let without: Vec<String> = cells(&own)
        .into_iter()
        .take(60)
        .map(|mut row| {
            row.remove(2);
            row.join(",")
        })
        .collect();
    lab.write("new.csv", &without.join("\n"));
    assert_eq!(lab.run(&["predict", "last", "new.csv", "-o", "answers.csv"]), "");
    // What is there may be the data themselves.
    assert_eq!(
        lab.fails(&["predict", "last", "new.csv", "-o", "new.csv"]),
        "rnnlab: new.csv is there already: move it away, or give another name with --output"
    );
    let text = lab.read("answers.csv");
    let rows = cells(&text);
    assert_eq!((rows.len(), &rows[0][14..]), (60, &["prediction", "probability"][..]));
    for pair in rows[1..].windows(2).filter(|pair| pair[0][0] == pair[1][0]) {
        assert_eq!(pair[0][14..], pair[1][14..]);
    }
}

#[test]
fn a_csv_of_sequences_to_be_transformed_keeps_the_order_of_its_rows() {
    let lab = trained(&["series-sum", "--set", "epochs=300"]);
    // Two sequences, their rows mixed.
    lab.write("mixed.csv", "sequence,note,value\nb,first,4\na,\"x, y\",1\nb,,5\na,,2\n");
    let text = lab.run(&["predict", "last", "mixed.csv"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "sequence,note,value,sum prediction");
    assert!(lines[2].starts_with("a,\"x, y\",1,"), "{text}");
    let of = |line: &str| line.rsplit(',').next().unwrap().parse::<f32>().unwrap();
    let answers = lab.json(&["predict", "last", "4 5", "1 2", "--json"]);
    let said = |sequence: usize, step: usize| answers[sequence]["output"][step].as_f64().unwrap() as f32;
    for (line, expected) in lines[1..].iter().zip([said(0, 0), said(1, 0), said(0, 1), said(1, 1)]) {
        assert_eq!(of(line).to_bits(), expected.to_bits());
    }
}

#[test]
fn a_text_is_continued_by_temperature_and_seed() {
    let lab = namer();
    let text = |arguments: &[&str]| lab.run(&[&["predict", "last"], arguments].concat());
    assert_eq!(text(&["Ba", "--seed", "7"]), text(&["Ba", "--seed", "7"]));
    assert_eq!(text(&["Ba", "--temperature", "0", "--seed", "1"]), text(&["Ba", "--temperature", "0", "--seed", "2"]));
    let several = text(&["Ba", "--seed", "3", "--count", "4"]);
    let lines: Vec<&str> = several.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line.starts_with("Ba")), "{several}");
    assert_eq!(format!("{}\n", lines[2]), text(&["Ba", "--seed", "5"]));
    assert_eq!(text(&["--count", "3"]).lines().count(), 3, "from nothing");
    let object = lab.json(&["predict", "last", "Ba", "--seed", "3", "--json"]).remove(0);
    assert_eq!((&object["seed"], object["text"].as_str().unwrap()), (&3.into(), lines[0]));
    assert_eq!(format!("Ba{}", object["continuation"].as_str().unwrap()), lines[0]);
}

#[test]
fn a_csv_of_texts_is_continued_row_by_row() {
    let lab = namer();
    lab.write("names.csv", "surname\nBa\nMc\n");
    let text = lab.run(&["predict", "last", "names.csv"]);
    let rows = cells(&text);
    assert_eq!((rows[0][1], rows.len()), ("continuation", 3));
    assert_eq!(format!("Ba{}\n", rows[1][1]), lab.run(&["predict", "last", "Ba"]));
}

#[test]
fn flags_that_mean_nothing_are_mistakes() {
    let lab = forecaster();
    lab.write("short.csv", "month,passengers\n1949-01,112\n1949-02,118\n");
    lab.write("answered.csv", "month,passengers,passengers forecast\n1949-01,112,1\n");
    lab.write("other.csv", "month,pasengers\n1949-01,112\n");
    for (arguments, sentence) in [
        (
            vec!["--seed", "3"],
            "--temperature, --seed and --count are for runs with task = \"generate\", and this one has task = \
             \"forecast\"",
        ),
        (vec!["-o", "x.csv"], "--output is for the answers to a CSV: name one that is there"),
        (
            vec!["airpassengers.csv", "--json"],
            "a CSV comes back as a CSV, with one answer: leave out --json and --count",
        ),
        (vec!["airpassengers.csv", "1 2"], "a CSV is answered alone: call `rnnlab predict` once for each"),
        (vec!["gone.csv"], "sequence 1: there is no file 'gone.csv'"),
        (vec!["short.csv"], "short.csv: 2 rows are too few: the window and the preparation take 36"),
        (
            vec!["answered.csv"],
            "answered.csv has a column 'passengers forecast' already: give it another name, or leave it out",
        ),
        (vec!["other.csv"], "other.csv has no column 'passengers' (data.target): did you mean 'pasengers'?"),
    ] {
        let problem = lab.fails(&[&["predict", "last"], &arguments[..]].concat());
        assert_eq!(problem, format!("rnnlab: {sentence}"), "{arguments:?}");
    }
    lab.command(&["predict", "last", "--temperature", "-1"]).assert().code(2);
}

/// Two stations of 60 days.
fn stations() -> Lab {
    let lab = Lab::new();
    let row = |row: i32| {
        let (station, day) = (["north", "south"][row as usize % 2], row / 2);
        format!("{station},2012-{:02}-{:02},{}", day / 28 + 1, day % 28 + 1, day % 7 * 3 + row % 2 * 40)
    };
    let rows: Vec<String> = (0..120).map(row).collect();
    lab.write("heat.csv", &format!("station,day,heat\n{}\n", rows.join("\n")));
    lab.run(&["new", "heat.csv"]);
    lab.run(&["train", "heat.toml", "--json", "--set", "epochs=2"]);
    lab
}

#[test]
fn each_of_several_series_has_a_forecast_of_its_own() {
    let lab = stations();
    let text = lab.run(&["predict", "last"]);
    let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("series ")).collect();
    assert_eq!(names, ["north", "south"], "{text}");
    let objects = lab.json(&["predict", "last", "--json"]);
    assert_eq!((&objects[0]["series"], &objects[1]["series"]), (&"north".into(), &"south".into()));
    assert_eq!(
        lab.fails(&["predict", "last", "3 6"]),
        "rnnlab: sequence 1: the run knows 2 series, and numbers do not say which they go on: give a CSV with the rows \
         of all"
    );
}

#[test]
fn the_rows_after_several_series_in_a_csv_say_which_series_they_go_on() {
    let lab = stations();
    let text = lab.run(&["predict", "last", "heat.csv"]);
    let rows = cells(&text);
    assert_eq!(rows.len(), 123);
    assert_eq!([rows[121][0], rows[122][0]], ["north", "south"]);
    assert!(rows[121..].iter().all(|row| row[1] == "2012-03-05" && row[2].is_empty() && !row[3].is_empty()), "{text}");
}
