"""Training a network to tell praise from blame: settings go in, events come out."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler

from core import bag_of_words
from core.data.texts import TextData, load
from core.devices import choose
from core.sentiment import SentimentNetwork
from core.settings.sentiment import Sentiment
from core.text import PADDING, UNKNOWN, Rows, Vocabulary, pad, tokens
from core.threads import cores, denormals_flushed, pool
from core.training import sentiment_report as report
from core.training.checkpoint import WEIGHTS, write
from core.training.events import Event
from core.training.run import Evaluation, Run, Stopwatch, Taken, run_events
from core.training.speed import multiplies_bfloat16, prepare_thread
from core.weights import save_weights

BUCKET = 50  # batches whose texts are sorted by length before they are cut apart
TEST_BATCH = 256
PART = 64  # texts of a batch that one core reads at a time
LARGE_PRODUCTS = 64 * 32  # texts read at a time × hidden size

T = TypeVar("T")


def train(settings: Sentiment, folder: Path) -> Iterator[Event]:
    """Trains the network of `settings`, leaving in `folder` after each epoch checkpoint.pt, weights.safetensors and report.json
    (core.training.sentiment_report), and from the start vocabulary.json and baseline.safetensors.

    Paused, cancelled, resumed and repeated like core.training.digits.train, and ended by the same events.
    """
    yield from run_events(SentimentRun, settings, folder)


def build(settings: Sentiment, rows: int) -> SentimentNetwork:
    """The network of `settings` for an embedding table of `rows`."""
    s = settings
    shape = (s.embedding_dim, s.hidden_size, s.cell, s.num_layers, s.bidirectional, s.dropout, s.readout)
    return SentimentNetwork(rows, *shape)


class SentimentRun(Run):
    """A training run on texts."""

    def __init__(self, settings: Sentiment, folder: Path, watch: Stopwatch):
        """Raises LearnerError for missing data and a checkpoint that cannot be used."""
        super().__init__(settings, folder, watch)
        prepare_thread()
        self.device = choose(settings.device)
        self.data = load(settings.data, settings.csv)
        self.data_title = self.data.title
        train, test = _chosen(self.data, settings)
        self.train_size, self.test_size = len(train), len(self.data.test_texts)
        self.steps_per_epoch = -(-self.train_size // settings.batch_size)
        words = [tokens(text) for text in train]
        test_words = [tokens(text) for text in test]
        self.vocabulary = Vocabulary.of(words, settings.vocabulary)
        labels = self.data.train_labels[: self.train_size]
        self.rows = self._encode(words)
        self.test_rows = self._encode(test_words)
        self.labels = self._tensor(labels).float()
        self.baseline = report.Baseline.fit(words, labels, test_words, self.data.test_labels, self.vocabulary)

        torch.manual_seed(settings.seed)
        self.model = build(settings, len(self.vocabulary)).to(self.device.code)
        self.optimizer = torch.optim.Adam(self.model.parameters(), settings.learning_rate, fused=True)
        self.schedule = lr_scheduler.ConstantLR(self.optimizer, factor=1.0)
        self.resume()
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / report.VOCABULARY, report.vocabulary_json(self.vocabulary))
        write(folder / report.BASELINE, bag_of_words.to_bytes(self.baseline.bag))

    def batches(self) -> tuple[torch.Tensor, ...]:
        """Random ones; for masked rows of texts about equally long, so that little padding is computed."""
        size, order = self.settings.batch_size, torch.randperm(self.train_size)
        if self.settings.pad_mode != "bucket":
            return order.split(size)
        lengths = torch.from_numpy(self.rows.lengths)
        pools = (pool[lengths[pool].argsort(stable=True)] for pool in order.split(BUCKET * size))
        batches = [batch for pool in pools for batch in pool.split(size)]
        return tuple(batches[i] for i in torch.randperm(len(batches)).tolist())

    def take_step(self, batch: torch.Tensor) -> Taken:
        parts = batch.split(PART if self.device.code == "cpu" else len(batch))
        learned = self._at_once(partial(self._learn, len(batch)), self._examples, parts)
        losses, correct, gradients = zip(*learned, strict=True)
        for weights, of_parts in zip(self.model.parameters(), zip(*gradients, strict=True), strict=True):
            weights.grad = sum(of_parts[1:], of_parts[0])
        self.optimizer.step()
        return Taken(sum(losses), sum(correct), self.settings.learning_rate)

    def _examples(self, part: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """ids, lengths and labels of the texts numbered in `part`, some words hidden."""
        ids, lengths = self._batch(self.rows, part)
        if self.settings.word_dropout:
            hidden = torch.rand(ids.shape, device=ids.device) < self.settings.word_dropout
            ids = ids.masked_fill(hidden & (ids != PADDING), UNKNOWN)
        return ids, lengths, self.labels[part.to(self.labels.device)]

    def _learn(
        self, texts: int, ids: torch.Tensor, lengths: torch.Tensor, labels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, tuple[torch.Tensor, ...]]:
        """What a part adds to the mean loss of a batch of `texts`, its correct answers, and what it adds to the gradients."""
        with denormals_flushed():
            with self._precision():
                logits = self.model(ids, lengths).float()
            loss = F.binary_cross_entropy_with_logits(logits, labels, reduction="sum") / texts
            gradients = torch.autograd.grad(loss, tuple(self.model.parameters()))
        return loss.detach(), ((logits.detach() > 0) == (labels > 0)).sum(), gradients

    def _at_once(
        self, function: Callable[..., T], prepare: Callable[[torch.Tensor], tuple], parts: Sequence[torch.Tensor]
    ) -> Iterable[T]:
        """function(*prepare(part)) of each part in its order, on all cores where that makes no difference: while dropout
        draws random numbers, their order must not depend on which core is quicker.
        """
        alone = len(parts) == 1 or (self.settings.dropout and self.model.training)
        prepared = map(prepare, parts)
        return itertools.starmap(function, prepared) if alone else pool().map(lambda part: function(*part), prepared)

    def _logits(self, rows: Rows) -> Iterator[tuple[np.ndarray, torch.Tensor]]:
        """(numbers of the texts, their logits) batch by batch, those of about equal length together."""
        self.model.eval()
        batches = torch.from_numpy(rows.lengths).argsort(stable=True).split(TEST_BATCH)
        for some in range(0, len(batches), cores()):
            now = batches[some : some + cores()]
            yield from zip(now, self._at_once(self._read, partial(self._batch, rows), now), strict=True)

    @torch.inference_mode()
    def _read(self, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        with self._precision():
            return self.model(ids, lengths).float().cpu()

    def test(self) -> Iterator[Evaluation | None]:
        logits = torch.empty(self.test_size)
        for batch, values in self._logits(self.test_rows):
            logits[batch] = values
            yield None
        labels = torch.from_numpy(self.data.test_labels)
        loss = F.binary_cross_entropy_with_logits(logits, labels.float()).item()
        self.report = report.of(logits.numpy(), self.data, self.baseline)
        yield report.evaluation(logits.numpy(), self.data.test_labels, loss)

    def save_files(self) -> None:
        write(self.folder / WEIGHTS, save_weights(self.model, self.settings))
        write(self.folder / report.REPORT, report.to_json(self.report))

    def _encode(self, words: list[list[str]]) -> Rows:
        return pad([self.vocabulary.encode(text) for text in words], self.settings.max_length, self.settings.pad_mode)

    def _batch(self, rows: Rows, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """ids (batch, time) only as wide as the longest needs, and lengths (batch,)."""
        batch = batch.numpy()  # NumPy would take a tensor with one number for that number
        lengths = rows.lengths[batch]
        return self._tensor(rows.ids[batch, : lengths.max()]), self._tensor(lengths)

    def _tensor(self, values: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(self.device.code)

    def _precision(self) -> torch.autocast:
        """bfloat16 where the processor multiplies it itself and the products are large enough to gain by it."""
        large = min(self.settings.batch_size, PART) * self.settings.hidden_size >= LARGE_PRODUCTS
        able = self.device.code == "cpu" and large and multiplies_bfloat16()
        # Without its cache, which all threads share and the first to be ready empties: sums would depend on who that is.
        return torch.autocast(self.device.code, torch.bfloat16, enabled=able, cache_enabled=False)


def _chosen(data: TextData, settings: Sentiment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return data.train_texts[: settings.train_texts], data.test_texts
