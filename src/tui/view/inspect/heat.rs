//! Numbers as colours, or as shades where there are no colours.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Style},
    text::Span,
};

use super::columns::Columns;
use crate::tui::{Theme, view::axis::label};

/// From 0 to 1, dark to light: steps of viridis (Smith & van der Walt 2015) among the 256 colours, which people see alike
/// whatever colours they can tell apart.
const RISING: [u8; 12] = [53, 54, 60, 66, 30, 36, 41, 77, 113, 149, 185, 227];
/// From minus to plus: blue, dark, orange.
const DIVERGING: [u8; 15] = [159, 81, 39, 32, 31, 25, 24, 235, 94, 130, 166, 172, 208, 215, 223];
/// What is no number.
const NOT_FINITE: (u8, char) = (201, '×');
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
/// Cells of a legend.
const LEGEND: usize = 10;

/// Which number has which colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Heat {
    pub(super) low: f32,
    pub(super) high: f32,
}

impl Heat {
    fn share(self, value: f32) -> Option<f32> {
        let share = (value - self.low) / (self.high - self.low).max(f32::MIN_POSITIVE);
        share.is_finite().then(|| share.clamp(0.0, 1.0))
    }

    fn colour(self, value: f32) -> Color {
        let ramp: &[u8] = if self.low < 0.0 { &DIVERGING } else { &RISING };
        let number = self.share(value).map_or(NOT_FINITE.0, |share| ramp[place(share, ramp.len())]);
        Color::Indexed(number)
    }

    fn shade(self, value: f32) -> char {
        self.share(value).map_or(NOT_FINITE.1, |share| SHADES[place(share, SHADES.len())])
    }

    /// The colours from the smallest to the largest number, which stand beside them.
    pub(super) fn legend(self, theme: Theme) -> Vec<Span<'static>> {
        let value = |cell: usize| self.low + (self.high - self.low) * cell as f32 / (LEGEND - 1) as f32;
        let cell = |cell: usize| {
            if theme.has_colours() {
                Span::styled("█", Style::new().fg(self.colour(value(cell))))
            } else {
                Span::raw(self.shade(value(cell)).to_string())
            }
        };
        let end = |value: f32| Span::styled(label(value.into()), theme.quiet());
        let mut spans = vec![end(self.low), Span::raw(" ")];
        spans.extend((0..LEGEND).map(cell));
        spans.extend([Span::raw(" "), end(self.high)]);
        spans
    }
}

fn place(share: f32, count: usize) -> usize {
    ((share * count as f32) as usize).min(count - 1)
}

/// Values `[column × units]` of which the units from `first` on are drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeatMap<'a> {
    pub(super) values: &'a [f32],
    pub(super) units: usize,
    pub(super) first: usize,
    pub(super) heat: Heat,
}

/// Units that are told apart in so many rows.
pub(super) fn units_in(rows: usize, theme: Theme) -> usize {
    if theme.has_colours() { 2 * rows } else { rows }
}

impl HeatMap<'_> {
    /// Draws steps from left to right and units downwards: with colours two in a row of cells, where there is room a unit in
    /// several rows.
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, columns: &Columns, theme: Theme) {
        for row in 0..area.height {
            for cell in 0..columns.cells().min(area.width.into()) {
                let mean = |unit: Option<usize>| Some(self.mean(columns.at(cell), unit?));
                let place = (area.x + cell as u16, area.y + row);
                let Some(drawn) = buffer.cell_mut(place) else { continue };
                let [upper, lower] = self.units_at(row.into(), area.height.into(), theme).map(mean);
                let Some(upper) = upper else { continue };
                if !theme.has_colours() {
                    drawn.set_char(self.heat.shade(upper));
                    continue;
                }
                drawn.set_char('▀').set_fg(self.heat.colour(upper));
                if let Some(lower) = lower {
                    drawn.set_bg(self.heat.colour(lower));
                }
            }
        }
    }

    /// The units in the upper and the lower half of a row.
    fn units_at(&self, row: usize, rows: usize, theme: Theme) -> [Option<usize>; 2] {
        let height = self.height(rows, theme);
        let unit = |half: usize| Some(self.first + half / height).filter(|&unit| unit < self.units);
        if theme.has_colours() { [unit(2 * row), unit(2 * row + 1)] } else { [unit(row), None] }
    }

    /// Halves of rows, or rows, for one unit.
    fn height(&self, rows: usize, theme: Theme) -> usize {
        let most = if theme.has_colours() { 4 } else { 2 };
        (units_in(rows, theme) / (self.units - self.first).max(1)).clamp(1, most)
    }

    /// The row that a unit begins in; behind the last unit, the first row that is free.
    pub(super) fn row_of(&self, unit: usize, rows: usize, theme: Theme) -> usize {
        let first = (unit - self.first) * self.height(rows, theme);
        match theme.has_colours() {
            true if unit == self.units => first.div_ceil(2),
            true => first / 2,
            false => first,
        }
    }

    fn mean(&self, columns: std::ops::Range<usize>, unit: usize) -> f32 {
        let count = columns.len() as f32;
        columns.map(|column| self.values.get(column * self.units + unit).copied().unwrap_or(f32::NAN)).sum::<f32>()
            / count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATE: Heat = Heat { low: 0.0, high: 1.0 };
    const STATE: Heat = Heat { low: -1.0, high: 1.0 };

    #[test]
    fn the_ends_and_the_middle_have_their_own_colours_and_shades() {
        assert_eq!([0.0, 1.0].map(|value| GATE.colour(value)), [53, 227].map(Color::Indexed));
        assert_eq!([-1.0, 0.0, 1.0].map(|value| STATE.colour(value)), [159, 235, 223].map(Color::Indexed));
        assert_eq!([-1.0, -0.5, 0.0, 0.5, 1.0].map(|value| STATE.shade(value)), [' ', '░', '▒', '▓', '█']);
    }

    #[test]
    fn what_is_no_number_is_marked_and_a_range_of_nothing_has_a_colour() {
        assert_eq!((GATE.colour(f32::NAN), GATE.shade(f32::NAN)), (Color::Indexed(201), '×'));
        assert_eq!(Heat { low: 0.0, high: 0.0 }.colour(0.0), Color::Indexed(53));
    }

    #[test]
    fn two_units_share_a_row_of_cells_with_colours_and_none_without() {
        let values = [0.0, 1.0, 0.5, 1.0, 0.0, 0.5];
        let map = HeatMap { values: &values, units: 3, first: 0, heat: GATE };
        let area = Rect::new(0, 0, 2, 2);
        let mut buffer = Buffer::empty(area);
        map.draw(&mut buffer, area, &Columns::new(2, 2), Theme::new(true));
        let cell = &buffer[(0, 0)];
        assert_eq!((cell.symbol(), cell.fg, cell.bg), ("▀", Color::Indexed(53), Color::Indexed(227)));
        assert_eq!(buffer[(1, 1)].bg, Color::Reset);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 3));
        map.draw(&mut buffer, Rect::new(0, 0, 2, 3), &Columns::new(2, 2), Theme::new(false));
        let column: Vec<&str> = (0..3).map(|row| buffer[(0, row)].symbol()).collect();
        assert_eq!(column, [" ", "█", "▒"]);
    }
}
