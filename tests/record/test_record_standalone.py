"""The stand-alone verifier: one file, standard library alone, the verdicts of trucewatch."""

from __future__ import annotations

import ast
import builtins
import json
import os
import re
import shutil
import subprocess
import symtable
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from growing import REAL, REPORT, TOOL, after, fill, grow, lines, own, proof_of, write_lines

from trucewatch.record import Record
from trucewatch.record.clerk import clerk
from trucewatch.record.line import StampRow, sha256
from trucewatch.record.proof import check_proof
from trucewatch.record.standalone import PARTS, source
from trucewatch.record.verify import verify

TOKEN = b"a token"


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, in an empty folder of its own."""
    path = tmp_path_factory.mktemp("alone") / "verify.py"
    path.write_text(source("1.2.3"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A record with originals, tables and a time stamp; and a proof from it."""
    root = tmp_path_factory.mktemp("kept") / "r"
    report = fill(root, REAL, reread=5)
    with Record.open(root, write=True) as record:
        row = StampRow(4, record.batches[3].head, "https://tsa.example", sha256(TOKEN), "")
        record.append({}, {}, after(400), TOOL, kind="stamp", stamps=[(row, TOKEN)])
        return root, proof_of(record, report)


@pytest.fixture
def root(kept: tuple[Path, bytes], tmp_path: Path) -> Path:
    shutil.copytree(kept[0], tmp_path / "r", ignore=shutil.ignore_patterns("writer.*"))
    return tmp_path / "r"


def run(verifier: Path, *words: str, way: tuple[str, ...] = ()) -> tuple[int, str, str]:
    """Run the file as somebody would who has nothing else: no packages, no settings."""
    plain = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", *way, str(verifier), *words], capture_output=True,
        cwd=verifier.parent, env={**plain, "LC_ALL": "C"}, check=False)
    assert b"Traceback" not in done.stderr, done.stderr
    assert [path.name for path in verifier.parent.iterdir()] == ["verify.py"]
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def same(verifier: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run it both ways; fail unless exit code and every line are the same."""
    code, out, err = run(verifier, *words, way=("-X", "utf8"))
    capsys.readouterr()
    assert clerk(words) == code
    said = capsys.readouterr()
    assert out.splitlines() == said.out.splitlines()
    assert err.splitlines() == said.err.splitlines()
    return code, out


# --- the file ---


def parts() -> Iterator[tuple[str, str]]:
    """Every part of the file with its text."""
    text = source("1.2.3")
    found = re.split(r"^# --- (\S+) ---$", text, flags=re.M)
    assert tuple(found[1::2]) == PARTS
    yield from zip(found[1::2], found[2::2], strict=True)


def names(text: str) -> set[str]:
    """Names a part defines at the top; what it imports is nobody's own."""
    found: set[str] = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found.update(n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
    return found


def test_no_two_parts_define_the_same_name() -> None:
    owner: dict[str, str] = {}
    for part, text in parts():
        for name in names(text):
            assert name not in owner, f"{name} is defined by {owner[name]} and {part}"
            owner[name] = part
    assert {"Problem", "consistent", "Batch", "clerk"} <= set(owner)


def test_it_imports_the_standard_library_alone() -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(source("1.2.3"))):
        if isinstance(node, ast.Import):
            imported.update(alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).partition(".")[0])
        assert not (isinstance(node, ast.Name) and node.id in {"__import__", "exec", "eval"})
    assert {"hashlib", "json", "zlib"} <= imported
    assert imported <= sys.stdlib_module_names
    assert not imported & {"socket", "urllib", "http", "subprocess", "ctypes", "pickle"}


def test_every_name_it_uses_is_there() -> None:
    """A name that only trucewatch has would show first where something is wrong."""
    table = symtable.symtable(source("1.2.3"), "verify.py", "exec")
    top = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    top |= {child.get_name() for child in table.get_children()}

    def below(scope: symtable.SymbolTable) -> Iterator[str]:
        for symbol in scope.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                yield symbol.get_name()
        for child in scope.get_children():
            yield from below(child)

    used = set(below(table))
    assert "hashlib" in used
    assert used - top - set(dir(builtins)) - {"__name__"} == set()


def test_it_says_what_it_is_and_what_it_leaves_out() -> None:
    text = source("1.2.3")
    head = ast.get_docstring(ast.parse(text)) or ""
    assert "1.2.3" in head
    for words in ("Needs Python 3.11", "signatures of time stamps", "--against", "Parquet"):
        assert words in head
    assert "\r" not in text
    assert source("1.2.3") == text


def test_it_is_the_code_of_the_package_unchanged() -> None:
    """But for docstrings of modules and imports of one another."""
    package = Path(sys.modules["trucewatch"].__file__ or "").parent
    for part, text in parts():
        original = (package / part).read_text(encoding="utf-8")
        assert set(text.splitlines()) <= set(original.splitlines()), "comments too"
        whole = ast.parse(original).body
        ours = [ast.dump(node) for node in whole[1:] if not (
            isinstance(node, ast.ImportFrom)
            and str(node.module).partition(".")[0] in {"trucewatch", "__future__"})]
        assert [ast.dump(node) for node in ast.parse(text).body] == ours


# --- records ---


def test_a_good_record_is_verified(
    verifier: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = Record.open(root).head
    code, out = same(verifier, capsys, "record", str(root))
    assert code == 0
    assert out.splitlines()[-1] == "VERIFIED"
    assert f"head: {head}" in out
    for words in ("--against", "signatures", "sealed", "Parquet"):
        assert words in "".join(line for line in out.splitlines() if line.startswith("not checked"))
    for way in (("record", str(root), "--against", head), ("--against", head, "record", str(root))):
        code, out = same(verifier, capsys, *way)
        assert code == 0
        assert "newest batches were removed" not in out


def change(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)


def first(root: Path, below: str) -> Path:
    return next(path for path in sorted((root / below).rglob("*")) if path.is_file())


DAMAGE: dict[str, Callable[[Path], object]] = {
    "segment altered": lambda r: change(first(r, "segments")),
    "segment missing": lambda r: first(r, "segments").unlink(),
    "original altered": lambda r: change(first(r, "archive")),
    "original missing": lambda r: first(r, "archive").unlink(),
    "token altered": lambda r: change(first(r, "proofs")),
    "extra file": lambda r: (r / "segments" / "x\n\x1b[2Jé").write_bytes(b""),
    "odd name": lambda r: open(bytes(r) + b"/\xff\xfe", "wb").close(),  # noqa: PTH123
    "many extra files": lambda r: [(r / f"x{n}").write_bytes(b"") for n in range(50)],
    "leftover": lambda r: (r / "pending.json").write_bytes(b"[]"),
    "line altered": lambda r: change(r / "log.jsonl"),
    "line removed": lambda r: write_lines(r, lines(r)[1:]),
    "line torn": lambda r: (r / "log.jsonl").write_bytes((r / "log.jsonl").read_bytes()[:-9]),
    "no line": lambda r: write_lines(r, [b"[" * 100_000]),
    "format": lambda r: change(r / "format"),
    "all gone": shutil.rmtree,
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_record_is_refused_in_the_same_words(
    verifier: Path, root: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    try:
        DAMAGE[name](root)
    except OSError:
        pytest.skip("this system does not take such a name")
    code, out = same(verifier, capsys, "record", str(root))
    assert code == 1
    assert out.splitlines()[-1] == "NOT VERIFIED"
    wrong = verify(root).problems
    assert wrong[0].code.replace("_", " ") in out
    assert f"and {len(wrong) - 20} more" in out or len(wrong) <= 20
    assert "\x1b" not in out


def test_a_head_that_is_not_reached_is_refused(
    verifier: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size, _, head = Record.open(root).head.partition(":")
    for against in (f"{int(size) + 1}:{head}", f"{size}:{'0' * 64}", head, "x"):
        code, out = same(verifier, capsys, "record", str(root), "--against", against)
        assert code == 1
        assert out.splitlines()[-1] == "NOT VERIFIED"


def test_it_needs_no_permission_to_write(
    verifier: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert same(verifier, capsys, "record", str(root))[0] == 0
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


# --- proofs ---


def test_a_good_proof_is_verified(
    verifier: Path, kept: tuple[Path, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, record = tmp_path / "p.json", Record.open(kept[0])
    path.write_bytes(kept[1])
    code, out = same(verifier, capsys, "proof", str(path))
    assert code == 0
    assert out.splitlines()[-1] == "VERIFIED"
    proven = check_proof(kept[1], "p.json")
    assert f"report {proven.report} of record {record.id}: {len(proven.rows)} rows" in out
    assert f"below head {record.head}" in out
    assert "not checked: whether that head is the record's" in out
    code, out = same(verifier, capsys, "proof", str(path), "--against", record.head)
    assert code == 0
    assert "whether that head is the record's" not in out
    code, out = same(verifier, capsys, "proof", str(path), "--against", f"1:{record.id}")
    assert (code, out.splitlines()[-1]) == (1, "NOT VERIFIED")


def test_a_damaged_proof_is_refused_in_the_same_words(
    verifier: Path, kept: tuple[Path, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, data = tmp_path / "p.json", json.loads(kept[1])
    row = {**data["rows"][0], "text": data["rows"][0]["text"].replace('","', '","x', 1)}
    for text in (
        b"", b"{}", b"\xff", b"[" * 100_000, kept[1][:-9], kept[1].replace(b'"seq":', b'"sep":'),
        json.dumps({**data, "rows": [row]}).encode(),
        json.dumps({**data, "head": "1:" + "0" * 64}).encode(),
        json.dumps({**data, "head": "\x1b[2J\ud800"}).encode(),
    ):
        assert text != kept[1]
        path.write_bytes(text)
        code, out = same(verifier, capsys, "proof", str(path))
        assert (code, out.splitlines()[-1]) == (1, "NOT VERIFIED")
        assert "proof does not hold" in out
        assert "\x1b" not in out


def test_a_proof_in_a_script_the_screen_lacks_is_shown_as_far_as_it_goes(
    verifier: Path, tmp_path: Path
) -> None:
    """A console that knows ASCII alone is no reason to fail, and nothing can steer it."""
    path = tmp_path / "p.json"
    row = json.dumps([REPORT, "\u0647\u062f\u0646\u0629", "\ud800", "a\n\x1b[2J"])
    path.write_text(json.dumps(own(row, "report_id", "a\ud800", "\u0639", "c\n\x1b[2J")))
    for way in ("utf8", "utf8=0"):
        code, out, _ = run(verifier, "proof", str(path), way=("-X", way))
        assert (code, out.splitlines()[-1]) == (0, "VERIFIED")
        assert "\x1b" not in out
        assert len(out.splitlines()) == 6
        assert ("\u0647" in out) is (way == "utf8")


# --- usage ---


def test_wrong_usage_is_told_apart(
    verifier: Path, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        (), ("record",), ("proof",), (str(root),), ("records", str(root)), ("--help",),
        ("record", str(root), "more"), ("record", str(root), "--against"),
        ("record", str(root), "--against", ""), ("record", str(root), "--against", " \n"),
        ("record", str(root), "--against", "x", "--against", "y"),
    ):
        code, out, err = run(verifier, *words)
        assert (code, out) == (2, "")
        assert err.startswith("usage: python verify.py record FOLDER")
        capsys.readouterr()
        assert clerk(words) == 2
    for missing in (tmp_path / "none.json", root):
        code, out, err = run(verifier, "proof", str(missing))
        assert (code, out) == (1, "")
        assert missing.name in err


def test_a_fresh_record_is_verified_too(
    verifier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Record.open(tmp_path / "empty", write=True).close()
    assert same(verifier, capsys, "record", str(tmp_path / "empty"))[0] == 0
    grow(tmp_path / "three", 3)
    assert same(verifier, capsys, "record", str(tmp_path / "three"))[0] == 0
