//! rnnlab as people run it.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Result, ensure};

use crate::workspace::{self, Workspace};

/// Builds it in release, and gives its path.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    build_target(workspace, ["--bin", "rnnlab"], "release/rnnlab")
}

/// Builds one of its examples in release, and gives its path.
pub fn build_example(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    build_target(workspace, ["--example", name], &format!("release/examples/{name}"))
}

fn build_target(workspace: &Workspace, target: [&str; 2], path: &str) -> Result<PathBuf> {
    let mut cargo = Command::new(workspace::cargo());
    cargo.args(["build", "--release", "--package", "rnnlab"]).args(target).current_dir(workspace.root());
    if workspace.chosen_libtorch().is_none() {
        // An empty one would keep cargo from setting it to the link.
        cargo.env_remove("LIBTORCH");
    }
    ensure!(cargo.status()?.success(), "rnnlab could not be built");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.root().join("target"), PathBuf::from);
    Ok(target.join(path))
}
