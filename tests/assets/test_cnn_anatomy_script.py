"""The exported code of the CNN anatomy page prints what the page shows."""

import re

import pytest

from core.errors import LearnerError
from core.experiments.cnn_anatomy import run
from core.experiments.cnn_anatomy_script import script_values, weights_bytes, weights_file
from core.settings.cnn_anatomy import MISSIONS, PRESETS, CnnAnatomy
from core.settings.network import ARCHITECTURES
from core.settings.schema import knobs, replace
from ui import export

EXAMPLES = {
    **PRESETS,
    **{f"mission_{name}": mission.settings for name, mission in MISSIONS.items()},
    "dense": CnnAnatomy(**ARCHITECTURES["dense"], seed=3, selected="dense_2.5", move_down=2),
    "everything": CnnAnatomy(
        blocks=3, stride_2=2, padding_1=2, pool_1="none", pool_2="average", batch_norm=True, dropout=0.3, activation="gelu",
        sample=7, blur=0.7, pixel_noise=0.1, angle=-15, selected="norm_2.3.1.1", show="attention", target="2",
    ),
}  # fmt: skip


def script_of(settings):
    return export.script("cnn_anatomy", script_values(settings, run(settings)))


def printed(source, capsys):
    exec(compile(source, "cnn_anatomy.py", "exec"), {"__name__": "__main__"})
    return capsys.readouterr().out.splitlines()


def numbers(lines, name):
    (line,) = (line for line in lines if line.startswith(f"{name} "))
    return [float(number) for number in line.split()[1:]]


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = EXAMPLES[name]
    result = run(settings)
    if file := weights_file(result):
        (tmp_path / file).write_bytes(weights_bytes(result))
    lines = printed(script_of(settings), capsys)
    assert lines[0] == (f"weights {file}" if file else f"weights drawn with seed {settings.seed}")
    table = [f"{row.name} {'x'.join(map(str, row.shape))} {row.parameters}" for row in result.rows]
    assert lines[1 : 1 + len(table)] == table
    assert numbers(lines, "parameters") == [sum(row.parameters for row in result.rows)]
    assert numbers(lines, "logits") == pytest.approx(result.maps["output"].tolist(), abs=6e-7)
    assert numbers(lines, "probabilities") == pytest.approx(result.probabilities.tolist(), abs=6e-7)
    assert numbers(lines, "reads") == [result.predicted]
    layer, place = result.unit
    (unit,) = (line for line in lines if line.startswith("unit "))
    assert unit.split()[1:-1] == [layer, *map(str, place)]
    assert float(unit.split()[-1]) == pytest.approx(result.maps[layer][place].item(), abs=6e-7)
    if result.attention:
        slope = result.attention.saliency
        row, column = divmod(slope.abs().argmax().item(), 28)
        assert lines[-1].startswith(f"steepest pixel for {result.attention.target} is {row} {column} ")
        assert float(lines[-1].split()[-1]) == pytest.approx(slope[row, column].item(), abs=2e-5)


def test_without_its_weights_file_the_script_says_so_and_goes_on(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = printed(script_of(CnnAnatomy()), capsys)
    assert lines[0] == "weights drawn with seed 0"
    assert re.fullmatch(r"reads \d", next(line for line in lines if line.startswith("reads")))


def test_every_control_reaches_the_script():
    """Whatever changes the picture changes the script; what only looks elsewhere does not."""
    start = CnnAnatomy(blocks=3, hidden=5, weights_from="untrained")
    elsewhere = {"show", "picture", "run", "weights_from", "input", *CnnAnatomy.looks}
    before = script_of(start)
    for name, knob in knobs(start).items():
        if name in elsewhere:
            continue
        scripts = set()
        for value in knob.extremes():
            try:
                scripts.add(script_of(replace(start, **{name: value})))
            except LearnerError:
                continue
        assert scripts - {before}, name
    assert script_of(replace(start, show="attention")) == before
    assert script_of(replace(start, selected="output.3")) != before
