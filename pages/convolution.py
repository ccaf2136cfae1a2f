"""Convolution: a kernel slides over a picture, multiplies, and adds."""

import streamlit as st

from core.convolution import effective_size
from core.errors import LearnerError
from core.experiments import convolution as experiment
from core.settings.convolution import MISSIONS, PRESETS, Convolution
from core.settings.schema import replace
from ui import components, controls, export, frame, link, missions, pictures
from ui.labels import explain, say

PAGE = "convolution"


def edit(event: dict) -> None:
    """A cell typed over in the picture becomes part of the settings, and so of the link."""
    settings = link.settings_of(PAGE, Convolution)
    try:
        if event["target"] == "input":
            index = (event["channel"], event["row"], event["column"])
            changed = {"cells": experiment.edit(settings.cells, index, event["value"], decimals=2)}
        else:
            index = (event["filter"], event["channel"], event["row"], event["column"])
            changed = {"weights": experiment.edit(settings.weights, index, event["value"], decimals=4)}
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")
        return
    link.adopt(PAGE, replace(settings, **changed))


def select(event: dict) -> None:
    settings = link.settings_of(PAGE, Convolution)
    selected = f"{event['row']}.{event['column']}"
    link.adopt(PAGE, replace(settings, filter=event["filter"], selected=selected))


def source_controls(settings: Convolution) -> None:
    """What belongs to the chosen input, and nothing else."""
    if settings.input not in experiment.sample_images.MATRICES:
        controls.draw(PAGE, settings, "size")
    if settings.input in ("digit", "random"):
        controls.draw(PAGE, settings, {"digit": "digit", "random": "seed"}[settings.input])
    if settings.input == "upload":
        pictures.upload(PAGE, settings)
    if settings.input == "drawing":
        pictures.drawing(PAGE, settings)


def numbers(settings: Convolution, result: experiment.Experiment) -> None:
    """The size formula with the numbers in it, cells left out, and what a dense layer would cost."""
    rows, columns = result.output.shape[1:]
    for axis, size, kernel, added, dropped, out in zip(
        ("height", "width"),
        result.image.shape[1:],
        result.weight.shape[2:],
        (result.padding.top + result.padding.bottom, result.padding.left + result.padding.right),
        result.dropped,
        (rows, columns),
        strict=True,
    ):
        span = effective_size(kernel, settings.dilation)
        formula = rf"\left\lfloor\frac{{{size} + {added} - {span}}}{{{settings.stride}}}\right\rfloor + 1 = {out}"
        left_out = f" {say('convolution.dropped', cells=dropped)}" if dropped else ""
        st.markdown(f"{say(f'ui.{axis}')}: ${formula}${left_out}")
    cost = result.cost
    st.markdown(
        say(
            "convolution.cost",
            parameters=f"{cost.parameters:,}",
            multiply_adds=f"{cost.multiply_adds:,}",
            dense_parameters=f"{cost.dense_parameters:,}",
            dense_multiply_adds=f"{cost.dense_multiply_adds:,}",
        )
    )


@st.fragment
def body() -> None:
    settings = link.settings_of(PAGE, Convolution)
    link.publish(PAGE, settings)
    result, error = frame.last_valid(PAGE, settings, experiment.run)
    picture, panel = frame.stage(PAGE)
    with picture:
        if error:
            st.warning(explain(error), icon=":material/error:")
        components.convolution(PAGE, *result, edit, select)
        numbers(*result)
    with panel:
        controls.presets(PAGE, settings, PRESETS)
        controls.draw(PAGE, settings, "input")
        source_controls(settings)
        controls.draw(PAGE, settings, "kernels", "stride", "padding", "dilation")
        with st.expander(say("ui.more")):
            controls.draw(PAGE, settings, "kernel_height", "kernel_width", "padding_mode", "bias", "activation", "colour")
        controls.reset(PAGE, settings)
    valid, values = result
    frame.tabs(
        PAGE,
        lambda: missions.draw(PAGE, MISSIONS),
        lambda: export.draw(PAGE, experiment.script_values(valid, values)),
    )


frame.header(PAGE)
body()
