"""Sentiment on IMDB: the curriculum's training loop against Kaca's, in words read per second and time to 86.95 %.

The curriculum pads every review behind its words to 200, and trains batches of 64 in float32; its loop is measured for some
batches of one epoch, and the time of its ten epochs, after which it reports 86.95 %, is extrapolated from them, with no test
counted. Kaca trains as its page does, with the settings of the preset “fast_imdb”, tests included. Words are those of the
reviews, at most 200 each: padding does not count as read. Reading the files and the bag of words are excluded on both sides.
"""

import argparse
import math
import statistics
import tempfile
import time
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
from core.training.worker import give_way_to_the_server

TARGET = 0.8695
WARM_UP = 2  # batches


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


def run_source(ids: np.ndarray, labels: np.ndarray, rows: int, batches: int) -> dict:
    """The curriculum's loop over `batches` of ids (n, 200) and labels (n,): seconds of each, and words read per second."""
    torch.manual_seed(42)
    torch.set_flush_denormal(False)  # as PyTorch starts
    loader = DataLoader(TensorDataset(torch.from_numpy(ids), torch.from_numpy(labels).float()), batch_size=64, shuffle=True)
    model = Source(rows)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=0.001)
    seconds, words, total = [], 0, 0.0
    model.train()
    for number, (inputs, targets) in enumerate(loader):
        if number == WARM_UP + batches:
            break
        begun = time.perf_counter()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item()
        if number >= WARM_UP:
            seconds.append(time.perf_counter() - begun)
            words += int((inputs != 0).sum())
    return {"seconds": seconds, "words_per_second": words / sum(seconds)}


def run_kaca(run: SentimentRun, limit: float, words: float) -> dict:
    """Kaca's events until the target, the last epoch or `limit` seconds; `words` is how many an average review has."""
    begun, history = time.perf_counter(), []
    for event in run.events():
        passed = time.perf_counter() - begun
        if isinstance(event, Epoch):
            history.append((passed, event.test_accuracy))
            print(f"Kaca, epoch {event.epoch}: {event.test_accuracy:.2%} after {passed:.0f} s", flush=True)
        if passed > limit or (history and history[-1][1] >= TARGET):
            break
    return {"history": history, "words_per_second": run.throughput * words if run.training_seconds else 0.0}


def seconds_to(history: list, target: float) -> float:
    """Seconds until the first test of at least `target`; infinite where there was none."""
    return next((seconds for seconds, accuracy in history if accuracy >= target), math.inf)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks sentiment", description=__doc__)
    parser.add_argument("--batches", type=int, default=30, help="of the curriculum's loop to measure (default 30)")
    parser.add_argument("--limit", type=float, default=900, help="seconds after which Kaca's training is stopped")
    parser.add_argument("--texts", type=int, default=40_000, help="training reviews; fewer say little about the target")
    options = parser.parse_args(arguments)
    reference, preset = PRESETS["curriculum"], replace(PRESETS["fast_imdb"], train_texts=options.texts)
    with tempfile.TemporaryDirectory() as folder:
        kaca = SentimentRun(replace(preset, device="cpu"), Path(folder), Stopwatch())
        print(f"bag of words: {kaca.baseline.scores.accuracy:.2%}, trained in {kaca.baseline.seconds:.1f} s", flush=True)
        ids = np.zeros((kaca.train_size, reference.max_length), dtype=np.int64)
        ids[:, : kaca.rows.ids.shape[1]] = kaca.rows.ids  # masked rows are padded behind too, only less
        labels = kaca.labels.numpy()
        theirs = run_source(ids, labels, len(kaca.vocabulary), options.batches)
        their_threads = torch.get_num_threads()
        torch.set_flush_denormal(True)
        give_way_to_the_server()  # as the page's worker process does: a thread less than there are cores
        ours = run_kaca(kaca, options.limit, float((ids != 0).sum()) / len(ids))
    per_batch = statistics.median(theirs["seconds"])
    their_seconds = per_batch * math.ceil(kaca.train_size / 64) * reference.epochs
    our_seconds = seconds_to(ours["history"], TARGET)
    faster = ours["words_per_second"] / theirs["words_per_second"]
    best = max((accuracy for _, accuracy in ours["history"]), default=math.nan)
    sooner = f"{their_seconds / our_seconds:.1f}" if math.isfinite(our_seconds) else ""
    report(
        "sentiment",
        ("", "curriculum", "Kaca", "ratio"),
        [
            ("training, words/s", f"{theirs['words_per_second']:,.0f}", f"{ours['words_per_second']:,.0f}", f"{faster:.1f}"),
            (f"time to {TARGET:.2%}, s (curriculum extrapolated)", f"{their_seconds:,.0f}", f"{our_seconds:,.0f}", sooner),
            ("test accuracy (curriculum as it reports)", f"{TARGET:.2%}", f"{best:.2%}", ""),
        ],
        ratio=round(faster, 2),
        seconds_to_target={"curriculum_extrapolated": round(their_seconds), "kaca": _finite(our_seconds)},
        words_per_second={"curriculum": round(theirs["words_per_second"]), "kaca": round(ours["words_per_second"])},
        seconds_per_batch_of_64=round(per_batch, 3),
        batches=options.batches,
        training_texts=kaca.train_size,
        bag_of_words=round(kaca.baseline.scores.accuracy, 4),
        target=TARGET,
        threads={"curriculum": their_threads, "kaca": torch.get_num_threads()},
        excluded="reading the files, the bag of words, the curriculum's tests",
    )


def _finite(value: float) -> float | None:
    return round(value, 1) if math.isfinite(value) else None
