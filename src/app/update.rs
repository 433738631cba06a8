//! Every decision of the dashboard.

mod charting;
mod comfort;
mod edits;
mod events;
mod findings;
mod inspecting;
mod leaving;
mod pointing;
mod runs;
mod travelling;

use tui_input::Input;

use self::leaving::{confirm, stop};
pub use self::{charting::Move, inspecting::Glance, runs::OnRuns, travelling::Leap};
use super::{
    Action, App, Binding, Context, Editor, Effect, Errand, Key, KeyCode, Message, Mode, Phase, Picker, Question, Tab,
    Then, what_if::request,
};
use crate::{
    experiment::{Experiment, Pace},
    run::LONGEST_NOTE,
    training::TrainingCommand,
};

/// Steps a second that `<` and `>` go through; beyond the last there is `max`.
const PACES: [f64; 11] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0];
/// Digits in a number of steps.
const MOST_DIGITS: usize = 9;

/// Takes in a fact: changes the app, and says what others should do.
pub fn update(app: &mut App, message: Message) -> Vec<Effect> {
    let mut effects = take_in(app, message);
    effects.extend(runs::want(app));
    effects.extend(inspecting::follow(app));
    effects
}

fn take_in(app: &mut App, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => on_key(app, key),
        Message::Resized | Message::Woken => Vec::new(),
        Message::Pointer(pointer) => pointing::on_pointer(app, pointer),
        Message::Paste(text) => on_paste(app, &text),
        Message::Training(event) => events::on_event(app, event),
        Message::Silence(seconds) => {
            app.run.silence = if is_overdue(app, seconds) { seconds } else { 0 };
            Vec::new()
        }
        Message::TrainingGone => events::on_end(app, "the training thread ended without a word"),
        Message::Recent(paths) => {
            if let Mode::Pick(picker) = &mut app.mode {
                picker.offer(paths);
            }
            Vec::new()
        }
        Message::Opened(opened) => on_opened(app, opened),
        Message::Runs(news) => runs::on_news(app, news),
        Message::NotStarted(reason) => {
            app.run.phase = Phase::Failed(reason);
            Vec::new()
        }
        Message::ScreenSaved(saved) => {
            comfort::screen_saved(app, saved);
            Vec::new()
        }
        Message::Terminate => stop(app, Then::Quit),
    }
}

fn on_key(app: &mut App, key: Key) -> Vec<Effect> {
    (app.notice, app.hint) = (None, false);
    if let Some(binding) = Binding::find(app, key) {
        return act(app, binding.action);
    }
    match &mut app.mode {
        Mode::Try if app.what_if.edit(key) => return ask(app),
        Mode::AskSteps { input, .. } => edit_steps(input, key),
        Mode::Pick(picker) => picker.finder.edit(key),
        Mode::Palette(palette) => palette.finder.edit(key),
        Mode::Edit(editor) => editor.edit(key),
        Mode::Filter => app.runs.edit_filter(key),
        Mode::Note(note) => note.edit(key),
        _ => {}
    }
    Vec::new()
}

/// A number of steps takes digits only.
fn edit_steps(input: &mut Input, key: Key) {
    let full = input.value().len() >= MOST_DIGITS;
    let refused = matches!(key.code, KeyCode::Char(c) if !key.ctrl && !key.alt && (full || !c.is_ascii_digit()));
    if let Some(request) = request(key).filter(|_| !refused) {
        input.handle(request);
    }
}

fn on_paste(app: &mut App, text: &str) -> Vec<Effect> {
    app.hint = false;
    match app.context() {
        Context::Try => {
            app.what_if.paste(text);
            ask(app)
        }
        Context::Pick => {
            if let Mode::Pick(picker) = &mut app.mode {
                picker.finder.paste(text);
            }
            Vec::new()
        }
        Context::Palette => {
            if let Mode::Palette(palette) = &mut app.mode {
                palette.finder.paste(text);
            }
            Vec::new()
        }
        Context::Filter | Context::Note => {
            let clean = text.trim().chars().filter(|character| !character.is_control()).take(LONGEST_NOTE);
            clean.flat_map(|character| on_key(app, Key::char(character))).collect()
        }
        // A text that is pasted among the commands is most likely meant for the input pane, and never a command.
        Context::Watch => {
            app.notice = Some("press i first to paste a sequence".to_owned());
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::PauseOrResume | Action::PauseFromRuns => pause_or_resume(app),
        Action::GoBack => edits::go_back(app),
        Action::Step => step(app, 1),
        Action::AskSteps => {
            let default = if app.run.phase == Phase::Finished { app.run.goal.clamp(1, 1000) } else { 10 };
            mode(app, Mode::AskSteps { input: Input::default(), default })
        }
        Action::TakeSteps => take_steps(app),
        Action::Try => {
            show(app, Tab::Train);
            mode(app, Mode::Try)
        }
        Action::Show(tab) => show(app, tab),
        Action::NextTab => show(app, app.tab.next()),
        Action::PreviousTab => show(app, app.tab.previous()),
        Action::Measure => measure(app),
        Action::Browse(way) => findings::browse(app, way),
        Action::Edit => edits::open(app),
        Action::EditUp => edits::go(app, -1),
        Action::EditDown => edits::go(app, 1),
        Action::NudgeUp => edits::edit(app, |editor| editor.nudge(true)),
        Action::NudgeDown => edits::edit(app, |editor| editor.nudge(false)),
        Action::TakeEdit => edits::edit(app, Editor::take),
        Action::LeaveEdit => edits::leave_edit(app),
        Action::Undo => vec![Effect::Command(TrainingCommand::Undo)],
        Action::LeaveInput => {
            app.what_if.remember();
            mode(app, Mode::Watch)
        }
        Action::Example => take_example(app),
        Action::Pin => pin(app),
        Action::Hotter => heat(app, 1),
        Action::Colder => heat(app, -1),
        Action::DrawAnew => {
            app.what_if.draw_anew();
            ask(app)
        }
        Action::Runs(act) => runs::act(app, act),
        Action::Slower => set_pace(app, slower(app.pace)),
        Action::Faster => set_pace(app, faster(app.pace)),
        Action::Travel(leap) => travelling::travel(app, leap),
        Action::Mark => {
            app.awaited.mark = true;
            vec![Effect::Command(TrainingCommand::Mark)]
        }
        Action::Chart(made) => charting::by_key(app, made),
        Action::Inspect(glance) => inspecting::glance(app, glance),
        Action::Save => {
            app.awaited.save = true;
            vec![Effect::Command(TrainingCommand::SaveCheckpoint)]
        }
        Action::StartOver => confirm(app, Then::StartOver),
        Action::PickExperiment => {
            app.mode = Mode::Pick(Picker::default());
            vec![Effect::ListRecent]
        }
        Action::Choose => comfort::choose(app),
        Action::ChoiceUp => comfort::move_choice(app, -1),
        Action::ChoiceDown => comfort::move_choice(app, 1),
        Action::Palette => comfort::open_palette(app),
        Action::LeavePalette => comfort::leave_palette(app),
        Action::Copy => comfort::copy_page(app),
        Action::CopyAnswer => comfort::copy_answer(app),
        Action::CopyDirectory => comfort::copy_directory(app),
        Action::SaveScreen => comfort::save_screen(app),
        Action::NextLook => comfort::wear(app, app.look().next()),
        Action::Wear(look) => comfort::wear(app, look),
        Action::Quit => confirm(app, Then::Quit),
        Action::Yes => yes(app),
        // Who asks twice to leave means it; to any other question the same key is a no.
        Action::LeaveOrNo if matches!(&app.mode, Mode::Confirm(Question::Stop(Then::Quit))) => yes(app),
        Action::LeaveOrNo | Action::No | Action::CloseHelp => mode(app, Mode::Watch),
        Action::Help => mode(app, Mode::Help { scroll: 0 }),
        Action::ScrollUp => scroll(app, -1),
        Action::ScrollDown => scroll(app, 1),
    }
}

fn yes(app: &mut App) -> Vec<Effect> {
    match std::mem::replace(&mut app.mode, Mode::Watch) {
        Mode::Confirm(Question::Stop(then)) => stop(app, then),
        Mode::Confirm(Question::GoBack(step)) => travelling::branch(app, step),
        Mode::Confirm(Question::Delete(run)) => vec![Effect::Runs(Errand::Delete(run))],
        _ => Vec::new(),
    }
}

fn mode(app: &mut App, mode: Mode) -> Vec<Effect> {
    app.mode = mode;
    Vec::new()
}

fn scroll(app: &mut App, by: i16) -> Vec<Effect> {
    let scroll = match &mut app.mode {
        Mode::Help { scroll } => scroll,
        Mode::Watch if app.tab == Tab::Runs => return runs::go(app, by.into()),
        _ => &mut app.scroll,
    };
    *scroll = scroll.saturating_add_signed(by);
    Vec::new()
}

/// Shows a page from its top. The pane that is typed into stands on one of them.
fn show(app: &mut App, tab: Tab) -> Vec<Effect> {
    if app.tab != tab {
        (app.tab, app.scroll) = (tab, 0);
    }
    if matches!(app.mode, Mode::Try) && tab != Tab::Train {
        app.what_if.remember();
        app.mode = Mode::Watch;
    }
    let mut effects = measure_if_old(app);
    effects.extend(runs::refresh(app));
    effects
}

/// Has the weights measured where their figures are looked at and there are none of these very weights.
fn measure_if_old(app: &mut App) -> Vec<Effect> {
    let wanted = app.tab == Tab::Evaluate && app.run.is_judgement_old();
    if wanted && app.run.is_measurable() { measure(app) } else { Vec::new() }
}

fn measure(app: &mut App) -> Vec<Effect> {
    app.run.measuring = true;
    vec![Effect::Command(TrainingCommand::Evaluate)]
}

/// An experiment was picked: the present run gives way to it, or the list says why it cannot be read.
fn on_opened(app: &mut App, opened: Result<Box<Experiment>, String>) -> Vec<Effect> {
    match (opened, &mut app.mode) {
        (Ok(experiment), Mode::Pick(_)) => {
            app.mode = Mode::Watch;
            confirm(app, Then::Open(experiment))
        }
        (Err(problem), Mode::Pick(picker)) => {
            picker.finder.refuse(problem);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn heat(app: &mut App, tenths: i8) -> Vec<Effect> {
    if app.what_if.heat(tenths) { ask(app) } else { Vec::new() }
}

fn take_example(app: &mut App) -> Vec<Effect> {
    let Some(info) = &app.run.info else { return Vec::new() };
    app.what_if.take_example(&info.preparation, &info.test);
    ask(app)
}

fn pin(app: &mut App) -> Vec<Effect> {
    let Some(info) = &app.run.info else { return Vec::new() };
    match app.what_if.pin(&info.preparation) {
        Ok(()) => ask(app),
        Err(problem) => {
            app.notice = Some(problem);
            Vec::new()
        }
    }
}

/// Begins to edit a pinned sequence.
fn edit_pin(app: &mut App, place: usize) -> Vec<Effect> {
    app.what_if.take_pin(place);
    app.mode = Mode::Try;
    ask(app)
}

fn pause_or_resume(app: &mut App) -> Vec<Effect> {
    if app.run.phase == Phase::Finished {
        app.notice = Some("all steps are taken: n takes more, r starts over".to_owned());
        return Vec::new();
    }
    let (phase, command) = match app.run.phase {
        Phase::Running | Phase::Resuming => (Phase::Pausing, TrainingCommand::Pause),
        _ => (Phase::Resuming, TrainingCommand::Resume),
    };
    app.run.phase = phase;
    vec![Effect::Command(command)]
}

fn step(app: &mut App, steps: u64) -> Vec<Effect> {
    app.run.phase = Phase::Resuming;
    vec![Effect::Command(TrainingCommand::Step(steps))]
}

fn take_steps(app: &mut App) -> Vec<Effect> {
    let Mode::AskSteps { input, default } = &app.mode else { return Vec::new() };
    let steps = if input.value().is_empty() { *default } else { input.value().parse().unwrap_or(0) };
    app.mode = Mode::Watch;
    if steps == 0 { Vec::new() } else { step(app, steps) }
}

fn set_pace(app: &mut App, pace: Pace) -> Vec<Effect> {
    app.pace = pace;
    vec![Effect::Command(TrainingCommand::SetPace(pace))]
}

fn slower(pace: Pace) -> Pace {
    let next = match pace {
        Pace::Max => PACES.last().copied(),
        Pace::PerSecond(rate) => PACES.iter().rev().copied().find(|&slower| slower < rate),
    };
    next.map_or(pace, Pace::PerSecond)
}

fn faster(pace: Pace) -> Pace {
    match pace {
        Pace::Max => Pace::Max,
        Pace::PerSecond(rate) => PACES.iter().copied().find(|&faster| faster > rate).map_or(Pace::Max, Pace::PerSecond),
    }
}

/// Whether something should have been heard by now.
fn is_overdue(app: &App, seconds: u64) -> bool {
    let between_steps = match app.pace {
        Pace::Max => 0.0,
        Pace::PerSecond(rate) => 1.0 / rate,
    };
    let is_at_work = matches!(app.run.phase, Phase::Running | Phase::Pausing | Phase::Resuming | Phase::Stopping(_));
    is_at_work && app.run.info.is_some() && seconds as f64 > between_steps
}

/// Asks what the network makes of the text as it now stands.
fn ask(app: &mut App) -> Vec<Effect> {
    let preparation = app.run.info.as_ref().map(|info| &*info.preparation);
    let (id, asked) = app.what_if.ask_anew(preparation);
    vec![Effect::Command(TrainingCommand::WhatIf(id, asked))]
}

#[cfg(test)]
mod tests;
