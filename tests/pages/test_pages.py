"""Every page in both languages, with its tabs, and with every control at its extremes."""

import pytest

from core.settings.schema import Text, knobs, replace, to_link
from tests.pages.app import assert_sound, examples, open_page, settings_module, texts
from ui.labels import LANGUAGES, catalogue, lesson
from ui.pages import PAGES

NAMES = [page.name for page in PAGES]

every_language = pytest.mark.parametrize("language", LANGUAGES)
every_page = pytest.mark.parametrize("page", NAMES)


@every_language
def test_home_shows_a_card_per_page(language):
    app = open_page("home", language)
    assert_sound(app)
    words = catalogue(language)
    for page in NAMES:
        assert words[f"page.{page}.card"] in texts(app)
    assert len(app.image) == len(NAMES)


@every_language
@every_page
def test_opens_in_the_language_of_the_link(page, language):
    app = open_page(page, language)
    assert_sound(app)
    words = catalogue(language)
    assert f"# {words[f'page.{page}.title']}" in texts(app)
    assert words[f"page.{page}.sentence"] in texts(app)


@every_language
@every_page
def test_lesson_missions_and_code(page, language):
    app = open_page(page, language)
    labels = catalogue(language)
    tab = f"{page}.tab.{language}"
    app.session_state[tab] = "lesson"
    assert lesson(page, language).strip() in texts(app.run())
    app.session_state[tab] = "code"
    assert "# --- settings ---" in app.run().code[0].value
    assert_sound(app)
    app.session_state[tab] = "missions"
    app.run()
    assert_sound(app)
    for name, mission in settings_module(page).MISSIONS.items():
        key = f"mission.{page}.{name}"
        assert labels[f"{key}.after"] not in texts(app), "the answer waits for a prediction"
        app.session_state[f"{page}.mission.{language}"] = name
        app.run()
        assert app.button(key=f"{key}.go").disabled
        app.radio(key=f"{page}.{key}.prediction.{language}").set_value(mission.answer).run()
        app.button(key=f"{key}.go").click().run()
        assert_sound(app)
        assert labels[f"{key}.after"] in texts(app)
        assert labels["ui.mission_right"] in texts(app)
        assert app.session_state[f"{page}.settings"] == mission.settings


@every_page
def test_presets_and_reset(page):
    app = open_page(page)
    for name, preset in settings_module(page).PRESETS.items():
        examples(app, page).set_value(name).run()
        assert_sound(app)
        assert app.session_state[f"{page}.settings"] == preset
        link = {k: v for k, v in app.session_state["link.published"].items() if k in knobs(preset)}
        assert link == to_link(preset)
    app.button(key=f"{page}.reset").click().run()
    assert app.session_state[f"{page}.settings"] == settings_module(page).DEFAULTS


def extremes(page):
    for name, knob in knobs(settings_module(page).DEFAULTS).items():
        if not isinstance(knob, Text):
            values = knob.extremes()
            yield name, values if isinstance(values[0], str) else (values[0], values[-1])


def adopt(app, page, language, settings):
    """As a learner would who moved every widget on screen to its value in `settings`."""
    app.session_state[f"{page}.settings"] = settings
    for name in knobs(settings):
        if (key := f"{page}.{name}.{language}") in app.session_state:
            value = getattr(settings, name)
            app.session_state[key] = list(value) if isinstance(value, tuple) else value


GROUPS = ("more_training", "more_data", "more_network")  # of controls, one of which can be open


def most_layers(page):
    """The settings of the largest network, of which every layer has controls."""
    fields = knobs(settings_module(page).DEFAULTS)
    return {name: fields[name].maximum for name in ("blocks", "hidden") if name in fields}


@every_language
@every_page
def test_every_control_at_its_extremes(page, language):
    app = open_page(page, language)
    for fold in ("more", "edit_network", "more_training"):
        app.session_state[f"{page}.{fold}.{language}"] = True
    open_group = f"{page}.groups.{language}"
    groups = GROUPS if open_group in app.session_state else ("",)
    names = {name for name, _ in extremes(page)}
    group_of = {}
    chosen_in_picture = getattr(settings_module(page).DEFAULTS, "looks", ())
    for name, values in extremes(page):
        for value in values:
            largest = most_layers(page) if name[-1].isdigit() else {}  # so that every block is drawn
            belongs = getattr(settings_module(page).DEFAULTS, "belongs", {}).get(name, {})
            settings = replace(settings_module(page).DEFAULTS, **largest, **belongs, **{name: value})
            for group in dict.fromkeys((group_of.get(name, groups[0]), *groups)):
                if group:
                    app.session_state[open_group] = group
                adopt(app, page, language, settings)
                app.run()
                assert_sound(app)
                assert getattr(app.session_state[f"{page}.settings"], name) == value
                for other in names:
                    if f"{page}.{other}.{language}" in app.session_state:
                        group_of.setdefault(other, group)
                if name in group_of or name in chosen_in_picture:
                    break
    assert group_of.keys() == names - set(chosen_in_picture), "every setting has a control"


@every_page
def test_language_switch_keeps_every_setting(page):
    settings = next(iter(settings_module(page).MISSIONS.values())).settings
    app = open_page(page, "en", **to_link(settings))
    assert app.session_state[f"{page}.settings"] == settings
    app.segmented_control(key="lang.widget").set_value("id").run()
    assert_sound(app)
    assert app.session_state[f"{page}.settings"] == settings
    assert f"# {catalogue('id')[f'page.{page}.title']}" in texts(app)
