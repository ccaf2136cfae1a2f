"""What the page on recurrent cells computes, against PyTorch and against what the presets and missions promise."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch import nn

from core import character_model
from core.errors import LearnerError
from core.experiments import recurrent_cells as experiment
from core.recurrent import CELLS, torch_module
from core.recurrent_weights import OPEN, edited, memory
from core.settings.recurrent_cells import MISSIONS, PRESETS, RecurrentCells
from core.settings.schema import replace
from core.token_inputs import ALPHABET, INPUTS, READS

every_cell = pytest.mark.parametrize("cell", CELLS)
MODULES = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


@pytest.mark.parametrize("name", PRESETS)
def test_states_are_pytorchs(name):
    settings = PRESETS[name]
    result = experiment.run(settings)
    with torch.no_grad():
        h, _ = torch_module(settings.cell, result.weights)(torch.tensor(result.sequence.x))
    np.testing.assert_allclose(result.passed.values["h"], h, atol=1e-12)
    assert result.difference < 1e-12


@every_cell
@pytest.mark.parametrize("forget_bias", (0.0, 3.0))
def test_reach_is_autograds_on_pytorchs_own_cell(cell, forget_bias):
    settings = RecurrentCells(weights="random", cell=cell, length=35, seed=4, forget_bias=forget_bias, gain=1.3)
    torch.manual_seed(4)
    module = MODULES[cell](1, 32).double()
    with torch.no_grad():
        module.weight_hh_l0 *= 1.3
        if cell != "rnn":
            module.bias_hh_l0[32:64] += forget_bias
    x = torch.randn(35, 1, generator=torch.Generator().manual_seed(4), dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(lambda v: module(v)[0][-1], x)  # (H, T, I)
    np.testing.assert_allclose(experiment.run(settings).reaches[cell], jacobian.pow(2).sum((0, 2)).sqrt(), rtol=1e-6)


def test_all_lengths_are_followed():
    for length in (5, 200):
        reaches = experiment.run(RecurrentCells(length=length)).reaches
        assert set(reaches) == set(CELLS)
        assert all(values.shape == (length,) and (values > 0).all() for values in reaches.values())


def test_a_memory_set_by_hand_counts_fades_or_keeps():
    """The LSTM adds the second "dia" to the first, the GRU replaces it, the RNN has nearly forgotten the first."""
    c = experiment.run(RecurrentCells()).passed.values["c"][:, 0]
    assert c[0] == pytest.approx(0.947, abs=1e-3)
    assert 0.9 < c[3] / c[0] < 1
    assert 1.8 < c[4] / c[0] < 2
    gru = experiment.run(RecurrentCells(cell="gru")).passed.values["h"][:, 0]
    assert gru[3] > 0.85 and gru[4] == pytest.approx(gru[0], abs=0.03)
    rnn = experiment.run(RecurrentCells(cell="rnn")).passed.values["h"][:, 0]
    assert rnn[3] < 0.3 * rnn[0]


@every_cell
@pytest.mark.parametrize("reads", READS)
def test_each_unit_set_by_hand_has_its_own_trigger(cell, reads):
    text = {"words": "ab cd ef gh ij", "characters": "a e i ", "numbers": "0.2 1 0 -1 0 2 0 -2 0 0"}[reads]
    h = experiment.run(RecurrentCells(cell=cell, reads=reads, units=4, sentence=text, series=text)).passed.values["h"]
    first = {tuple((np.abs(h) > 0.5).argmax(axis=0))}
    expected = {"words": (0, 2, 1, 3), "characters": (0, 2, 4, 1), "numbers": (1, 3, 5, 7)}[reads]
    if cell == "rnn" and reads == "numbers":  # no gate: every unit answers to every number
        return
    assert first == {expected}


def test_learned_cells_guess_what_is_said_of_them():
    report = character_model.report()
    assert report.characters > 30_000
    assert report.accuracy["rnn"] < report.accuracy["lstm"] > 0.35
    result = experiment.run(PRESETS["learned"])
    np.testing.assert_allclose(result.guessed.sum(axis=1), 1)
    _, readout = character_model.learned("lstm")
    logits = torch.tensor(result.passed.values["h"]) @ torch.tensor(readout.weight).T + torch.tensor(readout.bias)
    np.testing.assert_allclose(result.guessed, logits.softmax(1), atol=1e-12)
    # After a q, or after "th", hardly anything else is possible.
    text = replace(PRESETS["learned"], sentence="with the the")
    guessed = experiment.run(text).guessed
    assert ALPHABET[guessed[-2].argmax()] == "e"


@every_cell
def test_what_the_file_was_trained_from_trains_again(cell):
    """The shipped weights fit the model that the command trains, and the model reads as the cell by hand does."""
    model = character_model.CharacterModel(cell).double()
    weights, readout = character_model.learned(cell)
    with torch.no_grad():
        for parameter, values in zip(model.parameters(), (*weights, *readout), strict=True):
            parameter.copy_(torch.tensor(values))
        result = experiment.run(RecurrentCells(weights="learned", cell=cell))
        ours = model(torch.tensor(result.sequence.x)[None])[0].softmax(1)
    np.testing.assert_allclose(result.guessed, ours, atol=1e-12)


def test_edits_change_one_weight_each():
    start = RecurrentCells()
    before = experiment.weights_of(start)
    changed = experiment.edit(experiment.edit(start, "f", 2, "x", 4, -1.23456), "o", 1, "bh", 0, 7)
    assert changed.edits == "f.2.x4:-1.2346,o.1.bh:7"
    after = experiment.weights_of(changed)
    assert after.ih[3, 3] == -1.2346 and after.bias_hh[6] == 7  # rows: i 0 1, f 2 3, g 4 5, o 6 7
    assert sum(int((a != b).sum()) for a, b in zip(before, after, strict=True)) == 2
    again = experiment.edit(changed, "f", 2, "x", 4, 0.5)
    assert again.edits == "o.1.bh:7,f.2.x4:0.5"
    assert memory("lstm", "words", 16, 2).ih[0, 0] == OPEN, "the weights set by hand stay as they are"
    with pytest.raises(LearnerError) as error:
        experiment.edit(start, "f", 1, "h", 1, 100)
    assert error.value.key == "recurrent.out_of_range"


@hypothesis_settings(deadline=None)
@given(edits=st.text(alphabet="ifgoxhb0123456789.:,- ", max_size=40))
def test_any_edits_in_a_link_do_no_harm(edits):
    weights = memory("lstm", "words", INPUTS["words"], 2)
    assert all(np.isfinite(values).all() and np.abs(values).max() <= 99 for values in edited("lstm", weights, edits))


def test_what_is_typed_is_kept_or_explained():
    start = RecurrentCells()
    assert experiment.write(start, "  Not\n bad ").sentence == "Not bad"
    numbers = replace(start, reads="numbers")
    assert experiment.write(numbers, "1; 2").series == "1; 2"
    with pytest.raises(LearnerError) as error:
        experiment.run(experiment.write(numbers, "one"))
    assert error.value.key == "recurrent.no_number"
    assert len(experiment.write(start, "x" * 1000).sentence) == 400
    # A trained cell reads the sentence, whatever the tiny one would read.
    assert experiment.write(replace(numbers, weights="learned"), "ok").sentence == "ok"


def test_missions_tell_the_truth():
    h = experiment.run(MISSIONS["second_dia"].settings).passed.values["h"][:, 0]
    assert h[[0, 3, 4]] == pytest.approx([0.95, 0.90, 0.96], abs=0.005)
    reaches = experiment.run(MISSIONS["forgets"].settings).reaches
    assert reaches["rnn"][0] / reaches["rnn"][-1] < 1e-15
    assert reaches["lstm"][0] > 1e-3
    shut = experiment.run(MISSIONS["shut"].settings).reaches
    assert all(1e-13 < values[0] < 1e-9 for values in shut.values())
    explodes = experiment.run(PRESETS["explodes"]).reaches
    assert explodes["rnn"][0] > 10
