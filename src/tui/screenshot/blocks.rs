//! Block elements: parts of a cell that are filled.

use super::place::{CELL_HEIGHT, CELL_WIDTH, Place};

/// Which quarters ▖▗▘▙▚▛▜▝▞▟ fill: upper left, upper right, lower left, lower right.
const QUARTERS: [[bool; 4]; 10] = [
    [false, false, true, false],
    [false, false, false, true],
    [true, false, false, false],
    [true, false, true, true],
    [true, false, false, true],
    [true, true, true, false],
    [true, true, false, true],
    [false, true, false, false],
    [false, true, true, false],
    [false, true, true, true],
];

/// The path of a block element.
pub(super) fn path(character: char, place: Place) -> Option<String> {
    let code = u32::from(character);
    let eighths = |x, y, width, height| {
        let (column, row) = (CELL_WIDTH / 8.0, CELL_HEIGHT / 8.0);
        place.rectangle(f64::from(x) * column, f64::from(y) * row, f64::from(width) * column, f64::from(height) * row)
    };
    let path = match code {
        0x2580 => eighths(0, 0, 8, 4),
        0x2581..=0x2588 => eighths(0, 0x2588 - code, 8, code - 0x2580),
        0x2589..=0x258F => eighths(0, 0, 0x2590 - code, 8),
        0x2590 => eighths(4, 0, 4, 8),
        0x2594 => eighths(0, 0, 8, 1),
        0x2595 => eighths(7, 0, 1, 8),
        0x2596..=0x259F => {
            let corners = [(0, 0), (4, 0), (0, 4), (4, 4)];
            let quarters = QUARTERS[(code - 0x2596) as usize];
            let filled = corners.into_iter().zip(quarters).filter(|&(_, filled)| filled);
            filled.map(|((x, y), _)| eighths(x, y, 4, 4)).collect()
        }
        _ => return None,
    };
    Some(path)
}

/// How much of the cell's ink a shade has.
pub(super) fn shade(character: char) -> Option<f64> {
    match character {
        '░' => Some(0.25),
        '▒' => Some(0.5),
        '▓' => Some(0.75),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_fill_their_part_of_the_cell() {
        let of = |character| path(character, Place::new(0, 0)).unwrap();
        assert_eq!(of('█'), "M0 0h8v16h-8z");
        assert_eq!(of('▁'), "M0 14h8v2h-8z");
        assert_eq!(of('▀'), "M0 0h8v8h-8z");
        assert_eq!(of('▌'), "M0 0h4v16h-4z");
        assert_eq!(of('▏'), "M0 0h1v16h-1z");
        assert_eq!(of('▚'), "M0 0h4v8h-4zM4 8h4v8h-4z");
        assert_eq!(path('x', Place::new(0, 0)), None);
    }

    #[test]
    fn every_block_element_is_a_path_or_a_shade() {
        for character in '\u{2580}'..='\u{259F}' {
            let path = path(character, Place::new(0, 0));
            assert!(path.is_some() != shade(character).is_some(), "{character}");
        }
    }
}
