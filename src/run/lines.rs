//! A text file that grows by lines and survives what a disk can do: what cannot be written waits, and what was written is
//! never torn.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use super::write::is_at;

/// Lines are written when so many bytes wait,
const ENOUGH: usize = 64 << 10;
/// or so much time has passed.
const LONG_ENOUGH: Duration = Duration::from_secs(1);
/// Bytes that wait at the most for a disk that is full or gone: some million steps.
const MOST: usize = 64 << 20;

/// A text file that grows by lines.
#[derive(Debug)]
pub(super) struct Lines {
    path: PathBuf,
    file: File,
    /// Bytes of whole lines in the file.
    length: u64,
    waiting: Vec<u8>,
    /// When it was last tried to write them, and whether that failed.
    tried: (Instant, bool),
    /// Something has to happen to the file before it may grow.
    is_held: bool,
}

impl Lines {
    /// Opens a file for more lines, or begins it with a first one. What is left of a line at its end is cut off.
    pub(super) fn open(path: PathBuf, first: &str) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
        let length = whole_lines(&mut file)?;
        let waiting = if length == 0 { first.as_bytes().to_vec() } else { Vec::new() };
        let mut lines = Self { path, file, length, waiting, tried: (Instant::now(), false), is_held: false };
        lines.file.set_len(length)?;
        lines.flush()?;
        Ok(lines)
    }

    /// Adds a line, and writes it now or a little later.
    pub(super) fn push(&mut self, line: &str) -> io::Result<()> {
        if self.waiting.len() + line.len() > MOST {
            return Err(io::Error::other(
                "what waits to be written fills the memory set aside for it, and is lost from now on",
            ));
        }
        self.waiting.extend_from_slice(line.as_bytes());
        self.waiting.push(b'\n');
        let (tried, failed) = self.tried;
        // A disk that is full or gone is tried again by the clock alone.
        let is_due = (self.waiting.len() >= ENOUGH && !failed) || tried.elapsed() >= LONG_ENOUGH;
        if is_due { self.flush() } else { Ok(()) }
    }

    /// Writes what waits, unless the file is held.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.is_held {
            return Ok(());
        }
        self.tried = (Instant::now(), true);
        self.come_back()?;
        self.file.seek(SeekFrom::Start(self.length))?;
        if let Err(error) = self.file.write_all(&self.waiting) {
            // Half a line would be worse than none.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += self.waiting.len() as u64;
        self.waiting.clear();
        self.tried.1 = false;
        Ok(())
    }

    /// Has all lines on the disk, whatever happens to the machine.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.flush()?;
        self.file.sync_data()
    }

    /// Where somebody has removed the file, it is made anew: the system still has what was in it.
    fn come_back(&mut self) -> io::Result<()> {
        if is_at(&self.file, &self.path) {
            return Ok(());
        }
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&self.path)?;
        self.copy_from(0, &mut file)?;
        self.file = file;
        Ok(())
    }

    /// Copies what is in the file from a byte on.
    pub(super) fn copy_from(&mut self, place: u64, to: &mut impl Write) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(place))?;
        io::copy(&mut (&self.file).take(self.length.saturating_sub(place)), to).map(drop)
    }

    /// Looks at each line, whatever number of them there is, and gives the byte at which the first begins that is not
    /// wanted; the end where all are.
    pub(super) fn while_wanted(&mut self, mut is_wanted: impl FnMut(&[u8]) -> bool) -> io::Result<u64> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::new((&self.file).take(self.length));
        let (mut place, mut line) = (0, Vec::new());
        while reader.read_until(b'\n', &mut line)? > 0 && is_wanted(&line) {
            place += line.len() as u64;
            line.clear();
        }
        Ok(place)
    }

    /// What is in the file.
    pub(super) fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        (&self.file).take(self.length).read_to_end(&mut text)?;
        Ok(text)
    }

    /// Lets the file grow no more until it is cut.
    pub(super) fn hold(&mut self) {
        self.is_held = true;
    }

    /// Takes all bytes from some place on out of the file; then it may grow again.
    pub(super) fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        (self.length, self.is_held) = (length, false);
        Ok(())
    }

    /// Where a line begins, by its number from 0; the end where there are fewer.
    pub(super) fn place(text: &[u8], line: u64) -> usize {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        std::iter::once(0).chain(ends).nth(line as usize).unwrap_or(text.len())
    }
}

/// Bytes up to the last line that is whole.
fn whole_lines(file: &mut File) -> io::Result<u64> {
    let (mut read, mut whole, mut bytes) = (0, 0, vec![0; ENOUGH]);
    loop {
        let count = file.read(&mut bytes)?;
        if count == 0 {
            return Ok(whole);
        }
        whole = bytes[..count].iter().rposition(|&byte| byte == b'\n').map_or(whole, |at| read + at as u64 + 1);
        read += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(path: &std::path::Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_torn_line_at_the_end_is_cut_off_and_the_first_line_is_written_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines");
        for _ in 0..2 {
            Lines::open(path.clone(), "first\n").unwrap();
            assert_eq!(read(&path), "first\n");
        }
        fs::write(&path, "first\nsecond\nthi").unwrap();
        let mut lines = Lines::open(path.clone(), "first\n").unwrap();
        lines.push("third").unwrap();
        lines.flush().unwrap();
        assert_eq!(read(&path), "first\nsecond\nthird\n");
    }

    #[test]
    fn a_file_that_somebody_removed_is_made_anew_with_all_that_was_in_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines");
        let mut lines = Lines::open(path.clone(), "first\n").unwrap();
        fs::remove_file(&path).unwrap();
        lines.push("second").unwrap();
        lines.flush().unwrap();
        assert_eq!(read(&path), "first\nsecond\n");
    }

    #[test]
    fn what_cannot_be_written_waits_and_is_written_when_it_can() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("folder");
        fs::create_dir(&folder).unwrap();
        let path = folder.join("lines");
        let mut lines = Lines::open(path.clone(), "first\n").unwrap();
        fs::remove_dir_all(&folder).unwrap();
        lines.push("second").unwrap();
        assert_eq!(lines.flush().unwrap_err().kind(), io::ErrorKind::NotFound);
        lines.push("third").unwrap();
        fs::create_dir(&folder).unwrap();
        lines.flush().unwrap();
        assert_eq!(read(&path), "first\nsecond\nthird\n");
    }

    #[test]
    fn a_device_that_is_full_takes_nothing_and_loses_nothing_until_the_room_for_it_is_full_too() {
        let dir = tempfile::tempdir().unwrap();
        let mut lines = Lines::open(dir.path().join("lines"), "").unwrap();
        lines.file = OpenOptions::new().write(true).open("/dev/full").unwrap();
        lines.path = PathBuf::from("/dev/full");
        let line = "x".repeat(1 << 20);
        let results: Vec<_> = (0..65).map(|_| lines.push(&line).map_err(|error| error.kind())).collect();
        assert_eq!(results[0], Err(io::ErrorKind::StorageFull));
        assert_eq!(results[64], Err(io::ErrorKind::Other));
        assert_eq!(
            lines.push(&line).unwrap_err().to_string(),
            "what waits to be written fills the memory set aside for it, and is lost from now on"
        );
        assert!(lines.waiting.len() <= MOST);
        assert_eq!(lines.length, 0);
    }
}
