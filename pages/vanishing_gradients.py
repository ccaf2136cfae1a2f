"""Vanishing and exploding gradients: what signal and gradient become on their way through many layers, and what cures them."""

from functools import partial

import streamlit as st

from core.experiments import kept_run
from core.experiments import vanishing_gradients as experiment
from core.settings.vanishing_gradients import MISSIONS, PRESETS, VanishingGradients
from ui import controls, datasets, export, frame, link, missions, vanishing_gradients_picture, vanishing_gradients_words

PAGE = "vanishing_gradients"
change = partial(link.amend, PAGE, VanishingGradients)
VIEW = ("depth", "activation", "initialisation", "normalisation", "residual", "learning_rate", "cure")
MORE = ("data", "width", "optimizer", "batch_size", "steps", "seed")
TRAINED = f"{PAGE}.trained"


def look(event: dict) -> None:
    """Where the learner looks: a layer (the browser counts from 0), its values or its gradient, and a step."""
    quantity = event["quantity"] if event["quantity"] != "gradient" else ""
    change(layer=str(event["layer"] + 1), quantity=quantity, step=str(event["step"]))


def train(event: dict) -> None:
    """Nobody turned a knob for a moment: now train what is on screen."""
    st.session_state[TRAINED] = event["run"]


EVENTS = {"look": look, "train": train}


def compute(settings: VanishingGradients) -> experiment.Experiment:
    """The start at once, so that a slider is followed; the training when the browser asks for it, and for who just arrived."""
    run = kept_run.name_of(settings)
    result = experiment.run(settings, trained=st.session_state.get(TRAINED, run) == run)
    st.session_state.setdefault(TRAINED, run)
    return result


def picture(settings: VanishingGradients) -> None:
    (shown, result), error = frame.last_valid(PAGE, settings, compute)
    if error:
        datasets.offer(settings.data)
    vanishing_gradients_picture.draw(PAGE, shown, result, EVENTS)
    layer = vanishing_gradients_picture.layer_of(shown)
    st.html(f"<div class='numbers'>{vanishing_gradients_words.numbers(shown, result, layer)}</div>")


def panel(settings: VanishingGradients) -> None:
    controls.draw(PAGE, settings, *VIEW)
    controls.pin(PAGE, settings, "vanishing")
    controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *MORE))


frame.header(PAGE)
frame.body(PAGE, VanishingGradients, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
