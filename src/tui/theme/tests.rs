//! What can be read, and what can be told apart.

use super::*;

/// Red, green and blue as light, from 0 to 1 (sRGB, IEC 61966-2-1).
fn light(parts: Parts) -> [f64; 3] {
    parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// WCAG 2.1, contrast ratio.
fn contrast(a: Parts, b: Parts) -> f64 {
    let (a, b) = (luminance(light(a)), luminance(light(b)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn parts(colour: Color) -> Parts {
    match colour {
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Indexed(number) => numbered(number),
        other => panic!("{other:?} is the terminal's own"),
    }
}

/// All colours of a theme with a ground, and the ground.
fn colours(look: Look, depth: Depth) -> (Vec<Parts>, Parts) {
    let theme = Theme::of(look, depth);
    let styles = [
        theme.training(),
        theme.validation(),
        theme.truth(),
        theme.baseline(),
        theme.notice(),
        theme.error(),
        theme.quiet(),
    ];
    let (ink, paper) = theme.ground().unwrap();
    (styles.map(|style| parts(style.fg.unwrap())).into_iter().chain([parts(ink)]).collect(), parts(paper))
}

#[test]
fn every_colour_can_be_read_on_its_ground_in_all_colours_and_in_256() {
    for depth in [Depth::Full, Depth::Indexed] {
        for look in [Look::Light, Look::ColourBlind] {
            let (colours, paper) = colours(look, depth);
            for colour in colours {
                let contrast = contrast(colour, paper);
                assert!(contrast >= 4.5, "{look}, {depth:?}: {colour:?} has a contrast of only {contrast:.2}");
            }
        }
    }
    assert_eq!(colours(Look::Light, Depth::Full).1, [255, 255, 255]);
}

/// How a colour looks to an eye without one kind of cones (Machado, Oliveira and Fernandes 2009, severity 1).
fn as_seen(without: &[[f64; 3]; 3], colour: Parts) -> [f64; 3] {
    let colour = light(colour);
    without.map(|row| row.iter().zip(colour).map(|(weight, part)| weight * part).sum::<f64>().clamp(0.0, 1.0))
}

/// CIE L*a*b* under D65, in which equal distances look about equally far apart.
fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
    let xyz = [
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        luminance([red, green, blue]),
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    ];
    let [x, y, z] = xyz.map(|part| if part > 0.008_856 { part.cbrt() } else { 7.787 * part + 16.0 / 116.0 });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

const EYES: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "protan",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deutan",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritan",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

#[test]
fn every_eye_tells_the_meanings_of_the_colour_blind_safe_theme_apart() {
    let theme = Theme::of(Look::ColourBlind, Depth::Full);
    let styles = [theme.training(), theme.validation(), theme.truth(), theme.baseline(), theme.error()];
    let colours = styles.map(|style| parts(style.fg.unwrap()));
    for (eye, without) in &EYES {
        for (at, a) in colours.iter().enumerate() {
            for b in &colours[..at] {
                let [a, b] = [a, b].map(|colour| lab(as_seen(without, *colour)));
                let distance = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
                // A just noticeable difference is about 2.3 (Mahy, Van Eycken and Oosterlinck 1994).
                assert!(distance > 10.0, "{eye}: {a:?} and {b:?} are only {distance:.1} apart");
            }
        }
    }
}

#[test]
fn without_colours_nothing_has_one() {
    let theme = Theme::of(Look::None, Depth::Full);
    let styles = [theme.training(), theme.error(), theme.notice(), theme.quiet(), theme.frame(true), theme.running()];
    assert!(styles.iter().all(|style| style.fg.is_none() && style.bg.is_none()));
    assert_eq!((theme.ground(), theme.has_colours()), (None, false));
}

#[test]
fn curves_over_each_other_have_colours_of_their_own_until_these_run_out() {
    for look in [Look::Dark, Look::Light, Look::ColourBlind] {
        let theme = Theme::of(look, Depth::Full);
        let styles: Vec<Style> = (0..6).map(|place| theme.overlaid(place)).collect();
        assert!((0..6).all(|at| !styles[..at].contains(&styles[at])), "{look}");
        assert_eq!(theme.overlaid(6), styles[0]);
    }
}
