"""Arrows point one way: pages → ui → core. A page holds no mathematics, and core no widget."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = {
    "core": {"streamlit", "plotly", "ui", "pages"},
    "ui": {"pages"},
    "pages": {"torch", "numpy", "sklearn", "scipy", "math", "pages"},
    "assets/scripts": {"core", "ui", "streamlit"},
}


def imports(path: Path) -> set[str]:
    """The top-level packages that a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_nothing_points_back(folder):
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for path in files:
        assert not imports(path) & FORBIDDEN[folder], path.relative_to(ROOT)


def test_core_needs_no_user_interface():
    """Every module of core imports where Streamlit and Plotly do not exist."""
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted((ROOT / "core").rglob("*.py"))]
    code = "import importlib, sys; sys.modules['streamlit'] = sys.modules['plotly'] = None\n" + "\n".join(
        f"importlib.import_module({module.removesuffix('.__init__')!r})" for module in modules
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_files_stay_one_idea():
    for folder, limit in (("pages", 150), ("core", 250), ("ui", 250)):
        for path in (ROOT / folder).rglob("*.py"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= limit, path.relative_to(ROOT)
