"""No label missing, none orphaned, and both languages fill in the same numbers."""

import re
import string
from pathlib import Path

import pytest

from core.settings.schema import Choice, Several, Text, knobs
from tests.pages.app import settings_module
from ui.labels import LANGUAGES, catalogue, lesson
from ui.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_languages_have_the_same_keys_and_placeholders():
    english, indonesian = catalogue("en"), catalogue("id")
    assert english.keys() == indonesian.keys()
    for key in english:
        assert placeholders(english[key]) == placeholders(indonesian[key]), key


def needed():
    """Every key the code can ask for."""
    source = "\n".join(path.read_text() for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py"))
    yield from re.findall(r"say\(\s*\"([\w.]+)\"", source)
    yield from re.findall(r"\"((?:ui|job|training|trainer|reader)\.\w+)\"", source)
    raised = "\n".join(path.read_text() for path in (ROOT / "core").rglob("*.py"))
    yield from (f"error.{key}" for key in re.findall(r"LearnerError\(\s*\"([\w.]+)\"", raised))
    for page in PAGES:
        yield from (f"page.{page.name}.{part}" for part in ("title", "sentence", "card"))
        yield f"section.{page.section}"
        yield from (f"preset.{page.name}.{name}" for name in settings_module(page.name).PRESETS)
        for name, mission in settings_module(page.name).MISSIONS.items():
            yield from (f"mission.{page.name}.{name}.{part}" for part in ("title", "question", "after"))
            yield from (f"mission.{page.name}.{name}.options.{option}" for option in mission.options)
        for name, knob in knobs(settings_module(page.name).DEFAULTS).items():
            stem = name.rstrip("_0123456789")
            if isinstance(knob, (Choice, Several)):
                codes = [code for code in knob.options if isinstance(code, str) and not code.isdigit()]
                yield from (f"option.{stem}.{code}" for code in codes)
            if not isinstance(knob, Text) and name != "filter":
                yield f"knob.{stem}"


def test_no_key_is_missing():
    missing = set(needed()) - catalogue("en").keys()
    assert not missing


def test_no_key_is_orphaned():
    """Every key is asked for literally, or belongs to a family that code asks for by its parts."""
    families = (
        "option.",
        "help.",
        "preset.",
        "mission.",
        "architecture.",
        "view.",
        "component.",
        "job.",
        "training.",
        "convolution.",
    )
    orphans = {key for key in catalogue("en") if not key.startswith(families)} - set(needed())
    source = "\n".join(path.read_text() for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py"))
    dynamic = {"ui.height", "ui.width"}
    assert {key for key in orphans - dynamic if key.rpartition(".")[2] not in source} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_lessons_are_lessons(page, language):
    words = re.findall(r"\w+", lesson(page, language))
    assert 280 <= len(words) <= 750, f"{len(words)} words"


def test_no_emoji_in_labels():
    for language in LANGUAGES:
        for key, sentence in catalogue(language).items():
            assert not re.search(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]", sentence), key
