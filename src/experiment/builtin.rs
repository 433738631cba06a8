//! The experiments and datasets that are part of the program, so that it works from any directory.

use std::path::Path;

use include_dir::{Dir, include_dir};

static DATASETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/datasets");

/// A built-in experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// Its name on the command line.
    pub name: &'static str,
    /// The text of its experiment file.
    pub text: &'static str,
}

impl Builtin {
    /// The built-in experiment of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        builtins().find(|builtin| builtin.name == name)
    }
}

/// All built-in experiments, in alphabetical order.
pub fn builtins() -> impl Iterator<Item = Builtin> {
    let mut files: Vec<_> =
        DATASETS.files().filter(|file| file.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|file| file.path().file_stem());
    files
        .into_iter()
        .filter_map(|file| Some(Builtin { name: file.path().file_stem()?.to_str()?, text: file.contents_utf8()? }))
}

/// The bytes of the built-in dataset of this file name.
pub(crate) fn dataset(file: &Path) -> Option<&'static [u8]> {
    DATASETS.get_file(file).map(include_dir::File::contents)
}
