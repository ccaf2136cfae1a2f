"""What the overfitting page computes: the curriculum's Iris run, splits, noise, films, numbers that can be calculated again."""

import math

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from core import metrics
from core.data import tables
from core.errors import LearnerError
from core.experiments import kept_run
from core.experiments.overfitting import affordable_epochs, at_epoch, epoch_of, film, plan_of, run
from core.experiments.overfitting_data import Sample, describe, split
from core.experiments.overfitting_numbers import answer, epoch_numbers
from core.regularised_mlp import layers_of
from core.rounding import read, shown
from core.settings.overfitting import DEFAULTS, IRIS, MISSIONS, PRESETS, Overfitting
from core.settings.schema import from_link, knobs, replace, to_link

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

SMALL = replace(DEFAULTS, width_1=4, width_2=3, epochs=20)


def test_the_curriculums_iris_run_exactly():
    x, y = load_iris(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.3, random_state=42)
    scaler = StandardScaler().fit(x_train)
    source = MLPClassifier(hidden_layer_sizes=(10,), activation="relu", solver="adam", max_iter=1000, random_state=42)
    source.fit(scaler.transform(x_train), y_train)
    matrix = confusion_matrix(y_test, source.predict(scaler.transform(x_test)))
    assert matrix.tolist() == [[19, 0, 0], [0, 13, 0], [0, 0, 13]]

    result = run(IRIS)
    assert result.film.confusion[-1, 2].tolist() == matrix.tolist()
    assert result.film.run.accuracy[2, -1] == 1.0
    assert result.film.scores[-1, 2].tolist() == [[1.0] * 3] * 4
    assert result.beside.confusion.tolist() == matrix.tolist()
    np.testing.assert_allclose(result.beside.loss, source.loss_curve_, rtol=1e-12)
    assert result.beside.difference < 1e-6
    for layer, weight in zip(layers_of(result.plan.recipe, result.film.run.numbers[-1]), source.coefs_, strict=True):
        np.testing.assert_allclose(layer.weight, weight, atol=1e-3)


def test_rows_are_split_as_scikit_learn_splits_them():
    shown_split = split(Sample.of(replace(DEFAULTS, label_noise=0)))
    rest, test = train_test_split(np.arange(178), test_size=0.3, random_state=42)
    train, validation = train_test_split(rest, test_size=0.3, random_state=42)
    assert shown_split.index.tolist() == [*train, *validation, *test]
    assert shown_split.rows.counts == (86, 38, 54)
    table = tables.load("wine")
    np.testing.assert_allclose(shown_split.rows.x, StandardScaler().fit(table.x[train]).transform(table.x[shown_split.index]))
    assert not shown_split.flipped.any()
    raw = split(Sample.of(replace(DEFAULTS, scaling="none")))
    assert (raw.rows.x == table.x[raw.index]).all()
    between = split(Sample.of(replace(DEFAULTS, scaling="min_max"))).rows
    assert (between.x[:86].min(), between.x[:86].max()) == (0, pytest.approx(1))


def test_wrong_labels_stand_in_training_rows_only_and_more_noise_keeps_them():
    before = np.zeros(86, dtype=bool)
    for noise in (0, 10, 30, 50):
        noisy = split(Sample.of(replace(DEFAULTS, label_noise=noise)))
        wrong = noisy.rows.y != noisy.truth
        assert (wrong == noisy.flipped).all()
        assert not wrong[86:].any()
        assert not (before & ~wrong[:86]).any()
        assert abs(wrong[:86].mean() - noise / 100) < 0.12
        before = wrong[:86]
    fewer = split(Sample.of(replace(DEFAULTS, label_noise=50, train_fraction=20)))
    assert fewer.rows.counts == (17, 38, 54)
    assert fewer.left_out == 69
    assert (fewer.rows.y[:17] == noisy.rows.y[:17]).all()
    assert (fewer.flipped[:17] == before[:17]).all()


def test_what_the_presets_promise():
    noise, weight_decay, dropout, stopped = (
        run(PRESETS[name]) for name in ("noise", "weight_decay", "dropout", "early_stopping")
    )
    made = noise.film.run
    assert made.accuracy[0, -1] == 1.0
    assert made.loss[1, -1] > 3 * made.loss[1, made.best]
    heart = dict(zip(noise.film.epochs.tolist(), noise.film.by_heart.tolist(), strict=True))
    assert (heart[made.best], [heart[epoch] for epoch in heart if epoch >= 45]) == (
        3,
        [11] * sum(epoch >= 45 for epoch in heart),
    )
    for cured in (weight_decay, dropout):
        assert cured.film.run.loss[1, -1] < made.loss[1, -1] / 2
        assert cured.film.run.accuracy[2, -1] > made.accuracy[2, -1]
    assert stopped.film.run.stopped == "patience"
    assert stopped.film.run.result == made.best
    under = run(PRESETS["underfitting"]).film.run
    assert under.accuracy[0, -1] < 0.6
    few = run(PRESETS["few_rows"]).film.run
    assert few.accuracy[0, -1] == 1 > few.accuracy[2, -1]
    shares = [run(replace(PRESETS["few_rows"], train_fraction=share)).film.run.accuracy[2, -1] for share in (5, 20, 100)]
    assert shares[0] + 0.04 < shares[1] < shares[2] - 0.03
    assert run(PRESETS["batch_norm"]).film.run.loss[0, -1] < run(PRESETS["unscaled"]).film.run.loss[0, -1]


def test_what_the_missions_tell():
    heart = run(MISSIONS["by_heart"].settings)
    assert int(heart.split.flipped.sum()) == int(heart.film.by_heart[-1]) == 14
    assert (heart.plan.recipe.trained, heart.split.rows.counts) == (4675, (105, 0, 45))
    assert heart.film.run.best == 24
    assert heart.film.run.accuracy[2, [24, 300]].tolist() == [1.0, 0.8]
    free, priced = run(DEFAULTS).film, run(MISSIONS["price"].settings)
    accuracies = [shown(float(made.accuracy[2, -1]), 3) for made in (free.run, priced.film.run)]
    assert accuracies == ["0.852", "0.926"]
    missed = priced.film.predicted[-1, :86] != priced.split.rows.y[:86]
    assert missed.sum() == 8
    assert priced.split.flipped[:86][missed].all()
    peeked = run(MISSIONS["peeked"].settings)
    assert peeked.split.rows.counts == (19, 11, 45)
    assert peeked.film.run.best == 130
    assert peeked.film.confusion[peeked.film.epochs.tolist().index(130), 1].trace() == 11
    assert peeked.film.confusion[peeked.film.epochs.tolist().index(130), 2].trace() == 31


def test_the_film_counts_what_the_network_answers():
    result = run(replace(PRESETS["early_stopping"], epoch="9"))
    shown_film, rows = result.film, result.split.rows
    assert {6, 7, 8, 9, 10, 11, 12} <= set(shown_film.epochs.tolist())
    for frame, epoch in enumerate(shown_film.epochs):
        for number, name in enumerate(("train", "validation", "test")):
            part = rows.part(name)
            expected = confusion_matrix(rows.y[part], shown_film.predicted[frame, part], labels=range(3))
            assert shown_film.confusion[frame, number].tolist() == expected.tolist()
            accuracy = expected.trace() / expected.sum()
            assert accuracy == pytest.approx(result.film.run.accuracy[number, epoch])
    learned = shown_film.predicted[-1][result.split.flipped] == rows.y[result.split.flipped]
    assert shown_film.by_heart[-1] == learned.sum()


def test_scores_are_scikit_learns():
    rng = np.random.default_rng(0)
    matrices = rng.integers(0, 6, (5, 4, 4))
    matrices[0, :, 2] = matrices[1, 1] = 0  # a class never predicted, and one without rows
    for matrix, scores in zip(matrices, metrics.scores(matrices), strict=True):
        actual, predicted = (axis.repeat(matrix.ravel()) for axis in np.indices((4, 4)).reshape(2, -1))
        expected = precision_recall_fscore_support(actual, predicted, labels=range(4), zero_division=0)
        np.testing.assert_allclose(scores[:4].T, expected[:3])
        np.testing.assert_allclose(scores[4], [values.mean() for values in expected[:3]])


@pytest.mark.parametrize(
    "settings",
    (
        replace(DEFAULTS, epoch="13"),
        replace(SMALL, l1=0.3, l2=3.0, batch_size=16),
        replace(SMALL, data="breast_cancer", label_noise=0, l2=100.0),
        replace(IRIS, epochs=50, sklearn=False),
    ),
)
def test_numbers_can_be_calculated_again(settings):
    result = run(settings)
    epoch = epoch_of(settings, result)
    numbers, made, recipe = epoch_numbers(result, epoch), result.film.run, result.plan.recipe
    again = (
        read(numbers.data)
        + read(numbers.squares) * recipe.l2 / (2 * numbers.n)
        + read(numbers.absolutes) * recipe.l1 / numbers.n
    )
    assert shown(float(again)) == numbers.total
    assert float(read(numbers.total)) == pytest.approx(made.loss[0, epoch] + made.penalty[epoch], abs=6e-5)
    assert shown(float(read(numbers.held) - read(numbers.train))) == numbers.gap
    for number, (part, (right, of)) in enumerate(numbers.correct.items()):
        assert of == [count for count in result.split.rows.counts if count][number]
        assert right / of == pytest.approx(made.accuracy[("train", "validation", "test").index(part), epoch])
    for row in range(0, len(result.split.index), 17):
        one = answer(result, row, epoch)
        z = [float(read(text)) for text in one.z]
        if one.p is None:
            continue
        powers = [math.exp(value) for value in (z if len(z) > 1 else (0, *z))]
        p = powers[one.label] / sum(powers)
        assert p == pytest.approx(float(read(one.p)), abs=1e-4)
        assert shown(-math.log(read(one.p))) == one.loss


def test_extreme_answers_have_no_formula():
    result = run(replace(PRESETS["few_rows"], epochs=500))
    answers = [answer(result, row, 500) for row in range(56)]
    assert any(one.p is None for one in answers)
    assert all(float(read(one.loss)) < 0.1 for one in answers)


def test_a_kept_run_begins_at_the_same_weights():
    kept = replace(SMALL, epoch="12", sklearn=True)
    now = replace(SMALL, l2=10.0, pinned=kept_run.pin(kept), epochs=50)
    settings, other = run(from_link(Overfitting, to_link(now))).pinned
    assert settings == replace(kept, epoch="", sklearn=False, epochs=50)
    mine = run(now).film.run
    assert (other.run.numbers[0] == mine.numbers[0]).all()
    assert (other.run.loss[:, 0] == mine.loss[:, 0]).all()
    assert run(replace(now, data="iris")).pinned is None
    assert kept_run.unpinned("data=nothing&%%%", Overfitting) == DEFAULTS


def test_what_scikit_learn_lacks_is_named():
    lacks = replace(SMALL, sklearn=True, dropout=0.5, batch_norm=True, l1=1.0, optimizer="rmsprop")
    assert run(lacks).beside == ("dropout", "batch_norm", "l1", "optimizer")
    assert run(SMALL).beside is None
    few = replace(SMALL, data="iris", train_fraction=5, sklearn=True, split_seed=0, label_noise=0)
    seen = split(Sample.of(few)).rows
    assert len(set(seen.y[seen.part("train")].tolist())) < 3
    assert run(few).beside == ("classes",)
    batches = run(replace(SMALL, sklearn=True, batch_size=16)).beside
    assert batches.difference is None
    assert len(batches.loss) == 20


def test_own_file():
    lines = ["a,b,kind", *(f"{i % 5},{i % 3 - i / 50},{'xyz'[i % 3]}" for i in range(60))]
    content = "\n".join(lines).encode()
    settings = replace(SMALL, **describe(content, "own~file.csv"))
    with pytest.raises(LearnerError, match=r"table\.missing_file"):
        run(settings)
    with pytest.raises(LearnerError, match=r"table\.choose"):
        run(replace(SMALL, data="csv"))
    result = run(settings, tables.cells(content))
    assert result.split.table.classes == ("x", "y", "z")
    assert settings.csv.endswith("~own-file.csv")
    other = run(replace(settings, label_column=1), tables.cells(content))
    assert other.split.table.label == "a"
    assert other.plan.recipe.inputs == 1 + 3


def test_epochs_are_limited_by_operations():
    assert run(replace(SMALL, epochs=2000)).wanted is None
    wide = {"hidden": 3, "width_1": 128, "width_2": 128, "width_3": 128}
    plan, wanted = plan_of(replace(DEFAULTS, **wide, data="breast_cancer", batch_size=8, epochs=2000))
    assert (wanted, plan.epochs) == (2000, affordable_epochs(plan.recipe, split(plan.sample).rows))
    assert 10 < plan.epochs < 200


def test_keyframes_keep_the_best_and_the_last():
    plan, _ = plan_of(replace(DEFAULTS, width_1=128, width_2=128, epochs=300))
    shown_film = film(plan, None)
    assert {0, shown_film.run.best, 300} <= set(shown_film.epochs.tolist())
    assert len(shown_film.run.kept) < 100, "not every network of 20 000 numbers is kept"
    assert at_epoch(shown_film.run, 5000) == len(shown_film.run.kept) - 1
    assert not shown_film.run.loss.flags.writeable


def test_every_extreme_can_be_computed():
    for name, knob in knobs(DEFAULTS).items():
        for value in knob.extremes():
            if value != "csv":
                assert len(run(replace(SMALL, **{name: value})).film.epochs) > 1, name
