//! How many colours a terminal has, and the nearest of those to any.

use ratatui::style::Color;

/// A colour by its parts red, green and blue.
pub(in crate::tui) type Parts = [u8; 3];

/// The steps of the colour cube among the 256 colours.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];
/// The first of the 256 that is the same on every terminal: those before it a person may have changed.
const FIXED: u8 = 16;
/// The first grey after the cube.
const GREYS: u8 = 232;

/// Which colours a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// All.
    Full,
    /// 256, by number.
    Indexed,
}

impl Depth {
    /// All colours where `COLORTERM` says so, as terminals agreed on, and else 256, which any of today has.
    #[must_use]
    pub fn of_environment() -> Self {
        Self::of(&std::env::var("COLORTERM").unwrap_or_default())
    }

    fn of(colorterm: &str) -> Self {
        if matches!(colorterm, "truecolor" | "24bit") { Self::Full } else { Self::Indexed }
    }

    /// A colour, or the nearest that there is.
    pub(super) fn colour(self, parts: Parts) -> Color {
        let [red, green, blue] = parts;
        match self {
            Self::Full => Color::Rgb(red, green, blue),
            Self::Indexed => Color::Indexed(nearest(parts)),
        }
    }
}

fn nearest(parts: Parts) -> u8 {
    let distance = |number: &u8| {
        let apart = numbered(*number).into_iter().zip(parts);
        apart.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum::<u32>()
    };
    (FIXED..=u8::MAX).min_by_key(distance).unwrap_or(FIXED)
}

/// One of the 256 colours that no terminal changes: the cube, then the greys.
pub(in crate::tui) fn numbered(number: u8) -> Parts {
    let number = number.max(FIXED);
    if number >= GREYS {
        return [8 + 10 * (number - GREYS); 3];
    }
    let place = number - FIXED;
    [place / 36, place / 6 % 6, place % 6].map(|step| CUBE[usize::from(step)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fixed_colour_is_its_own_nearest_and_others_are_not_far_from_theirs() {
        for number in FIXED..=u8::MAX {
            assert_eq!(numbered(nearest(numbered(number))), numbered(number), "{number}");
        }
        assert_eq!(numbered(nearest([0x56, 0xb4, 0xe9])), [95, 175, 215]);
        assert_eq!(numbered(nearest([250, 3, 100])), [255, 0, 95]);
    }

    #[test]
    fn a_terminal_has_all_colours_where_it_says_so() {
        let depths = ["truecolor", "24bit", "", "256"].map(Depth::of);
        assert_eq!(depths, [Depth::Full, Depth::Full, Depth::Indexed, Depth::Indexed]);
    }
}
