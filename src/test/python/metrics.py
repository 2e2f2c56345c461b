"""Writes golden/metrics.json: scikit-learn's metrics of classifications and regressions.

Top-k accuracies are Keras', whose ties differ from scikit-learn's. NaN is written as null.
Run as: python metrics.py ../resources/golden/metrics.json
"""

import json
import math
import sys
import warnings

import keras
import numpy as np
import sklearn
import tensorflow as tf
from sklearn import metrics

random = np.random.default_rng(11)


def number(value):
    return None if math.isnan(value) else float(value)


def probabilities(samples, classes, truth, skill):
    """Multiples of 1/64 that sum to 1: exact in float32, with many ties."""
    right = np.eye(classes)[truth]
    chances = random.dirichlet(np.ones(classes), samples) * (1 - skill) + right * skill
    return np.array([random.multinomial(64, c / c.sum()) for c in chances]) / 64


def figures(predictions, truth):
    classes = predictions.shape[1]
    predicted = predictions.argmax(axis=1)
    result = {"accuracy": metrics.accuracy_score(truth, predicted)}
    for k in [1, 2, 5]:
        scores = predictions.astype(np.float32)
        accuracy = keras.metrics.sparse_top_k_categorical_accuracy(truth, scores, k=k)
        result[f"top_{k}_accuracy"] = float(np.mean(accuracy))
    scores = {
        "precision": metrics.precision_score,
        "recall": metrics.recall_score,
        "f1": metrics.f1_score,
    }
    for name, score in scores.items():
        plain = "binary" if classes == 2 else "macro"
        result[name] = score(truth, predicted, average=plain)
        for average in ["macro", "micro", "weighted"]:
            result[f"{name}_{average}"] = score(truth, predicted, average=average)
        per_class = score(truth, predicted, average=None, labels=list(range(classes)))
        for i, value in enumerate(per_class):
            result[f"{name}_per_class/class {i}"] = value
    if classes == 2:
        result["roc_auc"] = metrics.roc_auc_score(truth, predictions[:, 1])
    else:
        result["roc_auc"] = metrics.roc_auc_score(
            truth, predictions, labels=list(range(classes)), multi_class="ovr", average="macro"
        )
    return {name: number(value) for name, value in result.items()}


def classification(name, classes, batches, skill, occurring=None):
    samples = sum(batches)
    truth = random.choice(occurring if occurring else classes, samples)
    predictions = probabilities(samples, classes, truth, skill)
    return {
        "name": name,
        "batches": batches,
        "classes": truth.tolist(),
        "predictions": predictions.tolist(),
        "figures": figures(predictions, truth),
        "confusion": metrics.confusion_matrix(
            truth, predictions.argmax(axis=1), labels=list(range(classes))
        ).tolist(),
    }


def regression(name, batches, targets, predictions):
    targets = np.asarray(targets, np.float32)
    predictions = np.asarray(predictions, np.float32)
    exact_targets = targets.astype(np.float64)
    exact_predictions = predictions.astype(np.float64)
    result = {
        "mean_squared_error": metrics.mean_squared_error(exact_targets, exact_predictions),
        "mean_absolute_error": metrics.mean_absolute_error(exact_targets, exact_predictions),
        "r_squared": metrics.r2_score(exact_targets, exact_predictions),
    }
    return {
        "name": name,
        "batches": batches,
        "targets": exact_targets.tolist(),
        "predictions": exact_predictions.tolist(),
        "figures": {key: number(value) for key, value in result.items()},
    }


def regressions():
    targets = random.normal(size=(23, 1))
    errors = random.normal(size=(23, 1)) * 0.3
    yield regression("one output", [10, 10, 3], targets, targets + errors)
    targets = random.normal(size=(20, 3)) * [1, 10, 100] + [0, 5, 1e6]
    errors = random.normal(size=(20, 3)) * [2, 1, 10]
    yield regression("three outputs, one far from 0", [8, 8, 4], targets, targets + errors)
    constant = np.array([[1, 2, 2.5]] * 9) + random.normal(size=(9, 3)) * [1, 0, 0]
    errors = random.normal(size=(9, 3)) * [0.5, 0.5, 0]
    yield regression("constant targets, missed and met", [4, 4, 1], constant, constant + errors)
    yield regression("one sample", [1], [[1.5]], [[1.0]])


def main(path):
    warnings.simplefilter("ignore")
    cases = [
        classification("two classes", 2, [16, 16, 5], 0.3),
        classification("two classes, one absent", 2, [4, 3], 0.3, [0]),
        classification("two classes, guessed", 2, [20, 11], 0.0),
        classification("three classes", 3, [7, 7, 7, 2], 0.4),
        classification("three classes, one absent", 3, [9, 3], 0.2, [0, 2]),
        classification("ten classes", 10, [20, 20, 20, 13], 0.25),
        classification("ten classes, most absent", 10, [8, 1], 0.15, [3, 7]),
        classification("ten classes, guessed", 10, [64, 6], 0.0),
    ]
    golden = {
        "versions": {
            "scikit-learn": sklearn.__version__,
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
        },
        "classifications": cases,
        "regressions": list(regressions()),
    }
    with open(path, "w") as file:
        json.dump(golden, file)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
