"""The weights that Kaca ships: small, honest about themselves, and as good as they say."""

import pytest

from core import character_model, shipped_weights
from core.data import digits
from core.settings.network import ARCHITECTURES, LENET_5, Network
from core.shipped_weights import RECIPES, load, path, trained
from core.training.evaluation import evaluate


def test_all_together_take_less_than_a_megabyte():
    files = list(shipped_weights.FOLDER.iterdir())
    assert {file.name for file in files} == {path(name).name for name in RECIPES} | {character_model.FILE.name}
    assert sum(file.stat().st_size for file in files) < 1_000_000


@pytest.mark.parametrize("name", RECIPES)
def test_a_file_says_how_it_was_trained(name):
    shipped = load(name)
    assert shipped.recipe == RECIPES[name], "the command in the repository is the one that made the file"
    assert shipped.facts["command"] == f"python -m core.training.shipped --names {name}"
    assert shipped.facts["data"] == "MNIST, 60000 training images"
    assert shipped.facts["seed"] == str(shipped.recipe.seed)


@pytest.mark.skipif(not digits.present("mnist"), reason="needs MNIST (KACA_DATA)")
@pytest.mark.parametrize("name", RECIPES)
def test_at_least_99_per_cent_of_mnists_test_images(name):
    data, shipped = digits.load("mnist"), load(name)
    accuracy = evaluate(shipped.model, data.test_images, data.test_labels).accuracy
    assert accuracy >= 0.99
    assert f"{accuracy:.2%}" == shipped.facts["accuracy"]


def test_a_network_finds_its_weights_by_its_layers():
    assert trained(Network(**ARCHITECTURES["small"])).name == "small"
    assert trained(Network(**LENET_5)).name == "lenet_5"
    # What belongs to a third block that is not there does not count.
    assert trained(Network(**ARCHITECTURES["case_study"], filters_3=64)).name == "case_study"
    assert trained(Network(**ARCHITECTURES["small"], batch_norm=True)) is None
    assert trained(Network(**ARCHITECTURES["dense"])) is None
