//! The pages of the dashboard.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A page of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tab {
    /// The learning as it happens.
    #[default]
    Train,
    /// What was found in the data and done to them.
    Data,
    /// What goes on inside the network.
    Inspect,
    /// How good the network is beside what no learning gets.
    Evaluate,
    /// All runs of the directory.
    Runs,
}

impl Tab {
    /// All of them, from left to right.
    pub const ALL: [Self; 5] = [Self::Train, Self::Data, Self::Inspect, Self::Evaluate, Self::Runs];

    /// The one to the right; after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        self.away(1)
    }

    /// The one to the left; before the first the last.
    #[must_use]
    pub fn previous(self) -> Self {
        self.away(Self::ALL.len() - 1)
    }

    fn away(self, by: usize) -> Self {
        Self::ALL[(self as usize + by) % Self::ALL.len()]
    }
}

impl fmt::Display for Tab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Train => "Train",
            Self::Data => "Data",
            Self::Inspect => "Inspect",
            Self::Evaluate => "Evaluate",
            Self::Runs => "Runs",
        })
    }
}

impl FromStr for Tab {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |tab: &Self| tab.to_string().eq_ignore_ascii_case(text);
        let all = "train, data, inspect, evaluate or runs";
        Self::ALL.into_iter().find(named).ok_or_else(|| format!("there is no tab '{text}': {all}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_go_round_in_both_directions() {
        assert_eq!(Tab::ALL.map(Tab::next), [Tab::Data, Tab::Inspect, Tab::Evaluate, Tab::Runs, Tab::Train]);
        assert_eq!(Tab::ALL.map(|tab| tab.next().previous()), Tab::ALL);
    }

    #[test]
    fn a_tab_is_named_in_any_case_and_another_word_is_told_which_there_are() {
        assert_eq!("evaluate".parse(), Ok(Tab::Evaluate));
        let refused = "there is no tab 'gates': train, data, inspect, evaluate or runs";
        assert_eq!("gates".parse::<Tab>(), Err(refused.to_owned()));
    }
}
