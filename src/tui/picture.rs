//! `rnnlab screenshot`: the dashboard at a step of a real training, drawn into a file.

use std::{convert::Infallible, fs, sync::Arc};

use anyhow::{Context, Result, anyhow, bail};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use super::{Theme, album::SCALE, draw, png, svg};
use crate::{
    app::{Action, App, Binding, Effect, Key, KeyCode, Message, Tab, update},
    cli::ScreenshotArgs,
    data::Dataset,
    launch::{Keeping, launch},
    training::{Delivery, SAVE_EVERY, TrainingCommand, TrainingEvent, Worker},
};

/// Trains for some steps, asks a what-if, and writes the screen as SVG or PNG.
///
/// # Errors
/// When the experiment or its data are not valid, the training fails, or the file is neither kind or cannot be written.
pub fn screenshot(args: &ScreenshotArgs) -> Result<()> {
    let extension = args.output.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !["svg", "png"].contains(&extension) {
        bail!("cannot tell the kind of picture from {}: name it .svg or .png", args.output.display());
    }
    let buffer = screen_after(args)?;
    let picture = svg(&buffer, "rnnlab");
    let bytes = if extension == "png" { png(&picture, SCALE)? } else { picture.into_bytes() };
    fs::write(&args.output, bytes).with_context(|| format!("cannot write {}", args.output.display()))
}

/// The screen after the steps that are asked for, as it is while training goes on.
fn screen_after(args: &ScreenshotArgs) -> Result<Buffer> {
    let experiment = args.job.open()?;
    let dataset = Arc::new(Dataset::load(&experiment)?);
    // A picture is no run to keep.
    let runs_dir = tempfile::tempdir().context("cannot make a temporary directory")?;
    let mut app = App::new(experiment.clone());
    let keeping = Keeping { runs_dir: runs_dir.path().to_owned(), save_every: SAVE_EVERY };
    let worker = launch(experiment, dataset, &keeping, Delivery::Complete)?;
    worker.send(TrainingCommand::Step(args.steps));
    for event in worker.events() {
        match event {
            TrainingEvent::Failed { reason } => return Err(anyhow!(reason)),
            TrainingEvent::Paused { .. } | TrainingEvent::Finished(_) => break,
            TrainingEvent::Started(_) => {
                tell(&mut app, &worker, Message::Training(event));
                type_what_if(&mut app, &worker, &args.what_if);
            }
            _ => tell(&mut app, &worker, Message::Training(event)),
        }
    }
    show(&mut app, &worker, args.tab);
    Ok(screen_of(&app, args.size, Theme::new(true))?)
}

/// The screen of an app, columns by rows.
pub(super) fn screen_of(app: &App, (columns, rows): (u16, u16), theme: Theme) -> Result<Buffer, Infallible> {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows))?;
    terminal.draw(|frame| draw(frame, app, theme))?;
    Ok(terminal.backend().buffer().clone())
}

fn type_what_if(app: &mut App, worker: &Worker, text: &str) {
    tell(app, worker, Message::Key(Key::char('i')));
    tell(app, worker, Message::Paste(text.to_owned()));
    tell(app, worker, Message::Key(Key::plain(KeyCode::Esc)));
}

/// Goes to a page, and waits until the weights are measured where that shows how good they are, and until the network is
/// looked into where that is shown.
fn show(app: &mut App, worker: &Worker, tab: Tab) {
    if let Some(key) = Binding::key_of(Action::Show(tab)) {
        tell(app, worker, Message::Key(key));
    }
    while (app.run.measuring || app.run.inspected.is_waiting())
        && let Ok(event) = worker.events().recv()
    {
        tell(app, worker, Message::Training(event));
    }
}

fn tell(app: &mut App, worker: &Worker, message: Message) {
    for effect in update(app, message) {
        if let Effect::Command(command) = effect {
            worker.send(command);
        }
    }
}
