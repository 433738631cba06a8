//! An experiment on files that a test writes.

use std::fs;

use rnnlab::{
    data::Dataset,
    experiment::{Experiment, Source},
};

/// Loads the data of an experiment whose files have these names and texts. An error is told without the folder.
pub fn load(toml: &str, files: &[(&str, &str)]) -> Result<(Experiment, Dataset), String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let mut experiment = Experiment::parse(toml, "test.toml").map_err(|error| error.to_string())?;
    if let Source::File { path, test } = &mut experiment.data.source {
        *path = folder.path().join(&path);
        *test = test.take().map(|test| folder.path().join(test));
    }
    let dataset = Dataset::load(&experiment);
    let folder = format!("{}/", folder.path().display());
    dataset.map(|dataset| (experiment, dataset)).map_err(|error| error.to_string().replace(&folder, ""))
}
