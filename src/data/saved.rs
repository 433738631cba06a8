//! Whether a preparation that was read from a file is one that could have been saved.

use super::{Column, Preparation, Vocabulary};
use crate::experiment::{Experiment, Task};

impl Preparation {
    /// Checks a preparation against the experiment that it is said to have been fitted for: all but the fitted numbers
    /// follows from that.
    ///
    /// # Errors
    /// What does not go together, in a few words.
    pub fn check(&self, experiment: &Experiment) -> Result<(), String> {
        let data = &experiment.data;
        let empty = Self::empty(experiment);
        let settings = |one: &Self| (one.task, one.window, one.horizon, one.strategy, one.read);
        let has_columns = data.symbols.is_none();
        let (inputs, targets) = match data.task {
            _ if !has_columns => (&[][..], &[][..]),
            Task::Classify => (&data.inputs[..], &[][..]),
            _ => (&data.inputs[..], &data.target[..]),
        };
        let has_classes = data.task == Task::Classify;
        let vocabulary = self.vocabulary.as_ref();
        let checks = [
            ("task", settings(self) == settings(&empty) && self.season > 0),
            ("columns", self.sources == empty.sources && self.calendar == empty.calendar),
            ("inputs", self.are_of(&self.inputs, inputs, experiment)),
            ("targets", self.are_of(&self.targets, targets, experiment)),
            ("classes", has_classes != self.classes.is_empty()),
            ("symbols", vocabulary.map(Vocabulary::kind) == data.symbols),
            ("symbols", vocabulary.is_none_or(|known| known.len() >= 2)),
            ("series", self.tails.iter().all(|series| series.is_whole(self.sources.len()))),
        ];
        match checks.into_iter().find(|(_, holds)| !holds) {
            Some((what, _)) => Err(format!("the {what} of its preparation are not those of its experiment")),
            None => Ok(()),
        }
    }

    fn are_of(&self, columns: &[Column], names: &[String], experiment: &Experiment) -> bool {
        let is_of = |(column, name): (&Column, &String)| {
            let settings = experiment.prepare.of_column(name);
            column.name == *name && self.sources.get(column.source) == settings.of.as_ref() && column.is_of(&settings)
        };
        columns.len() == names.len() && columns.iter().zip(names).all(is_of)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::data::{Dataset, Table};

    #[test]
    fn models_saved_before_number_formats_still_open() {
        let saved = |preparation: &Preparation| serde_json::to_value(preparation).unwrap();
        let plain = Dataset::load(&Experiment::open("series-sum").unwrap()).unwrap().preparation;
        assert!(saved(&plain).get("number_formats").is_none());
        assert_eq!(serde_json::from_value::<Preparation>(saved(&plain)).unwrap(), *plain);
        let table = Table::parse(b"x\n\"1,5\"\n", Path::new("data.csv")).unwrap();
        let with_commas =
            Preparation { number_formats: table.number_formats(&["x".to_owned()]), ..Preparation::clone(&plain) };
        assert_eq!(saved(&with_commas)["number_formats"]["x"]["decimal"], "comma");
        assert_eq!(serde_json::from_value::<Preparation>(saved(&with_commas)).unwrap(), with_commas);
    }

    #[test]
    fn a_preparation_goes_with_its_own_experiment_alone() {
        let open = |name: &str| Experiment::open(name).unwrap();
        let preparation = Dataset::load(&open("series-sum")).unwrap().preparation;
        assert_eq!(preparation.check(&open("series-sum")), Ok(()));
        let mut changed = Preparation::clone(&preparation);
        changed.targets.clear();
        for (preparation, experiment, what) in
            [(&*preparation, "surnames", "task"), (&changed, "series-sum", "targets")]
        {
            let words = format!("the {what} of its preparation are not those of its experiment");
            assert_eq!(preparation.check(&open(experiment)), Err(words));
        }
    }
}
