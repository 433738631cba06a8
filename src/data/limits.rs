//! How much the program takes in. A file beyond is refused in one sentence as soon as the reading comes to it, so that memory
//! stays a small multiple of what was read. `docs/experiment.md` lists them for a person.

use std::{
    io::{self, Read},
    path::Path,
};

use super::DataError;
use crate::wording::{bytes, counted};

/// Bytes of a CSV; places in it are counted in 32 bits.
pub const LARGEST_FILE: u64 = 4_000_000_000;
/// Rows of a CSV.
pub const MOST_ROWS: usize = 20_000_000;
/// Columns of a CSV.
pub const MOST_COLUMNS: usize = 10_000;
/// Bytes of a row, and so of a cell.
pub const LONGEST_ROW: u64 = 1_000_000;
/// Steps of a sequence that is read as a whole: rows, or symbols. A forecast reads windows instead.
pub const LONGEST_SEQUENCE: usize = 100_000;
/// Different symbols of all training texts.
pub const LARGEST_VOCABULARY: usize = 50_000;
/// Different classes.
pub const MOST_CLASSES: usize = 1000;
/// Numbers that the windows of a forecast ask for, all together: each keeps its own.
pub const MOST_ASKED: usize = 200_000_000;

/// Bytes of memory for each byte of a CSV while it is read: the cells, and where they end.
const FOR_A_BYTE: u64 = 3;
/// Bytes of memory for each row of numbers: its time, its line, and the example that begins with it.
const FOR_A_ROW: u64 = 250;
/// The same for each column that is read: as the file has it, prepared, and as the network reads it.
const FOR_A_NUMBER: u64 = 20;
/// Bytes of memory for each byte of a text: as it is shown, and as numbers that are read and answered.
const FOR_A_SYMBOL: u64 = 10;

/// Whether a CSV of this size can be read.
pub(super) fn check_size(path: &Path, size: u64, free: Option<u64>) -> Result<(), DataError> {
    let too_large = |problem| Err(DataError::TooLarge { path: path.to_owned(), size: bytes(size), problem });
    if size > LARGEST_FILE {
        return too_large(format!("rnnlab reads {}", bytes(LARGEST_FILE)));
    }
    let need = size * FOR_A_BYTE;
    match free.filter(|&free| need > free) {
        Some(free) => too_large(format!("reading it takes about {} while {} are free", bytes(need), bytes(free))),
        None => Ok(()),
    }
}

/// Whether rows of so many numbers, once they are read, can be prepared.
pub(super) fn check_numbers(path: &Path, rows: usize, columns: usize, free: Option<u64>) -> Result<(), DataError> {
    let need = rows as u64 * (FOR_A_ROW + columns as u64 * FOR_A_NUMBER);
    check_need(path, counted(rows, "row"), need, free)
}

/// Whether texts of so many bytes in all, once they are read, can be prepared.
pub(super) fn check_texts(path: &Path, rows: usize, bytes: usize, free: Option<u64>) -> Result<(), DataError> {
    let need = rows as u64 * FOR_A_ROW + bytes as u64 * FOR_A_SYMBOL;
    check_need(path, counted(rows, "text"), need, free)
}

fn check_need(path: &Path, size: String, need: u64, free: Option<u64>) -> Result<(), DataError> {
    match free.filter(|&free| need > free) {
        Some(free) => {
            let problem = format!("preparing them takes about {} while {} are free", bytes(need), bytes(free));
            Err(DataError::TooLarge { path: path.to_owned(), size, problem })
        }
        None => Ok(()),
    }
}

/// A source that fails where it goes on beyond what is read, or beyond what there is memory for: what comes out of an
/// archive or through a pipe does not say how large it is.
pub(super) struct Limited<R> {
    source: R,
    read: u64,
    free: Option<u64>,
}

impl<R: Read> Limited<R> {
    pub(super) fn new(source: R, free: Option<u64>) -> Self {
        Self { source, read: 0, free }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.read += read as u64;
        if self.read > LARGEST_FILE {
            return Err(io::Error::other(format!(
                "the file goes on beyond {}, which rnnlab reads: take fewer rows or columns",
                bytes(LARGEST_FILE)
            )));
        }
        match self.free.filter(|&free| self.read * FOR_A_BYTE > free) {
            Some(free) => Err(io::Error::other(format!(
                "the file goes on beyond {}, and reading it takes three times that while {} are free: take fewer rows or columns",
                bytes(self.read),
                bytes(free)
            ))),
            None => Ok(read),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(result: Result<(), DataError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn data_that_do_not_fit_the_memory_are_refused_with_the_arithmetic() {
        let path = Path::new("data.csv");
        assert!(check_size(path, 3_900_000_000, Some(12_000_000_000)).is_ok());
        assert!(check_size(path, 3_900_000_000, None).is_ok());
        assert_eq!(
            words(check_size(path, 3_900_000_000, Some(8_000_000_000))),
            "data.csv holds 3.9 GB, and reading it takes about 12 GB while 8.0 GB are free: take fewer rows or columns"
        );
        assert!(check_numbers(path, 1000, 5, Some(350_000)).is_ok());
        assert_eq!(
            words(check_numbers(path, 10_000_000, 5, Some(2_000_000_000))),
            "data.csv holds 10000000 rows, and preparing them takes about 3.5 GB while 2.0 GB are free: take fewer rows or \
             columns"
        );
        assert_eq!(
            words(check_texts(path, 1_000_000, 20_000_000, Some(100_000_000))),
            "data.csv holds 1000000 texts, and preparing them takes about 450 MB while 100 MB are free: take fewer rows or \
             columns"
        );
    }

    #[test]
    fn a_file_that_grows_beyond_the_limit_while_it_is_read_is_refused() {
        let mut source = Limited { read: LARGEST_FILE, ..Limited::new(&b"more"[..], None) };
        assert_eq!(
            source.read(&mut [0; 8]).unwrap_err().to_string(),
            "the file goes on beyond 4.0 GB, which rnnlab reads: take fewer rows or columns"
        );
        let mut source = Limited { read: 40_000_000, ..Limited::new(&b"more"[..], Some(120_000_000)) };
        assert_eq!(
            source.read(&mut [0; 8]).unwrap_err().to_string(),
            "the file goes on beyond 40 MB, and reading it takes three times that while 120 MB are free: take fewer rows or \
             columns"
        );
    }
}
