"""Digit trainer: build a network, train it as a job, watch it learn, and let it read your own digits."""

import streamlit as st

from core.architectures import layers
from core.data import digits
from core.errors import LearnerError
from core.settings.digit_trainer import DEFAULTS, MISSIONS, PRESETS, DigitTrainer
from core.settings.schema import to_json
from core.training.events import Diverged, Epoch, Refused, Started
from core.training.jobs import JobSpecification, JobView
from ui import controls, datasets, digit_reader, export, frame, jobs, link, missions, network_editor, training_views
from ui.labels import count, explain, option, say

PAGE = "digit_trainer"
MORE = ("train_size", "schedule", "weight_decay", "label_smoothing", "shift", "rotate", "seed", "device")
VIEWS = ("curves", "filters", "confusion", "mistakes", "reader", "layers")
state = st.session_state


def start() -> None:
    """Queue a run of the settings on screen, and show it."""
    settings = link.settings_of(PAGE, DigitTrainer)
    if run := jobs.attempt(lambda: layers(settings) and jobs.backend().submit(JobSpecification.of("digits", settings))):
        state["run"] = run


def current() -> JobView:
    """The learner's run, by the link or this session; until there is one, the worked example trained once per server."""
    state.setdefault("run", st.query_params.get("run", ""))
    state.setdefault("kept", [id for id in st.query_params.get("kept", "").split(".") if id])
    if state["run"]:
        try:
            return jobs.backend().view(state["run"])
        except LearnerError as error:
            st.toast(explain(error), icon=":material/error:")
            state["run"] = ""
    return jobs.example("digits", DEFAULTS)


def kept_views() -> list[JobView]:
    views = []
    for id in list(state["kept"]):
        try:
            views.append(jobs.backend().view(id))
        except LearnerError:
            state["kept"].remove(id)  # its folder is gone: nothing is left to overlay
    return views


def head(view: JobView) -> None:
    """Data, device and state of the run on screen, and its buttons."""
    started = view.last(Started)
    trained = view.specification.parsed()
    facts = [option("data", trained.data)]
    if started:
        facts += [say("trainer.images", train=count(started.train_size), test=count(started.test_size)), started.device]
    st.markdown(" · ".join(facts) + ("" if state["run"] else f" · *{say('trainer.example')}*"))
    jobs.status(view)
    for event in (view.last(Diverged), view.last(Refused)):
        if isinstance(event, Diverged):
            st.warning(
                say("trainer.diverged", step=event.step, learning_rate=f"{event.learning_rate:g}"), icon=":material/error:"
            )
        elif event:
            st.warning(explain(LearnerError(event.key, **event.values)), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("trainer.start"), icon=":material/play_arrow:", key=f"{PAGE}.start", on_click=start, type="primary")
        if state["run"]:
            jobs.buttons(view, PAGE)
            st.button(
                say("trainer.keep"),
                icon=":material/push_pin:",
                key=f"{PAGE}.keep",
                disabled=view.id in state["kept"],
                on_click=lambda: state["kept"].append(view.id),
            )
        if state["kept"]:
            st.button(
                say("trainer.forget"), icon=":material/close:", key=f"{PAGE}.forget", on_click=lambda: state["kept"].clear()
            )


def picture() -> None:
    view = current()
    if view.state.active != state["polling"]:
        st.rerun()  # only a run of the whole page can begin, or end, this fragment's polling
    head(view)
    key = link.widget_key(PAGE, "view")
    state.setdefault(key, st.query_params.get("view") if st.query_params.get("view") in VIEWS else "curves")
    words = {name: say(f"view.{name}") for name in VIEWS}
    shown = st.segmented_control(
        say("trainer.view"),
        VIEWS,
        default=state[key],
        format_func=words.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    settings, epoch = link.settings_of(PAGE, DigitTrainer), view.last(Epoch)
    match shown:
        case "curves":
            training_views.curves([view, *(kept for kept in kept_views() if kept.id != view.id)])
        case "filters":
            training_views.filters(view)
        case "layers":
            network_editor.table(settings, network_editor.training_plan(settings))
        case "reader":
            digit_reader.draw(PAGE, view, settings)
        case _ if epoch is None:
            st.markdown(say("training.nothing_yet"))
        case "confusion":
            training_views.confusion(epoch)
        case "mistakes":
            data = digits.load(view.specification.parsed().data)
            training_views.mistakes(epoch, data.test_images[:, 0].numpy())
    elsewhere = shown if shown != "curves" else ""
    link.publish(PAGE, settings, run=state["run"], kept=".".join(state["kept"]), view=elsewhere)


@st.fragment
def body() -> None:
    settings = link.settings_of(PAGE, DigitTrainer)
    stage, panel = frame.stage(PAGE)
    with stage:
        datasets.offer(settings.data)
        state["polling"] = current().state.active
        st.fragment(picture, run_every=0.7 if state["polling"] else None)()
    with panel:
        controls.presets(PAGE, settings, PRESETS)
        controls.draw(PAGE, settings, "data")
        network_editor.architecture(PAGE, settings)
        controls.draw(PAGE, settings, "optimizer", "learning_rate", "batch_size", "epochs")
        controls.fold(PAGE, "edit_network", lambda: network_editor.knobs(PAGE, settings))
        controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *MORE))
        controls.reset(PAGE, settings)
    frame.refresh_code(PAGE)


frame.header(PAGE)
body()
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS, start),
    lambda: export.draw(PAGE, to_json(link.settings_of(PAGE, DigitTrainer))),
)
