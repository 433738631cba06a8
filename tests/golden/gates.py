"""Golden numbers for tests/gates.rs, from PyTorch 2.13.0: `python3 gates.py > gates.json`.

The gates of networks of two layers that read both ways, step by step by the formulas in the documentation of torch.nn.LSTM,
torch.nn.GRU and torch.nn.RNN; and the gradient of one output with respect to what is read, by torch.autograd. That the
formulas give the hidden states of PyTorch's own layers is asserted here. Computed in double precision.
"""

import json
import math

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
INPUTS, VOCABULARY, EMBEDDING, HIDDEN, LAYERS, OUTPUTS = 2, 4, 3, 3, 2, 2
NUMBERS = [[round(math.sin(2.3 * t + 0.5 * f), 2) for f in range(INPUTS)] for t in range(5)]
SYMBOLS = [(3 * t) % VOCABULARY for t in range(5)]


def lstm(x, h, c, w_ih, w_hh, b_ih, b_hh):
    w_ii, w_if, w_ig, w_io = w_ih.chunk(4)
    w_hi, w_hf, w_hg, w_ho = w_hh.chunk(4)
    b_ii, b_if, b_ig, b_io = b_ih.chunk(4)
    b_hi, b_hf, b_hg, b_ho = b_hh.chunk(4)
    i = torch.sigmoid(w_ii @ x + b_ii + w_hi @ h + b_hi)
    f = torch.sigmoid(w_if @ x + b_if + w_hf @ h + b_hf)
    g = torch.tanh(w_ig @ x + b_ig + w_hg @ h + b_hg)
    o = torch.sigmoid(w_io @ x + b_io + w_ho @ h + b_ho)
    c = f * c + i * g
    return {"input gate": i, "forget gate": f, "output gate": o, "candidate": g, "cell state": c,
            "hidden state": o * torch.tanh(c)}


def gru(x, h, _, w_ih, w_hh, b_ih, b_hh):
    w_ir, w_iz, w_in = w_ih.chunk(3)
    w_hr, w_hz, w_hn = w_hh.chunk(3)
    b_ir, b_iz, b_in = b_ih.chunk(3)
    b_hr, b_hz, b_hn = b_hh.chunk(3)
    r = torch.sigmoid(w_ir @ x + b_ir + w_hr @ h + b_hr)
    z = torch.sigmoid(w_iz @ x + b_iz + w_hz @ h + b_hz)
    n = torch.tanh(w_in @ x + b_in + r * (w_hn @ h + b_hn))
    return {"reset gate": r, "update gate": z, "candidate": n, "hidden state": (1 - z) * n + z * h}


def rnn(x, h, _, w_ih, w_hh, b_ih, b_hh):
    return {"hidden state": torch.tanh(w_ih @ x + b_ih + w_hh @ h + b_hh)}


FORMULAS = {"lstm": lstm, "gru": gru, "rnn": rnn}


class Network(torch.nn.Module):
    def __init__(self, cell, symbols):
        super().__init__()
        self.cell = cell
        if symbols:
            self.embedding = torch.nn.Embedding(VOCABULARY, EMBEDDING)
        inputs = EMBEDDING if symbols else INPUTS
        self.add_module(cell, CELLS[cell](inputs, HIDDEN, LAYERS, batch_first=True, bidirectional=True))
        self.head = torch.nn.Linear(HIDDEN * 2, OUTPUTS)
        with torch.no_grad():
            for shift, p in enumerate(self.parameters()):
                numbers = [round(0.8 * math.sin(1.7 * i + shift), 3) for i in range(p.numel())]
                p.copy_(torch.tensor(numbers).view_as(p))

    def layers(self):
        return getattr(self, self.cell)

    def vectors(self, symbols):
        return self.embedding(torch.tensor(SYMBOLS)) if symbols else torch.tensor(NUMBERS)


def read(network, vectors, suffix):
    """One direction of one layer: each gate (time, units), in the order of the sequence."""
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    weights = [getattr(network.layers(), f"{name}_{suffix}") for name in names]
    backward = suffix.endswith("_reverse")
    h, c, steps = torch.zeros(HIDDEN), torch.zeros(HIDDEN), []
    for x in vectors.flip(0) if backward else vectors:
        step = FORMULAS[network.cell](x, h, c, *weights)
        h, c = step["hidden state"], step.get("cell state")
        steps.append(step)
    gates = {name: torch.stack([step[name] for step in steps]) for name in steps[0]}
    return {name: gate.flip(0) if backward else gate for name, gate in gates.items()}


def rounded(tensor, digits=9):
    return [float(f"{value:.{digits}g}") for value in tensor.flatten().tolist()]


def influence(network, symbols, likeliest):
    """Of the last answer of a network that answers every step."""
    vectors = network.vectors(symbols).detach().requires_grad_()
    last = network.head(network.layers()(vectors.unsqueeze(0))[0])[0, -1]
    output = int(last.argmax()) if likeliest else 0
    (gradient,) = torch.autograd.grad(last[output], vectors)
    return {"output": output, "by_step": rounded(gradient.norm(dim=1), 7)}


def case(cell, symbols):
    network = Network(cell, symbols)
    vectors, passes = network.vectors(symbols), []
    for layer in range(LAYERS):
        both = [read(network, vectors, f"l{layer}{direction}") for direction in ("", "_reverse")]
        vectors = torch.cat([gates["hidden state"] for gates in both], 1)
        passes += [{name: rounded(gate) for name, gate in gates.items()} for gates in both]
    own = network.layers()(network.vectors(symbols).unsqueeze(0))[0][0]
    assert (own - vectors).abs().max() < 1e-12
    return {
        "cell": cell, "symbols": symbols,
        "weights": [
            {"name": name, "shape": list(p.shape), "values": p.flatten().tolist()}
            for name, p in network.named_parameters()
        ],
        "passes": passes,
        "influence": [influence(network, symbols, likeliest) for likeliest in (False, True)],
    }


sizes = {"inputs": INPUTS, "vocabulary": VOCABULARY, "embedding": EMBEDDING, "hidden": HIDDEN, "layers": LAYERS,
         "outputs": OUTPUTS}
lines = ",\n".join(
    json.dumps(case(cell, symbols), separators=(",", ":")) for cell in CELLS for symbols in (False, True)
)
print(f'{{"sizes": {json.dumps(sizes)},\n"numbers": {json.dumps(NUMBERS)},\n"symbols": {json.dumps(SYMBOLS)},\n'
      f'"networks": [\n{lines}\n]}}')
