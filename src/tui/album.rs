//! Pictures of the screen as it stands, made on a thread of their own: drawing a PNG takes longer than a frame.

use std::{
    path::{Path, PathBuf},
    thread::{self, JoinHandle},
};

use crossbeam_channel::{Receiver, Sender, unbounded};
use ratatui::buffer::Buffer;

use super::{
    Theme, png,
    screenshot::{ScreenshotError, svg_in},
};
use crate::{
    app::Message,
    run::{RunError, write_whole},
};

/// Pixels of a PNG for each unit of its SVG: sharp on a screen with small pixels.
pub(super) const SCALE: f32 = 2.0;

/// A screen to be saved.
pub(super) struct Picture {
    pub screen: Buffer,
    pub theme: Theme,
    pub directory: PathBuf,
    /// The name of the files without their endings.
    pub name: String,
}

/// Saves pictures, and tells where they are.
pub(super) struct Album {
    sender: Sender<Message>,
    news: Receiver<Message>,
    at_work: Vec<JoinHandle<()>>,
}

impl Album {
    pub(super) fn new() -> Self {
        let (sender, news) = unbounded();
        Self { sender, news, at_work: Vec::new() }
    }

    /// What became of the pictures.
    pub(super) fn news(&self) -> &Receiver<Message> {
        &self.news
    }

    /// Saves a picture; a message says when it is there, or why it is not.
    pub(super) fn save(&mut self, picture: Picture) {
        self.at_work.retain(|thread| !thread.is_finished());
        let sender = self.sender.clone();
        let work = move || {
            let saved = save(&picture).map_err(|error| error.to_string());
            // Whoever has left the dashboard waits for the picture, not for the word.
            let _ = sender.send(Message::ScreenSaved(saved));
        };
        match thread::Builder::new().name("picture".to_owned()).spawn(work) {
            Ok(thread) => self.at_work.push(thread),
            Err(error) => {
                let _ = self.sender.send(Message::ScreenSaved(Err(format!("cannot save the screen: {error}"))));
            }
        }
    }
}

impl Drop for Album {
    /// Who saves the screen and leaves at once finds it saved.
    fn drop(&mut self) {
        self.at_work.drain(..).for_each(|thread| drop(thread.join()));
    }
}

/// Why a picture is not saved.
#[derive(Debug, thiserror::Error)]
enum AlbumError {
    #[error(transparent)]
    Drawing(#[from] ScreenshotError),
    #[error(transparent)]
    Writing(#[from] RunError),
}

/// Writes both files; gives their name without the ending.
fn save(picture: &Picture) -> Result<PathBuf, AlbumError> {
    let free = free(&picture.directory, &picture.name);
    let svg = svg_in(&picture.screen, "rnnlab", picture.theme);
    write_whole(&free.with_extension("svg"), svg.as_bytes())?;
    write_whole(&free.with_extension("png"), &png(&svg, SCALE)?)?;
    Ok(free)
}

/// A name that no picture has yet.
fn free(directory: &Path, name: &str) -> PathBuf {
    let numbered = (2_u32..).map(|number| directory.join(format!("{name}-{number}")));
    let mut names = std::iter::once(directory.join(name)).chain(numbered);
    let is_free = |path: &PathBuf| !["svg", "png"].iter().any(|ending| path.with_extension(ending).exists());
    names.find(is_free).unwrap_or_else(|| directory.join(name))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use ratatui::layout::Rect;

    use super::*;

    fn picture(directory: &Path) -> Picture {
        let mut screen = Buffer::empty(Rect::new(0, 0, 10, 2));
        screen.set_string(0, 0, "loss", Theme::new(true).training());
        Picture { screen, theme: Theme::new(true), directory: directory.to_owned(), name: "screen-000640-train".into() }
    }

    fn saved(album: &Album) -> Result<PathBuf, String> {
        match album.news().recv().unwrap() {
            Message::ScreenSaved(saved) => saved,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_screen_is_saved_as_both_kinds_and_never_over_one_that_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let mut album = Album::new();
        for name in ["screen-000640-train", "screen-000640-train-2"] {
            album.save(picture(dir.path()));
            assert_eq!(saved(&album), Ok(dir.path().join(name)));
            assert!(fs::read_to_string(dir.path().join(format!("{name}.svg"))).unwrap().contains(">loss</text>"));
            assert!(fs::read(dir.path().join(format!("{name}.png"))).unwrap().starts_with(b"\x89PNG"));
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4);
    }

    #[test]
    fn who_leaves_at_once_finds_the_picture_saved() {
        let dir = tempfile::tempdir().unwrap();
        let mut album = Album::new();
        album.save(picture(dir.path()));
        drop(album);
        assert!(dir.path().join("screen-000640-train.png").exists());
    }

    #[test]
    fn a_place_that_is_gone_is_told_in_one_sentence() {
        let dir = tempfile::tempdir().unwrap();
        let mut album = Album::new();
        let gone = dir.path().join("gone");
        album.save(picture(&gone));
        let problem = saved(&album).unwrap_err();
        let path = gone.join("screen-000640-train.svg");
        assert!(
            problem.starts_with(&format!("cannot write {}: No such file or directory", path.display())),
            "{problem}"
        );
        assert!(problem.ends_with("; see to it, or choose another place with --runs-dir"), "{problem}");
    }
}
