//! Colours by meaning. A mark or a word always goes with them.

mod depth;

use ratatui::style::{Color, Modifier, Style};

pub use self::depth::Depth;
pub(super) use self::depth::{Parts, numbered};
use crate::{app::Look, data::Part};

/// Styles by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    look: Look,
    own: Option<Own>,
}

/// Colours that the theme does not leave to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Own {
    ink: Color,
    paper: Color,
    /// By meaning, in the order of [`Meaning`].
    colours: [Color; 7],
}

/// What a colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Training examples, and what the network says.
    Learned,
    /// Validation examples.
    Validation,
    /// Test examples, what would be right, and what runs.
    Truth,
    /// What no learning gets.
    Baseline,
    /// What a person should know.
    Notice,
    /// What is wrong.
    Error,
    /// Names, frames, axes.
    Quiet,
}

/// The same as they are meant, whatever the terminal has.
struct Palette {
    ink: Parts,
    paper: Parts,
    colours: [Parts; 7],
}

/// Each has a contrast of 4.5 and more to white (WCAG 2.1, 1.4.3).
const LIGHT: Palette = Palette {
    ink: [0x1c, 0x1e, 0x24],
    paper: [0xff, 0xff, 0xff],
    colours: [
        [0x00, 0x5f, 0x9f],
        [0x99, 0x2e, 0x86],
        [0x00, 0x70, 0x50],
        [0x96, 0x55, 0x00],
        [0x96, 0x55, 0x00],
        [0xc0, 0x24, 0x24],
        [0x66, 0x6a, 0x73],
    ],
};

/// The colours of Okabe and Ito, "Color Universal Design" (2008): sky blue, reddish purple, bluish green, orange, yellow,
/// vermillion.
const COLOUR_BLIND: Palette = Palette {
    ink: [0xe4, 0xe6, 0xea],
    paper: [0x10, 0x12, 0x16],
    colours: [
        [0x56, 0xb4, 0xe9],
        [0xcc, 0x79, 0xa7],
        [0x00, 0x9e, 0x73],
        [0xe6, 0x9f, 0x00],
        [0xf0, 0xe4, 0x42],
        [0xd5, 0x5e, 0x00],
        [0x8f, 0x95, 0xa0],
    ],
};

impl Theme {
    /// The first theme, dark, or none.
    #[must_use]
    pub const fn new(colours: bool) -> Self {
        Self { look: if colours { Look::Dark } else { Look::None }, own: None }
    }

    /// A theme in the colours that a terminal has.
    #[must_use]
    pub fn of(look: Look, depth: Depth) -> Self {
        let palette = match look {
            Look::Light => Some(LIGHT),
            Look::ColourBlind => Some(COLOUR_BLIND),
            Look::Dark | Look::None => None,
        };
        let colour = |parts| depth.colour(parts);
        let own = palette.map(|Palette { ink, paper, colours }| Own {
            ink: colour(ink),
            paper: colour(paper),
            colours: colours.map(colour),
        });
        Self { look, own }
    }

    /// Whether it has colours.
    #[must_use]
    pub fn has_colours(self) -> bool {
        self.look != Look::None
    }

    /// What is written with and what is written on, where the theme does not leave that to the terminal.
    #[must_use]
    pub fn ground(self) -> Option<(Color, Color)> {
        self.own.map(|own| (own.ink, own.paper))
    }

    fn colour(self, meaning: Meaning) -> Style {
        match (self.own, self.look) {
            (Some(own), _) => Style::new().fg(own.colours[meaning as usize]),
            (None, Look::None) => Style::new(),
            (None, _) => Style::new().fg(named(meaning)),
        }
    }

    /// What belongs to the training examples.
    #[must_use]
    pub fn training(self) -> Style {
        self.colour(Meaning::Learned)
    }

    /// What belongs to the validation examples.
    #[must_use]
    pub fn validation(self) -> Style {
        self.colour(Meaning::Validation)
    }

    /// What belongs to the test examples.
    #[must_use]
    pub fn test(self) -> Style {
        self.colour(Meaning::Truth)
    }

    /// What belongs to a part of the split.
    #[must_use]
    pub fn part(self, part: Part) -> Style {
        match part {
            Part::Train => self.training(),
            Part::Validation => self.validation(),
            Part::Test => self.test(),
        }
    }

    /// What no learning gets.
    #[must_use]
    pub fn baseline(self) -> Style {
        self.colour(Meaning::Baseline)
    }

    /// What the network says.
    #[must_use]
    pub fn prediction(self) -> Style {
        self.colour(Meaning::Learned)
    }

    /// What would be right.
    #[must_use]
    pub fn truth(self) -> Style {
        self.colour(Meaning::Truth)
    }

    /// One of several curves over each other, by its place; after some it begins anew.
    #[must_use]
    pub fn overlaid(self, place: usize) -> Style {
        const MEANINGS: [Meaning; 5] =
            [Meaning::Learned, Meaning::Baseline, Meaning::Validation, Meaning::Truth, Meaning::Error];
        MEANINGS.get(place % (MEANINGS.len() + 1)).map_or_else(Style::new, |&meaning| self.colour(meaning))
    }

    /// What is wrong.
    #[must_use]
    pub fn error(self) -> Style {
        self.colour(Meaning::Error).add_modifier(Modifier::BOLD)
    }

    /// What a person should know.
    #[must_use]
    pub fn notice(self) -> Style {
        self.colour(Meaning::Notice)
    }

    /// Names of things, frames, axes.
    #[must_use]
    pub fn quiet(self) -> Style {
        if self.look == Look::None { Style::new().add_modifier(Modifier::DIM) } else { self.colour(Meaning::Quiet) }
    }

    /// The frame of a pane.
    #[must_use]
    pub fn frame(self, focused: bool) -> Style {
        if focused { self.notice() } else { self.quiet() }
    }

    /// Titles and keys.
    #[must_use]
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What runs.
    #[must_use]
    pub fn running(self) -> Style {
        self.colour(Meaning::Truth).add_modifier(Modifier::BOLD)
    }
}

/// The colours of the dark theme are those that the terminal has under these names.
fn named(meaning: Meaning) -> Color {
    match meaning {
        Meaning::Learned => Color::Cyan,
        Meaning::Validation => Color::Magenta,
        Meaning::Truth => Color::Green,
        Meaning::Baseline | Meaning::Notice => Color::Yellow,
        Meaning::Error => Color::Red,
        Meaning::Quiet => Color::DarkGray,
    }
}

#[cfg(test)]
mod tests;
