//! Makes out of what pip says when it fails the one sentence that helps.

use std::path::Path;

use anyhow::{Error, anyhow};

use crate::{
    disk,
    package::{Package, VERSION},
};

/// Why pip could not fetch the wheels.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// This Python has no pip.
    NoPip,
    /// A wheel is not the one that was pinned.
    WrongHash(String),
    /// The disk is full.
    DiskFull,
    /// The package index or what leads to it does not answer.
    Unreachable,
    /// The index answers, and does not have a wheel.
    NotOffered(String),
    /// Anything else, in pip's words.
    Other(String),
}

/// What the messages have in common when pip has given up on the network. pip tells the last of them, "from versions:
/// none", also of an index that it may not use at all.
const UNREACHABLE: &[&str] = &[
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "ProtocolError",
    "SSLError",
    "Max retries exceeded",
    "IncompleteRead",
    "incomplete-download",
    "(from versions: none)",
];

impl Failure {
    /// Tells the kinds apart by pip's standard error, or by how it ended where that is empty. Numbers and names of
    /// exceptions are looked for before words, which the system may have translated.
    pub fn classify(complaints: &str, ending: &str) -> Self {
        let has = |text: &str| complaints.contains(text);
        if has("No module named pip") {
            Self::NoPip
        } else if has("[Errno 28]") || has("No space left on device") {
            Self::DiskFull
        } else if has("DO NOT MATCH THE HASHES") {
            Self::WrongHash(mismatched(complaints))
        } else if UNREACHABLE.iter().any(|text| has(text)) {
            Self::Unreachable
        } else if let Some((_, rest)) = complaints.split_once("No matching distribution found for ") {
            Self::NotOffered(first_word(rest).to_owned())
        } else {
            Self::Other(last_error(complaints).unwrap_or(ending).to_owned())
        }
    }

    /// The sentence for the person.
    pub fn explain(&self, package: &Package, cache: &Path) -> Error {
        let instead = format!("or set LIBTORCH to the directory of a libtorch {VERSION}");
        match self {
            Self::DiskFull => disk::full(cache, package),
            Self::NoPip => anyhow!(
                "python3 has no pip, which fetches libtorch: install it (on Debian and Ubuntu `apt-get install \
                 python3-pip`), {instead}"
            ),
            Self::WrongHash(wheel) => anyhow!(
                "the wheel of {wheel} is not the one pinned in xtask/requirements (its hash differs) and was not used: \
                 try again, and if it stays so look at the index that `python3 -m pip config list` names, {instead}"
            ),
            Self::Unreachable => anyhow!(
                "pip has no connection to the package index, or one that breaks off: check the network, the proxy and \
                 what `python3 -m pip config list` says and run the command again, {instead}"
            ),
            Self::NotOffered(wheel) => anyhow!(
                "the package index does not offer {wheel} for {}: look at the index that `python3 -m pip config list` \
                 names and update an old pip, {instead}",
                package.platform
            ),
            Self::Other(reason) => anyhow!(
                "pip failed to fetch libtorch ({reason}): remove the cause and run the command again, {instead}"
            ),
        }
    }
}

/// The requirement named first under the headline of a hash mismatch.
fn mismatched(complaints: &str) -> String {
    let lines = complaints.lines().skip_while(|line| !line.contains("DO NOT MATCH THE HASHES"));
    lines.skip(1).map(first_word).find(|word| !word.is_empty()).unwrap_or("libtorch").to_owned()
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// pip's last line that is an error; of a Python traceback, which it heads so as well, the last line of all.
fn last_error(complaints: &str) -> Option<&str> {
    let lines = || complaints.lines().map(str::trim).filter(|line| !line.is_empty()).rev();
    let error = lines().find_map(|line| line.strip_prefix("ERROR: ").or_else(|| line.strip_prefix("error: ")));
    error.filter(|error| *error != "Exception:").or_else(|| lines().next())
}

#[cfg(test)]
mod tests;
