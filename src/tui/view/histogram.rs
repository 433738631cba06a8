//! How often values lie where, as columns.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{
    Theme,
    axis::{label, labels as labels_of, linear_ticks},
    chart::{Room, draw_labels},
};
use crate::data::Histogram;

/// Eighths of a cell, from the bottom.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Columns between labels below, one from the other.
const BETWEEN_LABELS: u16 = 10;

/// Draws a histogram with its values below and its largest count at the left. Nothing but the columns where there is no room.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, histogram: &Histogram, style: Style, theme: Theme) {
    let Room { labels, plot, below } = Room::of(area, 1);
    // All bins have the same width.
    let bins = histogram.counts.len().max(1) as u16;
    let width = if plot.width < bins { plot.width } else { plot.width / bins * bins };
    let (plot, below) = (Rect { width, ..plot }, Rect { width, ..below });
    let most = histogram.counts.iter().copied().max().unwrap_or(0);
    if most == 0 || plot.is_empty() {
        return;
    }
    let rows = usize::from(plot.height);
    for column in 0..plot.width {
        let count = count_at(histogram, usize::from(column), usize::from(plot.width));
        // A single value among very many is seen too.
        let height = (count * rows * 8 / most).max(usize::from(count > 0));
        for row in 0..rows {
            let eighths = height.saturating_sub(row * 8).min(8);
            let y = plot.bottom() - 1 - row as u16;
            buffer.set_string(plot.x + column, y, EIGHTHS[eighths], style);
        }
    }
    for row in labels.rows() {
        buffer.set_string(labels.right().saturating_sub(1), row.y, "│", theme.quiet());
    }
    let width = usize::from(labels.width.saturating_sub(1));
    buffer.set_string(labels.x, labels.y, format!("{:>width$}┤", label(most as f64)), theme.quiet());
    if rows > 1 {
        buffer.set_string(labels.x, labels.bottom() - 1, format!("{:>width$}┤", 0), theme.quiet());
    }
    let ends = [histogram.from, histogram.to];
    let ticks = linear_ticks(ends, usize::from(below.width / BETWEEN_LABELS).max(1));
    let names = labels_of(&ticks);
    let shares: Vec<_> =
        ticks.iter().zip(names).map(|(tick, name)| ((tick - ends[0]) / (ends[1] - ends[0]), name)).collect();
    draw_labels(buffer, below, below, &shares, theme);
}

/// The count of the bin in a column; of several bins in one the largest.
fn count_at(histogram: &Histogram, column: usize, columns: usize) -> usize {
    let bins = histogram.counts.len();
    let from = column * bins / columns;
    let to = ((column + 1) * bins / columns).max(from + 1).min(bins);
    histogram.counts[from..to].iter().copied().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bin_has_a_column_and_a_narrow_plot_keeps_the_highest() {
        let histogram = Histogram { from: 0.0, to: 4.0, counts: vec![1, 9, 0, 4] };
        let counts = |columns| (0..columns).map(|column| count_at(&histogram, column, columns)).collect::<Vec<_>>();
        assert_eq!(counts(8), [1, 1, 9, 9, 0, 0, 4, 4]);
        assert_eq!(counts(2), [9, 4]);
        assert_eq!(counts(1), [9]);
    }
}
