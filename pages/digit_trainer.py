"""Digit trainer: build a network, train it as a job, watch it learn, and let it read your own digits."""

import streamlit as st

from core.architectures import layers
from core.data import digits
from core.settings.digit_trainer import DEFAULTS, MISSIONS, PRESETS, DigitTrainer
from core.settings.schema import to_json
from core.training.events import Epoch, Started
from core.training.jobs import JobView
from ui import controls, datasets, digit_reader, export, frame, jobs, link, missions, network_editor, training_views
from ui.labels import count, option, say
from ui.own_run import OwnRun

PAGE = "digit_trainer"
MORE = ("train_size", "schedule", "weight_decay", "label_smoothing", "shift", "rotate", "seed", "device")
VIEWS = ("curves", "filters", "confusion", "mistakes", "reader", "layers")
state = st.session_state
own = OwnRun(PAGE, "digits", DigitTrainer, lambda: jobs.example("digits", DEFAULTS), layers)


def head(view: JobView) -> None:
    """Data, device and state of the run on screen, and its buttons."""
    started = view.last(Started)
    facts = [option("data", view.specification.parsed().data)]
    if started:
        facts += [say("trainer.images", train=count(started.train_size), test=count(started.test_size)), started.device]
    st.markdown(" · ".join(facts) + ("" if own.id else f" · *{say('trainer.example')}*"))
    own.told(view)
    own.buttons(view)


def picture() -> None:
    view = own.current()
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
            training_views.curves([view, *(kept for kept in own.kept_views() if kept.id != view.id)])
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
    link.publish(PAGE, settings, **own.params(), view=elsewhere)


@st.fragment
def body() -> None:
    settings = link.settings_of(PAGE, DigitTrainer)
    stage, panel = frame.stage(PAGE)
    with stage:
        datasets.offer(settings.data)
        own.watch(picture)
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
    lambda: missions.draw(PAGE, MISSIONS, own.start),
    lambda: export.draw(PAGE, to_json(link.settings_of(PAGE, DigitTrainer))),
)
