//! `rnnlab screenshot`: the dashboard at a step of a real training, drawn into a file.

use std::{convert::Infallible, fs, path::Path, sync::Arc};

use anyhow::{Context, Result, anyhow, bail};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use super::{Theme, album::SCALE, draw, librarian::Stacks, png, svg};
use crate::{
    app::{Action, App, Binding, Effect, Errand, Key, KeyCode, Message, Tab, update},
    cli::ScreenshotArgs,
    data::Dataset,
    launch::{Keeping, launch},
    training::{Delivery, SAVE_EVERY, TrainingCommand, TrainingEvent, Worker},
};

/// Runs over each other in a picture of these, at the most.
const OVERLAID: usize = 3;

/// Trains for some steps, asks a what-if, and writes the screen as SVG or PNG. The tab Runs shows those of `runs_dir`.
///
/// # Errors
/// When the experiment or its data are not valid, the training fails, or the file is neither kind or cannot be written.
pub fn screenshot(args: &ScreenshotArgs, runs_dir: &Path) -> Result<()> {
    let extension = args.output.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !["svg", "png"].contains(&extension) {
        bail!("cannot tell the kind of picture from {}: name it .svg or .png", args.output.display());
    }
    let buffer = screen_after(args, Stacks::new(runs_dir.to_owned()))?;
    let picture = svg(&buffer, "rnnlab");
    let bytes = if extension == "png" { png(&picture, SCALE)? } else { picture.into_bytes() };
    fs::write(&args.output, bytes).with_context(|| format!("cannot write {}", args.output.display()))
}

/// The screen after the steps that are asked for, as it is while training goes on.
fn screen_after(args: &ScreenshotArgs, runs: Stacks) -> Result<Buffer> {
    let experiment = args.job.open()?;
    let dataset = Arc::new(Dataset::load(&experiment)?);
    // A picture is no run to keep.
    let runs_dir = tempfile::tempdir().context("cannot make a temporary directory")?;
    let mut app = App::new(experiment.clone());
    let keeping = Keeping { runs_dir: runs_dir.path().to_owned(), save_every: SAVE_EVERY };
    let worker = launch(experiment, dataset, &keeping, Delivery::Complete)?;
    worker.send(TrainingCommand::Step(args.steps));
    let mut world = World { worker, runs };
    while let Ok(event) = world.worker.events().recv() {
        match event {
            TrainingEvent::Failed { reason } => return Err(anyhow!(reason)),
            TrainingEvent::Paused { .. } | TrainingEvent::Finished(_) => break,
            TrainingEvent::Started(_) => {
                tell(&mut app, &mut world, Message::Training(event));
                type_what_if(&mut app, &mut world, &args.what_if);
            }
            _ => tell(&mut app, &mut world, Message::Training(event)),
        }
    }
    show(&mut app, &mut world, args.tab);
    Ok(screen_of(&app, args.size, Theme::new(true))?)
}

/// The screen of an app, columns by rows.
pub(super) fn screen_of(app: &App, (columns, rows): (u16, u16), theme: Theme) -> Result<Buffer, Infallible> {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows))?;
    terminal.draw(|frame| draw(frame, app, theme))?;
    Ok(terminal.backend().buffer().clone())
}

fn type_what_if(app: &mut App, world: &mut World, text: &str) {
    tell(app, world, Message::Key(Key::char('i')));
    tell(app, world, Message::Paste(text.to_owned()));
    tell(app, world, Message::Key(Key::plain(KeyCode::Esc)));
}

/// Goes to a page, and waits until the weights are measured where that shows how good they are, and until the network is
/// looked into where that is shown.
fn show(app: &mut App, world: &mut World, tab: Tab) {
    if let Some(key) = Binding::key_of(Action::Show(tab)) {
        tell(app, world, Message::Key(key));
    }
    if tab == Tab::Runs {
        // Some of the newest over each other say more than one.
        for key in " j".repeat(app.runs.all().len().min(OVERLAID)).chars() {
            tell(app, world, Message::Key(Key::char(key)));
        }
    }
    while (app.run.measuring || app.run.inspected.is_waiting())
        && let Ok(event) = world.worker.events().recv()
    {
        tell(app, world, Message::Training(event));
    }
}

/// What the app asks something of.
struct World {
    worker: Worker,
    runs: Stacks,
}

fn tell(app: &mut App, world: &mut World, message: Message) {
    for effect in update(app, message) {
        match effect {
            Effect::Command(command) => world.worker.send(command),
            // A picture changes nothing.
            Effect::Runs(errand @ (Errand::List | Errand::Curve(_))) => {
                let news = world.runs.run(errand);
                tell(app, world, Message::Runs(news));
            }
            _ => {}
        }
    }
}
