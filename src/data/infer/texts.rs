//! Experiments on texts: a class for each, or the next symbol.

use super::{Columns, InferError, Proposal, proposal::quoted, sequences::split_of_sequences, unfit};
use crate::experiment::Task;

/// Texts of so many words are read word by word.
const OF_WORDS: usize = 6;
/// Steps that a training takes, about.
const STEPS: usize = 3000;
const BATCH: usize = 64;

pub(super) fn classify(columns: &Columns<'_>, target: Option<usize>) -> Result<Proposal, InferError> {
    let missing = || unfit(Task::Classify, "no column says a class: name it with --target");
    let text = columns.text().ok_or(InferError::Nothing)?;
    let class = target.or_else(|| columns.class_of_rows()).filter(|&class| class != text).ok_or_else(missing)?;
    let classes = columns.distinct(class);
    let mut proposal = Proposal::new(format!("The {} of a {}", columns.name(class), columns.name(text)));
    proposal.find("texts", format!("column '{}'", columns.name(text)));
    proposal.find("classes", format!("column '{}': {classes} different ones", columns.name(class)));
    proposal.section("data");
    proposal.key("task", &quoted("classify"), "a text in each row, and a class beside it");
    symbols(&mut proposal, columns, text);
    proposal.key("target", &quoted(columns.name(class)), format!("{classes} different ones: the classes"));
    split_of_sequences(&mut proposal, columns, "texts");
    proposal.section("model");
    proposal.key("cell", &quoted("lstm"), "or gru, rnn");
    proposal.key("embedding", &32, "numbers that a symbol becomes");
    proposal.key("hidden", &96, "units in each direction");
    proposal.key("bidirectional", &true, "the whole text is there, so it may be read from its end too");
    proposal.key("dropout", &0.3, "against learning texts by heart");
    proposal.key("init", &quoted("pytorch"), "small first weights, as for any longer sequence");
    training(&mut proposal, columns);
    Ok(proposal)
}

pub(super) fn generate(columns: &Columns<'_>, target: Option<usize>) -> Result<Proposal, InferError> {
    let text = target.or_else(|| columns.text());
    let text = text.ok_or_else(|| unfit(Task::Generate, "no column has texts that differ"))?;
    let mut proposal = Proposal::new(format!("New texts like those of {}", columns.name(text)));
    proposal.find("texts", format!("column '{}'", columns.name(text)));
    proposal.section("data");
    proposal.key("task", &quoted("generate"), "texts alone: the next symbol is predicted, then on and on");
    symbols(&mut proposal, columns, text);
    split_of_sequences(&mut proposal, columns, "texts");
    proposal.section("model");
    proposal.key("cell", &quoted("lstm"), "or gru, rnn");
    proposal.key("embedding", &32, "numbers that a symbol becomes");
    proposal.key("hidden", &128, "units: more remember more");
    proposal.key("dropout", &0.2, "against learning texts by heart");
    proposal.key("init", &quoted("pytorch"), "small first weights, as for any longer sequence");
    training(&mut proposal, columns);
    Ok(proposal)
}

fn symbols(proposal: &mut Proposal, columns: &Columns<'_>, text: usize) {
    let table = columns.table;
    let words: usize = (0..table.rows()).map(|row| table.text(row, text).split_whitespace().count()).sum();
    let of_words = words >= OF_WORDS * table.rows();
    let (symbols, reason) = if of_words {
        ("words", "texts of several words; \"characters\" would take them letter by letter")
    } else {
        ("characters", "short texts; \"words\" would take them word by word")
    };
    proposal.key("symbols", &quoted(symbols), reason);
    proposal.key("inputs", &quoted(columns.name(text)), "the column of texts");
}

fn training(proposal: &mut Proposal, columns: &Columns<'_>) {
    let steps_an_epoch = (columns.table.rows() * 7 / 10).div_ceil(BATCH);
    let epochs = (STEPS / steps_an_epoch).clamp(8, 60);
    proposal.training_along_a_cosine("text", BATCH, epochs, epochs * steps_an_epoch);
}
