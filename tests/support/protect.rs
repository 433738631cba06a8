//! A directory in which nothing can be made or replaced.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A directory that is write-protected until this is dropped.
pub struct Protected(PathBuf);

impl Protected {
    /// Protects a directory. Modes mean nothing to root, for whom it is made immutable; `None` where that cannot be either.
    pub fn new(directory: &Path) -> Option<Self> {
        fs::set_permissions(directory, Permissions::from_mode(0o555)).unwrap();
        let protected = Self(directory.to_owned());
        let is_writable = || fs::File::create(directory.join("probe")).is_ok();
        if is_writable() {
            fs::remove_file(directory.join("probe")).unwrap();
            chattr("+i", directory);
            if is_writable() {
                return None;
            }
        }
        Some(protected)
    }
}

impl Drop for Protected {
    fn drop(&mut self) {
        chattr("-i", &self.0);
        let _ = fs::set_permissions(&self.0, Permissions::from_mode(0o755));
    }
}

fn chattr(change: &str, directory: &Path) {
    let _ = Command::new("chattr").arg(change).arg(directory).stderr(Stdio::null()).status();
}
