"""Golden numbers for tests/network.rs, from PyTorch 2.13.0: `python3 network.py > network.json`.

Networks of every kind read a batch of sequences of unequal lengths, packed. Computed in double precision.
"""

import itertools
import json
import math

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
INPUTS, VOCABULARY, EMBEDDING, HIDDEN, OUTPUTS = 2, 4, 3, 3, 2
LENGTHS = [3, 4, 2]
NUMBERS = [[[round(math.sin(2.3 * t + e + 0.5 * f), 2) for f in range(INPUTS)] for t in range(n)]
           for e, n in enumerate(LENGTHS)]
SYMBOLS = [[(3 * t + e) % VOCABULARY for t in range(n)] for e, n in enumerate(LENGTHS)]


class Network(torch.nn.Module):
    def __init__(self, cell, layers, bidirectional, symbols):
        super().__init__()
        self.cell = cell
        if symbols:
            self.embedding = torch.nn.Embedding(VOCABULARY, EMBEDDING)
        inputs = EMBEDDING if symbols else INPUTS
        self.add_module(cell, CELLS[cell](inputs, HIDDEN, layers, batch_first=True, bidirectional=bidirectional))
        self.head = torch.nn.Linear(HIDDEN * (2 if bidirectional else 1), OUTPUTS)
        with torch.no_grad():
            for shift, p in enumerate(self.parameters()):
                numbers = [round(0.8 * math.sin(1.7 * i + shift), 3) for i in range(p.numel())]
                p.copy_(torch.tensor(numbers).view_as(p))

    def forward(self, sequences, answers):
        batch = torch.nn.utils.rnn.pad_sequence([torch.tensor(s) for s in sequences], batch_first=True)
        if hasattr(self, "embedding"):
            batch = self.embedding(batch)
        packed = pack_padded_sequence(batch, LENGTHS, batch_first=True, enforce_sorted=False)
        packed, state = getattr(self, self.cell)(packed)
        states, _ = pad_packed_sequence(packed, batch_first=True)  # 0 at padded steps
        if answers == "every step":
            return torch.cat([self.head(states[e, :n]) for e, n in enumerate(LENGTHS)])
        if answers == "mean":
            return self.head(states.sum(1) / torch.tensor(LENGTHS).unsqueeze(1))
        h_n = state[0] if self.cell == "lstm" else state  # (layer and direction, example, hidden)
        directions = 2 if getattr(self, self.cell).bidirectional else 1
        return self.head(torch.cat(list(h_n[-directions:]), 1))


def rounded(tensor, digits):
    return [float(f"{value:.{digits}g}") for value in tensor.flatten().tolist()]


def case(network, sequences, answers):
    network.zero_grad()
    outputs = network(sequences, answers)
    outputs.square().sum().backward()
    gradients = torch.cat([p.grad.flatten() for p in network.parameters()])
    return {"outputs": rounded(outputs, 8), "gradients": rounded(gradients, 7)}


def network(cell, layers, bidirectional, symbols):
    made = Network(cell, layers, bidirectional, symbols)
    return {
        "cell": cell, "layers": layers, "bidirectional": bidirectional, "symbols": symbols,
        "weights": [
            {"name": name, "shape": list(p.shape), "values": p.flatten().tolist()}
            for name, p in made.named_parameters()
        ],
        "answers": {
            answers: case(made, SYMBOLS if symbols else NUMBERS, answers) for answers in ("every step", "last", "mean")
        },
    }


lines = ",\n".join(
    json.dumps(network(*kind), separators=(",", ":"))
    for kind in itertools.product(CELLS, (1, 2), (False, True), (False, True))
)
sizes = json.dumps({
    "inputs": INPUTS, "vocabulary": VOCABULARY, "embedding": EMBEDDING, "hidden": HIDDEN, "outputs": OUTPUTS,
})
print(f'{{"sizes": {sizes},\n"numbers": {json.dumps(NUMBERS)},\n"symbols": {json.dumps(SYMBOLS)},\n"networks": [\n{lines}\n]}}')
