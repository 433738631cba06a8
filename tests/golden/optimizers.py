"""Golden numbers for tests/golden.rs, from PyTorch 2.13.0: `python3 optimizers.py > optimizers.json`."""

import json
import math

import torch

LEARNING_RATE, STEPS = 0.05, 5

START = [round(math.sin(1.3 * i + 0.4), 6) for i in range(6)]
GRADIENTS = [[round(math.cos(0.7 * i + step) * (1 + step), 6) for i in range(6)] for step in range(STEPS)]

CASES = {
    "adam": lambda p: torch.optim.Adam(p, lr=LEARNING_RATE),
    "adamw": lambda p: torch.optim.AdamW(p, lr=LEARNING_RATE, weight_decay=0.01),
    "sgd": lambda p: torch.optim.SGD(p, lr=LEARNING_RATE),
    "sgd, momentum": lambda p: torch.optim.SGD(p, lr=LEARNING_RATE, momentum=0.9, weight_decay=0.01),
    "sgd, nesterov": lambda p: torch.optim.SGD(p, lr=LEARNING_RATE, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=LEARNING_RATE),
    "rmsprop, momentum": lambda p: torch.optim.RMSprop(p, lr=LEARNING_RATE, momentum=0.9),
}


def course(make):
    parameter = torch.tensor(START, requires_grad=True)
    optimizer = make([parameter])
    values = []
    for gradient in GRADIENTS:
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        values.append(parameter.tolist())
    return values


print(json.dumps({
    "learning_rate": LEARNING_RATE, "start": START, "gradients": GRADIENTS,
    "courses": {name: course(make) for name, make in CASES.items()},
}, indent=1))
