//! The network: recurrent layers and a linear output per step, through `tch`.

mod device;
mod init;
mod network;
mod weights;

pub use device::choose as choose_device;
pub use network::{ModelError, Network, Shape};
pub use weights::NamedTensor;
