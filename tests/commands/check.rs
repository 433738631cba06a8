//! `rnnlab check`.

use serde_json::Value;

use crate::lab::Lab;

const EXPERIMENTS: [&str; 7] =
    ["airpassengers", "co2", "seattle-weather", "us-macro", "japanese-vowels", "surnames", "series-sum"];

fn object(lab: &Lab, arguments: &[&str]) -> Value {
    let mut objects = lab.json(arguments);
    assert_eq!(objects.len(), 1);
    objects.remove(0)
}

#[test]
fn every_experiment_is_shown_in_80_columns_and_leaves_no_run() {
    let lab = Lab::new();
    for name in EXPERIMENTS {
        let text = lab.run(&["check", name]);
        let too_long = text.lines().find(|line| line.chars().count() > 80);
        assert_eq!(too_long, None, "{name}");
        assert!(text.starts_with(&format!("{name}: ")), "{text}");
        assert!(text.lines().all(|line| line.trim_end() == line), "{name}: spaces at the end of a line");
    }
    assert!(!lab.path().join("runs").exists());
}

#[test]
fn times_parts_and_fitted_steps_of_a_forecast_are_said() {
    let text = Lab::new().run(&["check", "airpassengers"]);
    for line in [
        "sequences   1 sequence of 144 rows",
        "times       month, monthly, 1949-01 to 1960-12; no gaps, a season of 12",
        "task        forecast: 24 rows read, the next 24 said step by step",
        "training            1    84        48  1949-01  1955-12",
        "passengers  input and target     144        0       0         0",
        "passengers  log, difference 12, standard: (value − 0.13384834) / 0.06801058",
    ] {
        assert!(text.lines().any(|of_text| of_text == line), "'{line}' is not in\n{text}");
    }
}

#[test]
fn missing_and_filled_values_are_counted_by_column() {
    let lab = Lab::new();
    let ledger = object(&lab, &["check", "co2", "--json"]);
    let column = &ledger["columns"][0];
    assert_eq!((&column["name"], &column["missing"], &column["filled"]), (&"co2".into(), &59.into(), &59.into()));
    assert_eq!(ledger["time"]["rhythm"], "weekly");
    assert!(column["before"]["mean"].is_f64() && column["after"]["deviation"].is_f64());
}

#[test]
fn classes_symbols_and_lengths_are_counted() {
    let lab = Lab::new();
    let text = lab.run(&["check", "surnames"]);
    assert!(text.contains("17063 sequences of 2 to 40 symbols, median 7"), "{text}");
    assert!(text.lines().any(|line| line == "Croatian         559          80   160"), "{text}");
    assert!(text.contains("122 in training texts; 4 of validation and test are unknown:"), "{text}");
    let ledger = object(&lab, &["check", "japanese-vowels", "--json"]);
    assert_eq!((ledger["classes"].as_array().unwrap().len(), &ledger["lengths"][2]), (9, &29.into()));
}

#[test]
fn a_change_of_the_experiment_is_a_change_of_what_is_found() {
    let lab = Lab::new();
    let mean = |arguments: &[&str]| object(&lab, arguments)["columns"][0]["after"]["mean"].as_f64().unwrap();
    let scaled = mean(&["check", "sunspots", "--json"]);
    let raw = mean(&["check", "sunspots", "--json", "--set", "prepare.scale=none"]);
    assert!(scaled.abs() < 1e-6 && raw > 10.0, "{scaled} {raw}");
}

#[test]
fn warnings_are_shown_at_the_end() {
    let lab = Lab::new();
    let rows: Vec<String> = (0..60).map(|day| format!("{day},{},7", day % 9)).collect();
    lab.write("flat.csv", &format!("t,x,flat\n{}\n", rows.join("\n")));
    lab.write(
        "flat.toml",
        "name = \"flat\"\n[data]\nfile = \"flat.csv\"\ntask = \"forecast\"\ntime = \"t\"\ntarget = \"x\"\n\
         inputs = [\"x\", \"flat\"]\nwindow = 4\n[split]\nby = \"time\"\ntest = 10\n",
    );
    let text = lab.run(&["check", "flat.toml"]);
    let warning = "warning     column 'flat' is the same in all training rows: it says nothing\n";
    assert!(text.ends_with(warning), "{text}");
}

#[test]
fn what_cannot_be_prepared_is_said_with_its_line() {
    let lab = Lab::new();
    let problem = lab.fails(&["check", "co2", "--set", "prepare.missing=error"]);
    assert_eq!(
        problem,
        "rnnlab: co2_weekly.csv, line 8: column 'co2' has no value: say under [prepare] what `missing` values become, \
         such as \"linear\""
    );
}
