"""Trains a network to tell praise from blame, exactly as Kaca's page does: same settings, same seed, same numbers; beside it a
bag of words. IMDB is read from the folder that the environment variable KACA_DATA names; your own texts from the file csv."""

import csv as csv_files
import gzip
import hashlib
import itertools
import math
import os
import re
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from torch import nn

# --- settings ---
data = "mini"
csv = ""  # for data = "csv": a file of text,label below that headline
train_texts = 40_000
vocabulary = 10_000
max_length = 200
pad_mode = "bucket"
word_dropout = 0.05
cell = "lstm"
embedding_dim = 8
hidden_size = 16
num_layers = 1
bidirectional = False
readout = "last"
dropout = 0.0
learning_rate = 0.01
batch_size = 32
epochs = 6
seed = 0
device = "auto"
sentence = "The plot is not bad at all!"
# --- end of settings ---

PADDING, UNKNOWN = 0, 1
PART = 64  # texts of a batch read at a time: Kaca reads several parts at once, one on each core
GRAMMAR = {
    "en": {
        "s": ["film", "movie", "story", "plot", "acting", "music", "script", "cast", "dialogue", "ending"],
        "i": ["very", "really", "truly", "simply", "absolutely"],
        "d": ["the", "this"],
        "v": ["is", "was"],
        "good": ["good", "great", "wonderful", "brilliant", "charming", "superb", "lovely", "excellent", "fine", "touching"],
        "bad": ["bad", "awful", "terrible", "boring", "dull", "weak", "clumsy", "horrible", "ugly", "stupid"],
        "templates": {
            "{d} {s} {v} {p}": 80,
            "{d} {s} {v} {i} {p}": 220,
            "what a {i} {p} {s}": 180,
            "{d} {s} {v} not {n}": 60,
            "{d} {s} {v} not {n} at all": 50,
            "i would not say that {d} {s} {v} {n}": 40,
            "{d} {s} {v} not {n} but {p}": 80,
            "{d} {s} {v} not only {p} but {q}": 40,
            "{d} {s} {v} {p} and not {n}": 70,
            "{d} {s} {v} never {n} and always {p}": 40,
            "everyone said {d} {s} {v} {n} but it {v} {p}": 60,
            "{d} {s} seemed {n} at first but became {p}": 60,
        },
    },
    "id": {
        "s": ["filmnya", "film ini", "ceritanya", "cerita ini", "alurnya", "aktingnya", "musiknya", "naskahnya", "dialognya"],
        "i": ["sangat", "sungguh", "amat", "begitu", "memang"],
        "good": ["bagus", "hebat", "indah", "memukau", "menarik", "menyentuh", "keren", "cemerlang", "asyik", "mantap"],
        "bad": ["buruk", "payah", "jelek", "membosankan", "hambar", "kaku", "lemah", "mengecewakan", "kacau", "norak"],
        "templates": {
            "{s} {p}": 80,
            "{s} {i} {p}": 220,
            "wah {s} {i} {p} sekali": 180,
            "{s} tidak {n}": 60,
            "{s} sama sekali tidak {n}": 50,
            "menurut saya {s} tidak bisa dibilang {n}": 40,
            "{s} tidak {n} melainkan {p}": 80,
            "{s} bukan hanya {p} tetapi juga {q}": 40,
            "{s} {p} dan tidak {n}": 70,
            "{s} tidak pernah {n} dan selalu {p}": 40,
            "kata orang {s} {n} tetapi ternyata {p}": 60,
            "{s} awalnya {n} tetapi kemudian {p}": 60,
        },
    },
}


def mini_corpus():
    """(text, class) to train on and to test on: every sentence has a twin in which good and bad words change places."""
    parts = [], []
    for words in GRAMMAR.values():
        for template, count in words["templates"].items():
            letters = [letter for letter in "sidvpqn" if f"{{{letter}}}" in template]
            twins = []
            for chosen in itertools.product(*(range(len(words.get(letter, words["good"]))) for letter in letters)):
                at = dict(zip(letters, chosen, strict=True))
                if "q" in at and at["p"] == at["q"]:
                    continue
                pair = []
                for own, other in (("good", "bad"), ("bad", "good")):
                    lists = {**words, "p": words[own], "q": words[own], "n": words[other]}
                    pair.append(template.format(**{letter: lists[letter][k] for letter, k in at.items()}))
                twins.append(pair)
            twins.sort(key=lambda pair: shuffled(pair[0]))
            for number, (praise, blame) in enumerate(twins[:count]):
                parts[number % 5 == 0].extend([(praise, 1), (blame, 0)])
    return [sorted(part, key=lambda one: shuffled(one[0][::-1])) for part in parts]


def shuffled(text):
    return hashlib.sha256(text.encode()).digest()


def load():
    """Texts and labels to train on, then those to test on."""
    if data == "mini":
        return tuple(itertools.chain.from_iterable(zip(*part, strict=True) for part in mini_corpus()))
    if data == "imdb":
        with gzip.open(Path(os.environ.get("KACA_DATA", "data")) / "imdb" / "imdb.csv.gz", "rt", newline="") as file:
            rows = [(row["review"], int(row["sentiment"] == "positive")) for row in csv_files.DictReader(file)]
    else:
        with open(csv, newline="", encoding="utf-8-sig") as file:
            rows = [(text.strip(), label.strip()) for text, label in list(csv_files.reader(file))[1:]]
        names = sorted({label for _, label in rows})
        rows = [(text, names.index(label)) for text, label in rows]
    labels = np.array([label for _, label in rows])
    train, test = train_test_split(np.arange(len(rows)), test_size=0.2, random_state=42, stratify=labels)
    return [rows[i][0] for i in train], labels[train], [rows[i][0] for i in test], labels[test]


class Letters(dict):
    """Letters, numbers and their marks stay; everything else becomes a space."""

    def __missing__(self, code):
        letter = chr(code)
        word = unicodedata.category(letter)[0] in "LNM" and not 0xFE00 <= code <= 0xFE0F and code != 0x20E3
        self[code] = letter if word or letter in "'’" else " "
        return self[code]


LETTERS = Letters()


def tokens(text):
    plain = unicodedata.normalize("NFKC", re.sub(r"</?[A-Za-z][^<>]{0,200}>", " ", text)).lower().translate(LETTERS)
    return [word for word in (word.strip("'’") for word in plain.split()) if word and word[0].isalnum()]


def pad(texts):
    """Encoded texts → ids (n, time) and how much of each row is read (n,)."""
    texts = [text[:max_length] for text in texts]
    sizes = np.array([len(text) for text in texts])
    width = max(1, sizes.max()) if pad_mode == "bucket" else max_length
    ids = np.full((len(texts), width), PADDING)
    for row, text in zip(ids, texts, strict=True):
        start = width - len(text) if pad_mode == "pre" else 0
        row[start : start + len(text)] = text
    lengths = np.maximum(sizes, 1) if pad_mode == "bucket" else np.full(len(texts), width)
    return torch.from_numpy(ids), torch.from_numpy(lengths)


class SentimentNetwork(nn.Module):
    def __init__(self, rows):
        super().__init__()
        self.embedding = nn.Embedding(rows, embedding_dim, padding_idx=PADDING)
        between = dropout if num_layers > 1 else 0.0
        self.recurrent = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[cell](
            embedding_dim, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional, dropout=between
        )
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size * (2 if bidirectional else 1), 1)

    def forward(self, ids, lengths):
        """(batch, time), (batch,) → logits (batch,)."""
        vectors = self.embedding(ids)  # (batch, time, embedding_dim)
        if bidirectional and bool((lengths != ids.shape[1]).any()):
            packed = nn.utils.rnn.pack_padded_sequence(vectors, lengths.cpu(), batch_first=True, enforce_sorted=False)
            states, _ = nn.utils.rnn.pad_packed_sequence(self.recurrent(packed)[0], batch_first=True, total_length=ids.shape[1])
        else:
            states = self.recurrent(vectors)[0]  # (batch, time, features)
        inside = (torch.arange(ids.shape[1], device=ids.device) < lengths[:, None])[:, :, None]
        if readout == "mean":
            state = (states * inside).sum(1) / lengths[:, None]
        elif readout == "max":
            state = states.masked_fill(~inside, -torch.inf).amax(1)
        else:
            state = states[torch.arange(len(states), device=ids.device), lengths - 1]
            if bidirectional:  # backwards, the first word is read last
                state = torch.cat([state[:, :hidden_size], states[:, 0, hidden_size:]], dim=1)
        return self.output(self.dropout(state)).squeeze(1)


def shares_of(lengths):
    """The batches of one epoch: random ones; for masked rows of texts about equally long."""
    order = torch.randperm(len(lengths))
    if pad_mode != "bucket":
        return order.split(batch_size)
    pools = (pool[lengths[pool].argsort(stable=True)] for pool in order.split(50 * batch_size))
    batches = [batch for pool in pools for batch in pool.split(batch_size)]
    return [batches[i] for i in torch.randperm(len(batches)).tolist()]


def train():
    torch.set_flush_denormal(True)  # numbers too small for full precision slow a processor down and change nothing
    # Like Kaca, leave one core to others; how sums are shared out among threads shows in their last digits.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    torch.set_num_threads(max(1, min(torch.get_num_threads(), cores - 1)))
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    code = device if device != "auto" else "cuda" if cuda else "mps" if mps else "cpu"
    # Large products are computed in bfloat16 where the processor can: half the bytes, the same network.
    short = any(torch.cpu.get_capabilities().get(kind) for kind in ("avx512_bf16", "amx_bf16"))
    short = short and code == "cpu" and min(batch_size, PART) * hidden_size >= 64 * 32

    texts, labels, test_texts, test_labels = load()
    words, test_words = [tokens(text) for text in texts[:train_texts]], [tokens(text) for text in test_texts]
    labels, test_labels = np.array(labels[:train_texts]), np.array(test_labels)
    counts = Counter(word for text in words for word in text)
    kept = sorted(counts, key=lambda word: (-counts[word], word))[:vocabulary]
    number = {word: n for n, word in enumerate(kept, start=2)}

    def encode(texts):
        return [[number.get(word, UNKNOWN) for word in text] for text in texts]

    counting = TfidfVectorizer(analyzer=list, vocabulary=kept)
    bag = LogisticRegression(max_iter=1000).fit(counting.fit_transform(words), labels)
    print(f"bag of words test {bag.score(counting.transform(test_words), test_labels):.4f}", flush=True)

    (ids, lengths), (test_ids, test_lengths) = pad(encode(words)), pad(encode(test_words))
    targets = torch.from_numpy(labels).float().to(code)
    torch.manual_seed(seed)
    model = SentimentNetwork(len(kept) + 2).to(code)
    optimiser = torch.optim.Adam(model.parameters(), learning_rate, fused=True)

    def logits_of(ids, lengths, batch):
        part = lengths[batch]
        rows = ids[batch, : part.max()].to(code)
        if model.training and word_dropout:
            hidden = torch.rand(rows.shape, device=code) < word_dropout
            rows = rows.masked_fill(hidden & (rows != PADDING), UNKNOWN)
        with torch.autocast(code, torch.bfloat16, enabled=short, cache_enabled=False):
            return model(rows, part.to(code)).float()

    for epoch in range(1, epochs + 1):
        torch.manual_seed(seed + 10_000 * epoch)
        model.train()
        total = correct = 0
        for step, batch in enumerate(shares_of(lengths), start=1 + (epoch - 1) * math.ceil(len(labels) / batch_size)):
            loss = 0.0
            optimiser.zero_grad()
            for part in batch.split(PART if code == "cpu" else len(batch)):
                logits, y = logits_of(ids, lengths, part), targets[part]
                share = F.binary_cross_entropy_with_logits(logits, y, reduction="sum") / len(batch)
                share.backward()  # adds to the gradients of the parts before
                loss += share.item()
                correct += ((logits > 0) == (y > 0)).sum().item()
            if not math.isfinite(loss):
                return print(f"diverged at step {step}: the loss is {loss}")
            optimiser.step()
            total += loss * len(batch)
        model.eval()
        right = 0
        with torch.inference_mode():
            for batch in test_lengths.argsort(stable=True).split(256):
                right += ((logits_of(test_ids, test_lengths, batch).cpu().numpy() > 0) == test_labels[batch]).sum()
        n = len(labels)
        print(f"epoch {epoch} loss {total / n:.4f} train {correct / n:.4f} test {right / len(test_labels):.4f}", flush=True)

    model.cpu()
    with torch.inference_mode():
        print(f"{sentence!r}: p = {model(*pad(encode([tokens(sentence)]))).sigmoid().item():.4f}")


train()
