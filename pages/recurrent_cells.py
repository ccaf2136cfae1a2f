"""Recurrent cells: RNN, LSTM and GRU read a sentence step by step, and what they can remember of it."""

import streamlit as st

from core.errors import LearnerError
from core.experiments import recurrent_cells as experiment
from core.settings.recurrent_cells import MISSIONS, PRESETS, RecurrentCells
from core.settings.schema import replace
from ui import controls, export, frame, link, missions, recurrent_cells_picture, recurrent_cells_words
from ui.labels import explain

PAGE = "recurrent_cells"


def look(event: dict) -> None:
    """Where the learner looks; the browser counts from 0."""
    selected = f"{event['step'] + 1}.{event['unit'] + 1}"
    link.amend(PAGE, RecurrentCells, view=event["view"], selected=selected, back=str(event["back"]))


def write(event: dict) -> None:
    """Another sentence, or other numbers; what cannot be read is explained above the picture that stays."""
    settings = link.settings_of(PAGE, RecurrentCells)
    link.change(PAGE, experiment.write(settings, event["text"]))


def edit(event: dict) -> None:
    """A weight typed over in its formula."""
    settings = link.settings_of(PAGE, RecurrentCells)
    try:
        changed = experiment.edit(settings, event["gate"], event["unit"], event["matrix"], event["source"], event["value"])
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")
        return
    link.change(PAGE, changed)


ANSWERS = {"look": look, "write": write, "edit": edit}


def picture(settings: RecurrentCells) -> None:
    (shown, result), _ = frame.last_valid(PAGE, settings, experiment.run)
    looking = {name: getattr(settings, name) for name in RecurrentCells.looks}
    shown = replace(shown, **looking)
    recurrent_cells_picture.draw(PAGE, settings, shown, result, ANSWERS)
    st.html(f"<div class='numbers'>{recurrent_cells_words.numbers(shown, result)}</div>")


def panel(settings: RecurrentCells) -> None:
    """What the view in front needs; what only the other one needs is behind "More"."""
    learned, reach = settings.weights == "learned", settings.view == "reach"
    tiny = () if learned else ("reads", "units")
    drawn = ("length",) if learned else ("length", "forget_bias", "gain", "seed")
    controls.draw(PAGE, settings, "cell", "weights", *(drawn if reach else tiny))
    if behind := tiny if reach else drawn:
        controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *behind))


frame.header(PAGE)
frame.body(PAGE, RecurrentCells, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
