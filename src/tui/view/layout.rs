//! Which pane stands where. Below 80×24 panes give way in order of use.

use ratatui::layout::{Constraint, Layout, Rect};

const SMALLEST: (u16, u16) = (40, 10);
/// From this width on there are two columns.
pub(super) const TWO_COLUMNS: u16 = 80;
/// Columns on the right: parameters need the first, and more than the second is of no use to them.
const RIGHT: (u16, u16) = (36, 60);
/// Rows of the input pane with its frame: text, answer, truth, and a line to say what is wrong.
const WHAT_IF: u16 = 6;
/// Rows of the parameters that the input pane leaves them where it has use for more than others have.
const LEAST_PARAMETERS: u16 = 17;
/// Fewer rows than this, frame and all, and a pane says nothing.
const LEAST_LOSS: u16 = 7;
const LEAST_PREDICTIONS: u16 = 4;
const LEAST_PINS: u16 = 3;

/// Header, page and footer of a screen; `None` when it is too small for any.
pub(super) fn rows(area: Rect) -> Option<[Rect; 3]> {
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return None;
    }
    let rows = [Constraint::Length(2), Constraint::Fill(1), Constraint::Length(1)];
    Some(Layout::vertical(rows).areas(area))
}

/// Where each pane of the page Train stands; `None` where there is no room for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Panes {
    pub loss: Option<Rect>,
    pub parameters: Option<Rect>,
    pub predictions: Option<Rect>,
    pub pins: Option<Rect>,
    pub what_if: Option<Rect>,
}

impl Panes {
    /// The panes of a screen; `None` when it is too small for any. While a sequence is typed the input pane comes first.
    /// `tests` is the number of predictions that there are, `what_if` the rows that the input pane has use for, if more than a
    /// few.
    pub(super) fn of(area: Rect, tests: usize, typing: bool, what_if: Option<u16>) -> Option<Self> {
        let [_, body, _] = rows(area)?;
        // Frame, heading and a line for each example; a chart is worth more than an empty table.
        let wanted = u16::try_from(tests).unwrap_or(u16::MAX).saturating_add(3).max(LEAST_PREDICTIONS);
        Some(if area.width < TWO_COLUMNS {
            Self::in_one_column(body, wanted, typing)
        } else {
            Self::in_two_columns(body, wanted, typing, what_if)
        })
    }

    /// Takes rows for the pinned sequences from the predictions, as many as these can do without.
    pub(super) fn make_room_for_pins(&mut self, wanted: u16) {
        let Some(area) = self.predictions else { return };
        let given = wanted.min(area.height.saturating_sub(LEAST_PREDICTIONS));
        if given >= LEAST_PINS {
            let [predictions, pins] = top_and_bottom(area, given);
            (self.predictions, self.pins) = (Some(predictions), Some(pins));
        }
    }

    /// Gives the panes on the right to the editor of the hyperparameters; in one column, all below the chart.
    pub(super) fn make_room_for_editor(&mut self) -> Option<Rect> {
        let is_one_column = self.parameters.is_none();
        let given = [self.parameters.take(), self.what_if.take()].into_iter().flatten();
        let given = given.chain(self.predictions.take_if(|_| is_one_column));
        let area = given.reduce(Rect::union);
        // Where there is no other pane, it is the chart's.
        area.or_else(|| self.loss.take())
    }

    fn in_two_columns(body: Rect, wanted: u16, typing: bool, more: Option<u16>) -> Self {
        let right = (body.width * 2 / 5).clamp(RIGHT.0, RIGHT.1);
        let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(right)]).areas(body);
        let predictions = wanted.min((left.height * 2 / 5).max(LEAST_PREDICTIONS));
        let room = left.height >= LEAST_LOSS + LEAST_PREDICTIONS;
        let [loss, below] = top_and_bottom(left, if room { predictions } else { 0 });
        let few = if body.height >= 24 { WHAT_IF + 3 } else { WHAT_IF };
        // While a text is typed its answer matters more than the parameters.
        let most = if typing { body.height / 2 } else { body.height.saturating_sub(LEAST_PARAMETERS) };
        let what_if = more.map_or(few, |more| more.min(most).max(few));
        let [parameters, bottom] = top_and_bottom(right, what_if.min(right.height));
        Self {
            loss: Some(loss),
            predictions: room.then_some(below),
            parameters: (parameters.height >= 3).then_some(parameters),
            what_if: Some(bottom),
            pins: None,
        }
    }

    fn in_one_column(body: Rect, wanted: u16, typing: bool) -> Self {
        let spare = body.height.saturating_sub(LEAST_LOSS);
        let what_if = if spare >= WHAT_IF { WHAT_IF } else { 0 };
        if what_if == 0 && typing {
            return Self { what_if: Some(body), ..Self::default() };
        }
        let predictions = if spare >= WHAT_IF + LEAST_PREDICTIONS { (spare - WHAT_IF).min(wanted) } else { 0 };
        let [above, what_if_area] = top_and_bottom(body, what_if);
        let [loss, predictions_area] = top_and_bottom(above, predictions);
        Self {
            loss: Some(loss),
            predictions: (predictions > 0).then_some(predictions_area),
            what_if: (what_if > 0).then_some(what_if_area),
            parameters: None,
            pins: None,
        }
    }
}

pub(super) fn top_and_bottom(area: Rect, bottom: u16) -> [Rect; 2] {
    Layout::vertical([Constraint::Fill(1), Constraint::Length(bottom)]).areas(area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_size_has_panes_outside_the_screen_or_on_top_of_each_other() {
        for width in 0..=250 {
            for height in 0..=80 {
                let area = Rect::new(0, 0, width, height);
                for (typing, what_if) in [(false, None), (true, None), (false, Some(20)), (true, Some(20))] {
                    let Some(panes) = Panes::of(area, 2, typing, what_if) else {
                        assert!(width < 40 || height < 10);
                        continue;
                    };
                    let rects: Vec<_> = [panes.loss, panes.parameters, panes.predictions, panes.what_if]
                        .into_iter()
                        .flatten()
                        .chain(rows(area).map(|[header, _, footer]| [header, footer]).into_iter().flatten())
                        .collect();
                    for (at, rect) in rects.iter().enumerate() {
                        assert_eq!(rect.intersection(area), *rect, "{width}×{height}");
                        assert!(rects[..at].iter().all(|other| !other.intersects(*rect)), "{width}×{height}");
                    }
                    assert!(!typing || panes.what_if.is_some(), "{width}×{height}");
                    let mut panes = panes;
                    let editor = panes.make_room_for_editor().unwrap();
                    let rest = [panes.loss, panes.predictions].into_iter().flatten();
                    assert!(rest.into_iter().all(|pane| !pane.intersects(editor)), "{width}×{height}");
                }
            }
        }
    }

    #[test]
    fn every_pane_has_room_at_80_by_24() {
        let panes = Panes::of(Rect::new(0, 0, 80, 24), 2, false, None).unwrap();
        assert!([panes.loss, panes.parameters, panes.predictions, panes.what_if].iter().all(Option::is_some));
    }
}
