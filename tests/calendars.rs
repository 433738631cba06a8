//! Future times compared with pandas' offset aliases; `tests/golden/calendars.py` made them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use rnnlab::data::{Frequency, Moment, TimeFormat};
use serde_json::Value;

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn future_times_are_those_of_the_offset_aliases_of_pandas() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("golden/calendars.json")).unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let (times, expected) = (texts(&case["times"]), texts(&case["future"]));
        let format = TimeFormat::detect(&["time".to_owned()], &times).unwrap();
        let moments: Vec<Moment> = times.iter().map(|time| format.read(time).unwrap()).collect();
        let frequency = Frequency::of(&moments).unwrap();
        let last = *moments.last().unwrap();
        let future = (1..=expected.len()).map(|n| format.write(frequency.next(last, n).unwrap()));
        let future: Vec<String> = future.collect();
        if future != expected {
            let end = &times[times.len().saturating_sub(8)..];
            wrong.push(format!(
                "{} taken for '{}':\n  {end:?}\n  {future:?}\n  {expected:?}",
                case["name"],
                frequency.in_words()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} calendars:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
