"""scikit-learn's MLPClassifier beside Kaca's own network: the same architecture, initial weights, batches and optimiser."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import confusion_matrix
from sklearn.neural_network import MLPClassifier

from core.regularised_mlp import Recipe
from core.regularised_training import Rows, Run
from core.threads import one_thread

ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "logistic", "linear": "identity"}


# The epochs are the learner's choice; that the loss could fall further is seen in the curve.
warnings.filterwarnings("ignore", category=ConvergenceWarning, module=r"sklearn\.neural_network")


@dataclass(frozen=True)
class Beside:
    """loss (e,): its loss_curve_, with the penalty, taken while each epoch trains. `confusion` of the test rows at its end.

    `early`: it stopped because the loss had hardly fallen for ten epochs. `difference`: the largest between its curve and the
    penalised loss of `Run`; None with several batches, where its curve mixes the weights of one epoch.
    """

    loss: np.ndarray
    confusion: np.ndarray
    early: bool
    difference: float | None


def missing(recipe: Recipe, rows: Rows) -> tuple[str, ...]:
    """The settings which MLPClassifier does not have, by their names; "classes" where a class has no training row."""
    lacks = {
        "dropout": recipe.dropout > 0,
        "batch_norm": recipe.batch_norm,
        "l1": recipe.l1 > 0,
        "optimizer": recipe.optimizer == "rmsprop",
        "classes": len(np.unique(rows.y[rows.part("train")])) < recipe.classes,
    }
    return tuple(name for name, is_so in lacks.items() if is_so)


def classifier(recipe: Recipe, n: int, epochs: int) -> MLPClassifier:
    """For n training rows. From the same random state it draws the same weights and batches as `regularised_training`."""
    return MLPClassifier(
        hidden_layer_sizes=recipe.hidden,
        activation=ACTIVATIONS[recipe.activation],
        solver="adam" if recipe.optimizer == "adam" else "sgd",
        alpha=recipe.l2,
        batch_size=min(recipe.batch_size or n, n),
        learning_rate_init=recipe.learning_rate,
        max_iter=epochs,
        random_state=recipe.seed,
        momentum=0.9 if recipe.optimizer == "momentum" else 0.0,
        nesterovs_momentum=False,
    )


def fit(recipe: Recipe, rows: Rows, epochs: int, own: Run) -> Beside:
    """Trains it on the same rows, without looking at others."""
    x, y = rows.x[rows.part("train")], rows.y[rows.part("train")]
    model = classifier(recipe, len(x), epochs)
    with one_thread():
        model.fit(x, y)
    test = rows.part("test")
    confusion = confusion_matrix(rows.y[test], model.predict(rows.x[test]), labels=range(recipe.classes))
    loss, difference = np.array(model.loss_curve_), None
    if model.batch_size == len(x):
        common = min(len(loss), own.loss.shape[1])
        difference = float(np.abs(loss[:common] - (own.loss[0] + own.penalty)[:common]).max())
    return Beside(loss, confusion, model.n_iter_ < epochs, difference)
