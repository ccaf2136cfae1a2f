"""What the operating system sees of the server and its workers."""

import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[3]

SERVER = """
import sys, time
from pathlib import Path
from core.training.local import LocalBackend
from tests.core.training.toy_tasks import counting, until_step, worker_of
backend = LocalBackend(Path(sys.argv[1]))
id = backend.submit(counting(behaviour="hang"))
print(worker_of(until_step(backend, id, 6)).pid, flush=True)
time.sleep(600)
"""

APP = """
from pathlib import Path
import streamlit as st
from core.training.jobs import State
from core.training.local import LocalBackend
from tests.core.training.toy_tasks import counting, until_state

folder = Path({folder!r})
with (folder / "runs.txt").open("a") as runs:
    runs.write(__name__ + " ")
backend = LocalBackend(folder)
view = until_state(backend, backend.submit(counting()), State.FINISHED)
streamlit_loaded, torch_loaded = view.snapshots["loaded"].values
st.text(f"streamlit {{streamlit_loaded}}, torch {{torch_loaded}}")
backend.close()
"""


def test_no_orphan_when_the_server_is_killed(tmp_path):
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with server:
        worker = psutil.Process(int(server.stdout.readline()))
        assert worker.parent().pid == server.pid
        server.kill()
    gone, alive = psutil.wait_procs([worker], timeout=20)
    assert gone == [worker] and not alive


def test_a_worker_does_not_run_the_streamlit_script(tmp_path):
    script = tmp_path / "app.py"
    script.write_text(textwrap.dedent(APP.format(folder=str(tmp_path))))
    app = AppTest.from_file(script, default_timeout=60).run()
    assert not app.exception
    assert app.text[0].value == "streamlit False, torch False"
    assert (tmp_path / "runs.txt").read_text() == "__main__ "
