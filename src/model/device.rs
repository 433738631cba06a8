//! Where the tensors live, and why there.

use tch::{Cuda, Device};

use crate::experiment::DeviceChoice;

/// The device for an experiment's choice, and in words which it is and why.
///
/// # Errors
/// When a device is asked for by name and libtorch does not find it.
pub fn choose(choice: DeviceChoice) -> Result<(Device, String), String> {
    let cuda = if Cuda::is_available() { usize::try_from(Cuda::device_count()).unwrap_or(0) } else { 0 };
    among(choice, cuda, tch::utils::has_mps())
}

/// Whether the tensors of an experiment with this choice live in the machine's own memory.
#[must_use]
pub fn is_in_main_memory(choice: DeviceChoice) -> bool {
    choose(choice).is_ok_and(|(device, _)| device == Device::Cpu)
}

/// Chooses when libtorch finds so many CUDA devices, and MPS (the GPU of an Apple computer) or not.
fn among(choice: DeviceChoice, cuda: usize, mps: bool) -> Result<(Device, String), String> {
    match choice {
        DeviceChoice::Cpu => Ok((Device::Cpu, "cpu".to_owned())),
        DeviceChoice::Auto if cuda > 0 => Ok((Device::Cuda(0), "cuda:0 (found)".to_owned())),
        DeviceChoice::Auto if mps => Ok((Device::Mps, "mps (found)".to_owned())),
        DeviceChoice::Auto => Ok((Device::Cpu, "cpu (no CUDA or MPS device)".to_owned())),
        DeviceChoice::Cuda(index) if index < cuda => Ok((Device::Cuda(index), format!("cuda:{index}"))),
        DeviceChoice::Cuda(_) if cuda == 0 => {
            Err("training.device asks for CUDA but libtorch finds no CUDA device: run `cargo xtask setup --cuda` on a \
                 machine with one, or set it to \"auto\""
                .to_owned())
        }
        DeviceChoice::Cuda(index) => {
            let last = cuda - 1;
            Err(format!(
                "training.device is \"cuda:{index}\" but the last CUDA device that libtorch finds is \"cuda:{last}\": \
                 set it to that or to \"auto\""
            ))
        }
        DeviceChoice::Mps if mps => Ok((Device::Mps, "mps".to_owned())),
        DeviceChoice::Mps => Err("training.device is \"mps\" but libtorch finds no such device, which only an Apple \
                                  computer has: set it to \"auto\""
            .to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(choice: DeviceChoice, cuda: usize, mps: bool) -> String {
        among(choice, cuda, mps).map_or_else(|error| error, |(_, words)| words)
    }

    #[test]
    fn auto_takes_cuda_before_mps_before_the_cpu_and_says_why() {
        assert_eq!(among(DeviceChoice::Auto, 2, true), Ok((Device::Cuda(0), "cuda:0 (found)".to_owned())));
        assert_eq!(among(DeviceChoice::Auto, 0, true), Ok((Device::Mps, "mps (found)".to_owned())));
        assert_eq!(among(DeviceChoice::Auto, 0, false), Ok((Device::Cpu, "cpu (no CUDA or MPS device)".to_owned())));
    }

    #[test]
    fn a_device_asked_for_by_name_is_taken_when_it_is_there() {
        assert_eq!(among(DeviceChoice::Cuda(1), 2, false), Ok((Device::Cuda(1), "cuda:1".to_owned())));
        assert_eq!(among(DeviceChoice::Mps, 0, true), Ok((Device::Mps, "mps".to_owned())));
        assert_eq!(among(DeviceChoice::Cpu, 2, true), Ok((Device::Cpu, "cpu".to_owned())));
    }

    #[test]
    fn a_device_asked_for_by_name_and_absent_is_an_error_that_says_what_to_do() {
        assert_eq!(
            words(DeviceChoice::Cuda(0), 0, true),
            "training.device asks for CUDA but libtorch finds no CUDA device: run `cargo xtask setup --cuda` on a machine \
             with one, or set it to \"auto\""
        );
        assert_eq!(
            words(DeviceChoice::Cuda(2), 2, true),
            "training.device is \"cuda:2\" but the last CUDA device that libtorch finds is \"cuda:1\": set it to that or \
             to \"auto\""
        );
        assert_eq!(
            words(DeviceChoice::Mps, 1, false),
            "training.device is \"mps\" but libtorch finds no such device, which only an Apple computer has: set it to \
             \"auto\""
        );
    }
}
