"""The overfitting page without a browser: files, kept runs, scikit-learn beside it, and bad links."""

import numpy as np
import pytest

from core.experiments import kept_run
from core.settings.overfitting import DEFAULTS, IRIS, MISSIONS, PRESETS, Overfitting
from core.settings.schema import replace, to_link
from tests.pages.app import assert_sound, open_page
from ui.labels import LANGUAGES, catalogue

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

PAGE = "overfitting"
ENGLISH = catalogue("en")
SMALL = {"width_1": "4", "width_2": "4", "epochs": "20"}


def settings_of(app):
    return app.session_state[f"{PAGE}.settings"]


def numbers(app):
    return "".join(element.value for element in app.get("html") if "class='numbers'" in str(element.value))


def table(lines=30):
    rng = np.random.default_rng(1)
    rows = [f"{a:.2f},{b:.2f},{'yes' if a > b else 'no'}" for a, b in rng.normal(size=(lines, 2))]
    return "\n".join(["height,weight,ill", *rows])


def upload(app, text):
    app.file_uploader(key=f"{PAGE}.file").upload("ward.csv", text.encode(), "text/csv").run()
    assert_sound(app)


def test_a_good_and_a_broken_file():
    app = open_page(PAGE, data="csv", **SMALL)
    assert ENGLISH["error.table.choose"] in [warning.value for warning in app.warning]
    upload(app, table())
    before = settings_of(app)
    assert before.csv.endswith("~ward.csv")
    assert not app.warning
    assert "height" in app.session_state[f"{PAGE}.valid"][1].split.table.columns
    upload(app, table().replace(table().splitlines()[6], "1.8,heavy,yes"))
    (error,) = app.error
    assert error.value == ENGLISH["error.table.not_a_number"].format(row=7, column="weight", cell="heavy")
    assert settings_of(app) == before
    app.session_state[f"{PAGE}.groups.en"] = "more_data"
    app.run()
    box = app.selectbox(key=f"{PAGE}.label_column.en")
    *_, label = app.session_state[f"{PAGE}.file.kept"][1].header
    assert (box.options[0], box.options[-1]) == (f"last: {label}", f"3: {label}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_missing_is_asked_for(language):
    app = open_page(PAGE, language, data="csv", csv="0123456789ab~ward.csv", **SMALL)
    assert_sound(app)
    assert catalogue(language)["error.table.missing_file"].format(name="ward.csv") in [w.value for w in app.warning]


def test_a_run_is_kept_compared_and_forgotten():
    app = open_page(PAGE, **SMALL)
    app.button(key=f"{PAGE}.pin").click().run()
    kept = settings_of(app)
    assert kept_run.unpinned(kept.pinned, Overfitting) == replace(kept, pinned="", epochs=DEFAULTS.epochs)
    app.select_slider(key=f"{PAGE}.l2.en").set_value(10.0).run()
    assert_sound(app)
    assert "L2 (alpha) off → 10" in numbers(app)
    assert "in the kept run" in numbers(app)
    app.button(key=f"{PAGE}.unpin").click().run()
    assert settings_of(app) == replace(kept, pinned="", l2=10.0)


def test_the_iris_preset_shows_scikit_learns_matrix_and_what_it_lacks():
    app = open_page(PAGE, **to_link(IRIS))
    assert "[[19, 0, 0] [0, 13, 0] [0, 0, 13]]" in numbers(app)
    assert "45/45 = <b>1.00</b>" in numbers(app)
    assert "test 45/45 = <b>1</b>" in numbers(app)
    app = open_page(PAGE, sklearn="1", dropout="0.5", **SMALL)
    assert "MLPClassifier lacks <b>Dropout</b>" in numbers(app)


def test_one_row_in_numbers():
    app = open_page(PAGE, epoch="13", sample="0", data="breast_cancer", label_noise="0", **SMALL)
    assert "(training: mean radius" in numbers(app)
    assert "z = " in numbers(app)
    app = open_page(PAGE, **to_link(replace(DEFAULTS, epoch="20", sample="3")))
    assert numbers(app).count("e<sup>") == 4


def test_early_stopping_says_what_is_kept():
    result = open_page(PAGE, **to_link(PRESETS["early_stopping"])).session_state[f"{PAGE}.valid"][1]
    assert result.film.run.stopped == "patience"


@pytest.mark.parametrize(
    "link",
    (
        {"pinned": "%%%", "csv": "~~~", "sample": "9999", "cell": "9.9", "rows": "none", "epoch": "-3"},
        {"epoch": "99999", "sample": "x", "cell": "a.b", "width_1": "0", "learning_rate": "7"},
        {"data": "csv", "csv": "~", "label_column": "99", "validation_share": "nan"},
        {"learning_rate": "1", "optimizer": "momentum", "scaling": "none", "activation": "linear", "l2": "100"},
        {
            "train_fraction": "5",
            "validation_share": "50",
            "test_share": "50",
            "batch_norm": "1",
            "batch_size": "8",
            "data": "iris",
        },
    ),
)
def test_no_link_breaks_the_page(link):
    app = open_page(PAGE, **{"epochs": "20"} | link)
    assert_sound(app)


def test_missions_can_be_told_apart():
    assert len({mission.settings for mission in MISSIONS.values()}) == 3
