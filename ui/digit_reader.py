"""Draw a digit and let a trained network read it: probabilities, and the feature maps of every layer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import streamlit as st
import torch
from torch import nn

from core.architectures import feature_maps
from core.data.digits import load, normalise
from core.errors import LearnerError
from core.images import centre_digit
from core.settings.digit_trainer import DigitTrainer
from core.training.events import Epoch
from core.training.jobs import JobView
from core.weights import load_weights, settings_of
from ui import figures, link
from ui.labels import explain, say
from ui.pictures import canvas

MOST_MAPS = 64


def draw(page: str, view: JobView, settings: DigitTrainer) -> None:
    """What the network of the run on screen, or of a weights file, makes of the learner's drawing.

    `settings` describe the network of a weights file that does not say so itself.
    """
    loaded = st.session_state.get(f"{page}.loaded")
    _read(page, loaded.model if loaded else model_of(view))
    save, load = st.columns(2)
    with save:
        _save(page, view)
    with load:
        _load(page, settings)
    address = {"weights_from": "run", "run": view.id, **link.frame_params()}
    st.page_link("pages/cnn_anatomy.py", label=say("trainer.look_inside"), icon=":material/layers:", query_params=address)


def _read(page: str, model: nn.Module | None) -> None:
    """The canvas beside what the network says; below it what every layer made of the drawing."""
    left, right = st.columns(2, gap="medium")
    with left:
        pixels = canvas(f"{page}.canvas")
        st.markdown(say("reader.draw"))
    if model is None:
        right.markdown(say("reader.no_weights"))
        return
    if pixels is None:
        right.markdown(say("reader.waiting"))
        return
    try:
        digit = centre_digit(pixels)
    except LearnerError as error:
        right.warning(explain(error))
        return
    maps = feature_maps(model, normalise(torch.from_numpy(digit)[None, None]))
    probabilities = maps["output"][0].softmax(0).numpy()
    best = int(probabilities.argmax())
    with right:
        title = say("reader.answer", digit=best, probability=f"{probabilities[best]:.1%}")
        figure = figures.bars(title, [str(i) for i in range(10)], probabilities, best)
        figures.plot(figure, title, f"{page}.probabilities", height=250)
        st.image(digit, width=84, caption=say("reader.seen"), alt=say("reader.seen_alt", digit=best))
    st.markdown(say("reader.maps"))
    for name, values in maps.items():
        _layer(name, type(dict(model.named_children())[name]).__name__, values[0].numpy())


@st.cache_resource(max_entries=8, show_spinner=False)
def trained_model(run: str, epoch: int, _view: JobView) -> nn.Module | None:
    """The network of a run as it stood after `epoch`; None where its weights are not there (yet)."""
    path = _view.folder / "weights.safetensors"
    if not path.exists():
        return None
    return load_weights(_view.specification.parsed(), path.read_bytes())


def model_of(view: JobView) -> nn.Module | None:
    """The run's network as of its latest epoch, None before the first."""
    epoch = view.last(Epoch)
    return trained_model(view.id, epoch.epoch, view) if epoch else None


class Loaded(NamedTuple):
    """A network brought back from a file."""

    file: str
    model: nn.Module


def _save(page: str, view: JobView) -> None:
    path = view.folder / "weights.safetensors"
    if path.exists():
        name = "kaca-digits.safetensors"
        st.download_button(say("trainer.save"), path.read_bytes(), name, key=f"{page}.weights", on_click="ignore")


def _load(page: str, settings: DigitTrainer) -> None:
    """A file read well takes the run's place until it is removed; one that is wrong changes nothing."""
    key = f"{page}.loaded"
    file = st.file_uploader(say("trainer.load"), type=["safetensors"], key=f"{page}.file", max_upload_size=10)
    if file is None:
        if st.session_state.pop(key, None):
            st.rerun(scope="fragment")
    elif key not in st.session_state or st.session_state[key].file != file.file_id:
        content = file.getvalue()
        try:
            st.session_state[key] = Loaded(file.file_id, load_weights(settings_of(content) or settings, content))
        except LearnerError as error:
            st.error(explain(error), icon=":material/error:")
        else:
            st.rerun(scope="fragment")


def sample(data: str, count: int) -> np.ndarray:
    """The first `count` test digits (count, 28, 28), 0 to 1."""
    return load(data).test_images[:count, 0].numpy() / 255


def _layer(name: str, kind: str, values: np.ndarray) -> None:
    """Feature maps (channels, height, width) as they are, a dense layer (features,) as one row."""
    label = f"**{name}** · {kind} · {'×'.join(map(str, values.shape))}"
    maps = values[:MOST_MAPS] if values.ndim == 3 else values.reshape(1, 1, -1)
    pixels = 48 if values.ndim == 3 else max(640, values.size)
    columns = min(len(maps), 10)
    limit = float(np.abs(values).max())
    st.markdown(f"{label} · {say('reader.limit', limit=f'{limit:.3g}')}")
    st.image(figures.sheet(maps, columns, pixels, limit), alt=say("reader.maps_alt", layer=name, count=len(values)))
