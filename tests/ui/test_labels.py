"""No label missing, none orphaned, and both languages fill in the same numbers."""

import ast
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


def strings(*folders):
    """Every text in the code of `folders` as a regular expression: an f-string's values stand for any part of a key."""
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    parts = (re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)
                    yield "".join(parts)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield re.escape(node.value)


def of_the_pages():
    """Keys that follow from the table of contents and the settings."""
    for page in PAGES:
        settings = settings_module(page.name)
        yield from (f"page.{page.name}.{part}" for part in ("title", "sentence", "card"))
        yield f"section.{page.section}"
        yield from (f"preset.{page.name}.{name}" for name in settings.PRESETS)
        for name, mission in settings.MISSIONS.items():
            yield from (f"mission.{page.name}.{name}.{part}" for part in ("title", "question", "after"))
            yield from (f"mission.{page.name}.{name}.options.{option}" for option in mission.options)
        for name, knob in knobs(settings.DEFAULTS).items():
            stem = re.sub(r"_\d+$", "", name)
            if isinstance(knob, (Choice, Several)):
                codes = [code for code in knob.options if isinstance(code, str) and not code.isdigit()]
                yield from (f"option.{stem}.{code}" for code in codes)
            if not isinstance(knob, Text) and name not in getattr(settings.DEFAULTS, "looks", ()):
                yield f"knob.{stem}"


def test_no_key_is_missing():
    keys = catalogue("en").keys()
    assert not set(of_the_pages()) - keys
    said = "\n".join(path.read_text() for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py"))
    assert not set(re.findall(r"say\(\s*\"([\w.]+)\"", said)) - keys
    raised = "\n".join(path.read_text() for path in (ROOT / "core").rglob("*.py"))
    assert not {f"error.{key}" for key in re.findall(r"LearnerError\(\s*\"([\w.]+)\"", raised)} - keys


def test_no_key_is_orphaned():
    """Every key is asked for: by a page's settings, by the code's texts, by an error raised, or by a component's JavaScript."""
    words = catalogue("en").keys()
    asked = set(of_the_pages())
    # What these texts could ask for is known exactly, from the settings and from the errors raised.
    exact = ("page.", "section.", "preset.", "mission.", "knob.", "error.")
    said = re.compile("|".join(set(strings("ui", "pages"))))
    asked |= {key for key in words if not key.startswith((*exact, "option.", "help.")) and said.fullmatch(key)}
    # A family of options or helps, such as a layer's kinds, and numbered fields such as knob.width are asked for by name.
    families = {name for name in strings("ui", "pages", "core") if name.isidentifier()} | {key.split(".")[1] for key in asked}
    asked |= {key for key in words if key.startswith(("option.", "help.", "knob.")) and key.split(".")[1] in families}
    raised = re.compile("|".join(set(strings("core", "ui"))))
    asked |= {key for key in words if key.startswith("error.") and raised.fullmatch(key.removeprefix("error."))}
    asked |= {key for key in words if key.startswith("page.home.")}
    for key in words:
        if key.startswith("component."):
            _, component, name = key.split(".", 2)
            files = (ROOT / "assets" / "components").glob("*.js" if component == "player" else f"{component}*.js")
            script = "\n".join(path.read_text(encoding="utf-8") for path in files)
            script += (ROOT / "assets" / "components" / "player.js").read_text(encoding="utf-8")
            stems = {name[: i + 1] for i, letter in enumerate(name) if letter == "_"}
            if re.search(rf"\b{name}\b", script) or any(f"`{stem}${{" in script for stem in stems):
                asked.add(key)
    assert words - asked == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_lessons_are_lessons(page, language):
    words = re.findall(r"\w+", lesson(page, language))
    assert 280 <= len(words) <= 750, f"{len(words)} words"


def test_no_emoji_in_labels():
    for language in LANGUAGES:
        for key, sentence in catalogue(language).items():
            assert not re.search(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]", sentence), key
