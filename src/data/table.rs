//! A tidy CSV file as text cells that remember their lines.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use csv::{ReaderBuilder, StringRecord};

use super::{
    DataError, Part,
    limits::{self, Allowance, LONGEST_ROW, MOST_COLUMNS, MOST_ROWS},
};
use crate::{
    experiment::{self, nearest},
    memory,
    wording::{brief, counted, listed},
};

/// Rows between two words on how far the reading has come.
const ROWS_BETWEEN_NEWS: usize = 1 << 14;

/// Is told, from 0 to 1, how much of a file has been read.
pub type Progress<'a> = &'a mut dyn FnMut(f64);

/// Rows of text cells under named columns. All cells stand in one text: a string for each would take many times the file.
#[derive(Debug, Clone)]
pub struct Table {
    path: PathBuf,
    columns: Vec<String>,
    cells: String,
    /// Where each cell ends in `cells`, row by row.
    ends: Vec<u32>,
    /// The line that each row starts on.
    lines: Vec<u32>,
}

impl Table {
    /// Reads a CSV file: separated by comma, semicolon or tab (whichever the header has most of), UTF-8 with or without
    /// a byte order mark, header required. A name that is no file may be a built-in dataset's.
    ///
    /// # Errors
    /// When the file cannot be read, or is not such a CSV.
    pub fn open(path: &Path, progress: Progress<'_>) -> Result<Self, DataError> {
        if let (Some(bytes), false) = (experiment::dataset(path), path.exists()) {
            return Self::parse(bytes, path);
        }
        let unreadable = |reason| DataError::Unreadable { path: path.to_owned(), reason };
        let size = experiment::size_of_file(path).map_err(unreadable)?;
        limits::check_size(path, size, memory::free())?;
        let file = File::open(path).map_err(unreadable)?;
        Self::read(BufReader::new(file), path, &mut |read| progress(read as f64 / size.max(1) as f64))
    }

    /// Reads the bytes of a CSV file; `path` is what errors call it.
    ///
    /// # Errors
    /// When the bytes are not a CSV with a header.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, DataError> {
        Self::read(bytes, path, &mut |_| {})
    }

    /// Reads row by row; `progress` is told how many bytes have been read.
    fn read(mut source: impl BufRead, path: &Path, progress: &mut dyn FnMut(u64)) -> Result<Self, DataError> {
        // The header says which separator the whole file has, so it is read before the file is.
        let mut header = Vec::new();
        let first_line = source.by_ref().take(LONGEST_ROW).read_until(b'\n', &mut header);
        first_line.map_err(|reason| DataError::Unreadable { path: path.to_owned(), reason })?;
        let header = header.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec).unwrap_or(header);
        let delimiter = delimiter(&header);
        let allowance = Allowance::default();
        let whole = allowance.of(io::Cursor::new(header).chain(source));
        let mut reader = ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(whole);
        let problem = |line, problem| DataError::Malformed { path: path.to_owned(), line, problem };
        let header = reader.headers().map_err(|error| problem(1, in_words(&error, &[])))?;
        let columns = columns(header).map_err(|sentence| problem(1, sentence))?;
        let mut table =
            Self { path: path.to_owned(), columns, cells: String::new(), ends: Vec::new(), lines: Vec::new() };
        let mut record = StringRecord::new();
        loop {
            // A row that is no record has no line of its own yet: it begins where the last one ended.
            let begins = reader.position().clone();
            allowance.for_row_at(begins.byte());
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(table),
                Ok(true) => {}
                Err(error) => {
                    let line = error.position().map_or(begins.line(), csv::Position::line);
                    return Err(problem(line, in_words(&error, &table.columns)));
                }
            }
            let line = record.position().map_or(begins.line(), csv::Position::line);
            if table.rows().is_multiple_of(ROWS_BETWEEN_NEWS) {
                progress(begins.byte());
            }
            table.push(line, &record).map_err(|sentence| problem(line, sentence))?;
        }
    }

    fn push(&mut self, line: u64, record: &StringRecord) -> Result<(), String> {
        if self.rows() == MOST_ROWS {
            return Err(format!(
                "this is row {} below the header, and rnnlab reads {MOST_ROWS}: take fewer, the last for instance, or \
                 one of several",
                MOST_ROWS + 1
            ));
        }
        for cell in record {
            self.cells.push_str(cell);
            self.ends.push(self.cells.len() as u32);
        }
        self.lines.push(line as u32);
        Ok(())
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
        let place = row * self.columns.len() + column;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start as usize..self.ends[place] as usize]
    }

    /// A cell as a number; NaN where it is missing: empty, `NA`, `NaN` or `null`.
    ///
    /// # Errors
    /// When it is neither missing nor a finite number.
    pub fn number(&self, row: usize, column: usize) -> Result<f64, DataError> {
        let text = self.text(row, column);
        match text.parse::<f64>() {
            // What does not fit the network's single precision would be infinite there.
            Ok(number) if number.abs() <= f64::from(f32::MAX) => Ok(number),
            _ if is_missing(text) => Ok(f64::NAN),
            _ => Err(self.error(row, column, &format!("has '{}', which is not a finite number", brief(text)))),
        }
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
        DataError::Malformed {
            path: self.path.clone(),
            line: self.line(row),
            problem: format!("column '{}' {problem}", brief(&self.columns[column])),
        }
    }
}

/// Whether a cell says that there is no value.
#[must_use]
pub fn is_missing(text: &str) -> bool {
    ["", "na", "nan", "null"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn delimiter(header: &[u8]) -> u8 {
    let count = |wanted: u8| header.iter().filter(|&&byte| byte == wanted).count();
    // On a tie the last wins, and comma is the commonest.
    [b'\t', b';', b','].into_iter().max_by_key(|&byte| count(byte)).unwrap_or(b',')
}

/// The names of the columns.
fn columns(header: &StringRecord) -> Result<Vec<String>, String> {
    let columns: Vec<String> = header.iter().map(str::to_owned).collect();
    if columns.iter().all(String::is_empty) {
        return Err("the first line names the columns, and there is none".to_owned());
    }
    if columns.len() > MOST_COLUMNS {
        let count = columns.len();
        return Err(format!("there are {count} columns, and rnnlab reads {MOST_COLUMNS}: leave out those without use"));
    }
    let mut seen = HashSet::new();
    match columns.iter().find(|name| !seen.insert(*name)) {
        Some(name) => Err(format!("two columns are called '{}': give each its own name", brief(name))),
        None => Ok(columns),
    }
}

/// The CSV library's error without its own account of the place.
fn in_words(error: &csv::Error, columns: &[String]) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("has {} where the header has {expected_len}", counted(*len as usize, "cell"))
        }
        csv::ErrorKind::Utf8 { err, .. } => match columns.get(err.field()) {
            Some(name) => format!("column '{}' is not UTF-8 text: save the file as UTF-8", brief(name)),
            None => "is not UTF-8 text: save the file as UTF-8".to_owned(),
        },
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table, DataError> {
        Table::parse(text.as_bytes(), Path::new("data.csv"))
    }

    #[test]
    fn commas_semicolons_and_tabs_separate_alike() {
        for text in ["a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n", "\u{feff}a,b\r\n1,2\r\n", "\"a\",\"b\"\n\"1\",\"2\""] {
            let table = table(text).unwrap();
            let column = table.column("b", "inputs").unwrap();
            assert!((table.number(0, column).unwrap() - 2.0).abs() < f64::EPSILON, "{text:?}");
        }
    }

    #[test]
    fn each_error_says_file_line_and_what_to_do() {
        let words = |result: Result<Table, DataError>| result.unwrap_err().to_string();
        assert_eq!(words(table("")), "data.csv, line 1: the first line names the columns, and there is none");
        assert_eq!(words(table("a,a\n1,2\n")), "data.csv, line 1: two columns are called 'a': give each its own name");
        assert_eq!(words(table("a,b\n1,2\n3\n")), "data.csv, line 3: has 1 cell where the header has 2");
        let bytes = Table::parse(b"a\n\xff\n", Path::new("data.csv"));
        assert_eq!(words(bytes), "data.csv, line 2: column 'a' is not UTF-8 text: save the file as UTF-8");
        let table = table("value,sum\n1,x\n2,1e40\n").unwrap();
        let sum = table.column("sum", "target").unwrap();
        assert_eq!(
            table.number(0, sum).unwrap_err().to_string(),
            "data.csv, line 2: column 'sum' has 'x', which is not a finite number"
        );
        assert_eq!(
            table.number(1, sum).unwrap_err().to_string(),
            "data.csv, line 3: column 'sum' has '1e40', which is not a finite number"
        );
        assert_eq!(
            table.column("valu", "inputs").unwrap_err().to_string(),
            "data.csv has no column 'valu' (inputs): did you mean 'value'?"
        );
    }

    #[test]
    fn a_cell_that_says_so_is_missing() {
        let table = table("x\n\"\"\nNA\nNaN\nnull\n0\n").unwrap();
        let missing: Vec<_> = (0..5).map(|row| table.number(row, 0).unwrap().is_nan()).collect();
        assert_eq!(missing, [true, true, true, true, false]);
    }

    #[test]
    fn rows_of_one_id_are_one_sequence_wherever_they_stand() {
        let table = table("id,x\nb,1\na,2\nb,3\n").unwrap();
        assert_eq!(table.sequences(Some(0)), [vec![0, 2], vec![1]]);
        assert_eq!(table.sequences(None), [vec![0, 1, 2]]);
    }

    #[test]
    fn rows_beyond_the_limit_are_refused_with_their_line() {
        let mut table = table("x\n").unwrap();
        table.lines = vec![0; MOST_ROWS - 1];
        let record = StringRecord::from(vec!["1"]);
        assert_eq!(table.push(7, &record), Ok(()));
        assert_eq!(
            table.push(8, &record).unwrap_err(),
            "this is row 20000001 below the header, and rnnlab reads 20000000: take fewer, the last for instance, or one of \
             several"
        );
    }
}
