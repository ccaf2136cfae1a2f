"""The learning path's cards: a page's title, one sentence, and a small picture computed by the page's own code."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch

from core import mlp_autograd, planes, surfaces
from core.activations import ACTIVATIONS
from core.experiments import (
    cnn_anatomy,
    cnn_from_scratch,
    convolution,
    forecaster,
    forward_backward,
    optimisers,
    overfitting,
    perceptron,
    playground,
    pooling,
    recurrent_cells,
    sentiment,
    vanishing_gradients,
)
from core.settings.cnn_anatomy import CnnAnatomy
from core.settings.cnn_from_scratch import CnnFromScratch
from core.settings.convolution import Convolution
from core.settings.digit_trainer import DigitTrainer
from core.settings.forecaster import Forecaster
from core.settings.forward_backward import PRESETS
from core.settings.optimisers import Optimisers, tuned
from core.settings.overfitting import PRESETS as OVERFITTING
from core.settings.perceptron import Perceptron
from core.settings.playground import FULL_BATCH, Playground
from core.settings.pooling import Pooling
from core.settings.recurrent_cells import RecurrentCells
from core.settings.vanishing_gradients import VanishingGradients
from core.training import example
from ui import colours, digit_reader, figures, link
from ui.labels import say
from ui.pages import Page


def draw(number: int, page: Page) -> None:
    """One card, as a whole a link to its page in the current language."""
    with st.container(border=True, key=f"card.{page.name}"):
        st.image(PICTURES[page.name](colours.theme()), alt=say(f"page.{page.name}.card"), width="stretch")
        title = f"{number}. {say(f'page.{page.name}.title')}"
        st.page_link(f"pages/{page.name}.py", label=f"**{title}**", icon=page.icon, query_params=link.frame_params())
        st.markdown(say(f"page.{page.name}.card"))


@st.cache_data(show_spinner=False)
def _perceptron(theme: str) -> np.ndarray:
    """The sum z over the plane for OR, at three moments of the run: the white line between the halves moves."""
    neurons = perceptron.run(Perceptron()).training.neurons
    places = np.linspace(-0.75, 1.75, 56)
    maps = [float(n.w1) * places + float(n.w2) * places[::-1, None] + float(n.b) for n in (neurons[5], neurons[7], neurons[-1])]
    return figures.sheet(np.stack(maps), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _activations(theme: str) -> np.ndarray:
    """Sigmoid, tanh and ReLU from −5 to 5, filled down to zero."""
    x, y = np.linspace(-5, 5, 112), np.linspace(1.25, -1.25, 112)[:, None]
    heights = [ACTIVATIONS[name].function(x) for name in ("sigmoid", "tanh", "relu")]
    filled = [np.where((np.minimum(f, 0) <= y) & (y <= np.maximum(f, 0)), np.clip(f, -1, 1), 0) for f in heights]
    return figures.sheet(np.stack(filled), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _forward_backward(theme: str) -> np.ndarray:
    """Weights between two hidden layers, their gradients, and the step against those, each on a scale of its own."""
    result = forward_backward.run(PRESETS["largest"])
    weight, gradient = result.layers[1].weight, result.gradients.weight[1]
    return figures.sheet(
        np.stack([values / np.abs(values).max() for values in (weight, gradient, -gradient)]), columns=3, pixels=112
    )


@st.cache_data(show_spinner=False)
def _playground(theme: str) -> np.ndarray:
    """What a network makes of the plane at the start of its training, on the way, and at the end.

    By autograd, and in a few large steps: the home page should not wait for the fast engine to be compiled, once on every
    computer.
    """
    plan, _ = playground.plan_of(Playground(optimizer="adam", learning_rate=0.1, batch_size=FULL_BATCH))
    run = mlp_autograd.train(plan.recipe, playground.data_of(plan), 60, (0, 20, 60))
    places = torch.tensor(playground.inputs_of(plan, planes.grid(56)))
    sums = [mlp_autograd.forward(plan.recipe, torch.tensor(weights), places)[-1][0] for weights in run.weights]
    return figures.sheet(torch.tanh(torch.stack(sums)).reshape(3, 56, 56).numpy(), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _optimisers(theme: str) -> np.ndarray:
    """Three of the surfaces, with the way down that an optimiser takes."""
    maps = []
    for surface, name in (("ravine", "momentum"), ("saddle", "adam"), ("network", "nesterov")):
        race = optimisers.run(Optimisers(surface=surface, race_steps=200, **tuned(surface)))
        low1, high1, low2, high2 = race.surface.bounds
        # Orange on blue hills.
        heights = np.abs(surfaces.relief(surface, 56, 56)) * 0.7
        w1, w2 = race.racers[name].path.weights.T
        columns, rows = (w1 - low1) / (high1 - low1) * 55, (high2 - w2) / (high2 - low2) * 55
        heights[rows.round().astype(int).clip(0, 55), columns.round().astype(int).clip(0, 55)] = -1
        maps.append(heights)
    return figures.sheet(np.stack(maps), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _overfitting(theme: str) -> np.ndarray:
    """Training loss (blue) and, orange above it, the gap to the validation loss: without a cure, with dropout, with L2."""
    sheets = []
    for name in ("noise", "dropout", "weight_decay"):
        run = overfitting.run(OVERFITTING[name]).film.run
        train, held = (run.loss[part, np.linspace(0, len(run.penalty) - 1, 112).astype(int)] for part in (0, 1))
        heights = np.linspace(1.2, 0, 112)[:, None]
        sheets.append(np.where(heights <= train, 0.8, np.where(heights <= held, -0.8, 0)))
    return figures.sheet(np.stack(sheets), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _vanishing_gradients(theme: str) -> np.ndarray:
    """Every neuron's gradient, layer by layer from left to right: it vanishes on its way to the left, passes, explodes."""
    examples = ("sigmoid", "pytorch"), ("relu", "he"), ("tanh", "normal")
    networks = [VanishingGradients(depth=28, width=28, activation=f, initialisation=w) for f, w in examples]
    maps = [vanishing_gradients.deltas(settings).T for settings in networks]
    # Roots, since seventeen powers of ten would leave all but one layer grey.
    return figures.sheet(np.stack([np.sign(m) * (np.abs(m) / np.abs(m).max()) ** 0.12 for m in maps]), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _convolution(theme: str) -> np.ndarray:
    """A digit beside what the two Sobel kernels make of it."""
    result = convolution.run(Convolution(input="digit", kernels=("sobel_x", "sobel_y"), padding="1"))
    maps = [result.image[0] * 4, *result.output]
    return figures.sheet(np.stack([m.numpy() for m in maps]), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _pooling(theme: str) -> np.ndarray:
    """A digit, its cells that won their windows, and what max pooling keeps."""
    result = pooling.run(Pooling(input="digit"))
    kept = result.pooled["max"].output.repeat_interleave(2, 1).repeat_interleave(2, 2)
    winners = result.image * result.pooled["max"].gradient
    return figures.sheet(torch.cat([result.image, winners, kept]).numpy(), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _cnn_anatomy(theme: str) -> np.ndarray:
    """A digit on its way through a trained network: as it comes in, one map of the first layer, one of the second."""
    maps = cnn_anatomy.run(CnnAnatomy()).maps
    chosen = [maps["input"][0] - maps["input"].min(), maps["conv_1"][1], maps["conv_2"][12]]
    alike = [torch.nn.functional.interpolate(m[None, None] / m.abs().max(), size=(112, 112))[0, 0].numpy() for m in chosen]
    return figures.sheet(np.stack(alike), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _cnn_from_scratch(theme: str) -> np.ndarray:
    """A digit, one of its feature maps, and the gradient that comes back to its pixels."""
    network = cnn_from_scratch.run(CnnFromScratch()).network
    image, gradient = network.values["conv"][0, 0], network.gradients["conv"][0, 0]
    feature_map = np.pad(network.values["pool"][0, 0].numpy(), 1)
    maps = (image.numpy(), feature_map, gradient.numpy())
    return figures.sheet(np.stack([m / np.abs(m).max() for m in maps]), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _recurrent_cells(theme: str) -> np.ndarray:
    """States of the three trained cells, unit by unit from top to bottom, while they read a sentence from left to right."""
    sentence = "dia memakan apel"
    runs = [
        recurrent_cells.run(RecurrentCells(cell=cell, weights="learned", sentence=sentence)) for cell in ("rnn", "lstm", "gru")
    ]
    return figures.sheet(np.stack([run.passed.values["h"].T for run in runs]), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _sentiment(theme: str) -> np.ndarray:
    """The hidden state, from word to word, of two sentences with the same words in another order, and of one more."""
    view = example.shipped("sentiment")
    model = sentiment.trained(view.specification.parsed(), view.folder)
    texts = ("film is not boring but brilliant", "film is not brilliant but boring", "i thought it was bad really")
    states = [sentiment.run(model, text).states.T for text in texts]  # (hidden_size, words)
    return figures.sheet(np.stack([values.repeat(3, axis=0).repeat(8, axis=1) for values in states]), columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _forecaster(theme: str) -> np.ndarray:
    """What a small RNN forecasts of a sine one step ahead, before its training, on the way, and at the end."""
    film = forecaster.run(Forecaster(hidden_size=6, window_size=8, batch_size=128, epochs=6)).films["rnn"]
    x, y = film.one_step[[0, 2, -1], -112:][:, None], np.linspace(1.25, -1.25, 112)[:, None]
    filled = np.where((np.minimum(x, 0) <= y) & (y <= np.maximum(x, 0)), np.clip(x, -1, 1), 0)
    return figures.sheet(filled, columns=3, pixels=112)


@st.cache_data(show_spinner=False)
def _digit_trainer(theme: str) -> np.ndarray:
    """Test digits of scikit-learn's set, as the trainer's networks see them."""
    images = digit_reader.sample(DigitTrainer().data, 12)
    return figures.sheet(images, columns=6, pixels=56)


PICTURES = {
    "perceptron": _perceptron,
    "activations": _activations,
    "forward_backward": _forward_backward,
    "playground": _playground,
    "optimisers": _optimisers,
    "overfitting": _overfitting,
    "vanishing_gradients": _vanishing_gradients,
    "convolution": _convolution,
    "pooling": _pooling,
    "cnn_anatomy": _cnn_anatomy,
    "cnn_from_scratch": _cnn_from_scratch,
    "recurrent_cells": _recurrent_cells,
    "forecaster": _forecaster,
    "sentiment": _sentiment,
    "digit_trainer": _digit_trainer,
}
