//! The network: embedding, recurrent layers and a linear layer, through `tch`; and a look inside.

mod device;
mod error;
mod head;
mod init;
mod inspection;
mod network;
mod recurrent;
mod shape;
mod weights;

pub use device::{choose as choose_device, is_in_main_memory};
pub use error::ModelError;
pub use inspection::{Chosen, Distribution, Gate, GateMap, Influence, Inspection, Pass, Spread};
pub use network::{Network, Reading};
pub use shape::{Answers, Reads, Shape};
pub use weights::NamedTensor;
