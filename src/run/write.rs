//! Writing a file so that it is there whole or not at all.

use std::{
    fs::{self, File, Metadata, Permissions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
};

use tempfile::Builder;

use super::RunError;

/// Writes `bytes` to a temporary file beside `path`, syncs it, renames it into place and syncs the directory.
///
/// # Errors
/// When any of that fails; what was at `path` before is still there then.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), RunError> {
    try_write(path, bytes).map_err(|reason| RunError::Unwritable { path: path.to_owned(), reason })
}

fn try_write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    // As any new file, for whoever the person's umask lets read it; a temporary file's own default is the person alone.
    let mut file =
        Builder::new().prefix(TEMPORARY).permissions(Permissions::from_mode(0o666)).tempfile_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(directory)?.sync_all()
}

/// What the name of a file begins with that is being written.
const TEMPORARY: &str = ".tmp";

/// Whether a file of this name is one that is being written, or was when its process was killed.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY)
}

/// Removes what processes that were killed amid a write have left in a directory. For whoever alone may write there.
pub(super) fn sweep(directory: &Path) {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_temporary(&entry.file_name().to_string_lossy())) {
        // It takes room and does no harm.
        let _ = fs::remove_file(entry.path());
    }
}

/// Whether an open file is the one that a path leads to: somebody may have moved or removed that.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    let inode = |metadata: Metadata| (metadata.dev(), metadata.ino());
    let own = file.metadata().map(inode);
    own.is_ok_and(|own| fs::metadata(path).is_ok_and(|there| inode(there) == own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_of_a_write_is_removed_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let whole = dir.path().join("whole");
        write_whole(&whole, b"all of it").unwrap();
        // Kept on purpose, as by a process that is killed before the rename.
        let left = Builder::new().prefix(TEMPORARY).tempfile_in(dir.path()).unwrap().keep().unwrap().1;
        sweep(dir.path());
        assert!(!left.exists());
        assert_eq!(fs::read(&whole).unwrap(), b"all of it");
        sweep(&dir.path().join("none"));
    }
}
