//! The metrics of a run, read again.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, SeekFrom},
    num::ParseFloatError,
    path::Path,
};

use super::{RunDirectory, RunError};
use crate::{experiment::size_of_file, training::StepMetrics};

/// A line for each step.
pub(super) const METRICS: &str = "metrics.csv";
/// Bytes of a line at the most; those of a step have about a hundred.
const LONGEST: u64 = 1024;

impl RunDirectory {
    /// Bytes of the metrics; 0 where there are none.
    pub(super) fn size_of_metrics(&self) -> u64 {
        size_of_file(&self.file(METRICS)).unwrap_or(0)
    }

    /// Looks at each step of the metrics in the order of the file, whatever number of them there is. A line that is none,
    /// such as the last of a run that is being written, is left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn for_each_step(&self, mut look: impl FnMut(StepMetrics)) -> Result<(), RunError> {
        let path = self.file(METRICS);
        let unreadable = |reason| RunError::Unreadable { path: path.clone(), reason };
        size_of_file(&path).map_err(unreadable)?;
        let mut reader = BufReader::with_capacity(1 << 16, File::open(&path).map_err(unreadable)?);
        let mut line = Vec::new();
        while reader.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(unreadable)? > 0 {
            str::from_utf8(&line).ok().and_then(row).into_iter().for_each(&mut look);
            line.clear();
        }
        Ok(())
    }

    /// The last step of the metrics, from the end of the file alone.
    pub(super) fn last_step(&self) -> Option<StepMetrics> {
        let end = tail(&self.file(METRICS))?;
        String::from_utf8_lossy(&end).split_inclusive('\n').filter(|line| line.ends_with('\n')).rev().find_map(row)
    }
}

fn tail(path: &Path) -> Option<Vec<u8>> {
    let start = size_of_file(path).ok()?.saturating_sub(4 * LONGEST);
    let (mut file, mut end) = (File::open(path).ok()?, Vec::new());
    file.seek(SeekFrom::Start(start)).ok()?;
    // It may grow meanwhile.
    file.take(8 * LONGEST).read_to_end(&mut end).ok()?;
    Some(end)
}

/// A line as a step, if it is one. Those of an earlier rnnlab have no accuracy.
pub(super) fn row(line: &str) -> Option<StepMetrics> {
    let mut cells: Vec<&str> = line.trim_end().split(',').collect();
    if cells.len() == 7 {
        cells.insert(4, "");
    }
    let [step, epoch, loss, validation_loss, validation_accuracy, learning_rate, gradient_norm, seconds] = cells[..]
    else {
        return None;
    };
    Some(StepMetrics {
        step: step.parse().ok()?,
        epoch: epoch.parse().ok()?,
        loss: loss.parse().ok()?,
        validation_loss: figure(validation_loss).ok()?,
        validation_accuracy: figure(validation_accuracy).ok()?,
        learning_rate: learning_rate.parse().ok()?,
        gradient_norm: gradient_norm.parse().ok()?,
        seconds: seconds.parse().ok()?,
    })
}

/// A figure that not every step has.
fn figure(cell: &str) -> Result<Option<f64>, ParseFloatError> {
    if cell.is_empty() { Ok(None) } else { cell.parse().map(Some) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn run(metrics: &str) -> (tempfile::TempDir, RunDirectory) {
        let dir = tempfile::tempdir().unwrap();
        let run = RunDirectory::at(dir.path().to_owned());
        fs::write(run.file(METRICS), metrics).unwrap();
        (dir, run)
    }

    fn steps(run: &RunDirectory) -> Vec<u64> {
        let mut steps = Vec::new();
        run.for_each_step(|metrics| steps.push(metrics.step)).unwrap();
        steps
    }

    #[test]
    fn every_whole_line_is_a_step_and_what_is_none_is_left_out() {
        let long = "9".repeat(5000);
        let text = format!("step,epoch,loss\n0,0,1.5,,0.1,2,0.1\n{long}\n1,0,NaN,0.5,0.9,0.1,2,0.2\n2,0,1");
        let (_dir, run) = run(&text);
        assert_eq!(steps(&run), [0, 1]);
        let last = run.last_step().unwrap();
        assert_eq!((last.step, last.validation_loss, last.validation_accuracy), (1, Some(0.5), Some(0.9)));
    }

    #[test]
    fn the_last_step_of_a_long_file_is_found_from_its_end() {
        let lines: Vec<String> = (0..10_000).map(|step| format!("{step},0,1,,0.1,2,0.1\n")).collect();
        let (_dir, run) = run(&lines.concat());
        assert_eq!(run.last_step().unwrap().step, 9999);
        assert_eq!(steps(&run).len(), 10_000);
    }

    #[test]
    fn a_file_that_is_not_there_cannot_be_read_and_has_no_last_step() {
        let run = RunDirectory::at("/nowhere".into());
        let words = run.for_each_step(|_| {}).unwrap_err().to_string();
        assert_eq!(words, "cannot read /nowhere/metrics.csv: No such file or directory (os error 2)");
        assert_eq!((run.last_step(), run.size_of_metrics()), (None, 0));
    }
}
