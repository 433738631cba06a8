//! Classes as numbers.

use std::collections::HashMap;

use super::{DataError, Part, ledger::ClassCount, limits::MOST_CLASSES};
use crate::wording::brief;

/// The classes that occur, and that of each sequence.
#[derive(Debug, Default)]
pub(super) struct Classes {
    /// Names, in alphabetical order; those of numbers in the order of the numbers.
    pub names: Vec<String>,
    /// The class of each sequence, as its place among the names.
    pub numbers: Vec<u32>,
}

impl Classes {
    /// The classes of the training sequences.
    ///
    /// # Errors
    /// When another sequence has a class that no training sequence has, or there are too many.
    pub(super) fn of(labels: &[String], groups: &[Vec<usize>; 3]) -> Result<Self, DataError> {
        if labels.is_empty() {
            return Ok(Self::default());
        }
        let names = names(groups[0].iter().map(|&place| &labels[place]));
        if names.len() > MOST_CLASSES {
            return Err(DataError::BeyondLimit(format!(
                "there are {} classes, such as '{}' and '{}', and a network tells {MOST_CLASSES} apart: name a column of \
                 fewer in `target` under [data]",
                names.len(),
                brief(&names[0]),
                brief(&names[1]),
            )));
        }
        let places = places(&names);
        let number = |label: &String| {
            let place = places.get(label.as_str()).copied();
            place.map(|place| place as u32).ok_or_else(|| DataError::UnknownClass(brief(label).into_owned()))
        };
        let numbers = labels.iter().map(number).collect::<Result<_, _>>()?;
        Ok(Self { names, numbers })
    }

    /// A number for each label, whatever part it is in.
    pub(super) fn numbers(labels: &[String]) -> Vec<usize> {
        let names = names(labels.iter());
        let places = places(&names);
        labels.iter().map(|label| places.get(label.as_str()).copied().unwrap_or(0)).collect()
    }

    /// How often each class is in each part.
    pub(super) fn counts(&self, groups: &[Vec<usize>; 3]) -> Vec<ClassCount> {
        let count = |class: usize, group: &[usize]| {
            group
                .iter()
                .filter(|&&place| self.numbers.get(place).is_some_and(|&number| number as usize == class))
                .count()
        };
        let of_class = |(class, name): (usize, &String)| {
            let [train, validation, test] = Part::ALL.map(|part| count(class, &groups[part as usize]));
            ClassCount { name: name.clone(), train, validation, test }
        };
        self.names.iter().enumerate().map(of_class).collect()
    }
}

/// The place of each name.
fn places(names: &[String]) -> HashMap<&str, usize> {
    names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect()
}

fn names<'a>(labels: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = labels.cloned().collect();
    let number = |name: &String| name.parse::<f64>().unwrap_or(f64::INFINITY);
    names.sort_by(|a, b| number(a).total_cmp(&number(b)).then_with(|| a.cmp(b)));
    names.dedup();
    names
}
