"""Short film reviews in English and Indonesian, composed by a grammar so that the order of words decides.

Every sentence has a twin in which good and bad words change places: same pattern, other class. "Not good but bad" and "not
bad but good" hold the same words, so nobody who only counts words can tell them apart.
"""

from __future__ import annotations

import hashlib
import itertools
from functools import cache

# Templates are written for the class they are read in: {p} and {q} are words of that class, {n} is one of the other. The
# number behind a template: how many pairs of twins.
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
TEST_EVERY = 5


@cache
def sentences() -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """The training sentences and the test sentences, each (text, class) with class 1 for praise; twins stay together."""
    train, test = [], []
    for words in GRAMMAR.values():
        for template, twins in words["templates"].items():
            for number, pair in enumerate(_twins(template, words)[:twins]):
                (train if number % TEST_EVERY else test).extend(zip(pair, (1, 0), strict=True))
    # Backwards: by the same order as in _twins, the praise that was chosen there would come first.
    return tuple(tuple(sorted(part, key=lambda one: _shuffled(one[0][::-1]))) for part in (train, test))


def _twins(template: str, words: dict) -> list[tuple[str, str]]:
    """Every (praise, blame) of a template, in an order that looks drawn at random and is the same on every computer."""
    letters = [letter for letter in "sidvpqn" if f"{{{letter}}}" in template]
    slots = [range(len(words.get(letter, words["good"]))) for letter in letters]
    pairs = []
    for chosen in itertools.product(*slots):
        at = dict(zip(letters, chosen, strict=True))
        if at.get("p") == at.get("q") and "q" in at:
            continue  # "not only good but good"
        fillings = []
        for own, other in (("good", "bad"), ("bad", "good")):
            lists = {**words, "p": words[own], "q": words[own], "n": words[other]}
            fillings.append(template.format(**{letter: lists[letter][k] for letter, k in at.items()}))
        pairs.append(tuple(fillings))
    return sorted(pairs, key=lambda pair: _shuffled(pair[0]))


def _shuffled(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
