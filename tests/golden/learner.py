"""Golden numbers for tests/learner.rs, from PyTorch 2.13.0 and scikit-learn 1.9.1: `python3 learner.py > learner.json`.

Losses, and the norms of their gradients, of whole experiments: what stands in the file counts, padding does not.
Computed in double precision.
"""

import json
import math

import numpy
import torch
from sklearn.utils.class_weight import compute_class_weight
from torch.nn.functional import cross_entropy, huber_loss, l1_loss, mse_loss
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
HIDDEN, EMBEDDING = 3, 2
NUMBERS = {"mse": mse_loss, "mae": l1_loss, "huber": huber_loss}


class Network(torch.nn.Module):
    def __init__(self, inputs, outputs, answers, bidirectional, vocabulary=None):
        super().__init__()
        self.answers = answers
        if vocabulary:
            self.embedding = torch.nn.Embedding(vocabulary, EMBEDDING)
            inputs = EMBEDDING
        self.lstm = torch.nn.LSTM(inputs, HIDDEN, batch_first=True, bidirectional=bidirectional)
        self.head = torch.nn.Linear(HIDDEN * (2 if bidirectional else 1), outputs)
        with torch.no_grad():
            for shift, p in enumerate(self.parameters()):
                numbers = [round(0.8 * math.sin(1.7 * i + shift), 3) for i in range(p.numel())]
                p.copy_(torch.tensor(numbers).view_as(p))

    def forward(self, sequences):
        lengths = [len(sequence) for sequence in sequences]
        batch = pad_sequence([torch.tensor(sequence) for sequence in sequences], batch_first=True)
        if hasattr(self, "embedding"):
            batch = self.embedding(batch)
        packed, (last, _) = self.lstm(pack_padded_sequence(batch, lengths, batch_first=True, enforce_sorted=False))
        if self.answers == "last":
            return self.head(torch.cat(list(last), 1))
        states, _ = pad_packed_sequence(packed, batch_first=True)
        if self.answers == "mean":
            return self.head(states.sum(1) / torch.tensor(lengths).unsqueeze(1))
        return torch.cat([self.head(states[e, :n]) for e, n in enumerate(lengths)])


def case(name, network, toml, csv, loss, count):
    loss.backward()
    norm = torch.cat([p.grad.flatten() for p in network.parameters()]).norm()
    weights = [
        {"name": name, "shape": list(p.shape), "values": p.flatten().tolist()}
        for name, p in network.named_parameters()
    ]
    return {"name": name, "toml": toml, "csv": csv, "weights": weights,
            "loss": float(f"{loss.item():.10g}"), "norm": float(f"{norm.item():.10g}"), "count": count}


def toml(data, model, training):
    lines = ["name = 'golden'", "[data]", "file = 'data.csv'", *data, "[split]", "by = 'column'", "column = 'part'",
             "[model]", f"hidden = {HIDDEN}", *model, "[training]", *training]
    return "\n".join(lines) + "\n"


def numbers(loss, bidirectional):
    """Two targets at every step, some of them missing."""
    lengths = [3, 4, 2]
    value = lambda e, t, f: round(2.0 * math.sin(2.3 * t + e + 0.5 * f), 2)
    target = lambda e, t, f: None if (e + t + f) % 3 == 0 else value(e, t, f + 7)
    inputs = [[[value(e, t, f) for f in range(2)] for t in range(n)] for e, n in enumerate(lengths)]
    targets = [target(e, t, f) for e, n in enumerate(lengths) for t in range(n) for f in range(2)]
    rows = [f"{e},{value(e, t, 0)},{value(e, t, 1)},{target(e, t, 0)},{target(e, t, 1)},train"
            for e, n in enumerate(lengths) for t in range(n)]
    csv = "\n".join(["id,a,b,y,z,part", *rows]).replace("None", "NA") + "\n"
    network = Network(2, 2, "every step", bidirectional)
    said = network(inputs).flatten()
    known = [at for at, value in enumerate(targets) if value is not None]
    found = NUMBERS[loss](said[known], torch.tensor([targets[at] for at in known]))
    data = ["task = 'transform'", "id = 'id'", "inputs = ['a', 'b']", "target = ['y', 'z']"]
    words = toml(data, [f"bidirectional = {str(bidirectional).lower()}"], [f"loss = '{loss}'"])
    return case(f"numbers, {loss}, {'both ways' if bidirectional else 'one way'}", network, words, csv, found, len(known))


def forecast():
    """Two targets, two steps ahead, a missing one among them; windows of three."""
    value = lambda t, f: round(2.0 * math.sin(1.3 * t + 0.9 * f), 2)
    rows = [[value(t, 0), None if t == 6 else value(t, 1)] for t in range(8)]
    csv = "\n".join(["y,z,part", *(f"{y},{z},train" for y, z in rows)]).replace("None", "NA") + "\n"
    origins = range(3, 7)
    windows = [[[rows[t][0]] for t in range(origin - 3, origin)] for origin in origins]
    targets = [number for origin in origins for row in rows[origin:origin + 2] for number in row]
    network = Network(1, 4, "last", False)
    said = network(windows).flatten()
    known = [at for at, value in enumerate(targets) if value is not None]
    found = mse_loss(said[known], torch.tensor([targets[at] for at in known]))
    data = ["task = 'forecast'", "inputs = 'y'", "target = ['y', 'z']", "window = 3", "horizon = 2"]
    return case("forecast", network, toml(data, [], []), csv, found, len(known))


def classes(weighted):
    lengths, labels = [3, 1, 4, 2, 2], ["b", "a", "b", "c", "b"]
    value = lambda e, t: round(math.sin(2.3 * t + e), 2)
    inputs = [[[value(e, t)] for t in range(n)] for e, n in enumerate(lengths)]
    rows = [f"{e},{value(e, t)},{labels[e]},train" for e, n in enumerate(lengths) for t in range(n)]
    csv = "\n".join(["id,x,class,part", *rows]) + "\n"
    network = Network(1, 3, "mean", True)
    truth = torch.tensor(["abc".index(label) for label in labels])
    weights = compute_class_weight("balanced", classes=numpy.array(["a", "b", "c"]), y=labels)
    found = cross_entropy(network(inputs), truth, weight=torch.tensor(weights) if weighted else None)
    data = ["task = 'classify'", "id = 'id'", "inputs = 'x'", "target = 'class'"]
    training = ["class_weights = 'balanced'"] if weighted else []
    count = float(sum(weights[label] for label in truth.tolist())) if weighted else len(labels)
    name = f"classes, {'balanced' if weighted else 'alike'}"
    return case(name, network, toml(data, ["bidirectional = true", "pooling = 'mean'"], training), csv, found, count)


def symbols():
    """The next symbol: 0 is the unknown one, 1 the end."""
    texts = ["abca", "b", "cab"]
    read = [[1, *("??abc".index(c) for c in text)] for text in texts]
    asked = [[*sequence[1:], 1] for sequence in read]
    csv = "\n".join(["text,part", *(f"{text},train" for text in texts)]) + "\n"
    network = Network(0, 5, "every step", False, vocabulary=5)
    asked = [symbol for text in asked for symbol in text]
    found = cross_entropy(network(read), torch.tensor(asked))
    data = ["task = 'generate'", "inputs = 'text'", "symbols = 'characters'"]
    return case("symbols", network, toml(data, [f"embedding = {EMBEDDING}"], []), csv, found, len(asked))


cases = [numbers(loss, bidirectional) for loss in NUMBERS for bidirectional in (False, True)]
cases += [forecast(), classes(False), classes(True), symbols()]
print("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]")
