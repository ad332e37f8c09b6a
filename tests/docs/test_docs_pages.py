"""Every command and every piece of Python on the pages runs; every link leads somewhere.

A block fenced as ``console`` holds commands, one a line, without a prompt; what they print stands
in ``text`` blocks. The blocks of one page run in order, in a copy of the checkout, without the
network. A block below ``<!-- not run: reason -->`` is left out; one below ``<!-- ends with 1 -->``
has to end so. A block below ``<!-- file: PATH -->`` is written to that file first, one below
``<!-- added to: PATH -->`` at its end, and a ``diff`` below ``<!-- changed: PATH -->`` is made in
it, as the page tells its reader to do; a page that writes below ``src`` gets a copy of the code. Of
a ``text`` block below ``<!-- printed -->`` every line must have been printed by the commands above.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    p for p in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md"),
                *ROOT.glob("cases/*/README.md"))
)
FENCE = re.compile(
    r"(?P<mark><!-- (?:not run: (?P<reason>[^>]+)|file: (?P<file>\S+)|added to: (?P<added>\S+)"
    r"|changed: (?P<changed>\S+)|ends with (?P<ends>\d+)|(?P<printed>printed)) -->\s*\n)?"
    r"^```(?P<lang>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
LINK = re.compile(r"\[[^\]]*\]\((?P<to>[^)\s]+)\)")
MARKED_MOST = 12
"""More blocks left out than this, and the pages are no longer tested."""
EXTRAS = ("estimate.md", "export.md", "latent-classes.md")
"""Pages whose commands need an extra."""
PYTHON = sys.executable
PROGRAMS = {
    "trucewatch": [PYTHON, "-m", "trucewatch"], "python": [PYTHON],
    "pytest": [PYTHON, "-m", "pytest"], "ruff": [PYTHON, "-m", "ruff"],
    "mypy": [PYTHON, "-m", "mypy"],
    # What `cp -r` does where there is no shell.
    "cp": [PYTHON, "-c", "import shutil, sys; shutil.copytree(sys.argv[2], sys.argv[3])"],
    "lint-imports": [PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
}
"""Programs a page may start: those of this environment, not of the machine."""
CODE = ("src", "tests", "pyproject.toml")
"""What a page that adds code is given beside the cases and the docs."""


def title(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, *langs: str) -> Iterator[re.Match[str]]:
    for found in FENCE.finditer(page.read_text(encoding="utf-8")):
        if found["lang"] in langs:
            yield found


def runs(block: re.Match[str]) -> bool:
    """Whether a block is started; Python that is written to a file is not."""
    return block["lang"] in {"console", "python"} and not (block["reason"] or block["file"])


def runnable(page: Path) -> list[re.Match[str]]:
    return [b for b in blocks(page, "console", "python") if runs(b)]


def arguments(line: str) -> list[str]:
    """What to start for a line."""
    words = shlex.split(line, comments=True)
    if words[:2] == ["uv", "run"]:
        words = words[2:]
    assert not words or words[0] in PROGRAMS, f"cannot run {line!r} here: mark the block"
    return [*PROGRAMS[words[0]], *words[1:]] if words else []


def copy_for(page: Path, copy: Path) -> Path:
    """Copy what a page works on; the folder its commands find the code in."""
    adds = any((b["file"] or "").startswith("src/") for b in blocks(page, "python"))
    for name in ("cases", "docs", *(CODE if adds else ())):
        if (ROOT / name).is_dir():
            ignore = ["__pycache__", *(["record"] if name == "cases" else [])]
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns(*ignore))
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy / "src" if adds else ROOT / "src"


def needing(page: Path) -> object:
    """The page as a case of the test, with the marker of what its commands need."""
    return pytest.param(page, marks=pytest.mark.extras) if page.name in EXTRAS else page


@pytest.mark.parametrize("page", [needing(p) for p in PAGES if runnable(p)], ids=title)
def test_what_a_page_tells_to_run_runs(page: Path, tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    code = copy_for(page, copy)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRUCEWATCH_")}
    # A proxy that leads nowhere: a command that needs the network fails here, not in the field.
    # One language, and no earlier instant where a page compares with none: half the time of a run.
    compares = re.search(r"^trucewatch (alert|brief)\b", page.read_text(encoding="utf-8"), re.M)
    env = kept | {"PYTHONPATH": str(code), "PYTHONUTF8": "1", "NO_COLOR": "1",
                  "TRUCEWATCH_LANGUAGES": "en",
                  **({} if compares else {"TRUCEWATCH_SINCE": "none"}),
                  "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    printed = ""
    for block in FENCE.finditer(page.read_text(encoding="utf-8")):
        write(block, copy)
        if block["printed"]:
            lost = [line for line in block["body"].splitlines() if line.strip() not in printed]
            assert lost == [], printed
        if not runs(block):
            continue
        started = ([[PYTHON, "-c", block["body"]]] if block["lang"] == "python"
                   else [arguments(line) for line in block["body"].splitlines()])
        for command in filter(None, started):
            done = subprocess.run(command, cwd=copy, env=env, capture_output=True, check=False,
                                  encoding="utf-8", timeout=600)
            said = done.stdout[-2000:] + done.stderr[-2000:]
            assert done.returncode == int(block["ends"] or 0), f"{command[1:]}\n{said}"
            assert "Traceback" not in done.stderr
            printed += done.stdout + done.stderr


def write(block: re.Match[str], folder: Path) -> None:
    """Do with a file what the page tells its reader to do."""
    name = block["file"] or block["added"] or block["changed"]
    if not name:
        return
    path = folder / name
    assert path.parent.parent.is_dir(), f"{name}: no such place yet"
    path.parent.mkdir(exist_ok=True)
    if block["changed"]:
        text = path.read_text(encoding="utf-8")
        for old, new in hunks(block["body"]):
            assert text.count(old) == 1, f"{name}: not there once:\n{old}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    with path.open("a" if block["added"] else "w", encoding="utf-8", newline="\n") as stream:
        stream.write(block["body"])


def hunks(diff: str) -> Iterator[tuple[str, str]]:
    """Text before and after each change of a diff."""
    for hunk in filter(None, re.split(r"^@@.*\n", diff, flags=re.MULTILINE)):
        lines = hunk.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[0] in f" {sign}") for sign in "-+")
        yield old, new


def test_few_blocks_are_left_out() -> None:
    left_out = [b for page in PAGES for b in blocks(page, "console", "python") if b["reason"]]
    assert len(left_out) <= MARKED_MOST


def anchors(page: Path) -> set[str]:
    """Anchors of the head lines, as the common renderers make them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for found in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
        to = found["to"]
        if re.match(r"[a-z]+:", to):
            continue
        path, _, anchor = to.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(to)
    assert lost == []


def test_every_page_of_the_docs_can_be_reached_from_the_map() -> None:
    reached: set[Path] = set()
    todo = [ROOT / "docs" / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached or not page.is_file():
            continue
        reached.add(page)
        if page.suffix == ".md":
            links = LINK.finditer(page.read_text(encoding="utf-8"))
            todo += [(page.parent / f["to"].partition("#")[0]).resolve() for f in links]
    assert [title(p) for p in ROOT.glob("docs/**/*.md") if p.resolve() not in reached] == []
