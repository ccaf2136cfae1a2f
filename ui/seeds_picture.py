"""The picture of sixty-four starts: every seed's loss curve and what it made of the plane."""

from __future__ import annotations

from collections.abc import Callable

from core.experiments.playground_seeds import ENOUGH_ACCURACY, ENOUGH_LOSS, Starts
from core.settings.playground import Playground
from ui import components
from ui.labels import count, say

PARTS = ("run", "network", "field", "plane", "curves")
_PICTURE = components.register_picture("seeds", *(f"playground-{part}" for part in PARTS), "seeds")


def draw(page: str, settings: Playground, starts: Starts, pick: Callable[[int], None]) -> None:
    """`pick` gets the seed of the network the learner chose."""
    limit = {"share": f"{ENOUGH_ACCURACY:.0%}"} if starts.points.classes else {"loss": f"{ENOUGH_LOSS:g}"}
    rule = say("seeds.by_accuracy" if starts.points.classes else "seeds.by_loss", **limit)
    data = {
        "epochs": starts.epochs.tolist(),
        "losses": components.encoded(starts.losses.astype("<f4")),
        "solved": starts.solved.tolist(),
        "final": [float(f"{loss:.5g}") for loss in starts.loss],
        "maps": components.encoded(starts.maps),
        "classes": max(1, starts.plan.recipe.outputs),
        "seed": settings.weight_seed,
        "seeds": starts.seeds.tolist(),
        "threshold_text": rule,
        "solved_count_text": sentence(starts),
    }
    _PICTURE(page, data, pick=lambda event: pick(int(event["seed"])))


def sentence(starts: Starts) -> str:
    """How many of them solve it."""
    return say("seeds.solved", solved=int(starts.solved.sum()), all=len(starts.seeds), epochs=count(starts.epochs[-1]))
