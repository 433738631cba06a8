//! The page Runs: all runs of the directory.

use ratatui::{Frame, layout::Rect};

use super::Theme;
use crate::app::App;

pub(super) fn draw(_frame: &mut Frame<'_>, _area: Rect, _app: &App, _theme: Theme) {}
