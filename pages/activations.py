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


def picture(settings: Activations) -> None:
    (settings, result), _ = frame.last_valid(PAGE, settings, experiment.run)
    activations_picture.draw(PAGE, settings, result, look, drag)
    st.html(f"<div class='numbers'>{activation_numbers.formulas(settings, result)}</div>")
    controls.fold(PAGE, "activation_table", lambda: st.html(activation_numbers.table(settings)))


def panel(settings: Activations) -> None:
    controls.draw(PAGE, settings, "view")
    if settings.view == "softmax":
        controls.draw(PAGE, settings, "temperature", "offset")
    else:
        curve_controls(settings)


frame.header(PAGE)
frame.body(PAGE, Activations, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
