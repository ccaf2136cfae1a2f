"""The playground's page without a browser: its buttons, its folds, files, and bad links."""

import pytest

from core.experiments import kept_run
from core.settings.playground import DEFAULTS, MISSIONS, PRESETS
from core.settings.schema import replace, to_link
from tests.pages.app import assert_sound, open_page
from ui.labels import LANGUAGES, catalogue

PAGE = "playground"
ENGLISH = catalogue("en")


def settings_of(app):
    return app.session_state[f"{PAGE}.settings"]


def press(app, name):
    app.button(key=f"{PAGE}.{name}").click().run()
    assert_sound(app)
    return settings_of(app)


def numbers(app):
    return "".join(element.value for element in app.get("html") if "class='numbers'" in str(element.value))


def test_new_weights_change_nothing_else():
    app = open_page(PAGE, noise="10")
    assert press(app, "new_weights") == replace(DEFAULTS, noise=10, weight_seed=DEFAULTS.weight_seed + 1)
    assert press(app, "new_weights").weight_seed == DEFAULTS.weight_seed + 2


def test_new_weights_of_sixty_four_are_the_next_sixty_four():
    app = open_page(PAGE, **to_link(MISSIONS["luck"].settings))
    assert press(app, "new_weights").weight_seed == DEFAULTS.weight_seed + 64


def test_a_run_is_kept_compared_and_forgotten():
    app = open_page(PAGE)
    kept = press(app, "pin")
    assert kept_run.unpinned(kept.pinned) == DEFAULTS
    app.select_slider(key=f"{PAGE}.learning_rate.en").set_value(0.3).run()
    assert_sound(app)
    assert settings_of(app) == replace(kept, learning_rate=0.3)
    assert press(app, "unpin") == replace(DEFAULTS, learning_rate=0.3)


def test_edits_are_undone():
    app = open_page(PAGE, edits="10.1.1.1:2", epoch="10")
    assert press(app, "clear_edits").edits == ""


def test_another_network_forgets_what_was_typed_into_the_last_one():
    app = open_page(PAGE, edits="10.1.1.1:2", epoch="10", neuron="1")
    app.session_state[f"{PAGE}.groups.en"] = "more_network"
    app.run()
    app.slider(key=f"{PAGE}.hidden.en").set_value(3).run()
    assert_sound(app)
    assert settings_of(app) == replace(DEFAULTS, hidden=3)


def test_own_points_can_all_be_removed():
    app = open_page(PAGE, data="own", own_points="1_2_0~-1_-2_1")
    assert_sound(app)
    assert press(app, "clear_points") == replace(DEFAULTS, data="own")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_missing_is_asked_for(language):
    app = open_page(PAGE, language, data="csv", csv="0123456789ab~trees.csv~oak~elm")
    assert_sound(app)
    assert catalogue(language)["error.csv.missing"].format(name="trees.csv") in [w.value for w in app.warning]
    app = open_page(PAGE, language, data="csv")
    assert catalogue(language)["error.csv.choose"] in [w.value for w in app.warning]


def upload(app, content):
    app.file_uploader(key=f"{PAGE}.file").upload("trees.csv", content, "text/csv").run()
    assert_sound(app)


def test_a_good_and_a_broken_file():
    app = open_page(PAGE, data="csv")
    upload(app, b"a,b,kind\n1,2,oak\n2,3,elm\n3,1,oak\n-1,4,elm\n-2,-3,oak\n")
    before = settings_of(app)
    assert before.csv.endswith("~trees.csv~elm~oak")
    assert before.own_points.count("~") == 4
    assert not app.warning
    upload(app, b"1,2,oak\n2,x,elm\n3,1,oak\n-1,4,elm\n")
    (error,) = app.error
    assert error.value == ENGLISH["error.csv.not_a_number"].format(row=2, column=2, cell="x")
    assert settings_of(app) == before


def test_a_loss_that_does_not_fit_is_explained_and_the_picture_stays():
    app = open_page(PAGE, data="plane", loss="cross_entropy")
    assert_sound(app)
    assert len(app.warning) == 1
    assert app.session_state[f"{PAGE}.valid"][0] == DEFAULTS


@pytest.mark.parametrize(
    "link",
    (
        {"edits": "x.y:z", "own_points": "nonsense", "pinned": "%%%", "csv": "~~~~"},
        {"epoch": "-5", "neuron": "99", "point": "9999", "warp": "a.b.c", "view": "sideways"},
        {"epoch": "20001", "warp": "9.9.9", "neuron": "x", "point": ""},
        {"data": "own", "own_points": "~~~", "starts": "sixty_four"},
        {"data": "own", "own_points": "1_1_4", "edits": "0.3.1.4:2"},
        {"data": "csv", "own_points": "1_1_0"},
        {"features": "x1,x1", "hidden": "999", "learning_rate": "7", "width_1": "nan"},
    ),
)
def test_no_link_breaks_the_page(link):
    app = open_page(PAGE, **link)
    assert_sound(app)


def test_a_kept_run_and_the_sum_are_in_words():
    app = open_page(PAGE, pinned="data=circle&learning_rate=0.003", epoch="50")
    assert "Learning rate 0.003 → 0.03" in numbers(app)
    assert "after epoch 50" in numbers(app)
    assert numbers(open_page(PAGE, **to_link(PRESETS["xor_by_hand"]))).count("<p>") == 4
