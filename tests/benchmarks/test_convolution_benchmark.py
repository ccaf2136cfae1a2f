import json

import pytest
import torch

from benchmarks import convolution


@pytest.fixture
def small(monkeypatch):
    """Two digits and two filters: the loops are slow."""
    monkeypatch.setattr(convolution, "BATCH", 2)
    monkeypatch.setattr(convolution, "FILTERS", 2)
    monkeypatch.setattr(convolution, "PASSES", dict.fromkeys(convolution.PASSES, 1))


def test_all_sides_compute_the_same(small):
    sides, x, gradient = convolution.layers()
    convolution.check(sides, x, gradient)
    assert tuple(x.shape) == (2, 1, 28, 28) and tuple(gradient.shape) == (2, 2, 26, 26)
    sides["im2col"].bias += 1
    with pytest.raises(SystemExit):
        convolution.check(sides, x, gradient)


def test_reports_medians_and_both_ratios(small, monkeypatch, capsys):
    told = {
        "loops": {"forward": 300.0, "backward": 700.0},
        "im2col": {"forward": 0.5, "backward": 1.5},
        "conv2d": {"forward": 0.4, "backward": 0.6},
    }
    monkeypatch.setattr(convolution, "measure", lambda repeat: told)
    threads = torch.get_num_threads()
    convolution.main(["--repeat", "1"])
    *table, line = capsys.readouterr().out.splitlines()
    numbers = json.loads(line)
    assert (numbers["ratio"], numbers["im2col_over_conv2d"], numbers["threads"]) == (500, 2.0, 1)
    assert len(table) == 5 and "one thread" in table[0]
    assert torch.get_num_threads() == threads


def test_measures_every_side(small):
    medians = convolution.measure(1)
    assert medians.keys() == convolution.PASSES.keys()
    assert all(value > 0 for parts in medians.values() for value in parts.values())
