//! The dashboard on a terminal: input in, screen out, and the one place where effects are carried out.

mod input;
mod launcher;
mod picture;
mod screenshot;
mod session;
mod theme;
mod view;

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use crossbeam_channel::{Receiver, Select, never};
use ratatui::{Terminal, backend::Backend};

pub use launcher::Launcher;
pub use picture::screenshot;
pub use screenshot::{ScreenshotError, png, svg};
pub use theme::Theme;
pub use view::draw;

use self::launcher::Desk;
use crate::{
    app::{App, Effect, Message, update},
    data::Dataset,
    experiment::Experiment,
    run::Recent,
    training::{TrainingEvent, Worker},
};

/// A screen is drawn at most this often.
const BETWEEN_FRAMES: Duration = Duration::from_millis(16);

/// How the dashboard came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A person left.
    Quit,
    /// A signal came.
    Interrupted,
}

/// What is left when the dashboard is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// How it came to its end.
    pub ending: Ending,
    /// Where the last run was saved, if it was.
    pub directory: Option<PathBuf>,
}

/// Opens the dashboard on an experiment and trains it there.
///
/// # Errors
/// When the terminal fails, or no thread can be had.
pub fn open(experiment: &Experiment, dataset: &Arc<Dataset>, runs_dir: &Path) -> Result<Closed> {
    let desk = Desk::new(experiment, dataset, runs_dir, Recent::of_environment());
    let log = runs_dir.join("rnnlab.log");
    dashboard(experiment, desk, &log)
}

/// Opens the dashboard on an experiment whose runs `launcher` starts; what would tear the screen goes to `log`.
///
/// # Errors
/// When the terminal fails, or no thread can be had.
pub fn dashboard(experiment: &Experiment, launcher: impl Launcher, log: &Path) -> Result<Closed> {
    let mut session = session::Session::enter(log)?;
    let inputs = input::listen()?;
    let app = App::new(experiment.clone());
    run(session.terminal(), app, &inputs, launcher, Theme::of_environment())
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
    theme: Theme,
) -> Result<Closed> {
    let mut worker = Some(launcher.start(app.run.experiment.clone()).context("cannot start the training")?);
    let mut ending = Ending::Quit;
    loop {
        let drawn = terminal.draw(|frame| draw(frame, &app, theme)).context("cannot draw on the terminal")?;
        // Beyond the end there is nothing to come back from.
        app.scroll = app.scroll.min(view::most_scroll(&app, drawn.area));
        let news = wait(inputs, worker.as_ref());
        for message in news {
            if message == Message::Terminate {
                ending = Ending::Interrupted;
            }
            if message == Message::TrainingGone {
                worker = None;
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
                    Effect::Start(experiment) => worker = restart(worker.take(), *experiment, &mut launcher, &mut app),
                    Effect::Quit => return Ok(Closed { ending, directory: saved_in(&app) }),
                }
            }
        }
    }
}

fn saved_in(app: &App) -> Option<PathBuf> {
    app.run.saved.as_ref().and_then(|(file, _)| file.parent()).map(Path::to_owned)
}

fn restart(
    ended: Option<Worker>,
    experiment: Experiment,
    launcher: &mut impl Launcher,
    app: &mut App,
) -> Option<Worker> {
    drop(ended);
    match launcher.start(experiment) {
        Ok(worker) => Some(worker),
        Err(reason) => {
            // A failed start asks for nothing.
            update(app, Message::NotStarted(format!("cannot start the training: {reason}")));
            None
        }
    }
}

/// Waits for something to arrive, then a little for what comes with it, and gives all of it in order.
fn wait(inputs: &Receiver<Message>, worker: Option<&Worker>) -> Vec<Message> {
    let silence = never();
    let events = worker.map_or(&silence, Worker::events);
    let mut select = Select::new();
    select.recv(inputs);
    select.recv(events);
    select.ready();
    let frame = std::time::Instant::now() + BETWEEN_FRAMES;
    let mut news = Vec::new();
    // An event that comes in a burst waits for the next frame; a key never does.
    while let Ok(ready) = select.ready_deadline(frame) {
        if ready == 0 {
            news.extend(inputs.try_iter());
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
