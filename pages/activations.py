"""Activations: the curve that bends a neuron's sum, and the slope that decides whether it learns."""

import streamlit as st

from core.experiments import activations as experiment
from core.settings.activations import MISSIONS, PRESETS, Activations
from core.settings.schema import replace
from ui import activation_numbers, activations_picture, controls, export, frame, link, missions

PAGE = "activations"


def look(event: dict) -> None:
    """The probe was set down, or another function chosen to look at."""
    settings = link.settings_of(PAGE, Activations)
    link.change(PAGE, replace(settings, x=event["x"], shown=event["shown"]))


def drag(logits: list) -> None:
    """A logit was let go."""
    settings = link.settings_of(PAGE, Activations)
    link.change(PAGE, replace(settings, logits=experiment.write_logits(logits)))


def curve_controls(settings: Activations) -> None:
    parameters = [name for one in settings.activation for name in experiment.parameter_of(one, settings)]
    controls.draw(PAGE, settings, "activation", *parameters, "mean", "std")
    controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, "x_max", "samples", "seed"))


@st.fragment
def body() -> None:
    settings = link.settings_of(PAGE, Activations)
    (settings, result), _ = frame.last_valid(PAGE, settings, experiment.run)
    picture, panel = frame.stage(PAGE)
    with picture:
        activations_picture.draw(PAGE, settings, result, look, drag)
        st.html(f"<div class='numbers'>{activation_numbers.formulas(settings, result)}</div>")
        controls.fold(PAGE, "activation_table", lambda: st.html(activation_numbers.table(settings)))
    with panel:
        controls.presets(PAGE, settings, PRESETS)
        controls.draw(PAGE, settings, "view")
        if settings.view == "softmax":
            controls.draw(PAGE, settings, "temperature", "offset")
        else:
            curve_controls(settings)
        controls.reset(PAGE, settings)
    # Last, because the browser spends time on a new address that the picture should not wait for.
    link.publish(PAGE, settings)
    frame.refresh_code(PAGE)


frame.header(PAGE)
body()
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
