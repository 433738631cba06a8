//! Where the bytes of a CSV come from: a file, standard input, a gzip archive of either.

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Mutex,
};

use flate2::bufread::MultiGzDecoder;

use super::{DataError, Progress};
use crate::{
    data::limits::{self, LARGEST_FILE, Limited},
    experiment::{self, is_stdin},
    memory,
};

const GZIP: &[u8] = b"\x1f\x8b";

/// What sentences call a file.
pub(super) fn called(path: &Path) -> PathBuf {
    if is_stdin(path) { PathBuf::from("standard input") } else { path.to_owned() }
}

/// Opens a CSV; how far the reading has come is told to `progress` by what is returned beside it.
pub(super) fn open(path: &Path) -> Result<(Box<dyn BufRead>, Position), DataError> {
    let unreadable = |reason| DataError::Unreadable { path: called(path), reason };
    let file = if is_stdin(path) { of_stdin() } else { of_file(path) }.map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let free = memory::free();
    limits::check_size(&called(path), size, free)?;
    let position = Position { read: Rc::default(), size };
    let source = BufReader::new(Counted { source: file, read: Rc::clone(&position.read) });
    Ok((unpacked(source, free).map_err(unreadable)?, position))
}

/// The text of a source that may be a gzip archive.
pub(super) fn unpacked<'a>(mut source: impl BufRead + 'a, free: Option<u64>) -> io::Result<Box<dyn BufRead + 'a>> {
    if !source.fill_buf()?.starts_with(GZIP) {
        return Ok(Box::new(BufReader::new(Limited::new(source, free))));
    }
    Ok(Box::new(BufReader::new(Limited::new(Gzip(MultiGzDecoder::new(source)), free))))
}

fn of_file(path: &Path) -> io::Result<File> {
    experiment::size_of_file(path)?;
    File::open(path)
}

/// Standard input, which is there once while data are read again at the end of a training: it is kept in a file without a
/// name, gone with the process.
fn of_stdin() -> io::Result<File> {
    static KEPT: Mutex<Option<File>> = Mutex::new(None);
    let mut kept = KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if kept.is_none() {
        // Not through `io::stdin`, which another part of the program may have locked.
        let stdin = File::from(rustix::stdio::stdin().try_clone_to_owned()?);
        let mut file = tempfile::tempfile()?;
        io::copy(&mut stdin.take(LARGEST_FILE + 1), &mut file)?;
        *kept = Some(file);
    }
    let mut file = match &*kept {
        Some(file) => file.try_clone()?,
        None => return Err(io::ErrorKind::NotFound.into()),
    };
    file.rewind()?;
    Ok(file)
}

/// How far a file has been read.
pub(super) struct Position {
    read: Rc<Cell<u64>>,
    size: u64,
}

impl Position {
    pub(super) fn tell(&self, progress: Progress<'_>) {
        progress(self.read.get() as f64 / self.size.max(1) as f64);
    }
}

/// A source that counts what is read of it.
struct Counted<R> {
    source: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

/// A gzip archive whose errors say that it is one.
struct Gzip<R>(MultiGzDecoder<R>);

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| {
            io::Error::other(format!("the gzip archive is damaged or cut off ({error}): test it with gunzip -t"))
        })
    }
}
