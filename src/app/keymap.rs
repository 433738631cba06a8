//! The one table of keys: dispatch, footer and help all read it.

use super::{
    App, Aspect, Browse, Glance, Key, KeyCode, Leap, Look, Mode, Move, OnRuns, Phase, Scale, Tab, copyable,
    findings::{next_column, next_example, next_example_part, next_view},
};
use crate::experiment::Task;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// Keys are commands.
    Watch,
    /// A sequence is typed.
    Try,
    /// A number of steps is typed.
    AskSteps,
    /// A question is answered.
    Confirm,
    /// An experiment is picked.
    Pick,
    /// An action is found by its name.
    Palette,
    /// Hyperparameters are edited.
    Edit,
    /// A text is typed to find runs.
    Filter,
    /// Something is written of a run.
    Note,
    /// The help is read.
    Help,
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each does")]
pub enum Action {
    PauseOrResume,
    GoBack,
    Step,
    AskSteps,
    TakeSteps,
    Try,
    Edit,
    EditUp,
    EditDown,
    NudgeUp,
    NudgeDown,
    TakeEdit,
    LeaveEdit,
    Undo,
    LeaveInput,
    Example,
    Pin,
    Hotter,
    Colder,
    DrawAnew,
    Slower,
    Faster,
    Chart(Move),
    Travel(Leap),
    Mark,
    Runs(OnRuns),
    PauseFromRuns,
    Inspect(Glance),
    Show(Tab),
    NextTab,
    PreviousTab,
    Measure,
    Browse(Browse),
    Save,
    StartOver,
    PickExperiment,
    Choose,
    ChoiceUp,
    ChoiceDown,
    Quit,
    Yes,
    LeaveOrNo,
    No,
    Help,
    CloseHelp,
    ScrollUp,
    ScrollDown,
    Palette,
    LeavePalette,
    Copy,
    CopyAnswer,
    CopyDirectory,
    SaveScreen,
    NextLook,
    Wear(Look),
}

/// A line of the table.
#[derive(Debug)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The page on which it holds; `None` where that is all of them.
    pub tab: Option<Tab>,
    /// Keys that do it; the first is shown. What has none is found by its name.
    pub keys: &'static [Key],
    /// What it does.
    pub action: Action,
    /// A word for the footer, empty where that has no need of it; `None` while the key does nothing.
    pub label: fn(&App) -> Option<&'static str>,
    /// A line for the help.
    pub about: &'static str,
}

const fn plain(code: KeyCode) -> Key {
    Key::plain(code)
}

const fn ctrl(code: KeyCode) -> Key {
    Key { code, ctrl: true, alt: false }
}

macro_rules! bindings {
    ($($context:ident$(($tab:ident))?: [$($key:expr),*] => $action:ident$(($($argument:tt)+))?, $label:expr, $about:literal;)+) => {
        /// All keys, in the order in which footer and help show them.
        pub const BINDINGS: &[Binding] = &[$(Binding {
            context: Context::$context,
            tab: bindings!(@tab $($tab)?),
            keys: &[$($key),*],
            action: Action::$action$(($($argument)+))?,
            label: $label,
            about: $about,
        }),+];
    };
    (@tab) => { None };
    (@tab $tab:ident) => { Some(Tab::$tab) };
}

bindings! {
    Watch(Runs): [plain(KeyCode::Enter)] => Runs(OnRuns::Open), |app| with_run(app, "go on"), "go on with the run under the cursor; the open one is saved first";
    Watch(Runs): [Key::char(' ')] => Runs(OnRuns::Mark), |app| with_run(app, "mark"), "compare this run with others, or no longer";
    Watch(Runs): [Key::char('/')] => Runs(OnRuns::Filter), |app| on_runs(app, "filter"), "find runs by name, task, state or note";
    Watch(Runs): [Key::char('s')] => Runs(OnRuns::Sort), |app| on_runs(app, "sort"), "sort by the next column";
    Watch(Runs): [Key::char('p')] => PauseFromRuns, |app| on_runs(app, "").and_then(|_| pause_or_resume(app)), "pause training, or go on; space marks here";
    Watch(Runs): [Key::char('S')] => Runs(OnRuns::Turn), |app| on_runs(app, ""), "sort the other way round";
    Watch(Runs): [Key::char('d'), plain(KeyCode::Delete)] => Runs(OnRuns::Delete), |app| with_run(app, "delete"), "delete this run, after a question";
    Watch(Runs): [Key::char('n')] => Runs(OnRuns::Note), |app| with_run(app, "note"), "write a line about this run";
    Watch(Runs): [Key::char('l')] => Runs(OnRuns::ToggleScale), other_overlay_scale, "loss axis logarithmic or linear";
    Watch(Runs): [Key::char('a')] => Runs(OnRuns::Smooth), |app| on_runs(app, "average"), "average the losses over 10, 100, 1000 steps, or none";
    Watch(Runs): [Key::char('g'), plain(KeyCode::F(5))] => Runs(OnRuns::Read), |app| on_runs(app, "read again"), "read the directory again";
    Watch(Runs): [plain(KeyCode::Down), Key::char('j')] => Runs(OnRuns::Down), |app| on_runs(app, ""), "the run below";
    Watch(Runs): [plain(KeyCode::Up), Key::char('k')] => Runs(OnRuns::Up), |app| on_runs(app, ""), "the run above";
    Watch(Runs): [plain(KeyCode::PageDown)] => Runs(OnRuns::PageDown), |app| on_runs(app, ""), "ten runs down";
    Watch(Runs): [plain(KeyCode::PageUp)] => Runs(OnRuns::PageUp), |app| on_runs(app, ""), "ten runs up";
    Watch(Runs): [plain(KeyCode::Home)] => Runs(OnRuns::First), |app| on_runs(app, ""), "the first run";
    Watch(Runs): [plain(KeyCode::End)] => Runs(OnRuns::Last), |app| on_runs(app, ""), "the last run";
    Watch: [plain(KeyCode::Left)] => Travel(Leap::Earlier), |app| when_travelling(app, "earlier"), "looking back: the mark before";
    Watch: [plain(KeyCode::Right)] => Travel(Leap::Later), |app| when_travelling(app, "later"), "looking back: the next mark";
    Watch: [plain(KeyCode::Home)] => Travel(Leap::First), |app| when_travelling(app, ""), "looking back: the first mark";
    Watch: [plain(KeyCode::End)] => Travel(Leap::Last), |app| when_travelling(app, ""), "looking back: the last mark";
    Watch: [plain(KeyCode::Enter)] => Travel(Leap::Branch), |app| when_travelling(app, "train on from here"), "looking back: train on from this mark";
    Watch: [plain(KeyCode::Esc), Key::char('t')] => Travel(Leap::Now), |app| when_travelling(app, "now"), "looking back: the present again";
    Watch: [Key::char(' '), Key::char('p')] => PauseOrResume, |app| elsewhere(app, pause_or_resume), "pause training, or go on";
    Watch: [Key::char('b')] => GoBack, |app| matches!(app.run.phase, Phase::Diverged(_)).then_some("go back"), "after a divergence: back to the last finite state, with a smaller learning rate";
    Watch: [Key::char('v')] => Browse(Browse::NextView), next_view, "on Data and Evaluate: the next view";
    Watch: [Key::char('V')] => Browse(Browse::PreviousView), |app| next_view(app).map(|_| ""), "on Data and Evaluate: the view before";
    Watch: [Key::char('x')] => Browse(Browse::NextExample), next_example, "on Data: the next example, or the next series";
    Watch: [Key::char('X')] => Browse(Browse::PreviousExample), |app| next_example(app).map(|_| ""), "on Data: the example, or series, before";
    Watch: [Key::char('t')] => Browse(Browse::NextPart), next_example_part, "on Data: examples of training, validation or test";
    Watch: [Key::char(']')] => Browse(Browse::NextColumn), next_column, "on Data: the next column; on Evaluate, the next target";
    Watch: [Key::char('[')] => Browse(Browse::PreviousColumn), |app| next_column(app).map(|_| ""), "on Data: the column before; on Evaluate, the target before";
    Watch(Inspect): [Key::char('v')] => Inspect(Glance::NextAspect), next_aspect, "inspect: gates, influence of each step, weights and gradients";
    Watch(Inspect): [Key::char('x')] => Inspect(Glance::NextSubject), when_inspecting_examples, "inspect: look into the next example, what is pinned, the what-if";
    Watch(Inspect): [Key::char('g')] => Inspect(Glance::NextGate), next_gate, "inspect: one gate large, the next, or all (or a click)";
    Watch(Inspect): [Key::char(']'), plain(KeyCode::Right)] => Inspect(Glance::Next), next_part, "inspect: the next direction, layer or parameter";
    Watch(Inspect): [Key::char('['), plain(KeyCode::Left)] => Inspect(Glance::Previous), |app| next_part(app).and(Some("")), "inspect: the direction, layer or parameter before";
    Watch(Inspect): [plain(KeyCode::Down), Key::char('j')] => Inspect(Glance::Next), when_listing_weights, "inspect: the parameter below (or a click)";
    Watch(Inspect): [plain(KeyCode::Up), Key::char('k')] => Inspect(Glance::Previous), when_listing_weights, "inspect: the parameter above";
    Watch(Inspect): [Key::char('l')] => Inspect(Glance::ToggleScale), other_influence, "inspect: axis of the influence logarithmic or linear";
    Watch(Evaluate): [Key::char('m')] => Measure, when_evaluating, "measure the network as it now is, on the tab Evaluate";
    Watch: [plain(KeyCode::Down), Key::char('j'), plain(KeyCode::PageDown)] => ScrollDown, |app| scrolls(app).then_some("down"), "scroll the tab down";
    Watch: [plain(KeyCode::Up), Key::char('k'), plain(KeyCode::PageUp)] => ScrollUp, |app| scrolls(app).then_some("up"), "scroll the tab up";
    Watch: [Key::char('s')] => Step, |app| elsewhere(app, when_waiting_step).and_then(|label| when_here(app, label)), "take one step while paused or finished";
    Watch: [Key::char('n')] => AskSteps, |app| elsewhere(app, when_waiting_steps).and_then(|label| when_here(app, label)), "take n steps while paused, or n more when finished";
    Watch: [Key::char('i')] => Try, |_| Some("try"), "type a sequence and see what the network makes of it";
    Watch(Train): [Key::char('P')] => Pin, |_| Some(""), "pin the typed sequence, or take it off (or click a pin to edit it)";
    Watch: [plain(KeyCode::Enter)] => Try, |app| elsewhere(app, |app| when_here(app, "")), "type a sequence, as i does";
    Watch(Train): [Key::char('e')] => Edit, when_editable, "change a hyperparameter (learning rate, batch …), at once or in a new run";
    Watch: [Key::char('u')] => Undo, |app| when_edited(app).and_then(|label| when_here(app, label)), "take the last change back, and the steps since with it";
    Watch: [Key::char('t')] => Travel(Leap::Earlier), when_marked, "look back in time, at predictions, answers and gates as they were";
    Watch(Train): [Key::char('k')] => Mark, when_keeping, "keep a mark of this very step, to look back at";
    Watch: [Key::char('r')] => StartOver, |app| when_here(app, "restart"), "start over with the next seed; this run stays saved";
    Watch: [Key::char('o')] => PickExperiment, |_| Some("open"), "open another experiment; this run stays saved";
    Watch: [Key::char('<'), Key::char(',')] => Slower, |_| Some("slower"), "a slower pace, fewer steps a second";
    Watch: [Key::char('>'), Key::char('.')] => Faster, |_| Some("faster"), "a faster pace, more steps a second";
    Watch: [Key::char('l')] => Chart(Move::ToggleScale), other_scale, "chart: axis logarithmic or linear";
    Watch: [Key::char('c')] => Chart(Move::NextMetric), |app| when_charting(app, "curve"), "chart: loss, accuracy, gradient norm, learning rate, steps a second";
    Watch: [Key::char('+'), Key::char('=')] => Chart(Move::ZoomIn), |app| when_charting(app, "zoom"), "chart: fewer steps, around the cursor (or the wheel)";
    Watch: [Key::char('-')] => Chart(Move::ZoomOut), |app| when_charting(app, ""), "chart: more steps";
    Watch: [Key::char('0')] => Chart(Move::ShowAll), |app| when_charting(app, ""), "chart: all steps";
    Watch: [Key::char('v')] => Chart(Move::Recent), |app| when_charting(app, ""), "chart: the last fifth of the steps, or all";
    Watch: [plain(KeyCode::Left)] => Chart(Move::Left), |app| when_reading(app, ""), "chart: cursor to an earlier step (or a click)";
    Watch: [plain(KeyCode::Right)] => Chart(Move::Right), |app| when_reading(app, ""), "chart: cursor to a later step";
    Watch: [plain(KeyCode::Home)] => Chart(Move::First), |app| when_reading(app, ""), "chart: cursor to the first step";
    Watch: [plain(KeyCode::End)] => Chart(Move::Last), |app| when_reading(app, ""), "chart: cursor to the last step";
    Watch: [ctrl(KeyCode::Left), Key::char('(')] => Chart(Move::PanLeft), |app| when_charting(app, ""), "chart: earlier steps (or drag)";
    Watch: [ctrl(KeyCode::Right), Key::char(')')] => Chart(Move::PanRight), |app| when_charting(app, ""), "chart: later steps";
    Watch: [plain(KeyCode::Esc)] => Chart(Move::HideCursor), |app| when_reading(app, ""), "chart: without the cursor";
    Watch: [Key::char('a')] => Chart(Move::Smooth), |app| when_charting(app, ""), "chart: average over 10, 100, 1000 steps, or none";
    Watch: [Key::char('w')] => Save, when_alive, "save a checkpoint now";
    Watch: [Key::char('1')] => Show(Tab::Train), |_| Some(""), "tab Train: the learning as it happens";
    Watch: [Key::char('2')] => Show(Tab::Data), |_| Some(""), "tab Data: what was found in the data and done to them";
    Watch: [Key::char('3')] => Show(Tab::Inspect), |_| Some(""), "tab Inspect: what goes on inside the network";
    Watch: [Key::char('4')] => Show(Tab::Evaluate), |_| Some(""), "tab Evaluate: how good the network is beside the baselines";
    Watch: [Key::char('5')] => Show(Tab::Runs), |_| Some(""), "tab Runs: compare all runs, go on with one, delete one";
    Watch: [plain(KeyCode::Tab)] => NextTab, |_| Some(""), "the next tab";
    Watch: [plain(KeyCode::BackTab)] => PreviousTab, |_| Some(""), "the tab before";
    Watch: [Key::char('y')] => Copy, |app| copyable(app).map(|_| ""), "copy this tab's table, or the figures at the chart's cursor";
    Watch: [] => CopyDirectory, |app| app.run.info.as_ref()?.directory.as_ref().map(|_| ""), "copy the directory of this run";
    Watch: [] => CopyAnswer, when_answered, "copy the answer to the sequence that is typed";
    Watch: [Key::ctrl('s')] => SaveScreen, |_| Some(""), "save the screen as a picture (.svg and .png) beside the run";
    Watch: [Key::char('T')] => NextLook, |_| Some(""), "the next theme: dark, light, colour-blind safe, none";
    Watch: [] => Wear(Look::Dark), |_| Some(""), "theme dark: the terminal's own colours, for a dark one";
    Watch: [] => Wear(Look::Light), |_| Some(""), "theme light: dark on white";
    Watch: [] => Wear(Look::ColourBlind), |_| Some(""), "theme colour-blind safe: told apart by every eye";
    Watch: [] => Wear(Look::None), |_| Some(""), "theme without colours";
    Watch: [Key::char(':'), Key::ctrl('p')] => Palette, |_| Some("actions"), "find an action by its name";
    Watch: [Key::char('?'), Key::char('h')] => Help, |_| Some("help"), "this list";
    Watch: [Key::char('q'), Key::ctrl('c')] => Quit, |_| Some("quit"), "save and leave";
    Try: [plain(KeyCode::Enter)] => LeaveInput, |_| Some("keep"), "keep the sequence and go back to the commands";
    Try: [plain(KeyCode::Esc)] => LeaveInput, |_| Some("back"), "go back to the commands";
    Try: [Key::ctrl('t')] => Example, example, "take the next test example as the text; none at all of a forecast";
    Try: [Key::ctrl('p')] => Pin, |_| Some("pin"), "keep it answered below, or take it off again";
    Try: [plain(KeyCode::PageUp), ctrl(KeyCode::Up)] => Hotter, |app| draws(app).then_some("hotter"), "draw less likely symbols more often";
    Try: [plain(KeyCode::PageDown), ctrl(KeyCode::Down)] => Colder, |app| draws(app).then_some("colder"), "draw likely symbols more often";
    Try: [Key::ctrl('r')] => DrawAnew, |app| draws(app).then_some("anew"), "draw other continuations, by the next seed";
    Try: [Key::ctrl('x')] => Palette, |_| Some(""), "find an action by its name";
    Try: [Key::ctrl('c')] => Quit, |_| Some("quit"), "save and leave";
    AskSteps: [plain(KeyCode::Enter)] => TakeSteps, |_| Some("go"), "take that many steps";
    AskSteps: [plain(KeyCode::Esc), Key::ctrl('c')] => LeaveInput, |_| Some("back"), "take none";
    Confirm: [Key::char('y'), plain(KeyCode::Enter)] => Yes, |_| Some("yes"), "do it";
    Confirm: [Key::char('q'), Key::ctrl('c')] => LeaveOrNo, |_| Some(""), "leave, if that is the question; else no";
    Confirm: [Key::char('n'), plain(KeyCode::Esc)] => No, |_| Some("no"), "leave all as it is";
    Edit: [plain(KeyCode::Up)] => EditUp, |_| Some("up"), "mark the one above";
    Edit: [plain(KeyCode::Down)] => EditDown, |_| Some("down"), "mark the one below";
    Edit: [Key::char('+'), ctrl(KeyCode::Up)] => NudgeUp, when_not_typing_more, "the next larger value";
    Edit: [Key::char('-'), ctrl(KeyCode::Down)] => NudgeDown, when_not_typing_less, "the next smaller value";
    Edit: [plain(KeyCode::Enter)] => TakeEdit, when_typing, "give it the value that is typed";
    Edit: [plain(KeyCode::Esc)] => LeaveEdit, |_| Some("back"), "drop what is typed, or go back; asks where a new run is needed";
    Edit: [Key::ctrl('c')] => Quit, |_| Some(""), "save and leave";
    Filter: [plain(KeyCode::Enter)] => No, |_| Some("keep"), "back to the list with what was found";
    Filter: [plain(KeyCode::Esc)] => Runs(OnRuns::ClearFilter), |_| Some("show all"), "back to the list with all runs";
    Filter: [plain(KeyCode::Down)] => Runs(OnRuns::Down), |_| Some("down"), "the run below";
    Filter: [plain(KeyCode::Up)] => Runs(OnRuns::Up), |_| Some("up"), "the run above";
    Filter: [Key::ctrl('c')] => Quit, |_| Some("quit"), "save and leave";
    Note: [plain(KeyCode::Enter)] => Runs(OnRuns::KeepNote), |_| Some("keep"), "keep the note; an empty one is taken away";
    Note: [plain(KeyCode::Esc)] => No, |_| Some("back"), "leave it as it was";
    Note: [Key::ctrl('c')] => Quit, |_| Some("quit"), "save and leave";
    Pick: [plain(KeyCode::Enter)] => Choose, |_| Some("open"), "open the experiment that is marked";
    Pick: [plain(KeyCode::Up), Key::ctrl('p')] => ChoiceUp, |_| Some("up"), "mark the one above";
    Pick: [plain(KeyCode::Down), Key::ctrl('n')] => ChoiceDown, |_| Some("down"), "mark the one below";
    Pick: [plain(KeyCode::Esc), Key::ctrl('c')] => No, |_| Some("back"), "leave all as it is";
    Palette: [plain(KeyCode::Enter)] => Choose, |_| Some("do it"), "do what is marked";
    Palette: [plain(KeyCode::Up), Key::ctrl('p')] => ChoiceUp, |_| Some("up"), "mark the one above";
    Palette: [plain(KeyCode::Down), Key::ctrl('n')] => ChoiceDown, |_| Some("down"), "mark the one below";
    Palette: [plain(KeyCode::Esc), Key::ctrl('c')] => LeavePalette, |_| Some("back"), "do nothing";
    Help: [plain(KeyCode::Down), Key::char('j'), plain(KeyCode::PageDown)] => ScrollDown, |_| Some("down"), "scroll down";
    Help: [plain(KeyCode::Up), Key::char('k'), plain(KeyCode::PageUp)] => ScrollUp, |_| Some("up"), "scroll up";
    Help: [plain(KeyCode::Esc), Key::char('?'), Key::char('h'), Key::char('q'), plain(KeyCode::Enter), Key::ctrl('c')] => CloseHelp, |_| Some("close"), "back to the dashboard";
}

/// How a line of text is edited, for the help; `what_if` has the keys in full.
pub const EDITING: [(&str, &str); 4] = [
    ("← → home end", "move; with ctrl or alt by words"),
    ("backspace delete", "delete; with ctrl or alt by words"),
    ("ctrl-u ctrl-k", "delete to the start, to the end"),
    ("↑ ↓", "earlier sequences"),
];

fn other_scale(app: &App) -> Option<&'static str> {
    (app.tab == Tab::Train).then_some(if app.chart.scale == Scale::Log { "linear" } else { "log" })
}

fn when_charting(app: &App, label: &'static str) -> Option<&'static str> {
    (app.tab == Tab::Train).then_some(label)
}

fn when_reading(app: &App, label: &'static str) -> Option<&'static str> {
    when_charting(app, label).and_then(|label| when_here(app, label))
}

/// Looking back has keys of its own.
fn when_here(app: &App, label: &'static str) -> Option<&'static str> {
    app.run.sought.is_none().then_some(label)
}

/// A word where the page Runs is shown.
fn on_runs(app: &App, word: &'static str) -> Option<&'static str> {
    (app.tab == Tab::Runs).then_some(word)
}

/// A word where a run stands under the cursor; without one the key is there and does nothing.
fn with_run(app: &App, word: &'static str) -> Option<&'static str> {
    on_runs(app, if app.runs.current().is_some() { word } else { "" })
}

fn other_overlay_scale(app: &App) -> Option<&'static str> {
    on_runs(app, if app.runs.scale == Scale::Log { "linear" } else { "log" })
}

/// Whether the tab may have more than there is room for.
fn scrolls(app: &App) -> bool {
    match app.tab {
        Tab::Train | Tab::Runs => false,
        Tab::Inspect => app.inspect.aspect == Aspect::Gates,
        Tab::Data | Tab::Evaluate => true,
    }
}

/// The word on every other page than Runs, where the key has another meaning.
fn elsewhere(app: &App, word: impl Fn(&App) -> Option<&'static str>) -> Option<&'static str> {
    word(app).filter(|_| app.tab != Tab::Runs)
}

fn next_aspect(app: &App) -> Option<&'static str> {
    (app.tab == Tab::Inspect).then(|| match app.inspect.aspect.next() {
        Aspect::Gates => "gates",
        Aspect::Influence => "influence",
        Aspect::Weights => "weights",
    })
}

fn when_inspecting_examples(app: &App) -> Option<&'static str> {
    let is_of_a_sequence = app.tab == Tab::Inspect && app.inspect.aspect != Aspect::Weights;
    let has_examples = app.run.info.as_ref().is_some_and(|info| !info.test.is_empty());
    (is_of_a_sequence && has_examples).then_some("example")
}

fn next_gate(app: &App) -> Option<&'static str> {
    let pass = app.run.inspected.seen().and_then(|seen| seen.inspection.passes.first())?;
    let has_several = app.tab == Tab::Inspect && app.inspect.aspect == Aspect::Gates && pass.maps.len() > 1;
    has_several.then(|| match app.inspect.gate {
        None => "one gate",
        Some(gate) if gate + 1 < pass.maps.len() => "next gate",
        Some(_) => "all gates",
    })
}

fn next_part(app: &App) -> Option<&'static str> {
    let inspection = &app.run.inspected.seen().filter(|_| app.tab == Tab::Inspect)?.inspection;
    match app.inspect.aspect {
        Aspect::Gates => (inspection.passes.len() > 1).then_some("layer"),
        Aspect::Influence => None,
        Aspect::Weights => Some("parameter"),
    }
}

fn when_listing_weights(app: &App) -> Option<&'static str> {
    (app.inspect.aspect == Aspect::Weights).then(|| next_part(app)).flatten().and(Some(""))
}

fn other_influence(app: &App) -> Option<&'static str> {
    let is_shown = app.tab == Tab::Inspect && app.inspect.aspect == Aspect::Influence;
    is_shown.then_some(if app.inspect.scale == Scale::Log { "linear" } else { "log" })
}

/// What the mouse does, for the help.
pub const POINTING: [(&str, &str); 7] = [
    ("click", "a tab, a key of the last line, the phase above, yes and no"),
    ("click", "the input pane to type, a parameter to edit it"),
    ("click a row", "to mark it; once more to choose it"),
    ("click beside", "a window to close it"),
    ("wheel", "scrolls; marks in a list"),
    ("wheel", "on a hyperparameter that is edited: the next value"),
    ("shift and drag", "marks text, as the terminal does without rnnlab"),
];

fn when_answered(app: &App) -> Option<&'static str> {
    app.what_if.answer()?.as_ref().ok().map(|_| "")
}

fn when_evaluating(app: &App) -> Option<&'static str> {
    app.run.is_measurable().then_some("measure")
}

fn pause_or_resume(app: &App) -> Option<&'static str> {
    match app.run.phase {
        Phase::Running | Phase::Resuming => Some("pause"),
        Phase::Paused | Phase::Pausing => Some("resume"),
        // Only to say what there is instead.
        Phase::Finished => Some(""),
        _ => None,
    }
}

fn when_waiting_step(app: &App) -> Option<&'static str> {
    matches!(app.run.phase, Phase::Paused | Phase::Finished | Phase::Resuming).then_some("step")
}

fn when_waiting_steps(app: &App) -> Option<&'static str> {
    match app.run.phase {
        Phase::Paused => Some("steps"),
        Phase::Finished => Some("more steps"),
        _ => None,
    }
}

fn when_editable(app: &App) -> Option<&'static str> {
    let is_there = app.run.info.is_some() && !matches!(app.run.phase, Phase::Stopping(_) | Phase::Failed(_));
    is_there.then_some("edit")
}

fn when_edited(app: &App) -> Option<&'static str> {
    let can_hear = !matches!(app.run.phase, Phase::Stopping(_) | Phase::Failed(_));
    app.run.interventions.iter().any(|made| made.change.is_edit()).then_some("undo").filter(|_| can_hear)
}

fn when_travelling(app: &App, label: &'static str) -> Option<&'static str> {
    (app.run.sought.is_some() && app.tab != Tab::Runs).then_some(label)
}

fn when_marked(app: &App) -> Option<&'static str> {
    let is_there = app.run.marks.iter().any(|mark| mark.step < app.run.step);
    let can_hear = !matches!(app.run.phase, Phase::Stopping(_) | Phase::Failed(_) | Phase::Diverged(_));
    // What is known of the data and of other runs does not change.
    let is_shown = !matches!(app.tab, Tab::Data | Tab::Runs);
    (is_there && can_hear && app.run.sought.is_none() && is_shown).then_some("look back")
}

fn when_keeping(app: &App) -> Option<&'static str> {
    let is_there = matches!(app.run.phase, Phase::Running | Phase::Paused | Phase::Finished);
    (is_there && app.run.sought.is_none()).then_some("keep")
}

fn is_typing(app: &App) -> bool {
    matches!(&app.mode, Mode::Edit(editor) if editor.typed().is_some())
}

fn when_typing(app: &App) -> Option<&'static str> {
    is_typing(app).then_some("set")
}

/// While a value is typed, plus and minus are part of it.
fn when_not_typing_more(app: &App) -> Option<&'static str> {
    (!is_typing(app)).then_some("more")
}

fn when_not_typing_less(app: &App) -> Option<&'static str> {
    (!is_typing(app)).then_some("less")
}

fn example(app: &App) -> Option<&'static str> {
    let info = app.run.info.as_ref()?;
    match info.preparation.task {
        Task::Forecast => Some("clear"),
        _ => (!info.test.is_empty()).then_some("example"),
    }
}

/// Whether texts are continued at random.
fn draws(app: &App) -> bool {
    app.run.experiment.data.task == Task::Generate
}

fn when_alive(app: &App) -> Option<&'static str> {
    matches!(app.run.phase, Phase::Running | Phase::Paused | Phase::Finished).then_some("save")
}

impl Binding {
    /// The word for it where it does something on the page that is shown; the context apart.
    #[must_use]
    pub fn word(&self, app: &App) -> Option<&'static str> {
        let is_here = self.tab.is_none_or(|tab| tab == app.tab);
        (self.label)(app).filter(|_| is_here)
    }

    /// What a key does now, if anything.
    #[must_use]
    pub fn find(app: &App, key: Key) -> Option<&'static Self> {
        let context = app.context();
        BINDINGS
            .iter()
            .find(|binding| binding.context == context && binding.keys.contains(&key) && binding.word(app).is_some())
    }

    /// The key that does something.
    #[must_use]
    pub fn key_of(action: Action) -> Option<Key> {
        BINDINGS.iter().find(|binding| binding.action == action)?.keys.first().copied()
    }

    /// Keys that do something now, the words for them, and what they do, for the footer.
    pub fn of_the_moment(app: &App) -> impl Iterator<Item = (String, &'static str, Action)> {
        let context = app.context();
        BINDINGS
            .iter()
            .filter(move |binding| binding.context == context)
            .filter_map(|binding| Some((binding.keys.first()?.to_string(), binding.word(app)?, binding.action)))
            .filter(|(_, label, _)| !label.is_empty())
    }
}
