"""The frame around every page: language, presenter mode, styles, header, and the page's three tabs."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st
import torch

from core import mlp_engine
from core.errors import LearnerError
from ui import components, controls, link, missions
from ui.labels import ASSETS, LANGUAGES, explain, language, lesson, say
from ui.pages import PAGES

SECONDS_FOR_THE_FIRST_PAGE = 3
TABS = {"missions": ":material/flag:", "code": ":material/code:", "lesson": ":material/menu_book:"}


def open_app() -> st.navigation:
    """Language, styles and navigation, on every run; returns the page to run."""
    _settle()
    link.open_frame(st.context.locale)
    st.set_page_config(page_title="Kaca", page_icon=str(ASSETS / "kaca.svg"), layout="wide", initial_sidebar_state=220)
    state = st.session_state
    present = state["present"]
    state.setdefault("drawer", False)
    styles = ["kaca", *(["present"] if present else []), *(["drawer_closed"] if present and not state["drawer"] else [])]
    st.html(f"<style>{''.join(map(style, styles))}</style>")
    home = st.Page("pages/home.py", title=say("page.home.title"), default=True)
    pages = {"home": home} | {
        page.name: st.Page(f"pages/{page.name}.py", title=say(f"page.{page.name}.title"), url_path=page.name) for page in PAGES
    }
    # Streamlit's own list of pages would be rendered again with every rerun of every page.
    chosen = st.navigation(list(pages.values()), position="hidden")
    if not present:
        with st.sidebar:
            wanted = components.navigation(say("ui.pages"), _contents(), chosen.url_path or "home")
        if wanted:
            st.switch_page(pages[wanted])
    return chosen


def _contents() -> list[dict]:
    """Every page under its section's title, with an address that opens it in the current language."""
    query = urlencode(link.frame_params())

    def entry(name: str, icon: str, path: str) -> dict:
        return {"name": name, "title": say(f"page.{name}.title"), "icon": icon, "address": f"{path}?{query}" if query else path}

    sections = {"": [entry("home", "home", "/")]}
    for page in PAGES:
        icon = page.icon.removeprefix(":material/").removesuffix(":")
        sections.setdefault(say(f"section.{page.section}"), []).append(entry(page.name, icon, f"/{page.name}"))
    return [{"title": title, "pages": pages} for title, pages in sections.items()]


def header(page: str) -> None:
    """Title, one sentence, and at the right: language, link, presenter mode."""
    if "lang" not in st.session_state:
        # A server's very first visitor, arriving by a deep link: until st.navigation has run once, Streamlit takes pages/
        # for its own multipage folder and starts the page without Home.py. Declare the navigation, then start again.
        open_app()
        st.rerun()
    present = st.session_state["present"]
    st.session_state["whole_run"] = True
    title, tools = st.columns([11, 13] if present else [6, 4], vertical_alignment="center", gap="small")
    title.markdown(f"# {say(f'page.{page}.title')}", anchors=False)
    st.session_state["lang.widget"] = language()
    with tools, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="tools"):
        st.segmented_control(
            say("ui.language"),
            list(LANGUAGES),
            default=language(),
            format_func=str.upper,
            key="lang.widget",
            required=True,
            label_visibility="collapsed",
            on_change=lambda: link.choose_language(st.session_state["lang.widget"]),
        )
        components.copy_link(say("ui.link"), say("ui.link_copied"))
        if present and page != "home":
            _switch("drawer", say("ui.controls_hide" if st.session_state["drawer"] else "ui.controls"), ":material/tune:")
        _switch(
            "present", say("ui.present_off" if present else "ui.present"), ":material/present_to_all:", say("ui.present_help")
        )
    st.container(key="sentence").markdown(say(f"page.{page}.sentence"))


def _switch(name: str, label: str, icon: str, explanation: str | None = None) -> None:
    """A button that turns the state `name` on and off."""
    flip = {name: not st.session_state[name]}
    st.button(label, icon=icon, key=f"{name}.button", help=explanation, on_click=lambda: st.session_state.update(flip))


def body(
    page: str,
    kind: type,
    examples: dict[str, Any],
    picture: Callable[[Any], None],
    panel: Callable[[Any], None],
    suited: Callable[[Any], Any] = lambda settings: settings,
) -> None:
    """The picture and, beside it, the controls: the worked examples, those of `panel`, and the way back.

    `picture` and `panel` get the page's settings, of type `kind`, and draw; `suited` may change them before.
    """

    @st.fragment
    def whole() -> None:
        settings = link.settings_of(page, kind)
        if (better := suited(settings)) != settings:
            link.change(page, settings := better)
        left, right = stage(page)
        with left:
            picture(settings)
        with right:
            controls.presets(page, settings, examples)
            panel(settings)
            controls.reset(page, settings)
        # Last, because the browser spends time on a new address that the picture should not wait for.
        link.publish(page, settings)
        refresh_code(page)

    whole()


def stage(page: str) -> tuple:
    """Where the picture goes and where the controls go: side by side (kaca.css); in presenter mode the controls are a drawer.

    A closed drawer is hidden by style, so that its widgets, and the picture's selection, outlive opening and closing. Not
    st.columns: every block around a picture is rendered again with every rerun.
    """
    picture, panel = (st.container(key=f"{page}.{name}") for name in ("picture", "controls"))
    drawer_closed = st.session_state["present"] and not st.session_state["drawer"]
    with contextlib.nullcontext() if drawer_closed else panel:
        missions.outcome(page)
    return picture, panel


def last_valid(page: str, settings: Any, run: Callable[[Any], Any]) -> tuple[tuple[Any, Any], LearnerError | None]:
    """((settings, run(settings)), None), or the last such pair that was valid, and the error that says why this one is not.

    The learner is told it here, above the picture that stays.
    """
    memory = f"{page}.valid"
    try:
        st.session_state[memory] = settings, run(settings)
    except LearnerError as error:
        st.warning(explain(error), icon=":material/error:")
        if memory not in st.session_state:
            st.session_state[memory] = type(settings)(), run(type(settings)())
        return st.session_state[memory], error
    return st.session_state[memory], None


def valid(page: str) -> tuple[Any, Any]:
    """What `last_valid` returned last: the settings on screen and what was computed from them."""
    return st.session_state[f"{page}.valid"]


def refresh_code(page: str) -> None:
    """At the end of a page's fragment: the tabs lie outside it and cost a slider nothing, but open code must follow."""
    whole_run = st.session_state.pop("whole_run", False)
    if not whole_run and st.session_state.get(link.widget_key(page, "tab")) == "code":
        st.rerun()


def tabs(page: str, missions_tab: Callable[[], None], code_tab: Callable[[], None]) -> None:
    """Missions, code and lesson: only the chosen one is drawn. Not st.tabs, which every rerun renders again."""
    labels = {name: f"{icon} {say(f'ui.{name}')}" for name, icon in TABS.items()}
    key = link.widget_key(page, "tab")
    st.session_state.setdefault(key, "missions")
    chosen = st.segmented_control(
        say("ui.tabs"),
        list(TABS),
        default=st.session_state[key],
        format_func=labels.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    match chosen:
        case "missions":
            missions_tab()
        case "code":
            code_tab()
        case "lesson":
            st.markdown(lesson(page, language()))


@cache
def style(name: str) -> str:
    return (ASSETS / "styles" / f"{name}.css").read_text(encoding="utf-8")


@st.cache_resource(show_spinner=False)
def _settle() -> None:
    """Once per server. What is imported stays: a collection need not look at it again after every run. And the playground's
    engine is compiled, or loaded, before somebody waits for it, but not before the first page is there.
    """
    gc.collect()
    gc.freeze()
    # Many learners share the cores: one thread each. On two busy cores two threads of one small product wait for each other.
    torch.set_num_threads(1)
    # No daemon: the compiler must not be cut off in its work when the server stops.
    threading.Timer(SECONDS_FOR_THE_FIRST_PAGE, mlp_engine.warm_up).start()
