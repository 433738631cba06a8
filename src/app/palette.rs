//! Every action by its name.

use super::{Action, App, BINDINGS, Binding, Context, Finder};

/// The list of actions, and what is typed to find one.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    pub(super) finder: Finder,
    /// A sequence was being typed, and is so again afterwards.
    pub(super) trying: bool,
}

/// An action.
#[derive(Debug, Clone, Copy)]
pub struct Offer {
    /// Its line of the table of keys.
    pub binding: &'static Binding,
    /// Whether it does something now.
    pub holds: bool,
}

impl Palette {
    /// What is typed, and which one is marked.
    #[must_use]
    pub fn finder(&self) -> &Finder {
        &self.finder
    }

    /// All actions in whose words each word of the line stands: first those that do something now, in the order of the
    /// table. All but the one that opens this list.
    #[must_use]
    pub fn offers(&self, app: &App) -> Vec<Offer> {
        let is_offered = |binding: &&Binding| match binding.context {
            Context::Watch => true,
            Context::Try => self.trying,
            _ => false,
        };
        let others = BINDINGS.iter().filter(|binding| binding.action != Action::Palette);
        let offers = others.filter(is_offered).filter(|binding| self.finder.finds(&words(app, binding)));
        let mut offers: Vec<Offer> =
            offers.map(|binding| Offer { binding, holds: binding.word(app).is_some() }).collect();
        offers.sort_by_key(|offer| !offer.holds);
        offers
    }
}

/// What an action is found by: what it does, its keys, its word in the footer, its page, and its name in this program.
fn words(app: &App, binding: &Binding) -> String {
    let keys: Vec<String> = binding.keys.iter().map(ToString::to_string).collect();
    let word = binding.word(app).unwrap_or_default();
    let tab = binding.tab.map(|tab| tab.to_string()).unwrap_or_default();
    format!("{} {} {word} {tab} {:?}", binding.about, keys.join(" "), binding.action)
}
