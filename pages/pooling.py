"""Pooling: every window of a picture becomes one number."""

import streamlit as st

from core import sample_images
from core.convolution import effective_size
from core.edited_cells import edit as edit_cell
from core.errors import LearnerError
from core.experiments import pooling as experiment
from core.settings.pooling import MISSIONS, PRESETS, Pooling
from core.settings.schema import replace
from ui import controls, export, frame, link, missions, pictures, pooling_picture
from ui.labels import count, explain, say
from ui.size_formula import size_formula

PAGE = "pooling"
MATRICES = sample_images.MATRICES | sample_images.POOLING_MATRICES


def edit(event: dict) -> None:
    """A cell, or a gradient from above, typed over in the picture becomes part of the settings, and so of the link."""
    settings = link.settings_of(PAGE, Pooling)
    place = (event["row"], event["column"])
    try:
        if event["target"] == "input":
            changed = {"cells": edit_cell(settings.cells, (event["channel"], *place), event["value"], decimals=2)}
        else:
            changed = {"upstream": edit_cell(settings.upstream, place, event["value"], decimals=2)}
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")
        return
    link.change(PAGE, replace(settings, **changed))


def look(event: dict) -> None:
    settings = link.settings_of(PAGE, Pooling)
    selected = f"{event['row']}.{event['column']}"
    link.change(PAGE, replace(settings, view=event["view"], channel=event["channel"], selected=selected))


def shift(event: dict) -> None:
    settings = link.settings_of(PAGE, Pooling)
    link.change(PAGE, replace(settings, shift=f"{event['down']}.{event['right']}"))


def source_controls(settings: Pooling) -> None:
    """What belongs to the chosen input, and nothing else."""
    if settings.input in ("digit", "random"):
        controls.draw(PAGE, settings, {"digit": "digit", "random": "seed"}[settings.input])
    if settings.input == "upload":
        pictures.upload(PAGE, settings)
    if settings.input == "drawing":
        pictures.drawing(PAGE, settings)


def window_controls(settings: Pooling) -> None:
    """What belongs to the chosen windows."""
    match settings.window:
        case "sliding":
            controls.draw(PAGE, settings, "kernel_size", "stride")
        case "adaptive":
            controls.draw(PAGE, settings, "output_size")


def more(settings: Pooling) -> None:
    """What the chosen method and windows have besides: PyTorch pads no L2 pooling and dilates only max pooling."""
    controls.draw(PAGE, settings, "compare", "colour")
    if settings.input not in MATRICES:
        controls.draw(PAGE, settings, "size")
    if settings.window == "sliding":
        exists = {"padding": settings.method != "l2", "dilation": settings.method == "max", "ceil_mode": True}
        exists["count_include_pad"] = settings.method == "average" and settings.padding > 0
        controls.draw(PAGE, settings, *(name for name, is_there in exists.items() if is_there))


def numbers(settings: Pooling, result: experiment.Experiment) -> None:
    """How large the output is and why, and what pooling costs."""
    rows, columns = result.windows
    height, _ = result.windows.shape
    paragraphs = [say("pooling.cost", before=count(result.image.numel()), after=count(result.shifted_output.numel()))]
    if settings.window == "sliding":
        span = effective_size(settings.kernel_size, experiment.dilation_of(settings))
        sides = {
            say(f"pooling.{name}"): size_formula(
                axis.size, 2 * axis.padding, span, settings.stride, len(axis.windows), settings.ceil_mode
            )
            for name, axis in (("rows", rows), ("columns", columns))
        }
        words = [say(name).lower() for name in ("knob.input", "pooling.both_paddings", "pooling.span", "knob.stride")]
        formulas = " &emsp; ".join(f"{side} {formula}" for side, formula in sides.items())
        left = dict(zip(("rows", "columns"), result.dropped, strict=True))
        paragraphs[:0] = [
            f"{say('pooling.size')} {size_formula(*words, up=settings.ceil_mode)}",
            formulas,
            say("pooling.dropped", **left) if any(result.dropped) else "",
            say("pooling.left_out") if experiment.last_window_left_out(settings, result.windows) else "",
        ]
    else:
        edges = ", ".join(f"{window[0]}–{window[-1]}" for window in rows.windows)
        paragraphs[:0] = [say(f"pooling.{settings.window}", rows=rows.size, windows=height, edges=edges)]
    st.html(f"<div class='numbers'>{''.join(f'<p>{text}</p>' for text in paragraphs if text)}</div>")


def picture(settings: Pooling) -> None:
    result, _ = frame.last_valid(PAGE, settings, experiment.run)
    pooling_picture.draw(PAGE, *result, edit, look, shift)
    numbers(*result)


def panel(settings: Pooling) -> None:
    controls.draw(PAGE, settings, "input")
    source_controls(settings)
    controls.draw(PAGE, settings, "method", "window")
    window_controls(settings)
    controls.fold(PAGE, "more", lambda: more(settings))


frame.header(PAGE)
frame.body(PAGE, Pooling, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
