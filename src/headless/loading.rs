//! The data of an experiment, with a progress bar where reading them takes longer than a second.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use crate::{
    data::{DataError, Dataset},
    experiment::Experiment,
    wording::visible,
};

/// Without a word up to here.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two pictures of the bar.
const BETWEEN: Duration = Duration::from_millis(100);
/// Cells of the bar.
const CELLS: usize = 30;

/// Loads the data of an experiment. Where standard error is a terminal and the file is large, a bar there says how far
/// the reading has come, and is gone at the end.
///
/// # Errors
/// As [`Dataset::load`].
pub fn load(experiment: &Experiment) -> Result<Dataset, DataError> {
    let screen = io::stderr();
    if !screen.is_terminal() {
        return Dataset::load(experiment);
    }
    let source = experiment.data.source.to_string();
    let name = visible(source.rsplit('/').next().unwrap_or(&source)).into_owned();
    let mut bar = Bar { out: screen, name, began: Instant::now(), drawn: None };
    let dataset = Dataset::load_with(experiment, &mut |part| bar.show(part, Instant::now()));
    bar.clear();
    dataset
}

/// A line that is drawn over itself.
struct Bar<W: Write> {
    out: W,
    name: String,
    began: Instant,
    drawn: Option<Instant>,
}

impl<W: Write> Bar<W> {
    /// A bar that cannot be drawn is no reason to stop reading: what goes wrong here is passed over.
    fn show(&mut self, part: f64, now: Instant) {
        let is_soon = self.drawn.is_some_and(|drawn| now.duration_since(drawn) < BETWEEN);
        if is_soon || now.duration_since(self.began) < PATIENCE {
            return;
        }
        self.drawn = Some(now);
        let part = part.clamp(0.0, 1.0);
        let full = (part * CELLS as f64) as usize;
        let (full, rest) = ("█".repeat(full), "░".repeat(CELLS - full));
        let _ = write!(self.out, "\rreading {} {full}{rest} {:3.0}%", self.name, part * 100.0);
        let _ = self.out.flush();
    }

    fn clear(&mut self) {
        if self.drawn.is_some() {
            // Back to the first column, and erase what stands there.
            let _ = write!(self.out, "\r\x1b[2K");
            let _ = self.out.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_shows_after_a_second_now_and_then_and_is_gone_at_the_end() {
        let began = Instant::now();
        let mut bar = Bar { out: Vec::new(), name: "big.csv".to_owned(), began, drawn: None };
        for (part, milliseconds) in [(0.1, 500), (0.5, 1001), (0.6, 1050)] {
            bar.show(part, began + Duration::from_millis(milliseconds));
        }
        bar.clear();
        let text = String::from_utf8(bar.out).unwrap();
        let half = format!("{}{}", "█".repeat(15), "░".repeat(15));
        assert_eq!(text, format!("\rreading big.csv {half}  50%\r\u{1b}[2K"));
    }

    #[test]
    fn reading_that_is_quick_shows_nothing() {
        let began = Instant::now();
        let mut bar = Bar { out: Vec::new(), name: String::new(), began, drawn: None };
        bar.show(1.0, began + Duration::from_millis(900));
        bar.clear();
        assert!(bar.out.is_empty());
    }
}
