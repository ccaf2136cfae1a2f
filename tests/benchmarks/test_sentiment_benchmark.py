import math

import numpy as np
import pytest
import torch

from benchmarks import sentiment
from core.settings.schema import replace
from core.settings.sentiment import PRESETS, Sentiment
from core.training.run import Stopwatch
from core.training.sentiment import SentimentRun, build


def test_both_sides_train_the_same_network():
    source, ours = sentiment.Source(100), build(PRESETS["curriculum"], 100)
    ours.load_state_dict(dict(zip(ours.state_dict(), source.state_dict().values(), strict=True)))
    ids = torch.randint(2, 100, (3, 200))
    torch.testing.assert_close(ours.eval()(ids, torch.full((3,), 200)), source(ids))
    kaca = PRESETS["fast_imdb"]
    same = ("embedding_dim", "hidden_size", "cell", "num_layers", "bidirectional", "vocabulary", "max_length", "data")
    assert all(getattr(kaca, name) == getattr(PRESETS["curriculum"], name) for name in same)


def test_the_source_counts_words_and_no_padding():
    ids = np.zeros((64 * 4, 200), dtype=np.int64)
    ids[:, :10] = 5
    run = sentiment.run_source(ids, np.zeros(256), 10, batches=2)
    assert len(run["seconds"]) == 2
    assert run["words_per_second"] * sum(run["seconds"]) == pytest.approx(2 * 64 * 10)


def test_kaca_stops_at_the_target_or_the_limit(tmp_path, monkeypatch):
    settings = Sentiment(device="cpu", train_texts=500, epochs=3)
    run = SentimentRun(settings, tmp_path / "limit", Stopwatch())
    assert sentiment.run_kaca(run, 0.0, 5.0)["history"] == []
    monkeypatch.setattr(sentiment, "TARGET", 0.1)
    run = SentimentRun(replace(settings, seed=1), tmp_path / "target", Stopwatch())
    found = sentiment.run_kaca(run, math.inf, 5.0)
    assert len(found["history"]) == 1 and found["words_per_second"] > 0
    assert sentiment.seconds_to([(3.0, 0.5), (5.0, 0.9), (9.0, 0.95)], 0.8) == 5.0
    assert sentiment.seconds_to([], 0.8) == math.inf
