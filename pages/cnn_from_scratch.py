"""A CNN from scratch: every layer's forward and backward pass by hand, stepped through, checked, read and trained."""

import streamlit as st

from core.errors import LearnerError
from core.experiments import cnn_from_scratch as experiment
from core.settings.cnn_from_scratch import DEFAULTS, MISSIONS, PRESETS, CnnFromScratch, of_training
from core.settings.schema import knobs
from core.training.events import Diverged, Refused, Started
from ui import cnn_from_scratch_picture, cnn_from_scratch_views, controls, datasets, export, frame, jobs, link, missions
from ui.labels import count, explain, option, say

PAGE = "cnn_from_scratch"
TASK = "cnn_from_scratch"
CONTROLS = {
    "steps": ("digit", "filter", "seed"),
    "check": ("mistake", "digit", "seed"),
    "code": (),
    "training": ("learning_rate", "batch_size", "epochs", "mistake"),
}
MORE = {"training": ("data", "train_size", "seed")}
state = st.session_state


def look(place: str) -> None:
    link.amend(PAGE, CnnFromScratch, place=place)


def choose(settings: CnnFromScratch, name: str, label: str) -> None:
    """The options of a field side by side above what they choose."""
    key = link.widget_key(PAGE, name)
    state.setdefault(key, getattr(settings, name))
    options = knobs(settings)[name].options
    words = {code: option(name, code) for code in options}
    st.segmented_control(
        label,
        options,
        default=state[key],
        format_func=words.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
    )


def start() -> None:
    """Train the settings on screen, unless somebody on this server already has."""
    settings = link.settings_of(PAGE, CnnFromScratch)
    if settings.view == "training":
        jobs.attempt(lambda: jobs.example(TASK, of_training(settings)))


def current(settings: CnnFromScratch):
    """The run of these settings: the same seed trains the same, so all learners share it. The worked example trains at once."""
    chosen = of_training(settings)
    return jobs.attempt(lambda: jobs.example(TASK, chosen)) if chosen == of_training(DEFAULTS) else jobs.shared(TASK, chosen)


def run(settings: CnnFromScratch) -> None:
    """The training as it stands."""
    view = current(settings)
    if (view is not None and view.state.active) != state[f"{PAGE}.polling"]:
        st.rerun()  # only a run of the whole page can begin, or end, this fragment's polling
    if view is None:
        st.markdown(say("scratch.untrained"))
        st.button(say("trainer.start"), icon=":material/play_arrow:", key=f"{PAGE}.start", on_click=start, type="primary")
        return
    if started := view.last(Started):
        images = say("trainer.images", train=count(started.train_size), test=count(started.test_size))
        st.markdown(f"{started.data} · {images} · {started.device}")
    jobs.status(view)
    if refused := view.last(Refused):
        st.warning(explain(LearnerError(refused.key, **refused.values)), icon=":material/error:")
    if diverged := view.last(Diverged):
        told = say("trainer.diverged", step=diverged.step, learning_rate=f"{diverged.learning_rate:g}")
        st.warning(told, icon=":material/error:")
    cnn_from_scratch_views.curves(view)
    st.html(cnn_from_scratch_views.epochs_table(view))
    # Nobody stops the worked example: others look at it.
    if of_training(settings) != of_training(DEFAULTS) and (view.state.active or view.state.restartable):
        with st.container(horizontal=True):
            jobs.buttons(view, PAGE)


def training(settings: CnnFromScratch) -> None:
    datasets.offer(settings.data)
    view = current(settings)
    polling = state[f"{PAGE}.polling"] = view is not None and view.state.active
    st.fragment(run, run_every=0.7 if polling else None)(settings)


def picture(settings: CnnFromScratch) -> None:
    choose(settings, "view", say("trainer.view"))
    (shown, result), _ = frame.last_valid(PAGE, settings, experiment.run)
    match settings.view:
        case "steps":
            cnn_from_scratch_picture.draw(PAGE, shown, result, look)
            numbers = say("scratch.numbers", label=result.label, loss=f"{result.loss:.4f}", parameters=count(result.parameters))
            st.html(f"<div class='numbers'><p>{numbers}</p></div>")
        case "check":
            st.html(cnn_from_scratch_views.check_table(experiment.check(settings)))
        case "code":
            choose(settings, "layer", say("knob.layer"))
            cnn_from_scratch_views.code(settings.layer)
        case "training":
            training(settings)


def panel(settings: CnnFromScratch) -> None:
    controls.draw(PAGE, settings, *CONTROLS[settings.view])
    if settings.view in MORE:
        controls.fold(PAGE, "more", lambda: controls.draw(PAGE, settings, *MORE[settings.view]))


frame.header(PAGE)
frame.body(PAGE, CnnFromScratch, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS, start),
    lambda: export.draw(PAGE, experiment.script_values(*frame.valid(PAGE))),
)
