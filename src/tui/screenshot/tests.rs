use proptest::prelude::*;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
    text::{Line, Span},
};
use resvg::{
    tiny_skia::Pixmap,
    usvg::roxmltree::{Document, Node},
};

use super::{palette::PAPER, *};

/// The middle of the first cell at twice the size.
const FIRST: (u32, u32) = (32, 40);

fn screen(lines: &[Line<'_>]) -> Buffer {
    let width = lines.iter().map(Line::width).max().unwrap_or(0);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width as u16, lines.len() as u16));
    for (row, line) in (0..).zip(lines) {
        buffer.set_line(0, row, line, width as u16);
    }
    buffer
}

fn drawn(text: &str) -> String {
    svg(&screen(&[Line::from(text)]), "")
}

fn styled(symbol: &str, style: Style) -> String {
    svg(&screen(&[Line::from(Span::styled(symbol.to_owned(), style))]), "")
}

fn pixels(svg: &str, scale: f32) -> Pixmap {
    Pixmap::decode_png(&png(svg, scale).unwrap()).unwrap()
}

fn pixel(pixmap: &Pixmap, (x, y): (u32, u32)) -> (u8, u8, u8) {
    let colour = pixmap.pixel(x, y).unwrap();
    (colour.red(), colour.green(), colour.blue())
}

/// How many pixels have just this colour.
fn count(pixmap: &Pixmap, (red, green, blue): (u8, u8, u8)) -> usize {
    let same = |pixel: &&resvg::tiny_skia::PremultipliedColorU8| {
        (pixel.red(), pixel.green(), pixel.blue()) == (red, green, blue)
    };
    pixmap.pixels().iter().filter(same).count()
}

fn columns(text: Node<'_, '_>) -> Vec<f64> {
    text.attribute("x").unwrap().split(' ').map(|x| x.parse::<f64>().unwrap() / CELL_WIDTH).collect()
}

#[test]
fn a_small_screen_becomes_a_small_picture() {
    let line = Line::from(vec![Span::raw("a"), Span::styled("─", Style::new().fg(Color::Red))]);
    let expected = r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40" role="img">
<title>Loss</title>
<rect x="0.5" y="0.5" width="39" height="39" rx="8" fill="#15181e" stroke="#303339"/>
<g transform="translate(12 12)" font-family="'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace" font-size="13.29">
<path fill="#ec6a73" d="M12.5 8h3.5v1h-3.5zM8 8h4.5v1h-4.5z"/>
<text x="0" y="12.5" fill="#d5d9e2">a</text>
</g>
</svg>
"##;
    assert_eq!(svg(&screen(&[line]), "Loss"), expected);
}

#[test]
fn a_text_with_markup_in_it_is_escaped() {
    let svg = svg(&screen(&[Line::from("<script>&amp;")]), "</title>&");
    let document = Document::parse(&svg).unwrap();
    let text = |name| document.descendants().find(|node| node.has_tag_name(name)).unwrap().text();
    assert_eq!(text("text"), Some("<script>&amp;"));
    assert_eq!(text("title"), Some("</title>&"));
}

#[test]
fn control_characters_never_get_in() {
    let mut buffer = screen(&[Line::from("abc")]);
    buffer[(1, 0)].set_symbol("\u{1b}\u{0}\u{7}x");
    let svg = svg(&buffer, "title\u{1b}\u{8}\n");
    assert!(svg.chars().all(|character| character == '\n' || !character.is_control()));
    assert!(svg.contains(">axc<") && svg.contains("<title>title</title>"));
}

#[test]
fn a_run_of_one_style_is_one_text() {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let svg =
        svg(&screen(&[Line::from(vec![Span::raw("loss 0.5 "), Span::styled("now", bold), Span::raw("  then")])]), "");
    for text in [">loss 0.5<", r#" font-weight="bold">now<"#, ">then<"] {
        assert!(svg.contains(text), "{text} is not in {svg}");
    }
}

#[test]
fn columns_stay_in_place_whatever_the_glyphs() {
    let svg = drawn("a日b👍c e\u{301}d ─▶f  g");
    let document = Document::parse(&svg).unwrap();
    let texts: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .map(|node| (node.text().unwrap(), columns(node)))
        .collect();
    let expected = [
        ("a", vec![0.0]),
        // In the middle of two cells.
        ("日", vec![2.0]),
        ("b", vec![3.0]),
        ("👍", vec![5.0]),
        ("c", vec![6.0]),
        ("e\u{301}", vec![8.0]),
        ("d", vec![9.0]),
        ("f", vec![13.0]),
        ("g", vec![16.0]),
    ];
    assert_eq!(texts, expected);
}

#[test]
fn the_background_of_a_wide_character_is_two_cells_wide() {
    let svg = styled("日", Style::new().bg(Color::Rgb(1, 2, 3)));
    assert!(svg.contains(r##"<path fill="#010203" shape-rendering="crispEdges" d="M0 0h16v16h-16z"/>"##), "{svg}");
}

#[test]
fn lines_blocks_dots_and_marks_are_not_left_to_a_font() {
    for text in ["╭─┬╮│├┼┤╰┴╯┄┈", "▀▄█▌▐▁▂▃▄▅▆▇█▏▎▍▌▋▊▉░▒▓", "⠁⣿⢸", "▶⏸■▲●○"]
    {
        assert!(!drawn(text).contains("<text"), "{text}");
    }
}

#[test]
fn lines_join_without_a_gap_at_any_scale() {
    let svg = drawn(&"─".repeat(20));
    for scale in [1.0, 1.37, 2.0, 2.6] {
        let pixmap = pixels(&svg, scale);
        let (start, end) = ((13.0 * scale).ceil() as u32, (171.0 * scale) as u32);
        let y = (20.5 * scale) as u32;
        let colours: Vec<_> = (start..end).map(|x| pixel(&pixmap, (x, y))).collect();
        assert!(colours.iter().all(|colour| *colour == colours[0]), "a seam at scale {scale}");
        assert_ne!(colours[0], (PAPER.0, PAPER.1, PAPER.2));
    }
}

#[test]
fn colours_and_modifiers_reach_the_picture() {
    let (ink, paper) = ((200, 100, 50), (10, 20, 30));
    let style = Style::new().fg(Color::Rgb(200, 100, 50)).bg(Color::Rgb(10, 20, 30));
    let of = |symbol: &str, modifier| pixels(&styled(symbol, style.add_modifier(modifier)), 2.0);
    let plain = Modifier::empty();
    assert_eq!(pixel(&of("█", plain), FIRST), ink);
    assert_eq!(pixel(&of(" ", plain), FIRST), paper);
    assert_eq!(pixel(&of(" ", Modifier::REVERSED), FIRST), ink);
    assert_eq!(pixel(&of("█", Modifier::DIM), FIRST), (124, 68, 42));
    assert_eq!(pixel(&of("▒", plain), FIRST), (105, 60, 40));
    assert_eq!(pixel(&of("█", Modifier::HIDDEN), FIRST), paper);
    assert_eq!(count(&of(" ", Modifier::UNDERLINED), ink), 16 * 2);
    assert_eq!(count(&of(" ", Modifier::CROSSED_OUT), ink), 16 * 2);
    assert!(count(&of("H", Modifier::BOLD), ink) > count(&of("H", plain), ink));
    assert_ne!(of("H", Modifier::ITALIC), of("H", plain));
}

#[test]
fn the_picture_needs_no_font_of_the_machine() {
    let glyph = |character: char| pixels(&drawn(&character.to_string()), 2.0);
    let (blank, missing) = (glyph(' '), glyph('\u{E000}'));
    for character in "aZ09→←↑↓›✓✗·–…²σ×√βε−é‖µ±₁₂≤≥≈∞•".chars() {
        let glyph = glyph(character);
        assert!(glyph != blank && glyph != missing, "{character} is not in the font");
    }
}

#[test]
fn the_window_has_rounded_corners_with_nothing_behind_them() {
    let pixmap = pixels(&drawn("a"), 2.0);
    assert_eq!((pixmap.width(), pixmap.height()), (64, 80));
    assert_eq!(pixmap.pixel(0, 0).unwrap().alpha(), 0);
    assert_eq!(pixel(&pixmap, (30, 10)), (PAPER.0, PAPER.1, PAPER.2));
}

#[test]
fn a_screen_without_cells_is_an_empty_window() {
    let svg = svg(&Buffer::empty(Rect::ZERO), "");
    assert_eq!(pixels(&svg, 1.0).width(), 24);
}

#[test]
fn what_cannot_be_drawn_is_refused_with_the_reason() {
    let reason = |svg: &str, scale| png(svg, scale).unwrap_err().to_string();
    assert_eq!(
        reason("no picture", 1.0),
        "the picture cannot be read as SVG: SVG data parsing failed cause unknown token at 1:1"
    );
    let svg = drawn("a");
    let expected = "a picture of 32000 times 40000 pixels cannot be drawn: from 1 to 268435456 pixels can";
    assert_eq!(reason(&svg, 1000.0), expected);
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert!(matches!(png(&svg, scale), Err(ScreenshotError::Size { .. })), "{scale}");
    }
}

proptest! {
    #[test]
    fn whatever_is_on_the_screen_every_character_has_a_place(
        symbols in prop::collection::vec("[ -~]|\\PC{0,3}|[ \u{0}-\u{200}\u{2500}-\u{2900}\u{4E00}]", 0..40),
    ) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 5));
        for (cell, symbol) in buffer.content.iter_mut().zip(&symbols) {
            cell.set_symbol(symbol);
        }
        let svg = svg(&buffer, &symbols.concat());
        let document = Document::parse(&svg).unwrap();
        for text in document.descendants().filter(|node| node.has_tag_name("text")) {
            let columns = columns(text);
            let characters = text.text().unwrap_or_default().chars().count();
            prop_assert!(columns.len() == 1 || columns.len() == characters);
            prop_assert!(columns.iter().all(|column| (0.0..8.0).contains(column)));
        }
    }
}
