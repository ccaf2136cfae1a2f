"""What is said below the picture of a network's inside: where its weights come from, and what it costs."""

from __future__ import annotations

import streamlit as st

from core.architectures import cost
from core.experiments.cnn_anatomy import Experiment
from core.settings.cnn_anatomy import CnnAnatomy
from core.settings.network import ARCHITECTURES, Network
from core.shipped_weights import RECIPES
from ui import network_editor
from ui.labels import count, option, say

SIDES = (28, 64, 224)
DENSE = Network(**ARCHITECTURES["dense"])


def sources(settings: CnnAnatomy, result: Experiment) -> str:
    """Which picture, and which weights, as paragraphs."""
    if settings.input == "drawing":
        picture = say("anatomy.drawing")
    else:
        picture = say("anatomy.picture", number=settings.sample, data=option("data", settings.input), label=result.label)
    totals = cost(result.weights.network)
    size = say("anatomy.size", parameters=count(totals.parameters), multiply_adds=count(totals.multiply_adds))
    return "".join(f"<p>{text}</p>" for text in (picture, weights(result), size))


def weights(result: Experiment) -> str:
    """How the network on screen got its weights, in one sentence."""
    kind, _, _, facts = result.weights
    if kind == "shipped":
        recipe = RECIPES[facts["name"]]
        data, train, test = option("data", recipe.data), count(recipe.train_size), count(int(facts["test_images"]))
        told = {name: facts[name] for name in ("seed", "accuracy", "command")}
        return say("anatomy.shipped", data=data, train=train, test=test, **told)
    if kind == "run":
        return say("anatomy.of_run", data=option("data", facts["data"]), epoch=facts["epoch"], accuracy=facts["accuracy"])
    return say("anatomy.untrained", seed=facts["seed"])


def draw_layers(result: Experiment) -> None:
    """The table of layers, the one of the digit trainer, and what larger pictures would cost."""
    network = result.weights.network
    network_editor.table(network, say("anatomy.field_note"))
    st.html(f"<div class='facts'>{_costs(network)}</div><div class='numbers'><p>{say('anatomy.cost_note')}</p></div>")


def _costs(network: Network) -> str:
    head = "".join(f"<th>{side}×{side}</th>" for side in SIDES)
    rows = [
        _row(say("anatomy.this_parameters"), [count(cost(network, side).parameters) for side in SIDES]),
        _row(say("anatomy.dense_parameters"), [count(cost(DENSE, side).parameters) for side in SIDES]),
        _row(say("anatomy.this_adds"), [count(cost(network, side).multiply_adds) for side in SIDES]),
        _row(say("anatomy.dense_adds"), [count(cost(DENSE, side).multiply_adds) for side in SIDES]),
    ]
    return f"<table><thead><tr><th>{say('anatomy.side')}</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(name: str, cells: list[str]) -> str:
    return f"<tr><th>{name}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
