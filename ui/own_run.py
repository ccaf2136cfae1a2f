"""The run a learner has on a page that trains: started by a button, found again by its link, kept beside the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import LearnerError
from core.training.events import Diverged, Refused
from core.training.jobs import JobSpecification, JobView
from ui import jobs, link
from ui.labels import explain, say

state = st.session_state


class OwnRun:
    """Of one page: `task` as in core.training.jobs.TASKS, settings of type `kind`, and the view of an example for those who
    have no run yet. `check` raises LearnerError for settings that cannot be trained.
    """

    def __init__(self, page: str, task: str, kind: type, example: Callable[[], JobView], check: Callable[[Any], Any]):
        self.page, self.task, self.kind, self.example, self.check = page, task, kind, example, check
        state.setdefault(f"{page}.run", st.query_params.get("run", ""))
        state.setdefault(f"{page}.kept", [id for id in st.query_params.get("kept", "").split(".") if id])

    @property
    def id(self) -> str:
        return state[f"{self.page}.run"]

    @property
    def kept(self) -> list[str]:
        return state[f"{self.page}.kept"]

    def start(self) -> None:
        """Queue a run of the settings on screen, and show it."""
        settings = link.settings_of(self.page, self.kind)

        def submit() -> str:
            self.check(settings)
            return jobs.backend().submit(JobSpecification.of(self.task, settings))

        if run := jobs.attempt(submit):
            state[f"{self.page}.run"] = run

    def current(self) -> JobView:
        """The learner's run, by the link or this session; until there is one, the worked example."""
        if self.id:
            try:
                return self._view(self.id)
            except LearnerError as error:
                st.toast(explain(error), icon=":material/error:")
                state[f"{self.page}.run"] = ""
        return self.example()

    def kept_views(self) -> list[JobView]:
        views = []
        for id in list(self.kept):
            try:
                views.append(self._view(id))
            except LearnerError:
                self.kept.remove(id)  # its folder is gone: nothing is left to overlay
        return views

    def watch(self, picture: Callable[[], None]) -> None:
        """Draws `picture` in a fragment of its own, again and again while the run lasts."""
        polling = self.current().state.active

        def watched() -> None:
            if self.current().state.active != polling:
                st.rerun()  # only a run of the whole page can begin, or end, this fragment's polling
            picture()

        st.fragment(watched, run_every=0.7 if polling else None)()

    def params(self) -> dict[str, str]:
        """The run and the kept ones, for the link."""
        return {"run": self.id, "kept": ".".join(self.kept)}

    def told(self, view: JobView) -> None:
        """Its state, and what went wrong."""
        jobs.status(view)
        for event in (view.last(Diverged), view.last(Refused)):
            if isinstance(event, Diverged):
                words = say("trainer.diverged", step=event.step, learning_rate=f"{event.learning_rate:g}")
                st.warning(words, icon=":material/error:")
            elif event:
                st.warning(explain(LearnerError(event.key, **event.values)), icon=":material/error:")

    def start_button(self, **options: Any) -> None:
        self._button("start", "play_arrow", self.start, type="primary", **options)

    def buttons(self, view: JobView, start: bool = True) -> None:
        """Train, where it stands nowhere else, and for a run of one's own: pause, stop, keep; in a row."""
        with st.container(horizontal=True, vertical_alignment="center"):
            if start:
                self.start_button()
            if self.id:
                jobs.buttons(view, self.page)
                self._button("keep", "push_pin", lambda: self.kept.append(view.id), disabled=view.id in self.kept)
            if self.kept:
                self._button("forget", "close", self.kept.clear)

    def _button(self, name: str, icon: str, action: Callable[[], None], **options: Any) -> None:
        label, key = say(f"trainer.{name}"), f"{self.page}.{name}"
        st.button(label, icon=f":material/{icon}:", key=key, on_click=action, **options)

    def _view(self, id: str) -> JobView:
        """Raises LearnerError "job.unknown" for another page's run too."""
        view = jobs.backend().view(id)
        if view.specification.task != self.task:
            raise LearnerError("job.unknown")
        return view
