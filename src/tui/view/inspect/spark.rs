//! Bars of eighths of a cell.

const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A bar of a height from 0 to 1 in so many rows, from the top row down. What is above 0 is seen, however small it is.
pub(super) fn bar(share: f64, rows: usize) -> Vec<char> {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let mut eighths = (share * (rows * 8) as f64).round() as usize;
    if share > 0.0 {
        eighths = eighths.max(1);
    }
    (0..rows).rev().map(|row| EIGHTHS[eighths.saturating_sub(row * 8).min(8)]).collect()
}

/// Counts in rows of so many cells, from the top row down: each of the largest. Where there are more counts than cells several
/// share one; where there are fewer each has as many cells as fit.
pub(super) fn counts(counts: &[u32], cells: usize, rows: usize) -> Vec<String> {
    let share = counts.len().div_ceil(cells.max(1)).max(1);
    let summed: Vec<u32> = counts.chunks(share).map(|counts| counts.iter().sum()).collect();
    let width = cells.checked_div(summed.len()).unwrap_or(0).max(1);
    let most = f64::from(summed.iter().copied().max().unwrap_or(0).max(1));
    let bars: Vec<Vec<char>> = summed.iter().map(|&count| bar(f64::from(count) / most, rows)).collect();
    let row = |row: usize| bars.iter().flat_map(|bar| std::iter::repeat_n(bar[row], width)).collect();
    (0..rows).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_grows_by_eighths_and_what_is_small_is_seen() {
        let text = |share, rows| bar(share, rows).into_iter().collect::<String>();
        assert_eq!(text(0.0, 2), "  ");
        assert_eq!(text(1e-9, 2), " ▁");
        assert_eq!(text(0.75, 2), "▄█");
        assert_eq!(text(1.0, 2), "██");
        assert_eq!(text(f64::NAN, 1), " ");
    }

    #[test]
    fn counts_are_summed_or_widened_to_the_room_there_is() {
        assert_eq!(counts(&[0, 8, 4, 4], 4, 1), [" █▄▄"]);
        assert_eq!(counts(&[0, 8, 4, 4], 2, 1), ["██"]);
        assert_eq!(counts(&[0, 8], 5, 1), ["  ██"]);
    }
}
