//! What is looked at on the page Inspect, and when the training thread is asked for it.

use crate::app::{App, Aspect, Effect, Seen, Subject, Tab, inspect::Reason};

/// What a key or the mouse changes on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glance {
    /// Shows something else of the inside.
    NextAspect,
    /// Shows this of the inside.
    Aspect(Aspect),
    /// Looks into another sequence.
    NextSubject,
    /// Shows one gate alone, the next, or all.
    NextGate,
    /// Shows this gate alone, or all again.
    Gate(usize),
    /// Goes to the next direction or layer, or parameter.
    Next,
    /// Goes back to the one before.
    Previous,
    /// Shows this parameter large.
    Parameter(usize),
    /// Divides the axis of the influence otherwise.
    ToggleScale,
}

/// Makes the change; what the thread has to be asked then, [`follow`] finds out.
pub(super) fn glance(app: &mut App, glance: Glance) -> Vec<Effect> {
    match glance {
        Glance::NextAspect => show(app, app.inspect.aspect.next()),
        Glance::Aspect(aspect) => show(app, aspect),
        Glance::NextSubject => app.inspect.subject = next_subject(app),
        Glance::NextGate => {
            let next = app.inspect.gate.map_or(0, |gate| gate + 1);
            app.inspect.gate = Some(next).filter(|&gate| gate < gates(app));
        }
        Glance::Gate(gate) => app.inspect.gate = Some(gate).filter(|_| app.inspect.gate.is_none()),
        Glance::Next => turn(app, 1),
        Glance::Previous => turn(app, -1),
        Glance::Parameter(place) => app.inspect.parameter = place,
        Glance::ToggleScale => {
            app.inspect.scale = app.inspect.scale.other();
        }
    }
    Vec::new()
}

fn show(app: &mut App, aspect: Aspect) {
    (app.inspect.aspect, app.scroll) = (aspect, 0);
}

/// From the what-if through what is pinned and the examples, and back.
fn next_subject(app: &App) -> Subject {
    let pins = app.what_if.pins().len();
    let examples = app.run.info.as_ref().map_or(0, |info| info.test.len());
    let next = match app.subject() {
        Some((Subject::Pin(place), _)) => place + 1,
        Some((Subject::Example(place), _)) => pins + place + 1,
        Some((Subject::WhatIf, _)) | None => 0,
    };
    match next.checked_sub(pins) {
        None => Subject::Pin(next),
        Some(example) if example < examples => Subject::Example(example),
        Some(_) => Subject::WhatIf,
    }
}

fn gates(app: &App) -> usize {
    let passes = app.run.inspected.seen().map_or(&[][..], |seen| &seen.inspection.passes);
    passes.first().map_or(0, |pass| pass.maps.len())
}

/// Goes on by one, round and round.
fn turn(app: &mut App, by: isize) {
    let Some(Seen { inspection, .. }) = app.run.inspected.seen() else { return };
    let (place, count) = match app.inspect.aspect {
        Aspect::Weights => (&mut app.inspect.parameter, inspection.spreads.len()),
        Aspect::Gates | Aspect::Influence => (&mut app.inspect.pass, inspection.passes.len()),
    };
    if count > 0 {
        *place = (*place).min(count - 1).wrapping_add(count).wrapping_add_signed(by) % count;
    }
}

/// Asks the thread what goes on inside where that is looked at, and no more where it is not.
pub(super) fn follow(app: &mut App) -> Option<Effect> {
    let reason = Reason { subject: app.inspect.subject, what_if: app.what_if.id() };
    let reason = (app.tab == Tab::Inspect && app.run.info.is_some()).then_some(reason);
    if reason == app.run.inspected.reason {
        return None;
    }
    app.run.inspected.reason = reason;
    let subject = reason.and_then(|_| app.subject());
    app.run.inspected.ask(subject).map(Effect::Command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{Key, KeyCode, Message, Phase, update},
        data::{Dataset, Question},
        experiment::Experiment,
        launch,
        model::{Distribution, Gate, GateMap, Influence, Inspection, Pass, Spread},
        training::{Change, Intervention, Live, TrainingCommand, TrainingEvent},
    };

    fn app(name: &str) -> App {
        let experiment = Experiment::open(name).unwrap();
        let info = launch::info(&experiment, &Dataset::load(&experiment).unwrap());
        let mut app = App::new(experiment);
        hear(&mut app, TrainingEvent::Started(Box::new(info)));
        app
    }

    fn hear(app: &mut App, event: TrainingEvent) -> Vec<Effect> {
        update(app, Message::Training(event))
    }

    fn press(app: &mut App, key: Key) -> Vec<Effect> {
        update(app, Message::Key(key))
    }

    fn keys(app: &mut App, keys: &str) -> Vec<Effect> {
        keys.chars().flat_map(|key| press(app, Key::char(key))).collect()
    }

    /// What the thread was asked last, and how often it was asked.
    fn asked(effects: &[Effect]) -> (usize, Option<(u64, Option<Question>)>) {
        let asked = effects.iter().filter_map(|effect| match effect {
            Effect::Command(TrainingCommand::Inspect(id, question)) => Some((*id, question.as_deref().cloned())),
            _ => None,
        });
        let asked: Vec<_> = asked.collect();
        (asked.len(), asked.into_iter().next_back())
    }

    fn inspection(norm: f64) -> Inspection {
        let maps =
            [Gate::Input, Gate::Forget, Gate::Hidden].map(|gate| GateMap { gate, values: vec![0.5; 4] }).to_vec();
        let pass = |layer| Pass { layer, backward: false, units: 1, maps: maps.clone() };
        let spread = |name: &str| Spread {
            name: name.to_owned(),
            weights: Distribution { norm, ..Distribution::default() },
            gradients: Distribution::default(),
        };
        Inspection {
            steps: 4,
            stride: 1,
            units: 1,
            passes: vec![pass(0), pass(1)],
            influence: Influence { output: 0, stride: 1, by_step: vec![1.0; 4] },
            spreads: vec![spread("a"), spread("b"), spread("c")],
        }
    }

    fn found(id: u64, step: u64) -> TrainingEvent {
        TrainingEvent::Inspected { id, step, found: Ok(Box::new(inspection(step as f64))) }
    }

    /// On the page, with what was found at step 10.
    fn looking() -> App {
        let mut app = app("series-sum");
        keys(&mut app, "3");
        hear(&mut app, found(1, 10));
        app
    }

    #[test]
    fn the_thread_is_asked_while_the_page_is_shown_and_no_longer() {
        let mut app = app("series-sum");
        let example = app.preparation().unwrap().prompt(&app.run.info.as_ref().unwrap().test[0]);
        assert_eq!(asked(&keys(&mut app, "24")), (0, None));
        assert_eq!(asked(&keys(&mut app, "3")), (1, Some((1, Some(example.clone())))));
        assert!(app.run.inspected.is_waiting());
        assert_eq!(asked(&hear(&mut app, found(1, 10))), (0, None));
        assert!(!app.run.inspected.is_waiting());
        let seen = app.run.inspected.seen().unwrap();
        assert_eq!((seen.subject, seen.step, &seen.question), (Subject::Example(0), 10, &example));
        assert_eq!(asked(&keys(&mut app, "vvlg")), (0, None));
        assert_eq!(asked(&keys(&mut app, "1")), (1, Some((2, None))));
        assert_eq!(asked(&keys(&mut app, "3")), (1, Some((3, Some(example)))));
    }

    #[test]
    fn what_is_typed_is_looked_into_and_x_goes_through_the_examples_and_back() {
        let mut app = app("series-sum");
        keys(&mut app, "i2 4");
        press(&mut app, Key::plain(KeyCode::Esc));
        let typed = app.preparation().unwrap().ask("2 4").unwrap();
        assert_eq!(asked(&keys(&mut app, "3")).1, Some((1, Some(typed.clone()))));
        let examples = app.run.info.as_ref().unwrap().test.clone();
        for (place, example) in examples.iter().enumerate() {
            let example = app.preparation().unwrap().prompt(example);
            assert_eq!(asked(&keys(&mut app, "x")).1, Some((place as u64 + 2, Some(example))));
        }
        assert_eq!(asked(&keys(&mut app, "x")).1, Some((examples.len() as u64 + 2, Some(typed))));
    }

    #[test]
    fn what_is_pinned_is_looked_into_too() {
        let mut app = app("series-sum");
        keys(&mut app, "i2 4");
        let preparation = app.run.info.as_ref().unwrap().preparation.clone();
        app.what_if.pin(&preparation).unwrap();
        press(&mut app, Key::ctrl('u'));
        press(&mut app, Key::plain(KeyCode::Esc));
        let typed = preparation.ask("2 4").unwrap();
        assert_eq!(asked(&keys(&mut app, "3")).1, Some((1, Some(typed.clone()))));
        assert_eq!(app.subject().unwrap().0, Subject::Pin(0));
        let examples = app.run.info.as_ref().unwrap().test.len();
        keys(&mut app, "x");
        assert_eq!(app.subject().unwrap().0, Subject::Example(0));
        (0..examples).for_each(|_| drop(keys(&mut app, "x")));
        assert_eq!(app.subject().unwrap(), (Subject::Pin(0), typed));
    }

    #[test]
    fn a_forecast_is_looked_into_from_the_end_of_its_series() {
        let mut app = app("airpassengers");
        let (count, last) = asked(&keys(&mut app, "3"));
        let steps = app.preparation().unwrap().ask("").unwrap().input.steps();
        assert_eq!((count, last.unwrap().1.unwrap().input.steps()), (1, steps));
        assert_eq!(app.subject().unwrap().0, Subject::WhatIf);
    }

    #[test]
    fn what_was_found_of_an_earlier_sequence_stands_until_there_is_news_of_the_newest() {
        let mut app = looking();
        let first = app.run.inspected.seen().unwrap().question.clone();
        keys(&mut app, "x");
        hear(&mut app, found(1, 20));
        assert!(app.run.inspected.is_waiting());
        let seen = app.run.inspected.seen().unwrap();
        assert_eq!((seen.step, &seen.question), (10, &first));
        let problem = "the network reads numbers, but the sequence holds symbols".to_owned();
        hear(&mut app, TrainingEvent::Inspected { id: 2, step: 20, found: Err(problem.clone()) });
        assert_eq!((app.run.inspected.is_waiting(), app.run.inspected.problem()), (false, Some(problem.as_str())));
        hear(&mut app, found(2, 30));
        let seen = app.run.inspected.seen().unwrap();
        assert_eq!((seen.step, seen.subject, app.run.inspected.problem()), (30, Subject::Example(1), None));
    }

    #[test]
    fn a_new_run_is_asked_anew() {
        let mut app = looking();
        app.run.phase = Phase::Finished;
        keys(&mut app, "r");
        assert_eq!(asked(&update(&mut app, Message::TrainingGone)), (0, None));
        assert!(app.run.inspected.seen().is_none());
        let experiment = app.run.experiment.clone();
        let info = launch::info(&experiment, &Dataset::load(&experiment).unwrap());
        let (count, last) = asked(&hear(&mut app, TrainingEvent::Started(Box::new(info))));
        assert!(count == 1 && last.unwrap().1.is_some());
    }

    #[test]
    fn keys_go_through_what_can_be_seen() {
        let mut app = looking();
        let gates = ["g", "g", "g", "g"].map(|key| {
            keys(&mut app, key);
            app.inspect.gate
        });
        assert_eq!(gates, [Some(0), Some(1), Some(2), None]);
        let passes = ["]", "]", "[", "["].map(|key| {
            keys(&mut app, key);
            app.inspect.pass
        });
        assert_eq!(passes, [1, 0, 1, 0]);
        keys(&mut app, "v");
        assert_eq!(app.inspect.aspect, Aspect::Influence);
        keys(&mut app, "l]");
        assert_eq!((app.inspect.scale, app.inspect.pass), (crate::app::Scale::Log, 0));
        keys(&mut app, "v");
        press(&mut app, Key::plain(KeyCode::Up));
        assert_eq!((app.inspect.aspect, app.inspect.parameter, app.scroll), (Aspect::Weights, 2, 0));
        press(&mut app, Key::plain(KeyCode::Down));
        assert_eq!(app.inspect.parameter, 0);
        keys(&mut app, "v");
        assert_eq!(app.inspect.aspect, Aspect::Gates);
    }

    #[test]
    fn before_there_is_anything_to_see_keys_do_no_harm() {
        let mut app = app("series-sum");
        keys(&mut app, "3g][vl[]v[]x");
        assert_eq!((app.inspect.gate, app.inspect.pass, app.inspect.parameter), (None, 0, 0));
    }

    #[test]
    fn a_click_shows_one_gate_and_another_click_all_again() {
        let mut app = looking();
        glance(&mut app, Glance::Gate(2));
        assert_eq!(app.inspect.gate, Some(2));
        glance(&mut app, Glance::Gate(2));
        assert_eq!(app.inspect.gate, None);
    }

    #[test]
    fn the_course_of_the_norms_is_kept_and_a_way_back_forgets_what_came_after() {
        let mut app = looking();
        hear(&mut app, found(1, 20));
        hear(&mut app, TrainingEvent::Visiting { step: Some(5) });
        hear(&mut app, found(1, 5));
        hear(&mut app, TrainingEvent::Visiting { step: None });
        let steps = |app: &App| -> Vec<u64> {
            app.run.inspected.norms()[1].weights.buckets().iter().map(|bucket| bucket.first_step).collect()
        };
        assert_eq!(steps(&app), [10, 20]);
        let live = Live::of(&app.run.experiment);
        let made = Intervention { step: 30, change: Change::Rewind(15) };
        hear(&mut app, TrainingEvent::Intervened { made, live, goal: 1000 });
        assert_eq!(steps(&app), [10]);
    }
}
