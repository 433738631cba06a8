//! Marks that stand for a state. Many a viewer has them as coloured emoji only, or not at all.

use super::place::Place;

/// The path of a mark.
pub(super) fn path(character: char, place: Place) -> Option<String> {
    let path = match character {
        '▶' | '⏵' => place.polygon(&[(1.0, 4.0), (7.5, 8.0), (1.0, 12.0)]),
        '◀' | '⏴' => place.polygon(&[(7.0, 4.0), (0.5, 8.0), (7.0, 12.0)]),
        '▲' | '⏶' => place.polygon(&[(4.0, 4.5), (7.5, 11.5), (0.5, 11.5)]),
        '▼' | '⏷' => place.polygon(&[(4.0, 11.5), (0.5, 4.5), (7.5, 4.5)]),
        '▸' => place.polygon(&[(2.0, 5.5), (6.0, 8.0), (2.0, 10.5)]),
        '◂' => place.polygon(&[(6.0, 5.5), (2.0, 8.0), (6.0, 10.5)]),
        '▴' => place.polygon(&[(4.0, 6.0), (6.5, 10.0), (1.5, 10.0)]),
        '▾' => place.polygon(&[(4.0, 10.0), (1.5, 6.0), (6.5, 6.0)]),
        '◆' => place.polygon(&[(4.0, 4.0), (7.75, 8.0), (4.0, 12.0), (0.25, 8.0)]),
        '■' | '⏹' | '◼' => place.rectangle(0.5, 4.5, 7.0, 7.0),
        '▪' => place.rectangle(2.0, 6.0, 4.0, 4.0),
        '⏸' => place.rectangle(1.0, 4.0, 2.0, 8.0) + &place.rectangle(5.0, 4.0, 2.0, 8.0),
        '●' | '⏺' => place.circle(4.0, 8.0, 3.5, true),
        '○' => place.circle(4.0, 8.0, 3.5, true) + &place.circle(4.0, 8.0, 2.5, false),
        _ => return None,
    };
    Some(path)
}
