//! How the numbers of a column are written: decimal point or comma, marks between thousands, a percent or currency sign.
//!
//! The whole column decides, because one cell often cannot: `1,000` is a thousand, or one with three decimals. The format that
//! reads most of the cells is taken; the others are errors where they stand. Numbers that every program reads (`1000.5`,
//! `1e3`) are taken as they are, whatever else they could mean.

use serde::{Deserialize, Serialize};

/// How the numbers of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NumberFormat {
    /// What stands before the decimals.
    decimal: Decimal,
    /// What may stand between groups of three digits.
    group: Option<Group>,
    /// A percent or currency sign.
    unit: Option<char>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decimal {
    #[default]
    Point,
    Comma,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Group {
    Comma,
    Point,
    Space,
    Apostrophe,
}

/// Formats that are tried where a column has other than plain numbers. Each reads numbers without groups too.
const CANDIDATES: [(Decimal, Group); 6] = [
    (Decimal::Point, Group::Comma),
    (Decimal::Comma, Group::Point),
    (Decimal::Point, Group::Space),
    (Decimal::Comma, Group::Space),
    (Decimal::Point, Group::Apostrophe),
    (Decimal::Comma, Group::Apostrophe),
];

/// What was found of the numbers of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The format that reads most cells.
    pub format: NumberFormat,
    /// Cells that it does not read.
    pub unread: usize,
    /// The first cell that another format reads just as well, as another number.
    pub ambiguous: Option<usize>,
    /// A cell that shows the format, where it is not the plain one.
    pub sample: Option<usize>,
}

impl NumberFormat {
    /// The format of a column, given its cells that are not missing, each with its row. `known` is the format of the same
    /// column in another file, which is taken where it reads all cells.
    pub(super) fn find<'a, I>(cells: impl Fn() -> I, known: Option<Self>) -> Found
    where
        I: Iterator<Item = (usize, &'a str)>,
    {
        let unread = |format: Self| cells().filter(|(_, text)| format.read(text).is_none()).count();
        let found = |format: Self, unread, ambiguous| {
            let shows = |(_, text): &(usize, &str)| Self::default().read(text).is_none() && format.read(text).is_some();
            let sample = cells().find(shows).map(|(row, _)| row);
            Found { format, unread, ambiguous, sample }
        };
        if let Some(known) = known.filter(|known| unread(*known) == 0) {
            return found(known, 0, None);
        }
        let plain = unread(Self::default());
        if plain == 0 {
            return found(Self::default(), 0, Self::thousands_that_look_plain(&cells));
        }
        let unit = cells().find_map(|(_, text)| text.chars().find(|&character| is_unit(character)));
        let formats = CANDIDATES.map(|(decimal, group)| Self { decimal, group: Some(group), unit });
        let counts = formats.map(unread);
        let fewest = counts.into_iter().min().unwrap_or(plain);
        if plain <= fewest {
            return found(Self::default(), plain, None);
        }
        let mut best = formats.into_iter().zip(counts).filter(|(_, count)| *count == fewest).map(|(format, _)| format);
        let first = best.next().unwrap_or_default();
        let others: Vec<Self> = best.collect();
        let differs = |text: &str| {
            others.iter().any(|other| matches!((first.read(text), other.read(text)), (Some(a), Some(b)) if a.to_bits() != b.to_bits()))
        };
        // Where words stand among them, the column is none of numbers.
        let ambiguous = || cells().find(|(_, text)| differs(text)).map(|(row, _)| row);
        found(first, fewest, if fewest == 0 { ambiguous() } else { None })
    }

    /// The first cell with a point of a column such as 998, 1.005: where every point stands before three digits, and whole
    /// numbers of three digits have none, these may be thousands.
    fn thousands_that_look_plain<'a, I>(cells: impl Fn() -> I) -> Option<usize>
    where
        I: Iterator<Item = (usize, &'a str)>,
    {
        let pointed = || cells().filter(|(_, text)| text.contains('.'));
        let (row, _) = pointed().next()?;
        let are_thousands = pointed().all(|(_, text)| has_points_between_thousands(text));
        let is_hundreds = |text: &str| text.trim_start_matches('-').len() == 3 && text.parse::<i64>().is_ok();
        let rest = || cells().filter(|(_, text)| !text.contains('.'));
        let (has_hundreds, are_whole) = (
            rest().any(|(_, text)| is_hundreds(text)),
            rest().all(|(_, text)| text.parse::<i64>().is_ok_and(|n| n.unsigned_abs() < 1000)),
        );
        (are_thousands && has_hundreds && are_whole).then_some(row)
    }

    /// A cell as a number; `None` where it is not written in this format.
    pub(in crate::data) fn read(self, text: &str) -> Option<f64> {
        if self == Self::default() {
            return text.parse().ok();
        }
        let (text, in_parentheses) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
            // As in accounting.
            Some(inner) => (inner.trim(), true),
            None => (text, false),
        };
        let (text, sign) = without_sign(text);
        let (text, inner_sign) = without_sign(self.without_unit(text)?);
        let magnitude = self.magnitude(text)?;
        match (in_parentheses, sign, inner_sign) {
            (true, None, None) | (false, Some(true), None) | (false, None, Some(true)) => Some(-magnitude),
            (false, None, None | Some(false)) | (false, Some(false), None) => Some(magnitude),
            _ => None,
        }
    }

    /// Whether all that is read is whole: no decimals, and no unit of which there could be parts.
    pub(super) fn is_whole(self, text: &str) -> bool {
        if self == Self::default() {
            return text.parse::<i64>().is_ok();
        }
        self.unit.is_none()
            && !text.contains(self.decimal.mark())
            && self.read(text).is_some_and(|number| number.fract() == 0.0)
    }

    /// Whether decimals come after a comma.
    pub(super) fn has_decimal_comma(self) -> bool {
        self.decimal == Decimal::Comma
    }

    /// Whether this is what every program reads.
    pub(super) fn is_plain(self) -> bool {
        self == Self::default()
    }

    fn without_unit(self, text: &str) -> Option<&str> {
        let Some(unit) = self.unit else { return Some(text) };
        let stripped = text.strip_suffix(unit).or_else(|| text.strip_prefix(unit)).map(str::trim);
        // 50% and 0.5 in one column may be the same; $5 and 5 are.
        stripped.or((!matches!(unit, '%' | '‰')).then_some(text))
    }

    /// A number without a sign.
    fn magnitude(self, text: &str) -> Option<f64> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, decimals) = mantissa.split_once(self.decimal.mark()).unwrap_or((mantissa, ""));
        let digits = self.digits(whole)?;
        let is_number = are_digits(decimals) && !(digits.is_empty() && decimals.is_empty());
        is_number.then(|| format!("{digits}.{decimals}0e{exponent}").parse().ok())?
    }

    /// The digits before the decimals, without the marks between groups of three.
    fn digits(self, whole: &str) -> Option<String> {
        let is_mark = |character| self.group.is_some_and(|group| group.is(character));
        let groups: Vec<&str> = whole.split(is_mark).collect();
        let are_groups = groups.len() == 1
            || (1..=3).contains(&groups[0].len())
                && !groups[0].starts_with('0')
                && groups[1..].iter().all(|group| group.len() == 3);
        let digits = groups.concat();
        (are_groups && are_digits(&digits)).then_some(digits)
    }
}

impl Decimal {
    fn mark(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

impl Group {
    fn is(self, character: char) -> bool {
        match self {
            Self::Comma => character == ',',
            Self::Point => character == '.',
            // Also the one that does not break, the narrow one, and the thin one.
            Self::Space => matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'),
            Self::Apostrophe => matches!(character, '\'' | '’'),
        }
    }
}

/// Whether a number looks like thousands with points between them, such as 1.000 or 12.345.678.
pub(super) fn has_points_between_thousands(text: &str) -> bool {
    let points = NumberFormat { decimal: Decimal::Comma, group: Some(Group::Point), unit: None };
    text.contains('.') && points.read(text).is_some()
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Percent, per mille, or a currency (Unicode's category Sc, as far as it is in use).
fn is_unit(character: char) -> bool {
    matches!(character, '%' | '‰' | '$' | '¢' | '£' | '¥' | '\u{20a0}'..='\u{20c0}' | '฿' | '﷼')
}

/// What follows a sign, and whether it was a minus.
fn without_sign(text: &str) -> (&str, Option<bool>) {
    let rest = text.strip_prefix(['-', '−', '+']);
    rest.map_or((text, None), |rest| (rest.trim_start(), Some(!text.starts_with('+'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cells: &[&str]) -> Found {
        NumberFormat::find(|| cells.iter().copied().enumerate(), None)
    }

    #[track_caller]
    fn numbers(cells: &[&str]) -> Vec<f64> {
        let Found { format, unread, ambiguous, .. } = found(cells);
        assert_eq!((unread, ambiguous), (0, None), "{cells:?}");
        cells.iter().map(|text| format.read(text).unwrap()).collect()
    }

    #[test]
    fn numbers_of_every_country_are_read_by_the_whole_column() {
        for (cells, expected) in [
            (["1,234.5", "1,000", "7"], [1234.5, 1000.0, 7.0]),
            (["1.234,5", "1.000", "7"], [1234.5, 1000.0, 7.0]),
            (["1,234,567", "1,000", "-2,000"], [1_234_567.0, 1000.0, -2000.0]),
            (["1.234.567", "1.000", "2"], [1_234_567.0, 1000.0, 2.0]),
            (["3,25", "1,000", "0,5"], [3.25, 1.0, 0.5]),
            (["0,500", "1,000", "2,250"], [0.5, 1.0, 2.25]),
            (["1234,567", "1,000", "2"], [1234.567, 1.0, 2.0]),
            (["1 000", "12\u{a0}500,5", "1\u{202f}000\u{202f}000"], [1000.0, 12500.5, 1e6]),
            (["1'000", "1’000.25", "3"], [1000.0, 1000.25, 3.0]),
            (["$1,000.50", "-$3", "$ 5"], [1000.5, -3.0, 5.0]),
            (["3,50 €", "1.000 €", "2"], [3.5, 1000.0, 2.0]),
            (["12%", "-3.5 %", "100%"], [12.0, -3.5, 100.0]),
            (["(1,000.00)", "2,000.00", "−5"], [-1000.0, 2000.0, -5.0]),
            (["1,5e3", "+2,5E-1", ",5"], [1500.0, 0.25, 0.5]),
        ] {
            assert_eq!(numbers(&cells), expected, "{cells:?}");
        }
    }

    #[test]
    fn plain_numbers_stay_what_they_are() {
        assert_eq!(numbers(&["1.000", "2.500", "12"]), [1.0, 2.5, 12.0]);
        assert_eq!(numbers(&["1e3", "-.5", "+7."]), [1000.0, -0.5, 7.0]);
        assert!(found(&["1.5", "2"]).format.is_plain());
    }

    #[test]
    fn a_column_of_thousands_or_decimals_is_ambiguous() {
        for cells in
            [&["1,000", "2,500"] as &[&str], &["7", "1,000"], &["-1,000"], &["$1,000", "$2"], &["998", "1.005"]]
        {
            assert!(found(cells).ambiguous.is_some(), "{cells:?}");
        }
        for cells in [
            &["7", "1,000", "x"] as &[&str],
            &["2", "1.005"],
            &["998", "0.125"],
            &["998", "1.005", "1.5"],
            &["998", "1.005", "-9223372036854775808"],
        ] {
            assert_eq!(found(cells).ambiguous, None, "{cells:?}");
        }
    }

    #[test]
    fn the_cell_that_differs_from_most_is_the_odd_one() {
        let Found { format, unread, .. } = found(&["1.234,5", "7,25", "1,234.5", "3,5"]);
        assert_eq!((format.read("7,25"), format.read("1,234.5"), unread), (Some(7.25), None, 1));
        let Found { format, unread, .. } = found(&["1.5", "2.5", "1,5"]);
        assert_eq!((format.is_plain(), unread), (true, 1));
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for cells in [
            &["1,00,000"] as &[&str],
            &["1,2,3"],
            &["12,34.5"],
            &["0,000,001"],
            &["50%", "0.5"],
            &["$5", "€5"],
            &["--5"],
            &["(-5)"],
            &["5-"],
            &["A1", "A2"],
            &["12 kg"],
            &["$"],
            &["1.2.3"],
            &[",", "."],
            &["١٢٣"],
        ] {
            assert!(found(cells).unread > 0, "{cells:?}");
        }
    }

    #[test]
    fn the_format_of_another_file_is_taken_where_it_reads_all() {
        let german = found(&["1.234,5"]).format;
        let again = |cells: &[&str]| NumberFormat::find(|| cells.iter().copied().enumerate(), Some(german));
        let here = again(&["1,000", "2.000"]);
        assert_eq!(
            (here.format.read("1,000"), here.format.read("2.000"), here.ambiguous),
            (Some(1.0), Some(2000.0), None)
        );
        assert!(again(&["1.5", "2"]).format.is_plain());
        let saved = serde_json::to_string(&german).unwrap();
        assert_eq!(serde_json::from_str::<NumberFormat>(&saved).unwrap(), german);
    }
}
