//! How numbers are written for a person: by significant digits, so that a small number never reads as nothing and a large one
//! never as a row of zeros.

use std::ops::RangeInclusive;

/// Significant digits of a number that stands alone, and of the spread of numbers that are compared.
pub const DIGITS: usize = 4;
/// Significant digits of a fitted constant.
pub const STEP_DIGITS: usize = 7;
/// Significant digits of a value that is small beside the others.
const MIN_DIGITS: usize = 3;
/// Powers of ten of the numbers that are written without an exponent.
const FIXED: RangeInclusive<i32> = -5..=14;
/// Significant digits of a double, at most.
const MAX_DIGITS: i32 = 17;

/// A number with so many significant digits: `451.2`, `-0.0004708`, `1.235e18`. Zeros at the end are kept, and numbers from
/// 10⁴ to 10⁷ keep all digits before the point.
#[must_use]
pub fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return special(value);
    }
    let exponent = exponent(value, digits);
    if (-4..7).contains(&exponent) {
        format!("{value:.*}", (digits as i32 - 1 - exponent).max(0) as usize)
    } else {
        format!("{value:.*e}", digits.saturating_sub(1))
    }
}

/// The same without zeros at the end of the decimals, for fitted constants: `0.5`, not `0.5000`.
#[must_use]
pub fn significant_short(value: f64, digits: usize) -> String {
    NumberStyle::of_spread(value.abs(), digits).format_short(value, digits)
}

/// The shortest text that is read back as the same number, with an exponent where it would be long: `0.1`, `1e-12`. A missing
/// value (NaN) is a dash.
#[must_use]
pub fn exact(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        special(value)
    } else if FIXED.contains(&exponent(value, MAX_DIGITS as usize)) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// A share as a whole percentage, rounded half away from 0: `28%`. What is a little more than nothing or less than all is
/// written so: `<1%`, `>99%`.
#[must_use]
pub fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    match rounded {
        0.0 if share > 0.0 => "<1%".to_owned(),
        100.0 if share < 1.0 => ">99%".to_owned(),
        // Adding 0 makes a 0 out of what was rounded to -0.
        _ if share.is_finite() => format!("{}%", rounded + 0.0),
        _ => special(share),
    }
}

/// How the values of one quantity are written: with the same decimals, so many that values can be told apart which differ by a
/// small part of their spread, whatever their level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberStyle {
    /// The power of ten of the last digit.
    last: i32,
}

impl NumberStyle {
    /// So many significant digits of a spread, such as a standard deviation. A spread that is not above 0 counts as 1.
    #[must_use]
    pub fn of_spread(spread: f64, digits: usize) -> Self {
        let spread = if spread > 0.0 && spread.is_finite() { spread } else { 1.0 };
        // 0.99999, as of a scaled column, has the decimals of 1.
        Self { last: exponent(spread, DIGITS) - digits as i32 + 1 }
    }

    /// The same of the range of some values; of equal values, of their size.
    #[must_use]
    pub fn of_values(values: impl Iterator<Item = f64>, digits: usize) -> Self {
        let ends = |ends: (f64, f64), value: f64| (ends.0.min(value), ends.1.max(value));
        let (low, high) = values.filter(|value| value.is_finite()).fold((f64::INFINITY, f64::NEG_INFINITY), ends);
        Self::of_spread(if high > low { high - low } else { high.abs() }, digits)
    }

    /// A value with the decimals of this style; one that is small beside the others has three significant digits. A missing
    /// one (NaN) is a dash.
    #[must_use]
    pub fn format(self, value: f64) -> String {
        self.format_with(value, MIN_DIGITS)
    }

    /// The same with so many significant digits at least, and without zeros at the end of the decimals: `0.5`, not `0.5000`.
    #[must_use]
    pub fn format_short(self, value: f64, min_digits: usize) -> String {
        let text = self.format_with(value, min_digits);
        let (mantissa, exponent) = text.find('e').map_or((&text[..], ""), |at| text.split_at(at));
        if !mantissa.contains('.') {
            return text;
        }
        format!("{}{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'))
    }

    fn format_with(self, value: f64, min_digits: usize) -> String {
        if value == 0.0 && FIXED.contains(&self.last) {
            return format!("{:.*}", (-self.last).max(0) as usize, 0.0);
        }
        if value == 0.0 || !value.is_finite() {
            return special(value);
        }
        let size = exponent(value, min_digits);
        let last = self.last.min(size + 1 - min_digits as i32).max(size + 1 - MAX_DIGITS);
        if FIXED.contains(&size) {
            format!("{value:.*}", (-last).max(0) as usize)
        } else {
            format!("{value:.*e}", (size - last) as usize)
        }
    }

    /// The same for little room: with a decimal less, and a value that would vanish as a single digit with its exponent, `-5e-3`.
    #[must_use]
    pub fn format_narrow(self, value: f64) -> String {
        let narrow = Self { last: self.last + 1 };
        if value != 0.0 && value.abs() < 10_f64.powi(narrow.last) / 2.0 {
            return format!("{value:.0e}");
        }
        if value.is_finite() && exponent(value, 1) >= narrow.last && FIXED.contains(&exponent(value, 1)) {
            return format!("{value:.*}", (-narrow.last).max(0) as usize);
        }
        narrow.format(value)
    }
}

/// The power of ten of the first digit of a finite number that is not 0, once it is rounded to so many digits.
fn exponent(value: f64, digits: usize) -> i32 {
    let text = format!("{value:.*e}", digits.saturating_sub(1));
    text.rsplit_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// Numbers without significant digits.
fn special(value: f64) -> String {
    match value {
        _ if value.is_nan() => "–",
        f64::INFINITY => "∞",
        f64::NEG_INFINITY => "−∞",
        _ => "0",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_alone_has_four_significant_digits() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (451.234, "451.2"),
            (-0.000_470_8, "-0.0004708"),
            (0.000_047_08, "4.708e-5"),
            (9.999_96, "10.00"),
            (12_345.6, "12346"),
            (9_999_999.7, "1.000e7"),
            (1.2345e18, "1.234e18"),
            (f64::NAN, "–"),
            (f64::INFINITY, "∞"),
        ] {
            assert_eq!(significant(value, DIGITS), expected, "{value}");
        }
    }

    #[test]
    fn exact_texts_are_short_and_read_back() {
        for (value, expected) in
            [(0.1, "0.1"), (-2.5, "-2.5"), (100_000_003.0, "100000003"), (1e-12, "1e-12"), (1.5e300, "1.5e300")]
        {
            assert_eq!(exact(value), expected);
        }
    }

    #[test]
    fn percentages_round_half_away_from_zero() {
        let texts = [0.2851, 0.2849, -0.601, 1.0, -0.001, 0.0, f64::NAN].map(percent);
        assert_eq!(texts, ["29%", "28%", "-60%", "100%", "0%", "0%", "–"]);
        assert_eq!([0.004, 0.006, 0.994, 0.996].map(percent), ["<1%", "1%", "99%", ">99%"]);
    }

    #[test]
    fn values_are_told_apart_whatever_their_level() {
        let format = |spread: f64, values: &[f64]| -> Vec<String> {
            values.iter().map(|value| NumberStyle::of_spread(spread, DIGITS).format(*value)).collect()
        };
        assert_eq!(format(120.0, &[451.234, 0.0, -3.0]), ["451.2", "0.0", "-3.00"]);
        assert_eq!(format(2.0, &[100_000_003.142]), ["100000003.142"]);
        assert_eq!(format(5e-4, &[-0.000_470_8, 0.001]), ["-0.0004708", "0.0010000"]);
        assert_eq!(format(1e19, &[1.234e20, 5e5]), ["1.2340e20", "500000"]);
        assert_eq!(format(1e-13, &[1.234e-12, 0.0]), ["1.2340e-12", "0"]);
    }

    #[test]
    fn a_value_that_is_small_beside_the_others_keeps_its_digits() {
        let style = NumberStyle::of_spread(120.0, DIGITS);
        assert_eq!([style.format(0.000_34), style.format(-0.04), style.format(0.0)], ["0.000340", "-0.0400", "0.0"]);
        let short = |value| style.format_short(value, 9);
        assert_eq!(
            [short(0.5), short(7.0), short(18.499_543_727_9), short(4e-40)],
            ["0.5", "7", "18.4995437", "4e-40"]
        );
    }

    #[test]
    fn numbers_of_a_usual_size_have_no_exponent_however_close_they_are() {
        let style = NumberStyle::of_spread(2e-5, 9);
        assert_eq!(style.format_short(1.000_030_568_888_8, 9), "1.0000305688888");
        assert_eq!(NumberStyle::of_spread(2e-6, 9).format_short(1_013.250_003_274_65, 9), "1013.25000327465");
    }

    #[test]
    fn little_room_costs_a_decimal_but_no_value() {
        let style = NumberStyle::of_spread(4.0, DIGITS);
        let shown = [-3.288, 0.0, 0.0121, -0.0047, 1.2e-9, 123.456, f64::NAN].map(|value| style.format_narrow(value));
        assert_eq!(shown, ["-3.29", "0.00", "0.01", "-5e-3", "1e-9", "123.46", "–"]);
    }

    #[test]
    fn a_style_of_values_follows_their_range_or_their_size() {
        let of = |values: &[f64]| NumberStyle::of_values(values.iter().copied(), DIGITS);
        assert_eq!(of(&[1e8, 1e8 + 5.0, f64::NAN]), NumberStyle::of_spread(5.0, DIGITS));
        assert_eq!(of(&[-7.0, -7.0]), NumberStyle::of_spread(7.0, DIGITS));
        assert_eq!(of(&[f64::NAN]), NumberStyle::of_spread(1.0, DIGITS));
    }

    proptest! {
        #[test]
        fn no_number_but_zero_reads_as_zero(
            value in prop::num::f64::NORMAL, spread in prop::num::f64::POSITIVE, digits in 1_usize..9,
        ) {
            let style = NumberStyle::of_spread(spread, digits);
            for text in [significant(value, digits), exact(value), style.format(value), style.format_short(value, digits)] {
                let read: f64 = text.parse().unwrap();
                prop_assert!(read != 0.0, "{value:e} reads as {text}");
                prop_assert!((read - value).abs() <= 0.5 * value.abs().max(spread / 2.0), "{value:e} reads as {text}");
            }
            prop_assert!(style.format_narrow(value).parse::<f64>().unwrap() != 0.0);
            prop_assert_eq!(exact(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }

        #[test]
        fn values_that_differ_by_a_hundredth_of_the_spread_differ_in_text(
            level in -1e9..1e9_f64, spread in 1e-3..1e6_f64,
        ) {
            let style = NumberStyle::of_spread(spread, DIGITS);
            prop_assert_ne!(style.format(level), style.format(level + 0.01 * spread));
        }
    }
}
