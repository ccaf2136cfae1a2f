"""The gradient check as a table: what agrees is told by its size, what does not by a word."""

import re

from core.experiments import cnn_from_scratch as experiment
from core.settings.cnn_from_scratch import CnnFromScratch
from ui import cnn_from_scratch_views as views
from ui.labels import catalogue

ENGLISH = catalogue("en")


def rows_of(html):
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", html)][1:]


def test_all_gradients_agree():
    html = views.check_table(experiment.check(CnnFromScratch()))
    assert ENGLISH["scratch.check_right"].format(count=14) in html
    rows = rows_of(html)
    assert len(rows) == 14 and rows[1][:2] == [ENGLISH["option.layer.conv"], "∂L/∂w 8×1×3×3"]
    layers = ["Convolution", "ReLU 1", "Max pooling", "Flatten", "Dense 1", "ReLU 2", "Dense 2", "Cross-entropy"]
    assert list(dict.fromkeys(row[0] for row in rows)) == layers, "no two layers have the same name"
    assert all(re.fullmatch(r"0|[\d.]+·10⁻[¹⁰-⁹]+|[\d.]+·10⁻¹?[⁰¹²³⁴-⁹]+", cell) for row in rows for cell in row[2:])


def test_a_wrong_gradient_is_called_wrong():
    checked = experiment.check(CnnFromScratch(mistake="no_slope"))
    rows = rows_of(views.check_table(checked))
    wrong = [row[1] for row in rows if ENGLISH["scratch.wrong"] in row[2]]
    assert wrong == ["∂L/∂x 1×28×28", "∂L/∂w 8×1×3×3", "∂L/∂b 8", "∂L/∂x 8×26×26"]
    # In the loops, which are checked alone, nothing is wrong.
    assert not any(ENGLISH["scratch.wrong"] in cell for row in rows for cell in row[4:])
