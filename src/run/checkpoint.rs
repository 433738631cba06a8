//! All that is needed to use a network again, or to go on training it, in one safetensors file.
//!
//! Weights stand under PyTorch's names, so that a Python script reads them too; the optimizer's moments stand flat, in
//! the order of the weights. Step, epoch, experiment and fitted preparation are in the metadata.

use std::{borrow::Cow, collections::HashMap, fs, path::Path};

use safetensors::{Dtype, SafeTensors, View, tensor::TensorView};

use super::{RunError, write::write_whole};
use crate::{
    data::Preparation,
    experiment::Experiment,
    model::NamedTensor,
    training::{Moments, Snapshot},
};

const FORMAT: &str = "rnnlab 2";
const FIRST_MOMENT: &str = "optimizer.first";
const SECOND_MOMENT: &str = "optimizer.second";

/// A run at one step, and the experiment it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Weights, optimizer and place.
    pub snapshot: Snapshot,
    /// The complete experiment.
    pub experiment: Experiment,
    /// What was fitted on the training rows.
    pub preparation: Preparation,
}

impl Checkpoint {
    /// Name of the newest checkpoint's file in a run's directory.
    pub const LAST: &str = "last.safetensors";

    /// Writes the checkpoint so that it is there whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written; what was there before is still there then.
    pub fn write(&self, path: &Path) -> Result<(), RunError> {
        let damaged = |problem: String| RunError::Damaged { path: path.to_owned(), problem };
        let Snapshot { step, epoch, weights, moments } = &self.snapshot;
        let preparation = serde_json::to_string(&self.preparation).map_err(|error| damaged(error.to_string()))?;
        let metadata = HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("step".to_owned(), step.to_string()),
            ("epoch".to_owned(), epoch.to_string()),
            ("optimizer.updates".to_owned(), moments.updates.to_string()),
            ("experiment".to_owned(), self.experiment.to_toml().map_err(|error| damaged(error.to_string()))?),
            ("preparation".to_owned(), preparation),
        ]);
        let flat = |name: &str, values: &[f32]| NamedTensor {
            name: name.to_owned(),
            shape: vec![values.len()],
            values: values.to_vec(),
        };
        let moments = [flat(FIRST_MOMENT, &moments.first), flat(SECOND_MOMENT, &moments.second)];
        let tensors = weights.iter().chain(&moments).map(|tensor| (tensor.name.as_str(), tensor));
        let bytes = safetensors::serialize(tensors, Some(metadata)).map_err(|error| damaged(error.to_string()))?;
        write_whole(path, &bytes)
    }

    /// Reads a checkpoint.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a checkpoint of this format.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        let bytes = fs::read(path).map_err(|reason| RunError::Unreadable { path: path.to_owned(), reason })?;
        Self::from_bytes(&bytes).map_err(|problem| RunError::Damaged { path: path.to_owned(), problem })
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(|error| error.to_string())?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let text = |key: &str| metadata.get(key).ok_or_else(|| format!("its metadata has no '{key}'"));
        let number = |key: &str| text(key)?.parse::<u64>().map_err(|_| format!("its '{key}' is not a number"));
        match text("format")?.as_str() {
            FORMAT => {}
            other => return Err(format!("its format is '{other}', this rnnlab reads '{FORMAT}'")),
        }
        let mut tensors = Vec::new();
        for (name, view) in SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?.iter() {
            tensors.push(named_tensor(name, &view)?);
        }
        let mut take = |name: &str| {
            let place = tensors.iter().position(|tensor| tensor.name == name);
            place.map(|place| tensors.swap_remove(place).values).ok_or_else(|| format!("'{name}' is missing"))
        };
        let (first, second) = (take(FIRST_MOMENT)?, take(SECOND_MOMENT)?);
        let moments = Moments { updates: number("optimizer.updates")?, first, second };
        let experiment = Experiment::parse(text("experiment")?, "its experiment").map_err(|error| error.to_string())?;
        let preparation = serde_json::from_str(text("preparation")?)
            .map_err(|error| format!("its 'preparation' cannot be read: {error}"))?;
        tensors.sort_by(|a, b| a.name.cmp(&b.name));
        let snapshot = Snapshot { step: number("step")?, epoch: number("epoch")?, weights: tensors, moments };
        Ok(Self { snapshot, experiment, preparation })
    }
}

fn named_tensor(name: &str, view: &TensorView<'_>) -> Result<NamedTensor, String> {
    if view.dtype() != Dtype::F32 {
        return Err(format!("'{name}' is {:?} where 32-bit numbers are expected", view.dtype()));
    }
    let (numbers, _) = view.data().as_chunks::<4>();
    let values = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    Ok(NamedTensor { name: name.to_owned(), shape: view.shape().to_vec(), values })
}

impl View for &NamedTensor {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        self.values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>().into()
    }

    fn data_len(&self) -> usize {
        self.values.len() * size_of::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;

    fn checkpoint() -> Checkpoint {
        let weight = |name: &str, shape: &[usize], values: &[f32]| NamedTensor {
            name: name.to_owned(),
            shape: shape.to_vec(),
            values: values.to_vec(),
        };
        let experiment = Experiment::open("series-sum").unwrap();
        Checkpoint {
            snapshot: Snapshot {
                step: 640,
                epoch: 640,
                weights: vec![
                    weight("head.bias", &[1], &[0.5]),
                    weight("head.weight", &[1, 2], &[f32::MIN_POSITIVE, -3.25]),
                ],
                moments: Moments { updates: 640, first: vec![1e-9, 2.0, 3.0], second: vec![0.0, 1.0, 4.0] },
            },
            preparation: Preparation::clone(&Dataset::load(&experiment).unwrap().preparation),
            experiment,
        }
    }

    #[test]
    fn what_is_written_is_read_back_to_the_last_bit() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(Checkpoint::LAST);
        checkpoint().write(&path).unwrap();
        assert_eq!(Checkpoint::read(&path).unwrap(), checkpoint());
        let left: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "no temporary file is left");
    }

    #[test]
    fn a_damaged_file_is_refused_in_one_sentence() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(Checkpoint::LAST);
        checkpoint().write(&path).unwrap();
        let whole = fs::read(&path).unwrap();
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            let words = Checkpoint::read(&path).unwrap_err().to_string();
            assert!(words.contains("is damaged or not rnnlab's: "), "{length} bytes: {words}");
            assert!(!words.contains('\n'), "{length} bytes: {words}");
        }
    }
}
