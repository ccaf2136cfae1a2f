"""Perceptron: one neuron draws a line, and moves it after every mistake."""

import streamlit as st

from core.errors import LearnerError
from core.experiments import perceptron as experiment
from core.settings.perceptron import MISSIONS, PRESETS, Perceptron
from core.settings.schema import replace
from ui import controls, export, frame, link, missions, perceptron_picture
from ui.labels import explain, say

PAGE = "perceptron"


def edit(event: dict) -> None:
    """Points added, moved or removed in the picture are the learner's own, and so part of the link."""
    try:
        points = experiment.write(event["points"])
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")
        return
    link.change(PAGE, replace(link.settings_of(PAGE, Perceptron), problem="own", points=points, step=event["step"]))


def visit(event: dict) -> None:
    link.change(PAGE, replace(link.settings_of(PAGE, Perceptron), step=event["step"]))


def numbers(result: experiment.Experiment) -> None:
    """Where the run ended, and, if it has not converged, how well any line can do and why none does better."""
    w1, w2, b = (f"<b>{value.normalize():f}</b>".replace("-", "−") for value in result.training.neurons[-1])
    epochs, steps = len(result.training.mistakes), len(result.training.steps)
    paragraphs = [say("perceptron.final", epochs=epochs, steps=steps, w1=w1, w2=w2, b=b)] if steps else []
    if result.overlap:
        proof = say(f"perceptron.reason.{result.reason}")
        paragraphs += [say("perceptron.best", mistakes=f"<b>{result.best.mistakes}</b>"), f"{say('perceptron.proof')} {proof}"]
    elif result.best:
        paragraphs.append(say("perceptron.separable"))
    st.html(f"<div class='numbers'>{''.join(f'<p>{text}</p>' for text in paragraphs)}</div>")


def picture(settings: Perceptron) -> None:
    (settings, result), _ = frame.last_valid(PAGE, settings, experiment.run)
    perceptron_picture.draw(PAGE, settings, result, edit, visit)
    numbers(result)


def panel(settings: Perceptron) -> None:
    controls.draw(PAGE, settings, "problem", "learning_rate", "first_weight", "second_weight", "first_bias")
    controls.fold(PAGE, "more", lambda: order_controls(settings))


def order_controls(settings: Perceptron) -> None:
    controls.draw(PAGE, settings, "sample_order")
    if settings.sample_order == "shuffled":
        controls.draw(PAGE, settings, "seed")
    controls.draw(PAGE, settings, "most_epochs")


frame.header(PAGE)
frame.body(PAGE, Perceptron, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
