"""Forward and backward by hand: every number of one training step, and where it comes from."""

import streamlit as st

from core.errors import LearnerError
from core.experiments import forward_backward as experiment
from core.settings.forward_backward import MISSIONS, PRESETS, ForwardBackward
from core.settings.schema import replace
from ui import controls, export, forward_backward_picture, frame, link, missions
from ui.labels import explain, say

PAGE = "forward_backward"
VARIANTS = {"textbook": "forward_backward.textbook", "program": "forward_backward.program"}
ARCHITECTURE = ("inputs", "hidden_first", "hidden_second", "outputs")


def act(action: dict) -> None:
    """A number typed over in the picture, or one more update, becomes part of the settings, if it can be computed."""
    settings = link.settings_of(PAGE, ForwardBackward)
    try:
        changed = experiment.acted(settings, action)
        experiment.run(changed)
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")
        return
    link.change(PAGE, changed)


def look(event: dict) -> None:
    settings = link.settings_of(PAGE, ForwardBackward)
    link.change(PAGE, replace(settings, moment=event["moment"], selected=event["selected"]))


def numbers(settings: ForwardBackward, result: experiment.Experiment) -> None:
    """The same numbers as vectors, layer by layer, and what the two variants of the curriculum's example have to do with it."""
    lines = [f"<span role='math'>{line}</span>" for line in forward_backward_picture.vectors(result)]
    variant = experiment.variant(settings)
    told = f"<p>{say(VARIANTS[variant])}</p>" if variant else ""
    st.html(f"<div class='numbers'><p>{'<br>'.join(lines)}</p>{told}</div>")


def picture(settings: ForwardBackward) -> None:
    (shown, result), _ = frame.last_valid(PAGE, settings, experiment.run)
    forward_backward_picture.draw(PAGE, shown, result, act, look)
    numbers(shown, result)


def panel(settings: ForwardBackward) -> None:
    controls.draw(PAGE, settings, "activation", "loss", "learning_rate", "updates")
    controls.fold(PAGE, "edit_network", lambda: controls.draw(PAGE, settings, *ARCHITECTURE))
    output = ("output_activation",) if settings.loss == "mse" else ()
    controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *output, "initial", "seed"))


frame.header(PAGE)
frame.body(PAGE, ForwardBackward, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
