//! Examples one by one: what is read, what should be answered, and both as the network has them.

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Span,
};

use super::title;
use crate::{
    app::App,
    data::{Example, Input, Number, Preparation, Sequence, Shown, Target, Vocabulary},
    numbers::{DIGITS, NumberStyle},
    training::RunInfo,
    tui::{
        Theme,
        view::{
            chart::{self, Curve, Layer, Pen},
            list::{List, pair},
            pane,
        },
    },
};

/// Rows of the words above the pictures, and rows below which there are none of these.
const WORDS: u16 = 7;
const LEAST: u16 = 17;
/// From this width on words stand beside the pictures.
const BESIDE: u16 = 100;
/// Numbers that are written out at the most.
const MOST_NUMBERS: usize = 400;

/// What of it is lines.
pub(super) fn list(area: Rect, app: &App, info: &RunInfo, theme: Theme) -> Option<List> {
    let part = app.looking.part;
    let examples = &info.excerpt.examples[part as usize];
    let (place, example) = examples.get(app.looking.example.min(examples.len().saturating_sub(1)))?;
    let area = areas(area, example)[0];
    let width = usize::from(area.width.saturating_sub(3));
    let facts = facts(&info.preparation, example);
    let quiet = |name: &'static str| Span::styled(name, theme.quiet());
    let lines = facts.into_iter().flat_map(|(name, value)| pair(quiet(name), &value, width)).collect();
    let mut about = title("Example", format!("{} of {}, ", place + 1, info.examples[part as usize]), theme);
    about.push_span(Span::styled(format!("{part} "), theme.part(part)));
    Some(List::new(area, about, lines))
}

/// Draws what of it is a picture.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, info: &RunInfo, theme: Theme) {
    let examples = &info.excerpt.examples[app.looking.part as usize];
    let place = app.looking.example.min(examples.len().saturating_sub(1));
    let Some((_, example)) = examples.get(place) else { return };
    let [_, pictures] = areas(area, example);
    let columns = &info.excerpt.columns;
    let column = columns.get(app.looking.column.min(columns.len().saturating_sub(1)));
    let Some(column) = column.filter(|_| !pictures.is_empty()) else { return };
    let [above, below] = Layout::vertical([Constraint::Fill(1); 2]).areas(pictures);
    let found = Curves::of(&info.preparation, example, &column.name);
    found.draw(frame, above, (&column.name, "in the file"), false, theme);
    found.draw(frame, below, (&column.name, "as the network has it"), true, theme);
}

/// Where words and pictures stand; texts have no pictures.
fn areas(area: Rect, example: &Example) -> [Rect; 2] {
    let is_text = matches!(example.question.input, Input::Symbols(_));
    match (is_text || area.height < LEAST, area.width >= BESIDE) {
        (true, _) => [area, Rect::default()],
        (_, true) => Layout::horizontal([Constraint::Fill(2), Constraint::Fill(3)]).areas(area),
        (_, false) => Layout::vertical([Constraint::Length(WORDS), Constraint::Fill(1)]).areas(area),
    }
}

/// What is read and answered, in the words of the file and as the network has it.
fn facts(preparation: &Preparation, example: &Example) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    match &example.question.shown {
        Shown::Window { series, last } => {
            let moment = |row: usize| {
                series.raw.moments.get(row).map_or_else(String::new, |moment| preparation.time_text(*moment))
            };
            let first = (last + 1).saturating_sub(example.question.input.steps());
            let Target::Numbers { truth, .. } = &example.target else { return facts };
            let rows = |from: usize, to: usize| match to - from {
                0 => format!("row {}, {}", from + 1, moment(from)),
                _ => format!("rows {} to {}, {} to {}", from + 1, to + 1, moment(from), moment(to)),
            };
            facts.push(("reads", rows(first, *last)));
            facts.push(("answers", rows(last + 1, last + truth.steps())));
            facts.push(("that is", preparation.show_target(example)));
        }
        Shown::Numbers(numbers) => {
            facts.push(("answers", preparation.show_target(example)));
            facts.push(("reads", written(numbers, ", ")));
        }
        Shown::Text(text) => {
            facts.push(("reads", text.clone()));
            facts.push(("answers", symbols(preparation, example)));
        }
    }
    match &example.question.input {
        Input::Numbers(numbers) => {
            if preparation.inputs.len() > 1 {
                let names: Vec<&str> = preparation.inputs.iter().map(|column| column.name.as_str()).collect();
                facts.push(("columns", names.join(", ")));
            }
            facts.push(("as read", written(numbers, ", ")));
        }
        Input::Symbols(symbols) => {
            let numbers: Vec<String> = symbols.iter().take(MOST_NUMBERS).map(ToString::to_string).collect();
            facts.push(("as numbers", numbers.join(" ")));
        }
    }
    match &example.target {
        Target::Numbers { prepared, .. } => facts.push(("as answer", written(prepared, ", "))),
        Target::Class(class) => {
            facts.push(("as answer", format!("class {} of {}", class + 1, preparation.classes.len())));
        }
        Target::Symbols(_) => {}
    }
    facts
}

/// What is asked for at each step; a dot where nothing is.
fn symbols(preparation: &Preparation, example: &Example) -> String {
    match (&example.target, &preparation.vocabulary) {
        (Target::Symbols(asked), Some(vocabulary)) => {
            let name = |symbol: &u32| if *symbol == Vocabulary::NONE { "·" } else { vocabulary.symbol(*symbol) };
            asked.iter().take(MOST_NUMBERS).map(name).collect::<Vec<_>>().join(" ")
        }
        _ => preparation.show_target(example),
    }
}

/// Numbers by step, those of one step side by side.
fn written<T: Number>(numbers: &Sequence<T>, between: &str) -> String {
    let steps = numbers.rows().take(MOST_NUMBERS.div_ceil(numbers.features()));
    let values = || numbers.values().iter().map(|value| (*value).into());
    let style = NumberStyle::of_values(values(), DIGITS);
    let step =
        |row: &[T]| row.iter().map(|value| style.format_short((*value).into(), DIGITS)).collect::<Vec<_>>().join(" ");
    let between = if numbers.features() > 1 { between } else { " " };
    steps.map(step).collect::<Vec<_>>().join(between)
}

/// One feature of a sequence, if it is there.
fn column(sequence: &Sequence<impl Number>, at: Option<usize>) -> Vec<f64> {
    at.map_or_else(Vec::new, |at| sequence.column(at).collect())
}

/// A column of an example, before and after.
struct Curves {
    /// What is read, and what is to be answered, in the file and as the network has it.
    read: [Vec<f64>; 2],
    answered: [Vec<f64>; 2],
    /// The first step that is answered.
    from: [usize; 2],
}

impl Curves {
    fn of(preparation: &Preparation, example: &Example, name: &str) -> Self {
        let of = |columns: &[crate::data::Column]| columns.iter().position(|column| column.name == name);
        let (input, target) = (of(&preparation.inputs), of(&preparation.targets));
        let answered = match &example.target {
            Target::Numbers { prepared, truth } => [column(truth, target), column(prepared, target)],
            _ => [Vec::new(), Vec::new()],
        };
        let prepared = match &example.question.input {
            Input::Numbers(numbers) => column(numbers, input),
            Input::Symbols(_) => Vec::new(),
        };
        let source = input.map(|at| preparation.inputs[at].source);
        let (raw, from) = match &example.question.shown {
            Shown::Window { series, last } => {
                let steps = example.question.input.steps();
                let rows = (last + 1).saturating_sub(steps)..last + 1;
                let source = source.or_else(|| target.map(|at| preparation.targets[at].source));
                (source.map_or_else(Vec::new, |source| series.raw.columns[source][rows].to_vec()), [steps; 2])
            }
            Shown::Numbers(numbers) => (column(numbers, source), [0; 2]),
            Shown::Text(_) => (Vec::new(), [0; 2]),
        };
        let mut curves = Self { read: [raw, prepared], answered, from };
        curves.join();
        curves
    }

    /// An answer that follows what is read goes on from there.
    fn join(&mut self) {
        for ((read, answered), from) in self.read.iter().zip(&mut self.answered).zip(&mut self.from) {
            if let Some(last) = read.last().filter(|_| *from > 0 && !answered.is_empty()) {
                answered.insert(0, *last);
                *from -= 1;
            }
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, (name, about): (&str, &str), after: bool, theme: Theme) {
        let at = usize::from(after);
        let (read, answered, from) = (&self.read[at], &self.answered[at], self.from[at]);
        let layers = [Layer::Curves(vec![
            Curve::through(0, read, Pen::Solid, theme.prediction()),
            Curve::through(from, answered, Pen::Dashed, theme.truth()),
        ])];
        let mut heading = title(name, format!("{about} "), theme);
        let names = [(Pen::Solid, theme.prediction(), "read", read), (Pen::Dashed, theme.truth(), "answer", answered)];
        let names = names.into_iter().filter(|(.., values)| !values.is_empty());
        heading.extend(chart::names(&names.map(|(pen, style, name, _)| (pen, style, name)).collect::<Vec<_>>()));
        let block = pane(heading, theme.frame(false));
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let count = read.len().max(from + answered.len());
        chart::draw_whole(frame.buffer_mut(), inner, &layers, count, |step| (step + 1).to_string(), theme);
    }
}
