//! A tidy CSV file as text cells that remember their lines.

mod foreign;
mod header;
mod number_format;
mod numbers;
mod read;
mod record;
mod source;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use self::number_format::Found;
pub use self::{
    number_format::NumberFormat,
    numbers::{is_missing, is_no_class},
};
use super::{DataError, Part, limits::MOST_ROWS};
use crate::{
    experiment::{self, nearest},
    wording::{brief, listed},
};

/// Is told, from 0 to 1, how much of a file has been read.
pub type Progress<'a> = &'a mut dyn FnMut(f64);

/// Formats of the columns that have other than plain numbers, by name.
pub type NumberFormats = BTreeMap<String, NumberFormat>;

/// Rows of text cells under named columns. All cells stand in one text: a string for each would take many times the file.
#[derive(Debug, Clone)]
pub struct Table {
    path: PathBuf,
    columns: Vec<String>,
    /// Cells of a row: those of the columns, and maybe one without a name or a value.
    stride: usize,
    cells: String,
    /// Where each cell ends in `cells`, row by row.
    ends: Vec<u32>,
    /// The line that each row starts on.
    lines: Vec<u32>,
    /// What was found of the numbers of each column, once it was asked for.
    found: Vec<OnceLock<Found>>,
    /// The formats that its columns have in another file.
    known: NumberFormats,
}

impl Table {
    /// Reads a CSV file: separated by comma, semicolon, tab or `|` (whichever the header has most of), UTF-8 with or without
    /// a byte order mark, header required, perhaps in a gzip archive. `-` is standard input. A name that is no file may be a
    /// built-in dataset's.
    ///
    /// # Errors
    /// When the file cannot be read, or is not such a CSV.
    pub fn open(path: &Path, progress: Progress<'_>) -> Result<Self, DataError> {
        if let (Some(bytes), false) = (experiment::dataset(path), path.exists()) {
            return Self::parse(bytes, path);
        }
        let (source, position) = source::open(path)?;
        read::read(source, &source::called(path), &mut || position.tell(progress))
    }

    /// Reads the bytes of a CSV file; `path` is what errors call it.
    ///
    /// # Errors
    /// When the bytes are not a CSV with a header.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, DataError> {
        let unpacked = source::unpacked(bytes, None);
        let source = unpacked.map_err(|reason| DataError::Unreadable { path: path.to_owned(), reason })?;
        read::read(source, path, &mut || {})
    }

    fn empty(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            columns: Vec::new(),
            stride: 0,
            cells: String::new(),
            ends: Vec::new(),
            lines: Vec::new(),
            found: Vec::new(),
            known: NumberFormats::new(),
        }
    }

    /// Adds a row; cells that it lacks are empty, and those beyond the columns are left out.
    fn push(&mut self, line: u64, cells: &[&str]) -> Result<(), String> {
        if self.rows() == MOST_ROWS {
            return Err(format!(
                "this is row {} below the header, and rnnlab reads {MOST_ROWS}: take fewer, the last for instance, or \
                 one of several",
                MOST_ROWS + 1
            ));
        }
        for cell in cells.iter().copied().chain(std::iter::repeat("")).take(self.stride) {
            self.cells.push_str(cell);
            self.ends.push(self.cells.len() as u32);
        }
        self.lines.push(line as u32);
        Ok(())
    }

    /// Names the columns, once all rows are there.
    fn set_columns(&mut self, columns: Vec<String>) {
        self.found = columns.iter().map(|_| OnceLock::new()).collect();
        self.columns = columns;
    }

    /// Number of rows below the header.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Names of the columns, as the header has them.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The line of the file that a row starts on, from 1.
    #[must_use]
    pub fn line(&self, row: usize) -> u64 {
        self.lines[row].into()
    }

    /// The file it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Place of a column; `key` is the key of the experiment that asks for it.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn column(&self, name: &str, key: &'static str) -> Result<usize, DataError> {
        self.columns.iter().position(|column| column == name).ok_or_else(|| DataError::NoSuchColumn {
            path: self.path.clone(),
            column: name.to_owned(),
            key,
            hint: match nearest(name, self.columns.iter().map(String::as_str)) {
                Some(near) => format!("did you mean '{near}'?"),
                None => format!("it has {}", listed(&self.columns)),
            },
        })
    }

    /// Indices of the rows of each sequence, in the order in which the sequences begin. Without an id column all rows
    /// are one sequence.
    #[must_use]
    pub fn sequences(&self, id: Option<usize>) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut group_of: HashMap<&str, usize> = HashMap::new();
        for row in 0..self.rows() {
            let id = id.map_or("", |column| self.text(row, column));
            let group = *group_of.entry(id).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(row);
        }
        groups
    }

    /// A cell as it stands in the file.
    #[must_use]
    pub fn text(&self, row: usize, column: usize) -> &str {
        let place = row * self.stride + column;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start as usize..self.ends[place] as usize]
    }

    /// The part of the split that a cell names.
    ///
    /// # Errors
    /// When it names none.
    pub fn part(&self, row: usize, column: usize) -> Result<Part, DataError> {
        let text = self.text(row, column);
        let problem = || format!("has '{}' where train, validation or test is expected", brief(text));
        Part::parse(text).ok_or_else(|| self.error(row, column, &problem()))
    }

    /// The part of the split that all rows of a sequence name.
    ///
    /// # Errors
    /// When one names none, or another than the first.
    pub fn part_of_all(&self, rows: &[usize], column: usize) -> Result<Part, DataError> {
        let part = self.part(rows[0], column)?;
        for &row in rows {
            let other = self.part(row, column)?;
            if other != part {
                let problem =
                    format!("says '{other}' where its sequence began with '{part}': a sequence is in one part only");
                return Err(self.error(row, column, &problem));
            }
        }
        Ok(part)
    }

    /// The error about a table that has no row.
    #[must_use]
    pub fn without_rows(&self) -> DataError {
        DataError::Malformed {
            path: self.path.clone(),
            line: 1,
            problem: "there are no rows below the header".to_owned(),
        }
    }

    /// An error about one cell; `problem` goes on after "column 'name'".
    #[must_use]
    pub fn error(&self, row: usize, column: usize, problem: &str) -> DataError {
        // Cells before it may run over several lines.
        let breaks = |column| self.text(row, column).matches('\n').count() as u64;
        DataError::Malformed {
            path: self.path.clone(),
            line: self.line(row) + (0..column).map(breaks).sum::<u64>(),
            problem: format!("column '{}' {problem}", brief(&self.columns[column])),
        }
    }
}

#[cfg(test)]
mod tests;
