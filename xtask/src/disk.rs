//! What is said when the disk does not take what is written to the cache.

use std::{
    io::{self, ErrorKind},
    path::Path,
};

use anyhow::{Error, Result, anyhow};

use crate::package::{Package, human_size};

const ADVICE: &str = "free some space, or set XDG_CACHE_HOME to a directory on a larger disk";

/// Refuses to begin what the disk has no room for: better now than after minutes of fetching.
pub fn check_room(directory: &Path, package: &Package) -> Result<()> {
    // Not every file system tells its free space; where one does not, the attempt will show.
    let Ok(disk) = rustix::fs::statvfs(directory) else { return Ok(()) };
    let free_mb = disk.f_bavail.saturating_mul(disk.f_frsize) / 1_000_000;
    if free_mb >= package.needed_mb() {
        return Ok(());
    }
    Err(anyhow!(
        "setting up libtorch takes {} in {}, whose disk has {} free: {ADVICE}",
        human_size(package.needed_mb()),
        directory.display(),
        human_size(free_mb)
    ))
}

/// The disk has filled up since [`check_room`].
pub fn full(directory: &Path, package: &Package) -> Error {
    anyhow!(
        "the disk of {} filled up while libtorch was set up, which takes {}: {ADVICE}",
        directory.display(),
        human_size(package.needed_mb())
    )
}

/// Something could not be written in a directory of the cache, for whatever reason.
pub fn unwritable(directory: &Path, error: &io::Error) -> Error {
    anyhow!(
        "cannot write to the cache directory {} ({error}): make it writable, or set XDG_CACHE_HOME to a directory that is",
        directory.display()
    )
}

/// The sentence for a failed write while a package is made.
pub fn explain(error: &io::Error, directory: &Path, package: &Package) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => full(directory, package),
        _ => unwritable(directory, error),
    }
}

#[cfg(test)]
mod tests {
    use rustix::io::Errno;

    use super::*;
    use crate::package::Kind;

    fn sentence(errno: Errno) -> String {
        let package = Package::find("linux-x86_64", Kind::Cpu).unwrap();
        explain(&errno.into(), Path::new("/cache"), package).to_string()
    }

    #[test]
    fn a_full_disk_is_told_from_a_forbidden_one() {
        let full = "the disk of /cache filled up while libtorch was set up, which takes 1.1 GB: free some space, or set \
                    XDG_CACHE_HOME to a directory on a larger disk";
        assert_eq!(sentence(Errno::NOSPC), full);
        assert_eq!(sentence(Errno::DQUOT), full);
        assert_eq!(
            sentence(Errno::ACCESS),
            "cannot write to the cache directory /cache (Permission denied (os error 13)): make it writable, or set \
             XDG_CACHE_HOME to a directory that is"
        );
    }

    #[test]
    fn a_package_larger_than_the_disk_is_not_begun() {
        let directory = tempfile::tempdir().unwrap();
        let package = Package { download_mb: 1_000_000_000, ..*Package::find("linux-x86_64", Kind::Cpu).unwrap() };
        let sentence = check_room(directory.path(), &package).unwrap_err().to_string();
        // How much is free is the machine's.
        let free = sentence.split(" has ").nth(1).and_then(|rest| rest.split(" free: ").next()).unwrap();
        assert_eq!(
            sentence,
            format!(
                "setting up libtorch takes 2000000.0 GB in {}, whose disk has {free} free: free some space, or set \
                 XDG_CACHE_HOME to a directory on a larger disk",
                directory.path().display()
            )
        );
    }
}
