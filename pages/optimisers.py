"""Learning rate and optimisers: six optimisers race down a surface, each at its own learning rate."""

from functools import partial

import streamlit as st

from core.experiments import optimisers as experiment
from core.experiments import optimisers_numbers
from core.settings.optimisers import MISSIONS, NAMES, PRESETS, Optimisers, retuned
from ui import controls, export, frame, link, missions, optimisers_picture, optimisers_words

PAGE = "optimisers"
change = partial(link.amend, PAGE, Optimisers)
# The racers and their learning rates are set on the rulers of the picture, too.
MORE = ("racers", *(f"learning_rate_{name}" for name in NAMES), "momentum", "rmsprop_alpha", "beta1", "beta2", "seed")


def look(event: dict) -> None:
    """Where the learner looks: a racer, a step, from above or in space."""
    change(selected=event["selected"], step=str(event["step"]), view=event["view"])


def start(event: dict) -> None:
    change(start=experiment.write_start(event["w1"], event["w2"]))


def rate(event: dict) -> None:
    change(**{f"learning_rate_{event['name']}": event["rate"]})


def racers(event: dict) -> None:
    change(racers=tuple(name for name in NAMES if name in event["names"]))


EVENTS = {"look": look, "start": start, "rate": rate, "racers": racers}


def suited(settings: Optimisers) -> Optimisers:
    """A surface chosen alone brings learning rates that suit it."""
    before = st.session_state.get(f"{PAGE}.valid")
    return retuned(before[0], settings) if before else settings


def numbers(settings: Optimisers, result: experiment.Experiment) -> None:
    """The selected racer's step, line by line, and the curvature behind the limits."""
    name = experiment.selected_of(settings)
    step = experiment.step_of(settings, result.racers[name].path)
    update = optimisers_numbers.update_at(settings, result, name, step)
    st.html(f"<div class='numbers'>{optimisers_words.numbers(settings, result, name, update)}</div>")


def picture(settings: Optimisers) -> None:
    result, _ = frame.last_valid(PAGE, settings, experiment.run)
    optimisers_picture.draw(PAGE, *result, EVENTS)
    numbers(*result)


def panel(settings: Optimisers) -> None:
    controls.draw(PAGE, settings, "surface", "schedule", "gradient_noise", "race_steps")
    controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *MORE))


frame.header(PAGE)
frame.body(PAGE, Optimisers, PRESETS, picture, panel, suited)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
