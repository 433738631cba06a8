"""Golden numbers for tests/metrics.rs, from scikit-learn 1.9.1, autocorrelations from statsmodels 0.15.0:
`python3 metrics.py > metrics.json`.

sMAPE, MASE, perplexity and bits per symbol are not in scikit-learn; their formulas stand below. `null` in `scores` is a
figure that the data do not define, `null` in `truth` a missing value.
"""

import json
import math
import warnings

import numpy as np
from sklearn import calibration, metrics
from statsmodels.tsa.stattools import acf

# They tell of classes that are not in the truth or the only one there, which is what those cases are for.
warnings.filterwarnings("ignore", category=UserWarning)

REGRESSIONS = {
    "ordinary": ([3.0, -0.5, 2.0, 7.0], [2.5, 0.1, 2.0, 8.0], 1.25),
    "a course": ([100 + 30 * math.sin(i) for i in range(50)], [100 + 28 * math.sin(i + 0.1) for i in range(50)], 25.3),
    "missing values": ([1.0, None, 3.0, None, 6.0], [1.5, 9.0, 2.0, -4.0, 6.5], 2.0),
    "a true zero": ([0.0, 1.0, 2.0], [0.5, 1.0, 1.5], 0.5),
    "zero for a true zero": ([0.0, 4.0, 0.0], [0.0, 3.0, 0.1], None),
    "a constant": ([0.1, 0.1, 0.1], [0.2, 0.1, 0.15], 0.3),
    "one value": ([5.0], [4.0], 2.0),
    "far from zero": ([1e6 + i / 8 for i in range(20)], [1e6 + i / 8 + (-1) ** i / 64 for i in range(20)], 0.125),
    "worse than the mean": ([1.0, 2.0, 3.0], [30.0, -20.0, 10.0], 0.01),
    "perfect": ([1.0, -2.0, 3.5], [1.0, -2.0, 3.5], 1.0),
}

CLASSIFICATIONS = {
    "ordinary": [(i % 3, [1 + math.sin(2.1 * i + 1.7 * c) + (1.5 if i % 3 == c else 0) for c in range(3)])
                 for i in range(40)],
    "class 1 is never the answer, class 2 never true": [
        (0, [6, 3, 1]), (0, [2, 3, 5]), (1, [5, 4, 1]), (1, [1, 2, 7]), (0, [8, 1, 1]), (0, [4, 4, 2]), (1, [3, 3, 4]),
    ],
    "certain, and certainly wrong": [(0, [1, 0, 0]), (1, [0, 1, 0]), (2, [1, 0, 0]), (2, [0, 0, 1])],
    "one class only": [(1, [2, 6, 2]), (1, [1, 8, 1])],
}


def regression(truth, answers, scale):
    y, a = (np.array(v) for v in zip(*[pair for pair in zip(truth, answers) if pair[0] is not None]))
    sizes = np.abs(y) + np.abs(a)
    return {
        "mse": metrics.mean_squared_error(y, a),
        "rmse": metrics.root_mean_squared_error(y, a),
        "mae": metrics.mean_absolute_error(y, a),
        "max_error": metrics.max_error(y, a),
        "mape": None if (y == 0).any() else metrics.mean_absolute_percentage_error(y, a),
        "smape": np.mean(np.where(sizes == 0, 0, 2 * np.abs(y - a) / np.where(sizes == 0, 1, sizes))),
        "mase": None if scale is None else metrics.mean_absolute_error(y, a) / scale,
        "r2": None if len(y) < 2 or (y == y[0]).all() else metrics.r2_score(y, a),
    }


def classification(rows):
    truth = [label for label, _ in rows]
    probabilities = [[weight / sum(weights) for weight in weights] for _, weights in rows]
    answers = np.argmax(probabilities, axis=1)
    labels = [0, 1, 2]
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, answers, labels=labels, zero_division=0)
    log_loss = metrics.log_loss(truth, probabilities, labels=labels)
    return {
        "truth": truth,
        "probabilities": probabilities,
        "scores": {
            "accuracy": metrics.accuracy_score(truth, answers),
            "balanced_accuracy": metrics.balanced_accuracy_score(truth, answers),
            "macro_f1": metrics.f1_score(truth, answers, average="macro", zero_division=0),
            "log_loss": log_loss,
        },
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "confusion": metrics.confusion_matrix(truth, answers, labels=labels).tolist(),
        "symbols": {"perplexity": math.exp(log_loss), "bits_per_symbol": log_loss / math.log(2)},
    }


# Errors that remember the one before, that repeat themselves after a season, that were hardly drawn, some of them missing.
COURSES = {
    "a memory": [sum(0.8 ** k * math.sin(7.3 * (i - k) ** 2) for k in range(12)) for i in range(60)],
    "a season": [math.sin(math.tau * i / 7) + 0.3 * math.sin(5.1 * i * i) for i in range(49)],
    "none": [math.sin(3.7 * i * i) for i in range(40)],
    "missing": [None if i % 9 == 4 else 2 + math.sin(i / 3) for i in range(50)],
}

CONFIDENCES = {
    "too sure": [(0.5 + 0.5 * abs(math.sin(3.3 * i)), math.sin(11.7 * i) > -0.2) for i in range(200)],
    "well": [((i * 37 % 100) / 100 + 0.003, (i * 61 % 97) / 97 < (i * 37 % 100) / 100) for i in range(300)],
}


def course(residuals):
    values = np.array([math.nan if value is None else value for value in residuals])
    known = values[~np.isnan(values)]
    lags = min(len(known) // 4, 14)
    counts, edges = np.histogram(known, bins=28)
    return {
        "residuals": residuals,
        "mean": known.mean(),
        "deviation": known.std(),
        "counts": counts.tolist(),
        "ends": [edges[0], edges[-1]],
        "autocorrelation": acf(values, nlags=lags, missing="conservative", fft=False)[1:].tolist(),
    }


def confidence(answers):
    said, right = (np.array(v, dtype=float) for v in zip(*answers))
    accuracy, confidence = calibration.calibration_curve(right, said, n_bins=10, strategy="uniform")
    counts = np.histogram(-said, bins=-np.linspace(0, 1, 11)[::-1])[0][::-1]
    filled = counts[counts > 0]
    return {
        "answers": [[float(p), bool(r)] for p, r in answers],
        "counts": counts.tolist(),
        "accuracy": accuracy.tolist(),
        "confidence": confidence.tolist(),
        "expected_error": float((filled * np.abs(accuracy - confidence)).sum() / len(answers)),
    }


print(json.dumps({
    "regressions": {name: {"truth": truth, "answers": answers, "scale": scale,
                           "scores": regression(truth, answers, scale)}
                    for name, (truth, answers, scale) in REGRESSIONS.items()},
    "classifications": {name: classification(rows) for name, rows in CLASSIFICATIONS.items()},
    "courses": {name: course(residuals) for name, residuals in COURSES.items()},
    "confidences": {name: confidence(answers) for name, answers in CONFIDENCES.items()},
}, indent=1))
