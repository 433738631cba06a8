//! Experiments on whole sequences of numbers: a class for each, or a number at every step.

use super::{
    Columns, InferError, Kind, Proposal,
    proposal::{quoted, quoted_all},
    unfit,
};
use crate::experiment::Task;

/// Steps that a training takes, about.
const STEPS: usize = 2500;
const BATCH: usize = 16;

pub(super) fn classify(columns: &Columns<'_>, target: Option<usize>) -> Result<Proposal, InferError> {
    if columns.id.is_none() {
        return Err(unfit(Task::Classify, "no column says which rows are one sequence"));
    }
    let missing =
        || unfit(Task::Classify, "no column says the same class in all rows of a sequence: name one with --target");
    let class = target.or_else(|| columns.class_of_sequences()).ok_or_else(missing)?;
    let inputs = inputs(columns, class, Task::Classify)?;
    let classes = columns.distinct(class);
    let mut proposal = Proposal::new(format!("The {} of a sequence", columns.name(class)));
    proposal.find("classes", format!("column '{}': {classes} different ones", columns.name(class)));
    proposal.section("data");
    proposal.key(
        "task",
        &quoted("classify"),
        format!("'{}' is the same in all rows of a sequence", columns.name(class)),
    );
    whole(&mut proposal, columns);
    let names: Vec<&str> = inputs.iter().map(|&column| columns.name(column)).collect();
    proposal.key("inputs", &quoted_all(&names), "the other columns of numbers");
    proposal.key("target", &quoted(columns.name(class)), format!("{classes} different ones: the classes"));
    prepare(&mut proposal, columns, &inputs);
    split_of_sequences(&mut proposal, columns, "sequences");
    proposal.section("model");
    proposal.key("cell", &quoted("lstm"), "or gru, rnn");
    proposal.key("hidden", &64, "units in each direction");
    proposal.key("bidirectional", &true, "the whole sequence is there, so it may be read from its end too");
    proposal.key("dropout", &0.4, "against learning sequences by heart");
    proposal.key("init", &quoted("pytorch"), "small first weights, as for any longer sequence");
    training(&mut proposal, columns);
    proposal.key("noise", &0.3, "inputs a little different each time: as good as more sequences");
    Ok(proposal)
}

pub(super) fn transform(columns: &Columns<'_>, target: Option<usize>) -> Result<Proposal, InferError> {
    let target = target.or_else(|| columns.numbers().last().copied()).ok_or(InferError::Nothing)?;
    if columns.kind(target) == Kind::Text {
        return Err(unfit(Task::Transform, format!("column '{}' is no number at every step", columns.name(target))));
    }
    if columns.id.is_none() {
        return Err(unfit(Task::Transform, "no column says which rows are one sequence"));
    }
    let inputs = inputs(columns, target, Task::Transform)?;
    let mut proposal = Proposal::new(format!("{} at every step of a sequence", columns.name(target)));
    proposal.find("target", format!("column '{}', at every step", columns.name(target)));
    proposal.section("data");
    proposal.key("task", &quoted("transform"), "sequences without a time, with a number to be said at every step");
    whole(&mut proposal, columns);
    let names: Vec<&str> = inputs.iter().map(|&column| columns.name(column)).collect();
    proposal.key("inputs", &quoted_all(&names), "the other columns of numbers");
    proposal.key("target", &quoted(columns.name(target)), "the last column of numbers, unless --target names one");
    prepare(&mut proposal, columns, &inputs);
    split_of_sequences(&mut proposal, columns, "sequences");
    proposal.section("model");
    proposal.key("cell", &quoted("lstm"), "or gru, rnn");
    proposal.key("hidden", &32, "units in a layer");
    proposal.key("init", &quoted("pytorch"), "small first weights, as for any longer sequence");
    training(&mut proposal, columns);
    Ok(proposal)
}

fn inputs(columns: &Columns<'_>, target: usize, task: Task) -> Result<Vec<usize>, InferError> {
    let inputs: Vec<usize> = columns.numbers().into_iter().filter(|&column| column != target).collect();
    if inputs.is_empty() {
        let target = columns.name(target);
        return Err(unfit(task, format!("beside '{target}' there is no column of numbers to be read")));
    }
    Ok(inputs)
}

fn whole(proposal: &mut Proposal, columns: &Columns<'_>) {
    if let Some(id) = columns.id {
        let sequences = columns.sequences();
        proposal.find("sequences", format!("{sequences}, told apart by '{}'", columns.name(id)));
        proposal.key("id", &quoted(columns.name(id)), format!("rows with the same are one of {sequences} sequences"));
    }
    if !columns.time.is_empty() {
        let names: Vec<&str> = columns.time.iter().map(|&column| columns.name(column)).collect();
        proposal.key("time", &quoted_all(&names), "the order of the rows in a sequence");
    }
}

fn prepare(proposal: &mut Proposal, columns: &Columns<'_>, inputs: &[usize]) {
    let missing: usize = inputs.iter().map(|&column| columns.missing(column)).sum();
    proposal.section("prepare");
    if missing > 0 {
        proposal.find("missing", format!("{missing} cells without a number"));
        proposal.key("missing", &quoted("linear"), format!("{missing} cells are empty: on a line between neighbours"));
    }
    proposal.key("scale", &quoted("standard"), "every column to mean 0 and deviation 1, a size that is learned well");
}

/// The split of whole sequences, or texts.
pub(super) fn split_of_sequences(proposal: &mut Proposal, columns: &Columns<'_>, of: &str) {
    proposal.section("split");
    if let Some(part) = columns.part {
        proposal.find("split", format!("column '{}'", columns.name(part)));
        proposal.key("by", &quoted("column"), "the file says it itself");
        proposal.key("column", &quoted(columns.name(part)), "train, validation or test");
        return;
    }
    proposal.key("by", &quoted("random"), format!("no time orders the {of}; classes are drawn alike"));
    proposal.key("validation", &0.1, "a tenth is watched while training");
    proposal.key("test", &0.2, "a fifth says at the end how good it is");
    proposal.key("seed", &1, "decides which");
}

fn training(proposal: &mut Proposal, columns: &Columns<'_>) {
    let steps_an_epoch = (columns.sequences() * 7 / 10).div_ceil(BATCH).max(1);
    let epochs = (STEPS / steps_an_epoch).clamp(20, 1000);
    proposal.training_along_a_cosine("sequence", BATCH, epochs, epochs * steps_an_epoch);
}
