//! What a screen consists of, gathered by colour: one path for all of a colour has no seams between the cells.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
};

use ratatui::{
    buffer::{Buffer, Cell},
    style::Modifier,
};
use unicode_width::UnicodeWidthStr;

use super::{
    blocks,
    braille::{self, DOT},
    lines, marks,
    palette::{Colours, Rgb},
    place::{CELL_HEIGHT, CELL_WIDTH, Place},
    writing::{Run, Style, printable},
};

/// A line under a text, from the top of the cell.
const UNDERLINE: f64 = 14.0;
/// A line through a text, from the top of the cell.
const CROSSING: f64 = 8.0;

/// The layers of a picture, the lowest first.
#[derive(Debug)]
pub(super) struct Layers {
    /// What is behind all of them.
    paper: Rgb,
    papers: BTreeMap<Rgb, String>,
    shapes: BTreeMap<Rgb, String>,
    dots: BTreeMap<Rgb, String>,
    runs: Vec<Run>,
}

impl Layers {
    pub(super) fn of(buffer: &Buffer, paper: Rgb) -> Self {
        let mut layers =
            Self { paper, papers: BTreeMap::new(), shapes: BTreeMap::new(), dots: BTreeMap::new(), runs: Vec::new() };
        let columns = usize::from(buffer.area.width).max(1);
        for (row, cells) in buffer.content.chunks(columns).enumerate() {
            layers.add_row(row, cells);
        }
        layers
    }

    fn add_row(&mut self, row: usize, cells: &[Cell]) {
        let mut run = Run::default();
        let mut column = 0;
        while let Some(cell) = cells.get(column) {
            let symbol = if cell.modifier.contains(Modifier::HIDDEN) { " ".into() } else { printable(cell.symbol()) };
            // What lies under the right half of a wide character is not seen.
            let width = symbol.width().clamp(1, 2).min(cells.len() - column);
            let (place, colours) = (Place::new(column, row), Colours::of(cell));
            self.add_behind(cell, colours, place, width);
            if self.add_shape(&symbol, colours, place) {
                self.runs.extend(run.finish());
            } else {
                let style = Style::new(colours.ink, cell.modifier);
                self.runs.extend(run.add(&symbol, style, column, row, width));
            }
            column += width;
        }
        self.runs.extend(run.finish());
    }

    /// The background of a cell, and the lines under and through it.
    fn add_behind(&mut self, cell: &Cell, colours: Colours, place: Place, width: usize) {
        let width = width as f64 * CELL_WIDTH;
        if colours.paper != self.paper {
            *self.papers.entry(colours.paper).or_default() += &place.rectangle(0.0, 0.0, width, CELL_HEIGHT);
        }
        for (modifier, height) in [(Modifier::UNDERLINED, UNDERLINE), (Modifier::CROSSED_OUT, CROSSING)] {
            if cell.modifier.contains(modifier) {
                *self.shapes.entry(colours.ink).or_default() += &place.rectangle(0.0, height, width, 1.0);
            }
        }
    }

    /// Whether the symbol is one that is drawn; the others are text.
    fn add_shape(&mut self, symbol: &str, colours: Colours, place: Place) -> bool {
        let mut characters = symbol.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else {
            return false;
        };
        if let Some(path) = braille::path(character, place) {
            *self.dots.entry(colours.ink).or_default() += &path;
        } else if let Some(share) = blocks::shade(character) {
            let colour = colours.ink.over(colours.paper, share);
            *self.shapes.entry(colour).or_default() += &place.rectangle(0.0, 0.0, CELL_WIDTH, CELL_HEIGHT);
        } else if let Some(path) = blocks::path(character, place)
            .or_else(|| lines::path(character, place))
            .or_else(|| marks::path(character, place))
        {
            *self.shapes.entry(colours.ink).or_default() += &path;
        } else {
            return false;
        }
        true
    }
}

impl Display for Layers {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (colour, path) in &self.papers {
            writeln!(formatter, r#"<path fill="{colour}" shape-rendering="crispEdges" d="{path}"/>"#)?;
        }
        for (colour, path) in &self.shapes {
            writeln!(formatter, r#"<path fill="{colour}" d="{path}"/>"#)?;
        }
        for (colour, path) in self.dots.iter().filter(|(_, path)| !path.is_empty()) {
            let stroke = format!(r#"stroke="{colour}" stroke-width="{DOT}" stroke-linecap="round""#);
            writeln!(formatter, r#"<path fill="none" {stroke} d="{path}"/>"#)?;
        }
        self.runs.iter().try_for_each(|run| writeln!(formatter, "{run}"))
    }
}
