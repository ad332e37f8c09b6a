"""``trucewatch serve``: the edition on this computer, made again when the case changes."""

from __future__ import annotations

import threading
from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.pipeline.keep import record_folder
from trucewatch.serve.server import Server
from trucewatch.serve.watching import Watch

PORT = 8010
PORTS = range(65_536)
SECONDS = 1.0
"""Between two looks at the case folder."""
PROBLEMS_SHOWN = 10


def serve(
    case: str, /, *, port: int = PORT, out: Path | None = None, since: str | None = None,
    record: Path | None = None, keys: Path | None = None, office: str | None = None,
) -> int:
    """Make the edition, show it on 127.0.0.1, and make it again whenever the case changes.

    Only this computer can open it, and only files of the edition are shown. An edition that cannot
    be made leaves the last good one in place, with the problems on the terminal. Reload the page
    when the terminal says that there is a new one. Ends with Ctrl-C.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    port
        Port to listen on; 0: any that is free.
    out
        Folder to write to; out/<case> by default. [TRUCEWATCH_OUT]
    since
        Earlier instant, or folder of an earlier edition, the page What changed compares with.
        [TRUCEWATCH_SINCE]
    record
        Folder of the record to append to and read from. [TRUCEWATCH_RECORD]
    keys
        Folder of the keys personal data are sealed with, outside the record. [TRUCEWATCH_KEYS]
    office
        Office or role that records; never a person's name. [TRUCEWATCH_OFFICE]
    """
    screen = show.screen()
    if port not in PORTS:
        raise settings.Usage(f"--port: found {port}, expected 0 to {PORTS[-1]}")
    folder = pipeline.find_case(case)
    target = settings.folder(out, "OUT") or Path("out") / folder.resolve().name
    keeping = settings.keeping(record, keys, office)

    def rebuild() -> bool:
        with show.progress(screen.err) as step:
            result = pipeline.run(folder, target, keeping=keeping, step=step,
                                  since=settings.text(since, "SINCE"))
        return told(screen, result)

    watch = Watch(folder, rebuild, (target, record_folder(folder, target, keeping.record)))
    watch.look()
    with Server(target, port) as server:
        screen.out.print(f"Open: {server.address}", soft_wrap=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            _watch(watch, threading.Event())
        finally:
            server.shutdown()
    return 0


def told(screen: Screen, result: pipeline.Result) -> bool:
    """Say what became of an edition; whether there is a new one."""
    show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
    made = result.index is not None
    screen.out.print("A new edition: reload the page." if made else
                     "No new edition; the last good one stays.", soft_wrap=True)
    return made


def _watch(watch: Watch, stop: threading.Event) -> None:
    while not stop.wait(SECONDS):
        watch.look()
