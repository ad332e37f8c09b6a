"""The notebooks run from the first cell to the last, and are kept without outputs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
# In a process of its own: what its event loop leaves behind is no matter of this project's tests.
RUN = """
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(book, timeout=300, kernel_name="python3").execute()
kinds = [out.output_type for cell in book.cells for out in cell.get("outputs", [])]
print(len([c for c in book.cells if c.cell_type == "code"]), "error" in kinds)
"""


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == [
        "add-a-conflict.ipynb", "reproduce-a-published-number.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert [c for c in code if c["outputs"] or c["execution_count"] is not None] == []


@pytest.mark.extras
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_without_an_error(path: Path, tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRUCEWATCH_")}
    # A proxy that leads nowhere, and a home nobody has settled in: nothing of this machine helps.
    env = kept | {
        "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9", "HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path),
        "JUPYTER_PLATFORM_DIRS": "1", "JUPYTER_DATA_DIR": str(tmp_path / "jupyter"),
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path)], cwd=tmp_path, env=env, capture_output=True,
        check=False, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stderr[-4000:]
    code = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if c["cell_type"] == "code"]
    assert done.stdout.split() == [str(len(code)), "False"]
