//! Which experiment files were opened, from one session to the next.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::write::write_whole;
use crate::experiment::Builtin;

/// Paths that are kept.
const MOST: usize = 20;

/// Where the program keeps what should outlast a session and belongs to no run, if anywhere.
pub(crate) fn state_directory() -> Option<PathBuf> {
    let directory = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = directory("XDG_STATE_HOME").or_else(|| Some(directory("HOME")?.join(".local/state")));
    state.map(|state| state.join("rnnlab"))
}

/// Experiment files that were opened, one path a line, newest first, in the directory for state that desktops agree on
/// (XDG Base Directory Specification). It is a convenience: where it cannot be read or written there is none, and that is
/// all.
#[derive(Debug, Clone)]
pub struct Recent {
    file: Option<PathBuf>,
}

impl Recent {
    /// The list of the person who runs the program.
    #[must_use]
    pub fn of_environment() -> Self {
        Self { file: state_directory().map(|state| state.join("recent")) }
    }

    /// The files that are still there, newest first.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        let text = self.file.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        text.lines().filter(|path| Path::new(path).is_file()).take(MOST).map(str::to_owned).collect()
    }

    /// Puts an experiment file first; a built-in experiment has none.
    pub fn add(&self, name_or_path: &str) {
        let path = std::path::absolute(name_or_path).ok().filter(|_| Builtin::find(name_or_path).is_none());
        let path = path.as_deref().and_then(Path::to_str).filter(|path| !path.contains('\n'));
        let (Some(file), Some(path)) = (&self.file, path) else { return };
        let others = self.list().into_iter().filter(|other| other != path);
        let lines: Vec<String> = std::iter::once(path.to_owned()).chain(others).take(MOST).collect();
        if let Some(directory) = file.parent() {
            // Where this fails, so does what follows.
            let _ = fs::create_dir_all(directory);
        }
        if let Err(error) = write_whole(file, (lines.join("\n") + "\n").as_bytes()) {
            tracing::debug!(%error, "the list of recent experiments is not kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(directory: &Path) -> Recent {
        Recent { file: Some(directory.join("state/rnnlab/recent")) }
    }

    #[test]
    fn the_newest_of_twenty_files_stands_first_and_none_twice() {
        let dir = tempfile::tempdir().unwrap();
        let path = |number: usize| dir.path().join(format!("{number}.toml")).display().to_string();
        (0..25).for_each(|number| fs::write(path(number), "").unwrap());
        let recent = recent(dir.path());
        assert_eq!(recent.list(), Vec::<String>::new());
        (0..25).for_each(|number| recent.add(&path(number)));
        recent.add(&path(10));
        let list = recent.list();
        assert_eq!(list.len(), 20);
        assert_eq!(list[..3], [path(10), path(24), path(23)]);
        assert_eq!(list.iter().filter(|listed| **listed == path(10)).count(), 1);
    }

    #[test]
    fn what_is_built_in_or_gone_is_not_listed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.toml");
        fs::write(&path, "").unwrap();
        let recent = recent(dir.path());
        recent.add(path.to_str().unwrap());
        recent.add("surnames");
        assert_eq!(recent.list(), [path.to_str().unwrap()]);
        fs::remove_file(&path).unwrap();
        assert_eq!(recent.list(), Vec::<String>::new());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_no_failure() {
        for file in [None, Some(PathBuf::from("/dev/null/recent"))] {
            let recent = Recent { file };
            recent.add("/dev/null");
            assert_eq!(recent.list(), Vec::<String>::new());
        }
    }
}
