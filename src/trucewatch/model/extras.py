"""What is said when a library that is an extra is not installed."""

from __future__ import annotations

from importlib.util import find_spec


class MissingExtra(ImportError):
    """A library that is an extra is not installed; the message says how to get it."""


def require(extra: str, modules: tuple[str, ...], doing: str) -> None:
    """Say what is missing before anything is computed.

    Parameters
    ----------
    extra
        Name of the extra that brings the libraries.
    modules
        Libraries that are needed.
    doing
        What they are needed for, as a subject: ``estimating``.

    Raises
    ------
    MissingExtra
        When one of them is not installed.
    """
    lacking = [name for name in modules if find_spec(name) is None]
    if lacking:
        raise MissingExtra(
            f"{doing} needs {' and '.join(lacking)}, which the extra {extra!r} brings: "
            f'pip install "trucewatch[{extra}]", or with uv: uv run --extra {extra} trucewatch ...')
