"""A time-stamping authority for tests: a real one, on 127.0.0.1, that can also do wrong.

It answers RFC 3161 requests with tokens signed under a root certificate made for the run. The path
of the address says how it behaves: ``/right``, ``/wrong-nonce``, ... (see `Authority.answer`). No
library at hand writes CMS, hence the small DER encoder.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

REPLY = "application/timestamp-reply"
POLICY = "1.3.6.1.4.1.99999.1"
SHA256 = "2.16.840.1.101.3.4.2.1"
AT = datetime(2026, 6, 1, 12, 0, 0, tzinfo=UTC)
"""The time in every token."""
Key = ec.EllipticCurvePrivateKey


def der(tag: int, *parts: bytes) -> bytes:
    """One DER element."""
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE."""
    return der(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """A SET OF, in the order DER wants."""
    return der(0x31, *sorted(parts))


def integer(value: int) -> bytes:
    """An INTEGER that is not negative."""
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *arcs = map(int, dotted.split("."))
    body = b""
    for arc in (first * 40 + second, *arcs):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.insert(0, arc & 0x7F | 0x80)
        body += bytes(groups)
    return der(0x06, body)


def octets(value: bytes) -> bytes:
    """An OCTET STRING."""
    return der(0x04, value)


def read(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Tag, content and whole bytes of each DER element in turn."""
    at = 0
    while at < len(data):
        length, start = data[at + 1], at + 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[at + 2 : start], "big")
        yield data[at], data[start : start + length], data[at : start + length]
        at = start + length


def imprint_of(data: bytes, algorithm: str = SHA256, name: str = "sha256") -> bytes:
    """The messageImprint of some bytes."""
    digest = hashlib.new(name, data).digest()
    return sequence(sequence(oid(algorithm), der(0x05)), octets(digest))


def asked(request: bytes) -> tuple[bytes, int]:
    """The messageImprint and the nonce of a request."""
    [(_, body, _)] = read(request)
    elements = list(read(body))
    nonce = next(content for tag, content, _ in elements[2:] if tag == 0x02)
    return elements[1][2], int.from_bytes(nonce, "big")


def rejection(status: int = 2, text: str = "not today") -> bytes:
    """A response without a token."""
    return sequence(sequence(integer(status), sequence(der(0x0C, text.encode()))))


def certificate(
    name: str, key: Key, signer: tuple[x509.Name, Key],
    *extensions: tuple[x509.ExtensionType, bool],
    until: datetime = datetime(2049, 1, 1, tzinfo=UTC),
) -> x509.Certificate:
    """Make a certificate."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name)).issuer_name(signer[0]).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(until)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(signer[1], hashes.SHA256())


def named(name: str) -> x509.Name:
    """A distinguished name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass(frozen=True)
class Issuer:
    """A root certificate, a time-stamping certificate under it, the key of the latter, and what
    stands between the two.
    """

    root: x509.Certificate
    certificate: x509.Certificate
    key: Key
    between: tuple[x509.Certificate, ...] = ()

    @classmethod
    def make(
        cls, name: str = "Test", *, purpose: ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING,
        critical: bool = True, until: datetime = datetime(2049, 1, 1, tzinfo=UTC),
        between: bool = False,
    ) -> Issuer:
        """Make the certificates."""
        root_key, middle_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        authority = (x509.BasicConstraints(ca=True, path_length=None), True)
        signer = (named(f"{name} root"), root_key)
        root = certificate(f"{name} root", root_key, signer, authority)
        middle: tuple[x509.Certificate, ...] = ()
        if between:
            middle = (certificate(f"{name} middle", middle_key, signer, authority),)
            signer = (named(f"{name} middle"), middle_key)
        leaf = certificate(f"{name} time stamps", key, signer,
                           (x509.BasicConstraints(ca=False, path_length=None), True),
                           (x509.ExtendedKeyUsage([purpose]), critical), until=until)
        return cls(root, leaf, key, middle)

    @property
    def root_pem(self) -> bytes:
        """The root certificate, to be trusted."""
        return self.root.public_bytes(Encoding.PEM)

    def token(
        self, imprint: bytes, nonce: int | None = None, *, status: int = 0, version: int = 1,
        at: datetime = AT, enclose: tuple[x509.Certificate, ...] | None = None,
    ) -> bytes:
        """A whole TimeStampResp over a messageImprint."""
        info = sequence(
            integer(version), oid(POLICY), imprint, integer(secrets.randbits(64)),
            der(0x18, f"{at:%Y%m%d%H%M%S}Z".encode()),
            b"" if nonce is None else integer(nonce),
        )
        certificates = (self.certificate, *self.between) if enclose is None else enclose
        algorithm = sequence(oid(SHA256), der(0x05))
        enclosed = sorted(each.public_bytes(Encoding.DER) for each in certificates)
        signed = sequence(
            integer(3), set_of(algorithm),
            sequence(oid("1.2.840.113549.1.9.16.1.4"), der(0xA0, octets(info))),
            der(0xA0, *enclosed) if enclosed else b"", set_of(self._signer(info, algorithm)),
        )
        content = sequence(oid("1.2.840.113549.1.7.2"), der(0xA0, signed))
        return sequence(sequence(integer(status)), content)

    def _signer(self, info: bytes, algorithm: bytes) -> bytes:
        """The SignerInfo: the signature over attributes that hold the digest of the content."""
        own = hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).digest()
        attributes = sorted(
            sequence(oid(kind), set_of(value)) for kind, value in (
                ("1.2.840.113549.1.9.3", oid("1.2.840.113549.1.9.16.1.4")),
                ("1.2.840.113549.1.9.4", octets(hashlib.sha256(info).digest())),
                ("1.2.840.113549.1.9.16.2.47", sequence(sequence(sequence(octets(own))))),
            )
        )
        signature = self.key.sign(der(0x31, *attributes), ec.ECDSA(hashes.SHA256()))
        who = sequence(self.certificate.issuer.public_bytes(),
                       integer(self.certificate.serial_number))
        return sequence(integer(1), who, algorithm, der(0xA0, *attributes),
                        sequence(oid("1.2.840.10045.4.3.2")), octets(signature))


class Authority(ThreadingHTTPServer):
    """Answers requests on 127.0.0.1; what came in is in `seen`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = Issuer.make()
        self.closing = threading.Event()
        self.seen: list[tuple[str, dict[str, str], bytes]] = []

    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that went away in the middle of an answer."""

    def url(self, mode: str) -> str:
        """Address at which it behaves that way."""
        return f"http://127.0.0.1:{self.server_address[1]}/{mode}"

    def answer(self, mode: str, request: bytes) -> bytes:
        """The body of the answer, by mode."""
        imprint, nonce = asked(request)
        other = imprint_of(b"something else")
        bodies: dict[str, Callable[[], bytes]] = {
            "right": lambda: self.issuer.token(imprint, nonce),
            "wrong-nonce": lambda: self.issuer.token(imprint, nonce ^ 1),
            "no-nonce": lambda: self.issuer.token(imprint),
            "wrong-imprint": lambda: self.issuer.token(other, nonce),
            "no-certificate": lambda: self.issuer.token(imprint, nonce, enclose=()),
            "with-mods": lambda: self.issuer.token(imprint, nonce, status=1),
            "version-2": lambda: self.issuer.token(imprint, nonce, version=2),
            "rejection": rejection,
            "granted-nothing": lambda: sequence(sequence(integer(0))),
            "garbage": lambda: b"\x00\xffno such thing",
            "empty": lambda: b"",
            "cut": lambda: self.issuer.token(imprint, nonce)[:-9],
            "appended": lambda: self.issuer.token(imprint, nonce) + b"\x00",
            "too-long": lambda: self.issuer.token(imprint, nonce) + bytes(64 * 1024),
        }
        return bodies.get(mode, bodies["right"])()


class _Handler(BaseHTTPRequestHandler):
    """One request; the first part of the path is the mode."""

    server: Authority

    def do_POST(self) -> None:
        """Answer as the mode says."""
        request = self.rfile.read(int(self.headers["Content-Length"]))
        mode, _, rest = self.path.strip("/").partition("/")
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((mode, headers, request))
        if mode == "silence":
            self.server.closing.wait()
        if mode in {"hang-up", "silence"}:
            return
        if mode == "redirect":  # redirect/<status>/<target>
            status, _, target = rest.partition("/")
            self._send(int(status), b"", Location=target)
        elif mode == "error-500":
            self._send(500, b"broken")
        else:
            kind = "text/html" if mode == "wrong-type" else REPLY
            self._send(200, self.server.answer(mode, request), **{"Content-Type": kind})

    def do_GET(self) -> None:
        """Nothing is given for a GET; a redirect must not turn into one."""
        self._send(405, b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running() -> Iterator[Authority]:
    """Run an authority in a thread, for the length of the block."""
    with Authority() as authority:
        thread = threading.Thread(target=authority.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield authority
        finally:
            authority.closing.set()
            authority.shutdown()
            thread.join()
