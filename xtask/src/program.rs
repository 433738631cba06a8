//! rnnlab as people run it.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Result, ensure};

use crate::workspace::{self, Workspace};

/// Builds it in release, and gives its path.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let mut cargo = Command::new(workspace::cargo());
    cargo.args(["build", "--release", "--package", "rnnlab", "--bin", "rnnlab"]).current_dir(workspace.root());
    if workspace.chosen_libtorch().is_none() {
        // An empty one would keep cargo from setting it to the link.
        cargo.env_remove("LIBTORCH");
    }
    ensure!(cargo.status()?.success(), "rnnlab could not be built");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.root().join("target"), PathBuf::from);
    Ok(target.join("release/rnnlab"))
}
