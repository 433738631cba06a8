//! Symbols and their numbers.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use serde::{Deserialize, Serialize};

use crate::experiment::Symbols;

/// Shown for a symbol that no training sequence has.
const UNKNOWN_MARK: &str = "�";

/// The symbols of the training sequences, each with a number that the network reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub struct Vocabulary {
    kind: Symbols,
    /// By number; the first two stand for what is no symbol of a text.
    symbols: Vec<String>,
    numbers: HashMap<String, u32>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Saved {
    kind: Symbols,
    symbols: Vec<String>,
}

impl Vocabulary {
    /// Any symbol that no training sequence has.
    pub const UNKNOWN: u32 = 0;
    /// The end of a text; also what a generated one begins after.
    pub const END: u32 = 1;
    /// Where no symbol is asked for.
    pub const NONE: u32 = u32::MAX;

    /// The symbols of some texts, in the order of their code points.
    pub fn of<'a>(kind: Symbols, texts: impl Iterator<Item = &'a str>) -> Self {
        // One of each: a string for every character of all texts would take many times the file.
        let different: HashSet<String> = texts.flat_map(|text| split(kind, text)).collect();
        let mut symbols: Vec<String> = different.into_iter().collect();
        symbols.sort_unstable();
        let special = [UNKNOWN_MARK, "⏎"].map(str::to_owned);
        Saved { kind, symbols: special.into_iter().chain(symbols).collect() }.into()
    }

    /// How many symbols a text has.
    pub(super) fn count(kind: Symbols, text: &str) -> usize {
        match kind {
            Symbols::Characters => text.chars().count(),
            Symbols::Words => text.split_whitespace().count(),
        }
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether it has no symbol of any text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.symbols.len() <= 2
    }

    /// How texts are taken apart.
    #[must_use]
    pub fn kind(&self) -> Symbols {
        self.kind
    }

    /// The symbol of a number.
    #[must_use]
    pub fn symbol(&self, number: u32) -> &str {
        self.symbols.get(number as usize).map_or(UNKNOWN_MARK, String::as_str)
    }

    /// The numbers of a text's symbols.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<u32> {
        let number = |symbol: String| self.numbers.get(&symbol).copied().unwrap_or(Self::UNKNOWN);
        split(self.kind, text).into_iter().map(number).collect()
    }

    /// Where in a text, in bytes, symbols stand that no training sequence has.
    #[must_use]
    pub fn unknown(&self, text: &str) -> Vec<Range<usize>> {
        let span = |symbol: &str| {
            let start = symbol.as_ptr() as usize - text.as_ptr() as usize;
            start..start + symbol.len()
        };
        let is_unknown = |symbol: &&str| !self.numbers.contains_key(*symbol);
        match self.kind {
            Symbols::Characters => {
                let symbols = text.char_indices().map(|(start, symbol)| &text[start..start + symbol.len_utf8()]);
                symbols.filter(is_unknown).map(span).collect()
            }
            Symbols::Words => text.split_whitespace().filter(is_unknown).map(span).collect(),
        }
    }

    /// Numbers as a text, up to its end.
    #[must_use]
    pub fn write(&self, numbers: &[u32]) -> String {
        let symbols: Vec<&str> =
            numbers.iter().take_while(|&&number| number != Self::END).map(|&number| self.symbol(number)).collect();
        symbols.join(if self.kind == Symbols::Words { " " } else { "" })
    }
}

fn split(kind: Symbols, text: &str) -> Vec<String> {
    match kind {
        Symbols::Characters => text.chars().map(String::from).collect(),
        Symbols::Words => text.split_whitespace().map(str::to_owned).collect(),
    }
}

impl From<Saved> for Vocabulary {
    fn from(Saved { kind, symbols }: Saved) -> Self {
        let numbers = (2..).zip(symbols.iter().skip(2)).map(|(number, symbol)| (symbol.clone(), number)).collect();
        Self { kind, symbols, numbers }
    }
}

impl From<Vocabulary> for Saved {
    fn from(vocabulary: Vocabulary) -> Self {
        Self { kind: vocabulary.kind, symbols: vocabulary.symbols }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_words_are_symbols_and_what_training_has_not_seen_is_unknown() {
        let characters = Vocabulary::of(Symbols::Characters, ["ab", "bö"].into_iter());
        assert_eq!(characters.read("öxa"), [4, Vocabulary::UNKNOWN, 2]);
        assert_eq!(characters.write(&[2, 3, Vocabulary::END, 4]), "ab");
        let words = Vocabulary::of(Symbols::Words, ["to be", "or not"].into_iter());
        assert_eq!(words.len(), 6);
        assert_eq!(words.write(&words.read("not  to see")), "not to �");
    }

    #[test]
    fn what_is_unknown_is_told_with_its_place() {
        let characters = Vocabulary::of(Symbols::Characters, ["ab"].into_iter());
        assert_eq!(characters.unknown("öabx"), [0..2, 4..5]);
        let words = Vocabulary::of(Symbols::Words, ["to be"].into_iter());
        assert_eq!(words.unknown(" to see  or be"), [4..7, 9..11]);
    }

    #[test]
    fn a_saved_vocabulary_reads_as_before() {
        let vocabulary = Vocabulary::of(Symbols::Characters, ["zebra"].into_iter());
        let saved = serde_json::to_string(&vocabulary).unwrap();
        assert_eq!(serde_json::from_str::<Vocabulary>(&saved).unwrap(), vocabulary);
    }
}
