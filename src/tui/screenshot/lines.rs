//! Box drawing: lines that meet in the middle of a cell.

use super::place::{CELL_HEIGHT, CELL_WIDTH, Place};

/// Half a unit off the middle, so that a line of one unit has sharp edges.
const MIDDLE: (f64, f64) = (CELL_WIDTH / 2.0 + 0.5, CELL_HEIGHT / 2.0 + 0.5);
/// How far each line of a double one is from the middle.
const DOUBLE: f64 = 1.0;
const LIGHT: f64 = 1.0;
/// The radius of the middle of a rounded corner.
const CORNER: f64 = 3.5;
/// How much of its share of the cell a dash takes.
const DASH: f64 = 0.6;

/// The lines of U+2500 to U+257F to the top, right, bottom and left, one digit each: 1 is light, 2 heavy, 3 double.
/// Those with zeros only are dashed, rounded or slanting.
#[rustfmt::skip]
const ARMS: [u16; 128] = [
    0x0101, 0x0202, 0x1010, 0x2020, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0110, 0x0210, 0x0120, 0x0220,
    0x0011, 0x0012, 0x0021, 0x0022, 0x1100, 0x1200, 0x2100, 0x2200,
    0x1001, 0x1002, 0x2001, 0x2002, 0x1110, 0x1210, 0x2110, 0x1120,
    0x2120, 0x2210, 0x1220, 0x2220, 0x1011, 0x1012, 0x2011, 0x1021,
    0x2021, 0x2012, 0x1022, 0x2022, 0x0111, 0x0112, 0x0211, 0x0212,
    0x0121, 0x0122, 0x0221, 0x0222, 0x1101, 0x1102, 0x1201, 0x1202,
    0x2101, 0x2102, 0x2201, 0x2202, 0x1111, 0x1112, 0x1211, 0x1212,
    0x2111, 0x1121, 0x2121, 0x2112, 0x2211, 0x1122, 0x1221, 0x2212,
    0x1222, 0x2122, 0x2221, 0x2222, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0303, 0x3030, 0x0310, 0x0130, 0x0330, 0x0013, 0x0031, 0x0033,
    0x1300, 0x3100, 0x3300, 0x1003, 0x3001, 0x3003, 0x1310, 0x3130,
    0x3330, 0x1013, 0x3031, 0x3033, 0x0313, 0x0131, 0x0333, 0x1303,
    0x3101, 0x3303, 0x1313, 0x3131, 0x3333, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0001, 0x1000, 0x0100, 0x0010,
    0x0002, 0x2000, 0x0200, 0x0020, 0x0201, 0x1020, 0x0102, 0x2010,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    None,
    Light,
    Heavy,
    Double,
}

impl Weight {
    fn width(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Light | Self::Double => LIGHT,
            Self::Heavy => 2.0 * LIGHT,
        }
    }
}

/// A line from near the middle to an edge.
struct Line {
    /// Along its direction, from the middle.
    start: f64,
    /// To the right or to the bottom, from the middle.
    aside: f64,
    width: f64,
}

/// The path of a box drawing character.
pub(super) fn path(character: char, place: Place) -> Option<String> {
    let code = u32::from(character);
    let arms = *ARMS.get(code.checked_sub(0x2500)? as usize)?;
    Some(match character {
        '┄' | '┅' | '┆' | '┇' => dashes(code, 3.0, place),
        '┈' | '┉' | '┊' | '┋' => dashes(code, 4.0, place),
        '╌' | '╍' | '╎' | '╏' => dashes(code, 2.0, place),
        '╭' | '╮' | '╯' | '╰' => corner(character, place),
        '╱' => slanting(true, place),
        '╲' => slanting(false, place),
        '╳' => slanting(true, place) + &slanting(false, place),
        _ => straight(arms, place),
    })
}

fn straight(arms: u16, place: Place) -> String {
    let weights = [12, 8, 4, 0].map(|shift| match arms >> shift & 0xF {
        0 => Weight::None,
        1 => Weight::Light,
        2 => Weight::Heavy,
        _ => Weight::Double,
    });
    let mut path = String::new();
    for direction in 0..4 {
        for line in lines(direction, weights) {
            path += &arm(direction, &line, place);
        }
    }
    path
}

/// The lines of one direction, which begin where those across end.
fn lines(direction: usize, weights: [Weight; 4]) -> Vec<Line> {
    let opposite = weights[(direction + 2) % 4];
    // To the top or left of this direction, and to the bottom or right of it.
    let (before, after) = if direction % 2 == 1 { (weights[0], weights[2]) } else { (weights[3], weights[1]) };
    let weight = weights[direction];
    let line = |start, aside| Line { start, aside, width: weight.width() };
    match weight {
        Weight::None => Vec::new(),
        Weight::Light | Weight::Heavy => vec![line(start_of_single(before, after, opposite), 0.0)],
        Weight::Double => vec![
            line(start_of_double(before, after, opposite), -DOUBLE),
            line(start_of_double(after, before, opposite), DOUBLE),
        ],
    }
}

fn start_of_single(before: Weight, after: Weight, opposite: Weight) -> f64 {
    match (before, after) {
        _ if opposite != Weight::None => 0.0,
        (Weight::Double, Weight::Double) => DOUBLE,
        (Weight::Double, _) | (_, Weight::Double) => -DOUBLE - LIGHT / 2.0,
        _ => -before.width().max(after.width()) / 2.0,
    }
}

/// Where one line of a double one begins, by what is across on its own side and on that of the other.
fn start_of_double(near: Weight, far: Weight, opposite: Weight) -> f64 {
    match (near, far) {
        (Weight::Double, _) => DOUBLE - LIGHT / 2.0,
        (Weight::None, _) if opposite != Weight::None => 0.0,
        (Weight::None, Weight::Double) => -DOUBLE - LIGHT / 2.0,
        _ => -near.width().max(far.width()) / 2.0,
    }
}

fn arm(direction: usize, line: &Line, place: Place) -> String {
    let (x, y) = MIDDLE;
    let &Line { start, aside, width } = line;
    let side = aside - width / 2.0;
    match direction {
        0 => place.rectangle(x + side, 0.0, width, y - start),
        1 => place.rectangle(x + start, y + side, CELL_WIDTH - x - start, width),
        2 => place.rectangle(x + side, y + start, width, CELL_HEIGHT - y - start),
        _ => place.rectangle(0.0, y + side, x - start, width),
    }
}

fn dashes(code: u32, count: f64, place: Place) -> String {
    // Light and heavy take turns, and so do two horizontal ones and two vertical ones.
    let (heavy, vertical) = (code % 2 == 1, code & 2 == 2);
    let width = if heavy { 2.0 * LIGHT } else { LIGHT };
    let share = if vertical { CELL_HEIGHT } else { CELL_WIDTH } / count;
    let dash = |number: u32| {
        let start = (f64::from(number) + (1.0 - DASH) / 2.0) * share;
        if vertical {
            place.rectangle(MIDDLE.0 - width / 2.0, start, width, share * DASH)
        } else {
            place.rectangle(start, MIDDLE.1 - width / 2.0, share * DASH, width)
        }
    };
    (0..count as u32).map(dash).collect()
}

/// A rounded corner, as an outline to be filled: stroked it would not join the straight lines without a seam.
fn corner(character: char, place: Place) -> String {
    let (x, y) = MIDDLE;
    let (right, down) = (matches!(character, '╭' | '╰'), matches!(character, '╭' | '╮'));
    let (edge_x, edge_y) = (if right { CELL_WIDTH } else { 0.0 }, if down { CELL_HEIGHT } else { 0.0 });
    let (to_x, to_y) = (if right { 1.0 } else { -1.0 }, if down { 1.0 } else { -1.0 });
    let (bend_x, bend_y) = (x + to_x * CORNER, y + to_y * CORNER);
    let (half_x, half_y) = (to_x * LIGHT / 2.0, to_y * LIGHT / 2.0);
    let (outer, inner) = (CORNER + LIGHT / 2.0, CORNER - LIGHT / 2.0);
    let sweep = u8::from(right == down);
    format!(
        "M{}L{}A{outer} {outer} 0 0 {sweep} {}L{}L{}L{}A{inner} {inner} 0 0 {} {}L{}z",
        place.point(x - half_x, edge_y),
        place.point(x - half_x, bend_y),
        place.point(bend_x, y - half_y),
        place.point(edge_x, y - half_y),
        place.point(edge_x, y + half_y),
        place.point(bend_x, y + half_y),
        1 - sweep,
        place.point(x + half_x, bend_y),
        place.point(x + half_x, edge_y),
    )
}

fn slanting(rising: bool, place: Place) -> String {
    let (width, height, half) = (CELL_WIDTH, CELL_HEIGHT, LIGHT / 2.0);
    let (top, bottom) = if rising { (width, 0.0) } else { (0.0, width) };
    // Both ways round the same, or the middle of a cross would be a hole.
    place.polygon(&[(top - half, 0.0), (top + half, 0.0), (bottom + half, height), (bottom - half, height)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(character: char) -> String {
        path(character, Place::new(0, 0)).unwrap()
    }

    #[test]
    fn a_line_goes_from_edge_to_edge() {
        assert_eq!(of('─'), "M4.5 8h3.5v1h-3.5zM0 8h4.5v1h-4.5z");
        assert_eq!(of('│'), "M4 0h1v8.5h-1zM4 8.5h1v7.5h-1z");
        assert_eq!(of('━'), "M4.5 7.5h3.5v2h-3.5zM0 7.5h4.5v2h-4.5z");
    }

    #[test]
    fn a_corner_is_closed() {
        assert_eq!(of('┌'), "M4 8h4v1h-4zM4 8h1v8h-1z");
        assert_eq!(of('╔'), "M3 7h5v1h-5zM5 9h3v1h-3zM3 7h1v9h-1zM5 9h1v7h-1z");
    }

    #[test]
    fn a_rounded_corner_meets_its_neighbours_at_the_edges() {
        assert_eq!(of('╭'), "M4 16L4 12A4 4 0 0 1 8 8L8 8L8 9L8 9A3 3 0 0 0 5 12L5 16z");
        assert_eq!(of('╯'), "M5 0L5 5A4 4 0 0 1 1 9L0 9L0 8L1 8A3 3 0 0 0 4 5L4 0z");
    }

    #[test]
    fn dashes_are_separate_and_on_the_line() {
        assert_eq!(of('┄').matches('M').count(), 3);
        assert_eq!(of('┈'), "M0.4 8h1.2v1h-1.2zM2.4 8h1.2v1h-1.2zM4.4 8h1.2v1h-1.2zM6.4 8h1.2v1h-1.2z");
        assert!(of('┊').starts_with("M4 0.8h1v2.4"));
    }

    #[test]
    fn every_box_drawing_character_has_lines_and_no_other_has() {
        for character in '\u{2500}'..='\u{257F}' {
            assert!(of(character).len() > 8, "{character}");
        }
        assert_eq!(path('\u{2580}', Place::new(0, 0)), None);
        assert_eq!(path('x', Place::new(0, 0)), None);
    }
}
