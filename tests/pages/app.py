"""The app without a browser."""

import importlib
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

HOME = Path(__file__).resolve().parents[2] / "Home.py"


def open_page(page: str, language: str = "en", **link: str) -> AppTest:
    """Home.py, then the page, as by a link with these parameters."""
    app = AppTest.from_file(str(HOME), default_timeout=60)
    app.query_params["lang"] = language
    app.run()
    for name, value in link.items():
        app.query_params[name] = value
    if page != "home":
        app.switch_page(f"pages/{page}.py")
    return app.run()


def settings_module(page: str):
    """core.settings.<page>: DEFAULTS, PRESETS and MISSIONS."""
    return importlib.import_module(f"core.settings.{page}")


def examples(app: AppTest, page: str):
    """The list of worked examples; another one each time another control has changed what it shows."""
    return next(box for box in app.selectbox if box.key.startswith(f"{page}.preset.en."))


def texts(app: AppTest) -> str:
    """Everything said on the page."""
    return "\n".join(element.value for element in [*app.markdown, *app.warning, *app.error, *app.caption])


def assert_sound(app: AppTest) -> None:
    """No exception, and no placeholder of a label left unfilled."""
    assert not app.exception, [e.message for e in app.exception]
    assert not re.search(r"\{[a-z_]+\}", texts(app))
