"""Rules of the repository that no linter knows; each broken one is named, with its file.

``python .ci/rules.py`` reads the files of the checkout; with ``--wheel FILE`` a built wheel.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import lock

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 400
MAX_BYTES = 2_000_000
LOCKS = {"uv.lock", "pylock.toml", "poetry.lock", "pdm.lock", "Pipfile.lock"}
# What not every file system can hold, and the longest name that fits below a deep folder.
ODD_NAME = re.compile(r'[:*?"<>|\\\x00-\x1f]|[. ]$')
MAX_PATH = 120
BINARY = {".png", ".jpg", ".woff2", ".parquet", ".gz", ".zip", ".xlsx"}
NEEDED_IN_WHEEL = (
    "trucewatch/cases/gaza-2025-10/case.yaml", "trucewatch/cases/gaza-2025-01/case.yaml",
    "trucewatch/cases/gaza-2023-11/case.yaml", "trucewatch/cases/lebanon-2024-11/case.yaml",
    "trucewatch/cases/kashmir-loc/case.yaml",
    "trucewatch/cases/ukraine-black-sea-or-energy-2025/case.yaml",
    "trucewatch/cases/minsk-2-2015/case.yaml",
    "trucewatch/cases/colombia-cfhbd-2016/case.yaml",
    "trucewatch/cases/hudaydah-2018-12/case.yaml",
    "trucewatch/cases/sudan-jeddah-2023-05/case.yaml", "trucewatch/publish/site/style.css",
    "trucewatch/case/starter/templates/clauses.yaml.j2",
)

ASK_PIP = """
from pip._internal.models.index import PyPI
print(PyPI.url, PyPI.file_storage_domain)
"""


def said(*command: str) -> str:
    """Run a program and return what it prints; nothing if it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")  # noqa: S603
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def index_hosts() -> set[str]:
    """Hosts of package indexes this machine's clients are set to, and their built-in ones."""
    pip = (sys.executable, "-m", "pip")
    words = " ".join(
        (said(*pip, "config", "list"), said(sys.executable, "-c", ASK_PIP),
         said("npm", "config", "get", "registry"),
         *(v for k, v in os.environ.items() if k.startswith(("PIP_", "UV_"))))
    )
    found = re.findall(r"[a-z]+://[^\s'\",\]]+", words)
    hosts = {urlsplit(address).hostname or "" for address in found}
    # A bare domain, as pip names the place its files lie at.
    hosts |= set(re.findall(r"(?<![\w./@-])(?:[a-z0-9-]+\.){1,3}(?:org|com|net|io)\b", words))
    return {h for h in hosts if "." in h and not re.fullmatch(r"[\d.]+", h)}


def machine_paths() -> list[re.Pattern[str]]:
    """Paths that exist only here: the checkout, the folder around it, the home folder."""
    around = str(ROOT.parent)
    places = {str(ROOT), str(Path.home()) + "/."}
    if around.count("/") >= 1 and around not in {"/", "/tmp", "/home", "/root"}:  # noqa: S108
        places.add(around + "/")
    return [re.compile(r"(?<![\w.:/-])" + re.escape(place)) for place in sorted(places)]


def tracked() -> list[str]:
    """Files of the checkout, those not yet added among them."""
    listed = said("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


def of_file(name: str, hosts: set[str], paths: list[re.Pattern[str]]) -> Iterator[str]:
    """Rules broken by one file."""
    path = ROOT / name
    if path.name in LOCKS:
        yield "a lock file that names package indexes; git-ignore it"
    if ODD_NAME.search(path.name) or len(name) > MAX_PATH:
        yield "a name that some file systems cannot hold"
    if (size := path.stat().st_size) > MAX_BYTES:
        yield f"{size} bytes; raw data stay outside the repository"
    if path.suffix in BINARY:
        return
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if not name.startswith("tests/"):
            yield "not UTF-8"
        return
    if b"\r\n" in data and not name.startswith("tests/"):
        yield "line ends are not LF"
    yield from (f"names a package index: {host}" for host in sorted(hosts) if host in text)
    yield from (f"names a path of this machine: {p.pattern}" for p in paths if p.search(text))
    if name.startswith("src/") and path.suffix == ".py":
        lines = text.count("\n")
        if lines > MAX_LINES:
            yield f"{lines} lines; at most {MAX_LINES} in a module"


def of_checkout() -> Iterator[str]:
    """Rules broken by any file, or by files together."""
    hosts, paths = index_hosts(), machine_paths()
    for name in tracked():
        for broken in of_file(name, hosts, paths):
            yield f"{name}: {broken}"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = [pin.replace('"', "'") for pin in lock.pins(lock.LOCK.read_text(encoding="utf-8"))]
    if project["tool"]["uv"]["constraint-dependencies"] != pins:
        yield "requirements.lock and pyproject.toml differ; run .ci/lock.py"


def of_wheel(file: str) -> Iterator[str]:
    """Rules broken by what a wheel holds."""
    names = set(zipfile.ZipFile(file).namelist())
    yield from (f"not in the wheel: {name}" for name in NEEDED_IN_WHEEL if name not in names)
    for name in sorted(names):
        if re.match(r"trucewatch/cases/[^/]+/(record|out)/", name):
            yield f"a record or an edition in the wheel: {name}"
            return


def main(arguments: list[str]) -> int:
    """Print every broken rule; 1 if there is one."""
    wheel = arguments[1:] if arguments[:1] == ["--wheel"] else []
    broken = [b for file in wheel for b in of_wheel(file)] if wheel else list(of_checkout())
    for line in broken:
        print(line)
    print(f"{len(broken)} rules broken" if broken else "every rule holds")
    return 1 if broken else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
