"""Convolution: a kernel slides over a picture, multiplies, and adds."""

import streamlit as st

from core import sample_images
from core.convolution import effective_size
from core.edited_cells import edit as edit_cell
from core.errors import LearnerError
from core.experiments import convolution as experiment
from core.settings.convolution import MISSIONS, PRESETS, Convolution
from core.settings.schema import replace
from ui import controls, convolution_picture, export, frame, link, missions, pictures
from ui.labels import count, explain, say
from ui.size_formula import size_formula

PAGE = "convolution"
MORE = ("dilation", "padding_mode", "kernel_height", "kernel_width", "bias", "activation", "colour")


def edit(event: dict) -> None:
    """A cell typed over in the picture becomes part of the settings, and so of the link."""
    settings = link.settings_of(PAGE, Convolution)
    try:
        if event["target"] == "input":
            index = (event["channel"], event["row"], event["column"])
            changed = {"cells": edit_cell(settings.cells, index, event["value"], decimals=2)}
        else:
            index = (event["filter"], event["channel"], event["row"], event["column"])
            changed = {"weights": edit_cell(settings.weights, index, event["value"], decimals=4)}
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")
        return
    link.change(PAGE, replace(settings, **changed))


def select(event: dict) -> None:
    settings = link.settings_of(PAGE, Convolution)
    selected = f"{event['row']}.{event['column']}"
    link.change(PAGE, replace(settings, filter=event["filter"], selected=selected))


def source_controls(settings: Convolution) -> None:
    """What belongs to the chosen input, and nothing else."""
    if settings.input not in sample_images.MATRICES:
        controls.draw(PAGE, settings, "size")
    if settings.input in ("digit", "random"):
        controls.draw(PAGE, settings, {"digit": "digit", "random": "seed"}[settings.input])
    if settings.input == "upload":
        pictures.upload(PAGE, settings)
    if settings.input == "drawing":
        pictures.drawing(PAGE, settings)


def numbers(settings: Convolution, result: experiment.Experiment) -> None:
    """The size formula in words and with the numbers in it, cells left out, and what a dense layer would cost."""
    words = [say(name).lower() for name in ("knob.input", "knob.padding", "convolution.span", "knob.stride")]
    added = (result.padding.top + result.padding.bottom, result.padding.left + result.padding.right)
    spans = [effective_size(kernel, settings.dilation) for kernel in result.weight.shape[2:]]
    sizes = zip(result.image.shape[1:], added, spans, result.output.shape[1:], strict=True)
    rows, columns = (size_formula(n, p, k, settings.stride, out) for n, p, k, out in sizes)
    dropped = dict(zip(("rows", "columns"), result.dropped, strict=True))
    cost = {name: f"<b>{count(number)}</b>" for name, number in result.cost._asdict().items()}
    paragraphs = (
        f"{say('convolution.size')} {size_formula(*words)}",
        f"{say('convolution.rows')} {rows} &emsp; {say('convolution.columns')} {columns}",
        say("convolution.dropped", **dropped) if any(result.dropped) else "",
        say("convolution.cost", **cost),
    )
    # Plain HTML: typesetting by KaTeX took a tenth of the time from a slider to the picture.
    st.html(f"<div class='numbers'>{''.join(f'<p>{text}</p>' for text in paragraphs if text)}</div>")


def picture(settings: Convolution) -> None:
    result, _ = frame.last_valid(PAGE, settings, experiment.run)
    convolution_picture.draw(PAGE, *result, edit, select)
    numbers(*result)


def panel(settings: Convolution) -> None:
    controls.draw(PAGE, settings, "input")
    source_controls(settings)
    controls.draw(PAGE, settings, "kernels", "stride", "padding")
    controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *MORE))


frame.header(PAGE)
frame.body(PAGE, Convolution, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
