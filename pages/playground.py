"""Network playground: build a small network, watch it bend the plane while it trains, and go back in time."""

from functools import partial

import streamlit as st

from core import drawn_points, edited_weights
from core.errors import LearnerError
from core.experiments import playground as experiment
from core.experiments import playground_data, playground_numbers, playground_script, playground_seeds
from core.experiments.playground_data import Sample
from core.settings.playground import EPOCHS, FEATURES, MISSIONS, PRESETS, Playground
from ui import export, frame, link, missions, playground_controls, playground_picture, playground_words, seeds_picture
from ui.labels import explain, say

PAGE = "playground"
change = partial(link.amend, PAGE, Playground)


def look(event: dict) -> None:
    """Where the learner looks: an epoch, a neuron, a point, two neurons as axes, or what stands in the large picture."""
    seen = {name: "" if value is None else str(value) for name, value in event.items() if name in ("epoch", "neuron", "point")}
    if "warp" in event:
        warp = event["warp"]
        seen["warp"] = f"{warp['layer']}.{warp['a']}.{warp['b']}" if warp else ""
    if "view" in event:
        seen["view"] = event["view"] if event["view"] != "plane" else ""
    change(**seen)


def more(event: dict) -> None:
    """Play went on to the end: train further, to the next number of epochs that the control can show."""
    change(epochs=next((epochs for epochs in EPOCHS if epochs > event["epochs"]), EPOCHS[-1]))


def edit(event: dict) -> None:
    settings = link.settings_of(PAGE, Playground)
    source = 0 if event["from"] == "bias" else event["from"] + 1
    typed = edited_weights.Edit(event["epoch"], event["layer"] + 1, source, event["to"] + 1, event["value"])
    try:
        recipe = experiment.plan_of(settings, playground_controls.table(settings))[0].recipe
        change(edits=edited_weights.add(settings.edits, typed, recipe), epoch=str(event["epoch"]))
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")


def feature(event: dict) -> None:
    settings = link.settings_of(PAGE, Playground)
    chosen = tuple(f for f in FEATURES if (event["active"] if f == event["code"] else f in settings.features))
    if chosen:
        change(features=chosen)
    else:
        st.toast(say("playground.one_feature"), icon=":material/error:")


def network(event: dict) -> None:
    widths = {f"width_{i}": width for i, width in enumerate(event["hidden"], 1)}
    change(hidden=len(event["hidden"]), **widths)


def points(event: dict) -> None:
    """A point added, removed or moved: from now on the points on screen are the learner's own."""
    settings = link.settings_of(PAGE, Playground)
    try:
        drawn = playground_data.drawn(Sample.of(settings, playground_controls.table(settings)))
        if "add" in event:
            drawn = drawn_points.add(drawn, **event["add"])
        elif "remove" in event:
            drawn = drawn_points.remove(drawn, event["remove"])
        else:
            drawn = drawn_points.move(drawn, event["move"], event["x1"], event["x2"])
        change(data="own", own_points=drawn_points.write(drawn))
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")


EVENTS = {"look": look, "more": more, "edit": edit, "feature": feature, "network": network, "points": points}


def numbers(settings: Playground, result: experiment.Experiment) -> None:
    """One neuron's sum at one point, re-addable."""
    last = result.film.run.epochs[-1]
    outputs = sum(result.plan.recipe.hidden)
    at = [int(text) if text.isdigit() else other for text, other in ((settings.neuron, outputs), (settings.point, 0))]
    epoch = int(settings.epoch) if settings.epoch.isdigit() else int(last)
    total = playground_numbers.neuron_sum(result, *at, epoch)
    words = playground_words.comparison(settings, result, epoch) + playground_words.neuron(result, total, at[1])
    if words:
        st.html(f"<div class='numbers'>{words}</div>")


def picture(settings: Playground) -> None:
    table = playground_controls.table(settings)
    result, error = frame.last_valid(PAGE, settings, lambda settings: experiment.run(settings, table))
    if settings.starts == "sixty_four" and not error:
        starts = playground_seeds.run(settings, table)
        seeds_picture.draw(PAGE, settings, starts, lambda seed: change(weight_seed=seed, starts="one"))
    else:
        playground_picture.draw(PAGE, *result, EVENTS)
        numbers(*result)


def panel(settings: Playground) -> None:
    playground_controls.draw(PAGE, settings, frame.valid(PAGE)[1])


frame.header(PAGE)
frame.body(PAGE, Playground, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, playground_script.values(*frame.valid(PAGE))),
)
