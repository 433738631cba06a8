//! Which values are possible, checked while the file is read so that an error knows its line.

use serde::{Deserialize, Deserializer, de::Error};

use super::Share;

/// More units than this in one layer do not fit a lab in a terminal; the largest published LSTMs have 8192.
const LARGEST_HIDDEN: i64 = 8192;
const LARGEST_LAYERS: i64 = 32;
const MOST_SEQUENCES: i64 = 1_000_000;
const LONGEST: i64 = 10_000;

pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 64 || !name.chars().all(allowed) || name.starts_with('.') {
        return Err(D::Error::custom(
            "a name is 1 to 64 letters, digits, '-', '_' or '.', and begins with none of the dots: it names a directory",
        ));
    }
    Ok(name)
}

pub(super) fn sequences<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    whole(deserializer, 1, MOST_SEQUENCES).map(|value| value as usize)
}

pub(super) fn length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[usize; 2], D::Error> {
    let [least, most] = <[i64; 2]>::deserialize(deserializer)?;
    if least < 1 || most < least || most > LONGEST {
        return Err(D::Error::custom(format!("length is [fewest, most] steps, from 1 to {LONGEST}")));
    }
    Ok([least as usize, most as usize])
}

pub(super) fn window<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    whole(deserializer, 1, LONGEST).map(|value| Some(value as usize))
}

pub(super) fn values<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[i32; 2], D::Error> {
    let [least, most] = <[i32; 2]>::deserialize(deserializer)?;
    if most < least {
        return Err(D::Error::custom("values are [smallest, largest] whole number"));
    }
    Ok([least, most])
}

pub(super) fn share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Share>, D::Error> {
    let value = f64::deserialize(deserializer)?;
    match value {
        _ if value >= 1.0 && value.fract() == 0.0 => Ok(Some(Share::Count(value as usize))),
        _ if (0.0..1.0).contains(&value) => Ok(Some(Share::Fraction(value))),
        _ => Err(D::Error::custom(format!("{value} is neither a count nor a fraction from 0 to 1"))),
    }
}

pub(super) fn hidden<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    whole(deserializer, 1, LARGEST_HIDDEN).map(|value| value as usize)
}

pub(super) fn layers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    whole(deserializer, 1, LARGEST_LAYERS).map(|value| value as usize)
}

pub(super) fn embedding<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    hidden(deserializer).map(Some)
}

pub(super) fn from_zero_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    match value {
        f64::INFINITY => Err(D::Error::custom(beyond())),
        _ if value >= 0.0 => Ok(value),
        _ => Err(D::Error::custom(format!("{value} is not a number from 0 up"))),
    }
}

pub(crate) fn epochs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    whole(deserializer, 1, i64::MAX).map(|value| value as u64)
}

pub(super) fn from_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    whole(deserializer, 0, i64::MAX).map(|value| value as u64)
}

fn whole<'de, D: Deserializer<'de>>(deserializer: D, least: i64, most: i64) -> Result<i64, D::Error> {
    let value = i64::deserialize(deserializer)?;
    if value < least {
        return Err(D::Error::custom(format!("{value} is too small: at least {least}")));
    }
    if value > most {
        return Err(D::Error::custom(format!("{value} is too large: at most {most}")));
    }
    Ok(value)
}

pub(crate) fn positive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    check_positive(f64::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// What a number beyond the largest is read as says nothing about the one that was written.
pub(super) fn beyond() -> String {
    format!("the number is beyond the largest there is, {:e}: write a smaller one", f64::MAX)
}

pub(crate) fn part<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if (0.0..1.0).contains(&value) {
        Ok(value)
    } else {
        Err(D::Error::custom(format!("{value} is not from 0 to below 1")))
    }
}

pub(super) fn check_positive(value: f64) -> Result<f64, String> {
    match value {
        f64::INFINITY => Err(beyond()),
        _ if value > 0.0 => Ok(value),
        _ => Err(format!("{value} is not a number above 0")),
    }
}

pub(super) fn check_count(value: u64) -> Result<u64, String> {
    if value > 0 { Ok(value) } else { Err("0 is too small: at least 1".to_owned()) }
}

/// Serde and `Display` for an enum of one word and one number, such as `"max"` or `200`.
macro_rules! word_or_number {
    ($type:ident, $word:literal => $unit:ident, $number:ty => $variant:ident, $check:path) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(untagged, expecting = $word)]
                enum Raw {
                    Number($number),
                    Word(String),
                }
                let wrong = || format!("expected \"{}\" or a number above 0", $word);
                match Raw::deserialize(deserializer).map_err(|_| serde::de::Error::custom(wrong()))? {
                    Raw::Word(word) if word == $word => Ok(Self::$unit),
                    Raw::Word(_) => Err(serde::de::Error::custom(wrong())),
                    Raw::Number(number) => $check(number).map(Self::$variant).map_err(serde::de::Error::custom),
                }
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    Self::$unit => serializer.serialize_str($word),
                    Self::$variant(number) => number.serialize(serializer),
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    Self::$unit => f.write_str($word),
                    Self::$variant(number) => number.fmt(f),
                }
            }
        }
    };
}
pub(super) use word_or_number;
