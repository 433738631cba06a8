//! The colours of the picture.

use std::fmt::{self, Display, Formatter};

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

/// What the terminal itself has as its background.
pub(super) const PAPER: Rgb = Rgb(0x15, 0x18, 0x1e);
/// What the terminal itself writes with.
const INK: Rgb = Rgb(0xd5, 0xd9, 0xe2);
/// How much of the ink there is in the edge of the window.
const EDGE: f64 = 0.14;
/// How much of its colour remains of what is dim.
const DIM: f64 = 0.6;

/// The sixteen colours that have names, in the order of their numbers.
const NAMED: [Rgb; 16] = [
    Rgb(0x1e, 0x22, 0x2a),
    Rgb(0xec, 0x6a, 0x73),
    Rgb(0x98, 0xc9, 0x7a),
    Rgb(0xe8, 0xc2, 0x72),
    Rgb(0x63, 0xa8, 0xf2),
    Rgb(0xc9, 0x86, 0xe4),
    Rgb(0x56, 0xc5, 0xd4),
    Rgb(0xb3, 0xb9, 0xc5),
    Rgb(0x7a, 0x83, 0x93),
    Rgb(0xff, 0x8f, 0x96),
    Rgb(0xb5, 0xe3, 0x9a),
    Rgb(0xff, 0xdc, 0x94),
    Rgb(0x93, 0xc7, 0xff),
    Rgb(0xdf, 0xb0, 0xf5),
    Rgb(0x8d, 0xe3, 0xee),
    Rgb(0xf4, 0xf6, 0xfa),
];

/// A colour of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

impl Rgb {
    /// A colour as it is seen; the terminal's own is that which it writes with.
    pub(super) fn of(colour: Color) -> Self {
        Self::or(colour, INK)
    }

    fn or(colour: Color, reset: Self) -> Self {
        let number = match colour {
            Color::Reset => return reset,
            Color::Rgb(red, green, blue) => return Self(red, green, blue),
            Color::Indexed(number) => return Self::numbered(number),
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
        };
        Self::numbered(number)
    }

    fn numbered(number: u8) -> Self {
        let [red, green, blue] = crate::tui::theme::numbered(number);
        NAMED.get(usize::from(number)).copied().unwrap_or(Self(red, green, blue))
    }

    /// What is seen when a share of this colour lies over another.
    pub(super) fn over(self, below: Self, share: f64) -> Self {
        let mix = |above: u8, below: u8| (f64::from(above) * share + f64::from(below) * (1.0 - share)).round() as u8;
        Self(mix(self.0, below.0), mix(self.1, below.1), mix(self.2, below.2))
    }
}

impl Display for Rgb {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The colours of a cell as they are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colours {
    pub(super) ink: Rgb,
    pub(super) paper: Rgb,
}

impl Default for Colours {
    /// Those of the terminal itself.
    fn default() -> Self {
        Self { ink: INK, paper: PAPER }
    }
}

impl Colours {
    /// The edge of the window on a paper.
    pub(super) fn edge(self) -> Rgb {
        self.ink.over(self.paper, EDGE)
    }

    pub(super) fn of(cell: &Cell) -> Self {
        let (mut ink, mut paper) = (Rgb::or(cell.fg, INK), Rgb::or(cell.bg, PAPER));
        if cell.modifier.contains(Modifier::REVERSED) {
            (ink, paper) = (paper, ink);
        }
        if cell.modifier.contains(Modifier::DIM) {
            ink = ink.over(paper, DIM);
        }
        Self { ink, paper }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(fg: Color, bg: Color, modifier: Modifier) -> Colours {
        let mut cell = Cell::default();
        (cell.fg, cell.bg, cell.modifier) = (fg, bg, modifier);
        Colours::of(&cell)
    }

    #[test]
    fn the_256_colours_are_names_then_a_cube_then_greys() {
        assert_eq!(Rgb::of(Color::Indexed(1)), Rgb::of(Color::Red));
        assert_eq!(Rgb::of(Color::Indexed(15)), Rgb::of(Color::White));
        assert_eq!(Rgb::of(Color::Indexed(16)), Rgb(0, 0, 0));
        assert_eq!(Rgb::of(Color::Indexed(208)), Rgb(255, 135, 0));
        assert_eq!(Rgb::of(Color::Indexed(231)), Rgb(255, 255, 255));
        assert_eq!(Rgb::of(Color::Indexed(232)), Rgb(8, 8, 8));
        assert_eq!(Rgb::of(Color::Indexed(255)), Rgb(238, 238, 238));
    }

    #[test]
    fn reversed_exchanges_the_colours_even_those_of_the_terminal() {
        let reversed = colours(Color::Reset, Color::Reset, Modifier::REVERSED);
        assert_eq!(reversed, Colours { ink: PAPER, paper: INK });
    }

    #[test]
    fn dim_lies_between_ink_and_paper() {
        let dim = colours(Color::Rgb(100, 200, 0), Color::Rgb(0, 0, 0), Modifier::DIM);
        assert_eq!(dim.ink, Rgb(60, 120, 0));
    }

    #[test]
    fn every_named_colour_but_black_can_be_read_on_the_paper() {
        let luminance = |Rgb(red, green, blue)| {
            let linear = |part: u8| (f64::from(part) / 255.0).powf(2.2);
            0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        };
        for colour in NAMED.into_iter().skip(1).chain([INK]) {
            let contrast = (luminance(colour) + 0.05) / (luminance(PAPER) + 0.05);
            assert!(contrast > 4.5, "{colour} has a contrast of only {contrast}");
        }
    }
}
