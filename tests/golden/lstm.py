"""Golden numbers for tests/golden.rs, from PyTorch 2.13.0: `python3 lstm.py > lstm.json`."""

import json
import math

import torch

torch.set_num_threads(1)
INPUTS, HIDDEN, LAYERS, OUTPUTS = 2, 3, 2, 2
LEARNING_RATE, CLIP = 0.01, 0.5


def fill(size, shift):
    """Numbers that need no generator: the same in every version."""
    return [round(0.8 * math.sin(1.7 * i + shift), 6) for i in range(size)]


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, HIDDEN, LAYERS, batch_first=True)
        self.head = torch.nn.Linear(HIDDEN, OUTPUTS)

    def forward(self, inputs):
        return self.head(self.lstm(inputs)[0])


def weights(network):
    return [
        {"name": name, "shape": list(p.shape), "values": p.detach().flatten().tolist()}
        for name, p in network.named_parameters()
    ]


def train(clip, steps=3):
    """`steps` of Adam on two sequences of 4 and 2 steps; the mean is over the steps that are there."""
    network = Network()
    with torch.no_grad():
        for shift, p in enumerate(network.parameters()):
            p.copy_(torch.tensor(fill(p.numel(), shift)).view_as(p))
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)
    sequences = [
        (torch.tensor(fill(steps * INPUTS, 10 + steps)).view(1, steps, INPUTS),
         torch.tensor(fill(steps * OUTPUTS, 20 + steps)).view(1, steps, OUTPUTS))
        for steps in (4, 2)
    ]
    before = weights(network)
    outputs = [network(x).detach().flatten().tolist() for x, _ in sequences]
    losses, norms = [], []
    for _ in range(steps):
        optimizer.zero_grad()
        errors = torch.cat([(network(x) - y).flatten() for x, y in sequences])
        loss = errors.square().mean()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), clip if clip else float("inf"))
        losses.append(loss.item())
        norms.append(norm.item())
        optimizer.step()
        if len(losses) == 1:
            after_one = weights(network)
    moments = {
        key: torch.cat([optimizer.state[p][key].flatten() for p in network.parameters()]).tolist()
        for key in ("exp_avg", "exp_avg_sq")
    }
    return {
        "clip": clip,
        "sequences": [{"input": x.flatten().tolist(), "target": y.flatten().tolist()} for x, y in sequences],
        "before": before, "outputs": outputs, "losses": losses, "norms": norms,
        "after_one": after_one, "after_all": weights(network), **moments,
    }


print(json.dumps({
    "shape": {"inputs": INPUTS, "hidden": HIDDEN, "layers": LAYERS, "outputs": OUTPUTS},
    "learning_rate": LEARNING_RATE,
    "trainings": [train(None), train(CLIP)],
}, indent=1))
