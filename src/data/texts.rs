//! Examples that are texts: symbols give a class, the next symbol, or a symbol at every step.

use std::sync::Arc;

use super::{
    DataError, Dataset, Dropped, Example, Ledger, Part, Preparation, Question, Shown, Target, Vocabulary,
    ask::text_input,
    classes::Classes,
    dataset::Tables,
    generate::GeneratedText,
    is_no_class,
    ledger::VocabularyReport,
    limits::{self, LARGEST_VOCABULARY, LONGEST_SEQUENCE},
    sequences::groups,
};
use crate::{
    experiment::{Experiment, Split, Symbols, Task},
    memory,
    wording::counted,
};

/// Texts before they are read.
#[derive(Default)]
struct Texts<'a> {
    all: Vec<&'a str>,
    /// The part of each, where the file says it.
    parts: Vec<Option<Part>>,
    /// The class of each, where one is answered.
    labels: Vec<String>,
}

pub(super) fn load(tables: &Tables, experiment: &Experiment) -> Result<Dataset, DataError> {
    let data = &experiment.data;
    let kind = data.symbols.unwrap_or(Symbols::Characters);
    let (mut texts, mut dropped) = (Texts::default(), Vec::new());
    for (table, part) in tables.each() {
        let column = table.column(data.inputs.first().map_or("", String::as_str), "data.inputs")?;
        let target = data.target.first().map(|name| table.column(name, "data.target")).transpose()?;
        let bytes = (0..table.rows()).map(|row| table.text(row, column).len()).sum();
        limits::check_texts(table.path(), table.rows(), bytes, memory::free())?;
        for row in 0..table.rows() {
            let text = table.text(row, column);
            // A blank line between texts says nothing.
            if text.is_empty() && table.columns().len() == 1 {
                dropped.push(table.line(row));
                continue;
            }
            if text.is_empty() {
                return Err(table.error(row, column, "has no text: leave the row out"));
            }
            let symbols = Vocabulary::count(kind, text);
            if symbols > LONGEST_SEQUENCE {
                let symbols = counted(symbols, "symbol");
                let problem = format!(
                    "has a text of {symbols}, and a network reads {LONGEST_SEQUENCE}: cut it into several rows"
                );
                return Err(table.error(row, column, &problem));
            }
            texts.all.push(text);
            texts.parts.push(match (&experiment.split, part) {
                (Split::Column(name), None) => Some(table.part(row, table.column(name, "split.column")?)?),
                (_, part) => part,
            });
            if let Some(target) = target {
                let class = table.text(row, target);
                if is_no_class(class) {
                    return Err(table.error(row, target, &format!("has '{class}' where a class is expected")));
                }
                texts.labels.push(class.to_owned());
            }
        }
    }
    let groups = groups(&texts.parts, &texts.labels, experiment);
    let vocabulary = Vocabulary::of(kind, groups[0].iter().map(|&place| texts.all[place]));
    if vocabulary.len() > LARGEST_VOCABULARY {
        return Err(DataError::BeyondLimit(format!(
            "the training texts have {} different symbols, and a network knows {LARGEST_VOCABULARY}: take fewer texts, or \
             write symbols = \"characters\"",
            vocabulary.len()
        )));
    }
    let classes = Classes::of(&texts.labels, &groups)?;
    let mut ledger = Ledger::new(experiment, Vec::new());
    ledger.classes = classes.counts(&groups);
    ledger.dropped.extend(Dropped::lines("text", &dropped, "there is none in the line"));
    let preparation = Preparation::of_symbols(experiment, vocabulary, classes.names.clone());
    let example = |place: usize| example(&preparation, texts.all[place], classes.numbers.get(place).copied());
    Ok(assemble(&preparation, ledger, &groups, &example))
}

fn example(preparation: &Preparation, text: &str, class: Option<u32>) -> Example {
    let symbols = preparation.vocabulary.as_ref().map(|vocabulary| vocabulary.read(text)).unwrap_or_default();
    let target = match class {
        Some(class) => Target::Class(class),
        None => Target::Symbols(symbols.iter().copied().chain([Vocabulary::END]).collect()),
    };
    let question = Question { input: text_input(preparation.task, symbols), shown: Shown::Text(text.to_owned()) };
    Example { question, target }
}

/// Texts that were generated with a symbol to be answered at some steps. Their symbols are known without looking.
pub(super) fn of_generated(texts: &[GeneratedText], experiment: &Experiment) -> Dataset {
    let groups = groups(&vec![None; texts.len()], &[], experiment);
    let vocabulary = Vocabulary::of(Symbols::Words, texts.iter().map(|text| text.input.as_str()));
    let preparation = Preparation::of_symbols(experiment, vocabulary.clone(), Vec::new());
    let example = |place: usize| {
        let GeneratedText { input, target } = &texts[place];
        let symbol = |symbol: &Option<String>| {
            symbol.as_ref().and_then(|symbol| vocabulary.read(symbol).first().copied()).unwrap_or(Vocabulary::NONE)
        };
        let shown = Shown::Text(input.clone());
        let question = Question { input: text_input(Task::Transform, vocabulary.read(input)), shown };
        Example { question, target: Target::Symbols(target.iter().map(symbol).collect()) }
    };
    assemble(&preparation, Ledger::new(experiment, Vec::new()), &groups, &example)
}

fn assemble(
    preparation: &Preparation,
    mut ledger: Ledger,
    groups: &[Vec<usize>; 3],
    example: &dyn Fn(usize) -> Example,
) -> Dataset {
    let examples = |group: &[usize]| group.iter().map(|&place| example(place)).collect::<Vec<_>>();
    let [train, validation, test] = groups.each_ref().map(|group| examples(group));
    let mut steps = vec![0; groups.iter().map(Vec::len).sum()];
    for (group, examples) in groups.iter().zip([&train, &validation, &test]) {
        group.iter().zip(examples).for_each(|(&place, example)| steps[place] = example.question.input.steps());
    }
    ledger.count_sequences(groups, &steps);
    ledger.vocabulary = preparation
        .vocabulary
        .as_ref()
        .map(|vocabulary| VocabularyReport::of(vocabulary, [&train, &validation, &test]));
    Dataset { train, validation, test, preparation: Arc::new(preparation.clone()), ledger, series: Vec::new() }
}
