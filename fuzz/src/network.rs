//! A network that says whatever a network may say, without libtorch.

use rnnlab::{
    data::{Input, Preparation, PrepareError, Sequence},
    experiment::{Experiment, Task},
    model::Shape,
};

/// Its answers fit the experiment, their values are those of one of the manners.
pub struct Stub {
    outputs: usize,
    at_every_step: bool,
    manner: usize,
}

impl Stub {
    /// Small values, all the same, not numbers, infinite, and as large as they get.
    pub const MANNERS: usize = 5;

    pub fn new(experiment: &Experiment, preparation: &Preparation, manner: usize) -> Self {
        let outputs = Shape::of(experiment, preparation).outputs;
        let at_every_step = matches!(preparation.task, Task::Transform | Task::Generate);
        Self { outputs, at_every_step, manner }
    }

    pub fn say(&self, input: &Input) -> Result<Sequence, PrepareError> {
        let steps = if self.at_every_step { input.steps() } else { 1 };
        let values = (0..steps * self.outputs).map(|at| self.value(at)).collect();
        Sequence::new(self.outputs, values).ok_or(PrepareError::Empty)
    }

    fn value(&self, at: usize) -> f32 {
        let sign = if at.is_multiple_of(2) { 1.0 } else { -1.0 };
        match self.manner {
            0 => ((at * 7 + 1) as f32).sin(),
            1 => 0.0,
            2 => f32::NAN,
            3 => sign * f32::INFINITY,
            _ => sign * f32::MAX,
        }
    }
}
