//! Where the tensors live, and why there.

use tch::{Cuda, Device};

use crate::experiment::DeviceChoice;

/// The device for an experiment's choice, and in words which it is and why.
///
/// # Errors
/// When CUDA is asked for by name and there is none.
pub fn choose(choice: DeviceChoice) -> Result<(Device, String), String> {
    let cuda = Cuda::is_available();
    match choice {
        DeviceChoice::Cpu => Ok((Device::Cpu, "cpu".to_owned())),
        DeviceChoice::Auto if !cuda => Ok((Device::Cpu, "cpu (no CUDA device)".to_owned())),
        DeviceChoice::Auto => Ok((Device::Cuda(0), "cuda:0 (found)".to_owned())),
        DeviceChoice::Cuda if cuda => Ok((Device::Cuda(0), "cuda:0".to_owned())),
        DeviceChoice::Cuda => {
            Err("training.device is \"cuda\" but libtorch finds no CUDA device: run `cargo xtask setup \
                                   --cuda` on a machine with one, or set it to \"auto\""
                .to_owned())
        }
    }
}
