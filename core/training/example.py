"""A finished run that comes with Kaca, so that its page is alive at once: `python -m core.training.example` trains it anew."""

import shutil
from functools import cache
from pathlib import Path

from core.settings.sentiment import DEFAULTS
from core.training.checkpoint import CHECKPOINT
from core.training.events import Started
from core.training.jobs import JobSpecification, JobView, State
from core.training.record import Job

FOLDER = Path(__file__).parents[2] / "assets" / "examples"


@cache
def shipped(task: str) -> JobView:
    """The worked example of `task`, as if it had just ended. Raises LearnerError "job.unknown" where there is none."""
    job = Job.open(FOLDER / task)
    return JobView(
        id=f"example.{task}",
        specification=job.specification,
        state=job.state,
        position=0,
        events=tuple(job.record.events),
        snapshots={},
        folder=job.folder,
        seconds=job.seconds,
        version=0,
    )


def main():
    """Trains the sentiment page's example into its folder."""
    from core.training.sentiment import train

    folder = FOLDER / "sentiment"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    specification = JobSpecification("sentiment", JobSpecification.of("sentiment", DEFAULTS).settings)
    (folder / "specification.json").write_text(specification.to_json(), encoding="utf-8")
    job = Job("sentiment", specification, folder, State.RUNNING)
    for event in train(DEFAULTS, folder):
        job.add(event)
        if isinstance(event, Started):
            print(event)
    (folder / CHECKPOINT).unlink()
    print(job.state, [path.name for path in folder.iterdir()])


if __name__ == "__main__":
    main()
