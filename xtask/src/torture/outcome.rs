//! What a run came to, without what may differ from one time to the next: the seconds.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// What a file is that has not all it should have.
const TORN: &str = "torn";

/// All that must be the same, by the file it stands in.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome(BTreeMap<String, Vec<u8>>);

impl Outcome {
    /// Reads what is in the directory of a run, and has `program` predict with it.
    pub fn of(program: &Path, run: &Path) -> Result<Self> {
        let mut parts = BTreeMap::new();
        for entry in fs::read_dir(run)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let read = || fs::read(&path);
            let part = match name.as_str() {
                "last.safetensors" => checkpoint(&read()?, &[])?,
                // Saved when the clock said so, at some step after the best one.
                "best.safetensors" => checkpoint(&read()?, &["place", "interventions"])?,
                "summary.json" => without(&read()?, &["seconds"])?.into_bytes(),
                "metrics.csv" => rows(&read()?, true)?,
                _ if name.starts_with("branch-") => rows(&read()?, false)?,
                "interventions.jsonl" => read()?,
                _ => continue,
            };
            parts.insert(name, part);
        }
        for file in ["last.safetensors", "best.safetensors", "summary.json", "metrics.csv"] {
            ensure!(parts.contains_key(file), "there is no {file} in {}", run.display());
        }
        parts.insert("its predictions".to_owned(), predictions(program, run)?);
        Ok(Self(parts))
    }

    /// The first thing that another run has otherwise.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let names = self.0.keys().chain(other.0.keys());
        names.into_iter().find(|name| self.0.get(*name) != other.0.get(*name)).cloned()
    }

    /// Steps, changes and ways back of the run, in words.
    pub fn words(&self) -> String {
        let lines = |name: &str| self.0.get(name).map_or(0, |text| text.split(|&byte| byte == b'\n').count() - 1);
        let branches = self.0.keys().filter(|name| name.starts_with("branch-")).count();
        format!(
            "{} steps, {} changes, {branches} of them ways back",
            lines("metrics.csv") - 1,
            lines("interventions.jsonl")
        )
    }
}

/// Header and numbers of a checkpoint, without some of its metadata.
fn checkpoint(bytes: &[u8], leave_out: &[&str]) -> Result<Vec<u8>> {
    let (length, rest) = bytes.split_first_chunk::<8>().context(TORN)?;
    let (header, numbers) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length))?).context(TORN)?;
    let mut header: Value = serde_json::from_slice(header)?;
    let metadata = header.get_mut("__metadata__").and_then(Value::as_object_mut).context(TORN)?;
    for key in leave_out.iter().chain(&["seconds", "checksum"]) {
        ensure!(metadata.remove(*key).is_some(), "its metadata have no `{key}`");
    }
    Ok([serde_json::to_string(&header)?.as_bytes(), numbers].concat())
}

fn without(json: &[u8], leave_out: &[&str]) -> Result<String> {
    let mut value: Value = serde_json::from_slice(json)?;
    let object = value.as_object_mut().context(TORN)?;
    object.retain(|key, _| !leave_out.contains(&key.as_str()));
    Ok(value.to_string())
}

/// Rows without their last column, the seconds; each step once, from the first on where the file is whole.
fn rows(text: &[u8], is_whole: bool) -> Result<Vec<u8>> {
    let text = std::str::from_utf8(text)?;
    let mut kept = String::new();
    let mut expected = if is_whole { Some(0) } else { None };
    for line in text.lines() {
        let (row, _) = line.rsplit_once(',').context(TORN)?;
        let step = row.split(',').next().and_then(|cell| cell.parse::<u64>().ok());
        if let Some(step) = step {
            ensure!(expected.is_none_or(|expected| expected == step), "step {step} is not where it should be");
            expected = Some(step + 1);
        }
        kept.push_str(row);
        kept.push('\n');
    }
    Ok(kept.into_bytes())
}

fn predictions(program: &Path, run: &Path) -> Result<Vec<u8>> {
    let output = Command::new(program).arg("predict").arg(run).args(["1 2 3", "9 0 4 7 1", "5"]).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(output.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_differs_by_anything_but_its_seconds() {
        let outcome = |text: &str| Outcome([("metrics.csv".to_owned(), rows(text.as_bytes(), true).unwrap())].into());
        let one = outcome("step,loss,seconds\n0,0.5,0.1\n1,0.25,0.2\n");
        assert_eq!(one.difference(&outcome("step,loss,seconds\n0,0.5,0.3\n1,0.25,0.4\n")), None);
        let other = outcome("step,loss,seconds\n0,0.5,0.3\n1,0.26,0.4\n");
        assert_eq!(one.difference(&other), Some("metrics.csv".to_owned()));
        assert_eq!(one.difference(&Outcome(BTreeMap::new())), Some("metrics.csv".to_owned()));
    }

    #[test]
    fn a_step_that_stands_twice_or_is_missing_is_found() {
        for text in ["step,seconds\n0,1\n0,1\n", "step,seconds\n0,1\n2,1\n", "step,seconds\n1,1\n"] {
            assert!(rows(text.as_bytes(), true).is_err(), "{text}");
        }
        assert!(rows(b"step,seconds\n7,1\n8,1\n", false).is_ok());
    }

    #[test]
    fn a_checkpoint_differs_by_any_number_and_by_its_place_and_not_by_its_seconds() {
        let file = |place: &str, seconds: &str, number: u8| {
            let header =
                format!(r#"{{"__metadata__":{{"place":"{place}","seconds":"{seconds}","checksum":"{seconds}"}}}}"#);
            [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[number]].concat()
        };
        let read = |file: &[u8]| checkpoint(file, &[]).unwrap();
        let one = read(&file("a", "1", 7));
        assert_eq!(one, read(&file("a", "2.5", 7)));
        assert_ne!(one, read(&file("b", "1", 7)));
        assert_ne!(one, read(&file("a", "1", 8)));
        assert!(checkpoint(&file("a", "1", 7)[..20], &[]).is_err());
    }
}
