"""Settings of the forecaster: which series, which network, how it is trained. With the series, the job's specification too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from core.data.series import WAVES
from core.settings.mission import Mission
from core.settings.schema import choice, flag, ladder, number, text

DATA = (*WAVES, "csv")
FULL_BATCH = 2000  # shown as "all"
MOST_ROWS_TEXT = 150_000

SAMPLE = ("data", "csv", "column", "noise_std", "window_size")
TRAINED = ("cell", "race", "hidden_size", "num_layers", "learning_rate", "batch_size", "clip", "seed")


@dataclass(frozen=True)
class Forecaster:
    data: str = choice("sine", DATA)
    csv: str = text(longest=200)
    column: int = choice(0, range(41))  # 0: the last
    noise_std: float = number(0.2, 0.0, 1.0, 0.05)

    cell: str = choice("rnn", ("rnn", "lstm", "gru"))
    race: bool = flag(False)
    hidden_size: int = number(20, 4, 128, 1)
    num_layers: int = number(1, 1, 3, 1)
    window_size: int = number(50, 5, 200, 1)

    learning_rate: float = choice(0.01, ladder(-4, 0))
    epochs: int = number(30, 1, 200, 1)
    batch_size: int = choice(FULL_BATCH, (16, 32, 64, 128, 256, FULL_BATCH))
    clip: float = choice(0.0, (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0))
    seed: int = number(0, 0, 9999, 1)

    # Another run, kept to compare: its settings as the text of a link.
    pinned: str = text()

    # Where the learner looks; changes nothing that is computed.
    horizon: str = text("100", longest=4)
    epoch: str = text(longest=4)
    place: str = text(longest=6)
    view: str = text(longest=8)

    clears: ClassVar[dict[str, tuple[str, ...]]] = {"epoch": (*SAMPLE, *TRAINED), "place": ("data", "csv", "column")}
    # What has a control only while something else is chosen.
    belongs: ClassVar[dict[str, dict[str, Any]]] = {"column": {"data": "csv"}, "noise_std": {"data": "noisy"}}
    looks: ClassVar[tuple[str, ...]] = ("horizon", "epoch", "place", "view")


@dataclass(frozen=True)
class ForecasterJob(Forecaster):
    """What a worker needs: it has not the learner's file, so the column's values come along, separated by commas."""

    values: str = text(longest=MOST_ROWS_TEXT)


DEFAULTS = Forecaster()

# Curriculum 12: 1000 points of the sine on [0, 100], windows of 50, Adam 0.01, 30 epochs of one batch each.
PRESETS: dict[str, Forecaster] = {
    "curriculum_rnn": Forecaster(),
    "curriculum_lstm": Forecaster(cell="lstm", hidden_size=50),
    "curriculum_gru": Forecaster(cell="gru", hidden_size=50),
    "race": Forecaster(race=True, window_size=25, batch_size=128, epochs=20),
    "well_trained": Forecaster(window_size=20, batch_size=128, epochs=10),
    "sum_of_sines": Forecaster(data="sum_of_sines", window_size=25, batch_size=128, epochs=15),
    "damped_sine": Forecaster(data="damped_sine", window_size=20, batch_size=128, epochs=10),
    "sawtooth": Forecaster(data="sawtooth", window_size=20, batch_size=64, epochs=10),
    "noisy": Forecaster(data="noisy", window_size=30, batch_size=128, epochs=20),
    "overshoots": Forecaster(window_size=20, batch_size=128, epochs=10, learning_rate=0.5),
}

MISSIONS: dict[str, Mission] = {
    "drift": Mission(Forecaster(horizon="200"), ("follows", "drifts", "explodes"), "drifts"),
    "short_window": Mission(
        Forecaster(data="noisy", window_size=5, batch_size=128, epochs=20), ("follows", "lost", "both_lost"), "both_lost"
    ),
    "memory": Mission(PRESETS["well_trained"], ("rnn", "dense", "yesterday"), "dense"),
}
