"""What the playground computes: the curriculum's XOR, keyframes that are exactly their epoch, endings, comparison."""

import numpy as np
import pytest
import torch

from core import keyframes, mlp_autograd
from core.errors import LearnerError
from core.experiments import kept_run
from core.experiments import playground as experiment
from core.experiments.playground import data_of, film, plan_of, points, run, symmetric_layers, trained
from core.mlp import initial_weights
from core.settings.playground import DEFAULTS, EPOCHS, MISSIONS, PRESETS, XOR_BY_HAND, Playground
from core.settings.schema import from_link, knobs, replace, to_link

WIDE = {"hidden": 6, **{f"width_{i}": 16 for i in range(1, 7)}}


def losses(result):
    return dict(zip(result.film.run.epochs.tolist(), result.film.run.train_loss.tolist(), strict=True))


@pytest.mark.parametrize("name", [*PRESETS, *MISSIONS])
def test_presets_and_missions_run(name):
    settings = PRESETS[name] if name in PRESETS else MISSIONS[name].settings
    result = run(settings)
    assert result.wanted is None, "an example is never cut short"
    assert np.isfinite(result.film.weights).all()
    assert len(result.film.maps) + len(result.film.boundary) + result.film.weights.nbytes <= keyframes.MOST_BYTES


def test_the_xor_of_the_curriculum():
    result = run(XOR_BY_HAND)
    by_epoch = losses(result)
    shown = [round(by_epoch[epoch], 4) for epoch in (0, 2000, 4000, 6000, 8000)]
    assert shown == [0.3182, 0.1419, 0.0201, 0.0063, 0.0034]
    rng = np.random.RandomState(42)
    first = [rng.randn(2, 3).ravel(), np.zeros(3), rng.randn(3, 1).ravel(), np.zeros(1)]
    np.testing.assert_allclose(result.film.run.weights[0], np.concatenate(first))
    weights = torch.tensor(result.film.run.weights[-1])
    outputs = mlp_autograd.forward(result.plan.recipe, weights, torch.from_numpy(data_of(result.plan).x))[-1][1]
    assert outputs[:, 0].numpy().round(3).tolist() == [0.025, 0.953, 0.951, 0.063]
    assert result.film.run.train_accuracy[-1] == 1


def test_the_default_solves_its_task():
    result = run(DEFAULTS)
    assert result.film.run.train_accuracy[-1] == 1
    assert result.film.run.test_accuracy[-1] > 0.95
    assert len(result.film.maps) + len(result.film.boundary) <= 160_000


@pytest.mark.parametrize("epoch", (0, 1, 57, 198))
def test_scrubbing_shows_exactly_the_weights_of_an_epoch(epoch):
    """Against a training that really ends there."""
    settings = replace(DEFAULTS, epoch=str(epoch))
    result = run(settings)
    near = [e for e in range(epoch - 3, epoch + 4) if 0 <= e <= settings.epochs]
    assert set(near) <= set(result.film.epochs.tolist())
    for e in near[:: max(1, len(near) - 1)]:
        at = result.film.epochs.tolist().index(e)
        short = mlp_autograd.train(result.plan.recipe, data_of(result.plan), e)
        np.testing.assert_allclose(result.film.weights[at], short.state.weights, atol=2e-6)


def test_looking_around_trains_nothing_anew():
    for other in ("", "3", "150"):
        run(replace(DEFAULTS, epoch=other))
    before = trained.cache_info().misses
    run(replace(DEFAULTS, epoch="77", neuron="2", view="warped", warp="0.1.2", point="5"))
    assert trained.cache_info().misses == before


def test_reset_returns_to_the_same_start():
    first, again = run(DEFAULTS), run(replace(DEFAULTS, learning_rate=1.0, loss="mse", epochs=50, optimizer="adam"))
    assert (first.film.weights[0] == again.film.weights[0]).all()
    np.testing.assert_allclose(first.film.weights[0], initial_weights(first.plan.recipe), atol=1e-7)
    other = run(replace(DEFAULTS, weight_seed=5))
    assert (other.points.x == first.points.x).all()
    assert (other.film.weights[0] != first.film.weights[0])[:8].all()


@pytest.mark.parametrize("settings", (DEFAULTS, PRESETS["spirals_3"], PRESETS["multi_gauss"], replace(DEFAULTS, loss="mse")))
def test_maps_are_the_outputs_of_every_neuron(settings):
    """Bytes against PyTorch's forward pass, at the centre of every cell of the last keyframe."""
    result = run(replace(settings, epochs=20))
    recipe, shown = result.plan.recipe, result.film
    side, units = shown.detail.small, sum(recipe.hidden) + recipe.outputs
    centres = (np.arange(side) + 0.5) / side * 12 - 6
    places = np.array([(x1, x2) for x2 in centres[::-1] for x1 in centres])
    layers = mlp_autograd.forward(recipe, torch.tensor(shown.run.weights[-1]), torch.from_numpy(places))
    expected = np.concatenate([a.numpy().T for _, a in layers])  # (units, cells)
    if recipe.output_activation == "sigmoid":
        expected[-1] = 2 * expected[-1] - 1
    maps = np.frombuffer(shown.maps, dtype=np.uint8).reshape(len(shown.epochs), units, -1)[-1]
    decoded = (maps.astype(float) - 128) / 127 * shown.scales[:, None]
    error = np.abs(decoded - np.clip(expected, -shown.scales[:, None], shown.scales[:, None]))
    assert (error.max(axis=1) <= shown.scales / 250).all()
    boundary = np.frombuffer(shown.boundary, dtype=np.uint8).reshape(len(shown.epochs), recipe.outputs, -1)
    assert boundary.shape[2] == shown.detail.boundary**2
    if recipe.outputs > 1:
        shares = (boundary.astype(float) - 128) / 127
        np.testing.assert_allclose(shares.sum(axis=1), 1, atol=0.02)


@pytest.mark.parametrize("settings", (DEFAULTS, PRESETS["spirals_3"]))
def test_confusion_counts_every_test_point(settings):
    result = run(settings)
    counts, shown = result.film.confusion, result.points
    assert (counts.sum(axis=(1, 2)) == shown.test.sum()).all()
    assert counts[-1].sum(axis=1).tolist() == np.bincount(shown.y[shown.test], minlength=shown.classes).tolist()
    right = np.trace(counts[-1]) / shown.test.sum()
    assert right == pytest.approx(result.film.run.test_accuracy[-1])


def test_no_plan_takes_long_whatever_is_asked_and_says_so():
    hardest = replace(DEFAULTS, **WIDE, data_size=2000, train_share=90, batch_size=1, epochs=EPOCHS[-1], dropout=0.8)
    plan, wanted = plan_of(hardest)
    assert wanted == EPOCHS[-1]
    assert 1 <= plan.epochs < 100
    result = run(hardest)
    assert len(result.film.maps) + len(result.film.boundary) + result.film.weights.nbytes <= keyframes.MOST_BYTES


def test_stops_at_a_loss():
    stopped = run(replace(DEFAULTS, stop_loss=0.2)).film.run
    assert stopped.stopped == "loss"
    assert stopped.train_loss[-1] <= 0.2 < stopped.train_loss[-2]


def test_divergence_dead_neurons_and_symmetry_are_found():
    diverged = run(PRESETS["diverges"]).film
    assert diverged.run.stopped == "diverged"
    last = diverged.run.state.epoch
    assert last < diverged.run.divergence.epoch
    assert {last - 2, last - 1, last} <= set(diverged.epochs.tolist()), "every epoch before it can be seen"
    dead = run(MISSIONS["luck"].settings)
    for seed in range(64):
        dead = run(replace(MISSIONS["luck"].settings, weight_seed=seed, starts="one", epochs=100))
        if dead.film.dead[-1]:
            break
    number = dead.film.dead[-1][0]
    weight, bias = dead.film.run.weights[-1][:4].reshape(2, 2), dead.film.run.weights[-1][4:6]
    assert ((dead.points.x @ weight + bias)[:, number] <= 0).all()
    zeros = run(MISSIONS["all_zeros"].settings)
    assert symmetric_layers(zeros.plan.recipe, zeros.film.run.weights[-1]) == (1, 2)
    assert symmetric_layers(zeros.plan.recipe, run(DEFAULTS).film.run.weights[-1]) == ()


def test_answers_of_the_missions():
    line = run(MISSIONS["no_hidden_layer"].settings).film.run
    assert 0.4 < line.train_accuracy[-1] < 0.6
    zeros = run(MISSIONS["all_zeros"].settings).film.run
    assert zeros.train_loss[-1] == pytest.approx(np.log(2), abs=1e-3)


def test_what_the_examples_promise():
    assert run(PRESETS["straight_line"]).film.run.train_accuracy[-1] < 0.7
    assert run(PRESETS["squares"]).film.run.train_accuracy[-1] > 0.97
    learned = run(PRESETS["overfitting"]).film.run
    assert learned.train_accuracy[-1] == 1
    assert learned.train_loss[-1] < 0.01
    assert learned.test_loss[-1] > 2 * learned.test_loss.min()
    for name in ("xor", "two_gaussians", "spiral", "spirals_3"):
        assert run(PRESETS[name]).film.run.test_accuracy[-1] > 0.9, name


def test_a_kept_run_begins_at_the_same_weights_and_runs_on_the_same_clock():
    kept = replace(DEFAULTS, learning_rate=0.003, epoch="12", neuron="3", starts="sixty_four", epochs=50)
    now = replace(DEFAULTS, learning_rate=0.3, pinned=kept_run.pin(kept), epoch="20")
    settings, shown = run(from_link(Playground, to_link(now))).pinned
    assert settings == replace(kept, epoch="", neuron="", starts="one", epochs=now.epochs)
    assert (shown.weights[0] == run(now).film.weights[0]).all()
    assert shown.epochs.tolist() == run(now).film.epochs.tolist()
    assert kept_run.pin(DEFAULTS), "even the defaults leave a text behind"


@pytest.mark.parametrize("nonsense", ("x", "data=", "data=nothing&hidden=99", "pinned=data%3Dxor", "%%%", "&&=&"))
def test_a_kept_run_of_nonsense_is_the_default(nonsense):
    settings = kept_run.unpinned(nonsense)
    assert settings == replace(DEFAULTS, hidden=settings.hidden)
    run(replace(DEFAULTS, pinned=nonsense))


def test_the_name_of_a_run_forgets_where_one_looks_and_how_far_it_goes():
    same = replace(
        DEFAULTS, epochs=500, epoch="3", neuron="1", view="warped", pinned="data=xor", starts="sixty_four", stop_loss=0.1
    )
    assert kept_run.name_of(same) == kept_run.name_of(DEFAULTS)
    for name, knob in knobs(DEFAULTS).items():
        if name in kept_run.besides(DEFAULTS):
            continue
        for value in knob.extremes():
            if value != getattr(DEFAULTS, name):
                assert kept_run.name_of(replace(DEFAULTS, **{name: value})) != kept_run.name_of(DEFAULTS), name


def test_shared_results_cannot_be_changed():
    shared, _ = trained(plan_of(DEFAULTS)[0])
    for values in (shared.weights, shared.train_loss, film(plan_of(DEFAULTS)[0], None).run.weights):
        with pytest.raises(ValueError):
            values[0] = 0


def test_an_empty_plane_shows_the_untrained_network():
    result = run(replace(DEFAULTS, data="own"))
    assert result.film.epochs.tolist() == [0]
    assert len(result.points.x) == 0
    one = run(replace(DEFAULTS, data="own", own_points="1_1_1"))
    assert one.film.run.train_accuracy[-1] == 1


def test_a_loss_for_classes_cannot_predict_numbers():
    with pytest.raises(LearnerError) as error:
        run(replace(DEFAULTS, data="plane", loss="hinge"))
    assert error.value.key == "mlp.regression_loss"


@pytest.mark.parametrize("loss", ("mse", "half_sse", "cross_entropy", "hinge"))
@pytest.mark.parametrize("data", ("circle", "spirals_5", "xor_4"))
def test_every_loss_goes_with_every_classification(data, loss):
    result = run(replace(DEFAULTS, data=data, loss=loss, epochs=10, data_size=50))
    assert points(result.plan.sample).classes == len(result.points.names)
    assert result.film.run.stopped == "epochs"


def test_cost_grows_with_all_that_is_computed():
    recipe = plan_of(DEFAULTS)[0].recipe
    affordable = experiment.affordable_epochs(recipe, 150, 300)
    assert affordable > DEFAULTS.epochs * 10
    assert experiment.affordable_epochs(recipe, 150, 300, runs=64) < affordable
    assert experiment.affordable_epochs(recipe, 1500, 2000) < affordable / 5
