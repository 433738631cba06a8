//! The dashboard on a terminal: input in, screen out, and the one place where effects are carried out.

mod album;
mod clipboard;
mod input;
mod launcher;
mod librarian;
mod log;
mod picture;
mod screenshot;
mod session;
mod settings;
mod theme;
mod view;

use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, Select, never};
use ratatui::{
    Terminal,
    backend::Backend,
    layout::{Position, Rect},
};

pub use launcher::Launcher;
pub use picture::screenshot;
pub use screenshot::{ScreenshotError, png, svg};
pub use theme::{Depth, Theme};
pub use view::{draw, target};

use self::{
    album::{Album, Picture},
    launcher::Desk,
};
use crate::{
    app::{App, Effect, Message, RunNews, Settings, update},
    data::Dataset,
    experiment::Experiment,
    launch::Keeping,
    run::RunDirectory,
    training::{LAST_WAIT, TrainingEvent, Worker},
};

/// A screen is drawn at most this often.
const BETWEEN_FRAMES: Duration = Duration::from_millis(16);

/// Time after which a screen is drawn though nothing has happened.
const BETWEEN_GLANCES: Duration = Duration::from_millis(500);
/// How the dashboard came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A person left.
    Quit,
    /// A signal came.
    Interrupted,
    /// The training thread does not answer and was left behind: the process has to end at once, without destructors.
    Abandoned,
}

/// What is left when the dashboard is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// How it came to its end.
    pub ending: Ending,
    /// Where the last run was saved, if it was.
    pub directory: Option<PathBuf>,
    /// Why it was not saved to its last step, if it was not.
    pub unsaved: Option<String>,
}

/// Opens the dashboard on an experiment and trains it there.
///
/// # Errors
/// When the terminal fails, or no thread can be had.
pub fn open(experiment: &Experiment, dataset: &Arc<Dataset>, keeping: &Keeping) -> Result<Closed> {
    let desk = Desk::of_environment(keeping)?.with_data(experiment, dataset);
    dashboard(experiment, desk, &keeping.runs_dir.join("rnnlab.log"))
}

/// Opens the dashboard on an earlier run and goes on with it.
///
/// # Errors
/// When its experiment cannot be read, the terminal fails, or no thread can be had.
pub fn resume(run: RunDirectory, keeping: &Keeping) -> Result<Closed> {
    let experiment = run.experiment()?;
    let desk = Desk::of_environment(keeping)?.resuming(run);
    dashboard(&experiment, desk, &keeping.runs_dir.join("rnnlab.log"))
}

/// Opens the dashboard on an experiment whose runs `launcher` starts; what would tear the screen goes to `log`.
///
/// # Errors
/// When the terminal fails, or no thread can be had.
pub fn dashboard(experiment: &Experiment, mut launcher: impl Launcher, log: &Path) -> Result<Closed> {
    let mut session = session::Session::enter(log)?;
    let inputs = input::listen()?;
    let mut app = App::new(experiment.clone());
    match launcher.recall() {
        Some(left) => left.put_into(&mut app),
        None => app.hint = true,
    }
    // Where it is set and not empty (no-color.org).
    app.no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    run(session.terminal(), app, &inputs, launcher, Depth::of_environment())
}

/// The loop: everything that has arrived is taken in, then one screen is drawn. Terminal and input are parameters, so
/// that all of it runs in a test.
///
/// # Errors
/// When the terminal fails, or no thread can be had for the first run. The run is saved in any case.
pub fn run<B: Backend<Error: Send + Sync + 'static>>(
    terminal: &mut Terminal<B>,
    mut app: App,
    inputs: &Receiver<Message>,
    mut launcher: impl Launcher,
    depth: Depth,
) -> Result<Closed> {
    let mut album = Album::new();
    let mut worker = Some(launcher.start(app.run.experiment.clone()).context("cannot start the training")?);
    let (mut ending, mut heard, mut deadline) = (Ending::Quit, Instant::now(), None);
    loop {
        let theme = Theme::of(app.look(), depth);
        let area = terminal.draw(|frame| draw(frame, &app, theme)).context("cannot draw on the terminal")?.area;
        keep(&mut launcher, &app);
        // Beyond the end there is nothing to come back from.
        app.scroll = app.scroll.min(view::most_scroll(&app, area, theme));
        let news = wait(inputs, worker.as_ref(), launcher.news(), album.news());
        if news.iter().any(|message| matches!(message, Message::Training(_))) {
            heard = Instant::now();
        }
        for mut message in news.into_iter().chain([Message::Silence(heard.elapsed().as_secs())]) {
            match &mut message {
                Message::Terminate if deadline.is_none() => {
                    (ending, deadline) = (Ending::Interrupted, Some(Instant::now() + LAST_WAIT));
                }
                Message::TrainingGone => worker = None,
                Message::Pointer(pointer) => pointer.target = target(&app, area, pointer.at),
                // Made small and large again between two frames, a window has lost what the next frame takes for drawn.
                Message::Woken | Message::Resized => paint_anew(terminal).context("cannot draw on the terminal")?,
                _ => {}
            }
            let mut effects = VecDeque::from(update(&mut app, message));
            while let Some(effect) = effects.pop_front() {
                match effect {
                    Effect::Command(command) => worker.iter().for_each(|worker| worker.send(command.clone())),
                    Effect::ListRecent => effects.extend(update(&mut app, Message::Recent(launcher.recent()))),
                    Effect::Open(name) => {
                        let opened = launcher.open(&name).map(Box::new);
                        effects.extend(update(&mut app, Message::Opened(opened)));
                    }
                    Effect::Start(experiment) => {
                        worker = restart(worker.take(), &mut app, || launcher.start(*experiment));
                        heard = Instant::now();
                    }
                    Effect::Resume(run, _) => {
                        worker = restart(worker.take(), &mut app, || launcher.resume(&run));
                        heard = Instant::now();
                    }
                    Effect::Runs(errand) => launcher.send(errand),
                    Effect::Copy(text) => {
                        // Where it cannot be written to, the terminal is gone, and that is found out elsewhere.
                        let _ = launcher.copy(&text);
                    }
                    Effect::SaveScreen { directory, name } => {
                        let theme = Theme::of(app.look(), Depth::Full);
                        let screen = picture::screen_of(&app, (area.width, area.height), theme)?;
                        let directory = directory.unwrap_or_else(|| launcher.pictures());
                        album.save(Picture { screen, theme, directory, name });
                    }
                    Effect::Quit => {
                        keep(&mut launcher, &app);
                        return Ok(closed(ending, &app));
                    }
                    Effect::Leave => deadline = Some(Instant::now()),
                }
            }
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            worker.into_iter().for_each(Worker::abandon);
            return Ok(closed(Ending::Abandoned, &app));
        }
    }
}

/// Keeps how the dashboard is left. Whoever has not seen the first hint sees it next time.
fn keep(launcher: &mut impl Launcher, app: &App) {
    if !app.hint {
        launcher.keep(Settings::of(app));
    }
}

/// Empties the screen, so that the next frame is painted whole. `clear` would ask the terminal where its cursor is, and wait
/// in vain for the answer: it goes to the thread that reads the keys.
fn paint_anew<B: Backend>(terminal: &mut Terminal<B>) -> Result<(), B::Error> {
    let size = terminal.size()?;
    terminal.resize(Rect::from((Position::ORIGIN, size)))
}

fn closed(ending: Ending, app: &App) -> Closed {
    let directory = app.run.saved.as_ref().and_then(|(file, _)| file.parent()).map(Path::to_owned);
    Closed { ending, directory, unsaved: app.unsaved() }
}

fn restart(ended: Option<Worker>, app: &mut App, start: impl FnOnce() -> io::Result<Worker>) -> Option<Worker> {
    drop(ended);
    match start() {
        Ok(worker) => Some(worker),
        Err(reason) => {
            // A failed start asks for nothing.
            update(app, Message::NotStarted(format!("cannot start the training: {reason}")));
            None
        }
    }
}

/// Waits for something to arrive, then a little for what comes with it, and gives all of it in order.
fn wait(
    inputs: &Receiver<Message>,
    worker: Option<&Worker>,
    runs: Option<&Receiver<RunNews>>,
    pictures: &Receiver<Message>,
) -> Vec<Message> {
    let (silence, nothing) = (never(), never());
    let runs = runs.unwrap_or(&nothing);
    let events = worker.map_or(&silence, Worker::events);
    let mut select = Select::new();
    select.recv(inputs);
    select.recv(events);
    select.recv(runs);
    select.recv(pictures);
    // Where nothing happens, that is looked at too.
    let _ = select.ready_timeout(BETWEEN_GLANCES);
    let frame = Instant::now() + BETWEEN_FRAMES;
    let mut news = Vec::new();
    // An event that comes in a burst waits for the next frame; a key never does.
    while let Ok(ready) = select.ready_deadline(frame) {
        if ready == 2 {
            // Nobody tells anything any more once the librarian is gone, which is not before the screen.
            match runs.try_recv() {
                Ok(told) => news.push(Message::Runs(told)),
                Err(_) => break,
            }
            continue;
        }
        if ready != 1 {
            news.extend(inputs.try_iter().chain(pictures.try_iter()));
            break;
        }
        match events.try_recv() {
            Ok(event) => {
                let last = matches!(event, TrainingEvent::Failed { .. } | TrainingEvent::Stopped(_));
                news.push(Message::Training(event));
                if last {
                    break;
                }
            }
            Err(error) if error.is_disconnected() => {
                news.push(Message::TrainingGone);
                break;
            }
            Err(_) => {}
        }
    }
    news
}
