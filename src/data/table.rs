//! A tidy CSV file as text cells that remember their lines.

mod foreign;
mod header;
mod number_format;
mod read;
mod record;
mod source;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use self::number_format::Found;
pub use self::number_format::NumberFormat;
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

    /// A cell as a number, written as those of its column are; NaN where it is missing ([`is_missing`]).
    ///
    /// # Errors
    /// When it is neither missing nor a finite number, or may be one of two.
    pub fn number(&self, row: usize, column: usize) -> Result<f64, DataError> {
        let text = self.text(row, column);
        if is_missing(text) {
            return Ok(f64::NAN);
        }
        let found = self.found(column);
        if found.ambiguous == Some(row) {
            return Err(self.error(row, column, &two_readings(text)));
        }
        match found.format.read(text) {
            // What does not fit the network's single precision would be infinite there.
            Some(number) if number.abs() <= f64::from(f32::MAX) => Ok(number),
            _ => Err(self.error(row, column, &self.not_a_number(text, column))),
        }
    }

    /// The cells of a column that are not missing, with their rows.
    pub(super) fn values(&self, column: usize) -> impl Iterator<Item = (usize, &str)> {
        (0..self.rows()).map(move |row| (row, self.text(row, column))).filter(|(_, text)| !is_missing(text))
    }

    /// Whether a text is a number as those of a column are.
    pub(super) fn reads(&self, column: usize, text: &str) -> bool {
        self.found(column).format.read(text).is_some()
    }

    /// What the numbers of a column are: `None` where a cell is none, else whether all are whole.
    pub(super) fn are_whole(&self, column: usize) -> Option<bool> {
        let Found { format, unread, ambiguous, .. } = self.found(column);
        let fits = |text| format.read(text).is_some_and(|number| number.abs() <= f64::from(f32::MAX));
        let are_numbers = unread == 0 && ambiguous.is_none() && self.values(column).all(|(_, text)| fits(text));
        are_numbers.then(|| self.values(column).all(|(_, text)| format.is_whole(text)))
    }

    /// The error about a column whose numbers may be read in two ways.
    pub(super) fn ambiguous(&self, column: usize) -> Option<DataError> {
        let row = self.found(column).ambiguous?;
        self.number(row, column).err()
    }

    /// The formats of those columns that have other than plain numbers: for a file that is to be read the same way.
    pub(super) fn number_formats(&self, names: &[String]) -> NumberFormats {
        let format = |name: &String| {
            let column = self.columns.iter().position(|column| column == name)?;
            let format = self.found(column).format;
            (!format.is_plain()).then(|| (name.clone(), format))
        };
        names.iter().filter_map(format).collect()
    }

    /// Reads numbers as another file has them, where that is possible.
    #[must_use]
    pub fn read_like(mut self, known: &NumberFormats) -> Self {
        self.known.clone_from(known);
        self.found = self.columns.iter().map(|_| OnceLock::new()).collect();
        self
    }

    fn found(&self, column: usize) -> Found {
        *self.found[column].get_or_init(|| {
            let known = self.known.get(&self.columns[column]).copied();
            let found = NumberFormat::find(|| self.values(column), known);
            let ambiguous = || self.thousands_beside_decimal_commas(column);
            Found {
                ambiguous: found.ambiguous.or_else(|| if found.format.is_plain() { ambiguous() } else { None }),
                ..found
            }
        })
    }

    /// The first of numbers that are plain as they stand, and would be thousands where another column has decimal commas.
    fn thousands_beside_decimal_commas(&self, column: usize) -> Option<usize> {
        let has_point = |(_, text): &(usize, &str)| text.contains('.');
        let (row, _) = self.values(column).find(has_point)?;
        let other_has_commas = |other: usize| {
            let found = NumberFormat::find(|| self.values(other), None);
            found.unread == 0 && found.ambiguous.is_none() && found.format.has_decimal_comma()
        };
        let are_thousands =
            self.values(column).filter(has_point).all(|(_, text)| number_format::has_points_between_thousands(text));
        (are_thousands && (0..self.columns.len()).any(|other| other != column && other_has_commas(other)))
            .then_some(row)
    }

    fn not_a_number(&self, text: &str, column: usize) -> String {
        let text = brief(text);
        match self.found(column).sample {
            Some(row) => format!(
                "has '{text}', which is not a finite number as the others are, such as '{}' in line {}",
                brief(self.text(row, column)),
                self.line(row)
            ),
            None => format!("has '{text}', which is not a finite number"),
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
        // Cells before it may run over several lines.
        let breaks = |column| self.text(row, column).matches('\n').count() as u64;
        DataError::Malformed {
            path: self.path.clone(),
            line: self.line(row) + (0..column).map(breaks).sum::<u64>(),
            problem: format!("column '{}' {problem}", brief(&self.columns[column])),
        }
    }
}

/// Words for a value that is not there, in lower case: those that pandas takes for one.
const MISSING: [&str; 15] = [
    "", "na", "n/a", "<na>", "#na", "#n/a", "#n/a n/a", "nan", "-nan", "null", "none", "1.#ind", "-1.#ind", "1.#qnan",
    "-1.#qnan",
];

/// Whether a cell says that there is no number: it is empty, or one of the words that pandas takes for that.
#[must_use]
pub fn is_missing(text: &str) -> bool {
    MISSING.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a cell says that there is no class. "None" may be one.
#[must_use]
pub fn is_no_class(text: &str) -> bool {
    ["", "na", "nan", "null"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// What is wrong with a number such as 1,000, of which no cell of the column says what its mark means.
fn two_readings(text: &str) -> String {
    let mark = if text.contains(',') { ',' } else { '.' };
    let (whole, decimal) = (text.replace(mark, ""), text.replace(mark, "."));
    format!(
        "has '{}', which may be {} with a '{mark}' between thousands, or {} with decimals, and no cell of the column says which: \
         write {} or {}",
        brief(text),
        brief(&whole),
        brief(&decimal),
        brief(&whole),
        brief(&decimal)
    )
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
        assert_eq!(words(table("")), "data.csv, line 1: the file is empty: its first line names the columns");
        assert_eq!(words(table(",,\n")), "data.csv, line 1: the first line names the columns, and there is none");
        assert_eq!(words(table("a,a\n1,2\n")), "data.csv, line 1: two columns are called 'a': give each its own name");
        assert_eq!(words(table("a,b\n1,2\n3\n")), "data.csv, line 3: has 1 cell where the header has 2");
        assert_eq!(
            words(table("a,b\n1,2,3\n")),
            "data.csv, line 2: has 3 cells where the header has 2: a cell with a ',' in it needs quotes around it"
        );
        assert_eq!(
            words(table("Sales\na,b\n1,2\n")),
            "data.csv, line 2: has 2 cells where the header has 1: is there a title above the header, or a ',' in a text \
             without quotes around it?"
        );
        let bytes = Table::parse(b"a\ncaf\xe9\n", Path::new("data.csv"));
        assert_eq!(
            words(bytes),
            "data.csv, line 2: column 'a' is not UTF-8 text, but may be Windows-1252 (Latin-1), 'café': save the file as \
             UTF-8, or convert it, iconv -f WINDOWS-1252 -t UTF-8 data.csv > utf8.csv"
        );
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
        assert_eq!(table.push(7, &["1"]), Ok(()));
        assert_eq!(
            table.push(8, &["1"]).unwrap_err(),
            "this is row 20000001 below the header, and rnnlab reads 20000000: take fewer, the last for instance, or one of \
             several"
        );
    }

    fn cells(table: &Table) -> Vec<Vec<&str>> {
        let row = |row| (0..table.columns().len()).map(|column| table.text(row, column)).collect();
        (0..table.rows()).map(row).collect()
    }

    #[test]
    fn separators_at_the_end_of_lines_make_no_column() {
        for text in ["a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,,\n", "a,b,\n1,2\n3,4\n", "a,b,,\n1,2,,\n3,4\n"] {
            let table = table(text).unwrap();
            assert_eq!(
                (table.columns(), cells(&table)),
                (&["a".to_owned(), "b".to_owned()][..], vec![vec!["1", "2"], vec!["3", "4"]]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_column_without_a_name_is_kept_if_it_is_the_only_one() {
        let index = table(",x\n0,5\n1,6\n").unwrap();
        assert_eq!(
            (index.columns(), cells(&index)),
            (&[String::new(), "x".to_owned()][..], vec![vec!["0", "5"], vec!["1", "6"]])
        );
        assert_eq!(table("x,\n5,0\n").unwrap().columns(), ["x", ""]);
        assert_eq!(
            table("x,,\n5,,\n6,,7\n").unwrap_err().to_string(),
            "data.csv, line 3: column 3 has '7' and no name in the header: give it one, or take out a title above the \
             header"
        );
    }

    #[test]
    fn blank_lines_are_rows_where_there_is_one_column() {
        let one = table("x\n1\n\n  \n4\n\n\n").unwrap();
        assert_eq!((cells(&one), one.line(3)), (vec![vec!["1"], vec![""], vec![""], vec!["4"]], 5));
        let two = table("\nx,y\n\n1,2\n\n3,z\n").unwrap();
        assert_eq!(two.rows(), 2);
        assert_eq!(
            two.number(1, 1).unwrap_err().to_string(),
            "data.csv, line 6: column 'y' has 'z', which is not a finite number"
        );
    }

    #[test]
    fn a_cell_below_another_of_several_lines_has_its_own_line() {
        let table = table("x,note,y\n1,\"a\nb\",2\n2,\"a\n\nb\",z\n").unwrap();
        assert_eq!(
            table.number(1, 2).unwrap_err().to_string(),
            "data.csv, line 6: column 'y' has 'z', which is not a finite number"
        );
    }

    #[test]
    fn lines_of_an_old_mac_are_lines() {
        let table = table("x,y\r1,2\r\r3,z\r").unwrap();
        assert_eq!(table.rows(), 2);
        assert_eq!(
            table.number(1, 1).unwrap_err().to_string(),
            "data.csv, line 4: column 'y' has 'z', which is not a finite number"
        );
    }

    #[test]
    fn a_number_that_may_be_two_is_asked_about() {
        let german = table("t;x;y\n1;1.000;3,5\n2;2.500;4,25\n").unwrap();
        assert_eq!(
            german.number(0, 1).unwrap_err().to_string(),
            "data.csv, line 2: column 'x' has '1.000', which may be 1000 with a '.' between thousands, or 1.000 with decimals, \
             and no cell of the column says which: write 1000 or 1.000"
        );
        assert_eq!(german.number(1, 2).unwrap().to_bits(), 4.25_f64.to_bits());
        let either = table("x\n7\n\"1,000\"\n").unwrap();
        assert_eq!(
            either.number(1, 0).unwrap_err().to_string(),
            "data.csv, line 3: column 'x' has '1,000', which may be 1000 with a ',' between thousands, or 1.000 with decimals, \
             and no cell of the column says which: write 1000 or 1.000"
        );
        assert!(either.number(0, 0).is_ok());
        let mixed = table("x\n\"1,234.5\"\n2\nz\n").unwrap();
        assert_eq!(
            mixed.number(2, 0).unwrap_err().to_string(),
            "data.csv, line 4: column 'x' has 'z', which is not a finite number as the others are, such as '1,234.5' in line 2"
        );
    }

    #[test]
    fn an_archive_is_read_and_a_damaged_one_is_told() {
        use std::io::Write;

        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"a,b\n1,2\n").unwrap();
        let bytes = encoder.finish().unwrap();
        let table = |bytes: &[u8]| Table::parse(bytes, Path::new("data.csv.gz"));
        assert_eq!(cells(&table(&bytes).unwrap()), [["1", "2"]]);
        let words = table(&bytes[..bytes.len() - 9]).unwrap_err().to_string();
        let (_, reason) = words.split_once(" (").unwrap();
        let (reason, _) = reason.rsplit_once(')').unwrap();
        assert_eq!(
            words,
            format!("data.csv.gz, line 1: the gzip archive is damaged or cut off ({reason}): test it with gunzip -t")
        );
    }
}
