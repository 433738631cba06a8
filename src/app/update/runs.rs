//! The page Runs: what its keys and its news lead to.

use tui_input::Input;

use super::{leaving::confirm, mode};
use crate::{
    app::{App, Effect, Errand, Mode, Note, Question, RunNews, Tab, Then, runs::PAGE},
    experiment::Experiment,
};

/// What a key of the page does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table of keys says what each does")]
pub enum OnRuns {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Open,
    Mark,
    Filter,
    ClearFilter,
    Sort,
    Turn,
    Delete,
    Note,
    KeepNote,
    ToggleScale,
    Smooth,
    Read,
}

pub(super) fn act(app: &mut App, act: OnRuns) -> Vec<Effect> {
    match act {
        OnRuns::Up => return go(app, -1),
        OnRuns::Down => return go(app, 1),
        OnRuns::PageUp => return go_a_page(app, false),
        OnRuns::PageDown => return go_a_page(app, true),
        OnRuns::First => return go_to_end(app, false),
        OnRuns::Last => return go_to_end(app, true),
        OnRuns::Open => return open(app),
        OnRuns::Mark => return mark(app),
        OnRuns::Filter => return mode(app, Mode::Filter),
        OnRuns::ClearFilter => return clear_filter(app),
        OnRuns::Delete => return ask_to_delete(app),
        OnRuns::Note => return write_note(app),
        OnRuns::KeepNote => return keep_note(app),
        OnRuns::Read => return refresh(app).into_iter().collect(),
        OnRuns::Sort => app.runs.sort_by_next(),
        OnRuns::Turn => app.runs.sort_by(app.runs.sorted().0),
        OnRuns::ToggleScale => app.runs.scale = app.runs.scale.other(),
        OnRuns::Smooth => app.runs.smoothing = app.runs.smoothing.next(),
    }
    Vec::new()
}

/// Has the runs listed anew where they are looked at.
pub(super) fn refresh(app: &mut App) -> Option<Effect> {
    (app.tab == Tab::Runs).then(|| Effect::Runs(app.runs.look()))
}

/// What is looked at and not known yet.
pub(super) fn want(app: &mut App) -> Option<Effect> {
    let errand = if app.tab == Tab::Runs { app.runs.want(&app.run) } else { None };
    errand.map(Effect::Runs)
}

pub(super) fn on_news(app: &mut App, news: RunNews) -> Vec<Effect> {
    match news {
        RunNews::Listed(listed) => app.runs.list(listed),
        RunNews::Curve(run, curve) => app.runs.hear(run, curve),
        RunNews::Opened(run, opened) => return opened_run(app, run, opened),
        RunNews::Noted(Ok(())) => {}
        RunNews::Noted(Err(reason)) | RunNews::Deleted(_, Err(reason)) => {
            app.notice = Some(reason);
            return refresh(app).into_iter().collect();
        }
        RunNews::Deleted(run, Ok(())) => {
            app.runs.forget(&run);
            app.notice = Some(format!("{run} is deleted"));
        }
    }
    Vec::new()
}

/// The present run gives way to one that can be gone on with; unless a person has gone elsewhere meanwhile.
fn opened_run(app: &mut App, run: String, opened: Result<Box<Experiment>, String>) -> Vec<Effect> {
    match opened {
        Ok(experiment) if app.tab == Tab::Runs && matches!(app.mode, Mode::Watch) => {
            confirm(app, Then::Resume(run, experiment))
        }
        Ok(_) => Vec::new(),
        Err(reason) => {
            app.notice = Some(reason);
            refresh(app).into_iter().collect()
        }
    }
}

/// Goes on with the run under the cursor; the one that is open is gone back to.
fn open(app: &mut App) -> Vec<Effect> {
    let Some(row) = app.runs.current() else { return Vec::new() };
    if app.run.is(row) {
        return super::show(app, Tab::Train);
    }
    vec![Effect::Runs(Errand::Open(row.run.clone()))]
}

pub(super) fn go(app: &mut App, by: isize) -> Vec<Effect> {
    app.runs.go(by);
    Vec::new()
}

fn go_a_page(app: &mut App, down: bool) -> Vec<Effect> {
    go(app, if down { PAGE } else { -PAGE })
}

fn go_to_end(app: &mut App, last: bool) -> Vec<Effect> {
    app.runs.go_to(if last { usize::MAX } else { 0 });
    Vec::new()
}

/// A row was clicked: the cursor goes there, and the one it is on already is marked.
pub(super) fn point(app: &mut App, place: usize) -> Vec<Effect> {
    if app.runs.cursor() == place {
        return mark(app);
    }
    app.runs.go_to(place);
    Vec::new()
}

fn mark(app: &mut App) -> Vec<Effect> {
    if !app.runs.mark() {
        let most = crate::app::MOST_COMPARED;
        app.notice = Some(format!("{most} runs are compared at the most: space on one of them takes it out"));
    }
    Vec::new()
}

/// Asks before the run under the cursor is deleted. Whether it can be, the disk knows.
fn ask_to_delete(app: &mut App) -> Vec<Effect> {
    let Some(row) = app.runs.current() else { return Vec::new() };
    if app.run.is(row) {
        app.notice = Some(format!("{} is open: open another run before you delete it", row.run));
        return Vec::new();
    }
    mode(app, Mode::Confirm(Question::Delete(row.run.clone())))
}

fn write_note(app: &mut App) -> Vec<Effect> {
    let Some(row) = app.runs.current() else { return Vec::new() };
    mode(app, Mode::Note(Note { run: row.run.clone(), input: Input::new(row.note.clone()) }))
}

/// The note is kept: shown at once, and written.
fn keep_note(app: &mut App) -> Vec<Effect> {
    let Mode::Note(Note { run, input }) = std::mem::replace(&mut app.mode, Mode::Watch) else { return Vec::new() };
    app.runs.note(&run, input.value());
    vec![Effect::Runs(Errand::Note(run, input.value().to_owned()))]
}

fn clear_filter(app: &mut App) -> Vec<Effect> {
    app.runs.clear_filter();
    mode(app, Mode::Watch)
}
