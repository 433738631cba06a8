//! What could be told of the inside of a network of any shape, by arithmetic alone: the same on every machine.

use rnnlab::{
    experiment::Cell,
    model::{Distribution, Gate, GateMap, Influence, Inspection, Pass, Shape, Spread},
};

const MOST_UNITS: usize = 128;
const BINS: u32 = 32;

/// What could be told of a network while it reads so many steps.
pub fn inside(shape: &Shape, steps: usize) -> Inspection {
    let directions = if shape.bidirectional { 2 } else { 1 };
    let passes = (0..shape.layers).flat_map(|layer| (0..directions).map(move |way| (layer, way == 1)));
    Inspection {
        steps,
        stride: 1,
        units: shape.hidden,
        passes: passes.map(|(layer, backward)| pass(shape, steps, layer, backward)).collect(),
        influence: Influence { output: shape.outputs / 2, stride: 1, by_step: influence(steps) },
        spreads: shape.parameters().iter().enumerate().map(|(at, (name, _))| spread(name, at)).collect(),
    }
}

fn pass(shape: &Shape, steps: usize, layer: usize, backward: bool) -> Pass {
    let units = shape.hidden.min(MOST_UNITS);
    let gates: &[Gate] = match shape.cell {
        Cell::Lstm => &[Gate::Input, Gate::Forget, Gate::Output, Gate::Candidate, Gate::Cell, Gate::Hidden],
        Cell::Gru => &[Gate::Reset, Gate::Update, Gate::Candidate, Gate::Hidden],
        Cell::Rnn => &[Gate::Hidden],
    };
    let map = |(at, &gate): (usize, &Gate)| {
        let (low, high) = gate.range().unwrap_or((-2.5, 2.5));
        // A triangle wave: whole numbers divided, so that no machine rounds it otherwise.
        let wave = |step: usize, unit: usize| {
            let phase = (step * (3 + unit % 4) + unit * 7 + at * 5 + layer * 11 + usize::from(backward) * 9) % 32;
            let height = phase.min(32 - phase) as f32 / 16.0;
            low + (high - low) * height
        };
        GateMap { gate, values: (0..steps).flat_map(|step| (0..units).map(move |unit| wave(step, unit))).collect() }
    };
    Pass { layer, backward, units, maps: gates.iter().enumerate().map(map).collect() }
}

/// Halved from step to step, backwards.
fn influence(steps: usize) -> Vec<f32> {
    (0..steps).map(|step| 0.5_f32.powi((steps - step) as i32)).collect()
}

fn spread(name: &str, at: usize) -> Spread {
    let bell = |width: u32| (0..BINS).map(|bin| width.saturating_sub(bin.abs_diff(BINS / 2)).pow(2)).collect();
    Spread {
        name: name.to_owned(),
        weights: Distribution { norm: 3.0 + at as f64 / 4.0, edge: 0.5, counts: bell(12) },
        gradients: Distribution { norm: 0.5 / (at + 1) as f64, edge: 0.125, counts: bell(5) },
    }
}
