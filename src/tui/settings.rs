//! How the dashboard was left, in a file. It is a convenience: where that cannot be read or written the dashboard is as at
//! first, and that is all.

use std::{
    fs, io,
    path::{Path, PathBuf},
    thread::{self, JoinHandle},
};

use crossbeam_channel::{Sender, unbounded};

use crate::{
    app::Settings,
    experiment::size_of_file,
    run::{state_directory, write_whole},
};

/// The file of a person's settings. It is written on a thread of its own, for a disk may take its time.
pub(super) struct Memory {
    file: Option<PathBuf>,
    /// What it says, as far as is known.
    kept: Option<Settings>,
    writer: Option<(Sender<Settings>, JoinHandle<()>)>,
}

impl Memory {
    /// That of the person who runs the program.
    pub(super) fn of_environment() -> Self {
        Self::new(state_directory().map(|state| state.join("settings.toml")))
    }

    fn new(file: Option<PathBuf>) -> Self {
        Self { file, kept: None, writer: None }
    }

    /// How the dashboard was left; `None` where it is opened for the first time. Where nothing can be kept, no time is the
    /// first. What cannot be understood is as good as nothing, and is written anew.
    pub(super) fn recall(&mut self) -> Option<Settings> {
        let Some(file) = &self.file else { return Some(Settings::default()) };
        // A pipe would be waited for.
        let text = match size_of_file(file).and_then(|_| fs::read_to_string(file)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!(%error, "the settings in {} cannot be read", file.display());
                String::new()
            }
        };
        self.kept = toml::from_str(&text)
            .inspect_err(|error| tracing::warn!(%error, "the settings in {} are as at first", file.display()))
            .ok();
        Some(self.kept.unwrap_or_default())
    }

    /// Keeps how the dashboard is now.
    pub(super) fn keep(&mut self, settings: Settings) {
        let Some(file) = self.file.as_ref().filter(|_| self.kept != Some(settings)) else { return };
        self.kept = Some(settings);
        if self.writer.is_none() {
            let (sender, settings) = unbounded::<Settings>();
            let file = file.clone();
            let work = move || {
                while let Ok(first) = settings.recv() {
                    write(&file, settings.try_iter().last().unwrap_or(first));
                }
            };
            self.writer = thread::Builder::new().name("settings".to_owned()).spawn(work).ok().map(|it| (sender, it));
        }
        if let Some((sender, _)) = &self.writer {
            // It hears as long as it is there.
            let _ = sender.send(settings);
        }
    }
}

impl Drop for Memory {
    /// What was kept last is written.
    fn drop(&mut self) {
        if let Some((sender, writer)) = self.writer.take() {
            drop(sender);
            let _ = writer.join();
        }
    }
}

fn write(file: &Path, settings: Settings) {
    let text = toml::to_string(&settings).unwrap_or_default();
    let directory = file.parent().map_or(Ok(()), fs::create_dir_all);
    let written = directory.map_err(|error| error.to_string());
    let written = written.and_then(|()| write_whole(file, text.as_bytes()).map_err(|error| error.to_string()));
    if let Err(error) = written {
        tracing::warn!("the settings are not kept: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Look, Metric, Scale, Smoothing, Tab};

    fn left() -> Settings {
        Settings {
            theme: Look::ColourBlind,
            tab: Tab::Evaluate,
            scale: Scale::Linear,
            metric: Metric::GradientNorm,
            smoothing: Smoothing::Off,
        }
    }

    #[test]
    fn what_is_kept_is_found_by_the_next_and_only_the_first_finds_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let memory = || Memory::new(Some(dir.path().join("state/rnnlab/settings.toml")));
        let mut first = memory();
        assert_eq!(first.recall(), None);
        first.keep(Settings::default());
        first.keep(left());
        drop(first);
        assert_eq!(memory().recall(), Some(left()));
        let text = fs::read_to_string(dir.path().join("state/rnnlab/settings.toml")).unwrap();
        let settings = "theme = \"colour-blind\"\ntab = \"evaluate\"\nscale = \"linear\"\nmetric = \"gradient-norm\"\n\
                        smoothing = \"off\"\n";
        assert_eq!(text, settings);
    }

    #[test]
    fn a_file_that_says_less_or_more_is_taken_for_what_it_says_and_a_damaged_one_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("settings.toml");
        let memory = || Memory::new(Some(file.clone()));
        fs::write(&file, "theme = \"light\"\nfrom_a_later_version = 3\n").unwrap();
        assert_eq!(memory().recall(), Some(Settings { theme: Look::Light, ..Settings::default() }));
        for damage in ["theme = \"mauve\"", "theme = ", "\u{0}\u{1}"] {
            fs::write(&file, damage).unwrap();
            let mut damaged = memory();
            assert_eq!(damaged.recall(), Some(Settings::default()), "{damage:?}");
            damaged.keep(Settings::default());
            drop(damaged);
            assert_eq!(memory().recall(), Some(Settings::default()), "{damage:?}");
            assert!(fs::read_to_string(&file).unwrap().starts_with("theme = \"dark\"\n"), "{damage:?}");
        }
        fs::write(&file, [0xff, 0xfe]).unwrap();
        assert_eq!(memory().recall(), Some(Settings::default()));
    }

    #[test]
    fn a_place_that_cannot_be_written_disturbs_nobody() {
        for file in [None, Some(PathBuf::from("/dev/null/settings.toml"))] {
            let mut memory = Memory::new(file);
            assert_eq!(memory.recall(), Some(Settings::default()));
            memory.keep(left());
        }
    }
}
