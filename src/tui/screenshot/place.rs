//! Where a cell is in the picture, and what can be drawn there.

use std::fmt::{self, Display, Formatter};

/// With the height a size whose eighths are whole numbers, so that all blocks have sharp edges.
pub(super) const CELL_WIDTH: f64 = 8.0;
/// The height of a cell.
pub(super) const CELL_HEIGHT: f64 = 16.0;

/// A length as it stands in a path.
pub(super) struct Length(pub(super) f64);

impl Display for Length {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        // Adding zero makes a zero of a negative zero.
        write!(formatter, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}

/// The upper left corner of a cell. All that is drawn is measured from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    x: f64,
    y: f64,
}

impl Place {
    pub(super) fn new(column: usize, row: usize) -> Self {
        Self { x: column as f64 * CELL_WIDTH, y: row as f64 * CELL_HEIGHT }
    }

    /// A point as it stands in a path.
    pub(super) fn point(self, x: f64, y: f64) -> String {
        format!("{} {}", Length(self.x + x), Length(self.y + y))
    }

    /// A rectangle as part of a path.
    pub(super) fn rectangle(self, x: f64, y: f64, width: f64, height: f64) -> String {
        let (start, width, back, height) = (self.point(x, y), Length(width), Length(-width), Length(height));
        format!("M{start}h{width}v{height}h{back}z")
    }

    /// A filled outline as part of a path.
    pub(super) fn polygon(self, points: &[(f64, f64)]) -> String {
        let points: Vec<String> = points.iter().map(|&(x, y)| self.point(x, y)).collect();
        format!("M{}z", points.join("L"))
    }

    /// A circle as part of a path; counterclockwise it is a hole in a larger one.
    pub(super) fn circle(self, x: f64, y: f64, radius: f64, clockwise: bool) -> String {
        let (left, right, sweep) = (self.point(x - radius, y), self.point(x + radius, y), u8::from(clockwise));
        let radius = Length(radius);
        format!("M{left}A{radius} {radius} 0 0 {sweep} {right}A{radius} {radius} 0 0 {sweep} {left}z")
    }
}
