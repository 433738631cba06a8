//! A picture of a screen: a buffer of cells as an SVG, and that as a PNG.
//!
//! Lines, blocks and dots are drawn as shapes, because those of a font leave gaps where two cells meet, and look
//! different with every font.

mod blocks;
mod braille;
mod layers;
mod lines;
mod marks;
mod palette;
mod place;
mod raster;
#[cfg(test)]
mod tests;
mod writing;

use ratatui::buffer::Buffer;

use self::{
    layers::Layers,
    palette::{Colours, Rgb},
    place::{CELL_HEIGHT, CELL_WIDTH},
    writing::{FONT_FAMILY, FONT_SIZE, escaped},
};

use super::Theme;

pub use self::raster::{ScreenshotError, png};

/// Between the edge of the picture and the cells.
const PADDING: f64 = 12.0;

/// The screen as an SVG that stands alone. The title is for those who hear the picture, or point at it; it is not
/// drawn.
#[must_use]
pub fn svg(buffer: &Buffer, title: &str) -> String {
    drawn(buffer, title, Colours::default())
}

/// The same on the ground of the theme that the screen is drawn with.
#[must_use]
pub(super) fn svg_in(buffer: &Buffer, title: &str, theme: Theme) -> String {
    let ground = theme.ground().map(|(ink, paper)| Colours { ink: Rgb::of(ink), paper: Rgb::of(paper) });
    drawn(buffer, title, ground.unwrap_or_default())
}

fn drawn(buffer: &Buffer, title: &str, ground: Colours) -> String {
    let width = f64::from(buffer.area.width) * CELL_WIDTH + 2.0 * PADDING;
    let height = f64::from(buffer.area.height) * CELL_HEIGHT + 2.0 * PADDING;
    let (frame_width, frame_height) = (width - 1.0, height - 1.0);
    let title = escaped(title);
    let (paper, edge, layers) = (ground.paper, ground.edge(), Layers::of(buffer, ground.paper));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">
<title>{title}</title>
<rect x="0.5" y="0.5" width="{frame_width}" height="{frame_height}" rx="8" fill="{paper}" stroke="{edge}"/>
<g transform="translate({PADDING} {PADDING})" font-family="{FONT_FAMILY}" font-size="{FONT_SIZE}">
{layers}</g>
</svg>
"#
    )
}
