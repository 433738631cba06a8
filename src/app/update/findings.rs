//! What is looked at on the pages Data and Evaluate.

use crate::{
    app::{
        App, Browse, DataView, Effect, EvaluateView, Tab,
        findings::{around, columns, examples, series},
    },
    data::Part,
};

/// Shows something else of the page.
pub(super) fn browse(app: &mut App, way: Browse) -> Vec<Effect> {
    match way {
        Browse::NextView => view(app, true),
        Browse::PreviousView => view(app, false),
        Browse::NextColumn => column(app, true),
        Browse::PreviousColumn => column(app, false),
        Browse::NextExample => example(app, true),
        Browse::PreviousExample => example(app, false),
        Browse::NextPart => part(app),
    }
}

/// Shows the next view of the page, or the one before, from its top.
fn view(app: &mut App, forward: bool) -> Vec<Effect> {
    app.scroll = 0;
    match app.tab {
        Tab::Evaluate => {
            let views = app.evaluation().map_or_else(Vec::new, EvaluateView::of);
            let place = views.iter().position(|view| *view == app.evaluate_view()).unwrap_or(0);
            if let Some(view) = views.get(around(place, forward, views.len())) {
                app.looking.evaluate = *view;
            }
        }
        _ => app.looking.data = DataView::ALL[around(app.looking.data as usize, forward, DataView::ALL.len())],
    }
    Vec::new()
}

/// Draws the next column, or the errors of the next target.
fn column(app: &mut App, forward: bool) -> Vec<Effect> {
    match app.tab {
        Tab::Evaluate => {
            let targets = app.evaluation().map_or(0, |evaluation| evaluation.findings.residuals.len());
            app.looking.target = around(app.looking.target, forward, targets);
        }
        _ => app.looking.column = around(app.looking.column, forward, columns(app)),
    }
    Vec::new()
}

/// Shows the next example, or draws the next series.
fn example(app: &mut App, forward: bool) -> Vec<Effect> {
    if app.looking.data == DataView::Examples {
        app.scroll = 0;
        app.looking.example = around(app.looking.example, forward, examples(app, app.looking.part));
    } else {
        app.looking.series = around(app.looking.series, forward, series(app));
    }
    Vec::new()
}

/// Shows the first example of the next part that has some.
fn part(app: &mut App) -> Vec<Effect> {
    let from = app.looking.part as usize;
    let next = (1..=Part::ALL.len()).map(|by| Part::ALL[(from + by) % Part::ALL.len()]);
    if let Some(part) = next.into_iter().find(|part| examples(app, *part) > 0) {
        (app.looking.part, app.looking.example, app.scroll) = (part, 0, 0);
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use crate::{
        app::{App, DataView, EvaluateView, Key, Message, update},
        data::{Dataset, Part},
        evaluation::{Calibrating, Evaluation, Findings, Judgement, Mistake, Residuals, metrics::Metric},
        experiment::Experiment,
        launch,
        training::TrainingEvent,
    };

    fn app(name: &str) -> App {
        let experiment = Experiment::open(name).unwrap();
        let info = launch::info(&experiment, &Dataset::load(&experiment).unwrap());
        let mut app = App::new(experiment);
        update(&mut app, Message::Training(TrainingEvent::Started(Box::new(info))));
        app
    }

    fn press(app: &mut App, keys: &str) {
        keys.chars().for_each(|key| assert!(update(app, Message::Key(Key::char(key))).len() < 2));
    }

    fn evaluated(app: &mut App, findings: Findings) {
        let test = Evaluation {
            part: Part::Test,
            examples: 1,
            metric: Metric::Rmse,
            scores: std::iter::empty().collect(),
            by_step: Vec::new(),
            by_target: Vec::new(),
            by_series: Vec::new(),
            classes: None,
            baselines: Vec::new(),
            interval: None,
            course: None,
            findings,
        };
        let judgement = Box::new(Judgement { test: Some(test), ..Judgement::default() });
        update(app, Message::Training(TrainingEvent::Evaluated { step: 0, judgement }));
    }

    #[test]
    fn the_views_of_the_data_go_round_in_both_directions() {
        let mut app = app("us-macro");
        press(&mut app, "2v");
        assert_eq!(app.looking.data, DataView::Prepared);
        press(&mut app, "vv");
        assert_eq!(app.looking.data, DataView::Columns);
        press(&mut app, "V");
        assert_eq!(app.looking.data, DataView::Examples);
    }

    #[test]
    fn columns_examples_and_parts_go_round_and_a_new_part_begins_with_its_first_example() {
        let mut app = app("us-macro");
        press(&mut app, "2]]");
        assert_eq!(app.looking.column, 2);
        press(&mut app, "[[[");
        assert_eq!(app.looking.column, 4);
        press(&mut app, "vvxx");
        assert_eq!((app.looking.part, app.looking.example), (Part::Train, 2));
        press(&mut app, "t");
        assert_eq!((app.looking.part, app.looking.example), (Part::Validation, 0));
        press(&mut app, "X");
        assert_eq!(app.looking.example, 39);
        press(&mut app, "tt");
        assert_eq!(app.looking.part, Part::Train);
    }

    #[test]
    fn a_part_without_examples_is_passed_over() {
        let mut app = app("series-sum");
        press(&mut app, "2vvt");
        assert_eq!(app.looking.part, Part::Test);
    }

    #[test]
    fn on_other_tabs_the_keys_do_nothing_of_this() {
        let mut app = app("us-macro");
        let before = app.looking;
        press(&mut app, "1v]xt3v]xt");
        assert_eq!(app.looking, before);
    }

    #[test]
    fn an_evaluation_has_the_views_that_it_has_something_for() {
        let mut app = app("us-macro");
        press(&mut app, "4v");
        assert_eq!(app.evaluate_view(), EvaluateView::Figures);
        let of = |name: &str| Residuals::of(name, &[1.0, 2.0], &[0.0, 0.0]).unwrap();
        evaluated(&mut app, Findings { residuals: vec![of("a"), of("b")], ..Findings::default() });
        press(&mut app, "v");
        assert_eq!(app.evaluate_view(), EvaluateView::Residuals);
        press(&mut app, "]");
        assert_eq!(app.looking.target, 1);
        press(&mut app, "]v");
        assert_eq!((app.looking.target, app.evaluate_view()), (0, EvaluateView::Figures));
        press(&mut app, "v");
        let mut calibrating = Calibrating::default();
        calibrating.add(0.9, false);
        let mistake = Mistake {
            example: 1,
            step: None,
            shown: String::new(),
            truth: "a".to_owned(),
            said: "b".to_owned(),
            probability: 0.9,
            of_truth: 0.1,
        };
        let calibration = calibrating.calibration();
        evaluated(&mut app, Findings { calibration, mistakes: vec![mistake], ..Findings::default() });
        // There are no errors of numbers any more.
        assert_eq!(app.evaluate_view(), EvaluateView::Figures);
        press(&mut app, "vv");
        assert_eq!(app.evaluate_view(), EvaluateView::Mistakes);
        press(&mut app, "V");
        assert_eq!(app.evaluate_view(), EvaluateView::Calibration);
    }
}
