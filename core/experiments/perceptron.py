"""What the perceptron page computes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from torch import Tensor

from core.errors import LearnerError
from core.perceptron import Neuron, Point, Training, misclassified, train
from core.separability import BestLine, Overlap, best_line, overlap
from core.settings.perceptron import GATES, Perceptron

MOST_POINTS = 40
LOWEST, HIGHEST = -2, 3
NO_POINTS = "none"
CLOUD = (
    "-1.2_0.3_0~0.9_1.6_1~-0.6_-1.1_0~1.7_0.4_1~0.2_-0.5_0~2.3_1.2_1~"
    "-0.4_1.2_0~1.2_2.4_1~0.6_-1.4_0~0.6_2.1_1~-1.5_-0.8_0~2.1_-0.4_1"
)


@dataclass(frozen=True)
class Experiment:
    """Everything the page shows. `wrong` is (steps + 1, points), bool: misclassified before the first step and after each.

    `best` is the line with the fewest mistakes, and `overlap` proves that none makes none; None where the rule converged.
    """

    points: tuple[Point, ...]
    training: Training
    wrong: Tensor
    best: BestLine | None
    overlap: Overlap | None

    @property
    def outcome(self) -> str:
        """How the run ended, as a code: empty, converged, one_class, standstill, cycle, inseparable or unfinished."""
        if not self.points:
            return "empty"
        if self.training.converged:
            return "one_class" if len({point.label for point in self.points}) == 1 else "converged"
        if self.overlap is None:
            return "unfinished"
        if self.training.cycle is None:
            return "inseparable"
        return "standstill" if self.training.cycle[1] == 1 else "cycle"

    @property
    def reason(self) -> str:
        """Why no line separates, as a code: same_place, on_segment, crossing or in_triangle; empty where one does."""
        if self.overlap is None:
            return ""
        corners = sorted((len(self.overlap.zeros), len(self.overlap.ones)))
        return {(1, 1): "same_place", (1, 2): "on_segment", (2, 2): "crossing"}.get(tuple(corners), "in_triangle")


def run(settings: Perceptron) -> Experiment:
    """Every setting can be run, so nothing is raised."""
    points = points_of(settings)
    start = Neuron(*map(_decimal, (settings.first_weight, settings.second_weight, settings.first_bias)))
    seed = settings.seed if settings.sample_order == "shuffled" else None
    training = train(points, start, _decimal(settings.learning_rate), settings.most_epochs, seed)
    best = None if training.converged else _best_line(points)
    return Experiment(
        points,
        training,
        misclassified(training.neurons, points),
        best,
        _overlap(points) if best and best.mistakes else None,
    )


def points_of(settings: Perceptron) -> tuple[Point, ...]:
    """The four rows of a truth table, or the learner's own points; unreadable ones in a link are left out."""
    if settings.problem != "own":
        inputs = ((0, 0), (0, 1), (1, 0), (1, 1))
        return tuple(Point(Decimal(a), Decimal(b), y) for (a, b), y in zip(inputs, GATES[settings.problem], strict=True))
    if settings.points.strip() == NO_POINTS:
        return ()
    points = tuple(filter(None, map(_point, settings.points.split("~"))))[:MOST_POINTS]
    return points or tuple(filter(None, map(_point, CLOUD.split("~"))))


def write(points: list[list[float]]) -> str:
    """The text of the learner's own points [[x1, x2, label], …], in characters that a link need not escape.

    Raises LearnerError for too many points, or one outside the plane.
    """
    if len(points) > MOST_POINTS:
        raise LearnerError("perceptron.too_many_points", limit=MOST_POINTS)
    for x1, x2, _ in points:
        if not (LOWEST <= x1 <= HIGHEST and LOWEST <= x2 <= HIGHEST):
            raise LearnerError("perceptron.point_outside", x1=f"{x1:g}", x2=f"{x2:g}", lowest=LOWEST, highest=HIGHEST)
    return "~".join(f"{round(x1, 2):g}_{round(x2, 2):g}_{int(label)}" for x1, x2, label in points) or NO_POINTS


def script_values(settings: Perceptron, result: Experiment) -> dict:
    """The settings block of the exported script."""
    return {
        "points": [[_plain(point.x1), _plain(point.x2)] for point in result.points],
        "labels": [point.label for point in result.points],
        "weight": [settings.first_weight, settings.second_weight],
        "bias": settings.first_bias,
        "learning_rate": settings.learning_rate,
        "epochs": settings.most_epochs,
        "seed": settings.seed if settings.sample_order == "shuffled" else None,
    }


def _point(text: str) -> Point | None:
    """ "0.5_-1_1" as a point; None where it is none, or lies outside."""
    try:
        x1, x2, label = text.split("_")
        place = [Decimal(x).quantize(Decimal("0.01")) for x in (x1, x2)]
        inside = all(LOWEST <= x <= HIGHEST for x in place)
    except (ValueError, InvalidOperation):
        return None
    return Point(*(x.normalize() for x in place), int(label)) if inside and label.strip() in ("0", "1") else None


@lru_cache(maxsize=256)
def _best_line(points: tuple[Point, ...]) -> BestLine:
    return best_line(*_places_and_labels(points))


@lru_cache(maxsize=256)
def _overlap(points: tuple[Point, ...]) -> Overlap | None:
    return overlap(*_places_and_labels(points))


def _places_and_labels(points: tuple[Point, ...]) -> tuple[list[tuple[float, float]], list[int]]:
    return [(float(x1), float(x2)) for x1, x2, _ in points], [label for _, _, label in points]


def _decimal(value: float) -> Decimal:
    """The decimal that a control shows."""
    return Decimal(f"{value:.10g}")


def _plain(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)
