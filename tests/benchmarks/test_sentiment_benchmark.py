import math

import numpy as np
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
    kaca = sentiment.LIKE_THE_CURRICULUM
    same = ("embedding_dim", "hidden_size", "cell", "num_layers", "bidirectional", "vocabulary", "max_length", "data")
    assert all(getattr(kaca, name) == getattr(PRESETS["curriculum"], name) for name in same)


def test_the_source_counts_words_and_no_padding():
    ids = np.zeros((64 * 4, 200), dtype=np.int64)
    ids[:, :10] = 5
    steps = sentiment.source_steps(ids, np.zeros(256), 10)
    taken = [next(steps) for _ in range(5)]
    assert [words for _, words in taken] == [640] * 5 and all(seconds > 0 for seconds, _ in taken)


def test_medians_of_the_turns_count_and_not_the_first():
    fast, slow = ((seconds, 100) for seconds in (9, 9, 1, 1, 2, 2, 1, 1)), ((10.0, 100) for _ in range(4))
    sides = {"preset": iter(fast), "curriculum": iter(slow)}
    found = sentiment.take_turns(sides, {"preset": 2, "curriculum": 1}, dict.fromkeys(sides, 1), 3)
    assert found == {"preset": (100, 1), "curriculum": (10, 10)}


def test_kaca_stops_at_the_target_or_the_limit(tmp_path, monkeypatch):
    settings = Sentiment(device="cpu", train_texts=500, epochs=3)
    run = SentimentRun(settings, tmp_path / "limit", Stopwatch())
    assert sentiment.run_kaca(run, 0.0) == []
    monkeypatch.setattr(sentiment, "TARGET", 0.1)
    run = SentimentRun(replace(settings, seed=1), tmp_path / "target", Stopwatch())
    assert len(sentiment.run_kaca(run, math.inf)) == 1
    steps = sentiment.kaca_steps(run)
    assert sum(words for _, words in (next(steps) for _ in range(run.steps_per_epoch))) == run.rows.lengths.sum()
    assert sentiment.seconds_to([(3.0, 0.5), (5.0, 0.9), (9.0, 0.95)], 0.8) == 5.0
    assert sentiment.seconds_to([], 0.8) == math.inf
