//! All that is needed to use a network again, or to go on training it to the last bit, in one safetensors file.
//!
//! Weights stand under PyTorch's names, so that a Python script reads them too; the weights of the best epoch stand beside
//! them with `best.` before their names, the optimizer's moments flat, in the order of the weights. Place, experiment and
//! fitted preparation are in the metadata, and so is a checksum of the whole file. It holds numbers and text alone: reading
//! it runs nothing and writes nothing.

use std::{borrow::Cow, collections::HashMap, fs, path::Path, sync::Arc};

use safetensors::{Dtype, SafeTensors, View, tensor::TensorView};
use xxhash_rust::xxh3::xxh3_128;

use super::{RunError, write::write_whole};
use crate::{
    data::Preparation,
    experiment::Experiment,
    model::NamedTensor,
    training::{Moments, Place, Snapshot},
};

const FORMAT: &str = "rnnlab 3";
const FIRST_MOMENT: &str = "optimizer.first";
const SECOND_MOMENT: &str = "optimizer.second";
const OF_THE_BEST: &str = "best.";
/// What stands before the checksum in the header; inside a value the quotes would be written otherwise.
const CHECKSUM: &[u8] = br#""checksum":""#;
/// Hexadecimal digits of a checksum.
const DIGITS: usize = 32;

/// A run at one step, and the experiment it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// Weights, optimizer and place.
    pub snapshot: Snapshot,
    /// The complete experiment.
    pub experiment: Experiment,
    /// What was fitted on the training rows.
    pub preparation: Preparation,
    /// Of the examples that were trained on ([`crate::data::Dataset::fingerprint`]).
    pub fingerprint: u64,
}

impl Checkpoint {
    /// Name of the newest checkpoint's file in a run's directory.
    pub const LAST: &str = "last.safetensors";
    /// Name of the file with the weights of the epoch that had the smallest validation loss.
    pub const BEST: &str = "best.safetensors";

    /// Writes the checkpoint so that it is there whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written; what was there before is still there then.
    pub fn write(&self, path: &Path) -> Result<(), RunError> {
        let bytes = self.to_bytes().map_err(|problem| RunError::Damaged { path: path.to_owned(), problem })?;
        write_whole(path, &bytes)
    }

    /// The bytes of its file.
    ///
    /// # Errors
    /// What cannot be written, in a few words.
    pub fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let Snapshot { place, weights, moments, best, interventions, seconds } = &self.snapshot;
        let text = |json: serde_json::Result<String>| json.map_err(|error| error.to_string());
        let metadata = HashMap::from([
            ("format".to_owned(), FORMAT.to_owned()),
            ("step".to_owned(), place.step.to_string()),
            ("epoch".to_owned(), place.epoch.to_string()),
            ("place".to_owned(), text(serde_json::to_string(place))?),
            ("interventions".to_owned(), interventions.to_string()),
            ("seconds".to_owned(), seconds.to_string()),
            ("optimizer.updates".to_owned(), moments.updates.to_string()),
            ("experiment".to_owned(), self.experiment.to_toml().map_err(|error| error.to_string())?),
            ("preparation".to_owned(), text(serde_json::to_string(&self.preparation))?),
            ("fingerprint".to_owned(), self.fingerprint.to_string()),
            ("checksum".to_owned(), "0".repeat(DIGITS)),
        ]);
        let flat = |name: &str, values: &[f32]| NamedTensor {
            name: name.to_owned(),
            shape: vec![values.len()],
            values: values.to_vec(),
        };
        let moments = [flat(FIRST_MOMENT, &moments.first), flat(SECOND_MOMENT, &moments.second)];
        let own = weights.iter().chain(&moments).map(|tensor| (tensor.name.clone(), tensor));
        let best = best.iter().flat_map(|best| best.iter());
        let best = best.map(|tensor| (format!("{OF_THE_BEST}{}", tensor.name), tensor));
        let mut bytes = safetensors::serialize(own.chain(best), Some(metadata)).map_err(|error| error.to_string())?;
        Self::seal(&mut bytes);
        Ok(bytes)
    }

    /// Writes the checksum of a file into its place in the file, if it has one.
    pub fn seal(bytes: &mut [u8]) {
        let Some(place) = checksum_place(bytes) else { return };
        bytes[place..place + DIGITS].fill(b'0');
        let checksum = format!("{:032x}", xxh3_128(bytes));
        bytes[place..place + DIGITS].copy_from_slice(checksum.as_bytes());
    }

    /// Reads a checkpoint.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a whole checkpoint of this format.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        let bytes = fs::read(path).map_err(|reason| RunError::Unreadable { path: path.to_owned(), reason })?;
        Self::from_bytes(bytes).map_err(|problem| RunError::Damaged { path: path.to_owned(), problem })
    }

    /// Reads a checkpoint from the bytes of its file.
    ///
    /// # Errors
    /// What is wrong with them, in a few words.
    pub fn from_bytes(mut bytes: Vec<u8>) -> Result<Self, String> {
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| error.to_string())?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let fields = Fields(&metadata);
        match fields.text("format")? {
            FORMAT => {}
            other => {
                return Err(format!("its format is '{other}', and this rnnlab reads '{FORMAT}': train it again"));
            }
        }
        let given = fields.text("checksum")?;
        Self::seal(&mut bytes);
        let (_, sealed) = SafeTensors::read_metadata(&bytes).map_err(|error| error.to_string())?;
        if sealed.metadata().as_ref().and_then(|metadata| metadata.get("checksum")).is_none_or(|own| own != given) {
            return Err("its bytes are not those that were written".to_owned());
        }
        let mut tensors = Vec::new();
        for (name, view) in SafeTensors::deserialize(&bytes).map_err(|error| error.to_string())?.iter() {
            tensors.push(named_tensor(name, &view)?);
        }
        let mut take = |name: &str| {
            let place = tensors.iter().position(|tensor| tensor.name == name);
            place.map(|place| tensors.swap_remove(place).values).ok_or_else(|| format!("'{name}' is missing"))
        };
        let (first, second) = (take(FIRST_MOMENT)?, take(SECOND_MOMENT)?);
        let moments = Moments { updates: fields.parsed("optimizer.updates")?, first, second };
        tensors.sort_by(|a, b| a.name.cmp(&b.name));
        let (best, weights): (Vec<_>, Vec<_>) = tensors.into_iter().partition(|t| t.name.starts_with(OF_THE_BEST));
        let bare = |tensor: NamedTensor| NamedTensor { name: tensor.name[OF_THE_BEST.len()..].to_owned(), ..tensor };
        let best: Arc<[NamedTensor]> = best.into_iter().map(bare).collect();
        let place: Place = fields.json("place")?;
        let snapshot = Snapshot {
            best: place.best.is_some().then_some(best),
            place,
            weights,
            moments,
            interventions: fields.parsed("interventions")?,
            seconds: fields.parsed::<f64>("seconds").map(|seconds| seconds.clamp(0.0, f64::from(u32::MAX)))?,
        };
        let experiment = Experiment::parse(fields.text("experiment")?, "its experiment");
        let experiment = experiment.map_err(|error| error.to_string())?;
        let preparation: Preparation = fields.json("preparation")?;
        preparation.check(&experiment)?;
        Ok(Self { snapshot, experiment, preparation, fingerprint: fields.parsed("fingerprint")? })
    }
}

/// Where the checksum stands in the header.
fn checksum_place(bytes: &[u8]) -> Option<usize> {
    let length = u64::from_le_bytes(*bytes.first_chunk::<8>()?);
    let end = usize::try_from(length).ok()?.checked_add(8)?.min(bytes.len());
    let header = &bytes[..end];
    let place = header.windows(CHECKSUM.len()).position(|window| window == CHECKSUM)? + CHECKSUM.len();
    (place + DIGITS <= end).then_some(place)
}

/// The metadata of a file.
struct Fields<'a>(&'a HashMap<String, String>);

impl Fields<'_> {
    fn text(&self, key: &str) -> Result<&str, String> {
        self.0.get(key).map(String::as_str).ok_or_else(|| format!("its metadata has no '{key}'"))
    }

    fn parsed<T: std::str::FromStr>(&self, key: &str) -> Result<T, String> {
        self.text(key)?.parse().map_err(|_| format!("its '{key}' is not a number"))
    }

    fn json<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<T, String> {
        serde_json::from_str(self.text(key)?).map_err(|error| format!("its '{key}' cannot be read: {error}"))
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
mod tests;
