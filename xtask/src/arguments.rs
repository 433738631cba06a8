//! Options of a command.

use std::{ffi::OsString, str::FromStr};

/// The words after a command.
pub struct Arguments {
    command: &'static str,
    words: Vec<String>,
}

impl Arguments {
    /// Those of `cargo xtask COMMAND`.
    pub fn of(command: &'static str, words: &[OsString]) -> Self {
        Self { command, words: words.iter().map(|word| word.to_string_lossy().into_owned()).collect() }
    }

    /// The number that follows an option, or the one it has without it.
    pub fn number<N: FromStr>(&mut self, option: &str, otherwise: N) -> Result<N, String> {
        let Some(place) = self.words.iter().position(|word| word == option) else { return Ok(otherwise) };
        let words: Vec<String> = self.words.drain(place..self.words.len().min(place + 2)).collect();
        let number = words.get(1).and_then(|word| word.parse().ok());
        number.ok_or_else(|| format!("`{option}` needs a number after it"))
    }

    /// Whether an option that has no number is given.
    pub fn is_given(&mut self, option: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != option);
        self.words.len() < before
    }

    /// What nobody has asked for is a mistake.
    pub fn end(self) -> Result<(), String> {
        match self.words.first() {
            None => Ok(()),
            Some(word) => Err(format!("`cargo xtask {}` does not know `{word}`: leave it out", self.command)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(words: &[&str]) -> Arguments {
        Arguments::of("soak", &words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn an_option_has_its_number_or_the_one_it_has_without_it() {
        let mut given = arguments(&["--steps", "7"]);
        assert_eq!((given.number("--steps", 1), given.number("--other", 2)), (Ok(7), Ok(2)));
        assert!(!given.is_given("--quiet"));
        assert_eq!(given.end(), Ok(()));
        let mut given = arguments(&["--quiet", "--steps", "7"]);
        assert!(given.is_given("--quiet"));
        assert_eq!(given.number("--steps", 1), Ok(7));
    }

    #[test]
    fn a_number_that_is_none_and_a_word_too_many_are_told() {
        for words in [&["--steps"][..], &["--steps", "many"]] {
            let number = arguments(words).number("--steps", 1);
            assert_eq!(number, Err("`--steps` needs a number after it".to_owned()));
        }
        let end = arguments(&["fast"]).end();
        assert_eq!(end, Err("`cargo xtask soak` does not know `fast`: leave it out".to_owned()));
    }
}
