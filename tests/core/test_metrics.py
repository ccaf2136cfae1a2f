"""Scores from a confusion matrix equal scikit-learn's from labels."""

import numpy as np
from sklearn.metrics import classification_report, confusion_matrix

from core.metrics import class_scores


def test_equals_the_classification_report():
    generator = np.random.default_rng(0)
    actual = generator.integers(0, 10, 500)
    predicted = np.where(generator.random(500) < 0.7, actual, generator.integers(0, 9, 500))
    report = classification_report(actual, predicted, output_dict=True, zero_division=0)
    *rows, macro = class_scores(confusion_matrix(actual, predicted, labels=range(10)))
    for row in rows:
        expected = report[row.label]
        np.testing.assert_allclose(
            row[1:], [expected["precision"], expected["recall"], expected["f1-score"], expected["support"]]
        )
    expected = report["macro avg"]
    np.testing.assert_allclose(macro[1:4], [expected["precision"], expected["recall"], expected["f1-score"]])
    assert macro.support == 500


def test_a_class_never_predicted_has_zero_precision():
    scores = class_scores(np.array([[0, 3], [0, 5]]))
    assert scores[0][1:] == (0.0, 0.0, 0.0, 3)
