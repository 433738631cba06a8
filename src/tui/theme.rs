//! Colours by meaning. A mark or a word always goes with them.

use ratatui::style::{Color, Modifier, Style};

use crate::data::Part;

/// Styles by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colours: bool,
}

impl Theme {
    /// A theme with colours, or without.
    #[must_use]
    pub const fn new(colours: bool) -> Self {
        Self { colours }
    }

    /// Without colours where `NO_COLOR` is set and not empty (no-color.org).
    #[must_use]
    pub fn of_environment() -> Self {
        Self::new(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()))
    }

    /// Whether there are any.
    #[must_use]
    pub const fn has_colours(self) -> bool {
        self.colours
    }

    fn colour(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    /// What belongs to the training examples.
    #[must_use]
    pub fn training(self) -> Style {
        self.colour(Color::Cyan)
    }

    /// What belongs to the validation examples.
    #[must_use]
    pub fn validation(self) -> Style {
        self.colour(Color::Magenta)
    }

    /// What belongs to the test examples.
    #[must_use]
    pub fn test(self) -> Style {
        self.colour(Color::Green)
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
        self.colour(Color::Yellow)
    }

    /// What the network says.
    #[must_use]
    pub fn prediction(self) -> Style {
        self.colour(Color::Cyan)
    }

    /// What would be right.
    #[must_use]
    pub fn truth(self) -> Style {
        self.colour(Color::Green)
    }

    /// One of several curves over each other, by its place.
    #[must_use]
    pub fn overlaid(self, place: usize) -> Style {
        const COLOURS: [Color; 6] =
            [Color::Cyan, Color::Yellow, Color::Magenta, Color::Green, Color::Red, Color::Reset];
        self.colour(COLOURS[place % COLOURS.len()])
    }

    /// What is wrong.
    #[must_use]
    pub fn error(self) -> Style {
        self.colour(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// What a person should know.
    #[must_use]
    pub fn notice(self) -> Style {
        self.colour(Color::Yellow)
    }

    /// Names of things, frames, axes.
    #[must_use]
    pub fn quiet(self) -> Style {
        if self.colours { Style::new().fg(Color::DarkGray) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    /// The frame of a pane.
    #[must_use]
    pub fn frame(self, focused: bool) -> Style {
        if focused { self.colour(Color::Yellow) } else { self.quiet() }
    }

    /// Titles and keys.
    #[must_use]
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What runs.
    #[must_use]
    pub fn running(self) -> Style {
        self.colour(Color::Green).add_modifier(Modifier::BOLD)
    }
}
