//! `rnnlab evaluate`.

use crate::lab::Lab;

#[test]
fn a_forecast_stands_beside_its_baselines_with_its_intervals() {
    let lab = Lab::new();
    lab.run(&["train", "airpassengers-one-step", "--json"]);
    let text = lab.run(&["evaluate", "last"]);
    assert!(text.starts_with("test RMSE "), "{text}");
    for word in ["network", "persistence", "seasonal", "R²", "on 24 test examples", "90% intervals covered "] {
        assert!(text.contains(word), "'{word}' is not in\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let report = lab.json(&["evaluate", "last", "--json"]).remove(0);
    let best = report["best_baseline"].as_str().unwrap();
    let (ours, theirs) = (&report["test"]["rmse"], &report["baselines"][best]["rmse"]);
    let skill = 1.0 - ours.as_f64().unwrap() / theirs.as_f64().unwrap();
    assert!((report["skill"].as_f64().unwrap() - skill).abs() < 1e-12);
    assert_eq!(report["interval"]["nominal"], 0.9);
    assert!(report["interval"]["covered"].is_f64());
}

#[test]
fn many_steps_ahead_have_a_dozen_rows_the_first_and_the_last_among_them() {
    let lab = Lab::new();
    lab.run(&["train", "airpassengers", "--json", "--set", "epochs=2", "--set", "data.strategy=direct"]);
    let text = lab.run(&["evaluate", "last"]);
    let steps: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("step ahead")).skip(1).collect();
    let steps: Vec<&str> = steps.iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!((steps.len(), steps[0], steps[11]), (12, "1", "24"), "{text}");
}

#[test]
fn classes_have_their_own_figures_and_a_confusion_matrix() {
    let lab = Lab::new();
    lab.run(&["train", "japanese-vowels", "--json", "--set", "epochs=1", "--set", "hidden=8"]);
    let text = lab.run(&["evaluate", "last"]);
    assert!(text.lines().any(|line| line.starts_with("class  precision  recall")), "{text}");
    let matrix: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("confusion: ")).skip(2).collect();
    assert_eq!(matrix.len(), 9, "{text}");
    let counts = matrix.iter().flat_map(|line| line.split_whitespace().skip(2)).filter_map(|n| n.parse::<u32>().ok());
    assert_eq!(counts.sum::<u32>(), 370);
    let report = lab.json(&["evaluate", "last", "--json"]).remove(0);
    assert_eq!(report["class_names"][8], "9");
    assert_eq!(report["classes"]["by_class"][2]["support"], 88);
    assert!(report["baselines"]["majority class"]["accuracy"].is_f64());
}

#[test]
fn without_test_sequences_there_is_nothing_to_measure() {
    let lab = Lab::new();
    lab.run(&["train", "airpassengers", "--json", "--set", "epochs=1", "--set", "split.test=0"]);
    assert_eq!(
        lab.fails(&["evaluate", "last"]),
        "rnnlab: the experiment has no test sequences: leave some to `test` under [split], or write 'test' into its \
         column"
    );
}
