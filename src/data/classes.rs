//! Classes as numbers.

use super::{DataError, Part, ledger::ClassCount};

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
    /// When another sequence has a class that no training sequence has.
    pub(super) fn of(labels: &[String], groups: &[Vec<usize>; 3]) -> Result<Self, DataError> {
        if labels.is_empty() {
            return Ok(Self::default());
        }
        let names = names(groups[0].iter().map(|&place| &labels[place]));
        let number = |label: &String| {
            let place = names.iter().position(|name| name == label);
            place.map(|place| place as u32).ok_or_else(|| DataError::UnknownClass(label.clone()))
        };
        let numbers = labels.iter().map(number).collect::<Result<_, _>>()?;
        Ok(Self { names, numbers })
    }

    /// A number for each label, whatever part it is in.
    pub(super) fn numbers(labels: &[String]) -> Vec<usize> {
        let names = names(labels.iter());
        labels.iter().map(|label| names.iter().position(|name| name == label).unwrap_or(0)).collect()
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

fn names<'a>(labels: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = labels.cloned().collect();
    let number = |name: &String| name.parse::<f64>().unwrap_or(f64::INFINITY);
    names.sort_by(|a, b| number(a).total_cmp(&number(b)).then_with(|| a.cmp(b)));
    names.dedup();
    names
}
