//! What can be wrong with a network, its weights or what it is asked, each in one sentence.

use tch::TchError;
use thiserror::Error;

/// Why a network cannot be made, filled or asked.
#[derive(Debug, Error)]
pub enum ModelError {
    /// Saved weights are not those of this network.
    #[error("the saved weights do not fit the experiment: {0}")]
    Weights(String),
    /// The sequence has another number of features than the network reads.
    #[error("the network reads {expected} numbers a step, but the sequence has {given}")]
    Features {
        /// What the network reads.
        expected: usize,
        /// What it was given.
        given: usize,
    },
    /// A symbol that the network has no vector for.
    #[error("the network knows {vocabulary} symbols, numbered from 0, but the sequence holds number {given}")]
    Symbol {
        /// How many symbols the network knows.
        vocabulary: usize,
        /// What it was given.
        given: u32,
    },
    /// No step to read.
    #[error("the sequence is empty: give at least one symbol")]
    Empty,
    /// A network that reads symbols was given numbers.
    #[error("the network reads symbols, but the sequence holds numbers")]
    NumbersForSymbols,
    /// A network that reads numbers was given symbols.
    #[error("the network reads numbers, but the sequence holds symbols")]
    SymbolsForNumbers,
    /// libtorch refuses.
    #[error("libtorch: {}", first_line(.0))]
    Torch(#[from] TchError),
}

/// libtorch adds its own call stack to a message; the first line says what is wrong.
fn first_line(error: &TchError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}
