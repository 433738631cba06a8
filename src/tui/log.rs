//! Standard error in a file while the dashboard is up, for anything printed tears the screen. The file is bounded.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::fd::AsFd,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::run::is_at;

/// A log that is larger than this makes room: the one before it is dropped, so there are never more than two.
const MOST_BYTES: u64 = 1 << 20;
/// Between two looks at its size.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Sends standard error and the program's own log to a file.
pub(super) fn redirect_stderr(log: &Path) -> io::Result<()> {
    if let Some(directory) = log.parent() {
        fs::create_dir_all(directory)?;
    }
    rotate(log)?;
    // A second dashboard in the same process (a test) has it already.
    let _ = tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false).try_init();
    let log = log.to_owned();
    let watch = move || {
        while rotate(&log).is_ok() {
            thread::sleep(BETWEEN_LOOKS);
        }
    };
    thread::Builder::new().name("log".to_owned()).spawn(watch).map(drop)
}

/// Has standard error go to the file of this name, in the place of one that is too large or was moved away by another
/// process.
fn rotate(log: &Path) -> io::Result<()> {
    if fs::metadata(log).is_ok_and(|metadata| metadata.len() > MOST_BYTES) {
        fs::rename(log, older(log))?;
    }
    let file = OpenOptions::new().create(true).append(true).open(log)?;
    let stderr = File::from(io::stderr().as_fd().try_clone_to_owned()?);
    if is_at(&stderr, log) { Ok(()) } else { Ok(rustix::stdio::dup2_stderr(&file)?) }
}

fn older(log: &Path) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(".1");
    name.into()
}
