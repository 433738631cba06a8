//! Writing a file so that it is there whole or not at all.

use std::{
    fs::{File, Permissions},
    io::{self, Write},
    os::unix::fs::PermissionsExt,
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
