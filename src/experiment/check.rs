//! What no section of an experiment says alone: keys that do not go together, and defaults that follow from the task.

use super::{
    ClassWeights, Data, Experiment, Loss, OptimizerKind, Pooling, Prepare, Share, Source, Split, Strategy, Task,
    Transform, error::Contradiction,
};
use crate::wording::brief;

/// Numbers that a symbol becomes, unless the file says otherwise.
const EMBEDDING: usize = 16;

impl Experiment {
    /// The experiment with the defaults that follow from its task.
    pub(super) fn completed(mut self) -> Result<Self, Contradiction> {
        let checks = [Self::check_split, Self::check_prepare, Self::check_model, Self::check_training];
        for (check, section) in checks.into_iter().zip(["split", "prepare", "model", "training"]) {
            check(&self).map_err(|problem| Contradiction { section, problem: problem.to_owned() })?;
        }
        self.check_columns().map_err(|problem| Contradiction { section: "prepare.columns", problem })?;
        let by_classes = self.answers_classes();
        self.training.loss.get_or_insert(if by_classes { Loss::CrossEntropy } else { Loss::Mse });
        if self.data.symbols.is_some() {
            self.model.embedding.get_or_insert(EMBEDDING);
        }
        if self.data.task == Task::Classify {
            self.model.pooling.get_or_insert(Pooling::Last);
        }
        Ok(self)
    }

    /// Whether the network answers with one of several classes or symbols rather than with numbers.
    #[must_use]
    pub fn answers_classes(&self) -> bool {
        match self.data.task {
            Task::Classify | Task::Generate => true,
            Task::Forecast => false,
            Task::Transform => self.data.symbols.is_some(),
        }
    }

    /// The loss that is made small.
    #[must_use]
    pub fn loss(&self) -> Loss {
        self.training.loss.unwrap_or(if self.answers_classes() { Loss::CrossEntropy } else { Loss::Mse })
    }

    fn check_split(&self) -> Result<(), &'static str> {
        let data = &self.data;
        let has_test_file = matches!(data.source, Source::File { test: Some(_), .. });
        match self.split {
            Split::Time { .. } if data.task != Task::Forecast => {
                Err("by = \"time\" is for task = \"forecast\": whole sequences are split by = \"random\" or \"column\"")
            }
            Split::Random { .. } if data.task == Task::Forecast && data.id.is_none() => {
                Err("by = \"random\" would put windows that overlap into different parts: write by = \"time\"")
            }
            Split::Column(_) if matches!(data.source, Source::Generate(_)) => {
                Err("generated sequences have no columns to be split by: write by = \"random\" under [split]")
            }
            Split::Column(_) if has_test_file => {
                Err("`test_file` says which sequences test: split the others by = \"random\", with `validation` alone")
            }
            Split::Random { test, .. } if has_test_file && test.of(usize::MAX) > 0 => {
                Err("`test_file` says which sequences test: leave out `test`")
            }
            Split::Time { validation: Share::Fraction(validation), test: Share::Fraction(test) }
            | Split::Random { validation: Share::Fraction(validation), test: Share::Fraction(test), .. }
                if validation + test >= 1.0 =>
            {
                Err("`validation` and `test` together leave nothing to train on: make them smaller than 1 together")
            }
            Split::Time { .. } if has_test_file => Err("`test_file` is for whole sequences, and by = \"time\" is not"),
            _ => Ok(()),
        }
    }

    fn check_prepare(&self) -> Result<(), &'static str> {
        let (data, prepare) = (&self.data, &self.prepare);
        if data.symbols.is_some() && *prepare != Prepare::default() {
            return Err("[prepare] is for numbers, and the inputs are symbols: leave it out");
        }
        let columns = prepare.columns.values().filter_map(|column| column.transform.as_ref());
        let differences = columns.chain([&prepare.transform]).flatten().any(|t| matches!(t, Transform::Difference(_)));
        if differences && data.task == Task::Transform {
            return Err("a difference cannot be undone at every step of task = \"transform\": leave `difference` out");
        }
        if !prepare.calendar.is_empty() && (data.time.is_empty() || data.task != Task::Forecast) {
            return Err("`calendar` reads the times of a forecast: name their column in `time` under [data]");
        }
        if data.forecast.strategy == Strategy::Recursive && data.inputs != data.target {
            return Err("strategy = \"recursive\" reads its own answers: `inputs` have to be the same as `target`");
        }
        Ok(())
    }

    fn check_columns(&self) -> Result<(), String> {
        let Data { inputs, target, .. } = &self.data;
        let is_read = |name: &String| inputs.contains(name) || target.contains(name);
        match self.prepare.columns.keys().find(|name| !is_read(name)) {
            Some(name) => Err(format!(
                "the column '{}' under [prepare.columns] is neither among `inputs` nor `target` under [data]",
                brief(name)
            )),
            None => Ok(()),
        }
    }

    fn check_model(&self) -> Result<(), &'static str> {
        let model = &self.model;
        if model.embedding.is_some() && self.data.symbols.is_none() {
            return Err("`embedding` is for symbols, and the inputs are numbers: leave it out");
        }
        if model.pooling.is_some() && self.data.task != Task::Classify {
            return Err("`pooling` is for task = \"classify\": leave it out");
        }
        if model.bidirectional && self.data.task == Task::Generate {
            return Err("bidirectional = true would read the symbols that are to be predicted: leave it out");
        }
        Ok(())
    }

    fn check_training(&self) -> Result<(), &'static str> {
        let training = &self.training;
        match (training.loss, self.answers_classes()) {
            (Some(Loss::CrossEntropy), false) => {
                return Err(
                    "loss = \"cross-entropy\" is for classes and symbols: \"mse\", \"mae\" or \"huber\" for numbers",
                );
            }
            (Some(Loss::Mse | Loss::Mae | Loss::Huber), true) => {
                return Err("classes and symbols have loss = \"cross-entropy\"");
            }
            _ => {}
        }
        if training.class_weights == ClassWeights::Balanced && self.data.task != Task::Classify {
            return Err("class_weights = \"balanced\" is for task = \"classify\"");
        }
        if training.noise >= 1.0 && self.data.symbols.is_some() {
            return Err("of symbols `noise` is the part that is hidden in each step: below 1");
        }
        let has_momentum = matches!(training.optimizer, OptimizerKind::Sgd | OptimizerKind::RmsProp);
        if training.momentum > 0.0 && !has_momentum {
            return Err("`momentum` is for optimizer = \"sgd\" or \"rmsprop\", and adam has its own: leave it out");
        }
        if training.nesterov && training.optimizer != OptimizerKind::Sgd {
            return Err("`nesterov` is for optimizer = \"sgd\": leave it out");
        }
        if training.nesterov && training.momentum == 0.0 {
            return Err("`nesterov` looks ahead along the momentum: give `momentum` too, such as 0.9");
        }
        Ok(())
    }
}
