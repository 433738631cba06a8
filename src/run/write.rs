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
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), RunError> {
    try_write(path, bytes).map_err(|reason| RunError::Unwritable { path: path.to_owned(), reason })
}

fn try_write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    // As any new file, for whoever the person's umask lets read it; a temporary file's own default is the person alone.
    let mut file = Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(directory)?.sync_all()
}

/// Whether an open file is the one that a path leads to: somebody may have moved or removed that.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    let inode = |metadata: Metadata| (metadata.dev(), metadata.ino());
    let own = file.metadata().map(inode);
    own.is_ok_and(|own| fs::metadata(path).is_ok_and(|there| inode(there) == own))
}
