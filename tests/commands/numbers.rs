//! Values of any level and size, from the file to every output.

use super::lab::Lab;

/// A monthly series trained for a few epochs; `level` and `step` make its values.
fn trained(level: f64, step: f64) -> Lab {
    let lab = Lab::new();
    let value = |row: u32| level + step * f64::from(row * row % 7);
    let rows: Vec<String> = (0..140).map(|row| format!("{},{}", row + 1, value(row))).collect();
    lab.write("data.csv", &format!("t,y\n{}\n", rows.join("\n")));
    lab.write(
        "data.toml",
        "name = 'data'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\ntime = 't'\ntarget = 'y'\nwindow = 14\nseason = 7\n\
         [prepare]\nscale = 'standard'\n[split]\nby = 'time'\nvalidation = 20\ntest = 20\n[training]\nepochs = 3\n",
    );
    lab.run(&["train", "data.toml", "--json"]);
    lab
}

#[test]
fn a_high_level_keeps_its_digits_in_figures_and_answers() {
    let lab = trained(100_000_000.0, 1.0);
    let report = lab.json(&["evaluate", "last", "--json"]).remove(0);
    assert_eq!(report["baselines"]["seasonal naive"]["rmse"], 0.0);
    let forecast = lab.json(&["predict", "last", "--json"]).remove(0);
    let value = forecast["values"]["y"][0].as_f64().unwrap();
    // Single precision knows only every eighth whole number here.
    assert!((99_999_990.0..100_000_016.0).contains(&value) && value % 8.0 != 0.0, "{value}");
    let text = lab.run(&["predict", "last"]);
    assert!(text.contains(&format!("{value:.3}")), "{text}");
    let csv = lab.run(&["predict", "last", "data.csv"]);
    let last: Vec<&str> = csv.lines().last().unwrap().split(',').collect();
    assert!((last[2].parse::<f64>().unwrap() - value).abs() < 1e-6, "{csv}");
}

#[test]
fn small_values_are_never_written_as_nothing() {
    let lab = trained(-3e-4, 1e-4);
    let text = lab.run(&["predict", "last"]);
    let numbers: Vec<&str> = text.lines().nth(1).unwrap().split_whitespace().skip(1).collect();
    assert!(numbers.len() == 3 && numbers.iter().all(|number| number.trim_end_matches('0').len() > 7), "{text}");
    for text in [lab.run(&["resume", "last", "--plain"]), lab.run(&["evaluate", "last"])] {
        let nothing = |word: &str| word.len() > 1 && word.parse() == Ok(0.0);
        assert!(!text.split_whitespace().any(nothing), "{text}");
    }
}

#[test]
fn a_skill_is_the_same_wherever_it_is_written() {
    let lab = Lab::new();
    lab.run(&["train", "series-sum", "--json"]);
    lab.run(&["train", "series-sum", "--json", "--seed", "2"]);
    let skill = |text: &str| text.split_once('%').unwrap().0.rsplit(' ').next().unwrap().to_owned() + "%";
    let evaluated = lab.run(&["evaluate", "last"]);
    let runs = lab.run(&["runs"]);
    let newest = runs.lines().find(|line| line.contains("better")).unwrap();
    assert_eq!(skill(newest), skill(&evaluated), "{runs}");
    let names: Vec<&str> = runs.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    let compared = lab.run(&["runs", names[0], names[1]]);
    let line = compared.lines().find(|line| line.starts_with("skill")).unwrap();
    assert!(line.split_whitespace().any(|word| word == skill(&evaluated)), "{compared}");
}

#[test]
fn digits_that_single_precision_loses_are_warned_of() {
    let lab = trained(1e9, 0.5);
    let keys = ["check", "data.toml", "--set", "prepare.scale=none"];
    let text = lab.run(&keys).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("reads it in single precision, exact to 119 at its level"), "{text}");
    assert!(!lab.run(&["check", "data.toml"]).contains("single precision"));
    let trained = lab.run(&["train", "data.toml", "--set", "prepare.scale=none", "--set", "epochs=1"]);
    assert!(trained.contains("warning: column 'y': the network reads it in single precision"), "{trained}");
    let lines = lab.json(&["train", "data.toml", "--json", "--set", "prepare.scale=none", "--set", "epochs=1"]);
    assert!(lines[0]["event"] == "warnings" && lines[0]["warnings"][0].is_string(), "{:?}", lines[0]);
    assert!(!lab.run(&[&keys[..], &["--set", "transform=[{ difference = 1 }]"]].concat()).contains("single precision"));
}

#[test]
fn figures_of_several_series_are_reported_series_by_series() {
    let lab = Lab::new();
    let rows = |id: &str, size: u32| -> Vec<String> {
        (0..60).map(|row| format!("{id},{row},{}", size * (row * row % 7 + row % 3))).collect()
    };
    lab.write("data.csv", &format!("id,t,y\n{}\n", [rows("small", 1), rows("large", 1000)].concat().join("\n")));
    lab.write(
        "data.toml",
        "name = 'data'\n[data]\nfile = 'data.csv'\ntask = 'forecast'\nid = 'id'\ntime = 't'\ntarget = 'y'\nwindow = 7\n\
         [split]\nby = 'time'\nvalidation = 9\ntest = 9\n[training]\nepochs = 1\n",
    );
    lab.run(&["train", "data.toml", "--json"]);
    let report = lab.json(&["evaluate", "last", "--json"]).remove(0);
    let mase = |of: &serde_json::Value| of["mase"].as_f64().unwrap();
    let [small, large] = ["small", "large"].map(|id| mase(&report["by_series"][id]));
    assert!((mase(&report["test"]) - f64::midpoint(small, large)).abs() < 1e-9, "{report}");
    let text = lab.run(&["evaluate", "last"]);
    assert!(text.lines().any(|line| line.starts_with("series ")), "{text}");
    assert!(text.lines().any(|line| line.starts_with("small ")), "{text}");
}
