//! The themes by their names; which colours each has, the screen knows.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// The named colours of the terminal, as they can be read on a dark one.
    #[default]
    Dark,
    /// Dark on white.
    Light,
    /// Colours that every eye tells apart.
    ColourBlind,
    /// No colours.
    None,
}

impl Look {
    /// All of them, in the order in which a key goes through them.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::ColourBlind, Self::None];

    /// The one after this; after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::ColourBlind => "colour-blind safe",
            Self::None => "no colours",
        })
    }
}
