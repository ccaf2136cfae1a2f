"""CNN anatomy: every map of every layer, the sum behind each unit, and what the network looks at."""

import streamlit as st

from core import drawn_digit
from core.errors import LearnerError
from core.experiments import cnn_anatomy as experiment
from core.experiments.cnn_anatomy_script import script_values, weights_bytes, weights_file
from core.settings.cnn_anatomy import MISSIONS, PRESETS, CnnAnatomy
from core.settings.schema import replace
from ui import (
    cnn_anatomy_picture,
    cnn_anatomy_words,
    controls,
    datasets,
    export,
    frame,
    link,
    missions,
    network_editor,
    trained_runs,
)
from ui.labels import explain, say

PAGE = "cnn_anatomy"
MORE = ("move_right", "move_down", "blur", "pixel_noise", "seed")


def look(event: dict) -> None:
    """A unit opened in the picture: its layer's weights are sent, and the link names it."""
    place = ".".join(str(number) for number in event["place"])
    link.amend(PAGE, CnnAnatomy, selected=f"{event['layer']}.{place}")


def drawn(event: dict) -> None:
    """What was drawn becomes the input, as soon as the pen is lifted."""
    try:
        digit = drawn_digit.read_paper(event["paper"])
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")
        return
    link.amend(PAGE, CnnAnatomy, input="drawing", picture=drawn_digit.to_text(digit))


def compute(settings: CnnAnatomy) -> experiment.Experiment:
    return experiment.run(settings, trained_runs.weights(settings.run) if settings.weights_from == "run" else None)


def with_run(settings: CnnAnatomy) -> CnnAnatomy:
    """Where a run is wanted and none named, the learner's last one: its name belongs to the link."""
    return replace(settings, run=trained_runs.latest()) if settings.weights_from == "run" and not settings.run else settings


def picture(settings: CnnAnatomy) -> None:
    if settings.input == "mnist":
        datasets.offer("mnist")
    (shown, result), _ = frame.last_valid(PAGE, settings, compute)
    if shown.show == "layers":
        cnn_anatomy_words.draw_layers(result)
        return
    cnn_anatomy_picture.draw(PAGE, shown, result, look, drawn)
    st.html(f"<div class='numbers'>{cnn_anatomy_words.sources(shown, result)}</div>")


def panel(settings: CnnAnatomy) -> None:
    """The table of layers is the same for every picture, so it has no controls of pictures."""
    has_picture = settings.show != "layers"
    controls.draw(PAGE, settings, "show")
    if has_picture:
        controls.draw(PAGE, settings, "input", *(["sample"] if settings.input != "drawing" else []))
    if settings.show == "attention":
        controls.draw(PAGE, settings, "target")
    controls.draw(PAGE, settings, "weights_from")
    if settings.weights_from != "run":
        network_editor.architecture(PAGE, settings)
    if has_picture:
        controls.draw(PAGE, settings, "angle")
        controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *MORE))
    if settings.weights_from != "run":
        controls.fold(PAGE, "edit_network", lambda: network_editor.knobs(PAGE, settings))


def code() -> None:
    """The script, and the weights it looks for."""
    settings, result = frame.valid(PAGE)
    if name := weights_file(result):
        st.download_button(say("anatomy.download_weights", name=name), weights_bytes(result), name, on_click="ignore")
    export.draw(PAGE, script_values(settings, result))


frame.header(PAGE)
frame.body(PAGE, CnnAnatomy, PRESETS, picture, panel, with_run)
frame.tabs(PAGE, lambda: missions.draw(PAGE, MISSIONS), code)
