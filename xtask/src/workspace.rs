//! The checkout: its link to libtorch, and what was built with the one that the link led to before.

use std::{
    env,
    ffi::OsString,
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, anyhow};

/// The link that `.cargo/config.toml` sets LIBTORCH to for every cargo command.
const LINK: &str = ".libtorch";

/// The checkout that the commands are for.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The one that cargo runs this from. Cargo tells it anew at each run; what was compiled in is wrong once the
    /// checkout has moved, or where several share a target directory.
    pub fn of_this_run() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest).parent().context("xtask lies in no workspace: run it as `cargo xtask`")?;
        Ok(Self { root: root.to_path_buf() })
    }

    /// The LIBTORCH that the person set. Through cargo that variable is always there, as the path of the link.
    pub fn chosen_libtorch(&self) -> Option<PathBuf> {
        let libtorch = env::var_os("LIBTORCH").map(PathBuf::from)?;
        let is_set = !libtorch.as_os_str().is_empty() && !self.is_own_link(&libtorch);
        is_set.then_some(libtorch)
    }

    /// Whether a path is that of the link. The checkout may be reached by several, and a link to itself would be lost.
    fn is_own_link(&self, path: &Path) -> bool {
        let real_parent = |path: &Path| path.parent().and_then(|parent| parent.canonicalize().ok());
        path.is_absolute() && path.ends_with(LINK) && real_parent(path) == real_parent(&self.link())
    }

    /// Where the link leads, if it is there.
    pub fn linked_libtorch(&self) -> Option<PathBuf> {
        fs::read_link(self.link()).ok()
    }

    /// Makes the link lead to a libtorch; says whether it led elsewhere before.
    pub fn link_to(&self, libtorch: &Path) -> Result<bool> {
        if self.linked_libtorch().as_deref() == Some(libtorch) {
            return Ok(false);
        }
        // Before the link, so that a clean-up that fails is tried again the next time.
        self.forget_builds()?;
        let link = self.link();
        self.replace_link(libtorch).map_err(|error| {
            if link.is_symlink() || !link.exists() {
                anyhow!("cannot make the link {} ({error}): make its directory writable", link.display())
            } else {
                anyhow!("{} is not a link to libtorch but something of yours: move it away", link.display())
            }
        })?;
        Ok(true)
    }

    /// Replaced by a rename, the link is there at every moment, for a build that may be running.
    fn replace_link(&self, libtorch: &Path) -> io::Result<()> {
        let fresh = self.root.join(format!("{LINK}.{}", std::process::id()));
        symlink(libtorch, &fresh)?;
        fs::rename(&fresh, self.link()).inspect_err(|_| {
            let _ = fs::remove_file(&fresh);
        })
    }

    /// Has cargo build again what was linked to another libtorch: it does not see that a link leads elsewhere.
    fn forget_builds(&self) -> Result<()> {
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from);
        for (profile, arguments) in [("debug", &[] as &[&str]), ("release", &["--release"])] {
            if !holds_torch_sys(&target.join(profile).join("build")) {
                continue;
            }
            let mut clean = Command::new(cargo());
            clean.args(["clean", "--quiet", "--package", "torch-sys", "--package", "rnnlab"]).args(arguments);
            clean.arg("--manifest-path").arg(self.root.join("Cargo.toml"));
            if !clean.status().is_ok_and(|status| status.success()) {
                return Err(anyhow!(
                    "{} is still built with another libtorch and could not be cleaned: run `cargo clean`",
                    target.join(profile).display()
                ));
            }
        }
        Ok(())
    }

    /// Its directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn link(&self) -> PathBuf {
        self.root.join(LINK)
    }
}

fn holds_torch_sys(build: &Path) -> bool {
    let entries = fs::read_dir(build).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().starts_with("torch-sys"))
}

/// The cargo that runs this.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_cannot_be_made_says_where_and_why() {
        let workspace = Workspace { root: "/nowhere".into() };
        assert_eq!(
            workspace.link_to(Path::new("/lib")).unwrap_err().to_string(),
            "cannot make the link /nowhere/.libtorch (No such file or directory (os error 2)): make its directory writable"
        );
    }
}
