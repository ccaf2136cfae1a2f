"""Vanishing and exploding gradients: what signal and gradient become on their way through many layers, and what cures them."""

import streamlit as st

from core.experiments import kept_run
from core.experiments import vanishing_gradients as experiment
from core.settings.schema import consistent, replace
from core.settings.vanishing_gradients import MISSIONS, PRESETS, VanishingGradients
from ui import controls, datasets, export, frame, link, missions, vanishing_gradients_picture, vanishing_gradients_words
from ui.labels import explain, say

PAGE = "vanishing_gradients"
VIEW = ("depth", "activation", "initialisation", "normalisation", "residual", "learning_rate", "cure")
MORE = ("data", "width", "optimizer", "batch_size", "steps", "seed")
TRAINED = f"{PAGE}.trained"


def change(**changes) -> None:
    """What was done in the picture becomes part of the settings, and so of the link."""
    settings = link.settings_of(PAGE, VanishingGradients)
    link.change(PAGE, consistent(settings, replace(settings, **changes)))


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
    return experiment.run(settings, trained=st.session_state.setdefault(TRAINED, run) == run)


def pin_button(settings: VanishingGradients) -> None:
    """Keeps the network on screen, to stand beside the next one in the cure's place; or forgets it."""
    name, icon = ("unpin", "keep_off") if settings.pinned else ("pin", "keep")
    pinned = "" if settings.pinned else kept_run.pin(settings)
    st.button(say(f"vanishing.{name}"), icon=f":material/{icon}:", key=f"{PAGE}.{name}", on_click=lambda: change(pinned=pinned))


@st.fragment
def body() -> None:
    settings = link.settings_of(PAGE, VanishingGradients)
    picture, panel = frame.stage(PAGE)
    with picture:
        (shown, result), error = frame.last_valid(PAGE, settings, compute)
        if error:
            st.warning(explain(error), icon=":material/error:")
            datasets.offer(settings.data)
        vanishing_gradients_picture.draw(PAGE, shown, result, EVENTS)
        layer = vanishing_gradients_picture.layer_of(shown)
        st.html(f"<div class='numbers'>{vanishing_gradients_words.numbers(shown, result, layer)}</div>")
    with panel:
        controls.presets(PAGE, settings, PRESETS)
        controls.draw(PAGE, settings, *VIEW)
        pin_button(settings)
        controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *MORE))
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
