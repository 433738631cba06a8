//! How a person left the dashboard, to find it so again.

use serde::{Deserialize, Serialize};

use super::{App, Look, Metric, Scale, Smoothing, Tab};

/// What is kept from one session to the next. A file that says nothing of one of these leaves it as it is at first.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The theme.
    pub theme: Look,
    /// The page that was shown.
    pub tab: Tab,
    /// How the axis of the chart is divided.
    pub scale: Scale,
    /// The figure of the chart.
    pub metric: Metric,
    /// How smooth its curve is drawn.
    pub smoothing: Smoothing,
}

impl Settings {
    /// What there is to keep.
    #[must_use]
    pub fn of(app: &App) -> Self {
        let chart = &app.chart;
        Self { theme: app.look, tab: app.tab, scale: chart.scale, metric: chart.metric, smoothing: chart.smoothing }
    }

    /// Makes the dashboard as it was left.
    pub fn put_into(self, app: &mut App) {
        let Self { theme, tab, scale, metric, smoothing } = self;
        (app.look, app.tab) = (theme, tab);
        (app.chart.scale, app.chart.metric, app.chart.smoothing) = (scale, metric, smoothing);
    }
}
