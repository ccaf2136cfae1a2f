"""Sentiment on IMDB: the curriculum's training loop against Kaca's, in words read per second and time to 86.95 %.

The curriculum pads every review behind its words to 200, and trains batches of 64 in float32. Kaca trains as its page does: the
curriculum's network once, masked and in large batches, to compare like with like; and the page's preset “fast_imdb”, a smaller
network that reaches the same accuracy. The three take turns for some batches; medians count. Words are those of the reviews, at
most 200 each: padding does not count as read.

Then the preset trains to the target, tests included. The curriculum's time is extrapolated: its median batch, ten epochs, after
which it reports 86.95 %, no test counted. Reading the files and the bag of words are excluded on both sides.
"""

import argparse
import math
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.report import report
from core.settings.schema import replace
from core.settings.sentiment import PRESETS
from core.training.events import Epoch
from core.training.run import Stopwatch
from core.training.sentiment import SentimentRun
from core.training.worker import NICENESS, give_way_to_the_server

TARGET = 0.8695
TEXTS = 1_024  # read by each side in a turn
LIKE_THE_CURRICULUM = replace(PRESETS["curriculum"], pad_mode="bucket", batch_size=256)


class Source(nn.Module):
    """The curriculum's network, in its own words."""

    def __init__(self, vocab_size: int, embedding_dim: int = 128, hidden_dim: int = 128):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, batch_first=True)
        self.fc = nn.Linear(hidden_dim, 1)

    def forward(self, x):
        _, (hidden, _) = self.lstm(self.embedding(x))
        return self.fc(hidden[-1]).squeeze(1)


def source_steps(ids: np.ndarray, labels: np.ndarray, rows: int) -> Iterator[tuple[float, int]]:
    """The curriculum's loop over ids (n, 200) and labels (n,), again and again: (seconds, words) of each batch."""
    torch.manual_seed(42)
    loader = DataLoader(TensorDataset(torch.from_numpy(ids), torch.from_numpy(labels).float()), batch_size=64, shuffle=True)
    model = Source(rows)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=0.001)
    model.train()
    while True:
        total = 0.0
        for inputs, targets in loader:
            begun = time.perf_counter()
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item()
            yield time.perf_counter() - begun, int((inputs != 0).sum())


def kaca_steps(run: SentimentRun) -> Iterator[tuple[float, int]]:
    """The same of Kaca's loop, which leaves its losses on the device until somebody is to see them."""
    run.model.train()
    while True:
        for batch in run.batches():
            begun = time.perf_counter()
            run.take_step(batch)
            yield time.perf_counter() - begun, int(run.rows.lengths[batch].sum())


def take_turns(sides: dict[str, Iterator[tuple[float, int]]], batches: dict[str, int], threads: dict, rounds: int) -> dict:
    """Of each side, by name: median words per second and median seconds of a batch. The first turn of each warms it up."""
    speeds, seconds = {name: [] for name in sides}, {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, steps in sides.items():
            torch.set_num_threads(threads[name])
            torch.set_flush_denormal(name != "curriculum")
            taken = [next(steps) for _ in range(batches[name])]
            if turn:
                speeds[name].append(sum(words for _, words in taken) / sum(time for time, _ in taken))
                seconds[name] += [time for time, _ in taken]
    return {name: (statistics.median(speeds[name]), statistics.median(seconds[name])) for name in sides}


def run_kaca(run: SentimentRun, limit: float) -> list[tuple[float, float]]:
    """(seconds, accuracy) of Kaca's tests until the target, the last epoch or `limit` seconds."""
    begun, history = time.perf_counter(), []
    for event in run.events():
        passed = time.perf_counter() - begun
        if isinstance(event, Epoch):
            history.append((passed, event.test_accuracy))
            print(f"Kaca, epoch {event.epoch}: {event.test_accuracy:.2%} after {passed:.1f} s", flush=True)
        if passed > limit or (history and history[-1][1] >= TARGET):
            break
    return history


def seconds_to(history: list, target: float) -> float:
    """Seconds until the first test of at least `target`; infinite where there was none."""
    return next((seconds for seconds, accuracy in history if accuracy >= target), math.inf)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks sentiment", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help=f"turns of {TEXTS} reviews for each side (default 7)")
    parser.add_argument("--limit", type=float, default=600, help="seconds after which Kaca's training is stopped")
    parser.add_argument("--texts", type=int, default=40_000, help="training reviews; fewer say little about the target")
    options = parser.parse_args(arguments)
    settings = {"same": LIKE_THE_CURRICULUM, "preset": PRESETS["fast_imdb"]}
    threads = {"curriculum": torch.get_num_threads()}
    with tempfile.TemporaryDirectory() as folder:
        give_way_to_the_server()  # as the page's worker process does
        runs = {}
        for name in settings:
            wanted = replace(settings[name], train_texts=options.texts, device="cpu")
            runs[name] = SentimentRun(wanted, Path(folder, name), Stopwatch())
            threads[name] = torch.get_num_threads()
        kaca = runs["preset"]
        print(f"bag of words: {kaca.baseline.scores.accuracy:.2%}, trained in {kaca.baseline.seconds:.1f} s", flush=True)
        ids = np.zeros((kaca.train_size, PRESETS["curriculum"].max_length), dtype=np.int64)
        ids[:, : kaca.rows.ids.shape[1]] = kaca.rows.ids  # masked rows are padded behind too, only less
        source = source_steps(ids, kaca.labels.numpy(), len(kaca.vocabulary))
        sides = {"curriculum": source} | {name: kaca_steps(run) for name, run in runs.items()}
        batches = {"curriculum": TEXTS // 64} | {name: TEXTS // run.settings.batch_size for name, run in runs.items()}
        found = take_turns(sides, batches, threads, options.rounds)
        fresh = SentimentRun(kaca.settings, Path(folder, "whole"), Stopwatch())
        history = run_kaca(fresh, options.limit)
    speeds = {name: speed for name, (speed, _) in found.items()}
    per_batch = found["curriculum"][1]
    their_seconds = per_batch * math.ceil(kaca.train_size / 64) * PRESETS["curriculum"].epochs
    our_seconds = seconds_to(history, TARGET)
    ratios = {name: speed / speeds["curriculum"] for name, speed in speeds.items()}
    best = max((accuracy for _, accuracy in history), default=math.nan)
    reached = math.isfinite(our_seconds)
    report(
        "sentiment",
        ("", "curriculum", "its network, Kaca's loop", "Kaca's preset"),
        [
            ("training, words/s", *(f"{speed:,.0f}" for speed in speeds.values())),
            ("times the curriculum's", *(f"{ratio:.1f}" for ratio in ratios.values())),
            (f"time to {TARGET:.2%}, s", f"{their_seconds:,.0f} (extrapolated)", "", f"{our_seconds:,.1f}"),
            ("test accuracy", f"{TARGET:.2%} (reported)", "", f"{best:.2%}"),
        ],
        ratio=round(ratios["preset"], 2),
        ratio_same_network=round(ratios["same"], 2),
        words_per_second={name: round(speed) for name, speed in speeds.items()},
        seconds_to_target={
            "curriculum_extrapolated": round(their_seconds),
            "kaca": round(our_seconds, 1) if reached else None,
        },
        test_accuracy=round(best, 4),
        seconds_per_batch_of_64=round(per_batch, 3),
        rounds=options.rounds,
        texts_per_turn=TEXTS,
        training_texts=kaca.train_size,
        bag_of_words=round(kaca.baseline.scores.accuracy, 4),
        target=TARGET,
        threads=threads | {"cores": os.cpu_count()},
        niceness=NICENESS,
        excluded="reading the files, the bag of words, the curriculum's tests",
    )
