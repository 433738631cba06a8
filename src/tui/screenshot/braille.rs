//! Braille cells, of which charts are made.

use super::place::{CELL_HEIGHT, CELL_WIDTH, Place};

/// Wide enough that the dots of a curve are seen as a line.
pub(super) const DOT: f64 = 3.6;

/// The dots of a braille cell as a path to be stroked with round ends.
pub(super) fn path(character: char, place: Place) -> Option<String> {
    let pattern = match u32::from(character) {
        code @ 0x2800..=0x28FF => code - 0x2800,
        _ => return None,
    };
    let dots = (0..8).filter(|bit| pattern >> bit & 1 == 1);
    Some(dots.map(|bit| dot(bit, place)).collect())
}

/// The first six dots go down the columns, the two of the last row came later.
fn dot(bit: u32, place: Place) -> String {
    let (column, row) = if bit < 6 { (bit / 3, bit % 3) } else { (bit - 6, 3) };
    let x = (f64::from(column) + 0.5) * CELL_WIDTH / 2.0;
    let y = (f64::from(row) + 0.5) * CELL_HEIGHT / 4.0;
    // A line without any length is left out by some viewers.
    format!("M{}h.01", place.point(x, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dot_of_a_braille_cell_has_its_place() {
        let of = |character| path(character, Place::new(0, 0)).unwrap();
        assert_eq!(of('⠀'), "");
        assert_eq!(of('⠁'), "M2 2h.01");
        assert_eq!(of('⠠'), "M6 10h.01");
        assert_eq!(of('⡀'), "M2 14h.01");
        assert_eq!(of('⢀'), "M6 14h.01");
        assert_eq!(of('⣿').matches('M').count(), 8);
        assert_eq!(path('x', Place::new(0, 0)), None);
    }
}
