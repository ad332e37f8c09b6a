"""The server: on the loopback address alone, files of the edition alone, for reading alone."""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from trucewatch.serve.edition import find

ADDRESS = "127.0.0.1"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""What the pages themselves ask for, without the files of a disk."""
HEADERS = {
    "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
}
SECONDS = 10
"""How long a client may take to send its request."""


class Server(ThreadingHTTPServer):
    """Shows one edition."""

    daemon_threads = True

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        super().__init__((ADDRESS, port), Handler)

    @property
    def hosts(self) -> frozenset[str]:
        """Names a browser on this computer may call the server by.

        Any other name is that of a page elsewhere whose address was made to lead here.
        """
        port = self.server_address[1]
        return frozenset({f"{ADDRESS}:{port}", f"localhost:{port}"})

    @property
    def address(self) -> str:
        """Where the edition can be opened."""
        return f"http://{ADDRESS}:{self.server_address[1]}/"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    timeout = SECONDS
    server_version, sys_version = "trucewatch", ""
    server: Server

    def do_GET(self) -> None:
        """Send a file."""
        self._answer()

    def do_HEAD(self) -> None:
        """Send what would be sent before a file."""
        self._answer()

    def _answer(self) -> None:
        if self.headers.get_all("Host", []) and len(self.headers.get_all("Host", [])) == 1 \
                and self.headers["Host"].lower() in self.server.hosts:
            found = find(self.server.root, self.path)
            if found is None:
                self._say(HTTPStatus.NOT_FOUND, "no such file in this edition\n")
            else:
                self._send(HTTPStatus.OK, found.type, found.data)
        else:
            self._say(HTTPStatus.MISDIRECTED_REQUEST,
                      "this server answers to its own address alone\n")

    def _refuse(self) -> None:
        self._say(HTTPStatus.METHOD_NOT_ALLOWED, "for reading alone\n", {"Allow": "GET, HEAD"})

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = _refuse

    def _say(self, status: HTTPStatus, text: str, more: dict[str, str] | None = None) -> None:
        self._send(status, "text/plain; charset=utf-8", text.encode(), more)

    def _send(
        self, status: HTTPStatus, kind: str, data: bytes, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, **(more or {}), "Content-Type": kind,
                            "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: who reads what is nobody's business."""
