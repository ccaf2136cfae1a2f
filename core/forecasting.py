"""Networks that predict the next value of a series from a window of those before it, and how they are trained."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.recurrent import MODULES

KINDS = (*MODULES, "dense")
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8  # PyTorch's own


@dataclass(frozen=True)
class Recipe:
    """All that decides a training but the series. `batch_size` 0 is all windows at once; `clip` 0 leaves gradients as they are.

    A dense network has `hidden_size` tanh neurons in each of `num_layers` hidden layers.
    """

    kind: str
    hidden_size: int
    num_layers: int
    window: int
    learning_rate: float
    batch_size: int
    clip: float
    seed: int


class Recurrent(nn.Module):
    """A recurrent network reads the window step by step; a linear layer makes the forecast of its last hidden state."""

    def __init__(self, kind: str, hidden_size: int, num_layers: int):
        super().__init__()
        self.kind = kind
        self.recurrent = MODULES[kind](1, hidden_size, num_layers)
        self.output = nn.Linear(hidden_size, 1)

    def forward(self, windows: Tensor) -> Tensor:
        """(window, n) → (n,). Time comes first: each step's values then lie together, which trains twice as fast."""
        _, state = self.recurrent(windows[..., None])
        h = state[0] if self.kind == "lstm" else state  # (layers, n, hidden)
        return self.output(h[-1])[:, 0]


class Dense(nn.Module):
    """All values of the window at once, each with weights of its own: no memory, no order."""

    def __init__(self, window: int, hidden_size: int, num_layers: int):
        super().__init__()
        sizes = (window, *[hidden_size] * num_layers)
        hidden = [layer for a, b in pairwise(sizes) for layer in (nn.Linear(a, b), nn.Tanh())]
        self.layers = nn.Sequential(*hidden, nn.Linear(hidden_size, 1))

    def forward(self, windows: Tensor) -> Tensor:
        """(window, n) → (n,)."""
        return self.layers(windows.T)[:, 0]

    @property
    def output(self) -> nn.Linear:
        return self.layers[-1]


def build(recipe: Recipe) -> Recurrent | Dense:
    """The network with the first weights that PyTorch gives it after torch.manual_seed(seed).

    Drawn with a generator of their own: PyTorch's is shared by all threads, and so by all learners of a server.
    """
    if recipe.kind == "dense":
        model = Dense(recipe.window, recipe.hidden_size, recipe.num_layers)
    else:
        model = Recurrent(recipe.kind, recipe.hidden_size, recipe.num_layers)
    generator = torch.Generator().manual_seed(recipe.seed)
    for module in model.modules():
        match module:
            case nn.Linear():
                nn.init.kaiming_uniform_(module.weight, a=math.sqrt(5), generator=generator)
                nn.init.uniform_(module.bias, *_within(module.in_features), generator=generator)
            case nn.RNNBase():
                for weights in module.parameters():
                    nn.init.uniform_(weights, *_within(recipe.hidden_size), generator=generator)
    return model


def _within(size: int) -> tuple[float, float]:
    return -1 / math.sqrt(size), 1 / math.sqrt(size)


class Adam:
    """Kingma and Ba, 2015, as torch.optim.Adam computes it. That one loads PyTorch's compiler when it is first made, for which
    the first visitor of a server would wait several seconds.
    """

    def __init__(self, weights: Iterable[nn.Parameter], rate: float):
        self.weights, self.rate, self.t = list(weights), rate, 0
        self.m = [torch.zeros_like(w) for w in self.weights]
        self.v = [torch.zeros_like(w) for w in self.weights]

    @torch.no_grad()
    def step(self) -> None:
        self.t += 1
        rate, unbiased = self.rate / (1 - BETA1**self.t), math.sqrt(1 - BETA2**self.t)
        for w, m, v in zip(self.weights, self.m, self.v, strict=True):
            m.lerp_(w.grad, 1 - BETA1)
            v.mul_(BETA2).addcmul_(w.grad, w.grad, value=1 - BETA2)
            w.addcdiv_(m, (v.sqrt() / unbiased).add_(EPSILON), value=-rate)


def windows_of(x: Tensor, window: int) -> tuple[Tensor, Tensor]:
    """x (n,) → every window (window, n − window), and the value after each (n − window,)."""
    return x.unfold(0, window, 1)[:-1].T.contiguous(), x[window:]


class Training:
    """One network in training: `losses` of every epoch (the mean while it went on), `norms` of every step's gradient, both
    before the step it led to; `diverged` is the step at which the loss was no number any more.
    """

    def __init__(self, recipe: Recipe, x: np.ndarray, device: str = "cpu"):
        """x (n,) float32: what is learned from, scaled."""
        self.recipe = recipe
        self.model = build(recipe).to(device)
        self.windows, self.targets = windows_of(torch.from_numpy(x).to(device), recipe.window)
        self.optimizer = Adam(self.model.parameters(), recipe.learning_rate)
        self.batches = torch.Generator().manual_seed(recipe.seed)
        self.losses: list[float] = []
        self.norms: list[float] = []
        self.loss = math.nan  # of the last step
        self.diverged: int | None = None

    @property
    def parameters(self) -> int:
        return sum(weights.numel() for weights in self.model.parameters())

    def epoch(self) -> Iterator[None]:
        """Every window once, all in one step or in batches drawn anew; comes back after each step."""
        n, size = len(self.targets), self.recipe.batch_size
        total = 0.0
        order = torch.randperm(n, generator=self.batches).to(self.targets.device) if size else None
        for batch in order.split(size) if size else (slice(None),):
            targets = self.targets[batch]
            total += len(targets) * self._step(self.windows[:, batch], targets)
            yield
        self.losses.append(total / n)

    def _step(self, windows: Tensor, targets: Tensor) -> float:
        if self.diverged is not None:
            return math.nan
        loss = F.mse_loss(self.model(windows), targets)
        self.model.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip or math.inf)
        self.optimizer.step()
        self.loss, size = torch.stack([loss.detach(), norm]).tolist()
        self.norms.append(size)
        if not math.isfinite(self.loss + size):
            self.diverged = len(self.norms)
        return self.loss

    def state(self) -> dict:
        """Tensors and plain values: what it takes to go on from here."""
        memory = {"m": self.optimizer.m, "v": self.optimizer.v, "t": self.optimizer.t}
        numbers = {"losses": self.losses, "norms": self.norms, "diverged": self.diverged}
        return {"model": self.model.state_dict(), "batches": self.batches.get_state(), **memory, **numbers}

    def restore(self, state: dict) -> None:
        """Goes on from a `state`, whose tensors are on the CPU."""
        self.model.load_state_dict(state["model"])
        self.batches.set_state(state["batches"])
        for mine, theirs in zip((*self.optimizer.m, *self.optimizer.v), (*state["m"], *state["v"]), strict=True):
            mine.copy_(theirs)
        self.optimizer.t = state["t"]
        self.losses, self.norms, self.diverged = list(state["losses"]), list(state["norms"]), state["diverged"]


@torch.no_grad()
def one_step(model: nn.Module, x: np.ndarray, window: int) -> np.ndarray:
    """Forecasts (n − window,) of x[window:], each from the true values before it."""
    device = model.output.weight.device
    windows = torch.from_numpy(x).to(device).unfold(0, window, 1)[:-1].T.contiguous()
    return model(windows).cpu().numpy()


@torch.no_grad()
def free_running(model: nn.Module, x: np.ndarray, horizon: int) -> np.ndarray:
    """Forecasts (horizon,) of what follows the window x: each is appended to the window as if it were true."""
    values = x.tolist()
    if isinstance(model, Dense):
        for _ in range(horizon):
            values.append(model(torch.tensor(values[-len(x) :])[:, None].to(model.output.weight.device)).item())
        return np.array(values[len(x) :], dtype=np.float32)
    return _free_running(model, values, horizon)


def _free_running(model: Recurrent, values: list[float], horizon: int) -> np.ndarray:
    """Each window starts from a state of zeros, yet no value is read twice as often as there are steps: at one moment all the
    windows that contain it read it together, as a batch. Window number j has row j mod window.
    """
    window, cell = len(values), model.recurrent
    weights = model.output.weight
    h = weights.new_zeros(cell.num_layers, window, cell.hidden_size)
    state = (h, h.clone()) if model.kind == "lstm" else h
    parts = state if model.kind == "lstm" else (state,)
    for t in range(window + horizon - 1):
        row = t % window
        for part in parts:
            part[:, row] = 0  # a window begins here
        x = weights.new_full((1, window, 1), values[t])
        out, state = cell(x, state)
        parts = state if model.kind == "lstm" else (state,)
        if t >= window - 1:
            values.append(model.output(out[0, (t + 1) % window]).item())
    return np.array(values[window:], dtype=np.float32)
