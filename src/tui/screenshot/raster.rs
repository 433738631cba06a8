//! An SVG as a PNG, the same on every machine.

use std::sync::Arc;

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{
        self, Options, Tree,
        fontdb::{Database, Source},
    },
};

const FONT: &str = "DejaVu Sans Mono";
/// A picture of this many pixels takes one GiB of memory.
const MOST_PIXELS: f64 = (1_u32 << 28) as f64;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ScreenshotError {
    /// Not an SVG.
    #[error("the picture cannot be read as SVG: {0}")]
    Unreadable(#[from] usvg::Error),
    /// Nothing to draw, or too much.
    #[error("a picture of {width} times {height} pixels cannot be drawn: from 1 to {MOST_PIXELS} pixels can")]
    Size {
        /// Pixels in a row.
        width: f32,
        /// Pixels in a column.
        height: f32,
    },
    /// Not encoded.
    #[error("the picture cannot be made a PNG: {0}")]
    Encoding(String),
}

/// Draws an SVG at `scale` times its size, with fonts that come with the program.
///
/// # Errors
/// When the text is no SVG, when no such picture fits in memory, or when it cannot be encoded.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, ScreenshotError> {
    let tree = Tree::from_str(svg, &options())?;
    let (width, height) = ((tree.size().width() * scale).ceil(), (tree.size().height() * scale).ceil());
    let possible = width >= 1.0 && height >= 1.0 && f64::from(width) * f64::from(height) <= MOST_PIXELS;
    let pixmap = if possible { Pixmap::new(width as u32, height as u32) } else { None };
    let mut pixmap = pixmap.ok_or(ScreenshotError::Size { width, height })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| ScreenshotError::Encoding(error.to_string()))
}

fn options() -> Options<'static> {
    use dejavu::sans_mono::{bold, bold_oblique, oblique, regular};

    let mut fonts = Database::new();
    for font in [regular(), bold(), oblique(), bold_oblique()] {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
    fonts.set_monospace_family(FONT);
    Options { font_family: FONT.to_owned(), fontdb: Arc::new(fonts), ..Options::default() }
}
