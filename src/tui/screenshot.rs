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
    palette::{FRAME, PAPER},
    place::{CELL_HEIGHT, CELL_WIDTH},
    writing::{FONT_FAMILY, FONT_SIZE, escaped},
};

pub use self::raster::{ScreenshotError, png};

/// Between the edge of the picture and the cells.
const PADDING: f64 = 12.0;

/// The screen as an SVG that stands alone. The title is for those who hear the picture, or point at it; it is not
/// drawn.
#[must_use]
pub fn svg(buffer: &Buffer, title: &str) -> String {
    let width = f64::from(buffer.area.width) * CELL_WIDTH + 2.0 * PADDING;
    let height = f64::from(buffer.area.height) * CELL_HEIGHT + 2.0 * PADDING;
    let (frame_width, frame_height) = (width - 1.0, height - 1.0);
    let title = escaped(title);
    let layers = Layers::of(buffer);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">
<title>{title}</title>
<rect x="0.5" y="0.5" width="{frame_width}" height="{frame_height}" rx="8" fill="{PAPER}" stroke="{FRAME}"/>
<g transform="translate({PADDING} {PADDING})" font-family="{FONT_FAMILY}" font-size="{FONT_SIZE}">
{layers}</g>
</svg>
"#
    )
}
