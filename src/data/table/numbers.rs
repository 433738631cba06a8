//! The cells of a table as numbers.

use std::sync::OnceLock;

use super::{
    DataError, NumberFormat, NumberFormats, Table,
    number_format::{Found, has_points_between_thousands},
};
use crate::wording::brief;

impl Table {
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
    pub(in crate::data) fn values(&self, column: usize) -> impl Iterator<Item = (usize, &str)> {
        (0..self.rows()).map(move |row| (row, self.text(row, column))).filter(|(_, text)| !is_missing(text))
    }

    /// Whether a text is a number as those of a column are.
    pub(in crate::data) fn reads(&self, column: usize, text: &str) -> bool {
        self.found(column).format.read(text).is_some()
    }

    /// What the numbers of a column are: `None` where a cell is none, else whether all are whole.
    pub(in crate::data) fn are_whole(&self, column: usize) -> Option<bool> {
        let Found { format, unread, ambiguous, .. } = self.found(column);
        let fits = |text| format.read(text).is_some_and(|number| number.abs() <= f64::from(f32::MAX));
        let are_numbers = unread == 0 && ambiguous.is_none() && self.values(column).all(|(_, text)| fits(text));
        are_numbers.then(|| self.values(column).all(|(_, text)| format.is_whole(text)))
    }

    /// The error about a column whose numbers may be read in two ways.
    pub(in crate::data) fn ambiguous(&self, column: usize) -> Option<DataError> {
        let row = self.found(column).ambiguous?;
        self.number(row, column).err()
    }

    /// The formats of those columns that have other than plain numbers: for a file that is to be read the same way.
    pub(in crate::data) fn number_formats(&self, names: &[String]) -> NumberFormats {
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
        let are_thousands = self.values(column).filter(has_point).all(|(_, text)| has_points_between_thousands(text));
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
