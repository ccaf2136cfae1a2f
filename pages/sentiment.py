"""Sentiment: a recurrent network reads a sentence word by word and says whether it praises or blames."""

import streamlit as st

from core.errors import LearnerError
from core.experiments import sentiment as experiment
from core.settings.sentiment import MISSIONS, PRESETS, Sentiment, training
from core.training.events import Epoch, Started
from core.training.example import shipped
from core.training.jobs import JobView
from ui import (
    controls,
    export,
    frame,
    link,
    missions,
    sentiment_controls,
    sentiment_picture,
    sentiment_views,
    sentiment_words,
    training_views,
)
from ui.labels import count, explain, say
from ui.own_run import OwnRun

PAGE = "sentiment"
VIEWS = ("pipeline", "curves", "evaluation", "words", "worst")
state = st.session_state
own = OwnRun(PAGE, "sentiment", Sentiment, lambda: shipped("sentiment"), sentiment_controls.check)


@st.cache_resource(max_entries=16, show_spinner=False)
def trained(run: str, epoch: int, _view: JobView) -> experiment.Trained:
    """The network of a run as it stood after `epoch`. Raises LearnerError where its files cannot be read."""
    return experiment.trained(_view.specification.parsed(), _view.folder)


def model_of(view: JobView) -> experiment.Trained:
    """The run's network, before its first epoch the worked example's: something to look at is always there."""
    for candidate in (view, shipped("sentiment")):
        if epoch := candidate.last(Epoch):
            try:
                return trained(candidate.id, epoch.epoch, candidate)
            except LearnerError as error:
                st.warning(explain(error), icon=":material/error:")
    raise LearnerError("job.unknown")


def start_if_new() -> None:
    """A mission's network is trained, unless it is the one on screen."""
    if training(link.settings_of(PAGE, Sentiment)) != training(own.current().specification.parsed()):
        own.start()


def type_sentence(text: str) -> None:
    link.amend(PAGE, Sentiment, sentence=text)


def look(word: int) -> None:
    link.amend(PAGE, Sentiment, word=str(word))


def facts(view: JobView, settings: Sentiment, model: experiment.Trained) -> None:
    """Data and device of the run on screen, what Train would change, and of a run of one's own its state and buttons."""
    lines = []
    if started := view.last(Started):
        sizes = say("sentiment.texts", train=count(started.train_size), test=count(started.test_size))
        told = " · ".join((started.data, sizes, say("sentiment.parameters", count=count(started.parameters)), started.device))
        lines.append(told + ("" if own.id else f" · *{say('trainer.example')}*"))
    if not view.state.active and (names := sentiment_words.untrained(settings, model)):
        lines.append(say("sentiment.untrained", names=names))
    st.markdown("\n\n".join(lines))
    if own.id or own.kept:
        own.told(view)
        own.buttons(view, start=False)


def picture() -> None:
    view, settings = own.current(), link.settings_of(PAGE, Sentiment)
    model = model_of(view)
    key = link.widget_key(PAGE, "view")
    state.setdefault(key, st.query_params.get("view") if st.query_params.get("view") in VIEWS else VIEWS[0])
    words = {name: say(f"sentiment.view_{name}") for name in VIEWS}
    shown = st.segmented_control(
        say("trainer.view"),
        VIEWS,
        default=state[key],
        format_func=words.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    match shown:
        case "pipeline":
            run = f"{view.id}.{view.last(Epoch).epoch if view.last(Epoch) else 0}"
            reading = experiment.run(model, settings.sentence)
            sentiment_picture.draw(PAGE, settings, run, model, reading, type_sentence, look)
            st.html(f"<div class='numbers'>{sentiment_words.paragraphs(settings, model, reading)}</div>")
        case "curves":
            beside = {say("sentiment.bag"): model.report.baseline.accuracy}
            training_views.curves([view, *(kept for kept in own.kept_views() if kept.id != view.id)], beside)
        case "evaluation":
            sentiment_views.evaluation(model)
        case "words":
            reading = experiment.run(model, settings.sentence)
            at = experiment.chosen(settings, reading)
            sentiment_views.words(model, reading.words, reading.words[at] if reading.words else "")
        case "worst":
            sentiment_views.worst(model)
    facts(view, settings, model)
    link.publish(PAGE, settings, **own.params(), view=shown if shown != VIEWS[0] else "")


@st.fragment
def body() -> None:
    settings = link.settings_of(PAGE, Sentiment)
    stage, panel = frame.stage(PAGE)
    with stage:
        own.watch(picture)
    with panel:
        controls.presets(PAGE, settings, PRESETS)
        own.start_button(width="stretch")
        sentiment_controls.draw(PAGE, settings)
        controls.reset(PAGE, settings)
    frame.refresh_code(PAGE)


frame.header(PAGE)
body()
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS, start_if_new),
    lambda: export.draw(PAGE, experiment.script_values(link.settings_of(PAGE, Sentiment))),
)
